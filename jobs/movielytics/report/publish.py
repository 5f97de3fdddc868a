"""Write the report: one HTML page that needs nothing else."""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from movielytics.errors import MovielyticsError
from movielytics.report import quality, wording
from movielytics.report.answers import read_answers
from movielytics.report.snapshot import snapshot
from movielytics.results import StepResult
from movielytics.settings import Settings

PAGE = "index.html"
DATA_DOCS = Path("data-docs") / "index.html"
TEMPLATE = "report.html.j2"


def publish_report(settings: Settings, run_id: str) -> StepResult:
    """Write ``index.html`` to the report folder: the answers, and what became of the files and rows.

    Readers see the old page or the new one, never a part.

    Raises:
        WarehouseError: the warehouse cannot be reached or is not migrated.
        MovielyticsError: the page cannot be written.
    """
    page = settings.report_dir / PAGE
    html = _render(settings, run_id)
    try:
        _write(page, html)
    except OSError as error:
        raise MovielyticsError(
            f"cannot write the report to {page}: {error.strerror}; make MOVIELYTICS_REPORT_DIR a folder that this user can write to"
        ) from None
    return StepResult(task="publish_report", changed=True, summary=f"report: {page}")


def _render(settings: Settings, run_id: str) -> str:
    import jinja2

    from movielytics.report.figures import charts

    with snapshot(settings.warehouse_url.get_secret_value()) as warehouse:
        answers = read_answers(warehouse)
        found = quality.numbers(warehouse)
        content = {
            "headline": quality.headline(found),
            "published_at": found["published_at"],
            "findings": quality.findings(warehouse, found, settings.max_quarantined_share),
            "run_loads": quality.loads_of_run(warehouse, run_id),
            "latest_loads": quality.latest_loads(warehouse),
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
    questions = [(answer, charts(answer)) for answer in answers]
    return environment.get_template(TEMPLATE).render(
        content,
        run_id=run_id,
        now=datetime.now(UTC),
        questions=questions,
        plotly_js=_plotly_js() if any(drawn for _, drawn in questions) else "",
        data_docs=DATA_DOCS.as_posix() if (settings.report_dir / DATA_DOCS).is_file() else None,
    )


def _plotly_js() -> str:
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())


def _write(page: Path, html: str) -> None:
    page.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=page.parent, prefix=f".{page.name}.")
    part = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(html)
        part.chmod(0o644)  # mkstemp's files are their owner's alone; a report is for readers
        part.replace(page)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
