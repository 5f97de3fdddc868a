"""Store the data dictionary in the warehouse itself, as comments on tables, views and columns."""

from typing import TYPE_CHECKING

from sqlglot import exp

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
            _write(cursor, f"{kind} {relation.qualified}", relation.text)
        for column in relation.columns if view_columns or not relation.is_view else ():
            if stored.get((relation.qualified, column.name)) != column.comment:
                _write(cursor, f"COLUMN {relation.qualified}.{column.name}", column.comment)


def _write(cursor: "Cursor", what: str, text: str) -> None:
    # Not as a parameter: rendered for Redshift, the statement needs a literal.
    cursor.execute(f"COMMENT ON {what} IS {exp.Literal.string(text).sql(dialect='postgres')}")
