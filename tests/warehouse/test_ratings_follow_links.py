"""Published ratings match the current links and movies, in whatever order everything was delivered."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from movielytics.warehouse import upsert
from movielytics.warehouse.migrate import migrate
from support.deliveries import Delivery, Oracle, Warehouse

RATINGS = "SELECT user_id, movie_id, movielens_id, rating, rated_at FROM movies.ratings ORDER BY 1, 2"
WAITING = "SELECT user_id, movielens_id, rating, rated_at FROM waiting.ratings ORDER BY 1, 2"
TOTALS = "SELECT movie_id, ratings, rating_sum FROM marts.rating_totals ORDER BY 1"
COUNTS = (
    "SELECT file, rows_read, rows_staged, rows_superseded, rows_quarantined,"
    " rows_waiting, rows_inserted, rows_updated, rows_unchanged"
    " FROM audit.loads WHERE table_name = 'ratings' AND run_id = '{}' ORDER BY file"
)
UNBALANCED = """
    SELECT *
    FROM audit.loads
    WHERE
        rows_read <> rows_staged + rows_superseded + rows_quarantined + rows_waiting
        OR LEAST(rows_read, rows_staged, rows_superseded, rows_waiting) < 0
"""


@pytest.fixture(params=["postgresql", "redshift"])
def warehouse(request: pytest.FixtureRequest, warehouse_url: str) -> Warehouse:
    """A migrated, empty warehouse of either kind, without a landing zone; ``first load`` takes one rating for many."""
    url = request.getfixturevalue("redshift").url if request.param == "redshift" else warehouse_url
    if request.param == "first load":
        request.getfixturevalue("monkeypatch").setattr(upsert, "FIRST_LOAD_ROWS", 1)
    migrate(url)
    return Warehouse(url, warehouse_url)


def at(second: int) -> datetime:
    return datetime.fromtimestamp(1_000_000_000 + second, UTC)


def movies(*ids: int) -> Delivery:
    return Delivery("movies", "movies.csv", tuple((number, f"Movie {number}") for number in ids))


def links(*rows: tuple[int, int | None]) -> Delivery:
    return Delivery("links", "links.csv", rows)


def ratings(*rows: tuple[int, int, float, int], file: str = "ratings.csv") -> Delivery:
    """A file of ratings: user, MovieLens id, stars, seconds."""
    return Delivery(
        "ratings", file, tuple((user, movielens_id, stars, at(second)) for user, movielens_id, stars, second in rows)
    )


def found(warehouse: Warehouse, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query, with timestamps in UTC, because those of Redshift have no zone."""
    return [
        tuple(value.replace(tzinfo=UTC) if isinstance(value, datetime) else value for value in row)
        for row in warehouse.rows(query)
    ]


def assert_holds(warehouse: Warehouse, oracle: Oracle) -> None:
    assert found(warehouse, RATINGS) == oracle.ratings()
    assert found(warehouse, WAITING) == oracle.waiting()
    assert found(warehouse, TOTALS) == oracle.totals()
    assert warehouse.rows("SELECT COUNT(*) FROM waiting.rows WHERE file IS NOT NULL") == [(len(oracle.waiting()),)]
    kept = (
        "(SELECT COUNT(*) FROM movies.ratings) + (SELECT COUNT(*) FROM waiting.ratings)"
        " + (SELECT COUNT(*) FROM waiting.superseded_ratings)"
    )
    assert warehouse.rows(f"SELECT {kept}") == [(len(oracle.given),)]
    assert warehouse.rows(UNBALANCED) == []


def follow(warehouse: Warehouse, runs: list[list[Delivery]]) -> None:
    """Publish one run after another; after each, the warehouse must hold what the oracle says."""
    oracle = Oracle()
    for number, deliveries in enumerate(runs):
        warehouse.run(f"run {number}", deliveries)
        for delivery in deliveries:
            oracle.take(delivery)
        assert_holds(warehouse, oracle)
    read = sum(len(delivery.rows) for deliveries in runs for delivery in deliveries)
    assert warehouse.rows("SELECT COALESCE(SUM(rows_read), 0)::INT FROM audit.loads WHERE file <> 'waiting'") == [
        (read,)
    ]


MOVIE_IDS = st.integers(1, 3)
MOVIELENS_IDS = st.integers(10, 13)
RATING_ROWS = st.tuples(
    st.integers(1, 2), MOVIELENS_IDS, st.integers(1, 10).map(lambda half: half / 2), st.integers(0, 2)
)
DELIVERIES = st.one_of(
    st.lists(MOVIE_IDS, min_size=1, max_size=2, unique=True).map(lambda ids: movies(*ids)),
    st.lists(st.tuples(MOVIELENS_IDS, MOVIE_IDS | st.none()), min_size=1, max_size=4).map(lambda rows: links(*rows)),
    st.builds(
        lambda rows, file: ratings(*rows, file=file),
        st.lists(RATING_ROWS, min_size=1, max_size=6),
        st.sampled_from(["a.csv", "b.csv"]),
    ),
)
RUNS = st.lists(st.lists(DELIVERIES, min_size=1, max_size=3), min_size=1, max_size=5)

