"""The figures equal those computed by hand."""

import pytest

from bench import figures
from support.bench_results import measure, results


@pytest.mark.parametrize(
    ("key", "value", "low", "high"),
    [
        ("staged_to_floor", 3, 3, 3),
        ("staged_to_duck", 1.5, 1.5, 1.5),
        ("jdbc_to_staged", 5 * 40 / 15, 5 * 42 / 18, 5 * 44 / 16.5),  # a fifth of the ratings was loaded by JDBC
        ("published_to_floor", 40 / 5.5, 40.5 / 6, 36.5 / 5),
        ("changes_to_full", 2 / 41, 2 / 41.5, 2 / 37.5),
        ("unchanged_to_full", 1 / 41, 1 / 41.5, 1 / 37.5),
        ("gate_to_run", 2 / 42, 2 / 42.5, 2 / 38.5),
        ("mart_to_flat", 0.1, 0.1, 0.1),
        ("memory_growth", 1.5, 1.5, 1.5),
    ],
)
def test_a_figure_has_the_median_minimum_and_maximum(key: str, value: float, low: float, high: float) -> None:
    found = figures.ratios(results())[key]
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((value, low, high))


def test_memory_is_the_maximum_over_the_steps_of_a_size() -> None:
    measured = results()
    measured.measures.append(measure("size", "upsert_ratings", 3, 1, together=4 * 10**9))
    assert figures.memory_of(measured, 3)["together"] == 4 * 10**9


def test_differing_hashes_and_answers_are_faults() -> None:
    measured = results()
    assert figures.faults(measured) == []
    measured.hashes["another run"]["ratings"] = "c"
    measured.marts[1].equal = False
    assert figures.faults(measured) == [
        "genre_earnings: the schemas answer differently",
        "another run: the content of ratings is not that of one run",
    ]
