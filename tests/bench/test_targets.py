"""Verdicts on figures: met, close, missed, unmeasured, or not judged at this size."""

import pytest

from bench.figures import Figure, ratios
from bench.targets import TARGETS, Target, Verdict
from support.bench_results import results

FASTER = Target("speed", "speed", 5, at_least=True, small=2)
SHORTER = Target("time", "time", 1.6)


@pytest.mark.parametrize(
    ("target", "value", "verdict"),
    [
        (SHORTER, 1.6, Verdict.MET),
        (SHORTER, 1.91, Verdict.CLOSE),
        (SHORTER, 1.93, Verdict.MISSED),
        (FASTER, 5, Verdict.MET),
        (FASTER, 4.1, Verdict.CLOSE),
        (FASTER, 3.9, Verdict.MISSED),
    ],
)
def test_a_target_is_missed_by_more_than_a_fifth(target: Target, value: float, verdict: Verdict) -> None:
    assert target.judge(Figure(value, value, value), full_size=True, quick=False) is verdict


def test_full_size_targets_do_not_judge_smaller_sizes() -> None:
    assert SHORTER.judge(Figure(9, 9, 9), full_size=False, quick=False) is Verdict.UNJUDGED


def test_a_quick_measurement_is_judged_by_its_own_margins() -> None:
    assert FASTER.judge(Figure(2.5, 2.5, 2.5), full_size=False, quick=True) is Verdict.MET
    assert FASTER.judge(Figure(1, 1, 1), full_size=False, quick=True) is Verdict.MISSED
    assert SHORTER.judge(Figure(9, 9, 9), full_size=False, quick=True) is Verdict.UNJUDGED


def test_a_missing_figure_is_unmeasured() -> None:
    assert SHORTER.judge(None, full_size=True, quick=False) is Verdict.UNMEASURED


def test_there_is_a_figure_for_every_target() -> None:
    assert {target.key for target in TARGETS} == set(ratios(results()))
