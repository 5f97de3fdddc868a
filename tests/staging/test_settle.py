"""Which keys may have been loaded apart."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from movielytics.staging.settle import contested

span = st.tuples(st.integers(1, 30), st.integers(0, 9)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(span, max_size=6), st.sets(st.integers(1, 40), max_size=6))
def test_exactly_the_keys_of_two_spans_are_contested(spans: list[tuple[int, int]], singles: set[int]) -> None:
    covered = [set(range(first, last + 1)) for first, last in spans] + [{key} for key in singles]
    shared = {key for one, other in combinations(covered, 2) for key in one & other}
    assert {key for first, last in contested(spans, singles) for key in range(first, last + 1)} == shared
