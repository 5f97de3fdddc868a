"""The bookkeeping of a staging load: which files are new, whose staging tables these are, what was accounted."""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from movielytics.landing.zone import LandingFile
from movielytics.staging import parts
from movielytics.staging.read import NumberedFile
from movielytics.staging.status import QUARANTINED, STAGED, SUPERSEDED
from movielytics.tables import Source
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.ddl import contract
from movielytics.warehouse.dialect import is_redshift

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


def new_files(url: str, source: Source, files: list[LandingFile]) -> list[LandingFile]:
    """Return the files that are not yet published as they are now, in every table of the source.

    A file is known by its content: delivered again under another name it is not loaded again. Where its own name was
    last loaded with other content, it is new even if that content had been there before.
    """
    with transaction(url) as cursor:
        known: dict[str, set[LandingFile]] = {}
        for table in source.tables:
            cursor.execute(
                """
                SELECT file, fingerprint
                FROM (
                    SELECT file, fingerprint, ROW_NUMBER() OVER (PARTITION BY file ORDER BY published_at DESC) AS age
                    FROM audit.loads
                    WHERE table_name = %s AND contract = %s AND published_at IS NOT NULL
                ) AS published
                WHERE age = 1
                """,
                (table, contract(table)),
            )
            last = dict(cursor.fetchall())
            contents = set(last.values())
            known[table] = {file for file in files if last.get(file.path, file.fingerprint) == file.fingerprint in contents}
    return [file for file in files if not all(file in published for published in known.values())]


def own(cursor: "Cursor", table: str) -> str | None:
    """Lock who owns a staging table until the transaction ends; return the attempt, None where there was none yet."""
    cursor.execute("SELECT attempt FROM audit.attempts WHERE table_name = %s FOR UPDATE", (table,))
    row = cursor.fetchone()
    return row[0] if row else None


def begin(url: str, run_id: str, source: Source, files: list[NumberedFile]) -> Attempt:
    """Take the source's staging tables for a new attempt: whatever older ones left is removed, and they write no more."""
    attempt = Attempt(uuid.uuid4().hex, run_id, source, datetime.now(UTC))
    with transaction(url) as cursor:
        for table in source.tables:
            own(cursor, table)  # waits for COPYs of the attempt before to end
            cursor.execute("UPDATE audit.attempts SET attempt = %s, run_id = %s WHERE table_name = %s", (attempt.name, run_id, table))
            if not cursor.rowcount:
                cursor.execute(
                    "INSERT INTO audit.attempts (table_name, attempt, run_id) VALUES (%s, %s, %s)", (table, attempt.name, run_id)
                )
            if not is_redshift(url):
                parts.drop(cursor, table)
            cursor.execute(f"TRUNCATE staging.{table}")
            cursor.execute("DELETE FROM audit.partitions WHERE table_name = %s", (table,))
            cursor.execute(
                "DELETE FROM audit.loads WHERE run_id = %s AND table_name = %s AND published_at IS NULL",
                (run_id, table),
            )
        if source.quarantines:
            for file in files:
                cursor.execute(
                    """
                    DELETE FROM quarantine.raw_rows
                    WHERE dataset = %s AND file = %s AND fingerprint = %s AND waiting_for IS NULL
                    """,
                    (source.dataset, file.file.path, file.file.fingerprint),
                )
    return attempt


def account(url: str, attempt: Attempt, files: list[NumberedFile], counted: Counter[tuple[int, str]]) -> None:
    """Record what became of every row of every file, for each table of the source."""
    staged_at = datetime.now(UTC)
    with transaction(url) as cursor:
        for table in attempt.source.tables:
            if own(cursor, table) != attempt.name:
                continue
            cursor.execute("SELECT file, fingerprint FROM audit.loads WHERE run_id = %s AND table_name = %s", (attempt.run_id, table))
            published = set(cursor.fetchall())  # by this run, before this attempt began
            for file in files:
                if (file.file.path, file.file.fingerprint) in published:
                    continue
                statuses = [counted[file.number, status] for status in (STAGED, SUPERSEDED, QUARANTINED)]
                cursor.execute(
                    """
                    INSERT INTO audit.loads (
                        run_id, table_name, dataset, file, file_no, fingerprint, contract, rows_read, rows_staged,
                        rows_superseded, rows_quarantined, rows_waiting, started_at, staged_at
                    )
                    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, %s, %s)
                    """,
                    (
                        *(attempt.run_id, table, attempt.source.dataset, file.file.path, file.number),
                        *(file.file.fingerprint, contract(table), sum(statuses), *statuses),
                        *(attempt.started_at, staged_at),
                    ),
                )
