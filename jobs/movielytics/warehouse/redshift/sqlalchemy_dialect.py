"""SQLAlchemy over Redshift, as far as Great Expectations needs it: queries, and the columns of a table.

SQLAlchemy's dialect of PostgreSQL compiles queries that Redshift accepts. But its first connection reads settings, and
its reflection of tables reads system catalogs, that only newer servers have. Redshift's own dialect
(sqlalchemy-redshift) does not work with SQLAlchemy 2.1.
"""

from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2
from sqlalchemy.engine.interfaces import ReflectedColumn, ReflectedPrimaryKeyConstraint
from sqlalchemy.types import NullType

URL = "postgresql+redshift://warehouse@warehouse/warehouse"
"""Selects the dialect; the connections come from ``creator`` (see ``validate``), not from this URL."""

COLUMNS = text(
    "SELECT column_name, data_type, is_nullable FROM information_schema.columns"
    " WHERE table_schema = :schema AND table_name = :table ORDER BY ordinal_position"
)
SCHEMAS = text("SELECT nspname FROM pg_namespace ORDER BY nspname")


class RedshiftDialect(PGDialect_psycopg2):
    """PostgreSQL's dialect without the queries that Redshift does not support."""

    supports_statement_cache = True

    def __init__(self, **options: Any) -> None:
        """Create the dialect without hstore, which Redshift lacks."""
        super().__init__(**options, use_native_hstore=False)  # type: ignore[no-untyped-call]

    def initialize(self, connection: Any) -> None:  # noqa: ARG002 - SQLAlchemy's signature
        """Set what the dialect would query from PostgreSQL; Redshift branched off from PostgreSQL 8.0.2."""
        self.server_version_info = (8, 0, 2)
        self.default_schema_name = "public"
        self.default_isolation_level = "SERIALIZABLE"
        self._backslash_escapes = True

    def get_columns(
        self,
        connection: Connection,
        table_name: str,
        schema: str | None = None,
        **kw: Any,  # noqa: ARG002
    ) -> list[ReflectedColumn]:
        """Return the name, type and nullability of each column of a table."""
        found = connection.execute(COLUMNS, {"schema": schema or self.default_schema_name, "table": str(table_name)})
        return [
            ReflectedColumn(
                name=name, type=ischema_names.get(kind, NullType)(), nullable=nullable == "YES", default=None
            )
            for name, kind, nullable in found
        ]

    def get_schema_names(self, connection: Connection, **kw: Any) -> list[str]:  # noqa: ARG002
        """Return the names of all schemas."""
        return [name for (name,) in connection.execute(SCHEMAS)]

    def get_pk_constraint(
        self,
        connection: Connection,  # noqa: ARG002
        table_name: str,  # noqa: ARG002
        schema: str | None = None,  # noqa: ARG002
        **kw: Any,  # noqa: ARG002
    ) -> ReflectedPrimaryKeyConstraint:
        """Return no primary key, because Redshift enforces none."""
        return {"constrained_columns": [], "name": None}


registry.register("postgresql.redshift", __name__, RedshiftDialect.__name__)
