"""How far a long load is: the rows that Spark has read, on the terminal's moving line and as lines of the task's log.

A Spark task adds its rows to an accumulator, which reaches this process when the task ends. So counting costs one
addition per batch and no query. A task that Spark repeats counts twice; the row counts of ``audit.loads`` do not.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark import Accumulator
    from pyspark.sql import SparkSession

log = logging.getLogger(__name__)

FIRST_SECONDS = (10.0, 30.0)
"""Seconds of a load after which it reports its progress; then after each ``INTERVAL_SECONDS``."""
INTERVAL_SECONDS = 60


@dataclass(frozen=True)
class Progress:
    """The progress of a load.

    Attributes:
        task: the load's task.
        rows: the rows that finished Spark tasks have read.
        seconds: how long Spark has been loading.
    """

    task: str
    rows: int
    seconds: float

    def __str__(self) -> str:
        """Return the rows so far, and how many that is per second."""
        if not self.rows:
            return "no Spark task has finished yet"
        return f"{self.rows:,} rows read, {self.rows / self.seconds:,.0f} per second"

    def line(self) -> str:
        """Return the progress as a line of a log."""
        return f"{self.task}: {self}, after {self.seconds:.0f} s"


def _log(progress: Progress) -> None:
    log.info(progress.line())


observers: list[Callable[[Progress], None]] = [_log]
"""Callbacks that get a load's progress at growing intervals."""

_running: list[Callable[[], Progress]] = []


def current() -> Progress | None:
    """Return the progress of this process's load; None if there is none, or it has not taken long."""
    now = [progress() for progress in _running]
    return now[0] if now and now[0].seconds >= FIRST_SECONDS[0] else None


@contextmanager
def observed(spark: "SparkSession", task: str) -> "Iterator[Accumulator[int]]":
    """Report the progress of ``task`` while the context lasts; yield what Spark's tasks add their rows to."""
    rows = spark.sparkContext.accumulator(0)
    start = time.monotonic()

    def progress() -> Progress:
        return Progress(task, rows.value, time.monotonic() - start)

    ended = Event()
    reporter = Thread(target=_report, args=(progress, ended), name=f"progress of {task}", daemon=True)
    _running.append(progress)
    reporter.start()
    try:
        yield rows
    finally:
        ended.set()
        reporter.join()
        _running.remove(progress)


def _report(progress: Callable[[], Progress], ended: Event) -> None:
    """Pass the progress to the observers at growing intervals until the load has ended."""
    for moment in chain(FIRST_SECONDS, count(INTERVAL_SECONDS, INTERVAL_SECONDS)):
        if ended.wait(moment - progress().seconds):
            return
        now = progress()
        for observe in observers:
            observe(now)
