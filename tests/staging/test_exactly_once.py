"""A Spark task that runs twice, or an attempt that outlives the start of a newer one, loads nothing twice."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from movielytics.staging.attempt import Attempt, begin
from movielytics.staging.sink import write_partition
from movielytics.tables import load_named
from movielytics.warehouse.target import Target
from support.harness import Pipeline

CPI = load_named("cpi").sources[0]


def batches(*statuses: str) -> Iterator[pa.RecordBatch]:
    for number, status in enumerate(statuses):
        yield pa.record_batch(
            {
                "file_no": pa.array([0], pa.int32()),
                "row_position": pa.array([number], pa.int64()),
                "status": [status],
                "first_line": pa.array([number + 2], pa.int64()),
                "line_count": pa.array([1], pa.int32()),
                "code": ["empty" if status == "quarantined" else None],
                "column_name": pa.array([None], pa.string()),
                "detail": ["why" if status == "quarantined" else None],
                "raw": ["raw" if status == "quarantined" else None],
                "month": pa.array([number * 31], pa.date32()),
                "price_index": pa.array([None], pa.decimal128(9, 3)),
            }
        )


def target(pipeline: Pipeline, attempt: Attempt) -> Target:
    return Target(
        pipeline.url, "cpi", attempt.name, ("month", "price_index", "file_no"), "run", {0: ("cpi", "cpi.csv", "f")}
    )


def write(rows: Iterator[pa.RecordBatch], to: Target, partition: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = write_partition(rows, to, partition, quarantine=True).to_pylist()
    return found


def state(pipeline: Pipeline) -> list[tuple[int]]:
    return pipeline.rows("SELECT COUNT(*) FROM staging.cpi UNION ALL SELECT COUNT(*) FROM quarantine.rejected_rows")


def test_a_partition_that_was_loaded_before_is_only_counted(pipeline: Pipeline) -> None:
    to = target(pipeline, begin(pipeline.url, "run", CPI, []))
    rows = ("staged", "staged", "superseded", "quarantined")
    first = write(batches(*rows), to, 3)
    again = write(batches(*rows), to, 3)
    assert state(pipeline) == [(2,), (1,)]
    assert first == again
    assert {row["status"]: row["row_count"] for row in first} == {"staged": 2, "superseded": 1, "quarantined": 1}


def test_a_superseded_attempt_is_refused(pipeline: Pipeline) -> None:
    old = target(pipeline, begin(pipeline.url, "run", CPI, []))
    write(batches("staged"), old, 0)
    begin(pipeline.url, "run", CPI, [])
    assert state(pipeline) == [(0,), (0,)]
    (failure,) = write(batches("staged"), old, 1)[-1:]
    assert (failure["failure"], failure["message"]) == (
        "WarehouseError",
        "a newer attempt loads staging.cpi; no action is needed",
    )
    assert state(pipeline) == [(0,), (0,)]


def test_a_partition_that_fails_half_way_leaves_nothing(pipeline: Pipeline) -> None:
    def broken() -> Iterator[pa.RecordBatch]:
        yield from batches("staged", "quarantined")
        raise OSError("the file ended")

    to = target(pipeline, begin(pipeline.url, "run", CPI, []))
    (failure,) = write(broken(), to, 0)[-1:]
    assert "the file ended" in failure["message"]
    assert state(pipeline) == [(0,), (0,)]
    write(batches("staged"), to, 0)
    assert state(pipeline) == [(1,), (0,)]
