"""A load outlives the death of its Java process."""

import pytest
from pyspark import SparkContext

from harness import Pipeline
from movielytics import steps
from movielytics.errors import MovielyticsError
from movielytics.staging import read
from rows import cpi_csv


def kill_java() -> None:
    process = SparkContext._gateway.proc  # type: ignore[union-attr]
    process.kill()
    process.wait()


def test_javas_death_in_the_middle_is_told_and_a_retry_succeeds(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "100")))
    steps.stage("cpi", "one")
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "101")))
    original = read.read_rows

    def dying(*arguments):  # type: ignore[no-untyped-def]
        rows = original(*arguments)
        dead = rows.mapInArrow(lambda batches: batches, rows.schema)
        kill_java()
        return dead

    monkeypatch.setattr("movielytics.staging.fill.read_rows", dying)
    with pytest.raises(MovielyticsError, match="Spark's Java process ended"):
        steps.stage("cpi", "two")
    monkeypatch.setattr("movielytics.staging.fill.read_rows", original)
    assert pipeline.run("two", "cpi")["upsert_cpi"].counts.inserted == 1
