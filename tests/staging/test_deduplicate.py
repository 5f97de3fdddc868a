"""Keys that overlap between separately loaded files or ranges."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movielytics.staging import deduplicate
from movielytics.staging.deduplicate import Span, merge_ranges, overlapping

span = st.tuples(st.integers(1, 30), st.integers(0, 9)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(span, max_size=12))
def test_exactly_the_keys_of_two_spans_overlap(spans: list[Span]) -> None:
    covered = [set(range(first, last + 1)) for first, last in spans]
    shared = {key for one, other in combinations(covered, 2) for key in one & other}
    assert {key for first, last in overlapping(spans) for key in range(first, last + 1)} == shared


@pytest.mark.parametrize(
    ("spans", "covered"),
    [
        (set(), []),
        ({(7, 7), (3, 3)}, [(3, 3), (7, 7)]),
        ({(7, 7), (3, 3), (5, 5), (9, 9)}, [(3, 9)]),
        ({(7, 7), (3, 4)}, [(3, 7)]),
    ],
    ids=["no keys", "few keys", "many keys", "a span"],
)
def test_few_keys_stay_single_and_many_become_a_span(
    spans: set[Span], covered: list[Span], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deduplicate, "MANY", 3)
    assert merge_ranges(spans) == covered
