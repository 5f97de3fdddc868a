"""Do a piece of work and record its cost."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import typer

from bench.processes import Watch
from bench.results import Measure

T = TypeVar("T")


@dataclass(frozen=True)
class Trial:
    """One trial; the attributes are those of ``Measure``."""

    scenario: str
    round: int
    ratings: int


class Recorder:
    """Keeps every measure and prints it.

    Attributes:
        measures: all measures so far.
    """

    def __init__(self) -> None:
        """Start without measures."""
        self.measures: list[Measure] = []

    def measure(self, trial: Trial, work: Callable[[], T], roots: Callable[[], Iterable[int]], step: str = "") -> T:
        """Do the work, record it and return its result; ``roots`` returns the processes to watch, see ``Watch``."""
        with Watch(roots) as watch:
            started = time.perf_counter()
            done = work()
            seconds = time.perf_counter() - started
        measure = Measure(
            scenario=trial.scenario,
            step=step,
            round=trial.round,
            ratings=trial.ratings,
            seconds=round(seconds, 4),
            cpu_seconds=round(watch.cpu_seconds, 2),
            memory=watch.memory,
        )
        self.measures.append(measure)
        progress(f"{trial.scenario} {trial.round} {step}", f"{seconds:8.2f} s, CPU {watch.cpu_seconds:.1f} s")
        return done


def progress(what: str, how: str = "") -> None:
    """Print progress on standard error."""
    typer.echo(f"{what:44}{how}".rstrip(), err=True)
