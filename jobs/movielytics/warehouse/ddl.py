"""The tables as ``sql/<table>/create.sql`` defines them: the only definition of columns and types."""

import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import sqlglot
from sqlglot import exp

from movielytics.resources import folder
from movielytics.tables import RELEASES_WAITING

SQL = folder("sql")


@dataclass(frozen=True)
class ColumnDdl:
    """A column: its name, its type as SQL, whether it is NOT NULL, and its comment.

    Comments take no part in comparisons and in ``schema_hash``: new words load no file again.
    """

    name: str
    type: str
    not_null: bool
    comment: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class TableDdl:
    """A table: ``schema.name``, its columns in order, its primary key, and its comment."""

    schema: str
    name: str
    columns: tuple[ColumnDdl, ...]
    key: tuple[str, ...]
    comment: str = field(default="", compare=False, repr=False)

    @property
    def qualified(self) -> str:
        """``schema.name``."""
        return f"{self.schema}.{self.name}"

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns' names in order."""
        return tuple(column.name for column in self.columns)


def create_file(folder: str) -> Path:
    """Return the path of ``sql/<folder>/create.sql``."""
    return SQL / folder / "create.sql"


def statements(path: Path) -> list[exp.Expr]:
    """Parse the SQL statements of a file."""
    return [statement for statement in sqlglot.parse(path.read_text(), read="postgres") if statement is not None]


def comment_of(node: exp.Expr) -> str:
    """Return the comment above or after a node of parsed SQL, as one line; empty if there is none."""
    lines = next((found.comments for found in node.walk() if found.comments), [])
    return " ".join(line.strip() for line in lines)


def _column(definition: exp.ColumnDef) -> ColumnDdl:
    kind = definition.args["kind"].sql(dialect="postgres", comments=False)
    not_null = any(isinstance(c.kind, exp.NotNullColumnConstraint) for c in definition.constraints)
    return ColumnDdl(definition.name, kind, not_null, comment_of(definition))


@cache
def tables_in(folder: str) -> tuple[TableDdl, ...]:
    """Return the tables that ``sql/<folder>/create.sql`` creates, in order."""
    found = []
    for statement in statements(create_file(folder)):
        if not (isinstance(statement, exp.Create) and statement.kind == "TABLE"):
            continue
        body = statement.this
        keys = body.find(exp.PrimaryKey)
        found.append(
            TableDdl(
                body.this.db,
                body.this.name,
                tuple(_column(definition) for definition in body.find_all(exp.ColumnDef)),
                tuple(key.name for key in keys.expressions) if keys else (),
                " ".join(line.strip() for line in statement.comments or []),
            )
        )
    return tuple(found)


def indexes_in(folder: str) -> dict[str, str]:
    """Return the statements of ``sql/<folder>/indexes.sql``, if there is one, by ``schema.index``."""
    path = SQL / folder / "indexes.sql"
    found = [statement.this for statement in statements(path)] if path.exists() else []
    return {f"{index.args['table'].db}.{index.name}": index.parent.sql(dialect="postgres") for index in found}


def foreign_keys_in(folder: str) -> dict[str, str]:
    """Return the statements of ``sql/<folder>/foreign_keys.sql``, if there is one, by the constraint's name."""
    path = SQL / folder / "foreign_keys.sql"
    found = statements(path) if path.exists() else []
    return {
        constraint.name: statement.sql(dialect="postgres", comments=False)
        for statement in found
        for constraint in statement.find_all(exp.Constraint)
    }


@cache
def warehouse_table(table: str) -> TableDdl:
    """Return the definition of ``movies.<table>``."""
    return next(ddl for ddl in tables_in(table) if ddl.schema == "movies")


@cache
def staging_table(table: str) -> TableDdl:
    """Return the definition of ``staging.<table>``.

    It has the warehouse table's columns and ``file_no``, without constraints, so that the gate validates the rows and
    not COPY. If ``create.sql`` defines a staging table, that definition is used instead.
    """
    for ddl in tables_in(table):
        if ddl.schema == "staging":
            return ddl
    columns = tuple(ColumnDdl(c.name, c.type, False) for c in warehouse_table(table).columns)
    return TableDdl("staging", table, (*columns, ColumnDdl("file_no", "INT", False)), ())


def schema_hash(table: str) -> str:
    """Return a hash of the columns that the table's rows pass through.

    If it changes, files that were loaded before are loaded again.
    """
    waiting = tables_in("waiting") if table in RELEASES_WAITING else ()
    definition = repr((warehouse_table(table), staging_table(table), waiting))
    return hashlib.sha256(definition.encode()).hexdigest()[:16]
