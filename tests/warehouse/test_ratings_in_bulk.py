"""Ratings that are published at once: what was staged of them, their sums, and the exceptions among them."""

import random

import pytest

from harness import Pipeline
from movielytics import steps
from movielytics.settings import get_settings
from movielytics.warehouse import fill, upsert
from rows import links_csv, movie, movies_csv, ratings_csv

DISAGREEMENTS = """
    SELECT *
    FROM (
        SELECT movie_id, COUNT(*) AS ratings, SUM(CAST(rating AS DOUBLE PRECISION)) AS stars
        FROM movies.ratings
        GROUP BY movie_id
    ) AS sums
    FULL JOIN marts.rating_totals AS totals USING (movie_id)
    WHERE sums.ratings IS DISTINCT FROM totals.ratings OR sums.stars IS DISTINCT FROM totals.stars
"""


@pytest.mark.parametrize("many", [1, upsert.MANY])
def test_totals_are_the_sums_of_the_ratings_after_whatever_was_delivered(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(upsert, "MANY", many)
    monkeypatch.setattr(fill, "SAMPLE", 100)
    chance = random.Random(5)
    expected: dict[tuple[int, int], float] = {}
    movie_of = {10: 1, 11: 1, 20: 2, 30: 3, 40: 4}  # two MovieLens ids mean movie 1
    pipeline.deliver("links.csv", links_csv(*movie_of.items()))
    for delivery in range(1, 5):
        pipeline.deliver(f"movies_metadata/{delivery}.csv", movies_csv(movie(delivery)))  # so that ratings of the later ones wait
        rows = [(chance.randint(1, 9), chance.choice(list(movie_of)), chance.randint(1, 10) / 2) for _ in range(12)]
        pipeline.deliver(f"ratings/{delivery}.csv", ratings_csv(*rows))
        pipeline.run(f"run {delivery}", "movies ratings")
        expected |= {(user, movie_of[movielens]): stars for user, movielens, stars in rows}
        found = {(user, number): stars for user, number, stars in pipeline.rows("SELECT user_id, movie_id, rating FROM movies.ratings")}
        assert found == {key: stars for key, stars in expected.items() if key[1] <= delivery}
        assert pipeline.rows(DISAGREEMENTS) == []
    account = "SELECT SUM(rows_inserted)::INT FROM audit.loads WHERE table_name = 'ratings'"
    assert pipeline.rows(account) == [(len(expected),)]


@pytest.mark.parametrize(
    ("lines", "is_of_all"),
    [
        (["1,10,4,1000000000", "2,10,3.5,1000000000", "2,20,0.5,1000000000"], True),
        (["1,10,4,1000000000", "2,10,3.5,yesterday"], True),
        (["1,10,4,1000000000", "1,10,3,1000000001"], True),  # one superseded within a range, which is not added up
        (["1,10,4,1000000000", '"2",10,3,1000000000'], False),  # one that is read in full
        (["1,10,4,1000000000", "2,20,3,1000000000", '"1",10,3,1000000001'], False),  # one for one: as many as were added up
        (["1,10,4,1000000000", *(f"{user},10,3,1000000000" for user in range(2, 99)), "1,10,3,1000000001"], False),  # in two ranges
    ],
)
def test_what_the_bulk_load_has_added_up_is_taken_where_it_is_of_all_staged_ratings(
    postgres_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, lines: list[str], is_of_all: bool
) -> None:
    pipeline = postgres_pipeline
    monkeypatch.setenv("MOVIELYTICS_RANGE_BYTES", "1024")
    get_settings.cache_clear()
    pipeline.deliver("movies_metadata.csv", movies_csv(movie(1)))
    pipeline.deliver("links.csv", links_csv((10, 1)))
    pipeline.deliver("ratings.csv", "\n".join(["userId,movieId,rating,timestamp", *lines, ""]))
    for load in ("movies", "ratings"):
        steps.stage(load, "one")
    pipeline.execute("UPDATE staging.ratings_added_up SET stars = stars + 100 * ratings")  # shows where they are taken
    for table in ("movies", "links", "ratings"):
        steps.upsert(table, "one")
    rated = "SELECT COUNT(*)::INT, SUM(rating)::FLOAT FROM movies.ratings"
    ((ratings, stars),) = pipeline.rows(rated)
    assert pipeline.rows("SELECT movie_id, ratings, stars FROM marts.rating_totals") == [(1, ratings, stars + 100 * ratings * is_of_all)]


def test_of_a_file_that_is_delivered_anew_each_rating_counts_as_what_it_is(pipeline: Pipeline) -> None:
    rows = [(user, movielens, 4.0) for user in range(1, 10) for movielens in (10, 20)]
    pipeline.deliver("links.csv", links_csv((10, 1), (20, 2)))
    pipeline.deliver("movies_metadata/1.csv", movies_csv(movie(1)))
    pipeline.deliver("ratings.csv", ratings_csv(*rows))
    pipeline.run("one", "movies ratings")
    pipeline.deliver("movies_metadata/2.csv", movies_csv(movie(2)))  # what waited for it is released, and delivered anew besides
    pipeline.deliver("ratings.csv", ratings_csv((1, 10, 3.0), *rows[1:], (10, 10, 5.0)))
    pipeline.run("two", "movies ratings")
    account = "rows_read, rows_superseded, rows_inserted, rows_updated, rows_unchanged"
    assert pipeline.rows(f"SELECT file, {account} FROM audit.loads WHERE table_name = 'ratings' AND run_id = 'two' ORDER BY file") == [
        ("quarantine", 9, 9, 0, 0, 0),
        ("ratings.csv", 19, 0, 10, 1, 8),
    ]
    assert pipeline.rows("SELECT COUNT(*)::INT, SUM(rating)::INT FROM movies.ratings") == [(19, 76)]
    assert pipeline.rows("SELECT COUNT(*)::INT FROM quarantine.rows") == [(0,)]
    assert pipeline.rows(DISAGREEMENTS) == []


@pytest.mark.parametrize("many", [1, upsert.MANY])
def test_what_was_staged_in_bulk_takes_no_space_once_it_is_published(
    postgres_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(upsert, "MANY", many)
    staged = "SELECT COUNT(*)::INT FROM pg_class WHERE relname LIKE 'ratings_part%'"
    postgres_pipeline.deliver("links.csv", links_csv((10, 1)))
    postgres_pipeline.deliver("movies_metadata.csv", movies_csv(movie(1)))
    postgres_pipeline.deliver("ratings.csv", ratings_csv((1, 10, 4.0), (2, 10, 3.0)))
    for load in ("movies", "ratings"):
        steps.stage(load, "one")
    assert postgres_pipeline.rows(staged) == [(1,)]
    for table in ("movies", "links", "ratings"):
        steps.upsert(table, "one")
    assert postgres_pipeline.rows(staged) == [(0,)]
    assert postgres_pipeline.rows("SELECT COUNT(*)::INT FROM movies.ratings") == [(2,)]
    assert not steps.upsert("ratings", "one").changed


def test_what_is_staged_outlives_another_runs_release_of_what_waited(postgres_pipeline: Pipeline) -> None:
    postgres_pipeline.deliver("links.csv", links_csv((10, 1)))
    postgres_pipeline.deliver("ratings/1.csv", ratings_csv((1, 10, 4.0)))
    postgres_pipeline.run("one", "ratings")
    postgres_pipeline.deliver("movies_metadata.csv", movies_csv(movie(1)))
    postgres_pipeline.run("two", "movies")
    postgres_pipeline.deliver("ratings/2.csv", ratings_csv((2, 10, 3.0)))
    steps.stage("ratings", "three")
    assert steps.upsert("ratings", "two").counts.inserted == 1
    assert steps.upsert("ratings", "three").counts.inserted == 1
    assert postgres_pipeline.rows("SELECT user_id, rating::INT FROM movies.ratings ORDER BY 1") == [(1, 4), (2, 3)]


def test_sums_that_are_all_new_are_not_looked_for_one_by_one_though_the_planner_knows_of_an_empty_table(
    postgres_pipeline: Pipeline,
) -> None:
    pipeline = postgres_pipeline
    pipeline.deliver("movies_metadata.csv", movies_csv(*(movie(number) for number in range(1, 300))))
    pipeline.deliver("links.csv", links_csv(*((number, number) for number in range(1, 300))))
    pipeline.deliver("ratings.csv", ratings_csv(*((1, number, 4) for number in range(1, 300))))
    pipeline.execute("ANALYZE marts.rating_totals")
    scans = "SELECT seq_scan::INT FROM pg_stat_user_tables WHERE relname = 'rating_totals'"
    ((before,),) = pipeline.rows(scans)
    pipeline.run("one", "movies ratings")
    ((after,),) = pipeline.rows(scans)
    assert pipeline.rows("SELECT COUNT(*)::INT FROM marts.rating_totals") == [(299,)]
    assert after - before < 10


def test_ratings_that_waited_before_a_first_load_are_released_with_it(postgres_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upsert, "MANY", 1)
    postgres_pipeline.deliver("links.csv", links_csv((10, 1)))
    postgres_pipeline.deliver("ratings/1.csv", ratings_csv((1, 10, 4), (2, 10, 4)))
    postgres_pipeline.run("one", "ratings")
    postgres_pipeline.deliver("movies_metadata.csv", movies_csv(movie(1)))
    postgres_pipeline.deliver("ratings/2.csv", ratings_csv((1, 10, 3), (3, 10, 3)))
    postgres_pipeline.run("two", "movies ratings")
    assert postgres_pipeline.rows("SELECT user_id, rating FROM movies.ratings ORDER BY 1") == [(1, 3), (2, 4), (3, 3)]
    assert postgres_pipeline.rows(DISAGREEMENTS) == []


def test_a_warehouse_from_before_ratings_were_partitioned_goes_on(postgres_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upsert, "MANY", 1)
    postgres_pipeline.execute(
        "DROP TABLE movies.ratings; CREATE TABLE movies.ratings (user_id INTEGER NOT NULL, movie_id INTEGER NOT NULL,"
        " rating NUMERIC(2, 1) NOT NULL, rated_at TIMESTAMPTZ NOT NULL, PRIMARY KEY (user_id, movie_id))"
    )
    assert steps.migrate("none").summary == "all there"
    postgres_pipeline.deliver("movies_metadata.csv", movies_csv(movie(1)))
    postgres_pipeline.deliver("links.csv", links_csv((10, 1)))
    postgres_pipeline.deliver("ratings/1.csv", ratings_csv((1, 10, 4.5), (2, 10, 3)))
    postgres_pipeline.run("one", "movies ratings")
    postgres_pipeline.deliver("ratings/2.csv", ratings_csv((1, 10, 4.5), (2, 10, 0.5)))
    counts = postgres_pipeline.run("two", "movies ratings")["upsert_ratings"].counts
    assert (counts.inserted, counts.updated, counts.unchanged) == (0, 1, 1)
    assert postgres_pipeline.rows(DISAGREEMENTS) == []
