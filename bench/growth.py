"""Cost of a load per million ratings: a line through the measured sizes, and its prediction for larger ones."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.figures import loading, one
from bench.results import Results

MILLION = 1_000_000
FURTHER = (100 * MILLION, 1_000 * MILLION)
"""Numbers of ratings to predict, beyond the measured sizes."""
PARTS: dict[str, Callable[[str], bool]] = {
    "`stage_ratings`": one("stage_ratings"),
    "`audit`": one("audit"),
    "`upsert_ratings`": one("upsert_ratings"),
    "`check`": one("check"),
    "everything staged, audited and upserted": loading,
}


@dataclass(frozen=True)
class Growth:
    """How the seconds of some steps grow with the ratings.

    Attributes:
        seconds: measured seconds, by number of ratings.
        fixed: seconds that do not depend on the number of ratings.
        per_million: seconds per further million ratings; with ``fixed``, the least-squares line through ``seconds``.
    """

    seconds: dict[int, float]
    fixed: float
    per_million: float

    def at(self, ratings: int) -> float:
        """Return the seconds that the line predicts for a number of ratings."""
        return self.fixed + self.per_million * ratings / MILLION


def growth(results: Results, wanted: Callable[[str], bool]) -> Growth | None:
    """Return how the seconds of the wanted steps grow over the measured sizes; None if there are fewer than two."""
    seconds: dict[int, float] = {}
    for measure in results.measures:
        if measure.scenario == "size" and wanted(measure.step):
            seconds[measure.ratings] = seconds.get(measure.ratings, 0) + measure.seconds
    if len(seconds) < 2:
        return None
    per_million, fixed = np.polyfit([ratings / MILLION for ratings in seconds], list(seconds.values()), 1)
    return Growth(dict(sorted(seconds.items())), float(fixed), float(per_million))
