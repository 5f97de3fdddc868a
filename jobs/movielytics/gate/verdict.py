"""The outcome of validating an area."""

from dataclasses import dataclass, field
from typing import Any

from movielytics.gate.failures import Failure
from movielytics.gate.suites import Area, Suite


@dataclass
class Verdict:
    """The outcome of one gate.

    Attributes:
        area: what was validated.
        run_id: the run.
        expectations: how many expectations were validated.
        failures: those that failed.
        results: each suite with Great Expectations' result; a suite whose table is missing has none.
    """

    area: Area
    run_id: str
    expectations: int = 0
    failures: list[Failure] = field(default_factory=list)
    results: list[tuple[Suite, Any]] = field(default_factory=list)
