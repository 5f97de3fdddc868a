"""Columns that hold a list of records as a Python literal or as JSON: parsed, never evaluated.

Nearly every literal differs from JSON only in its quotes, constants and commas, so it is rewritten as JSON, which C
code parses. Any other text goes to ``ast.literal_eval``, unless it is large: that function needs several hundred times
the memory of the text.
"""

import ast
import json
import math
import re
import warnings
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from movielytics.reasons import Code, quoted

LARGEST_LITERAL = 1_000_000
"""Most bytes of UTF-8 of a literal that is parsed; real ones have fewer than 200,000."""
LARGEST_PYTHON = 65_536
"""Most characters of a literal that ``ast.literal_eval`` parses, for which it needs about 30 MB."""
GREATEST_SHOWN = 10**18
"""Greatest number that a detail shows: Python refuses to write those of more than 4,300 digits."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""The same as ``fields.CONTROL``, which a literal can hold as an escape."""

_STRING = re.compile(
    r"""
    (   ' [^'\\]* (?: \\. [^'\\]* )* '
      | " [^"\\]* (?: \\. [^"\\]* )* "
    )
    | ['"] .*  # has no end: taken whole, or each part of it would be tried
    """,
    re.DOTALL | re.VERBOSE,
)
_WORD = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
_LAST_COMMA = re.compile(r"(?:\A|(?<=[\w\]}]))\s*,(?=\s*[\]}])")  # \A: right after a string
_CONSTANTS = {"None": "null", "True": "true", "False": "false", "nan": "NaN", "inf": "Infinity"}
_CONSTANTS |= {constant: constant for constant in ("null", "true", "false", "NaN", "Infinity")}


