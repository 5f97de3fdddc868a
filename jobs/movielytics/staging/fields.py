"""Typed fields of a dataset as Spark expressions: each has a value and, where the text is unusable, a problem in words.

They are evaluated in three steps, so that nothing is computed twice: ``cleaned`` text of every column, then the values
over it, then the problems over both.
"""

import time
from dataclasses import dataclass
from datetime import date

from pyspark.sql import Column
from pyspark.sql import functions as F  # noqa: N812

from movielytics.warehouse.dialect.text import longest_text

MAX_TEXT = 1_000_000
"""Longest text of a field, in characters: real ones stay below 10,000."""
SHOWN = 60
UNBOUNDED = 1e300
EARLIEST_SECOND = 631_152_000
"""1990, in Unix time."""


def latest_second() -> int:
    """Return the Unix time of tomorrow: clocks differ."""
    return int(time.time()) + 86_400


@dataclass(frozen=True)
class Field:
    """A column to be.

    Attributes:
        name: its name.
        source: the delivered column that it is made of.
        value: its value over ``cleaned(source)``; null where that is null or unusable.
        problem: what is wrong, over ``cleaned(source)`` and ``valued(name)``; null where nothing is.
    """

    name: str
    source: str
    value: Column
    problem: Column


def cleaned_name(source: str) -> str:
    """Return the name of the column that holds the cleaned text of the delivered column."""
    return f"_text_{source}"


def cleaned(source: str) -> Column:
    """Return the delivered text without surrounding white space; null where nothing is left."""
    return F.col(cleaned_name(source))


def valued_name(name: str) -> str:
    """Return the name of the column that holds the value of the field ``name`` until all are judged."""
    return f"_value_{name}"


def valued(name: str) -> Column:
    """Return the value of the field ``name``."""
    return F.col(valued_name(name))


def clean(source: str) -> Column:
    """Return the expression of ``cleaned(source)`` over the delivered column."""
    return F.btrim(F.col(source), F.lit(" \t\r\n"))


def _field(name: str, source: str, value: Column, what: str, required: bool = False) -> Field:
    """A field whose ``value`` is null where the text is not ``what``."""
    text_ = cleaned(source)
    says = F.concat(F.lit(f"{source}: '"), F.substring(text_, 1, SHOWN), F.lit(f"' is not {what}"))
    problem = F.when(valued(name).isNull() & text_.isNotNull(), says)
    return Field(name, source, value, _unless_empty(source, problem) if required else problem)


def _unless_empty(source: str, problem: Column) -> Column:
    return F.when(cleaned(source).isNull(), F.lit(f"{source} is empty")).otherwise(problem)


def text(name: str, source: str, *, required: bool = False) -> Field:
    """Text as it is; not with bytes that are no UTF-8 (they arrive as U+FFFD), NUL or more than ``MAX_TEXT`` characters.

    Nor with more than a column of the warehouse holds.
    """
    value = cleaned(source)
    longest = longest_text()
    too_long = F.when(F.length(value) > MAX_TEXT, F.lit(f"{source} is longer than {MAX_TEXT:,} characters"))
    if longest is not None:
        too_long = F.when(F.octet_length(value) > longest, F.lit(f"{source} is longer than the warehouse's {longest:,} bytes"))
    problem = too_long.when(value.contains("\ufffd"), F.lit(f"{source} is not valid UTF-8")).when(
        value.contains("\0"), F.lit(f"{source} holds a NUL character")
    )
    return Field(name, source, value, _unless_empty(source, problem) if required else problem)


def integer(name: str, source: str, kind: str = "int", *, minimum: int = 0, required: bool = False) -> Field:
    """A whole number of at least ``minimum`` that ``kind`` (``int`` or ``bigint``) holds; ``12.0`` counts as one."""
    largest = 2**31 - 1 if kind == "int" else 2**63 - 1
    value = F.regexp_extract(cleaned(source), r"^\+?(\d+)(?:\.0*)?$", 1).try_cast("bigint")
    bounded = F.when(value.between(minimum, largest), value.cast(kind))
    return _field(name, source, bounded, f"a whole number from {minimum} to {largest}", required)


def number(name: str, source: str, maximum: float = UNBOUNDED) -> Field:
    """A number from 0 to ``maximum`` as a double."""
    value = F.when(cleaned(source).rlike(r"^\+?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"), cleaned(source).try_cast("double"))
    what = "a number" if maximum == UNBOUNDED else f"a number from 0 to {maximum:g}"
    return _field(name, source, F.when(value <= maximum, value), what)


def decimal(name: str, source: str, precision: int, scale: int) -> Field:
    """A positive decimal number, exact."""
    value = F.when(cleaned(source).rlike(r"^0*[1-9]\d*(\.\d*)?$|^0*\.\d*[1-9]\d*$"), cleaned(source))
    return _field(name, source, value.try_cast(f"decimal({precision},{scale})"), "a positive number", required=True)


def half_stars(name: str, source: str) -> Field:
    """A rating: 0.5 to 5.0 in halves, which a float holds exactly."""
    value = F.when(cleaned(source).rlike(r"^([0-4]\.50*|[1-5](\.0*)?)$"), cleaned(source))
    return _field(name, source, value.try_cast("float"), "a rating from 0.5 to 5.0 in halves", required=True)


def boolean(name: str, source: str) -> Field:
    """``True`` or ``False``."""
    value = F.when(cleaned(source) == "True", True).when(cleaned(source) == "False", False)
    return _field(name, source, value, "True or False")


def day(name: str, source: str, first: date, last: date, *, required: bool = False) -> Field:
    """A date as ``yyyy-MM-dd``, from ``first`` to ``last``."""
    parsed = F.when(cleaned(source).rlike(r"^\d{4}-\d{2}-\d{2}$"), cleaned(source)).try_cast("date")
    value = F.when(parsed.between(F.lit(first), F.lit(last)), parsed)
    return _field(name, source, value, f"a date (yyyy-mm-dd) from {first} to {last}", required)


def seconds_since_1970(name: str, source: str) -> Field:
    """A Unix time in seconds, from 1990 to tomorrow, as a moment in UTC."""
    seconds = F.when(cleaned(source).rlike(r"^\d{9,10}$"), cleaned(source)).try_cast("bigint")
    value = F.when(seconds.between(EARLIEST_SECOND, latest_second()), F.timestamp_seconds(seconds))
    return _field(name, source, value, "a Unix time in seconds from 1990 to now", required=True)
