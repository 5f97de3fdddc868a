"""docs/: the values exist in the chart, links have a target, and commands name existing targets and files."""

import re
from pathlib import Path

import pytest
import yaml

from support.rendering import ROOT, needs_helm, render

CHART = ROOT / "charts" / "movielytics"
PAGES = sorted((ROOT / "docs").glob("*.md"))
OTHERS = ("apiVersion", "extraEnvFrom")
"""Keys that distinguish manifests, and values of Airflow's own chart, from values of this one."""
BASE = {
    "pipeline": {"landingUri": "s3://bucket/landing", "reportUri": "s3://bucket/reports"},
    "secrets": {"warehouse": {"existingSecret": "warehouse"}, "metadata": {"existingSecret": "metadata"}},
    "airflow": {"logs": {"uri": "s3://bucket/logs"}},
}


def blocks(page: Path, language: str) -> list[str]:
    """Return the page's code blocks of a language."""
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", page.read_text(), re.MULTILINE | re.DOTALL)


def values() -> list[tuple[str, str]]:
    """Return the blocks with values of this chart, and the names of their pages."""
    shown = [(page.name, block) for page in PAGES for block in blocks(page, "yaml")]
    return [(name, block) for name, block in shown if not any(key in yaml.safe_load(block) for key in OTHERS)]


@needs_helm
@pytest.mark.parametrize(("page", "block"), values(), ids=lambda text: text if text.endswith(".md") else "")
def test_values_are_those_of_the_chart(page: str, block: str, tmp_path: Path) -> None:
    base, shown = tmp_path / "base.yaml", tmp_path / "shown.yaml"
    base.write_text(yaml.safe_dump(BASE))
    shown.write_text(block)
    assert render(CHART, "movielytics", "--values", str(base), "--values", str(shown))


def test_the_pages_that_show_values_are_found() -> None:
    assert {"eks.md", "kubernetes.md", "existing-airflow.md"} <= {page for page, _ in values()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_links_lead_to_files_and_headings(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?://)([^)]+)\)", page.read_text()):
        name, _, heading = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        if heading:
            assert heading in headings(target), link


def headings(page: Path) -> set[str]:
    """Return the anchors of the page's headings."""
    lines = [line for line in page.read_text().splitlines() if line[:1] == "#"]
    return {re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-") for line in lines}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_commands_name_existing_targets_and_files(page: Path) -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for block in blocks(page, "sh"):
        assert set(re.findall(r"\bmake ([a-z0-9-]+)", block)) <= targets
        for path in re.findall(r"\b((?:charts|k8s|scripts)/[\w./-]+)", block):
            assert (ROOT / path).exists(), path
