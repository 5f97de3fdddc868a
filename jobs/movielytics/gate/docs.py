"""The Data Docs: one page per area with its last verdict, and an index of both areas.

Great Expectations' own site needs scripts and styles from the Internet. It also consists of many files, which no store
can replace at once. So only its renderers are used, for what was expected and found; the page around that is ours.
The page is one self-contained file. Its policy lets no script run, whatever the rows on it contain.
"""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from great_expectations.render import RenderedDocumentContent
from great_expectations.render.renderer import ValidationResultsPageRenderer
from great_expectations.render.view import DefaultJinjaPageView

from movielytics.gate.suites import Area
from movielytics.gate.verdict import Verdict
from movielytics.pages.paths import LATEST, Page, place_of, run_key
from movielytics.pages.store import Store, read_text

PAGES = {Area.STAGING: Page.STAGING, Area.WAREHOUSE: Page.WAREHOUSE}
TEMPLATES = Path(__file__).parent / "templates"


def publish_docs(verdict: Verdict, store: Store, source: str) -> None:
    """Store the pages of a verdict, for its run and as the latest ones; write the index last in both places.

    Args:
        verdict: what was expected and found.
        store: the store of the pages.
        source: where the rows come from, as a phrase.

    Raises:
        PagesError: the pages cannot be stored.
    """
    validated_at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    page = _area_page(verdict, validated_at, source)
    summary = {
        "area": verdict.area,
        "run_id": verdict.run_id,
        "validated_at": validated_at,
        "source": source,
        "expectations": verdict.expectations,
        "failures": [str(failure) for failure in verdict.failures],
    }
    for place in (place_of(run_key(verdict.run_id)), LATEST):
        store.write(place + PAGES[verdict.area], page)
        store.write(_summary_path(place, verdict.area), json.dumps(summary, indent=2))
        store.write(place + Page.DATA_DOCS, _index_page(store, place))


def _summary_path(place: str, area: Area) -> str:
    return f"{place}{PAGES[area].removesuffix('.html')}.json"


def _index_page(store: Store, place: str) -> str:
    summaries = [read_text(store, _summary_path(place, area)) for area in Area]
    return _render("index.html", [], verdicts=[json.loads(summary) for summary in summaries if summary])


def _area_page(verdict: Verdict, validated_at: str, source: str) -> str:
    renderer = ValidationResultsPageRenderer()
    sections: list[Any] = []
    suites = []
    for suite, result in verdict.results:
        found = result.statistics
        counts = {"met": found["successful_expectations"], "validated": found["evaluated_expectations"]}
        suites.append({"subject": suite.subject, "first_section": len(sections), **counts})
        sections += renderer.render(result).sections[1:]  # the first has the run and the counts, as our headings do
    validated = {suite["subject"] for suite in suites}
    return _render(
        "area.html",
        sections,
        area=verdict.area,
        run_id=verdict.run_id,
        validated_at=validated_at,
        source=source,
        suites=suites,
        missing=[str(failure) for failure in verdict.failures if failure.subject not in validated],
    )


def _render(template: str, sections: list[Any], **content: object) -> str:
    document = RenderedDocumentContent(sections=sections, renderer_type="ValidationResultsPageRenderer")
    return str(_view().render(document, template=template, **content))


@cache
def _view() -> DefaultJinjaPageView:
    return DefaultJinjaPageView(custom_views_directory=str(TEMPLATES))
