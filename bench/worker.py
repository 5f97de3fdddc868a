"""A process of its own for what runs in Spark: the parent watches it and everything that it starts."""

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

OURS = ("STATE_DIR", "LANDING_URI", "WAREHOUSE_URL", "REPORT_URI", "ALERT_WEBHOOK_URL", "RESULT_FILE", "RUN_ID")
"""Settings that the benchmark decides; all others are the pipeline's that is measured, as the environment has them."""


def clean_environment() -> dict[str, str]:
    """Return this process's environment without the settings that the benchmark decides."""
    ours = {f"MOVIELYTICS_{name}" for name in OURS}
    return {name: value for name, value in os.environ.items() if name not in ours}


def _begin(environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)


def _end() -> None:
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession()
    if session is not None:
        session.stop()


class Worker:
    """A process that does what it is told, one thing after another, from ``with`` to its end.

    Attributes:
        pid: its process.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        """Start it with an environment."""
        self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_begin, initargs=(environment,))
        self.pid = self.call(os.getpid)

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the function returns there; its error is raised here."""
        return self._pool.submit(function, *args, **kwargs).result()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End it, and its Spark."""
        if error is None:
            self.call(_end)
        self._pool.shutdown()
