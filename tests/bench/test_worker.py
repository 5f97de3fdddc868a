"""Work in a separate process: its environment, its results and its errors."""

import os

import pytest

from bench.worker import Worker, clean_environment
from movielytics.errors import LandingError
from movielytics.landing.zone import open_zone


def test_a_worker_runs_with_the_given_environment() -> None:
    with Worker(dict(os.environ) | {"MOVIELYTICS_SPARK_DRIVER_MEMORY": "7g"}) as worker:
        assert worker.call(os.getenv, "MOVIELYTICS_SPARK_DRIVER_MEMORY") == "7g"
        assert worker.call(os.getpid) == worker.pid != os.getpid()


def test_an_error_of_the_worker_is_raised_in_the_caller() -> None:
    with pytest.raises(LandingError, match="ftp"), Worker(dict(os.environ)) as worker:
        worker.call(open_zone, "ftp://somewhere", None)


def test_only_benchmark_settings_are_kept_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_URL", "postgresql://elsewhere")
    monkeypatch.setenv("MOVIELYTICS_SPARK_DRIVER_MEMORY", "7g")
    environment = clean_environment()
    assert "MOVIELYTICS_WAREHOUSE_URL" not in environment
    assert environment["MOVIELYTICS_SPARK_DRIVER_MEMORY"] == "7g"
