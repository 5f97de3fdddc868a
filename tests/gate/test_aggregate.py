"""A query of a suite whose aggregate says beforehand whether it finds rows."""

import pytest

from gate_warehouse import GOOD_WAREHOUSE, RUN, new_warehouse
from movielytics.gate.judge import judge
from movielytics.gate.suites import Area, Suite

FINDS_ALL = "SELECT genre_id FROM {batch} ORDER BY genre_id"
FINDS_NONE = "SELECT genre_id FROM {batch} WHERE genre_id < 0"


@pytest.fixture(scope="module")
def url(postgres_url: str) -> str:
    """A warehouse of two genres."""
    return new_warehouse(postgres_url, GOOD_WAREHOUSE)


@pytest.mark.parametrize(
    ("aggregate", "query", "failures"),
    [
        ("COUNT(CASE WHEN genre_id < 0 THEN 1 END)", FINDS_NONE, []),
        ("COUNT(CASE WHEN genre_id < 0 THEN 1 END)", FINDS_ALL, []),
        ("COUNT(*)", FINDS_ALL, ["movies.genre: expected that there is none; 2 violations: (genre_id=18); (genre_id=35)"]),
        ("COUNT(*)", FINDS_NONE, ["movies.genre: expected that there is none; 2 violations ..."]),
        ("COUNT(*) - 1", FINDS_NONE, ["movies.genre: expected that there is none; 1 violation ..."]),
        ("COUNT(nothing)", FINDS_NONE, ['movies.genre: could not be judged whether there is none: column "nothing" does not exist']),
    ],
    ids=[
        "both find none",
        "the query is not asked",
        "the query tells the rows",
        "only the aggregate",
        "by its value",
        "it cannot be asked",
    ],
)
def test_what_an_aggregate_finds_fails_and_its_query_tells_which_rows(url: str, aggregate: str, query: str, failures: list[str]) -> None:
    expectation = {
        "type": "expect_query_to_find_no_rows",
        "description": "there is none",
        "kwargs": {"unexpected_rows_query": query, "aggregate": aggregate},
    }
    suite = Suite(Area.WAREHOUSE, "genre", "warehouse.genre", ("genre_id",), (expectation,))
    assert [str(failure) for failure in judge(url, Area.WAREHOUSE, RUN, [suite], {}).failures] == failures
