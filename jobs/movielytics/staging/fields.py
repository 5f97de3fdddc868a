"""Typed fields of a dataset as Spark expressions: each has a value, a problem if the text is unusable, and a range.

They are evaluated in three steps, so that nothing is computed twice: the ``cleaned`` text of every column, then the
values from it, then the problems from both. No expression is repeated, because Java compiles only methods of up to
64 KB, and Spark interprets larger ones, several times more slowly.

A spelling with one possible meaning is accepted:

* Whole numbers may be floats. pandas writes ``12.0`` if a column has missing values; from ten million upwards, Spark
  writes ``1.260759144E9``. The exponent must move the point past all digits: ``1.5E0`` is rejected.
* ``-0`` and ``-0.0`` are 0.
* ``true`` and ``false`` may be in any case. 0 and 1 are rejected, because a field that shifted often holds them.
* Dates may have the year first (``1988-10-21``, ``1988/10/21``). They may have it last if the day cannot be a month or
  equals it (``21/10/1988``, ``10/10/1988``). A time of midnight may follow.

A spelling with two possible meanings is rejected: dates whose day may be the month, and years of two digits. So are
thousands separators, names of months, and times of day, which may belong to another time zone's day.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from pyspark.sql import Column
from pyspark.sql import functions as F  # noqa: N812

from movielytics.reasons import SHOWN, VISIBLE, Code
from movielytics.staging.literals import Entry, Range

LONGEST_TEXT = 65_535
"""Most bytes of UTF-8 of any text: Redshift's longest VARCHAR, so that every warehouse accepts the same rows."""
GREATEST_INT = 2**31 - 1
"""Greatest number that an INTEGER column holds."""
ID = Range(1, GREATEST_INT)
"""Ids of movies, users, people and genres: TMDB and MovieLens number them from 1."""
EARLIEST_SECOND = 631_152_000
"""1990, in Unix time."""
DAY = 86_400
"""Seconds of a day."""

_ZERO = r"-0+(?:\.0*)?"
_EXPONENTS = "|".join(rf"\d+(?:\.\d{{0,{digits}}})?[eE]\+?0?{digits}" for digits in range(16))
WHOLE = rf"^(?:\+?(?:\d+(?:\.0*)?|{_EXPONENTS})|{_ZERO})$"
"""Whole numbers from 0; one with an exponent has no more digits after the point than the exponent moves before it."""
_LARGE = r"\d+(?:\.\d{0,16})?[eE]\+?0*(?:1[6-9]|[2-9]\d|\d{3,})"
WHOLE_OF_ANY_SIZE = rf"^[+-]?(?:\d+(?:\.0*)?|{_EXPONENTS}|{_LARGE})$"
NUMBER = rf"^(?:\+?(?:\d{{1,40}}\.?\d{{0,40}}|\.\d{{1,40}})(?:[eE][+-]?0*\d{{1,2}})?|{_ZERO})$"
"""Numbers from 0 that a double holds: their digits and exponents cannot make it infinite, nor a small number zero."""
NUMBER_OF_ANY_SIZE = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"
HALVES = r"^\+?(?:0*[0-4]?\.50*|0*[1-5](?:\.0*)?)$"
"""0.5 to 5 in halves. A pattern, because 4.49999999999999999 would equal 4.5 as a float."""
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
"""ASCII's control characters except tab and line endings: PostgreSQL cannot store NUL, and terminals obey others."""

_MONTH = r"(0?[1-9]|1[0-2])"
_LATE_DAY = r"(1[3-9]|2\d|3[01])"
_MIDNIGHT = r"(?:[T\x20]0?0:00(?::00(?:\.0+)?)?|\x2012:00(?::00)?\x20?[aA][mM])?"
DATE = (
    r"(?s)^(?:(?:"
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})"  # year, month and day are groups 1, 3 and 4
    rf"|{_LATE_DAY}([-/.]){_MONTH}\6(\d{{4}})"  # 8, 7, 5
    rf"|{_MONTH}([-/.]){_LATE_DAY}\10(\d{{4}})"  # 12, 9, 11
    r"|0?([1-9]|1[0-2])([-/.])0?\13\14(\d{4})"  # 15, 13, 13
    rf"){_MIDNIGHT}|.*)$"
)
"""Dates with one reading: each notation has its own groups. Any other text matches without groups."""
AS_ISO = "$1$8$12$15-$3$7$9$13-$4$5$11$13"
EITHER_ORDER = rf"^0?([1-9]|1[0-2])([-/.])(?!0?\1\2)0?([1-9]|1[0-2])\2(\d{{4}}){_MIDNIGHT}$"
BOTH_ORDERS = "$4-$1-$3 or $4-$3-$1"
SHORT_YEAR = rf"^\d{{1,2}}([-/.])\d{{1,2}}\1\d{{2}}{_MIDNIGHT}$"


