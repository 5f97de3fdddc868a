"""The data dictionary: what each table, view and column of the warehouse means, and from where it comes.

The descriptions are the comments in ``sql/<table>/create.sql`` and in the views. A comment may end with its sources in
brackets: columns of the landing datasets, or of the warehouse. The sources of a view's column follow from its SQL.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlglot import exp

from movielytics.tables import TABLES
from movielytics.warehouse import ddl

if TYPE_CHECKING:
    from sqlglot.lineage import Node

SCHEMAS = ("movies", "marts", "audit", "quarantine")
"""The schemas that people read."""
_FOLDERS = (*TABLES, "audit", "quarantine")
_VIEWS = ("marts", "audit", "quarantine")
_NOT_VIEWS = ("create.sql", "indexes.sql", "publish.sql")
_SOURCES = re.compile(r"^(?P<text>.*?)\s*\[(?P<sources>[\w., ]+)\]$")


@dataclass(frozen=True)
class Column:
    """A described column.

    Attributes:
        name: its name.
        text: what it means, with its unit and what null means.
        sources: the columns that it is made from, as ``dataset.column`` or ``schema.table.column``; ``schema.table`` if
            rows are counted. For views, only ``traced`` knows them.
    """

    name: str
    text: str
    sources: tuple[str, ...]

    @property
    def comment(self) -> str:
        """The text and the sources."""
        return f"{self.text} [{', '.join(self.sources)}]" if self.sources else self.text


@dataclass(frozen=True)
class Relation:
    """A described table or view.

    Attributes:
        schema: its schema.
        name: its name.
        is_view: whether it is a view.
        text: what it holds.
        columns: its columns, in order.
    """

    schema: str
    name: str
    is_view: bool
    text: str
    columns: tuple[Column, ...]

    @property
    def qualified(self) -> str:
        """``schema.name``."""
        return f"{self.schema}.{self.name}"


@cache
def relations() -> tuple[Relation, ...]:
    """Return all tables and views of ``SCHEMAS``, by schema and name."""
    tables = {table.qualified: table for table in _tables()}
    found = [_table(table) for table in tables.values()]
    found += [_view(path, tables) for schema in _VIEWS for path in _view_files(schema)]
    return tuple(sorted(found, key=lambda one: (SCHEMAS.index(one.schema), one.name)))


@cache
def traced() -> tuple[Relation, ...]:
    """Return ``relations`` with the sources of the views' columns, which follow from their SQL."""
    return tuple(_traced(one) if one.is_view else one for one in relations())


def _tables() -> list[ddl.TableDdl]:
    return [table for folder in _FOLDERS for table in ddl.tables_in(folder) if table.schema in SCHEMAS]


def _view_files(schema: str) -> list[Path]:
    return [path for path in sorted((ddl.SQL / schema).glob("*.sql")) if path.name not in _NOT_VIEWS]


@cache
def _statement(path: Path) -> exp.Expr:
    """Return the statement that creates a view."""
    (statement,) = ddl.statements(path)
    return statement


def _described(name: str, comment: str) -> Column:
    found = _SOURCES.match(comment)
    if found is None:
        return Column(name, _sentence(comment), ())
    return Column(name, _sentence(found["text"]), tuple(found["sources"].split(", ")))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _table(table: ddl.TableDdl) -> Relation:
    columns = tuple(_described(column.name, column.comment) for column in table.columns)
    return Relation(table.schema, table.name, False, table.comment, columns)


def _view(path: Path, tables: dict[str, ddl.TableDdl]) -> Relation:
    """Return the description of a view; a column that only repeats a column of a table has that column's text."""
    statement = _statement(path)
    query = statement.expression
    lines = [line.strip() for line in statement.comments or []]
    text = " ".join(lines[: lines.index("")] if "" in lines else lines)
    from_tables = {
        table.alias_or_name: tables.get(f"{table.db}.{table.name}")
        for clause in (query.args["from_"], *query.args.get("joins", []))
        for table in [clause.this]
        if isinstance(table, exp.Table)
    }
    columns = []
    for projection in query.selects:
        own = ddl.comment_of(projection)
        if not own and isinstance(projection, exp.Column) and (table := from_tables.get(projection.table)):
            own = _described(projection.name, next(c.comment for c in table.columns if c.name == projection.name)).text
        columns.append(Column(projection.alias_or_name, _sentence(own), ()))
    return Relation(path.parent.name, path.stem, True, text, tuple(columns))


def _traced(view: Relation) -> Relation:
    """Return the view with the tables' columns from which its SQL computes each column."""
    from sqlglot.lineage import lineage  # takes a moment, and migrations need no sources

    query = _statement(ddl.SQL / view.schema / f"{view.name}.sql").expression
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for table in _tables():
        schema.setdefault(table.schema, {})[table.name] = {column.name: column.type for column in table.columns}
    nodes = lineage(None, query, dialect="postgres", schema=schema)
    return replace(
        view, columns=tuple(replace(column, sources=_sources(nodes[column.name])) for column in view.columns)
    )


def _sources(node: "Node") -> tuple[str, ...]:
    """Return the tables' columns at the leaves of a column's lineage; whole tables if it counts rows."""
    found = set()
    for leaf in node.walk():
        if leaf.downstream:
            continue
        if isinstance(leaf.expression, exp.Table):
            found.add(f"{leaf.expression.db}.{leaf.expression.name}.{leaf.name.rpartition('.')[2]}")
        else:
            found |= {f"{table.db}.{table.name}" for table in leaf.source.find_all(exp.Table) if table.db}
    return tuple(sorted(one for one in found if not any(other.startswith(f"{one}.") for other in found)))
