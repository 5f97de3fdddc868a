"""Record in the warehouse which report was written when, so that a run without changes need not write it again."""

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from movielytics.resources import folder
from movielytics.warehouse.connection import transaction

if TYPE_CHECKING:
    from datetime import datetime

PROGRAM = Path(__file__).parent


def record(url: str, run_id: str, location: str, read_at: "datetime") -> None:
    """Record that a run has written the report at ``location`` with the warehouse's content as of ``read_at``."""
    with transaction(url) as cursor:
        cursor.execute("DELETE FROM audit.reports WHERE location = %s", (location,))
        cursor.execute(
            "INSERT INTO audit.reports (location, run_id, definition, read_at) VALUES (%s, %s, %s, %s)",
            (location, run_id, _definition(), read_at),
        )


def is_recorded(url: str, location: str) -> bool:
    """Return whether the report at ``location`` shows everything that is published, in the report's current form."""
    with transaction(url) as cursor:
        cursor.execute(
            """
            SELECT 1
            FROM audit.reports
            WHERE
                location = %s
                AND definition = %s
                AND NOT EXISTS (SELECT 1 FROM audit.loads WHERE loads.published_at >= reports.read_at)
            """,
            (location, _definition()),
        )
        return cursor.fetchone() is not None


@cache
def _definition() -> str:
    """Return a fingerprint of the tables, the marts and the program that draws the page."""
    digest = hashlib.sha256()
    for root, pattern in ((folder("sql"), "*.sql"), (PROGRAM, "*.py"), (PROGRAM, "*.j2")):
        for file in sorted(root.rglob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
