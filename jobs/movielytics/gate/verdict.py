"""What came of judging an area."""

from dataclasses import dataclass, field
from typing import Any

from movielytics.gate.failures import Failure
from movielytics.gate.suites import Area


@dataclass
class Verdict:
    """The outcome of one gate.

    Attributes:
        area: what was judged.
        run_id: the run.
        context: the Great Expectations context that judged; it knows the results of this verdict and no others.
        expectations: how many expectations were judged.
        failures: which of them failed.
    """

    area: Area
    run_id: str
    context: Any
    expectations: int = 0
    failures: list[Failure] = field(default_factory=list)
