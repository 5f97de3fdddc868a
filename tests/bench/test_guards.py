"""Verdicts on ratios: kept, broken, unmeasured, or not judged at this size."""

import pytest

from bench.figures import Figure, ratios
from bench.guards import GUARDS, Guard, Verdict
from support.bench_results import results

FASTER = Guard("speed", "speed", 5, at_least=True, small=2)
SHORTER = Guard("time", "time", 1.6)


@pytest.mark.parametrize(
    ("guard", "value", "verdict"),
    [
        (SHORTER, 1.6, Verdict.KEPT),
        (SHORTER, 1.61, Verdict.BROKEN),
        (FASTER, 5, Verdict.KEPT),
        (FASTER, 4.9, Verdict.BROKEN),
    ],
)
def test_a_guard_is_broken_beyond_its_bound(guard: Guard, value: float, verdict: Verdict) -> None:
    assert guard.judge(Figure(value, value, value), full_size=True, quick=False) is verdict


def test_full_size_guards_do_not_judge_smaller_sizes() -> None:
    assert SHORTER.judge(Figure(9, 9, 9), full_size=False, quick=False) is Verdict.UNJUDGED


def test_a_quick_measurement_is_judged_by_its_own_bounds() -> None:
    assert FASTER.judge(Figure(2.5, 2.5, 2.5), full_size=False, quick=True) is Verdict.KEPT
    assert FASTER.judge(Figure(1, 1, 1), full_size=False, quick=True) is Verdict.BROKEN
    assert SHORTER.judge(Figure(9, 9, 9), full_size=False, quick=True) is Verdict.UNJUDGED


def test_a_missing_ratio_is_unmeasured() -> None:
    assert SHORTER.judge(None, full_size=True, quick=False) is Verdict.UNMEASURED


def test_there_is_a_ratio_for_every_guard() -> None:
    assert {guard.key for guard in GUARDS} == set(ratios(results()))
