"""Figures derived from the measures: the seconds of each way to load, and the ratios that have guards."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from bench.marts.questions import FLAT
from bench.results import MART, Results

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
    """Return the figures that have guards, by the guard's key; None if a figure was not measured."""
    floor = rounds(results, "psql_text")
    staged = rounds(results, "full", one("stage_ratings"))
    loaded = rounds(results, "full", loading)
    gate = rounds(results, "full", one(*GATE))
    return {
        "staged_to_floor": _ratio(staged, floor),
        "staged_to_duck": _ratio(staged, rounds(results, "duck")),
        "jdbc_to_staged": _ratio(rounds(results, "jdbc_default"), staged),
        "published_to_floor": _ratio(rounds(results, "full", one(*RATINGS_STEPS)), floor),
        "changes_to_full": _ratio(rounds(results, "changes", loading), loaded),
        "unchanged_to_full": _ratio(rounds(results, "again"), loaded),
        "gate_to_run": _ratio(gate, rounds(results, "full")),
        "mart_to_flat": _mart_to_flat(results),
        "memory_growth": _growth(results),
    }


def _mart_to_flat(results: Results) -> Figure | None:
    """Return the share of the delivered text's time that a mart takes, for the question that gains least."""
    shares = [
        [mart / flat for mart, flat in zip(times.seconds[MART], times.seconds[FLAT], strict=False)]
        for times in results.marts
    ]
    return figure(max(shares, key=median)) if shares else None


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
    found = [f"{times.mart}: the schemas answer differently" for times in results.marts if not times.equal]
    first, *others = results.hashes.items()
    for name, hashes in others:
        tables = [table for table, hash_ in hashes.items() if hash_ != first[1][table]]
        if tables:
            found.append(f"{name}: the content of {', '.join(tables)} is not that of {first[0]}")
    return found
