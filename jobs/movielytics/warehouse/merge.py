"""The SQL that publishes a table's staged rows: its own ``upsert.sql``, or the merge by key that most tables share."""

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from movielytics.warehouse import ddl


def upsert_sql(table: str) -> str:
    """Return ``sql/<table>/upsert.sql`` if there is one, otherwise ``sql/merge.sql.j2`` for the columns in its ``create.sql``."""
    own = ddl.SQL / table / "upsert.sql"
    if own.exists():
        return own.read_text()
    templates = Environment(loader=FileSystemLoader(ddl.SQL), undefined=StrictUndefined, autoescape=False)  # noqa: S701 - SQL, no HTML
    return templates.get_template("merge.sql.j2").render(table=ddl.warehouse_table(table))
