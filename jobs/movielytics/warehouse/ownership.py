"""Which attempt owns a staging table: it accepts rows of the newest attempt only."""

from typing import TYPE_CHECKING

from movielytics.errors import WarehouseError

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812


def own(cursor: "Cursor", table: str) -> str | None:
    """Lock the staging table's row in ``audit.attempts`` until the transaction ends.

    Returns:
        The name of the attempt that owns the table; None if there is none.
    """
    cursor.execute("SELECT attempt FROM audit.attempts WHERE table_name = %s FOR UPDATE", (table,))
    row = cursor.fetchone()
    return row[0] if row else None


def expect_own(cursor: "Cursor", table: str, attempt: str) -> None:
    """Lock the staging table's row as ``own`` does.

    Raises:
        WarehouseError: another attempt owns the table.
    """
    if own(cursor, table) != attempt:
        raise WarehouseError(f"a newer attempt loads staging.{table}; no action is needed")
