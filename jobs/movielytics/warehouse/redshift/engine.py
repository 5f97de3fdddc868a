"""Amazon Redshift as an engine; see ``warehouse.engine.Engine``."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from movielytics.settings import get_settings
from movielytics.warehouse.redshift import keys
from movielytics.warehouse.redshift.objects import Objects

if TYPE_CHECKING:
    import pyarrow as pa
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

    from movielytics.warehouse.ddl import TableDdl
    from movielytics.warehouse.target import Target


class Redshift:
    """Amazon Redshift."""

    has_indexes = False
    describes_view_columns = False  # late-binding views have no columns in the catalog

    @property
    def data_source(self) -> tuple[str, str]:
        """Return any SQL source, with the dialect that this property registers."""
        from movielytics.warehouse.redshift.sqlalchemy_dialect import URL  # imports SQLAlchemy

        return "add_sql", URL

    def limit_lock_wait(self, cursor: "Cursor", seconds: int) -> None:
        """Do nothing: its workload manager ends waiting statements; there is no such setting."""

    def grant_reader(self, _cursor: "Cursor") -> None:
        """Do nothing: the administrator grants it once, with default privileges."""

    def declare_foreign_keys(self, _cursor: "Cursor") -> None:
        """Do nothing: Redshift plans queries with declared keys, and between the upserts of a run they may not hold."""

    def staging_objects(self) -> Objects:
        """Return the location of staged rows that the settings name."""
        settings = get_settings()
        return Objects(settings.redshift_staging_uri or "", settings.s3_endpoint_url)

    def copy_partition(
        self,
        staged: "Iterator[pa.RecordBatch]",
        quarantined: "list[pa.RecordBatch]",
        target: "Target",
        partition: int,
        *,
        own_table: bool = False,  # noqa: ARG002 - PostgreSQL's
    ) -> None:
        """Store them as objects."""
        from movielytics.warehouse.redshift.copy import copy_partition  # imports pyarrow

        copy_partition(staged, quarantined, target, partition)

    def finish_copy(self, url: str, attempt: str, tables: tuple[str, ...]) -> None:
        """Copy the objects into the tables."""
        from movielytics.warehouse.redshift.copy import finish

        finish(url, attempt, tables, self.staging_objects())

    def drop_partitions(self, cursor: "Cursor", table: str) -> None:
        """Do nothing: there are no staging partitions."""

    def drop_leftovers(self, url: str, table: str) -> None:
        """Do nothing: an attempt's objects have keys of their own."""

    def first_load(self, cursor: "Cursor", table: "TableDdl") -> AbstractContextManager[None]:  # noqa: ARG002 - PostgreSQL's
        """Do nothing: there is no index to maintain."""
        return nullcontext()

    def check_keys(self, cursor: "Cursor", table: str) -> None:
        """Search for duplicates."""
        keys.expect_keys_once(cursor, table)
