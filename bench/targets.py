"""The targets, and the verdict on each figure."""

from dataclasses import dataclass
from enum import StrEnum

from bench.figures import Figure

LENIENCE = 0.2
"""Share by which a figure may miss its target without failing the benchmark; the report still shows the miss."""


class Verdict(StrEnum):
    """Whether a figure meets its target."""

    MET = "met"
    CLOSE = "missed by less than a fifth"
    MISSED = "missed"
    UNMEASURED = "not measured"
    UNJUDGED = "applies at full size only"


@dataclass(frozen=True)
class Target:
    """A bound on a figure.

    Attributes:
        key: the figure's key in ``figures.ratios``.
        text: description of the figure.
        bound: the target at full size, on 2 cores.
        form: format string of the figure.
        at_least: whether higher is better.
        small: the bound in a quick measurement of a million ratings, with a wide margin; None if the target does not
            apply there.
    """

    key: str
    text: str
    bound: float
    form: str = "{:.2f} ×"  # noqa: RUF001 - a multiplication sign
    at_least: bool = False
    small: float | None = None

    def judge(self, figure: Figure | None, *, full_size: bool, quick: bool) -> Verdict:
        """Return the verdict on a figure."""
        bound = self.small if quick else self.bound if full_size else None
        if bound is None:
            return Verdict.UNJUDGED
        if figure is None:
            return Verdict.UNMEASURED
        if figure.value >= bound if self.at_least else figure.value <= bound:
            return Verdict.MET
        close = figure.value >= bound * (1 - LENIENCE) if self.at_least else figure.value <= bound * (1 + LENIENCE)
        return Verdict.CLOSE if close else Verdict.MISSED

    def written(self, figure: Figure | None) -> str:
        """Return the formatted figure."""
        return self.form.format(figure.value) if figure else "–"  # noqa: RUF001 - a dash

    def wanted(self, *, quick: bool) -> str:
        """Return the formatted bound."""
        bound = self.small if quick else self.bound
        return f"{'≥' if self.at_least else '≤'} {self.form.format(bound)}" if bound is not None else ""


SECONDS = "{:.1f} s"
PERCENT = "{:.1%}"

TARGETS = (
    Target("staged_to_floor", "ratings staged, to the floor", 1.6, small=15),
    Target("jdbc_to_staged", "default JDBC, to ratings staged", 5, at_least=True, small=1),
    Target("published_to_floor", "new ratings staged, audited and upserted, to the floor", 4, small=40),
    Target("changes_to_full", "1 % of new and changed ratings, to all", 0.1, PERCENT, small=0.6),
    Target("unchanged_seconds", "unchanged files, all steps", 5, SECONDS, small=5),
    Target("gate_to_run", "the gate's share of the run", 0.10, PERCENT, small=0.4),
    Target("slowest_mart", "the slowest mart", 0.1, "{:.3f} s", small=1),
    Target(
        "mart_time_saved",
        "time saved by the star schema, smallest of all questions",
        0.4,
        PERCENT,
        at_least=True,
        small=0.4,
    ),
    Target("whole_seconds", "the whole local run", 300, SECONDS),
    Target("memory_growth", "memory at the largest size, to that at the smallest", 1.5),
)
