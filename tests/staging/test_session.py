"""Spark's processes: Java, whose end a retried load survives, and the Python workers."""

import gc
import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pyarrow as pa
import pytest
from py4j.protocol import Py4JError
from pyspark import SparkContext

from movielytics import steps
from movielytics.errors import MovielyticsError
from movielytics.settings import get_settings
from movielytics.staging import load, read
from movielytics.staging.session import spark_session
from movielytics.staging.worker_daemon import IMPORTED
from support.harness import Pipeline
from support.rows import cpi_csv


def kill_java() -> None:
    process = SparkContext._gateway.proc  # type: ignore[union-attr]
    process.kill()
    process.wait()


@pytest.mark.parametrize(("command", "lost"), [(["true"], True), (["sleep", "60"], False)])
def test_a_missing_class_is_the_end_of_java_if_java_is_dead(
    command: list[str], lost: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with subprocess.Popen(command) as process:
        if lost:
            process.wait()
        monkeypatch.setattr(SparkContext, "_gateway", SimpleNamespace(proc=process))
        assert load._lost_java(Py4JError("org.apache.spark.sql.functions does not exist in the JVM")) == lost
        process.kill()


def test_the_end_of_java_is_reported_and_a_retry_succeeds(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "100")))
    steps.stage("cpi", "one")
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "101")))
    original = read.read_rows

    def dying(*arguments):  # type: ignore[no-untyped-def]
        rows = original(*arguments)
        dead = rows.mapInArrow(lambda batches: batches, rows.schema)
        kill_java()
        return dead

    monkeypatch.setattr("movielytics.staging.load_source.read_rows", dying)
    with pytest.raises(MovielyticsError, match="Spark's Java process ended"):
        steps.stage("cpi", "two")
    monkeypatch.setattr("movielytics.staging.load_source.read_rows", original)
    assert pipeline.run("two", "cpi")["upsert_cpi"].counts.inserted == 1


def test_workers_preload_what_tasks_import(pipeline: Pipeline) -> None:
    names = IMPORTED

    def missing(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        found = (
            [name for name in names if name not in sys.modules]
            if gc.get_freeze_count()
            else ["a garbage collection that passes over it"]
        )
        yield from (pa.record_batch([pa.array(found, pa.string())], names=["missing"]) for _ in batches)

    assert spark_session(get_settings()).range(0, 1, 1, 1).mapInArrow(missing, "missing STRING").collect() == []
