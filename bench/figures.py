"""Figures derived from the measures: the seconds of each way to load, and the ratios that have targets."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from bench.results import Results

RATINGS_STEPS = ("stage_ratings", "audit", "upsert_links", "upsert_ratings")
"""The steps that publish new ratings if the movies are already in the warehouse."""
GATE = ("audit", "check")


@dataclass(frozen=True)
class Figure:
    """The median, lowest and highest value of all rounds."""

    value: float
    low: float
    high: float


def figure(values: Iterable[float]) -> Figure | None:
    """Return the figure of some rounds; None if there are none."""
    found = list(values)
    return Figure(median(found), min(found), max(found)) if found else None


def loading(step: str) -> bool:
    """Return whether the step stages, audits or upserts."""
    return step.startswith(("stage_", "upsert_")) or step == "audit"


def rounds(
    results: Results, scenario: str, wanted: Callable[[str], bool] = lambda _: True, *, cpu: bool = False
) -> list[float]:
    """Return the total seconds of a scenario's wanted steps, per round.

    If only a share of the ratings was loaded, the seconds are extrapolated to all of them.
    """
    sums: dict[int, float] = defaultdict(float)
    for measure in results.measures:
        if measure.scenario == scenario and wanted(measure.step):
            share = measure.ratings / results.ratings if scenario.startswith("jdbc") else 1
            sums[measure.round] += (measure.cpu_seconds if cpu else measure.seconds) / share
    return [sums[number] for number in sorted(sums)]


def one(*steps: str) -> Callable[[str], bool]:
    """Return a function that says whether a step is one of these."""
    return lambda step: step in steps


def _ratio(above: list[float], below: list[float]) -> Figure | None:
    """Return the figure of the rounds' ratios: a busy moment of the machine affects both values of a round."""
    return figure(a / b for a, b in zip(above, below, strict=False))


def ratios(results: Results) -> dict[str, Figure | None]:
    """Return the figures that have targets, by the target's key; None if a figure was not measured."""
    floor = rounds(results, "floor")
    staged = rounds(results, "full", one("stage_ratings"))
    steps = rounds(results, "full")
    whole = rounds(results, "whole_full")
    gate = rounds(results, "full", one(*GATE))
    return {
        "staged_to_floor": _ratio(staged, floor),
        "jdbc_to_staged": _ratio(rounds(results, "jdbc_default"), staged),
        "published_to_floor": _ratio(rounds(results, "full", one(*RATINGS_STEPS)), floor),
        "changes_to_full": _ratio(rounds(results, "changes", loading), rounds(results, "full", loading)),
        "unchanged_seconds": figure(rounds(results, "again")),
        "gate_to_run": _ratio(gate, whole or steps),
        "slowest_mart": _slowest(results),
        "mart_time_saved": _least_saved(results),
        "whole_seconds": figure(whole),
        "memory_growth": _growth(results),
    }


def _slowest(results: Results) -> Figure | None:
    slowest = max(results.marts, key=lambda times: median(times.star), default=None)
    return figure(slowest.star) if slowest else None


def _least_saved(results: Results) -> Figure | None:
    """Return the share of the flat tables' time that the star schema saves, for the question that gains least."""
    saved = [[1 - star / flat for star, flat in zip(times.star, times.flat, strict=False)] for times in results.marts]
    return figure(min(saved, key=median)) if saved else None


def memory_of(results: Results, size: int) -> dict[str, int]:
    """Return the peak memory (bytes) of one size's load (1: the smallest) by kind of process; empty if not measured."""
    seen = [
        measure.memory.model_dump()
        for measure in results.measures
        if measure.scenario == "size" and measure.round == size
    ]
    return {kind: max(memory[kind] for memory in seen) for kind in seen[0]} if seen else {}


def _growth(results: Results) -> Figure | None:
    sizes = sorted({measure.round for measure in results.measures if measure.scenario == "size"})
    if len(sizes) < 2:
        return None
    return figure([memory_of(results, sizes[-1])["together"] / memory_of(results, sizes[0])["together"]])


def faults(results: Results) -> list[str]:
    """Return the errors that no speed can make up for: different answers, different content."""
    found = [f"{times.mart}: the flat tables answer otherwise" for times in results.marts if not times.equal]
    first, *others = results.hashes.items()
    for name, hashes in others:
        tables = [table for table, hash_ in hashes.items() if hash_ != first[1][table]]
        if tables:
            found.append(f"{name}: the content of {', '.join(tables)} is not that of {first[0]}")
    return found
