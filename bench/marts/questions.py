"""The questions of the marts, as queries over three stages of the same data.

``flat`` has the delivered text, ``typed`` its cleaned and typed rows, and ``star`` is the star schema (``movies``). A
question is one query for all three: it reads the subqueries ``SHARED``, which each stage defines in its folder.
"""

from pathlib import Path

from psycopg2 import sql

from movielytics.warehouse.connection import transaction

FLAT, TYPED = "flat", "typed"
SCHEMAS = (FLAT, TYPED, "star")
SHARED = ("usable_movies", "usable_ratings", "movie_genres", "prices")
QUERIES = Path(__file__).parent
MARTS = sorted(path.stem for path in QUERIES.glob("*.sql"))
"""The marts whose question is here."""


def query(mart: str, schema: str) -> str:
    """Return the question of ``marts.<mart>`` over a schema."""
    return _over(schema, f",\n\n{(QUERIES / f'{mart}.sql').read_text()}")


def clean(url: str) -> None:
    """Create the tables of ``typed`` from those of ``flat``, and analyze them."""
    with transaction(url) as cursor:
        cursor.execute("CREATE SCHEMA typed")
        for file in sorted((QUERIES / TYPED / "tables").glob("*.sql")):
            table = sql.Identifier(TYPED, file.stem)
            rows = sql.SQL(_over(FLAT, f"\n\n{file.read_text()}"))
            cursor.execute(sql.SQL("CREATE TABLE {} AS {}").format(table, rows))
            cursor.execute(sql.SQL("ANALYZE {}").format(table))


def _over(schema: str, rest: str) -> str:
    """Return a query that begins with the schema's subqueries; PostgreSQL skips those that the rest does not use."""
    return "WITH " + ",\n\n".join((QUERIES / schema / f"{name}.sql").read_text() for name in SHARED) + rest
