"""A long load reports how far it is."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from movielytics import steps
from movielytics.staging import load, progress
from movielytics.staging.progress import Progress
from support.harness import Pipeline
from support.rows import links_csv

HEADER = "userId,movieId,rating,timestamp\n"


class Clock:
    """A clock that waiting moves on, until the load ends after ``seconds``."""

    def __init__(self, seconds: float) -> None:
        self.now, self.end = 0.0, seconds

    def wait(self, seconds: float) -> bool:
        self.now += seconds
        return self.now > self.end


@pytest.mark.parametrize(("seconds", "reports"), [(9, []), (29, [10]), (59, [10, 30]), (200, [10, 30, 60, 120, 180])])
def test_a_load_reports_at_growing_intervals(
    seconds: float, reports: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, seen = Clock(seconds), list[Progress]()
    monkeypatch.setattr(progress, "observers", [seen.append])
    progress._report(lambda: Progress("stage_x", int(clock.now * 7), clock.now), cast(Any, clock))
    assert [(one.rows, one.seconds) for one in seen] == [(moment * 7, moment) for moment in reports]


@pytest.mark.parametrize(
    ("rows", "text"),
    [(0, "no Spark task has finished yet"), (25_000_000, "25,000,000 rows read, 416,667 per second")],
)
def test_progress_gives_rows_and_rows_per_second(rows: int, text: str) -> None:
    assert Progress("stage_x", rows, 60).line() == f"stage_x: {text}, after 60 s"


def test_every_row_read_is_counted_once(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fast path, its fallback, and a file that only the CSV reader can read."""
    counters, during = [], []

    @contextmanager
    def kept(*arguments: Any) -> Iterator[Any]:
        with progress.observed(*arguments) as rows:
            counters.append(rows)
            during.append(len(progress._running))
            yield rows

    monkeypatch.setattr(load, "observed", kept)
    monkeypatch.setenv("MOVIELYTICS_RANGE_BYTES", "1024")
    rows = [f"{user},1,4.0,1000000000\n" for user in range(1, 300)]
    pipeline.deliver("links.csv", links_csv((1, 1)))
    pipeline.deliver("ratings/1.csv", HEADER + "".join([*rows, '"300",1,4.0,1000000000\n', "301,1,yes,1000000000\n"]))
    pipeline.deliver("ratings/2.csv.gz", gzip.compress((HEADER + "".join(rows[:50])).encode()))
    result = steps.stage("ratings", "run")
    assert [counter.value for counter in counters] == [result.counts.read] == [352]
    assert (during, progress._running) == ([1], [])
