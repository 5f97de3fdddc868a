"""The floor: only PostgreSQL's own COPY of clean rows, into a table that the same transaction creates."""

from pathlib import Path

from bench.databases import psql


def load(url: str, clean: Path) -> None:
    """Load a file of clean ratings."""
    psql(
        url,
        f"""
        BEGIN;
        CREATE TABLE ratings (user_id INTEGER, movielens_id INTEGER, rating NUMERIC(2, 1), rated_at BIGINT);
        \\copy ratings FROM '{clean}' WITH (FORMAT csv, HEADER, FREEZE)
        COMMIT;
        """,
    )
