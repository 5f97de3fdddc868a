"""A separate process for work in Spark: the parent watches it and its descendants."""

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

OURS = ("STATE_DIR", "LANDING_URI", "WAREHOUSE_URL", "REPORT_URI", "RESULT_FILE", "RUN_ID")
"""Settings that the benchmark decides; all others come from the environment."""


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
    """A process that calls functions, one after another, for the duration of the context.

    Attributes:
        pid: its process id.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        """Start the process with an environment."""
        self._pool = ProcessPoolExecutor(
            1, mp_context=get_context("spawn"), initializer=_begin, initargs=(environment,)
        )
        self.pid = self.call(os.getpid)

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function in the process; return its result or raise its error."""
        return self._pool.submit(function, *args, **kwargs).result()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process and its Spark session."""
        if error is None:
            self.call(_end)
        self._pool.shutdown()
