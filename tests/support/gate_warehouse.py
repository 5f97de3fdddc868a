"""Warehouses without constraints and good rows for them, so that a test can break one rule at a time."""

import itertools
from contextlib import closing
from functools import cache
from pathlib import Path

import psycopg2
from pydantic import SecretStr

from movielytics.pages.paths import run_key
from movielytics.reasons import Code
from movielytics.settings import Settings
from movielytics.tables import TABLES
from movielytics.warehouse import ddl
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.migrate import migrate

RUN = "manual__2026-01-01T00:00:00+00:00"

GOOD_ROWS = """
INSERT INTO {schema}.movies (movie_id, title, release_date, budget, revenue, vote_average, vote_count, popularity)
VALUES
    (1, 'One', '2000-01-01', 0, 12, 7.5, 10, 1.5),
    (2, 'It''s {{ two', '1874-12-09', NULL, NULL, 0, 0, 0),
    (3, 'No genre, no date', NULL, 5, 0, 10, NULL, NULL);
INSERT INTO {schema}.date (release_date, day, week, month, quarter, year)
VALUES
    ('2000-01-01', 1, 52, 1, 1, 2000),
    ('1874-12-09', 9, 50, 12, 4, 1874);
INSERT INTO {schema}.genre (genre_id, genre_name) VALUES (18, 'Drama'), (35, 'Comedy');
INSERT INTO {schema}.cpi (month, price_index) VALUES ('1999-01-01', 102.7), ('1999-02-01', 103.7);
INSERT INTO {schema}.links (movielens_id, imdb_id, movie_id) VALUES (11, '1', 1), (12, NULL, NULL), (22, '2', 2);
INSERT INTO {schema}.movie_genre (movie_id, genre_id) VALUES (1, 18), (1, 35), (2, 18);
INSERT INTO {schema}.person (person_id, person_name) VALUES (500, 'Ann'), (501, 'Ben');
INSERT INTO {schema}.movie_cast (movie_id, credit_id, person_id) VALUES (1, 'a', 500), (1, 'b', 501), (2, 'a', 500);
"""
GOOD_STAGING = (
    GOOD_ROWS.format(schema="staging")
    + """
INSERT INTO staging.ratings (user_id, movielens_id, rating, rated_at)
VALUES (1, 11, 0.5, '1996-01-01'), (1, 12, 5.0, now());
INSERT INTO staging.movie_genre (movie_id, genre_id) VALUES (3, NULL);
INSERT INTO staging.movie_cast (movie_id, credit_id, person_id) VALUES (3, NULL, NULL);
"""
)
GOOD_WAREHOUSE = (
    GOOD_ROWS.format(schema="movies")
    + """
INSERT INTO movies.ratings (user_id, movie_id, movielens_id, rating, rated_at)
VALUES (1, 1, 11, 0.5, '1996-01-01'), (1, 2, 22, 5.0, now());
INSERT INTO marts.rating_totals (movie_id, ratings, rating_sum) VALUES (1, 1, 0.5), (2, 1, 5);
"""
)

NEGATIVE_BUDGET = "UPDATE staging.movies SET budget = -1 WHERE movie_id = 1;"

_numbers = itertools.count(1)


def new_warehouse(server_url: str, statements: str = "") -> str:
    """Create a database whose tables have no constraints, run SQL in it and return its URL; the server removes it."""
    template = _template(server_url)
    name = f"gate_{next(_numbers)}"
    execute(server_url, f"CREATE DATABASE {name} TEMPLATE {template}", autocommit=True)
    url = _database(server_url, name)
    if statements:
        execute(url, statements)
    return url


def execute(url: str, statements: str, *, autocommit: bool = False) -> None:
    """Run SQL on a separate connection; databases are created with ``autocommit``."""
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = autocommit
        with connection.cursor() as cursor:
            cursor.execute(statements)
        if not autocommit:
            connection.commit()


def account(
    url: str,
    table: str,
    *,
    staged: int = 100,
    quarantined: int = 0,
    codes: dict[Code, int] | None = None,
    published: bool = False,
    run_id: str = RUN,
) -> None:
    """Add a row to ``audit.loads``: a file of 100 rows that the run loaded into ``staging.<table>``.

    Its dataset has the same name as the table.

    Args:
        url: the warehouse.
        table: the table.
        staged: rows staged.
        quarantined: rows quarantined, according to ``audit.loads``.
        codes: the rows of each code in ``quarantine.rejected_rows``; by default, all quarantined rows are
            ``not_a_number``.
        published: whether the load is published.
        run_id: the run.
    """
    with transaction(url) as cursor:
        cursor.execute(
            """
            INSERT INTO audit.loads (
                run_id, table_name, dataset, file, file_no, fingerprint, schema_hash, header, rows_read, rows_staged,
                rows_superseded, rows_quarantined, rows_waiting, started_at, staged_at, published_at
            )
            VALUES (
                %s, %s, %s, %s, 0, 'fingerprint', 'schema_hash', '[]', 100, %s,
                0, %s, 0, clock_timestamp(), clock_timestamp(), CASE WHEN %s THEN clock_timestamp() END
            )
            """,
            (run_id, table, table, f"{table}.csv", staged, quarantined, published),
        )
        for code, rows in ({Code.NOT_A_NUMBER: quarantined} if codes is None else codes).items():
            cursor.execute(
                "INSERT INTO quarantine.rejected_rows"
                " VALUES (%s, %s, 'fingerprint', %s, 2, %s, %s, 'a', 'detail', 'raw', now())",
                (table, f"{table}.csv", run_id, rows, code),
            )


def settings_for(url: str, folder: Path, max_quarantined_share: float = 0.05) -> Settings:
    """Return the settings of a gate over the warehouse that writes its Data Docs to the folder."""
    return Settings.model_validate(
        {
            "landing_uri": "unused",
            "warehouse_url": SecretStr(url),
            "report_uri": str(folder),
            "max_quarantined_share": max_quarantined_share,
        }
    )


def _database(server_url: str, name: str) -> str:
    server, _, _ = server_url.rpartition("/")
    return f"{server}/{name}"


@cache
def _template(server_url: str) -> str:
    name = "gate_template"
    execute(server_url, f"CREATE DATABASE {name}", autocommit=True)
    url = _database(server_url, name)
    migrate(url)
    execute(url, "".join(map(_without_constraints, TABLES)))
    return name


def _without_constraints(table: str) -> str:
    definition = ddl.warehouse_table(table)
    drops = [f"ALTER COLUMN {column.name} DROP NOT NULL" for column in definition.columns]
    return f"ALTER TABLE movies.{table} DROP CONSTRAINT {table}_pkey CASCADE, {', '.join(drops)};\n"


def docs(settings: Settings) -> Path:
    """The latest Data Docs."""
    return Path(settings.report_uri) / "data-docs"


def docs_of(settings: Settings, run_id: str) -> Path:
    """The Data Docs of a run."""
    return Path(settings.report_uri) / "runs" / run_key(run_id) / "data-docs"