def latest_second() -> int:
    """Return the Unix time of the next midnight in UTC, up to which the gate accepts ratings."""
    return (int(time.time()) // DAY + 1) * DAY


@dataclass(frozen=True)
class Field:
    """A typed column.

    Attributes:
        name: its name.
        source: the delivered column that it is made from.
        value: its value over ``cleaned(source)``; null if that is null, meaningless if there is a problem.
        problem: what is wrong, ``struct<code:string,detail:string>`` over ``cleaned(source)`` and ``valued(name)``;
            null if nothing is. Details are storable and do not repeat the column's name.
        range: the values that are accepted; None for text and records.
        longest: most bytes of UTF-8 of a text.
        entries: the entries of each record, if the column holds records.
    """

    name: str
    source: str
    value: Column
    problem: Column
    range: Range | None = None
    longest: int | None = None
    entries: tuple[Entry, ...] = ()


def cleaned_name(source: str) -> str:
    """Return the name of the column that holds the cleaned text of the delivered column."""
    return f"_text_{source}"


def cleaned(source: str) -> Column:
    """Return the delivered text without surrounding white space; null if nothing is left."""
    return F.col(cleaned_name(source))


def valued_name(name: str) -> str:
    """Return the name of the column that holds the value of the field ``name`` until all are checked."""
    return f"_value_{name}"


def valued(name: str) -> Column:
    """Return the value of the field ``name``."""
    return F.col(valued_name(name))


def clean(source: str) -> Column:
    """Return the expression of ``cleaned(source)`` over the delivered column."""
    return F.btrim(F.col(source), F.lit(" \t\r\n"))


def problem(code: Code | Column, detail: Column | str) -> Column:
    """Return a problem as ``struct<code:string,detail:string>``."""
    kind = F.lit(code.value) if isinstance(code, Code) else code
    words = F.lit(detail) if isinstance(detail, str) else detail
    return F.struct(kind.alias("code"), words.alias("detail"))


def quoted(text_: Column) -> Column:
    """Return the beginning of a text as a detail quotes it, like ``reasons.quoted``."""
    cut = F.regexp_replace(text_, rf"(?s)^(.{{{SHOWN}}}).+$", "$1…")
    visible = F.translate(cut, "".join(map(chr, VISIBLE)), "".join(VISIBLE.values()))
    return F.concat(F.lit("'"), visible, F.lit("'"))


def unless_empty(source: str, otherwise: Column) -> Column:
    """Return the problem of an empty text if the text is empty, ``otherwise`` if it is not."""
    return F.when(cleaned(source).isNull(), problem(Code.EMPTY, "it is empty")).otherwise(otherwise)


def _outside(name: str, source: str, range_: Range) -> Column:
    """Return whether there is a text but no value in the range."""
    inside = valued(name).between(_literal(range_.minimum), _literal(range_.maximum))
    return cleaned(source).isNotNull() & ~F.coalesce(inside, F.lit(False))


def _literal(value: object) -> Column:
    return F.timestamp_seconds(F.lit(int(value.timestamp()))) if isinstance(value, datetime) else F.lit(value)


def _not_in_range(name: str, source: str, range_: Range, any_size: str, what: str) -> Column:
    """Return the problem of a number that is not in the range; texts that match ``any_size`` are numbers."""
    text_ = cleaned(source)
    code = F.when(text_.rlike(any_size), Code.OUT_OF_RANGE.value).otherwise(Code.NOT_A_NUMBER.value)
    return F.when(_outside(name, source, range_), problem(code, F.concat(quoted(text_), F.lit(f" is not {what}"))))


def _whole(source: str) -> Column:
    """Return the text as a double if it is a whole number: exact up to 2**53, which no range exceeds."""
    return F.when(cleaned(source).rlike(WHOLE), cleaned(source)).try_cast("double")


def text(name: str, source: str, *, longest: int = LONGEST_TEXT, required: bool = False) -> Field:
    """Return a field of unchanged text: at most ``longest`` bytes of UTF-8, and no ``CONTROL`` characters."""
    value = cleaned(source)
    too_long = problem(Code.TOO_LONG, f"it is longer than {longest:,} bytes")
    control = problem(Code.CONTROL_CHARACTER, "it contains a control character")
    unusable = F.when(F.octet_length(value) > longest, too_long).when(value.rlike(CONTROL), control)
    return Field(name, source, value, unless_empty(source, unusable) if required else unusable, longest=longest)


def integer(name: str, source: str, range_: Range, *, required: bool = False) -> Field:
    """Return a field of whole numbers, a BIGINT if the range exceeds an INTEGER; the range is within 0 to 2**53."""
    value = _whole(source).try_cast("int" if range_.maximum <= GREATEST_INT else "bigint")
    unusable = _not_in_range(name, source, range_, WHOLE_OF_ANY_SIZE, f"a whole number {range_}")
    return Field(name, source, value, unless_empty(source, unusable) if required else unusable, range_)


def number(name: str, source: str, range_: Range) -> Field:
    """Return a field of numbers as doubles; the range has no negative numbers."""
    value = F.abs(F.when(cleaned(source).rlike(NUMBER), cleaned(source)).try_cast("double"))  # -0.0 becomes 0.0
    unusable = _not_in_range(name, source, range_, NUMBER_OF_ANY_SIZE, f"a number {range_}")
    return Field(name, source, value, unusable, range_)


def decimal(name: str, source: str, range_: Range, precision: int, scale: int) -> Field:
    """Return a field of decimal numbers that are in the range after rounding to ``scale`` digits after the point."""
    value = F.when(cleaned(source).rlike(NUMBER), cleaned(source)).try_cast(f"decimal({precision},{scale})")
    unusable = _not_in_range(name, source, range_, NUMBER_OF_ANY_SIZE, f"a number {range_}")
    return Field(name, source, value, unless_empty(source, unusable), range_)


def half_stars(name: str, source: str) -> Field:
    """Return a field of ratings: 0.5 to 5.0 in halves, which a float holds exactly."""
    value = F.when(cleaned(source).rlike(HALVES), cleaned(source)).try_cast("float")
    range_ = Range(0.5, 5.0)
    unusable = _not_in_range(name, source, range_, NUMBER_OF_ANY_SIZE, f"a rating {range_} in halves")
    return Field(name, source, value, unless_empty(source, unusable), range_)


def boolean(name: str, source: str) -> Field:
    """Return a field of ``True`` or ``False``, in upper or lower case."""
    value = F.when(cleaned(source).rlike("^(?i:true|false)$"), cleaned(source)).try_cast("boolean")
    unusable = F.when(
        valued(name).isNull() & cleaned(source).isNotNull(),
        problem(Code.NOT_A_BOOLEAN, F.concat(quoted(cleaned(source)), F.lit(" is not True or False"))),
    )
    return Field(name, source, value, unusable, Range(False, True))


def day(name: str, source: str, range_: Range, *, required: bool = False) -> Field:
    """Return a field of dates in a spelling with one reading."""
    text_ = cleaned(source)

    def is_(code: Code, what: Column | str) -> Column:
        return problem(code, F.concat(quoted(text_), F.lit(" is "), F.lit(what) if isinstance(what, str) else what))

    orders = F.concat(F.regexp_replace(text_, EITHER_ORDER, BOTH_ORDERS), F.lit(": write it as yyyy-mm-dd"))
    unusable = F.when(
        _outside(name, source, range_),
        F.when(valued(name).isNotNull(), is_(Code.OUT_OF_RANGE, f"not a date {range_}"))
        .when(text_.rlike(EITHER_ORDER), is_(Code.AMBIGUOUS_DATE, orders))
        .when(text_.rlike(SHORT_YEAR), is_(Code.AMBIGUOUS_DATE, "a date of any century: write it as yyyy-mm-dd"))
        .otherwise(is_(Code.NOT_A_DATE, f"not a date (yyyy-mm-dd) {range_}")),
    )
    value = F.regexp_replace(text_, DATE, AS_ISO).try_cast("date")
    return Field(name, source, value, unless_empty(source, unusable) if required else unusable, range_)


def seconds_since_1970(name: str, source: str) -> Field:
    """Return a field of Unix times in seconds, from 1990 to the end of today, as timestamps in UTC."""
    range_ = Range(*(datetime.fromtimestamp(second, UTC) for second in (EARLIEST_SECOND, latest_second())))
    value = _whole(source).try_cast("timestamp")
    unusable = _not_in_range(name, source, range_, WHOLE_OF_ANY_SIZE, "a Unix time in seconds from 1990 to now")
    return Field(name, source, value, unless_empty(source, unusable), range_)
