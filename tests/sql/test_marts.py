"""Every mart against small warehouses with known answers.

Each case is a folder with one file per table; ``expect_<mart>.csv`` has the rows of a mart.
"""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from psycopg2 import sql

from movielytics.settings import HOME
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.migrate import migrate
from support.rows import FILL_TOTALS

CASES = Path(__file__).parent / "marts"
EXPECT = "expect_"
MARTS = sorted(path.stem for path in (HOME / "sql" / "marts").glob("*.sql"))


@pytest.fixture(params=["postgresql", "redshift"])
def migrated(request: pytest.FixtureRequest, warehouse_url: str) -> None:
    """A warehouse with its tables and marts, of either kind."""
    migrate(request.getfixturevalue("redshift").url if request.param == "redshift" else warehouse_url)


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_a_mart_answers_as_computed_by_hand(case: str, warehouse_url: str, migrated: None) -> None:
    files = sorted((CASES / case).glob("*.csv"))
    _fill(warehouse_url, [file for file in files if not file.stem.startswith(EXPECT)])

    expected = [file for file in files if file.stem.startswith(EXPECT)]
    assert expected
    for file in expected:
        with file.open(newline="") as lines:
            columns, *rows = csv.reader(lines)
        assert _rows(warehouse_url, file.stem.removeprefix(EXPECT), columns) == sorted(rows), file.name


def test_the_marts_of_an_empty_warehouse_are_empty(warehouse_url: str, migrated: None) -> None:
    with transaction(warehouse_url) as cursor:
        for mart in MARTS:
            cursor.execute(sql.SQL("SELECT * FROM marts.{}").format(sql.Identifier(mart)))
            assert cursor.fetchall() == [], mart


@pytest.mark.parametrize("mart", MARTS)
def test_a_mart_has_a_case(mart: str) -> None:
    assert list(CASES.glob(f"*/{EXPECT}{mart}.csv"))


def _fill(url: str, files: list[Path]) -> None:
    with transaction(url) as cursor:
        for file in files:
            with file.open() as rows:
                columns = sql.SQL(", ").join(map(sql.Identifier, rows.readline().strip().split(",")))
                table = sql.Identifier("movies", file.stem)
                statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(table, columns)
                cursor.copy_expert(statement.as_string(cursor), rows)
        cursor.execute(FILL_TOTALS)


def _rows(url: str, mart: str, columns: Sequence[str]) -> list[list[str]]:
    """Return the mart's rows as text, sorted; null is empty."""
    texts = sql.SQL(", ").join(sql.SQL("COALESCE(CAST({} AS TEXT), '')").format(sql.Identifier(column)) for column in columns)
    with transaction(url) as cursor:
        cursor.execute(sql.SQL("SELECT {} FROM marts.{}").format(texts, sql.Identifier(mart)))
        return sorted(list(row) for row in cursor.fetchall())
