"""Publish a staging table: its upsert and its row counts in one transaction."""

from contextlib import nullcontext
from typing import TYPE_CHECKING

from movielytics.errors import WarehouseError
from movielytics.results import Counts, StepResult
from movielytics.tables import RELEASES_WAITING, load_of
from movielytics.warehouse import ddl
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.engine import engine_of
from movielytics.warehouse.merge import upsert_sql

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

FIRST_LOAD_ROWS = 100_000
"""Minimum number of staged rows for which an empty table is filled without its key."""


def upsert(url: str, table: str, run_id: str) -> StepResult:
    """Merge the run's staged rows of ``table`` into ``movies.<table>``, and release rows whose movie has arrived.

    It is atomic. After it has succeeded, running it again does nothing. A second concurrent upsert of the table waits
    for the first.

    Raises:
        WarehouseError: the staging table no longer holds what the run staged.
    """
    with transaction(url) as cursor:
        pending = _lock_and_check_pending(cursor, table, run_id)
        releases = table in RELEASES_WAITING and _releases(cursor, table)
        if not pending and not releases:
            return StepResult(task=f"upsert_{table}", changed=False, summary="nothing new")
        staged = _staged(cursor, table, run_id) if pending else 0
        if pending:
            _expect_staged(table, staged, _number(cursor, f"SELECT COUNT(*) FROM staging.{table}"))
            cursor.execute(f"ANALYZE staging.{table}")
        is_first = _create_context(cursor, table, run_id, pending, releases)
        engine = engine_of(url)
        with (
            engine.first_load(cursor, ddl.warehouse_table(table))
            if is_first and staged >= FIRST_LOAD_ROWS
            else nullcontext()
        ):
            cursor.execute(upsert_sql(table))
        engine.check_keys(cursor, table)
        cursor.execute((ddl.SQL / "audit" / "publish.sql").read_text())
        if pending:
            engine.drop_partitions(cursor, table)  # millions of rows that nobody needs any more
        cursor.execute("SELECT SUM(inserted), SUM(updated), SUM(unchanged), SUM(waiting), SUM(released) FROM outcome")
        inserted, updated, unchanged, waiting, released = (int(n or 0) for n in cursor.fetchone() or (0,) * 5)
    counts = Counts(
        inserted=inserted, updated=updated, unchanged=unchanged, waiting=waiting or None, moved=released or None
    )
    return _result(table, pending, counts)


def has_releases(url: str, table: str) -> bool:
    """Return whether an upsert of the table would publish or move rows of earlier deliveries."""
    if table not in RELEASES_WAITING:
        return False
    with transaction(url) as cursor:
        return _releases(cursor, table)


def _result(table: str, pending: bool, counts: Counts) -> StepResult:
    if not pending and not counts.moved:
        return StepResult(task=f"upsert_{table}", changed=False, summary="nothing new")
    summary = ""
    if counts.moved:
        rows = "row" if counts.moved == 1 else "rows"
        summary = f"{counts.moved:,} {rows} of earlier deliveries moved: movies have arrived or links have changed"
    return StepResult(task=f"upsert_{table}", changed=True, summary=summary, counts=counts)


def _lock_and_check_pending(cursor: "Cursor", table: str, run_id: str) -> bool:
    """Lock the staging table's owner row against other upserts and loads.

    Return whether the run has files to publish.
    """
    cursor.execute("SELECT 1 FROM audit.attempts WHERE table_name = %s FOR UPDATE", (table,))
    cursor.execute(
        "SELECT COUNT(*) FROM audit.loads"
        " WHERE run_id = %s AND table_name = %s AND staged_at IS NOT NULL AND published_at IS NULL",
        (run_id, table),
    )
    row = cursor.fetchone()
    return row is not None and row[0] > 0


def _releases(cursor: "Cursor", table: str) -> bool:
    """Return whether a waiting row's movie has arrived or a published row's movie has changed.

    Waiting rows alone are no reason to run: millions may wait for movies that have not arrived.
    """
    cursor.execute((ddl.SQL / table / "waiting.sql").read_text())
    return cursor.fetchone() is not None


def _staged(cursor: "Cursor", table: str, run_id: str) -> int:
    """Return the number of rows that the run staged.

    Raises:
        WarehouseError: another run owns the staging table.
    """
    cursor.execute("SELECT run_id FROM audit.attempts WHERE table_name = %s", (table,))
    (owner,) = cursor.fetchone() or (None,)
    if owner != run_id:
        raise WarehouseError(
            f"staging.{table} holds the load of run {owner}, not of {run_id}: run stage_{load_of(table).name} again"
        )
    cursor.execute("SELECT COALESCE(SUM(rows_loaded), 0) FROM audit.partitions WHERE table_name = %s", (table,))
    (loaded,) = cursor.fetchone() or (0,)
    return int(loaded)


def _number(cursor: "Cursor", query: str) -> int:
    cursor.execute(query)
    (found,) = cursor.fetchone() or (None,)
    return int(found or 0)


def _expect_staged(table: str, staged: int, found: int) -> None:
    if found != staged:
        raise WarehouseError(
            f"staging.{table} holds {found:,} rows, but the load staged {staged:,}: "
            f"something else wrote to it; run stage_{load_of(table).name} again"
        )


def _create_context(cursor: "Cursor", table: str, run_id: str, pending: bool, releases: bool) -> bool:
    """Create the tables that the SQL files use: ``this_run`` (one row), ``loaded_files``, ``counted_at_once``.

    The SQL files may fill ``counted_at_once``.

    Returns:
        Whether this is the first upsert of the table: nothing is published yet and no waiting row is released.
    """
    dataset = next(source.dataset for source in load_of(table).sources if table in source.tables)
    cursor.execute(
        f"""
        CREATE TEMPORARY TABLE this_run AS
        SELECT
            %s::TEXT AS run_id,
            %s::TEXT AS table_name,
            %s::TEXT AS dataset,
            CLOCK_TIMESTAMP() AS published_at,
            %s::BOOLEAN AS has_load,
            %s::BOOLEAN AS has_releases,
            NOT %s::BOOLEAN AND NOT EXISTS (SELECT 1 FROM movies.{table}) AS is_first
        """,
        (run_id, table, dataset, pending, releases, releases),
    )
    cursor.execute(
        """
        CREATE TEMPORARY TABLE loaded_files AS
        SELECT file, fingerprint, file_no, rows_staged
        FROM audit.loads
        WHERE run_id = %s AND table_name = %s AND staged_at IS NOT NULL AND published_at IS NULL
        """,
        (run_id, table),
    )
    cursor.execute("CREATE TEMPORARY TABLE counted_at_once (file_no INTEGER, action TEXT, row_count BIGINT)")
    cursor.execute("ANALYZE this_run; ANALYZE loaded_files")  # without statistics, PostgreSQL assumes hundreds
    cursor.execute("SELECT is_first FROM this_run")
    return cursor.fetchone() == (True,)
