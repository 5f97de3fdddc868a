"""Numbers as people read them."""

import calendar
from datetime import date
from decimal import Decimal

Number = int | float | Decimal

NOT_KNOWN = "-"
QUARTERS = ("January to March", "April to June", "July to September", "October to December")
_UNITS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_FEW = 0.1
_ROUGH = (9.95, 99)
"""Percentages between these are shown without decimals."""
_ROUNDS_UP = 0.9995
"""Smallest share of a unit that rounds to the whole unit at three digits."""


def count(number: Number | None) -> str:
    """Return a whole number with thousands separators, as in ``73,840``."""
    return NOT_KNOWN if number is None else f"{number:,.0f}"


def decimal(number: Number | None, digits: int) -> str:
    """Return a number with ``digits`` decimals."""
    return NOT_KNOWN if number is None else f"{number:,.{digits}f}"


def share(number: Number | None) -> str:
    """Return a share from 0 to 1 as a percentage, as in ``48%``.

    Below 10% and above 99% it has one decimal, so that a small share does not look like none.
    """
    if number is None:
        return NOT_KNOWN
    if number in (0, 1):
        return f"{number:.0%}"
    percent = float(number) * 100
    if percent < _FEW:
        return f"under {_FEW}%"
    if percent > 100 - _FEW:
        return f"over {100 - _FEW}%"
    return f"{percent:.0f}%" if _ROUGH[0] <= percent <= _ROUGH[1] else f"{percent:.1f}%"


def money(dollars: Number | None) -> str:
    """Return US dollars with three digits, as in ``$1.23 billion``; below a million in full."""
    if dollars is None:
        return NOT_KNOWN
    for unit, name in _UNITS:
        if dollars >= unit * _ROUNDS_UP:
            amount = float(dollars) / unit
            digits = 2 if amount < 9.995 else 1 if amount < 99.95 else 0
            return f"${amount:,.{digits}f} {name}"
    return f"${dollars:,.0f}"


def month(number: int) -> str:
    """Return the name of month 1 to 12."""
    return calendar.month_name[number]


def month_of(day: date) -> str:
    """Return the month and year of a day, as in ``April 2022``."""
    return f"{month(day.month)} {day.year}"


def quarter(number: int) -> str:
    """Return the months of quarter 1 to 4."""
    return QUARTERS[number - 1]


def titled(title: str, year: int | None) -> str:
    """Return a movie's title with its year, if the year is known."""
    return title if year is None else f"{title} ({year})"


def listing(parts: list[str]) -> str:
    """Return the parts as in ``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def things(number: int, one: str, many: str | None = None) -> str:
    """Return a number of things: ``1 movie``, ``2 movies``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
