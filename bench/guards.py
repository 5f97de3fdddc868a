"""The regression guards: bounds on ratios, with room, and the verdict on each ratio.

A guard is no target: it fails a measurement only if a load or a question has become much slower than it was.
"""

from dataclasses import dataclass
from enum import StrEnum

from bench.figures import Figure


class Verdict(StrEnum):
    """Whether a ratio stays within its bound."""

    KEPT = "kept"
    BROKEN = "broken"
    UNMEASURED = "not measured"
    UNJUDGED = "applies at full size only"


@dataclass(frozen=True)
class Guard:
    """A bound on a ratio.

    Attributes:
        key: the ratio's key in ``figures.ratios``.
        text: description of the ratio.
        bound: the bound at full size.
        form: format string of the ratio.
        at_least: whether higher is better.
        small: the bound in a quick measurement of a million ratings; None if the guard does not apply there.
    """

    key: str
    text: str
    bound: float
    form: str = "{:.2f} ×"  # noqa: RUF001 - a multiplication sign
    at_least: bool = False
    small: float | None = None

    def judge(self, figure: Figure | None, *, full_size: bool, quick: bool) -> Verdict:
        """Return the verdict on a ratio."""
        bound = self.small if quick else self.bound if full_size else None
        if bound is None:
            return Verdict.UNJUDGED
        if figure is None:
            return Verdict.UNMEASURED
        kept = figure.value >= bound if self.at_least else figure.value <= bound
        return Verdict.KEPT if kept else Verdict.BROKEN

    def written(self, figure: Figure | None) -> str:
        """Return the formatted ratio."""
        return self.form.format(figure.value) if figure else "–"  # noqa: RUF001 - a dash

    def wanted(self, *, quick: bool) -> str:
        """Return the formatted bound."""
        bound = self.small if quick else self.bound
        return f"{'≥' if self.at_least else '≤'} {self.form.format(bound)}" if bound is not None else ""


PERCENT = "{:.1%}"

GUARDS = (
    Guard("staged_to_floor", "ratings staged, to the floor", 7, small=30),
    Guard("staged_to_duck", "ratings staged, to DuckDB with ADBC", 3.5, small=10),
    Guard("jdbc_to_staged", "default JDBC, to ratings staged", 3, at_least=True, small=1),
    Guard("published_to_floor", "new ratings staged, audited and upserted, to the floor", 18, small=80),
    Guard("changes_to_full", "1 % of new and changed ratings, to all", 0.2, PERCENT, small=0.6),
    Guard("unchanged_to_full", "unchanged files, to all", 0.08, PERCENT, small=0.15),
    Guard("gate_to_run", "the gate's share of the run", 0.15, PERCENT, small=0.4),
    Guard("mart_to_flat", "a mart, to the same question over delivered text", 0.4, PERCENT, small=0.6),
    Guard("memory_growth", "memory at the largest size, to that at the smallest", 1.5),
)
