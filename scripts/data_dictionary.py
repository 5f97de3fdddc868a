"""Write docs/data-dictionary.md from the comments in sql/ and the types in a migrated PostgreSQL warehouse.

Usage: data_dictionary.py URL
"""

import sys
from pathlib import Path

from movielytics.warehouse.connection import transaction
from movielytics.warehouse.dictionary import SCHEMAS, Relation, traced

PAGE = Path(__file__).resolve().parents[1] / "docs" / "data-dictionary.md"
INTRODUCTION = """# Data dictionary

Every table, view and column that people read. A test generates this page from the comments in `sql/`, the types in the
warehouse, and the SQL of the views. The warehouse has the same texts as comments: `\\d+ marts.popular_genres` in psql.

*From* names the source: a column of a delivered file, such as `movies_metadata.budget`, or a column of the warehouse. A
whole table there means that its rows are counted.
"""
ABOUT = {
    "movies": "The star schema: facts, dimensions and bridges.",
    "marts": "The answers to the business questions, one view each, and the totals that they read.",
    "audit": "What each run did: files, row counts, checks.",
    "quarantine": "The rows that could not be used, with the reason.",
}


def render(url: str) -> str:
    """Return the page for the warehouse at ``url``."""
    with transaction(url) as cursor:
        cursor.execute(
            "SELECT table_schema || '.' || table_name, column_name, data_type, is_nullable = 'YES'"
            " FROM information_schema.columns WHERE table_schema IN %s",
            (SCHEMAS,),
        )
        types = {(relation, column): (kind, nullable) for relation, column, kind, nullable in cursor.fetchall()}
    parts = [INTRODUCTION]
    for schema in SCHEMAS:
        parts.append(f"## Schema {schema}\n\n{ABOUT[schema]}\n")
        parts += [_section(one, types) for one in traced() if one.schema == schema]
    return "\n".join(parts)


def _section(relation: Relation, types: dict[tuple[str, str], tuple[str, bool]]) -> str:
    lines = [
        f"### {relation.qualified}\n",
        f"{relation.text}\n",
        "| column | type | meaning | from |",
        "|---|---|---|---|",
    ]
    for column in relation.columns:
        kind, nullable = types[relation.qualified, column.name]
        required = "" if nullable or relation.is_view else ", not null"
        sources = ", ".join(f"`{source}`" for source in column.sources)
        lines.append(f"| `{column.name}` | {kind}{required} | {column.text} | {sources} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    PAGE.write_text(render(sys.argv[1]))
