"""Ratings that are published at once: their key, their sums, and the exceptions among them."""

import random

import pytest
from psycopg2.errors import UniqueViolation

from harness import Pipeline
from movielytics import steps
from movielytics.warehouse import upsert
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
KEYS = "SELECT PG_GET_CONSTRAINTDEF(oid) FROM pg_constraint WHERE conrelid = 'movies.ratings'::REGCLASS AND contype = 'p'"


@pytest.mark.parametrize("many", [1, upsert.MANY])
def test_totals_are_the_sums_of_the_ratings_after_whatever_was_delivered(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(upsert, "MANY", many)
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


def test_a_first_load_builds_the_key_that_it_took_away(postgres_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upsert, "MANY", 1)
    postgres_pipeline.deliver("movies_metadata.csv", movies_csv(movie(1)))
    postgres_pipeline.deliver("links.csv", links_csv((10, 1)))
    postgres_pipeline.deliver("ratings.csv", ratings_csv((1, 10, 4)))
    key = postgres_pipeline.rows(KEYS)
    postgres_pipeline.run("one", "movies ratings")
    assert postgres_pipeline.rows(KEYS) == key == [("PRIMARY KEY (user_id, movie_id)",)]
    with pytest.raises(UniqueViolation):
        postgres_pipeline.execute("INSERT INTO movies.ratings SELECT * FROM movies.ratings")


def test_a_first_load_that_fails_leaves_the_key_where_it_was(postgres_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upsert, "MANY", 1)
    postgres_pipeline.deliver("movies_metadata.csv", movies_csv(movie(1)))
    postgres_pipeline.deliver("links.csv", links_csv((10, 1)))
    postgres_pipeline.deliver("ratings.csv", ratings_csv((1, 10, 4)))
    postgres_pipeline.run("one", "movies")
    steps.stage("ratings", "one")
    steps.upsert("links", "one")
    postgres_pipeline.execute(
        "INSERT INTO staging.ratings SELECT row_position + 1, rated_at, user_id, movielens_id, rating, file_no FROM staging.ratings"
    )
    postgres_pipeline.execute("UPDATE audit.partitions SET rows_loaded = rows_loaded + 1 WHERE table_name = 'ratings'")
    with pytest.raises(Exception, match="could not create unique index"):
        steps.upsert("ratings", "one")
    assert postgres_pipeline.rows("SELECT COUNT(*) FROM movies.ratings") == [(0,)]
    assert postgres_pipeline.rows(KEYS) == [("PRIMARY KEY (user_id, movie_id)",)]


def test_a_warehouse_whose_ratings_are_decimals_goes_on(postgres_pipeline: Pipeline) -> None:
    postgres_pipeline.execute("ALTER TABLE movies.ratings ALTER COLUMN rating TYPE NUMERIC(2, 1)")
    postgres_pipeline.deliver("movies_metadata.csv", movies_csv(movie(1)))
    postgres_pipeline.deliver("links.csv", links_csv((10, 1)))
    postgres_pipeline.deliver("ratings/1.csv", ratings_csv((1, 10, 4.5), (2, 10, 3)))
    postgres_pipeline.run("one", "movies ratings")
    postgres_pipeline.deliver("ratings/2.csv", ratings_csv((1, 10, 4.5), (2, 10, 0.5)))
    counts = postgres_pipeline.run("two", "movies ratings")["upsert_ratings"].counts
    assert (counts.inserted, counts.updated, counts.unchanged) == (0, 1, 1)
    assert postgres_pipeline.rows(DISAGREEMENTS) == []
