"""The first load of ratings and those after it: staging partitions, totals, and the exceptions among the rows."""

import random

import pytest

from movielytics import steps
from movielytics.warehouse import upsert
from support.harness import Pipeline
from support.rows import links_csv, movie, movies_csv, ratings_csv

DISAGREEMENTS = """
    SELECT *
    FROM (
        SELECT movie_id, COUNT(*) AS ratings, SUM(CAST(rating AS DOUBLE PRECISION)) AS rating_sum
        FROM movies.ratings
        GROUP BY movie_id
    ) AS sums
    FULL JOIN marts.rating_totals AS totals USING (movie_id)
    WHERE sums.ratings IS DISTINCT FROM totals.ratings OR sums.rating_sum IS DISTINCT FROM totals.rating_sum
"""


@pytest.mark.parametrize(
    ("pipeline", "many"),
    [("postgresql", 1), ("postgresql", upsert.FIRST_LOAD_ROWS), ("redshift", 1)],  # a first load differs on PostgreSQL
    indirect=["pipeline"],
)
def test_totals_match_the_ratings_after_every_delivery(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(upsert, "FIRST_LOAD_ROWS", many)
    chance = random.Random(5)
    given: dict[tuple[int, int], float] = {}
    movie_of = {10: 1, 11: 1, 20: 2, 30: 3, 40: 4}  # two MovieLens ids refer to movie 1: the larger one counts
    pipeline.deliver("links.csv", links_csv(*movie_of.items()))
    for delivery in range(1, 5):
        # Ratings of the movies that later deliveries bring wait for them.
        pipeline.deliver(f"movies_metadata/{delivery}.csv", movies_csv(movie(delivery)))
        rows = [(chance.randint(1, 9), chance.choice(list(movie_of)), chance.randint(1, 10) / 2) for _ in range(12)]
        pipeline.deliver(f"ratings/{delivery}.csv", ratings_csv(*rows))
        pipeline.run(f"run {delivery}", "movies ratings")
        given |= {(user, movielens): stars for user, movielens, stars in rows}
        expected = {(user, movie_of[movielens]): stars for (user, movielens), stars in sorted(given.items())}
        found = {
            (user, number): stars
            for user, number, stars in pipeline.rows("SELECT user_id, movie_id, rating FROM movies.ratings")
        }
        assert found == {key: stars for key, stars in expected.items() if key[1] <= delivery}
        assert pipeline.rows(DISAGREEMENTS) == []
    row_counts = "SELECT SUM(rows_inserted)::INT FROM audit.loads WHERE table_name = 'ratings'"
    assert pipeline.rows(row_counts) == [(len(expected),)]


def test_a_redelivered_file_counts_only_what_is_new_or_changed(pipeline: Pipeline) -> None:
    rows = [(user, movielens, 4.0) for user in range(1, 10) for movielens in (10, 20)]
    pipeline.deliver("links.csv", links_csv((10, 1), (20, 2)))
    pipeline.deliver("movies_metadata/1.csv", movies_csv(movie(1)))
    pipeline.deliver("ratings.csv", ratings_csv(*rows))
    pipeline.run("one", "movies ratings")
    # Its waiting ratings are released, and also delivered again.
    pipeline.deliver("movies_metadata/2.csv", movies_csv(movie(2)))
    pipeline.deliver("ratings.csv", ratings_csv((1, 10, 3.0), *rows[1:], (10, 10, 5.0)))
    pipeline.run("two", "movies ratings")
    row_counts = "rows_read, rows_superseded, rows_inserted, rows_updated, rows_unchanged"
    assert pipeline.rows(
        f"SELECT file, {row_counts} FROM audit.loads WHERE table_name = 'ratings' AND run_id = 'two' ORDER BY file"
    ) == [
        ("ratings.csv", 19, 0, 10, 1, 8),
        ("waiting", 9, 9, 0, 0, 0),
    ]
    assert pipeline.rows("SELECT COUNT(*)::INT, SUM(rating)::INT FROM movies.ratings") == [(19, 76)]
    assert pipeline.rows("SELECT COUNT(*)::INT FROM waiting.rows") == [(0,)]
    assert pipeline.rows(DISAGREEMENTS) == []


@pytest.mark.parametrize("many", [1, upsert.FIRST_LOAD_ROWS])
def test_published_staging_partitions_are_dropped(
    postgres_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(upsert, "FIRST_LOAD_ROWS", many)
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


def test_staged_ratings_survive_a_release_by_another_run(postgres_pipeline: Pipeline) -> None:
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


def test_a_first_load_releases_the_waiting_ratings(
    postgres_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upsert, "FIRST_LOAD_ROWS", 1)
    postgres_pipeline.deliver("links.csv", links_csv((10, 1)))
    postgres_pipeline.deliver("ratings/1.csv", ratings_csv((1, 10, 4), (2, 10, 4)))
    postgres_pipeline.run("one", "ratings")
    postgres_pipeline.deliver("movies_metadata.csv", movies_csv(movie(1)))
    postgres_pipeline.deliver("ratings/2.csv", ratings_csv((1, 10, 3), (3, 10, 3)))
    postgres_pipeline.run("two", "movies ratings")
    assert postgres_pipeline.rows("SELECT user_id, rating FROM movies.ratings ORDER BY 1") == [(1, 3), (2, 4), (3, 3)]
    assert postgres_pipeline.rows(DISAGREEMENTS) == []
