"""Upserts change only what changed, and only once, also if retried; rows without their movie wait for it."""

import pytest

from movielytics import steps
from movielytics.errors import WarehouseError
from movielytics.results import Counts
from movielytics.warehouse.content import content_hashes
from support.harness import Pipeline
from support.rows import cpi_csv, csv_text, links_csv, movie, movies_csv, ratings_csv

BALANCED = (
    "SELECT COUNT(*) FROM audit.loads"
    " WHERE rows_read <> rows_staged + rows_superseded + rows_quarantined + rows_waiting"
)


def genres(*ids: int) -> str:
    return repr([{"id": number, "name": f"Genre {number}"} for number in ids])


def cast(*members: tuple[str, int, str]) -> str:
    keys = ("credit_id", "id", "name", "character", "gender", "order")
    return repr([dict(zip(keys, (*credit, "Self", 1, place), strict=True)) for place, credit in enumerate(members)])


def published(counts: Counts) -> tuple[int | None, int | None, int | None]:
    return counts.inserted, counts.updated, counts.unchanged


def test_a_second_run_over_unchanged_files_changes_nothing(pipeline: Pipeline) -> None:
    pipeline.deliver("movies_metadata.csv", movies_csv(movie(1), movie(2)))
    first = pipeline.run("one", "movies")
    hashes = content_hashes(pipeline.url)
    second = pipeline.run("two", "movies")
    assert all(result.changed for result in first.values())
    assert not any(result.changed for result in second.values())
    assert second["stage_movies"].summary == "movies_metadata loaded before"
    assert content_hashes(pipeline.url) == hashes


def test_a_newer_delivery_updates_rows_and_deletes_none(pipeline: Pipeline) -> None:
    """Rows that it lacks stay; rows that are equal are not updated."""
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "100.0"), ("2000-02-01", "101.5"), ("2000-03-01", "102")))
    assert published(pipeline.run("one", "cpi")["upsert_cpi"].counts) == (3, 0, 0)
    pipeline.deliver("cpi.csv", cpi_csv(("2000-02-01", "101.500"), ("2000-03-01", "103"), ("2000-04-01", "104")))
    assert published(pipeline.run("two", "cpi")["upsert_cpi"].counts) == (1, 1, 1)
    assert [str(index) for (index,) in pipeline.rows("SELECT price_index FROM movies.cpi ORDER BY month")] == [
        "100.000", "101.500", "103.000", "104.000",
    ]  # fmt: skip


def test_a_file_with_restored_content_is_loaded_again(pipeline: Pipeline) -> None:
    for run, index in enumerate(("100", "200", "100")):
        pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", index)))
        pipeline.run(f"run {run}", "cpi")
    assert pipeline.rows("SELECT price_index::INTEGER FROM movies.cpi") == [(100,)]


def test_a_renamed_file_is_not_loaded_again(pipeline: Pipeline) -> None:
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "100")))
    pipeline.run("one", "cpi")
    (pipeline.landing / "cpi.csv").unlink()
    pipeline.deliver("cpi/2000.csv", cpi_csv(("2000-01-01", "100")))
    assert not pipeline.run("two", "cpi")["stage_cpi"].changed


def test_each_step_is_idempotent(pipeline: Pipeline) -> None:
    pipeline.deliver("movies_metadata.csv", movies_csv(movie(1), movie(2), movie(2, "Again"), movie("x")))
    pipeline.deliver("links.csv", links_csv((10, 1), (20, 9)))
    pipeline.deliver("ratings.csv", ratings_csv((1, 10, 4), (1, 20, 3), (2, 10, 0.5)))
    loads = "movies ratings"
    for name in (*loads.split(), "movies"):
        steps.stage(name, "one")
    first = pipeline.run("one", loads)
    row_counts = (
        "SELECT table_name, file, rows_read, rows_staged, rows_superseded, rows_quarantined, rows_inserted"
        " FROM audit.loads ORDER BY 1"
    )
    quarantine = "SELECT dataset, first_line, code, raw FROM quarantine.rows ORDER BY 1, 2"
    state = content_hashes(pipeline.url), pipeline.rows(row_counts), pipeline.rows(quarantine)
    for table in ("movies", "links", "ratings"):
        assert not steps.upsert(table, "one").changed
    assert (content_hashes(pipeline.url), pipeline.rows(row_counts), pipeline.rows(quarantine)) == state
    assert published(first["upsert_ratings"].counts) == (2, 0, 0)
    assert pipeline.rows(BALANCED) == [(0,)]


