"""The engine of a warehouse: what PostgreSQL and Amazon Redshift each do in their own way.

All SQL of the project is PostgreSQL's. For Redshift, every statement is rendered before it is sent: by sqlglot and by
``warehouse.redshift``, which adds what sqlglot does not know. A new engine is a package with a class of this protocol
and a module ``session``, a line in ``engine_of``, and one in ``session.session_of``.

An engine works with connections, which need its sessions: hence two interfaces.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from movielytics.warehouse_url import REDSHIFT

if TYPE_CHECKING:
    import pyarrow as pa
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

    from movielytics.warehouse.ddl import TableDdl
    from movielytics.warehouse.redshift.objects import Objects
    from movielytics.warehouse.target import Target


class Engine(Protocol):
    """The operations that depend on the engine.

    Attributes:
        has_indexes: whether tables can have indexes.
        describes_view_columns: whether the columns of views can have comments.
    """

    has_indexes: bool
    describes_view_columns: bool

    @property
    def data_source(self) -> tuple[str, str]:
        """The name of Great Expectations' method that adds a data source, and the URL that selects the dialect."""

    def limit_lock_wait(self, cursor: "Cursor", seconds: int) -> None:
        """Limit how long the transaction's statements wait for locks."""

    def grant_reader(self, cursor: "Cursor") -> None:
        """Let the role ``reader`` read the star schema and the marts, if the server has such a role."""

    def declare_foreign_keys(self, cursor: "Cursor") -> None:
        """Declare missing foreign keys for tools that read them, if the engine can do so without enforcing them."""

    def staging_objects(self) -> "Objects | None":
        """Return the S3 location for staged rows from the settings; None if rows go directly into the warehouse."""

    def copy_partition(
        self,
        staged: "Iterator[pa.RecordBatch]",
        quarantined: "list[pa.RecordBatch]",
        target: "Target",
        partition: int,
        *,
        own_table: bool = False,
    ) -> None:
        """Copy the staged and the quarantined rows of one partition exactly once, however often it is called with them.

        Args:
            staged: rows with the target's columns; read to its end in any case.
            quarantined: rows with ``file_no`` and ``typed.REJECTED``, complete once ``staged`` is read.
            target: the destination of the rows.
            partition: the number of the partition.
            own_table: whether to copy the rows into a staging partition (a table of its own), which PostgreSQL fills
                faster. ``finish_copy`` attaches it, ``drop_partitions`` drops it. Redshift ignores this.

        Raises:
            WarehouseError: a newer attempt loads the table.
        """

    def finish_copy(self, url: str, attempt: str, tables: tuple[str, ...]) -> None:
        """Complete the staging tables of an attempt once all its partitions are copied.

        Raises:
            WarehouseError: a newer attempt loads the tables.
        """

    def drop_partitions(self, cursor: "Cursor", table: str) -> None:
        """Drop the table's staging partitions once its rows are published."""

    def drop_leftovers(self, url: str, table: str) -> None:
        """Drop the staging partitions of an interrupted attempt."""

    def first_load(self, cursor: "Cursor", table: "TableDdl") -> AbstractContextManager[None]:
        """Return a context for filling the empty ``table``; PostgreSQL drops its primary key meanwhile."""

    def check_keys(self, cursor: "Cursor", table: str) -> None:
        """Reject an upsert that inserts a key twice, if the engine does not enforce primary keys.

        Raises:
            UniqueViolation: a key occurs twice.
        """


def engine_of(url: str) -> Engine:
    """Return the engine of the warehouse at ``url``."""
    if url.startswith(REDSHIFT):
        from movielytics.warehouse.redshift.engine import Redshift

        return Redshift()
    from movielytics.warehouse.postgres.engine import Postgres

    return Postgres()
