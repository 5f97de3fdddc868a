"""Publish a staging table: its upsert and its row counts in one transaction."""

from typing import TYPE_CHECKING

from movielytics.errors import WarehouseError
from movielytics.results import Counts, StepResult
from movielytics.staging import parts
from movielytics.tables import RELEASES_WAITING, load_of
from movielytics.warehouse import ddl
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.dialect import is_redshift
from movielytics.warehouse.dialect.keys import expect_keys_once
from movielytics.warehouse.fill import beside, cost_lookups_once, expect_few_rows, filling, insert, take_empty
from movielytics.warehouse.merge import upsert_sql

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

MANY = 100_000
"""With fewer rows it does not matter how a table is filled."""


def upsert(url: str, table: str, run_id: str) -> StepResult:
    """Merge what the run staged of ``table`` into ``movies.<table>``, and release rows whose movie has arrived.

    All or nothing; run again after it succeeded it does nothing, and two at a time wait for each other.

    Raises:
        WarehouseError: the staging table no longer holds what the run staged.
    """
    with transaction(url) as cursor:
        pending = _take(cursor, table, run_id)
        releases = table in RELEASES_WAITING and _releases(cursor, table)
        if not pending and not releases:
            return StepResult(task=f"upsert_{table}", changed=False, summary="nothing new")
        staged = _staged(cursor, table, run_id) if pending else 0
        _context(cursor, table, run_id, pending, releases)
        if staged >= MANY and not releases and not is_redshift(url) and _takes_first(cursor, table):
            _expect_staged(table, staged, _publish_first(url, cursor, table))
        else:
            if pending:
                _expect_staged(table, staged, _number(cursor, f"SELECT COUNT(*) FROM staging.{table}"))
            _publish(url, cursor, table)
        if is_redshift(url):
            expect_keys_once(cursor, table)
        cursor.execute((ddl.SQL / "audit" / "publish.sql").read_text())
        if pending and not is_redshift(url):
            parts.drop(cursor, table)  # millions of rows that nobody needs any more
        cursor.execute("SELECT SUM(inserted), SUM(updated), SUM(unchanged), SUM(waiting), SUM(released) FROM outcome")
        inserted, updated, unchanged, waiting, released = (int(n or 0) for n in cursor.fetchone() or (0,) * 5)
    counts = Counts(inserted=inserted, updated=updated, unchanged=unchanged, waiting=waiting or None)
    return _result(table, pending, released, counts)


def _result(table: str, pending: bool, released: int, counts: Counts) -> StepResult:
    if not pending and not released:
        return StepResult(task=f"upsert_{table}", changed=False, summary="nothing new")
    rows = "row" if released == 1 else "rows"
    summary = f"{released:,} {rows} of earlier deliveries moved: movies have arrived or links have changed" if released else ""
    return StepResult(task=f"upsert_{table}", changed=True, summary=summary, counts=counts)


def _take(cursor: "Cursor", table: str, run_id: str) -> bool:
    """Lock the staging table's owner row against other upserts and loads; return whether the run has files to publish."""
    cursor.execute("SELECT 1 FROM audit.attempts WHERE table_name = %s FOR UPDATE", (table,))
    cursor.execute(
        "SELECT COUNT(*) FROM audit.loads WHERE run_id = %s AND table_name = %s AND staged_at IS NOT NULL AND published_at IS NULL",
        (run_id, table),
    )
    row = cursor.fetchone()
    return row is not None and row[0] > 0


def _releases(cursor: "Cursor", table: str) -> bool:
    """Return whether a waiting row's movie has arrived or a published row's movie has changed: millions may wait for others."""
    _run(cursor, table, "waiting")
    return cursor.fetchone() is not None


def _takes_first(cursor: "Cursor", table: str) -> bool:
    """Return whether all staged rows of a large table are its first ones; if so, nobody else reads or writes it from here on."""
    has_query = (ddl.SQL / table / "first.sql").exists()
    return has_query and take_empty(cursor, ddl.warehouse_table(table))


def _publish_first(url: str, cursor: "Cursor", table: str) -> int:
    """Run the SQL of a large table that is empty: while its exceptions are found, others fill it.

    Returns:
        How many staged rows there were, which would take a second to count before.
    """
    with beside(url) as before:  # for what the others read has to be committed
        _run(before, table, "resolve")
    with filling(url, cursor, ddl.warehouse_table(table), _sql(table, "first")) as fills:
        _find_exceptions(url, cursor, table)
    found = sum(filled.result() for filled in fills) + _number(cursor, "SELECT SUM(unclear) FROM unclear_counts")
    cursor.execute(upsert_sql(table))
    return found


def _publish(url: str, cursor: "Cursor", table: str) -> None:
    """Run the table's SQL: most tables write all of their rows down as changes, large ones insert what is new at once."""
    if (ddl.SQL / table / "new.sql").exists():
        cursor.execute(f"ANALYZE staging.{table}")
        _run(cursor, table, "resolve")
        _find_exceptions(url, cursor, table)
        insert(cursor, ddl.warehouse_table(table), _sql(table, "new"))
    cursor.execute(upsert_sql(table))


def _find_exceptions(url: str, cursor: "Cursor", table: str) -> None:
    """Find which staged rows of a large table are not just inserted, and which rows start or stop waiting."""
    _run(cursor, table, "reconsider")
    if not is_redshift(url):
        cost_lookups_once(cursor, ddl.warehouse_table(table))
        expect_few_rows(cursor)
    _run(cursor, table, "differing", "exceptions")
    if not is_redshift(url) and cursor.rowcount >= MANY:
        # The next run asks what waits before the server has looked at so much by itself. Where it is just looking, that is
        # enough: to wait for it would take a second, and end it.
        cursor.execute("ANALYZE (SKIP_LOCKED) waiting.ratings")


def _run(cursor: "Cursor", table: str, *names: str) -> None:
    for name in names:
        cursor.execute(_sql(table, name))


def _sql(table: str, name: str) -> str:
    return (ddl.SQL / table / f"{name}.sql").read_text()


def _staged(cursor: "Cursor", table: str, run_id: str) -> int:
    """Return how many rows the run's load put into the staging table; raise WarehouseError where another run owns it."""
    cursor.execute("SELECT run_id FROM audit.attempts WHERE table_name = %s", (table,))
    (owner,) = cursor.fetchone() or (None,)
    if owner != run_id:
        raise WarehouseError(f"staging.{table} holds the load of run {owner}, not of {run_id}: run stage_{load_of(table).name} again")
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
            f"staging.{table} holds {found:,} rows where {staged:,} were loaded: "
            f"something else wrote to it; run stage_{load_of(table).name} again"
        )


def _context(cursor: "Cursor", table: str, run_id: str, pending: bool, releases: bool) -> None:
    """Create what the SQL files refer to: ``this_run`` (one row), ``loaded_files``, and ``counted_at_once``, which they may fill.

    A run is the first if nothing is published yet and no waiting row is released.
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
        SELECT file, fingerprint, file_no
        FROM audit.loads
        WHERE run_id = %s AND table_name = %s AND staged_at IS NOT NULL AND published_at IS NULL
        """,
        (run_id, table),
    )
    cursor.execute("CREATE TEMPORARY TABLE counted_at_once (file_no INTEGER, action TEXT, row_count BIGINT)")
    cursor.execute("ANALYZE this_run; ANALYZE loaded_files")  # PostgreSQL takes hundreds of rows for granted where it knows nothing
