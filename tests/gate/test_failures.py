"""Failures as users read them."""

import pytest

from movielytics.gate.failures import Failure, expected, failures_of, first_line
from movielytics.gate.suites import Area, Suite

SUITE = Suite(Area.STAGING, "movies", "staging.movies", ("movie_id",), ())


def result(
    success: bool, found: dict[str, object], type_: str = "expect_column_values_to_not_be_null"
) -> dict[str, object]:
    return {
        "success": success,
        "expectation_config": {"type": type_, "kwargs": {"column": "title", "min_value": 1}},
        "result": found,
    }


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (
            Failure("staging.genre", "genre_name is never null", 1, 1, ("genre_id=1",)),
            "staging.genre: expected that genre_name is never null; 1 violation in 1 row: (genre_id=1)",
        ),
        (
            Failure("movies.genre", "genre_name is never null", 2000, 5000, ("genre_id=1", "genre_id=2")),
            "movies.genre: expected that genre_name is never null;"
            " 2,000 violations in 5,000 rows: (genre_id=1); (genre_id=2) ...",
        ),
        (
            Failure("movies.cpi", "it has at least 1 row", 0, 0),
            "movies.cpi: expected that it has at least 1 row; the table is empty",
        ),
        (
            Failure("movies.cpi", "month is never null", error='column "month" does not exist'),
            'movies.cpi: cannot check whether month is never null: column "month" does not exist',
        ),
    ],
)
def test_a_failure_reads_as_a_sentence(failure: Failure, sentence: str) -> None:
    assert str(failure) == sentence


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"min_value": 0, "max_value": 10.0}, "c is from 0 to 10"),
        ({"min_value": 1}, "c is at least 1"),
        ({"min_value": 0, "strict_min": True}, "c is more than 0"),
        ({"max_value": "2026-01-01"}, "c is at most 2026-01-01"),
    ],
)
def test_bounds_are_put_in_words(bounds: dict[str, object], words: str) -> None:
    assert expected("expect_column_values_to_be_between", {"column": "c", **bounds}) == words


def test_a_type_without_words_is_named_with_its_arguments() -> None:
    assert expected("expect_table_columns_to_match_set", {"column_set": ["a"]}) == (
        "expect_table_columns_to_match_set {'column_set': ['a']}"
    )


def test_the_row_count_comes_from_the_result_that_has_it() -> None:
    row_count = result(True, {"observed_value": 7}, "expect_table_row_count_to_be_between")
    query = result(False, {"observed_value": 1, "details": {"unexpected_rows": [{"movie_id": 3}]}}, "a_query")
    (failure,) = failures_of(SUITE, [query, row_count])
    assert (failure.violations, failure.rows, failure.sample) == (1, 7, ("movie_id=3",))


def test_long_values_are_cut_and_put_on_one_line() -> None:
    offending = [{"movie_id": 1, "title": "a\nb" + "c" * 100}]
    (failure,) = failures_of(
        SUITE, [result(False, {"unexpected_count": 1, "element_count": 1, "partial_unexpected_index_list": offending})]
    )
    assert failure.sample == ("movie_id=1, title=a b" + "c" * 54 + "...",)


@pytest.mark.parametrize(
    "message",
    [
        '(psycopg2.errors.UndefinedColumn) column "x" does not exist\nLINE 1: SELECT x\n[SQL: SELECT x]',
        'Error: column "x" does not exist',
    ],
)
def test_errors_are_cut_to_what_is_wrong(message: str) -> None:
    assert first_line(message) == 'column "x" does not exist'
