"""Record every try of a step: how long it took, and its outcome."""

import logging
from datetime import UTC, datetime
from enum import StrEnum

from movielytics.errors import MovielyticsError
from movielytics.redaction import redact
from movielytics.warehouse.connection import transaction

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """How a try of a step ended; ``idle`` if there was nothing to do, ``refused`` if a gate failed."""

    DONE = "done"
    IDLE = "idle"
    REFUSED = "refused"
    FAILED = "failed"


def record(url: str, run_id: str, step: str, started: datetime, outcome: Outcome) -> None:
    """Store a try that ends now in ``audit.steps``; if that fails, log a warning and go on."""
    try:
        with transaction(url) as cursor:
            cursor.execute(
                "INSERT INTO audit.steps (run_id, step, started_at, finished_at, outcome) VALUES (%s, %s, %s, %s, %s)",
                (run_id, step, started, datetime.now(UTC), outcome.value),
            )
    except MovielyticsError as error:
        log.warning("the history lacks this try of %s: %s", step, redact(str(error)))
