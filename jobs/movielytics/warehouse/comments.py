"""Store the data dictionary in the warehouse itself, as comments on tables, views and columns."""

from typing import TYPE_CHECKING

from movielytics.warehouse.dictionary import SCHEMAS, relations

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

_STORED = """
    SELECT
        pg_namespace.nspname || '.' || pg_class.relname AS relation,
        pg_attribute.attname AS column_name,
        pg_description.description
    FROM pg_description
    INNER JOIN pg_class
        ON pg_description.objoid = pg_class.oid
    INNER JOIN pg_namespace
        ON pg_class.relnamespace = pg_namespace.oid
    LEFT JOIN pg_attribute
        ON
            pg_description.objoid = pg_attribute.attrelid
            AND pg_description.objsubid = pg_attribute.attnum
            AND pg_description.objsubid > 0
    WHERE pg_namespace.nspname IN %s
"""


def write_comments(cursor: "Cursor", *, view_columns: bool) -> None:
    """Write the comments that are missing or differ; without ``view_columns``, those of views' columns are left out.

    Only these statements lock a relation, so a migration that changes no comment waits for no VACUUM.
    """
    cursor.execute(_STORED, (SCHEMAS,))
    stored = {(relation, column): text for relation, column, text in cursor.fetchall()}
    for relation in relations():
        kind = "VIEW" if relation.is_view else "TABLE"
        if stored.get((relation.qualified, None)) != relation.text:
            cursor.execute(f"COMMENT ON {kind} {relation.qualified} IS {_literal(relation.text)}")
        for column in relation.columns if view_columns or not relation.is_view else ():
            if stored.get((relation.qualified, column.name)) != column.comment:
                cursor.execute(f"COMMENT ON COLUMN {relation.qualified}.{column.name} IS {_literal(column.comment)}")


def _literal(text: str) -> str:
    """Return a text of this project, which has no backslashes, as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
