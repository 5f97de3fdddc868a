"""Costs per million ratings, fitted to the measured sizes."""

import pytest

from bench import growth, tables
from support.bench_results import measure, results


def test_growth_has_a_fixed_and_a_per_million_cost() -> None:
    found = results()
    sizes = {1_000_000: 5.0, 5_000_000: 13.0, 26_000_000: 55.0}  # 3 s fixed and 2 s per million
    found.measures = [
        measure("size", "stage_ratings", 1, seconds, ratings=ratings) for ratings, seconds in sizes.items()
    ]
    line = growth.growth(found, growth.PARTS["`stage_ratings`"])
    assert line is not None
    assert line.seconds == sizes
    assert (line.fixed, line.per_million, line.at(1_000_000_000)) == pytest.approx((3, 2, 2003))
    assert "| `stage_ratings` | 5.0 | 13.0 | 55.0 | 3.0 | 2.00 | 203 | 2,003 |" in tables.grown(found)


def test_one_size_gives_no_growth() -> None:
    found = results()
    found.measures = [measure("size", "stage_ratings", 1, 5)]
    assert tables.grown(found) == ""
