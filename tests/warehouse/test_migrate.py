"""A newer version adds what an older warehouse lacks, and never removes anything."""

import pytest

from movielytics import steps
from movielytics.errors import WarehouseError
from movielytics.tables import TABLES
from movielytics.warehouse import migrate as migrations
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.migrate import migrate
from support.harness import Pipeline
from support.rows import cpi_csv


def test_a_new_warehouse_gets_every_table_once(pipeline: Pipeline) -> None:
    assert migrate(pipeline.url) == []
    found = pipeline.rows(
        "SELECT table_schema, table_name FROM information_schema.tables"
        " WHERE table_type = 'BASE TABLE' AND table_schema IN ('staging', 'movies')"
    )
    wanted = [(schema, table) for schema in ("staging", "movies") for table in TABLES]
    assert sorted(found) == sorted([*wanted, ("staging", "rated_movies")])


def test_a_migration_adds_what_is_missing_and_keeps_rows(pipeline: Pipeline) -> None:
    pipeline.execute("INSERT INTO movies.movies (movie_id, title, homepage) VALUES (1, 'Kept', 'x')")
    pipeline.execute(
        "ALTER TABLE movies.movies DROP COLUMN overview, ADD COLUMN of_another_version TEXT DEFAULT 'kept'"
    )
    pipeline.execute("ALTER TABLE staging.movies DROP COLUMN overview")
    pipeline.execute("DROP TABLE movies.person, staging.person")
    assert migrate(pipeline.url) == [
        "movies.movies.overview",
        "movies.person",
        "staging.movies.overview",
        "staging.person",
    ]
    assert pipeline.rows("SELECT title, overview, of_another_version FROM movies.movies") == [("Kept", None, "kept")]


def test_a_mart_whose_columns_changed_is_recreated(pipeline: Pipeline) -> None:
    pipeline.execute(
        "DROP VIEW marts.popular_genres; CREATE VIEW marts.popular_genres AS SELECT 'older' AS genre_name, 1 AS dropped"
    )
    migrate(pipeline.url)
    assert pipeline.rows("SELECT COUNT(*) FROM marts.popular_genres") == [(0,)]


def test_files_load_again_when_their_table_is_redefined(pipeline: Pipeline) -> None:
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "100")))
    pipeline.run("one", "cpi")
    pipeline.execute("UPDATE audit.loads SET schema_hash = 'of an older version'")
    assert pipeline.run("two", "cpi")["upsert_cpi"].counts.unchanged == 1
    assert not steps.stage("cpi", "three").changed


def test_a_migration_neither_waits_for_a_vacuum_nor_ends_it(postgres_pipeline: Pipeline) -> None:
    postgres_pipeline.execute("ALTER ROLE CURRENT_USER SET lock_timeout = '1s'")
    try:
        with transaction(postgres_pipeline.url) as vacuum:
            vacuum.execute(
                "LOCK TABLE quarantine.rejected_rows, waiting.ratings, waiting.credits, movies.movies"
                " IN SHARE UPDATE EXCLUSIVE MODE"
            )
            assert migrate(postgres_pipeline.url) == []
    finally:
        postgres_pipeline.execute("ALTER ROLE CURRENT_USER RESET lock_timeout")


def test_a_missing_index_is_created(postgres_pipeline: Pipeline) -> None:
    indexes = (
        "SELECT indexname FROM pg_indexes WHERE schemaname IN ('movies', 'quarantine', 'waiting')"
        " AND indexname NOT LIKE '%_pkey' ORDER BY 1"
    )
    before = postgres_pipeline.rows(indexes)
    assert before == [("credits_waiting",), ("movies_earned",), ("ratings_waiting",), ("rejected_by_file",)]
    postgres_pipeline.execute("DROP INDEX quarantine.rejected_by_file, movies.movies_earned")
    migrate(postgres_pipeline.url)
    assert postgres_pipeline.rows(indexes) == before


def test_a_lock_that_is_never_released_fails_the_migration(warehouse_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "LOCK_SECONDS", 1)
    with transaction(warehouse_url) as cursor:
        cursor.execute("SELECT PG_ADVISORY_XACT_LOCK(%s)", (migrations.MIGRATION_LOCK,))
        with pytest.raises(WarehouseError, match="another session holds a lock for too long"):
            migrate(warehouse_url)
    migrate(warehouse_url)