def test_an_upsert_refuses_a_staging_table_of_another_run(pipeline: Pipeline) -> None:
    """It also refuses one with another number of rows."""
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "100")))
    steps.stage("cpi", "one")
    pipeline.execute("TRUNCATE staging.cpi")
    with pytest.raises(WarehouseError, match=r"staging\.cpi holds 0 rows, but the load staged 1"):
        steps.upsert("cpi", "one")
    steps.stage("cpi", "two")
    with pytest.raises(
        WarehouseError, match=r"staging\.cpi holds the load of run two, not of one: run stage_cpi again"
    ):
        steps.upsert("cpi", "one")


def test_a_failed_upsert_leaves_everything_as_it_was(pipeline: Pipeline) -> None:
    pipeline.deliver("movies_metadata.csv", movies_csv(movie(1), movie(2)))
    steps.stage("movies", "one")
    pipeline.execute("INSERT INTO staging.movies (movie_id, title, file_no) VALUES (1, 'twice', 0)")
    pipeline.execute(
        "INSERT INTO audit.partitions SELECT table_name, attempt, 999, 1"
        " FROM audit.attempts WHERE table_name = 'movies'"
    )
    with pytest.raises(Exception, match="duplicate key"):
        steps.upsert("movies", "one")
    assert pipeline.rows("SELECT COUNT(*) FROM movies.movies") == [(0,)]
    assert pipeline.rows("SELECT COUNT(*) FROM audit.loads WHERE published_at IS NOT NULL") == [(0,)]


def test_ratings_wait_for_their_movie_and_its_link(pipeline: Pipeline) -> None:
    pipeline.deliver("movies_metadata/1.csv", movies_csv(movie(1)))
    pipeline.deliver("links.csv", links_csv((10, 1), (20, 2), (30, "")))
    pipeline.deliver("ratings.csv", ratings_csv((1, 10, 4), (1, 20, 3.5, 1_111_111_111), (1, 30, 2), (1, 40, 1)))
    counts = pipeline.run("one", "movies ratings")["upsert_ratings"].counts
    assert (counts.inserted, counts.waiting) == (1, 3)
    pipeline.deliver("movies_metadata/2.csv", movies_csv(movie(2), movie(3), movie(4)))
    result = pipeline.run("two", "movies ratings")["upsert_ratings"]
    assert (result.counts.inserted, result.summary) == (
        1,
        "1 row of earlier deliveries moved: movies have arrived or links have changed",
    )
    pipeline.deliver("links.csv", links_csv((10, 1), (20, 2), (30, 3), (40, 4)))
    assert pipeline.run("three", "movies ratings")["upsert_ratings"].counts.inserted == 2
    rows = pipeline.rows(
        "SELECT movie_id, rating::FLOAT, EXTRACT(EPOCH FROM rated_at)::BIGINT FROM movies.ratings ORDER BY 1"
    )
    assert rows == [(1, 4.0, 1_000_000_000), (2, 3.5, 1_111_111_111), (3, 2.0, 1_000_000_000), (4, 1.0, 1_000_000_000)]
    assert pipeline.rows("SELECT COUNT(*) FROM waiting.rows") == [(0,)]
    assert pipeline.rows(BALANCED) == [(0,)]


def test_ratings_of_a_shared_movie_compete_also_when_they_waited(pipeline: Pipeline) -> None:
    pipeline.deliver("movies_metadata/1.csv", movies_csv(movie(1)))
    pipeline.deliver("links.csv", links_csv((10, 2), (20, 2), (30, 1)))
    pipeline.deliver("ratings/1.csv", ratings_csv((1, 10, 1), (2, 10, 1), (3, 10, 1), (3, 20, 1.5)))
    pipeline.run("one", "movies ratings")
    pipeline.deliver("ratings/2.csv", ratings_csv((1, 10, 2), (2, 20, 2)))
    pipeline.run("two", "movies ratings")
    pipeline.deliver("movies_metadata/2.csv", movies_csv(movie(2)))
    pipeline.deliver("ratings/3.csv", ratings_csv((2, 10, 3)))
    pipeline.run("three", "movies ratings")
    assert pipeline.rows("SELECT user_id, rating::FLOAT FROM movies.ratings ORDER BY 1") == [
        (1, 2.0),
        (2, 2.0),
        (3, 1.5),
    ]
    row_counts = (
        "SELECT run_id, rows_read, rows_staged, rows_superseded, rows_inserted"
        " FROM audit.loads WHERE file = 'waiting' ORDER BY 1"
    )
    assert pipeline.rows(row_counts) == [("three", 5, 3, 2, 3), ("two", 1, 0, 1, 0)]
    assert pipeline.rows(BALANCED) == [(0,)]


