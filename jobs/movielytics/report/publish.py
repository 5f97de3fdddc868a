"""Write the report: one self-contained HTML page."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from movielytics.pages.open import open_store
from movielytics.pages.paths import LATEST, Page, place_of, run_key
from movielytics.pages.store import Store, read_text
from movielytics.report import quality, wording
from movielytics.report.answer import read_answers
from movielytics.report.record import is_recorded, record
from movielytics.results import StepResult
from movielytics.settings import Settings
from movielytics.warehouse import landing_zones
from movielytics.warehouse.dictionary import traced
from movielytics.warehouse.drift import column_changes
from movielytics.warehouse.snapshot import snapshot

TEMPLATE = "report.html.j2"
DESCRIBED = ("movies", "marts")
"""The schemas of the dictionary in the report."""


def publish_report(settings: Settings, run_id: str) -> StepResult:
    """Store the report for the run and as the latest one: the answers, and the outcome of the files and rows.

    Readers see the old page or the new one, never a partial one.

    Raises:
        WarehouseError: the warehouse cannot be reached or is not migrated.
        PagesError: the page cannot be stored.
    """
    store = open_store(settings)
    render, read_at = _renderer(settings, run_id)
    for place in (place_of(run_key(run_id)), LATEST):
        store.write(place + Page.REPORT, render(_data_docs(store, place)))
    store.forget_old_runs()
    record(settings.warehouse_url.get_secret_value(), run_id, store.locate(Page.REPORT), read_at)
    return StepResult(task="publish_report", changed=True, summary=f"report: {store.locate(Page.REPORT)}")


def report_is_current(settings: Settings) -> bool:
    """Return whether the latest report exists and shows everything that is published.

    Raises:
        PagesError: the store cannot be read.
    """
    store = open_store(settings)
    page = store.open(Page.REPORT)
    if page is None:
        return False
    page.stream.close()
    return is_recorded(settings.warehouse_url.get_secret_value(), store.locate(Page.REPORT))


def _data_docs(store: Store, place: str) -> str | None:
    """Return the link from the report in ``place`` to its Data Docs; None if there are none.

    A run with no new files validates nothing and has no Data Docs: its report links to the latest ones.
    """
    if read_text(store, place + Page.DATA_DOCS) is not None:
        return Page.DATA_DOCS
    if place != LATEST and read_text(store, Page.DATA_DOCS) is not None:
        return f"../../{Page.DATA_DOCS}"
    return None


def _renderer(settings: Settings, run_id: str) -> tuple[Callable[[str | None], str], datetime]:
    """Read the warehouse.

    Returns:
        A function that renders the page, given the link to the Data Docs, and the time as of which it was read.
    """
    import jinja2

    url = settings.warehouse_url.get_secret_value()
    with snapshot(url) as warehouse:
        read_at = warehouse.row("SELECT CLOCK_TIMESTAMP() AS now")["now"]
        answers = read_answers(warehouse)
        found = quality.numbers(warehouse)
        content = {
            "headline": quality.headline(found),
            "published_at": found["published_at"],
            "findings": quality.findings(warehouse, found, settings.max_quarantined_share),
            "column_changes": column_changes(warehouse, run_id),
            "run_loads": quality.loads_of_run(warehouse, run_id),
            "latest_loads": quality.latest_loads(warehouse),
            "runs": quality.last_runs(warehouse),
            "quarantine": quality.quarantine_kinds(warehouse),
        }
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["count"] = wording.count
    content |= {
        "run_id": run_id,
        "source": landing_zones.source(url),
        "now": datetime.now(UTC),
        "answers": [(answer, answer.charts()) for answer in answers],
        "dictionary": [relation for relation in traced() if relation.schema in DESCRIBED],
    }
    template = environment.get_template(TEMPLATE)
    return lambda data_docs: template.render(content, data_docs=data_docs), read_at
