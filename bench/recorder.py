"""Doing a piece of work and keeping what it cost."""

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
    """What is measured: see ``Measure``."""

    scenario: str
    round: int
    ratings: int


class Recorder:
    """Keeps every measure, and says each as it comes.

    Attributes:
        measures: all so far.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.measures: list[Measure] = []

    def measure(self, trial: Trial, work: Callable[[], T], roots: Callable[[], Iterable[int]], step: str = "") -> T:
        """Do the work and record it; return what it returns. ``roots`` are the processes to watch, see ``Watch``."""
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
        tell(f"{trial.scenario} {trial.round} {step}", f"{seconds:8.2f} s, CPU {watch.cpu_seconds:.1f} s")
        return done


def tell(what: str, how: str = "") -> None:
    """Say on standard error what is being done."""
    typer.echo(f"{what:44}{how}".rstrip(), err=True)