def test_waiting_rows_do_not_accumulate_with_daily_deliveries(pipeline: Pipeline) -> None:
    pipeline.deliver("movies_metadata/1.csv", movies_csv(movie(1)))
    pipeline.deliver("links.csv", links_csv((10, 1), (20, 2), (30, 3)))
    first = [(1, 10, 4), (1, 20, 3), (2, 20, 1), (3, 30, 5)]
    pipeline.deliver("ratings.csv", ratings_csv(*first))
    pipeline.run("one", "movies ratings")
    pipeline.deliver("ratings.csv", ratings_csv(*first, (4, 10, 2)))
    counts = pipeline.run("two", "movies ratings")["upsert_ratings"].counts
    assert (published(counts), counts.waiting) == ((1, 0, 1), 3)
    # Rows that the file no longer has keep waiting; the others wait with their latest values.
    pipeline.deliver("ratings.csv", ratings_csv((1, 10, 4), (1, 20, 2), (2, 20, 1), (5, 10, 2)))
    assert pipeline.run("three", "movies ratings")["upsert_ratings"].counts.waiting == 2
    waiting = "SELECT user_id, movielens_id, rating::INT FROM waiting.ratings ORDER BY 1"
    assert pipeline.rows(waiting) == [(1, 20, 2), (2, 20, 1), (3, 30, 5)]
    row_counts = (
        "SELECT run_id, rows_read, rows_staged, rows_superseded FROM audit.loads WHERE file = 'waiting' ORDER BY 1 DESC"
    )
    assert pipeline.rows(row_counts) == [("two", 3, 0, 3), ("three", 2, 0, 2)]
    pipeline.deliver("movies_metadata/2.csv", movies_csv(movie(2), movie(3)))
    assert pipeline.run("four", "movies ratings")["upsert_ratings"].counts.inserted == 3
    assert pipeline.rows("SELECT user_id, rating::FLOAT FROM movies.ratings WHERE movie_id > 1 ORDER BY 1") == [
        (1, 2.0),
        (2, 1.0),
        (3, 5.0),
    ]
    assert pipeline.rows(BALANCED) == [(0,)]


def test_a_movie_that_is_delivered_again_has_its_new_genres_only(pipeline: Pipeline) -> None:
    pipeline.deliver(
        "movies_metadata.csv",
        movies_csv(movie(1, genres=genres(1, 2)), movie(2, genres=genres(1)), movie(3, genres=genres(3))),
    )
    pipeline.run("one", "movies")
    pipeline.deliver("movies_metadata.csv", movies_csv(movie(1, genres=genres(2, 4, 2)), movie(2, genres="[]")))
    counts = pipeline.run("two", "movies")["upsert_movie_genre"].counts
    assert pipeline.rows("SELECT movie_id, genre_id FROM movies.movie_genre ORDER BY 1, 2") == [(1, 2), (1, 4), (3, 3)]
    assert published(counts) == (1, 2, 1)  # the two pairs that were removed count as updates of their movies


def test_casts_wait_for_their_movie_and_are_replaced_as_a_whole(pipeline: Pipeline) -> None:
    header = ["cast", "crew", "id"]
    pipeline.deliver("movies_metadata/1.csv", movies_csv(movie(1)))
    first = [
        [cast(("a", 7, "Ann O'Hara"), ("b", 8, "Bo")), "[]", 1],
        [cast(("c", 7, "Ann O'Hara")), "[]", 2],
        ["[", "", 3],
    ]
    pipeline.deliver("credits.csv", csv_text(header, first))
    results = pipeline.run("one", "movies credits")
    assert (results["stage_credits"].counts.read, results["stage_credits"].counts.quarantined) == (3, 1)
    assert results["upsert_movie_cast"].counts.waiting == 1
    people = "SELECT credit_id, person_name FROM movies.movie_cast JOIN movies.person USING (person_id) ORDER BY 1"
    assert pipeline.rows(people) == [("a", "Ann O'Hara"), ("b", "Bo")]
    pipeline.deliver("movies_metadata/2.csv", movies_csv(movie(2)))
    pipeline.deliver("credits.csv", csv_text(header, [[cast(("b", 8, "Bo")), "[]", 1]]))
    pipeline.run("two", "movies credits")
    assert pipeline.rows("SELECT movie_id, credit_id FROM movies.movie_cast ORDER BY 1, 2") == [(1, "b"), (2, "c")]
    assert pipeline.rows("SELECT COUNT(*) FROM waiting.rows") == [(0,)]
    assert pipeline.rows(BALANCED) == [(0,)]
