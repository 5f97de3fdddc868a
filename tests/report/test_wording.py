"""Numbers as users read them."""

from decimal import Decimal

import pytest

from movielytics.report import wording


@pytest.mark.parametrize(
    ("dollars", "words"),
    [
        (None, "-"),
        (0, "$0"),
        (999_499, "$999,499"),
        (999_999, "$1.00 million"),
        (1_234_567, "$1.23 million"),
        (9_996_000, "$10.0 million"),
        (45_670_000, "$45.7 million"),
        (99_960_000, "$100 million"),
        (999_700_000, "$1.00 billion"),
        (148_064_638_810, "$148 billion"),
        (Decimal("2787965087"), "$2.79 billion"),
        (12_300_000_000_000, "$12.3 trillion"),
    ],
)
def test_money_has_three_digits(dollars: int | Decimal | None, words: str) -> None:
    assert wording.money(dollars) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (None, "-"),
        (0, "0%"),
        (0.0006, "under 0.1%"),
        (0.04, "4.0%"),
        (0.0997, "10%"),
        (Decimal("0.4796"), "48%"),
        (0.995, "99.5%"),
        (0.9999, "over 99.9%"),
        (1, "100%"),
    ],
)
def test_a_share_is_never_rounded_to_none_or_all(number: float | Decimal | None, words: str) -> None:
    assert wording.share(number) == words
