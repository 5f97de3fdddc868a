"""The suite files fit the tables that `sql/<table>/create.sql` defines."""

import pytest

from movielytics.gate.failures import expected
from movielytics.gate.suites import EXPECTATIONS, LOADS, Area, Suite, load_suite
from movielytics.tables import TABLES
from movielytics.warehouse import ddl

SUITES = [load_suite(area, table) for area in Area for table in TABLES]
LOADS_SUITE = load_suite(Area.STAGING, LOADS)
every_suite = pytest.mark.parametrize("suite", [*SUITES, LOADS_SUITE], ids=lambda suite: suite.name)


def columns_named(suite: Suite) -> set[str]:
    return {e["kwargs"]["column"] for e in suite.expectations if "column" in e["kwargs"]} | set(suite.identified_by)


@pytest.mark.parametrize("area", Area)
def test_every_table_has_a_suite_and_no_suite_lacks_its_table(area: Area) -> None:
    files = {path.stem for path in (EXPECTATIONS / area).iterdir()}
    assert files == {*TABLES, *([LOADS] if area == Area.STAGING else [])}


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_suites_name_only_columns_that_the_table_has(suite: Suite) -> None:
    table = ddl.staging_table(suite.table) if suite.area == Area.STAGING else ddl.warehouse_table(suite.table)
    assert columns_named(suite) <= set(table.column_names)


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_messages_name_rows_by_the_key_of_the_table(suite: Suite) -> None:
    key = ddl.warehouse_table(suite.table).key
    if suite.name == "staging.ratings":  # the movie is resolved after staging
        key = ("user_id", "movielens_id")
    assert suite.identified_by == key


@pytest.mark.parametrize("suite", [s for s in SUITES if s.area == Area.WAREHOUSE], ids=lambda suite: suite.name)
def test_not_null_columns_without_a_constraint_are_checked(suite: Suite) -> None:
    table = ddl.warehouse_table(suite.table)
    never_null = {e["kwargs"]["column"] for e in suite.expectations if e["type"] == "expect_column_values_to_not_be_null"}
    queries = " ".join(e["kwargs"].get("unexpected_rows_query", "") for e in suite.expectations)
    never_null |= {column.name for column in table.columns if f"{column.name} is missing" in queries}
    date_parts = {"day", "week", "month", "quarter", "year"} if suite.table == "date" else set()
    assert never_null | date_parts == {column.name for column in table.columns if column.not_null}


@every_suite
def test_suites_are_named_after_their_file(suite: Suite) -> None:
    assert suite.name == f"{suite.area}.{suite.table}"


@every_suite
def test_expectations_have_notes_and_distinct_sentences(suite: Suite) -> None:
    assert all(e["meta"]["notes"] for e in suite.expectations)
    sentences = [expected(e["type"], e["kwargs"], e.get("description")) for e in suite.expectations]
    assert len(set(sentences)) == len(sentences)
    assert not [sentence for sentence in sentences if sentence.startswith("expect_")]


@every_suite
def test_queries_have_a_description_and_read_the_batch(suite: Suite) -> None:
    for expectation in suite.expectations:
        if "unexpected_rows_query" in expectation["kwargs"]:
            assert expectation["description"]
            assert "{batch}" in expectation["kwargs"]["unexpected_rows_query"]
