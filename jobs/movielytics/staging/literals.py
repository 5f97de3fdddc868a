"""Columns that hold Python literals (lists of dicts): parsed like ``ast.literal_eval``, never evaluated.

Nearly every literal differs from JSON only in its quotes and its constants, so it is rewritten as JSON, which C code
parses; whatever JSON does not take goes to ``ast.literal_eval``, so that both always agree.
"""

import ast
import json
import re
import warnings
from contextlib import suppress
from typing import Any, cast

_STRING = re.compile(
    r"""
    (   ' [^'\\]* (?: \\. [^'\\]* )* '
      | " [^"\\]* (?: \\. [^"\\]* )* "
    )
    | ['"] .*  # has no end: taken whole, or each part of it would be tried
    """,
    re.DOTALL | re.VERBOSE,
)
_WORD = re.compile(r"[A-Za-z]\w*")
_CONSTANTS = {"None": "null", "True": "true", "False": "false"}


class LiteralError(ValueError):
    """The text is not a Python literal."""


def parse_literal(text: str) -> Any:
    """Return the value of a Python literal.

    Raises:
        LiteralError: it is none; the message says why.
    """
    with suppress(ValueError, SyntaxError, RecursionError):  # not the plain form: Python's own parser decides
        return json.loads(_as_json(text))
    try:
        return _by_python(text)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError) as error:
        raise LiteralError(f"not a Python literal ({str(error)[:80]})") from None


def _by_python(text: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that an escape is none is told to who writes code, and data are no code
        return ast.literal_eval(text)


def _as_json(text: str) -> str:
    """Rewrite a literal as JSON; raises ValueError or SyntaxError where that could change its meaning."""
    parts = _STRING.split(text)
    if None in parts or text != text.strip():
        raise ValueError("a string has no end, or there is white space around, which means something to Python alone")
    if _WORD.search("".join(parts[::2])):
        parts[::2] = [_WORD.sub(_constant_as_json, part) for part in parts[::2]]
    parts[1::2] = [_string_as_json(part) for part in parts[1::2]]
    return "".join(parts)


def _constant_as_json(word: re.Match[str]) -> str:
    constant = _CONSTANTS.get(word[0])
    if constant is None:  # true, null, Infinity: JSON's own; an exponent, a prefix of a string: rare
        raise ValueError(word[0])
    return constant


def _string_as_json(literal: str) -> str:
    content = literal[1:-1]
    if "\\" in content:
        return json.dumps(_by_python(literal))
    if '"' in content:
        content = content.replace('"', '\\"')
    return f'"{content}"'


def parse_records(text: str, required: dict[str, type], optional: dict[str, type], longest: int | None = None) -> list[dict[str, Any]]:
    """Return the named entries of a literal list of dicts.

    Args:
        text: the literal.
        required: entries that every dict has, with their types.
        optional: entries that are None where a dict lacks them.
        longest: bytes of UTF-8 that a text may have; None: any number.

    Raises:
        LiteralError: it is no literal list of dicts, or an entry is missing, of another type or too long.
    """
    items = parse_literal(text)
    if not isinstance(items, list):
        raise LiteralError("not a list")
    records = []
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            raise LiteralError(f"item {number} is not a dict")
        record = {name: _entry(item, number, name, kind, name in required) for name, kind in (required | optional).items()}
        for name, value in record.items():
            if longest is not None and isinstance(value, str) and len(value.encode()) > longest:
                raise LiteralError(f"item {number}: {name} is longer than the warehouse's {longest:,} bytes")
        records.append(record)
    return records


def _entry(item: dict[str, Any], number: int, name: str, kind: type, required: bool) -> Any:
    value: Any = item.get(name)
    if value is None and not required:
        return None
    if type(value) is not kind:  # not isinstance: True is no number here
        raise LiteralError(f"item {number} has no usable {name}: {value!r:.60}")
    return _text(cast(str, value), number, name, required) if kind is str else _number(cast(int, value), number, name)


def _number(value: int, number: int, name: str) -> int:
    if not -(2**31) <= value < 2**31:
        raise LiteralError(f"item {number}: {name} {value} is out of range")
    return value


def _text(value: str, number: int, name: str, required: bool) -> str:
    if "\0" in value or (required and not value.strip()):
        raise LiteralError(f"item {number} has no usable {name}: {value!r:.60}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise LiteralError(f"item {number}: {name} is not valid Unicode") from None
    return value
