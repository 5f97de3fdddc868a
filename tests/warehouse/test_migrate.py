"""A newer version adds to an older warehouse what is missing, and never takes anything away."""

from harness import Pipeline
from movielytics import steps
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.migrate import migrate
from rows import cpi_csv, links_csv, movie, movies_csv, ratings_csv


def test_a_new_warehouse_gets_every_table_once(pipeline: Pipeline) -> None:
    assert migrate(pipeline.url) == []
    tables = pipeline.rows(
        "SELECT table_schema, COUNT(*) FROM information_schema.tables"
        " WHERE table_type = 'BASE TABLE' AND table_name <> 'ratings_all' GROUP BY 1"
    )
    assert {("staging", 11), ("movies", 9)} <= set(tables)


def test_what_an_older_version_lacks_is_added_and_its_rows_stay(pipeline: Pipeline) -> None:
    pipeline.execute("INSERT INTO movies.movies (movie_id, title, homepage) VALUES (1, 'Kept', 'x')")
    pipeline.execute("ALTER TABLE movies.movies DROP COLUMN overview, ADD COLUMN of_another_version TEXT DEFAULT 'kept'")
    pipeline.execute("ALTER TABLE staging.movies DROP COLUMN overview")
    pipeline.execute("DROP TABLE movies.person, staging.person")
    assert migrate(pipeline.url) == [
        "movies.movies.overview",
        "movies.person",
        "staging.movies.overview",
        "staging.person",
    ]
    assert pipeline.rows("SELECT title, overview, of_another_version FROM movies.movies") == [("Kept", None, "kept")]


def test_ratings_that_waited_as_text_wait_on_as_ratings(pipeline: Pipeline) -> None:
    waiting = "SELECT file, fingerprint, file_no, row_position, reason, raw, waiting_for, run_id, quarantined_at FROM quarantine.rows"
    pipeline.deliver("movies_metadata/1.csv", movies_csv(movie(1)))
    pipeline.deliver("links.csv", links_csv((10, 1), (20, 2)))
    pipeline.deliver("ratings.csv", ratings_csv((1, 10, 4), (1, 20, 3.5, 1_111_111_111), ("x", 20, 3)))
    pipeline.run("one", "movies ratings")
    before = sorted(pipeline.rows(waiting), key=str)
    pipeline.execute("CREATE TABLE quarantine.older AS SELECT * FROM quarantine.rows")
    pipeline.execute("DROP VIEW quarantine.rows; DROP TABLE quarantine.ratings")
    pipeline.execute("DELETE FROM quarantine.raw_rows; INSERT INTO quarantine.raw_rows SELECT * FROM quarantine.older")
    pipeline.execute("DROP TABLE quarantine.older; ALTER TABLE quarantine.raw_rows RENAME TO rows")

    assert migrate(pipeline.url) == ["quarantine.ratings"]
    assert [row[5] for row in before] == ["1,20,3.5,1111111111", "x,20,3,1000000000"]
    assert sorted(pipeline.rows(waiting), key=str) == before
    pipeline.deliver("movies_metadata/2.csv", movies_csv(movie(2)))
    assert pipeline.run("two", "movies ratings")["upsert_ratings"].counts.inserted == 1
    assert pipeline.rows("SELECT rating::FLOAT, EXTRACT(EPOCH FROM rated_at)::INT FROM movies.ratings WHERE movie_id = 2") == [
        (3.5, 1_111_111_111)
    ]


def test_a_mart_whose_columns_changed_is_made_anew(pipeline: Pipeline) -> None:
    pipeline.execute("DROP VIEW marts.popular_genres; CREATE VIEW marts.popular_genres AS SELECT 'older' AS genre_name, 1 AS dropped")
    migrate(pipeline.url)
    assert pipeline.rows("SELECT COUNT(*) FROM marts.popular_genres") == [(0,)]


def test_files_load_again_when_their_table_is_defined_anew(pipeline: Pipeline) -> None:
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "100")))
    pipeline.run("one", "cpi")
    pipeline.execute("UPDATE audit.loads SET contract = 'of an older version'")
    assert pipeline.run("two", "cpi")["upsert_cpi"].counts.unchanged == 1
    assert not steps.stage("cpi", "three").changed


def test_a_migration_neither_waits_for_a_vacuum_nor_ends_it(postgres_pipeline: Pipeline) -> None:
    postgres_pipeline.execute("ALTER ROLE CURRENT_USER SET lock_timeout = '1s'")
    try:
        with transaction(postgres_pipeline.url) as vacuum:
            vacuum.execute(
                "LOCK TABLE quarantine.raw_rows, quarantine.ratings, quarantine.credits, movies.movies IN SHARE UPDATE EXCLUSIVE MODE"
            )
            assert migrate(postgres_pipeline.url) == []
    finally:
        postgres_pipeline.execute("ALTER ROLE CURRENT_USER RESET lock_timeout")


def test_an_index_that_is_missing_is_made(postgres_pipeline: Pipeline) -> None:
    indexes = "SELECT indexname FROM pg_indexes WHERE schemaname IN ('movies', 'quarantine') AND indexname NOT LIKE '%_pkey' ORDER BY 1"
    before = postgres_pipeline.rows(indexes)
    assert before == [("credits_movie",), ("movies_earned",), ("ratings_waiting",), ("rows_unusable",), ("rows_waiting",)]
    postgres_pipeline.execute("DROP INDEX quarantine.rows_waiting, movies.movies_earned")
    migrate(postgres_pipeline.url)
    assert postgres_pipeline.rows(indexes) == before
