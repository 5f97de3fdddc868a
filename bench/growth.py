"""What a load costs by the million ratings, from the sizes that were measured, and what that line makes of more of them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.figures import loading, one
from bench.results import Results

MILLION = 1_000_000
FURTHER = (100 * MILLION, 1_000 * MILLION)
"""Ratings beyond what was measured."""
PARTS: dict[str, Callable[[str], bool]] = {
    "`stage_ratings`": one("stage_ratings"),
    "`audit`": one("audit"),
    "`upsert_ratings`": one("upsert_ratings"),
    "`check`": one("check"),
    "all that is staged, audited and upserted": loading,
}


@dataclass(frozen=True)
class Growth:
    """How the seconds of some steps grow with the ratings.

    Attributes:
        seconds: what was measured, by ratings.
        fixed: seconds that do not depend on them.
        per_million: seconds that each million more costs: with ``fixed`` the line of least squares through what was measured.
    """

    seconds: dict[int, float]
    fixed: float
    per_million: float

    def at(self, ratings: int) -> float:
        """Return the seconds on the line."""
        return self.fixed + self.per_million * ratings / MILLION


def growth(results: Results, wanted: Callable[[str], bool]) -> Growth | None:
    """Return how the seconds of the wanted steps grow over the sizes that were measured; None of fewer than two."""
    seconds: dict[int, float] = {}
    for measure in results.measures:
        if measure.scenario == "size" and wanted(measure.step):
            seconds[measure.ratings] = seconds.get(measure.ratings, 0) + measure.seconds
    if len(seconds) < 2:
        return None
    per_million, fixed = np.polyfit([ratings / MILLION for ratings in seconds], list(seconds.values()), 1)
    return Growth(dict(sorted(seconds.items())), float(fixed), float(per_million))
