"""When files count as arrived: each case is what a landing zone holds from second to second."""

import pytest

from movielytics.landing.arrivals import LONGEST_WAIT_SECONDS, Arrivals

STABLE = 5
CASES: dict[str, tuple[list[tuple[float, str]], dict[float, str]]] = {
    "one file": ([(0, ""), (5, "a1"), (10, "a1"), (15, "a1")], {10: "a"}),
    "files that were there at the start": ([(0, "a1 b1"), (5, "a1 b1"), (10, "a1 b1")], {5: "a b"}),
    "a file that grows": ([(0, "a1"), (5, "a2"), (8, "a2"), (10, "a2"), (15, "a2")], {10: "a"}),
    "a burst": ([(0, "a1"), (2, "a1 b1"), (4, "a1 b1 c1"), (6, "a1 b1 c1"), (9, "a1 b1 c1")], {9: "a b c"}),
    "a changed file": ([(0, "a1"), (5, "a1"), (10, "a2"), (15, "a2")], {5: "a", 15: "a"}),
    "a removed file": ([(0, "a1 b1"), (5, "a1 b1"), (10, "b1"), (20, "b1")], {5: "a b"}),
    "a removed file that comes back": ([(0, "a1"), (5, "a1"), (10, ""), (15, "a1"), (20, "a1")], {5: "a", 20: "a"}),
    "a new file that is removed": ([(0, "a1"), (3, ""), (8, "")], {}),
    "a file that is always written to": (
        [(second, f"a1 b{second}") for second in range(0, 70, 5)],
        {LONGEST_WAIT_SECONDS: "a"},
    ),
}  # fmt: skip


def files(text: str) -> dict[str, str]:
    """Return the files of a text such as ``a1 b2``: the file ``a`` has the identity ``1``."""
    return {word[0]: word[1:] for word in text.split()}


@pytest.mark.parametrize("case", CASES)
def test_files_are_announced_once_they_stay_the_same(case: str) -> None:
    looks, expected = CASES[case]
    arrivals = Arrivals(STABLE)
    announced = {second: " ".join(arrivals.look(files(text), second)) for second, text in looks}
    assert {second: names for second, names in announced.items() if names} == expected
