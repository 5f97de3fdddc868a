"""The SQL that publishes a table's staged rows."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from movielytics.warehouse import ddl


def own_upsert(table: str) -> list[Path]:
    """Return the files of a table's own upsert: the numbered files of ``sql/<table>/`` in order, or ``upsert.sql``.

    A table without such files merges by key.
    """
    folder = ddl.SQL / table
    return sorted(folder.glob("[0-9]_*.sql")) or list(folder.glob("upsert.sql"))


def upsert_sql(table: str) -> str:
    """Return the statements of a table's upsert.

    A table's own statements take precedence. Otherwise they are the merge by key from ``sql/merge.sql.j2``, for the
    columns in ``create.sql``.
    """
    own = own_upsert(table)
    if own:
        return "\n".join(file.read_text() for file in own)
    templates = Environment(loader=FileSystemLoader(ddl.SQL), undefined=StrictUndefined, autoescape=False)  # noqa: S701 - SQL, no HTML
    return templates.get_template("merge.sql.j2").render(table=ddl.warehouse_table(table))
