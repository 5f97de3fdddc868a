"""Why a row is quarantined: each reason is a code, a column and a detail.

The code says which kind of problem it is and never changes; row counts, gate, report and command line use it.
"""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_DETAIL = 1_000
"""Largest length of a reason's detail, in characters."""
SHOWN = 60
"""Largest length of a value that a detail quotes, in characters; a longer value is cut."""
VISIBLE = (
    {code: chr(0x2400 + code) for code in range(0x20)}
    | {0x7F: "\u2421"}
    | dict.fromkeys(
        (*range(0x80, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A)),
        "\ufffd",
    )
)
"""What a detail shows instead of a control character, by code point.

ASCII control characters become their pictures (NUL is U+2400), because PostgreSQL cannot store NUL and a terminal
obeys the others. C1 controls, Unicode's line separators and its direction marks have no pictures and become U+FFFD.
"""


@dataclass(frozen=True)
class Meaning:
    """What a code means to the person who delivers the file.

    Attributes:
        problem: what is wrong, in words.
        remedy: what to do about it; empty if the problem says it.
        counts: whether such rows count towards the share of quarantined rows that fails the gate.
    """

    problem: str
    remedy: str = ""
    counts: bool = True


class Code(StrEnum):
    """The kinds of problems."""

    QUOTING = "quoting"
    BACKSLASH_QUOTING = "backslash_quoting"
    COLUMN_COUNT = "column_count"
    RECORD_TOO_LARGE = "record_too_large"
    CONTROL_CHARACTER = "control_character"
    INVALID_UTF8 = "invalid_utf8"
    EMPTY = "empty"
    NO_VALUE_PUBLISHED = "no_value_published"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_BOOLEAN = "not_a_boolean"
    NOT_A_DATE = "not_a_date"
    AMBIGUOUS_DATE = "ambiguous_date"
    OUT_OF_RANGE = "out_of_range"
    TOO_LONG = "too_long"
    BAD_LITERAL = "bad_literal"
    LITERAL_TOO_LARGE = "literal_too_large"


MEANINGS: dict[Code, Meaning] = {
    Code.QUOTING: Meaning(
        "quoting is not RFC 4180",
        'enclose the field in quotes and double each quote inside it: "say ""hi"""',
    ),
    Code.BACKSLASH_QUOTING: Meaning(
        "quotes are escaped with backslashes, not doubled as RFC 4180 says",
        'with Spark, write the file with .option("escape", "\\"")',
    ),
    Code.COLUMN_COUNT: Meaning("the number of fields differs from the header"),
    Code.RECORD_TOO_LARGE: Meaning("the record is too large"),
    Code.CONTROL_CHARACTER: Meaning("the row contains a control character", "remove the character"),
    Code.INVALID_UTF8: Meaning("the row is not valid UTF-8", "convert the file to UTF-8"),
    Code.EMPTY: Meaning("a required value is empty"),
    Code.NO_VALUE_PUBLISHED: Meaning("no value was published for this month", counts=False),
    Code.NOT_A_NUMBER: Meaning("a value is not a number, or has a fraction in a column of whole numbers"),
    Code.NOT_A_BOOLEAN: Meaning("a value is neither true nor false"),
    Code.NOT_A_DATE: Meaning("a value is not a date"),
    Code.AMBIGUOUS_DATE: Meaning("a date can be read in two ways", "write dates as yyyy-mm-dd"),
    Code.OUT_OF_RANGE: Meaning("a value is out of range"),
    Code.TOO_LONG: Meaning("a text is too long"),
    Code.BAD_LITERAL: Meaning("a value is not a list of records, in Python's or JSON's notation"),
    Code.LITERAL_TOO_LARGE: Meaning("a list of records is too large"),
}


def quoted(value: str) -> str:
    """Quote a delivered text for a detail: cut to ``SHOWN`` characters, with visible and storable characters only."""
    cut = value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
    return f"'{cut.encode(errors='replace').decode().translate(VISIBLE)}'"
