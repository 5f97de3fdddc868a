"""A Spark task that runs twice, or an attempt that lives on after a newer one began, loads nothing twice."""

from collections.abc import Iterator

import pyarrow as pa
import pytest

from harness import Pipeline
from movielytics.staging.attempt import Attempt, begin
from movielytics.staging.sink import _write_partition
from movielytics.staging.target import Target
from movielytics.tables import load_named

CPI = load_named("cpi").sources[0]


def batches(*statuses: str) -> Iterator[pa.RecordBatch]:
    for number, status in enumerate(statuses):
        yield pa.record_batch(
            {
                "file_no": pa.array([0], pa.int32()),
                "row_position": pa.array([number], pa.int64()),
                "status": [status],
                "reason": ["why" if status == "quarantined" else None],
                "raw": ["raw" if status == "quarantined" else None],
                "month": pa.array([number * 31], pa.date32()),
                "price_index": pa.array([None], pa.decimal128(9, 3)),
            }
        )


def target(pipeline: Pipeline, attempt: Attempt) -> Target:
    return Target(pipeline.url, "cpi", attempt.name, ("month", "price_index", "file_no"), "run", {0: ("cpi", "cpi.csv", "f")})


def state(pipeline: Pipeline) -> list[tuple[int]]:
    return pipeline.rows("SELECT COUNT(*) FROM staging.cpi UNION ALL SELECT COUNT(*) FROM quarantine.rows")


def test_a_partition_that_was_loaded_before_is_only_counted(pipeline: Pipeline) -> None:
    to = target(pipeline, begin(pipeline.url, "run", CPI, []))
    rows = ("staged", "staged", "superseded", "quarantined")
    first = _write_partition(batches(*rows), to, 3, True).to_pylist()
    again = _write_partition(batches(*rows), to, 3, True).to_pylist()
    assert state(pipeline) == [(2,), (1,)]
    assert first == again
    assert {row["status"]: row["row_count"] for row in first} == {"staged": 2, "superseded": 1, "quarantined": 1}


def test_an_attempt_that_was_overtaken_is_refused(pipeline: Pipeline) -> None:
    old = target(pipeline, begin(pipeline.url, "run", CPI, []))
    _write_partition(batches("staged"), old, 0, True)
    begin(pipeline.url, "run", CPI, [])
    assert state(pipeline) == [(0,), (0,)]
    with pytest.raises(RuntimeError, match=r"a newer attempt loads staging\.cpi"):
        _write_partition(batches("staged"), old, 1, True)
    assert state(pipeline) == [(0,), (0,)]


def test_a_partition_that_fails_half_way_leaves_nothing(pipeline: Pipeline) -> None:
    def broken() -> Iterator[pa.RecordBatch]:
        yield from batches("staged", "quarantined")
        raise OSError("the file ended")

    to = target(pipeline, begin(pipeline.url, "run", CPI, []))
    with pytest.raises(Exception, match="the file ended"):
        _write_partition(broken(), to, 0, True)
    assert state(pipeline) == [(0,), (0,)]
    _write_partition(batches("staged"), to, 0, True)
    assert state(pipeline) == [(1,), (0,)]
