"""Delete history that no reader needs, so that the tables of a warehouse that runs for years stay small."""

from typing import TYPE_CHECKING

from movielytics.tables import LOADS
from movielytics.warehouse import ddl
from movielytics.warehouse.connection import transaction

if TYPE_CHECKING:
    from datetime import datetime

STORES = ("audit.loads", "audit.checks", "audit.landing_zones", "audit.steps", "quarantine.rejected_rows")
"""The tables with history, each with its rule in ``sql/prune``. The quarantine follows ``audit.loads``."""


def prune(url: str, starts_at: "datetime", *, dry_run: bool = False) -> dict[str, int]:
    """Delete old history of all stores in one transaction.

    It waits for loads and upserts in progress, because Redshift ends one of two transactions that write to a table.

    Args:
        url: the warehouse; one without tables has nothing to delete.
        starts_at: when the retention begins: nothing younger is deleted.
        dry_run: delete nothing, only count.

    Returns:
        The number of deleted rows by store.

    Raises:
        WarehouseError: the warehouse cannot be reached.
    """
    if not _is_migrated(url):
        return dict.fromkeys(STORES, 0)
    with transaction(url) as cursor:
        for table in (table for load in LOADS for table in load.tables):  # in the order that every other writer uses
            cursor.execute("SELECT attempt FROM audit.attempts WHERE table_name = %s FOR UPDATE", (table,))
        cursor.execute("CREATE TEMPORARY TABLE retention AS SELECT %s::TIMESTAMPTZ AS starts_at", (starts_at,))
        deleted = {}
        for store in STORES:
            cursor.execute((ddl.SQL / "prune" / f"{store}.sql").read_text())
            deleted[store] = cursor.rowcount
        if dry_run:
            cursor.connection.rollback()
    return deleted


def _is_migrated(url: str) -> bool:
    """Return whether the warehouse has tables; a transaction of its own, because Redshift's locks must come first."""
    with transaction(url) as cursor:
        cursor.execute("SELECT 1 FROM information_schema.tables WHERE table_schema = 'audit' AND table_name = 'loads'")
        return bool(cursor.fetchall())
