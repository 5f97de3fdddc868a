"""The two gates: validate staging before anything is published, and the warehouse at the end of a run."""

import time
from datetime import UTC, datetime, timedelta

from movielytics.errors import GateError, PagesError
from movielytics.gate import checks
from movielytics.gate.failures import Failure
from movielytics.gate.loads import explain_unusable
from movielytics.gate.suites import LOADS, LOADS_SUBJECT, Area, Suite, fingerprint, load_suite
from movielytics.gate.verdict import Verdict
from movielytics.pages.open import open_store
from movielytics.pages.paths import LATEST, Page, place_of, run_key
from movielytics.results import StepResult
from movielytics.settings import Settings
from movielytics.tables import TABLES
from movielytics.warehouse import landing_zones
from movielytics.warehouse.drift import column_changes
from movielytics.warehouse.snapshot import snapshot

YEARS_AHEAD = 20
"""How many years ahead a release may be announced."""


def audit_staging(settings: Settings, run_id: str) -> StepResult:
    """Validate the staging tables that the run has loaded and not published, and its row counts.

    Raises:
        GateError: an expectation is not met or cannot be validated; nothing may be published.
    """
    started = time.monotonic()
    tables = checks.unpublished_tables(settings.warehouse_url.get_secret_value(), run_id)
    if not tables:
        return StepResult(task="audit_staging", changed=False, summary="nothing new to validate")
    suites = [load_suite(Area.STAGING, table) for table in (*tables, LOADS)]
    summary, failures = _validate(settings, run_id, Area.STAGING, suites)
    if failures:
        with snapshot(settings.warehouse_url.get_secret_value()) as warehouse:
            changes = "".join(f"\n{change}" for change in column_changes(warehouse, run_id))
        raise GateError(f"Nothing of this run was published. {summary}{changes}")
    return StepResult(task="audit_staging", changed=True, summary=summary, seconds=time.monotonic() - started)


def check_warehouse(settings: Settings, run_id: str) -> StepResult:
    """Validate the warehouse's tables, unless they passed the same expectations since they last changed.

    Raises:
        GateError: an expectation is not met or cannot be validated.
    """
    started = time.monotonic()
    url = settings.warehouse_url.get_secret_value()
    passed_at = last_pass(settings, run_id)
    if passed_at is not None:
        summary = f"nothing was published since the check of {passed_at:%Y-%m-%d %H:%M} UTC, which passed"
        return StepResult(task="check_warehouse", changed=False, summary=summary)
    expectations = fingerprint(Area.WAREHOUSE, TABLES)
    begun = checks.begin_check(url)
    suites = [load_suite(Area.WAREHOUSE, table) for table in TABLES]
    summary, failures = _validate(settings, run_id, Area.WAREHOUSE, suites)
    checks.record_check(url, run_id, begun, expectations, not failures)
    if failures:
        raise GateError(f"The published tables failed the check. {summary}")
    return StepResult(task="check_warehouse", changed=True, summary=summary, seconds=time.monotonic() - started)


def last_pass(settings: Settings, run_id: str) -> datetime | None:
    """Return when the warehouse passed its current expectations; None if ``check_warehouse`` has to validate it."""
    return checks.last_pass(settings.warehouse_url.get_secret_value(), run_id, fingerprint(Area.WAREHOUSE, TABLES))


def _validate(settings: Settings, run_id: str, area: Area, suites: list[Suite]) -> tuple[str, list[Failure]]:
    """Validate, publish the Data Docs, and return a summary in words and the failures.

    Raises:
        PagesError: the Data Docs of a verdict without failures cannot be stored; failures are reported in any case.
    """
    # Importing Great Expectations takes 6 s, which a run without new files need not spend.
    from movielytics.gate.docs import publish_docs
    from movielytics.gate.validate import validate

    store = open_store(settings)
    today = datetime.now(UTC).date()
    parameters = {
        "tomorrow": (today + timedelta(days=1)).isoformat(),
        "latest_release": f"{today.year + YEARS_AHEAD}-12-31",
        "max_quarantined_share": settings.max_quarantined_share,
    }
    url = settings.warehouse_url.get_secret_value()
    verdict = validate(url, area, run_id, suites, parameters)
    # People read about failures later, when another run may have replaced the latest pages.
    place = place_of(run_key(run_id)) if verdict.failures else LATEST
    docs = f"Data Docs: {store.locate(place + Page.DATA_DOCS)}"
    try:
        publish_docs(verdict, store, landing_zones.source(url))
    except PagesError as error:
        if not verdict.failures:
            raise
        docs = f"The Data Docs are missing: {error}"
    of_loads = any(failure.subject == LOADS_SUBJECT and failure.error is None for failure in verdict.failures)
    reasons = explain_unusable(url, run_id, settings.max_quarantined_share) if of_loads else []
    return f"{_words(verdict, len(suites), reasons)}{docs}", verdict.failures


def _words(verdict: Verdict, suites: int, reasons: list[str]) -> str:
    if not verdict.failures:
        return f"{verdict.expectations} expectations of {suites} tables met. "
    broken = [failure for failure in verdict.failures if failure.error is None]
    unchecked = [failure for failure in verdict.failures if failure.error is not None]
    parts = []
    if broken:
        parts.append(f"The data does not meet {len(broken)} of {verdict.expectations} expectations:")
        parts += [f"  - {failure}" for failure in broken]
    if unchecked:
        parts.append(f"{len(unchecked)} could not be validated, because of the tables or the suites, not the data:")
        parts += [f"  - {failure}" for failure in unchecked]
    return "\n".join([*parts, *reasons]) + "\n"
