"""Bookkeeping of a staging load: which attempt owns the staging tables, and the row counts of each file."""

import json
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from movielytics.staging.deliveries import Delivery, last_staged
from movielytics.staging.insert import insert
from movielytics.staging.read import NumberedFile
from movielytics.staging.status import QUARANTINED, STAGED, SUPERSEDED
from movielytics.tables import Source
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.ddl import schema_hash
from movielytics.warehouse.engine import engine_of
from movielytics.warehouse.ownership import expect_own, own

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812


@dataclass(frozen=True)
class Attempt:
    """One try of a load of one source.

    Attributes:
        name: unique; staging tables accept rows of the newest attempt only.
        run_id: the run.
        source: the dataset and its tables.
        started_at: when it began.
    """

    name: str
    run_id: str
    source: Source
    started_at: datetime


def begin(url: str, run_id: str, source: Source, files: list[NumberedFile]) -> Attempt:
    """Make a new attempt the owner of the source's staging tables.

    Older attempts can no longer write, and their rows are removed.
    """
    attempt = Attempt(uuid.uuid4().hex, run_id, source, datetime.now(UTC))
    with transaction(url) as cursor:
        for table in source.tables:
            _take_over(cursor, table, attempt)
    for table in source.tables:
        engine_of(url).drop_leftovers(url, table)
    with transaction(url) as cursor:
        for table in source.tables:
            expect_own(cursor, table, attempt.name)
            cursor.execute(f"TRUNCATE staging.{table}")
            cursor.execute("DELETE FROM audit.partitions WHERE table_name = %s", (table,))
            cursor.execute(
                "DELETE FROM audit.loads WHERE run_id = %s AND table_name = %s AND published_at IS NULL",
                (run_id, table),
            )
        _forget_rejected(cursor, attempt, files)
    return attempt


def _take_over(cursor: "Cursor", table: str, attempt: Attempt) -> None:
    own(cursor, table)  # waits until the COPYs of the previous attempt end
    cursor.execute(
        "UPDATE audit.attempts SET attempt = %s, run_id = %s WHERE table_name = %s",
        (attempt.name, attempt.run_id, table),
    )
    if not cursor.rowcount:
        cursor.execute(
            "INSERT INTO audit.attempts (table_name, attempt, run_id) VALUES (%s, %s, %s)",
            (table, attempt.name, attempt.run_id),
        )


def _forget_rejected(cursor: "Cursor", attempt: Attempt, files: list[NumberedFile]) -> None:
    """Remove the rows of these deliveries that an earlier attempt of the run rejected.

    Rows that other runs rejected stay open until ``write_row_counts``.
    """
    cursor.execute("CREATE TEMPORARY TABLE read_again (file TEXT, fingerprint TEXT)")
    insert(
        cursor,
        "read_again",
        [{"file": file.file.path, "fingerprint": file.file.fingerprint} for file in files],
    )
    cursor.execute(
        """
        DELETE FROM quarantine.rejected_rows
        USING read_again
        WHERE
            quarantine.rejected_rows.dataset = %s
            AND quarantine.rejected_rows.run_id = %s
            AND quarantine.rejected_rows.file = read_again.file
            AND quarantine.rejected_rows.fingerprint = read_again.fingerprint
        """,
        (attempt.source.dataset, attempt.run_id),
    )
    cursor.execute("DROP TABLE read_again")


def write_row_counts(url: str, attempt: Attempt, files: list[NumberedFile], counted: Counter[tuple[int, str]]) -> None:
    """Record the row counts of every file per table, and remove the quarantine entries that the delivery replaces."""
    staged_at = datetime.now(UTC)
    with transaction(url) as cursor:
        for table in attempt.source.tables:
            expect_own(cursor, table, attempt.name)
            rows = []
            for file in _files_to_count(cursor, table, attempt, files):
                staged, superseded, quarantined = (
                    counted[file.number, status] for status in (STAGED, SUPERSEDED, QUARANTINED)
                )
                rows.append(
                    {
                        "run_id": attempt.run_id,
                        "table_name": table,
                        "dataset": attempt.source.dataset,
                        "file": file.file.path,
                        "file_no": file.number,
                        "fingerprint": file.file.fingerprint,
                        "schema_hash": schema_hash(table),
                        "header": json.dumps(file.header.names),
                        "rows_read": staged + superseded + quarantined,
                        "rows_staged": staged,
                        "rows_superseded": superseded,
                        "rows_quarantined": quarantined,
                        "rows_waiting": 0,
                        "started_at": attempt.started_at,
                        "staged_at": staged_at,
                    }
                )
            insert(cursor, "audit.loads", rows)
        _close_entries(cursor, attempt, staged_at)


def _files_to_count(cursor: "Cursor", table: str, attempt: Attempt, files: list[NumberedFile]) -> list[NumberedFile]:
    """Return the files that need row counts, and delete outdated counts of files that this run loads again."""
    last = last_staged(cursor, table)
    cursor.execute(
        "SELECT file, fingerprint FROM audit.loads WHERE run_id = %s AND table_name = %s", (attempt.run_id, table)
    )
    published = set(cursor.fetchall())
    missing = []
    for file in files:
        path, fingerprint = file.file.path, file.file.fingerprint
        if (path, fingerprint) in published:
            if last[path] == Delivery(fingerprint, attempt.run_id, is_current=True):
                continue
            # The same run loads the same content again: the file is marked for reload, or had other content in between.
            cursor.execute(
                "DELETE FROM audit.loads WHERE run_id = %s AND table_name = %s AND file = %s AND fingerprint = %s",
                (attempt.run_id, table, path, fingerprint),
            )
        missing.append(file)
    return missing


def _close_entries(cursor: "Cursor", attempt: Attempt, staged_at: datetime) -> None:
    """Remove the rejected rows of earlier deliveries of the same content: this delivery has recorded them again."""
    cursor.execute(
        """
        DELETE FROM quarantine.rejected_rows
        WHERE
            dataset = %s
            AND run_id <> %s
            AND EXISTS (
                SELECT 1
                FROM audit.loads
                WHERE
                    loads.run_id = %s
                    AND loads.staged_at = %s
                    AND loads.file = rejected_rows.file
                    AND loads.fingerprint = rejected_rows.fingerprint
            )
        """,
        (attempt.source.dataset, attempt.run_id, attempt.run_id, staged_at),
    )
