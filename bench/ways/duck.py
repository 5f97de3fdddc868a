"""DuckDB parses, validates and deduplicates the delivered ratings; two ADBC connections copy them into PostgreSQL.

It does what ``stage ratings`` does for these files. It types and checks every field, and keeps the last row per user
and movie. It also copies the rows that it rejects, as text. The functions run in a worker.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

TABLES = (
    "CREATE TABLE ratings (user_id INTEGER, movielens_id INTEGER, rating REAL, rated_at TIMESTAMPTZ)",
    "CREATE TABLE rejected (line BIGINT, error TEXT, row_text TEXT)",
)
DELIVERED = """
    CREATE OR REPLACE TABLE delivered AS
    SELECT
        userId,
        movieId,
        rating,
        timestamp,
        TRY_CAST(userId AS INTEGER) AS user_id,
        TRY_CAST(movieId AS INTEGER) AS movielens_id,
        CASE WHEN rating IN {stars} THEN TRY_CAST(rating AS REAL) END AS stars,
        CASE
            WHEN TRY_CAST(timestamp AS BIGINT) BETWEEN {earliest} AND EPOCH(NOW())
                THEN TO_TIMESTAMP(TRY_CAST(timestamp AS BIGINT))
        END AS rated_at
    FROM READ_CSV('{file}', header = TRUE, all_varchar = TRUE, quote = '', store_rejects = TRUE)
"""
USABLE = "user_id > 0 AND movielens_id > 0 AND stars IS NOT NULL AND rated_at IS NOT NULL"
SUPERSEDED = f"""
    CREATE OR REPLACE TABLE superseded AS
    SELECT UNNEST(positions[:-2]) AS position
    FROM (
        SELECT LIST_SORT(LIST(delivered.rowid)) AS positions
        FROM delivered
        WHERE {USABLE}
        GROUP BY
            user_id,
            movielens_id
        HAVING COUNT(*) > 1
    ) AS keys
"""
STAGED = f"""
    SELECT
        user_id,
        movielens_id,
        stars AS rating,
        rated_at
    FROM delivered
    WHERE
        {USABLE}
        AND rowid NOT IN (SELECT position FROM superseded)
        AND rowid % {{parts}} = {{part}}
"""
REJECTED = f"""
    SELECT
        CAST(rowid AS BIGINT) AS line,
        'unusable' AS error,
        CONCAT_WS(',', userId, movieId, rating, timestamp) AS row_text
    FROM delivered
    WHERE ({USABLE}) IS NOT TRUE
    UNION ALL
    SELECT
        CAST(line AS BIGINT),
        CAST(error_type AS VARCHAR),
        csv_line
    FROM reject_errors
"""
CONNECTIONS = 2


def load(url: str, file: Path) -> int:
    """Create the tables ``ratings`` and ``rejected``, load a file of delivered ratings; return the number staged."""
    import duckdb
    import psycopg2

    from movielytics.staging.fields import EARLIEST_SECOND
    from movielytics.staging.loads.ratings import STARS

    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(table)
    connection.close()
    with duckdb.connect() as duck:
        duck.execute("SET TimeZone = 'UTC'")
        duck.execute(DELIVERED.format(stars=tuple(STARS), earliest=EARLIEST_SECOND, file=file))
        duck.execute(SUPERSEDED)
        _copy(url, "rejected", duck, REJECTED)
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            parts = [STAGED.format(parts=CONNECTIONS, part=part) for part in range(CONNECTIONS)]
            return sum(pool.map(lambda part: _copy(url, "ratings", duck.cursor(), part), parts))


def _copy(url: str, table: str, duck: Any, query: str) -> int:
    """Copy the rows of a query of DuckDB into a table; return their number."""
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(url) as connection, connection.cursor() as cursor:
        rows = duck.sql(query).to_arrow_reader(65_536)
        count: int = cursor.adbc_ingest(table, rows, mode="append")
        connection.commit()
    return count
