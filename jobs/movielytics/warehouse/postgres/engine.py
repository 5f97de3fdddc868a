"""PostgreSQL as an engine; see ``warehouse.engine.Engine``."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from movielytics.warehouse.postgres import partitions
from movielytics.warehouse.postgres.first_load import without_key
from movielytics.warehouse.postgres.foreign_keys import declare_foreign_keys
from movielytics.warehouse.postgres.reader import grant_reader

if TYPE_CHECKING:
    import pyarrow as pa
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

    from movielytics.warehouse.ddl import TableDdl
    from movielytics.warehouse.target import Target


class Postgres:
    """PostgreSQL."""

    has_indexes = True
    describes_view_columns = True
    data_source = ("add_postgres", "postgresql+psycopg2://warehouse@warehouse/warehouse")

    def limit_lock_wait(self, cursor: "Cursor", seconds: int) -> None:
        """Set ``lock_timeout`` for the transaction."""
        cursor.execute(f"SET LOCAL lock_timeout = '{seconds}s'")

    def grant_reader(self, cursor: "Cursor") -> None:
        """Let the role ``reader`` read, if there is one."""
        grant_reader(cursor)

    def declare_foreign_keys(self, cursor: "Cursor") -> None:
        """Declare the missing ones; PostgreSQL 18 or newer."""
        declare_foreign_keys(cursor)

    def staging_objects(self) -> None:
        """Return None: tasks copy rows into the warehouse."""

    def copy_partition(
        self,
        staged: "Iterator[pa.RecordBatch]",
        quarantined: "list[pa.RecordBatch]",
        target: "Target",
        partition: int,
        *,
        own_table: bool = False,
    ) -> None:
        """Copy them in one transaction."""
        from movielytics.warehouse.postgres.copy import copy_partition  # imports pyarrow

        copy_partition(staged, quarantined, target, partition, own_table)

    def finish_copy(self, url: str, attempt: str, tables: tuple[str, ...]) -> None:
        """Attach the staging partitions."""
        partitions.attach(url, attempt, tables)

    def drop_partitions(self, cursor: "Cursor", table: str) -> None:
        """Drop the staging partitions of the table."""
        partitions.drop(cursor, table)

    def drop_leftovers(self, url: str, table: str) -> None:
        """Drop the staging partitions of the table, however many."""
        partitions.drop_leftovers(url, table)

    def first_load(self, cursor: "Cursor", table: "TableDdl") -> AbstractContextManager[None]:
        """Fill the table without its key."""
        return without_key(cursor, table)

    def check_keys(self, cursor: "Cursor", table: str) -> None:
        """Do nothing: PostgreSQL enforces primary keys."""
