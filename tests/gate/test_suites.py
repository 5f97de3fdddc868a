"""The suite files fit the tables of `sql/<table>/create.sql`, and each has its queries in files next to it."""

import json
import shutil
from pathlib import Path

import pytest

from movielytics.gate.failures import expected
from movielytics.gate.suites import EXPECTATIONS, LOADS, QUERY, QUERY_FILE, Area, Suite, fingerprint, load_suite
from movielytics.tables import TABLES
from movielytics.warehouse import ddl

SUITES = [load_suite(area, table) for area in Area for table in TABLES]
LOADS_SUITE = load_suite(Area.STAGING, LOADS)
QUERIES = sorted(str(path.relative_to(EXPECTATIONS)) for path in EXPECTATIONS.glob("*/*.sql"))
LONGEST_LINE = 80
"""Largest length of a query in a suite, in characters: with its name and indentation it fits on a line of 120."""
every_suite = pytest.mark.parametrize("suite", [*SUITES, LOADS_SUITE], ids=lambda suite: suite.name)


def columns_named(suite: Suite) -> set[str]:
    return {e["kwargs"]["column"] for e in suite.expectations if "column" in e["kwargs"]} | set(suite.identified_by)


@pytest.mark.parametrize("area", Area)
def test_every_table_has_a_suite_and_no_suite_lacks_its_table(area: Area) -> None:
    files = {path.stem for path in (EXPECTATIONS / area).glob("*.json")}
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
    never_null = {
        e["kwargs"]["column"] for e in suite.expectations if e["type"] == "expect_column_values_to_not_be_null"
    }
    queries = " ".join(e["kwargs"].get(QUERY, "") for e in suite.expectations)
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
        if QUERY in expectation["kwargs"]:
            assert expectation["description"]
            assert "{batch}" in expectation["kwargs"][QUERY]
            assert "--" not in expectation["kwargs"][QUERY], "a comment needs a line of its own"


@every_suite
def test_long_queries_are_in_files(suite: Suite) -> None:
    content = json.loads((EXPECTATIONS / suite.area / f"{suite.table}.json").read_text())
    assert not [
        e[QUERY] for e in (e["kwargs"] for e in content["expectations"]) if len(e.get(QUERY, "")) > LONGEST_LINE
    ]


def test_every_query_file_belongs_to_one_suite() -> None:
    named = []
    for suite in (*SUITES, LOADS_SUITE):
        content = json.loads((EXPECTATIONS / suite.area / f"{suite.table}.json").read_text())
        files = [e["kwargs"][QUERY_FILE] for e in content["expectations"] if QUERY_FILE in e["kwargs"]]
        assert all(file.startswith(f"{suite.table}.") for file in files)
        named += [f"{suite.area}/{file}" for file in files]
    assert sorted(named) == QUERIES


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the suites that a test may change."""
    monkeypatch.setattr(
        "movielytics.gate.suites.EXPECTATIONS", shutil.copytree(EXPECTATIONS, tmp_path / "expectations")
    )
    return tmp_path / "expectations"


def test_a_query_file_replaces_its_name(copied: Path) -> None:
    query = "-- Why: {a} and :b\nSELECT release_date\nFROM {batch}\n    -- The reason.\nWHERE day < 1\n"
    (copied / "staging/date.parts.sql").write_text(query)
    (parts,) = (
        e
        for e in load_suite(Area.STAGING, "date").expectations
        if QUERY in e["kwargs"] and "quarter" in e["description"]
    )
    assert parts["kwargs"] == {QUERY: "SELECT release_date\nFROM {batch}\nWHERE day < 1"}


def test_a_missing_query_file_is_named(copied: Path) -> None:
    (copied / "staging/date.parts.sql").unlink()
    with pytest.raises(FileNotFoundError, match=r"staging/date\.parts\.sql"):
        load_suite(Area.STAGING, "date")


@pytest.mark.parametrize(
    ("file", "old", "new", "differs"),
    [
        ("date.parts.sql", "week = ", "week <> ", True),
        ("date.parts.sql", "-- ", "-- Note: ", False),
        ("date.json", "1870-01-01", "1880-01-01", True),
        ("genre.json", "genre_name", "name", False),
    ],
)
def test_fingerprints_cover_queries_but_no_comments(file: str, old: str, new: str, differs: bool, copied: Path) -> None:
    before = fingerprint(Area.WAREHOUSE, ["date", "movies"])
    changed = copied / "warehouse" / file
    assert old in changed.read_text()
    changed.write_text(changed.read_text().replace(old, new))
    assert (fingerprint(Area.WAREHOUSE, ["date", "movies"]) != before) == differs
