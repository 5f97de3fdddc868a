"""The first load of ratings: it fills the empty table without its key, and leaves nothing if it fails."""

import pytest
from psycopg2.errors import NotNullViolation, UniqueViolation

from movielytics import steps
from movielytics.errors import WarehouseError
from movielytics.warehouse import upsert
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.ddl import warehouse_table
from movielytics.warehouse.engine import engine_of
from movielytics.warehouse.postgres.first_load import without_key
from support.harness import Pipeline
from support.rows import links_csv, movie, movies_csv, ratings_csv

KEYS = (
    "SELECT conname, PG_GET_CONSTRAINTDEF(oid) FROM pg_constraint"
    " WHERE conrelid = 'movies.ratings'::REGCLASS AND contype = 'p'"
)
KEY = [("ratings_pkey", "PRIMARY KEY (user_id, movie_id)")]


@pytest.fixture
def pipeline(postgres_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    """A warehouse without ratings that fills a table without its key from the first row on, and a movie with a link."""
    monkeypatch.setattr(upsert, "FIRST_LOAD_ROWS", 1)
    postgres_pipeline.deliver("movies_metadata.csv", movies_csv(movie(1)))
    postgres_pipeline.deliver("links.csv", links_csv((10, 1)))
    return postgres_pipeline


def stage(pipeline: Pipeline, *ratings: tuple[int, int, float]) -> None:
    """Leave the first upsert of ratings as the next step."""
    pipeline.deliver("ratings.csv", ratings_csv(*ratings))
    pipeline.run("one", "movies")
    steps.stage("ratings", "one")
    steps.upsert("links", "one")


def test_a_table_that_others_refer_to_has_a_first_load(pipeline: Pipeline) -> None:
    """A run without the table has passed its check, which declares foreign keys."""
    with transaction(pipeline.url) as cursor:
        engine_of(pipeline.url).declare_foreign_keys(cursor)
    assert pipeline.run("one", "movies")["upsert_movies"].counts.inserted == 1
    primary = "SELECT COUNT(*)::INT FROM pg_constraint WHERE conrelid = 'movies.movies'::REGCLASS AND contype = 'p'"
    assert pipeline.rows(primary) == [(1,)]


def assert_nothing_published(pipeline: Pipeline) -> None:
    assert pipeline.rows("SELECT COUNT(*)::INT FROM movies.ratings") == [(0,)]
    assert pipeline.rows("SELECT COUNT(*)::INT FROM waiting.rows") == [(0,)]
    assert pipeline.rows(KEYS) == KEY


def test_rows_of_another_writer_in_staging_publish_nothing(pipeline: Pipeline) -> None:
    stage(pipeline, (1, 10, 4), (2, 10, 3), (3, 20, 5))
    pipeline.execute(
        "INSERT INTO staging.ratings (user_id, movielens_id, rating, rated_at, file_no) VALUES (4, 10, 1, now(), 0)"
    )
    with pytest.raises(WarehouseError, match=r"staging\.ratings holds 4 rows, but the load staged 3"):
        steps.upsert("ratings", "one")
    assert_nothing_published(pipeline)


def test_a_filled_table_has_its_constraints(pipeline: Pipeline) -> None:
    stage(pipeline, (1, 10, 4), (2, 10, 2), (9, 10, 4))
    assert steps.upsert("ratings", "one").counts.inserted == 3
    assert pipeline.rows(KEYS) == KEY
    with pytest.raises(UniqueViolation):
        pipeline.execute("INSERT INTO movies.ratings SELECT * FROM movies.ratings")
    with pytest.raises(NotNullViolation):
        pipeline.execute("INSERT INTO movies.ratings VALUES (3, 1, 10, NULL, NOW())")


def test_a_later_delivery_adds_to_a_filled_table(pipeline: Pipeline) -> None:
    stage(pipeline, (1, 10, 4), (2, 10, 2))
    steps.upsert("ratings", "one")
    pipeline.deliver("ratings/2.csv", ratings_csv((1, 10, 3), (3, 10, 3)))
    counts = pipeline.run("two", "ratings")["upsert_ratings"].counts
    assert (counts.inserted, counts.updated, counts.unchanged) == (1, 1, 0)
    assert pipeline.rows("SELECT user_id, rating FROM movies.ratings ORDER BY 1") == [(1, 3), (2, 2), (3, 3)]


def test_a_first_load_that_fails_leaves_the_table_empty(pipeline: Pipeline) -> None:
    stage(pipeline, (1, 10, 4))
    pipeline.execute("INSERT INTO staging.ratings SELECT * FROM staging.ratings")
    pipeline.execute("UPDATE audit.partitions SET rows_loaded = rows_loaded + 1 WHERE table_name = 'ratings'")
    with pytest.raises(UniqueViolation, match="could not create unique index"):
        steps.upsert("ratings", "one")
    assert_nothing_published(pipeline)


def test_only_an_empty_table_is_filled_without_its_key(pipeline: Pipeline) -> None:
    stage(pipeline, (1, 10, 4))
    steps.upsert("ratings", "one")
    filling = pytest.raises(WarehouseError, match=r"something else wrote to movies\.ratings during its first load")
    with transaction(pipeline.url) as cursor, filling, without_key(cursor, warehouse_table("ratings")):
        pass
    assert pipeline.rows(KEYS) == KEY
    assert pipeline.rows("SELECT COUNT(*)::INT FROM movies.ratings") == [(1,)]
