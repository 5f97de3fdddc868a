"""Typed fields of a dataset as Spark expressions: each has a value and, where the text is unusable, a problem in words."""

from dataclasses import dataclass
from datetime import date

from pyspark.sql import Column
from pyspark.sql import functions as F  # noqa: N812

MAX_TEXT = 1_000_000
"""Longest text of a field, in characters: real ones stay below 10,000."""
SHOWN = 60


@dataclass(frozen=True)
class Field:
    """A column to be: its name, its value (null where empty), and what is wrong with it (null where nothing is)."""

    name: str
    value: Column
    problem: Column


def clean(source: str) -> Column:
    """Return the text of the column ``source`` without surrounding white space; null where nothing is left."""
    return F.nullif(F.btrim(F.col(source), F.lit(" \t\r\n")), F.lit(""))


def _says(source: str, text: Column, what: str) -> Column:
    return F.concat(F.lit(f"{source}: '"), F.substring(text, 1, SHOWN), F.lit(f"' is not {what}"))


def _field(name: str, source: str, value: Column, what: str, required: bool) -> Field:
    """A field whose ``value`` is null where the text is not ``what``."""
    text = clean(source)
    problem = F.when(text.isNotNull() & value.isNull(), _says(source, text, what))
    if required:
        problem = F.when(text.isNull(), F.lit(f"{source} is empty")).otherwise(problem)
    return Field(name, value, problem)


def text(name: str, source: str, *, required: bool = False) -> Field:
    """Text as it is; not with bytes that are no UTF-8 (they arrive as U+FFFD), NUL or more than ``MAX_TEXT`` characters."""
    value = clean(source)
    problem = (
        F.when(F.length(value) > MAX_TEXT, F.lit(f"{source} is longer than {MAX_TEXT:,} characters"))
        .when(value.contains("\ufffd"), F.lit(f"{source} is not valid UTF-8"))
        .when(value.contains("\0"), F.lit(f"{source} holds a NUL character"))
    )
    if required:
        problem = F.when(value.isNull(), F.lit(f"{source} is empty")).otherwise(problem)
    return Field(name, value, problem)


def integer(name: str, source: str, kind: str = "int", *, minimum: int = 0, required: bool = False) -> Field:
    """A whole number of at least ``minimum`` that ``kind`` (``int`` or ``bigint``) holds; ``12.0`` counts as one."""
    matched = F.nullif(F.regexp_extract(clean(source), r"^([+-]?\d+)(?:\.0*)?$", 1), F.lit(""))
    number = matched.try_cast(kind)
    value = F.when(number >= minimum, number)
    what = "a whole number" if minimum == 0 else f"a whole number of at least {minimum}"
    return _field(name, source, value, f"{what} that fits", required)


def number(name: str, source: str, maximum: float = 1e300) -> Field:
    """A number from 0 to ``maximum`` as a double."""
    value = clean(source)
    matched = F.when(value.rlike(r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"), value.try_cast("double"))
    bounded = F.when((matched >= 0) & (matched <= maximum), matched)
    return _field(name, source, bounded, "a number" if maximum >= 1e300 else f"a number from 0 to {maximum:g}", False)


def decimal(name: str, source: str, precision: int, scale: int) -> Field:
    """A positive decimal number, exact."""
    value = clean(source)
    matched = F.when(value.rlike(r"^\d+(\.\d*)?$"), value.try_cast(f"decimal({precision},{scale})"))
    return _field(name, source, F.when(matched > 0, matched), "a positive number", True)


def half_stars(name: str, source: str) -> Field:
    """A rating: 0.5 to 5.0 in halves, exact."""
    text_ = clean(source)
    value = F.when(text_.rlike(r"^([0-4]\.50*|[1-5](\.0*)?)$"), text_.try_cast("decimal(2,1)"))
    return _field(name, source, value, "a rating from 0.5 to 5.0 in halves", True)


def boolean(name: str, source: str) -> Field:
    """``True`` or ``False``."""
    value = F.when(clean(source) == "True", True).when(clean(source) == "False", False)
    return _field(name, source, value, "True or False", False)


def day(name: str, source: str, *, first: date = date(1870, 1, 1), required: bool = False) -> Field:
    """A date as ``yyyy-MM-dd``, from ``first`` to 2099."""
    text_ = clean(source)
    parsed = F.when(text_.rlike(r"^\d{4}-\d{2}-\d{2}$"), text_.try_cast("date"))
    value = F.when((parsed >= F.lit(first)) & (parsed < F.lit(date(2100, 1, 1))), parsed)
    return _field(name, source, value, f"a date (yyyy-mm-dd) from {first.year} to 2099", required)


def seconds_since_1970(name: str, source: str) -> Field:
    """A Unix time in seconds, from 1990 to 2099, as a moment in UTC."""
    text_ = clean(source)
    seconds = F.when(text_.rlike(r"^\d{9,10}$"), text_.try_cast("bigint"))
    value = F.when((seconds >= 631_152_000) & (seconds < 4_102_444_800), F.timestamp_seconds(seconds))
    return _field(name, source, value, "a Unix time in seconds from 1990 to 2099", True)
