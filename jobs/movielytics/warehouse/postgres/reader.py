"""The role of analysts, which may read the star schema and the marts, and nothing else."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

ROLE = "reader"
SCHEMAS = ("movies", "marts")
_MISSING = """
    SELECT
        pg_namespace.nspname
    FROM pg_namespace
    INNER JOIN pg_roles
        ON pg_roles.rolname = %(role)s
    LEFT JOIN pg_class
        ON
            pg_namespace.oid = pg_class.relnamespace
            AND pg_class.relkind IN ('r', 'p', 'v')
    WHERE
        pg_namespace.nspname IN %(schemas)s
        AND (
            NOT HAS_SCHEMA_PRIVILEGE(pg_roles.oid, pg_namespace.oid, 'USAGE')
            OR NOT HAS_TABLE_PRIVILEGE(pg_roles.oid, pg_class.oid, 'SELECT')
        )
    GROUP BY pg_namespace.nspname
"""
"""The schemas in which the role lacks a right; none if the server has no such role."""


def grant_reader(cursor: "Cursor") -> None:
    """Let ``ROLE`` read ``SCHEMAS``, if the server has such a role and it lacks a right."""
    cursor.execute(_MISSING, {"role": ROLE, "schemas": SCHEMAS})
    for (schema,) in cursor.fetchall():
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {ROLE}")
        cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {ROLE}")
