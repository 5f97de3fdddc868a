"""`make release`, in a separate repository: what it builds, changes and refuses."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from support.rendering import ROOT, needs_helm

PEOPLE = {f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
CHANGELOG = """# Changelog

## Unreleased

This will be the next version.

### Added

- A thing.

## 0.0.9 - 2026-01-01

- The first thing.
"""


def git(root: Path, *arguments: str) -> str:
    command = ["git", "-c", "core.hooksPath=/dev/null", *arguments]
    done = subprocess.run(command, cwd=root, env=os.environ | PEOPLE, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def release(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "scripts/release.py", *arguments, "--no-images"]
    return subprocess.run(command, cwd=root, env=os.environ | PEOPLE, capture_output=True, text=True, check=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with the files that a release needs."""
    root = tmp_path / "repository"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("jobs", "sql", "expectations", "k8s/templates", "dags", "charts", "images", "scripts"):
        shutil.copytree(ROOT / name, root / name, ignore=ignored)
    (root / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "kubernetes.md", root / "docs")
    for name in ("LICENSE", "README.md", "pyproject.toml", "requirements-local.lock", ".gitignore"):
        shutil.copy(ROOT / name, root)
    (root / "CHANGELOG.md").write_text(CHANGELOG)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "first")
    return root


def test_every_file_has_the_version_of_the_project() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    for name in ("movielytics", "backends"):
        chart = yaml.safe_load((ROOT / "charts" / name / "Chart.yaml").read_text())
        assert (chart["version"], chart["appVersion"]) == (version, version)
    assert set(re.findall(r"dist/movielytics-([\d.]+)-", (ROOT / "README.md").read_text())) == {version}
    assert set(re.findall(r"IMAGE_TAG=([\d.]+)", (ROOT / "docs" / "kubernetes.md").read_text())) == {version}


@needs_helm
def test_a_release_builds_everything_and_is_tagged(root: Path) -> None:
    done = release(root, "0.2.0")
    assert done.returncode == 0, done.stderr
    built = {file.name: file for file in (root / "dist").iterdir()}
    bills = {f"movielytics-{name}-0.2.0.cdx.json" for name in ("local", "airflow", "spark", "warehouse")}
    assert set(built) == bills | {
        "movielytics-0.2.0-py3-none-any.whl",
        "movielytics-0.2.0.tar.gz",
        "movielytics-0.2.0.tgz",
        f"{yaml.safe_load((root / 'charts/backends/Chart.yaml').read_text())['name']}-0.2.0.tgz",
        "SHA256SUMS",
    }
    for name in bills:
        bill = json.loads(built[name].read_text())
        assert (bill["bomFormat"], bill["metadata"]["component"]["version"]) == ("CycloneDX", "0.2.0")
        assert len(bill["components"]) > 20
    for line in built["SHA256SUMS"].read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256(built[name].read_bytes()).hexdigest() == digest
    assert git(root, "log", "-1", "--format=%s", "v0.2.0") == "Release 0.2.0"
    assert not git(root, "status", "--porcelain")
    assert "### Added\n\n- A thing." in git(root, "tag", "--list", "v0.2.0", "--format=%(contents)")
    changelog = (root / "CHANGELOG.md").read_text()
    assert re.search(
        r"## Unreleased\n\n## 0\.2\.0 - \d{4}-\d\d-\d\d\n\n### Added\n\n- A thing\.\n\n## 0\.0\.9", changelog
    )
    assert "next version" not in changelog


@needs_helm
def test_a_release_that_a_hook_refused_can_be_repeated(root: Path) -> None:
    hook = root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho the style is wrong >&2\nexit 1\n")
    hook.chmod(0o755)
    done = release(root, "0.2.0")
    assert (done.returncode, "the style is wrong" in done.stderr) == (1, True), done.stderr
    assert not git(root, "status", "--porcelain")
    assert not git(root, "tag")


def _tag(root: Path) -> None:
    git(root, "tag", "v0.2.0")


def _change(root: Path) -> None:
    (root / "README.md").write_text("changed")


def _remove_entries(root: Path) -> None:
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n\n## 0.0.9 - 2026-01-01\n\n- Old.\n")
    git(root, "commit", "--all", "--quiet", "--message", "no entry")


@pytest.mark.parametrize(
    ("version", "prepare", "reason"),
    [
        ("v1", None, "'v1' is not a version"),
        ("0.2.0", _tag, "the tag v0.2.0 exists"),
        ("0.2.0", _change, "commit or stash them first"),
        ("0.2.0", _remove_entries, "CHANGELOG.md lists no change of 0.2.0"),
    ],
)
def test_a_release_is_refused_before_anything_changes(
    root: Path, version: str, prepare: Callable[[Path], None] | None, reason: str
) -> None:
    if prepare:
        prepare(root)
    before = git(root, "rev-parse", "HEAD")
    done = release(root, version)
    assert (done.returncode, reason in done.stderr, "Traceback" in done.stderr) == (1, True, False), done.stderr
    assert git(root, "rev-parse", "HEAD") == before
    assert not (root / "dist").exists()
