"""The Data Docs: HTML pages of the last verdicts, staging's and the warehouse's, and an index of both."""

import html
import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from movielytics.gate.suites import Area
from movielytics.gate.verdict import Verdict

VERDICT_FILE = "verdict.json"

PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Data Docs</title>
<style>
  body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
  .passed {{ color: #1a7f37; }} .failed {{ color: #b42318; }} li {{ overflow-wrap: anywhere; }}
</style>
<h1>Data Docs</h1>
{sections}
</html>
"""


def write_docs(verdict: Verdict, root: Path) -> Path:
    """Build the pages of a verdict in ``root/<area>`` in place of its predecessor's, and the index of all areas.

    The pages show this verdict alone, so the time they take does not grow with history.

    Returns:
        The path of the index.
    """
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=f".{verdict.area}-") as scratch:
        site = Path(scratch) / "site"
        site.mkdir()
        if verdict.context.suites.all():
            _build_site(verdict.context, site)
        summary = {
            "run_id": verdict.run_id,
            "judged_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "expectations": verdict.expectations,
            "failures": [str(failure) for failure in verdict.failures],
        }
        (site / VERDICT_FILE).write_text(json.dumps(summary, indent=2), encoding="utf-8")
        target = root / verdict.area
        if target.exists():
            target.rename(Path(scratch) / "previous")
        site.rename(target)
    return _write_index(root)


def _build_site(context: Any, site: Path) -> None:
    context.add_data_docs_site(
        "local",
        {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(site)},
        },
    )
    context.build_data_docs()
    # Fonts and demonstration pictures: 4 MB of which the pages use an icon of the browser's tab.
    shutil.rmtree(site / "static", ignore_errors=True)


def _write_index(root: Path) -> Path:
    sections = [_section(root, area) for area in Area if (root / area / VERDICT_FILE).exists()]
    index = root / "index.html"
    draft = root / ".index.html"
    draft.write_text(PAGE.format(sections="\n".join(sections)), encoding="utf-8")
    return draft.replace(index)


def _section(root: Path, area: Area) -> str:
    summary = json.loads((root / area / VERDICT_FILE).read_text(encoding="utf-8"))
    failures = summary["failures"]
    total = summary["expectations"]
    outcome = (
        f'<span class="failed">{len(failures)} of {total} expectations failed</span>'
        if failures
        else f'<span class="passed">all {total} expectations met</span>'
    )
    items = "".join(f"<li>{html.escape(failure)}</li>" for failure in failures)
    link = f'<a href="{area}/index.html">every expectation</a>' if (root / area / "index.html").exists() else ""
    return (
        f"<h2>{area.capitalize()}: {outcome}</h2>"
        f"<p>Run {html.escape(summary['run_id'])}, {summary['judged_at']}. {link}</p><ul>{items}</ul>"
    )