class LiteralError(ValueError):
    """The text is not a list of usable records.

    Attributes:
        code: the kind of problem.
        detail: what is wrong, storable and the same for the same fault.
    """

    def __init__(self, code: Code, detail: str) -> None:
        """Store the code and the detail of a reason."""
        super().__init__(detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Range:
    """The values that a column accepts, all of one type with an order.

    Attributes:
        minimum, maximum: the least and the greatest accepted value.
    """

    minimum: Any
    maximum: Any

    def __str__(self) -> str:
        """Return the range in words."""
        return f"from {self.minimum} to {self.maximum}"

    def __contains__(self, value: object) -> bool:
        """Return whether a value is accepted."""
        return bool(self.minimum <= value <= self.maximum)


@dataclass(frozen=True)
class Entry:
    """An entry that each record of a literal has.

    Attributes:
        name: its key.
        required: whether it must be present; otherwise it may be missing, null or NaN.
        range: the whole numbers that are accepted; None: it is text.
        longest: most bytes of UTF-8 of a text; None: it is a whole number.
    """

    name: str
    required: bool = False
    range: Range | None = None
    longest: int | None = None


def whole(name: str, range_: Range, *, required: bool = False) -> Entry:
    """Return an entry that holds whole numbers, also as floats (``18.0``)."""
    return Entry(name, required, range_)


def words(name: str, longest: int, *, required: bool = False) -> Entry:
    """Return an entry that holds text; a required one must not be blank."""
    return Entry(name, required, longest=longest)


def parse_literal(text: str) -> Any:
    """Return the value of a Python literal, of JSON, or of a mixture of both.

    Raises:
        LiteralError: it is neither.
    """
    # json raises RecursionError on deep nesting, ValueError on numbers of more than 4,300 digits.
    with suppress(ValueError, RecursionError):
        return json.loads(text)  # first, because "\/" means "/" only in JSON
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python's warnings about unknown escapes are for people who write code
        with suppress(ValueError, SyntaxError, RecursionError):
            return json.loads(_as_json(text))
        if len(text) > LARGEST_PYTHON:
            limit = f"{LARGEST_PYTHON:,} characters at most"
            raise LiteralError(Code.BAD_LITERAL, f"it is not JSON, and too large for other notations ({limit})")
        try:
            return ast.literal_eval(text)
        except (ValueError, SyntaxError, TypeError, ArithmeticError, RecursionError, MemoryError):
            # Python's own messages hold memory addresses, or describe the limits of its parser.
            raise LiteralError(Code.BAD_LITERAL, "it is neither a Python literal nor JSON") from None


def _as_json(text: str) -> str:
    """Rewrite a literal as JSON; raises ValueError or SyntaxError if that could change its meaning."""
    parts = _STRING.split(text)
    if None in parts:
        raise ValueError("a string has no end")
    parts[::2] = [_LAST_COMMA.sub("", _WORD.sub(_constant_as_json, part)) for part in parts[::2]]
    parts[1::2] = [_string_as_json(part) for part in parts[1::2]]
    return "".join(parts)


def _constant_as_json(word: re.Match[str]) -> str:
    if word[0] == "u" and word.end() == len(word.string):  # u'text', as Python 2 writes it
        return ""
    constant = _CONSTANTS.get(word[0])
    if constant is None:  # another string prefix, or not a literal
        raise ValueError(word[0])
    return constant


def _string_as_json(literal: str) -> str:
    content = literal[1:-1]
    if "\\" in content:
        return json.dumps(ast.literal_eval(literal))
    if '"' in content:
        content = content.replace('"', '\\"')
    return f'"{content}"'


def parse_records(text: str, entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return the entries of each record of a list; a null literal counts as an empty list.

    Raises:
        LiteralError: it is not a list of records, or an entry is missing, of another type, out of range or too long.
    """
    items = parse_literal(text)
    if items is None:
        return []
    if not isinstance(items, list):
        raise LiteralError(Code.BAD_LITERAL, "it is not a list")
    records = []
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            raise LiteralError(Code.BAD_LITERAL, f"item {number} is not a record")
        records.append({entry.name: _usable(item.get(entry.name), entry, number) for entry in entries})
    return records


def _usable(value: Any, entry: Entry, number: int) -> Any:
    if value is None or (isinstance(value, float) and math.isnan(value)):  # NaN: pandas writes missing values so
        if entry.required:
            raise LiteralError(Code.BAD_LITERAL, f"item {number} has no {entry.name}")
        return None
    label = f"item {number}: {entry.name}"
    if entry.range is not None:
        return _usable_number(value, entry.range, label)
    return _usable_text(value, entry, label)


def _usable_number(value: Any, range_: Range, label: str) -> int:
    # Not isinstance, which would accept True as a number.
    is_whole = type(value) is int or (type(value) is float and value.is_integer())
    if is_whole and value in range_:
        return int(value)
    code = Code.OUT_OF_RANGE if is_whole else Code.BAD_LITERAL
    raise LiteralError(code, f"{label} is {_shown(value)}, not a whole number {range_}")


def _usable_text(value: Any, entry: Entry, label: str) -> str:
    if type(value) is not str:
        raise LiteralError(Code.BAD_LITERAL, f"{label} is {_shown(value)}, not text")
    if entry.required and not value.strip():
        raise LiteralError(Code.BAD_LITERAL, f"{label} is empty")
    if CONTROL.search(value):
        raise LiteralError(Code.CONTROL_CHARACTER, f"{label} contains a control character")
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        raise LiteralError(Code.BAD_LITERAL, f"{label} contains half of a surrogate pair") from None
    if entry.longest is not None and size > entry.longest:
        raise LiteralError(Code.TOO_LONG, f"{label} is longer than {entry.longest:,} bytes")
    return value


def _shown(value: Any) -> str:
    """Return a value as a detail shows it: bounded, storable, and the same in every run."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool | float) or (isinstance(value, int) and abs(value) <= GREATEST_SHOWN):
        return repr(value)
    return "a number of many digits" if isinstance(value, int) else f"of type {type(value).__name__}"
