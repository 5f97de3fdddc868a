"""The first load of ratings: the two tables that it creates, their key, and what it leaves if it fails."""

import pytest
from psycopg2.errors import NotNullViolation, UniqueViolation

from harness import Pipeline
from movielytics import steps
from movielytics.errors import WarehouseError
from movielytics.warehouse import fill, upsert
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.ddl import warehouse_table
from rows import links_csv, movie, movies_csv, ratings_csv

PARTITIONS = """
    SELECT inhrelid::REGCLASS::TEXT, PG_GET_EXPR(relpartbound, pg_class.oid)
    FROM pg_inherits
    INNER JOIN pg_class ON pg_class.oid = inhrelid
    WHERE inhparent = 'movies.ratings'::REGCLASS
    ORDER BY 1
"""
EMPTY = [("movies.ratings_all", "DEFAULT")]
KEYS = "SELECT PG_GET_CONSTRAINTDEF(oid) FROM pg_constraint WHERE conrelid = 'movies.ratings'::REGCLASS AND contype = 'p'"


@pytest.fixture
def pipeline(postgres_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    """A warehouse with a movie and no ratings, which takes a single rating for many."""
    monkeypatch.setattr(upsert, "MANY", 1)
    postgres_pipeline.deliver("movies_metadata.csv", movies_csv(movie(1)))
    postgres_pipeline.deliver("links.csv", links_csv((10, 1)))
    return postgres_pipeline


def stage_a_rating(pipeline: Pipeline) -> None:
    """Stage a rating: the first upsert of ratings comes next."""
    pipeline.deliver("ratings.csv", ratings_csv((1, 10, 4)))
    pipeline.run("one", "movies")
    steps.stage("ratings", "one")
    steps.upsert("links", "one")


def test_a_first_load_refuses_a_modified_staging_table(pipeline: Pipeline) -> None:
    pipeline.deliver("ratings.csv", ratings_csv((1, 10, 4.0), (2, 10, 3.0), (3, 20, 5.0)))
    for load in ("movies", "ratings"):
        steps.stage(load, "one")
    for table in ("movies", "links"):
        steps.upsert(table, "one")
    pipeline.execute("INSERT INTO staging.ratings (user_id, movielens_id, rating, rated_at, file_no) VALUES (4, 10, 1, now(), 0)")
    with pytest.raises(WarehouseError, match=r"staging\.ratings holds 4 rows where 3 were loaded"):
        steps.upsert("ratings", "one")
    assert pipeline.rows("SELECT COUNT(*)::INT FROM movies.ratings") == [(0,)]
    assert pipeline.rows(PARTITIONS) == EMPTY


def test_a_first_load_creates_two_partitions_with_the_key(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """Later loads add to both partitions."""
    monkeypatch.setattr(fill, "SAMPLE", 100)
    pipeline.deliver("ratings/1.csv", ratings_csv((1, 10, 4), (2, 10, 2), (9, 10, 4)))
    keys = pipeline.rows(KEYS)
    assert pipeline.rows(PARTITIONS) == EMPTY
    pipeline.run("one", "movies ratings")
    halves = [
        ("movies.ratings_1", "FOR VALUES FROM (MINVALUE) TO (4)"),
        ("movies.ratings_2", "FOR VALUES FROM (4) TO (MAXVALUE)"),
    ]
    assert pipeline.rows(PARTITIONS) == halves
    with transaction(pipeline.url) as cursor:
        cursor.execute("SET LOCAL random_page_cost = 4")
        fill.cost_lookups_once(cursor, warehouse_table("ratings"))
        cursor.execute("SHOW random_page_cost")
        assert cursor.fetchall() == [("2",)]
    users = [pipeline.rows(f"SELECT user_id FROM {half} ORDER BY 1") for half, _ in halves]
    assert users == [[(1,), (2,)], [(9,)]]
    assert pipeline.rows(KEYS) == keys == [("PRIMARY KEY (user_id, movie_id)",)]
    with pytest.raises(UniqueViolation):
        pipeline.execute("INSERT INTO movies.ratings SELECT * FROM movies.ratings")
    with pytest.raises(NotNullViolation):
        pipeline.execute("INSERT INTO movies.ratings VALUES (3, 1, 10, NULL, NOW())")
    pipeline.deliver("ratings/2.csv", ratings_csv((1, 10, 3), (3, 10, 3), (10, 10, 1)))
    pipeline.run("two", "ratings")
    assert pipeline.rows(PARTITIONS) == halves
    assert pipeline.rows("SELECT user_id, rating FROM movies.ratings ORDER BY 1") == [(1, 3), (2, 2), (3, 3), (9, 4), (10, 1)]


def test_an_updated_rating_stays_on_its_page(pipeline: Pipeline) -> None:
    """It does so although the load has filled the table."""
    pipeline.deliver("ratings/1.csv", ratings_csv(*((user, 10, 4) for user in range(1, 500))))
    pipeline.run("one", "movies ratings")
    page_of = "SELECT (ctid::TEXT::POINT)[0]::INT, rating FROM movies.ratings WHERE user_id = 5"
    assert pipeline.rows(page_of) == [(0, 4)]
    assert pipeline.rows("SELECT MAX((ctid::TEXT::POINT)[0])::INT > 1 FROM movies.ratings") == [(True,)]
    pipeline.deliver("ratings/2.csv", ratings_csv((5, 10, 3)))
    pipeline.run("two", "ratings")
    assert pipeline.rows(page_of) == [(0, 3)]


def test_a_first_load_that_fails_leaves_the_table_as_it_was(pipeline: Pipeline) -> None:
    stage_a_rating(pipeline)
    pipeline.execute(
        "INSERT INTO staging.ratings SELECT row_position + 1, rated_at, user_id, movielens_id, rating, file_no FROM staging.ratings"
    )
    pipeline.execute("UPDATE audit.partitions SET rows_loaded = rows_loaded + 1 WHERE table_name = 'ratings'")
    with pytest.raises(UniqueViolation, match="could not create unique index"):
        steps.upsert("ratings", "one")
    assert pipeline.rows(PARTITIONS) == EMPTY
    assert pipeline.rows("SELECT COUNT(*) FROM movies.ratings") == [(0,)]
    assert pipeline.rows("SELECT COUNT(*) FROM waiting.rows") == [(0,)]
    assert pipeline.rows(KEYS) == [("PRIMARY KEY (user_id, movie_id)",)]


@pytest.mark.parametrize("held", ["staging.ratings_1", "staging.changed_links"])
def test_a_first_load_does_not_wait_permanently_for_a_lock(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, held: str) -> None:
    monkeypatch.setattr(fill, "LOCK_SECONDS", 1)
    stage_a_rating(pipeline)
    pipeline.execute("CREATE TABLE staging.ratings_1 AS SELECT 7 AS user_id")
    with transaction(pipeline.url) as other:
        other.execute(f"LOCK TABLE {held}")
        with pytest.raises(WarehouseError, match="lock timeout"):
            steps.upsert("ratings", "one")
    assert pipeline.rows(PARTITIONS) == EMPTY
    assert steps.upsert("ratings", "one").counts.inserted == 1


def test_tables_of_a_killed_first_load_are_discarded(pipeline: Pipeline) -> None:
    pipeline.deliver("ratings.csv", ratings_csv((1, 10, 4)))
    pipeline.execute("CREATE TABLE staging.ratings_1 AS SELECT 7 AS user_id")
    pipeline.execute("CREATE TABLE staging.ratings_2 AS SELECT 8 AS user_id")
    pipeline.run("one", "movies ratings")
    assert pipeline.rows("SELECT user_id, movie_id FROM movies.ratings") == [(1, 1)]
    assert pipeline.rows("SELECT TO_REGCLASS('staging.ratings_1'), TO_REGCLASS('staging.ratings_2')") == [(None, None)]
