"""Query the audit tables: what a run has staged, and whether the warehouse was validated since it last changed."""

from typing import TYPE_CHECKING, cast

from movielytics.tables import TABLES
from movielytics.warehouse.connection import transaction

if TYPE_CHECKING:
    from datetime import datetime


def unpublished_tables(url: str, run_id: str) -> list[str]:
    """Return the tables that the run has staged and not published yet, in the order of ``tables.TABLES``."""
    with transaction(url) as cursor:
        cursor.execute(
            "SELECT DISTINCT table_name FROM audit.loads WHERE run_id = %s AND published_at IS NULL", (run_id,)
        )
        loaded = {table for (table,) in cursor.fetchall()}
    return [table for table in TABLES if table in loaded]


def last_pass(url: str, run_id: str, expectations: str) -> "datetime | None":
    """Return when the warehouse in its current state passed these expectations.

    Return None if the run has published anything, if the warehouse has changed since its last check, or if that check
    failed or used other expectations.
    """
    with transaction(url) as cursor:
        cursor.execute(
            """
            WITH publication AS (
                SELECT
                    COALESCE(MAX(published_at), TIMESTAMPTZ '1970-01-01 00:00:00+00') AS last_at,
                    COUNT(CASE WHEN run_id = %(run_id)s THEN published_at END) AS in_this_run
                FROM audit.loads
            ),
            last_check AS (
                SELECT checked_at, expectations, passed
                FROM audit.checks
                ORDER BY checked_at DESC
                LIMIT 1
            )
            SELECT last_check.checked_at
            FROM last_check
            CROSS JOIN publication
            WHERE last_check.passed
                AND last_check.expectations = %(expectations)s
                AND last_check.checked_at > publication.last_at
                AND publication.in_this_run = 0
            """,
            {"run_id": run_id, "expectations": expectations},
        )
        row = cursor.fetchone()
    return row[0] if row else None


def begin_check(url: str) -> "datetime":
    """Return the current time of the warehouse: the check that begins does not cover what is published after it."""
    with transaction(url) as cursor:
        cursor.execute("SELECT CLOCK_TIMESTAMP()")
        ((now,),) = cursor.fetchall()
    return cast("datetime", now)


def record_check(url: str, run_id: str, checked_at: "datetime", expectations: str, passed: bool) -> None:
    """Store the outcome of a check of the warehouse."""
    with transaction(url) as cursor:
        cursor.execute(
            "INSERT INTO audit.checks (run_id, checked_at, expectations, passed) VALUES (%s, %s, %s, %s)",
            (run_id, checked_at, expectations, passed),
        )