SHARED = [movies(1, 2), links((10, 1), (11, 1)), ratings((1, 10, 4.0, 1), (1, 11, 3.0, 0), (2, 11, 2.0, 0))]
PARTED = [*([one] for one in SHARED), [links((11, 2))], [links((11, 1))], [links((10, 2))]]


@pytest.mark.parametrize("warehouse", ["postgresql", "first load", "redshift"], indirect=True)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(runs=RUNS)
@example(runs=PARTED)
def test_any_sequence_of_deliveries_matches_the_oracle(runs: list[list[Delivery]], warehouse: Warehouse) -> None:
    """The number of runs and the way in which ratings are published make no difference."""
    warehouse.clear()
    follow(warehouse, runs)
    in_several_runs = warehouse.hashes()
    warehouse.clear()
    follow(warehouse, [[delivery for deliveries in runs for delivery in deliveries]])
    assert warehouse.hashes() == in_several_runs


def test_a_corrected_link_moves_published_ratings(warehouse: Warehouse) -> None:
    given_ratings = ratings((1, 10, 4.0, 0), (2, 10, 3.0, 0), (2, 20, 5.0, 0))
    follow(warehouse, [[movies(1, 2, 3), links((10, 1), (20, 3)), given_ratings], [links((10, 2))]])
    assert found(warehouse, TOTALS) == [(2, 2, 7.0), (3, 1, 5.0)]
    assert warehouse.rows(COUNTS.format("run 1")) == [("waiting", 2, 2, 0, 0, 0, 0, 2, 0)]


def test_a_moved_rating_that_is_delivered_again_counts_once(warehouse: Warehouse) -> None:
    first = [movies(1, 2), links((10, 1)), ratings((1, 10, 4.0, 0), (2, 10, 3.0, 0))]
    follow(warehouse, [first, [links((10, 2)), ratings((1, 10, 5.0, 0))]])
    assert found(warehouse, TOTALS) == [(2, 2, 8.0)]
    assert warehouse.rows(COUNTS.format("run 1")) == [
        ("ratings.csv", 1, 1, 0, 0, 0, 0, 1, 0),
        ("waiting", 2, 1, 1, 0, 0, 0, 1, 0),
    ]


@pytest.mark.parametrize("link", [(10, 9), (10, None)], ids=["its movie is missing", "it has no movie"])
def test_ratings_wait_while_their_link_has_no_movie(link: tuple[int, int | None], warehouse: Warehouse) -> None:
    first = [movies(1), links((10, 1)), ratings((1, 10, 4.0, 0))]
    follow(warehouse, [first, [links(link)], [links((10, 1))]])
    assert warehouse.rows(COUNTS.format("run 1")) == [("waiting", 1, 0, 0, 0, 1, 0, 0, 0)]
    assert warehouse.rows(COUNTS.format("run 2")) == [("waiting", 1, 1, 0, 0, 0, 1, 0, 0)]


def test_links_that_swap_their_movies_swap_the_ratings(warehouse: Warehouse) -> None:
    first = [movies(1, 2), links((10, 1), (20, 2)), ratings((1, 10, 4.0, 0), (1, 20, 2.0, 0))]
    follow(warehouse, [first, [links((10, 2), (20, 1))]])
    assert found(warehouse, TOTALS) == [(1, 1, 2.0), (2, 1, 4.0)]


def test_a_superseded_rating_appears_once_its_links_differ(warehouse: Warehouse) -> None:
    follow(warehouse, [SHARED, [links((11, 2))]])
    assert found(warehouse, TOTALS) == [(1, 1, 4.0), (2, 2, 5.0)]
    assert warehouse.rows(COUNTS.format("run 0")) == [("ratings.csv", 3, 2, 1, 0, 0, 2, 0, 0)]
    assert warehouse.rows(COUNTS.format("run 1")) == [("waiting", 2, 2, 0, 0, 0, 1, 1, 0)]


def test_a_superseded_rating_wins_once_the_other_is_older(warehouse: Warehouse) -> None:
    follow(warehouse, [SHARED, [ratings((1, 10, 5.0, -1))]])
    assert found(warehouse, RATINGS) == [(1, 1, 11, 3.0, at(0)), (2, 1, 11, 2.0, at(0))]
    assert warehouse.rows(COUNTS.format("run 1")) == [
        ("ratings.csv", 1, 0, 1, 0, 0, 0, 0, 0),
        ("waiting", 1, 1, 0, 0, 0, 0, 1, 0),
    ]


def test_unchanged_ratings_leave_their_totals_alone(warehouse: Warehouse) -> None:
    warehouse.run("one", SHARED)
    before = warehouse.rows("SELECT xmin::TEXT, movie_id FROM marts.rating_totals")
    warehouse.run("two", [SHARED[2]])
    assert warehouse.rows("SELECT xmin::TEXT, movie_id FROM marts.rating_totals") == before
    assert warehouse.rows(COUNTS.format("two")) == [("ratings.csv", 3, 2, 1, 0, 0, 0, 0, 2)]
