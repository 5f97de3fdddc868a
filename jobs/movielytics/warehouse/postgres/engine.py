"""PostgreSQL as an engine; see ``warehouse.engine.Engine``."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import psycopg2

from movielytics.warehouse.engine import Engine

if TYPE_CHECKING:
    import pyarrow as pa
    from psycopg2.extensions import connection as Connection  # noqa: N812
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

    from movielytics.warehouse.ddl import TableDdl
    from movielytics.warehouse.target import Target

LOCK_TIMEOUT = "10min"
"""How long a statement waits for a lock of another session."""
CHECK_INTERVAL = "5s"
"""How often the server checks, during a statement, whether its client is still there; if not, it ends the statement."""


class Postgres(Engine):
    """PostgreSQL."""

    has_indexes = True
    data_source = ("add_postgres", "postgresql+psycopg2://warehouse@warehouse/warehouse")

    def connect(self, parameters: dict[str, Any]) -> "Connection":
        """Open a connection; the URL's own options are added to those of the session."""
        options = f"-c timezone=UTC -c lock_timeout={LOCK_TIMEOUT} -c client_connection_check_interval={CHECK_INTERVAL}"
        own = {"options": f"{options} {parameters.get('options', '')}".strip()}
        opened: Connection = psycopg2.connect(**{"application_name": "movielytics"} | parameters | own)
        return opened

    def cursor(self, connection: "Connection") -> "Cursor":
        """Return an ordinary cursor."""
        return connection.cursor()

    def limit_lock_wait(self, cursor: "Cursor", seconds: int) -> None:
        """Set ``lock_timeout`` for the transaction."""
        cursor.execute(f"SET LOCAL lock_timeout = '{seconds}s'")

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
        from movielytics.warehouse.postgres.copy import copy_partition

        copy_partition(staged, quarantined, target, partition, own_table)

    def finish_copy(self, url: str, attempt: str, tables: tuple[str, ...]) -> None:
        """Attach the staging partitions."""
        from movielytics.warehouse.postgres import partitions

        partitions.attach(url, attempt, tables)

    def drop_partitions(self, cursor: "Cursor", table: str) -> None:
        """Drop the staging partitions of the table."""
        from movielytics.warehouse.postgres import partitions

        partitions.drop(cursor, table)

    def drop_leftovers(self, url: str, table: str) -> None:
        """Drop the staging partitions of the table, however many."""
        from movielytics.warehouse.postgres import partitions

        partitions.drop_leftovers(url, table)

    def first_load(self, cursor: "Cursor", table: "TableDdl") -> AbstractContextManager[None]:
        """Fill the table without its key."""
        from movielytics.warehouse.postgres.first_load import without_key

        return without_key(cursor, table)

    def check_keys(self, cursor: "Cursor", table: str) -> None:
        """Do nothing: PostgreSQL enforces primary keys."""
