"""Which entries of the quarantine are open: those of the latest staged delivery of each file, and no others."""

import pytest

from quarantine.conftest import START, Deliveries
from support.harness import Pipeline


def test_a_corrected_delivery_closes_the_entries_of_its_file(deliveries: Deliveries) -> None:
    deliveries.stage("ratings/a.csv", "bad", "one", lines=(2, 9))
    deliveries.stage("ratings/b.csv", "other", "one", lines=(5,))
    deliveries.stage("ratings/a.csv", "good", "two")

    assert deliveries.open() == [("ratings/b.csv", "other", "one", 5)]
    assert deliveries.pipeline.rows("SELECT COUNT(*) FROM quarantine.rejected_rows") == [(3,)]


def test_a_refused_delivery_is_the_latest(deliveries: Deliveries) -> None:
    deliveries.stage("ratings.csv", "first", "one", lines=(2,), published_at=START)
    deliveries.stage("ratings.csv", "refused", "two", lines=(3,), published_at=None)

    assert deliveries.open() == [("ratings.csv", "refused", "two", 3)]


def test_a_load_in_progress_opens_and_closes_nothing(deliveries: Deliveries) -> None:
    deliveries.stage("ratings.csv", "first", "one", lines=(2,))
    deliveries.reject("ratings.csv", "second", "two", 3)
    assert deliveries.open() == [("ratings.csv", "first", "one", 2)]

    deliveries.stage("ratings.csv", "second", "two")
    assert deliveries.open() == [("ratings.csv", "second", "two", 3)]


def test_a_failed_load_of_the_same_content_opens_nothing(deliveries: Deliveries) -> None:
    deliveries.stage("ratings.csv", "same", "one", lines=(2,))
    deliveries.reject("ratings.csv", "same", "failed", 2)

    assert deliveries.open() == [("ratings.csv", "same", "one", 2)]


def test_restored_content_is_open_again_once(deliveries: Deliveries) -> None:
    deliveries.stage("ratings.csv", "bad", "one", lines=(2,))
    deliveries.stage("ratings.csv", "good", "two")
    deliveries.stage("ratings.csv", "bad", "three", lines=(2,))

    assert deliveries.open() == [("ratings.csv", "bad", "three", 2)]


def test_a_dataset_of_several_tables_shows_each_row_once(deliveries: Deliveries) -> None:
    deliveries.stage("movies_metadata.csv", "bad", lines=(2,))

    assert deliveries.open() == [("movies_metadata.csv", "bad", "run", 2)]


def test_one_of_two_simultaneous_deliveries_is_the_latest(deliveries: Deliveries) -> None:
    deliveries.stage("ratings.csv", "a", "one", lines=(2,), staged_at=START)
    deliveries.stage("ratings.csv", "b", "one", lines=(3,), staged_at=START)
    deliveries.stage("ratings.csv", "b", "two", lines=(4,), staged_at=START)

    assert deliveries.open() == [("ratings.csv", "b", "two", 4)]


def test_a_released_row_is_no_delivery_of_a_file(deliveries: Deliveries) -> None:
    deliveries.stage("ratings.csv", "bad", "one", lines=(2,))
    deliveries.stage("waiting", "2026", "two", dataset="ratings", file_no=-1)

    assert deliveries.open() == [("ratings.csv", "bad", "one", 2)]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM quarantine.rows WHERE file = 'ratings/7.csv'",
        "SELECT * FROM quarantine.rows WHERE dataset = 'ratings' AND file = 'ratings/7.csv' AND code = 'empty'",
    ],
)
def test_one_file_is_found_by_the_index(query: str, postgres_pipeline: Pipeline) -> None:
    """A load among 20,000 files and 200,000 rejected rows is found by the index, without a scan."""
    postgres_pipeline.execute(
        """
        INSERT INTO audit.loads
            (run_id, table_name, dataset, file, file_no, fingerprint, schema_hash, header, rows_read, rows_staged,
            rows_superseded, rows_quarantined, rows_waiting, started_at, staged_at)
        SELECT
            'run', 'ratings', 'ratings', 'ratings/' || n || '.csv', n, 'f' || n, 'c', '[]',
            10, 0, 0, 10, 0, NOW(), NOW()
        FROM GENERATE_SERIES(1, 20000) AS n;
        INSERT INTO quarantine.rejected_rows
        SELECT
            'ratings', 'ratings/' || n / 10 + 1 || '.csv', 'f' || n / 10 + 1, 'run',
            n, 1, 'empty', 'userId', 'is empty', ',', NOW()
        FROM GENERATE_SERIES(0, 199999) AS n;
        ANALYZE audit.loads; ANALYZE quarantine.rejected_rows;
        """
    )

    plan = "\n".join(line for (line,) in postgres_pipeline.rows(f"EXPLAIN {query}"))

    assert "rejected_by_file" in plan
    assert "Seq Scan on rejected_rows" not in plan
    assert postgres_pipeline.rows("SELECT COUNT(*) FROM quarantine.rows") == [(200_000,)]
