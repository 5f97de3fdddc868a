"""Warehouses without constraints, so that a test can break one rule of the gate at a time."""

import itertools
from contextlib import closing
from functools import cache
from pathlib import Path

import psycopg2
from pydantic import SecretStr

from movielytics.gate.suites import Area, load_suite
from movielytics.pages.paths import run_key
from movielytics.reasons import Code
from movielytics.settings import Settings
from movielytics.tables import TABLES
from movielytics.warehouse import ddl
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.migrate import migrate

RUN = "manual__2026-01-01T00:00:00+00:00"

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


def expectations_of(area: Area, *tables: str) -> int:
    """Count the expectations in the suites of the tables."""
    return sum(len(load_suite(area, table).expectations) for table in tables)


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
