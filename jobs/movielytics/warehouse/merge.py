"""The SQL that publishes a table's staged rows."""

from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from movielytics.warehouse import ddl


def own_upsert(table: str) -> list[Path]:
    """Return the files of a table's own upsert: the numbered files of ``sql/<table>/`` in order, or ``upsert.sql``.

    A table without such files merges by key.
    """
    folder = ddl.SQL / table
    return sorted(folder.glob("[0-9]_*.sql.j2")) or list(folder.glob("upsert.sql"))


def upsert_sql(table: str) -> str:
    """Return the statements of a table's upsert.

    A table's own statements take precedence. Otherwise they are the merge by key from ``sql/merge.sql.j2``.

    All files are rendered with the columns in ``create.sql``, so that a new column needs no change of a template. They
    get the ``table``, its ``key`` and its ``columns``. ``values`` are the columns that are not in the key, and
    ``delivered`` those that the staging table has too. The filter ``each`` lists columns.
    """
    files = own_upsert(table) or [ddl.SQL / "merge.sql.j2"]
    templates = Environment(loader=FileSystemLoader(ddl.SQL), undefined=StrictUndefined, autoescape=False)  # noqa: S701 - SQL, no HTML
    templates.filters["each"] = _each
    definition = ddl.warehouse_table(table)
    columns = definition.column_names
    context = {
        "table": definition,
        "key": definition.key,
        "columns": columns,
        "values": [name for name in columns if name not in definition.key],
        "delivered": [name for name in columns if name in ddl.staging_table(table).column_names],
    }
    names = [file.relative_to(ddl.SQL).as_posix() for file in files]
    return "\n".join(templates.get_template(name).render(context) for name in names)


def _each(columns: Iterable[str], text: str, separator: str = ", ") -> str:
    """Return ``text`` once per column, with the column's name in place of ``{}``."""
    return separator.join(text.replace("{}", column) for column in columns)
