"""Every mart and question against small warehouses with known answers.

Each case is a file in ``marts/``. ``[tables]`` has the rows of the warehouse and ``[marts]`` the rows of the views,
both as CSV with a header. ``[sentences]`` has the answers in words.
"""

import csv
import io
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
from psycopg2 import sql

from movielytics.report.answer import answers
from movielytics.report.questions import questions
from movielytics.settings import HOME
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.migrate import migrate
from support.rows import FILL_TOTALS

FILES = sorted((Path(__file__).parent / "marts").glob("*.toml"))
CASES = {file.stem: tomllib.loads(file.read_text()) for file in FILES}
MARTS = sorted(path.stem for path in (HOME / "sql" / "marts").glob("*.sql"))


@pytest.fixture(params=["postgresql", "redshift"])
def migrated_url(request: pytest.FixtureRequest, warehouse_url: str) -> str:
    """The URL of a warehouse with its tables and marts, of either kind."""
    url: str = request.getfixturevalue("redshift").url if request.param == "redshift" else warehouse_url
    migrate(url)
    return url


@pytest.mark.parametrize("case", CASES)
def test_a_case_has_the_answers_computed_by_hand(case: str, warehouse_url: str, migrated_url: str) -> None:
    expected = CASES[case]
    _fill(warehouse_url, expected["tables"])

    for mart, text in expected["marts"].items():
        columns, *rows = csv.reader(text.splitlines())
        assert _rows(warehouse_url, mart, columns) == sorted(rows), mart
    found = {answer.key: answer for answer in answers(migrated_url)}
    assert {key: found[key].sentence for key in expected["sentences"]} == expected["sentences"]
    for answer in found.values():
        drawn = [mart.name for mart in answer.question.marts if answer.rows]
        assert [chart.key for chart in answer.charts()] == drawn


def test_the_marts_of_an_empty_warehouse_are_empty(warehouse_url: str, migrated_url: str) -> None:
    with transaction(warehouse_url) as cursor:
        for mart in MARTS:
            cursor.execute(sql.SQL("SELECT * FROM marts.{}").format(sql.Identifier(mart)))
            assert cursor.fetchall() == [], mart


def test_every_mart_and_question_has_a_case() -> None:
    assert sorted({mart for case in CASES.values() for mart in case["marts"]}) == MARTS
    assert {key for case in CASES.values() for key in case["sentences"]} == set(questions())


def _fill(url: str, tables: dict[str, str]) -> None:
    with transaction(url) as cursor:
        for table, text in tables.items():
            rows = io.StringIO(text)
            columns = sql.SQL(", ").join(map(sql.Identifier, rows.readline().strip().split(",")))
            statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(sql.Identifier("movies", table), columns)
            cursor.copy_expert(statement.as_string(cursor), rows)
        cursor.execute(FILL_TOTALS)


def _rows(url: str, mart: str, columns: Iterable[str]) -> list[list[str]]:
    """Return the mart's rows as text, sorted; null is empty."""
    text = sql.SQL("COALESCE(CAST({} AS TEXT), '')")
    texts = sql.SQL(", ").join(text.format(sql.Identifier(column)) for column in columns)
    with transaction(url) as cursor:
        cursor.execute(sql.SQL("SELECT {} FROM marts.{}").format(texts, sql.Identifier(mart)))
        return sorted(list(row) for row in cursor.fetchall())
