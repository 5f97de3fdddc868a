"""What came of judging an area."""

from dataclasses import dataclass, field
from typing import Any

from movielytics.gate.failures import Failure
from movielytics.gate.suites import Area, Suite


@dataclass
class Verdict:
    """The outcome of one gate.

    Attributes:
        area: what was judged.
        run_id: the run.
        expectations: how many expectations were judged.
        failures: which of them failed.
        results: what Great Expectations found, by suite; a suite whose table is missing has none.
    """

    area: Area
    run_id: str
    expectations: int = 0
    failures: list[Failure] = field(default_factory=list)
    results: list[tuple[Suite, Any]] = field(default_factory=list)
