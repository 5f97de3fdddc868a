"""Columns that hold Python literals (lists of dicts): parsed like ``ast.literal_eval``, never evaluated.

Nearly every literal differs from JSON only in its quotes and its constants, so it is rewritten as JSON, which C code
parses; whatever JSON does not take goes to ``ast.literal_eval``, so that both always agree.
"""

import ast
import json
import re
from contextlib import suppress
from typing import Any, cast

_TOKEN = re.compile(r"""('[^'\\"]*'|"[^"\\]*")""")
_JSON_ONLY = re.compile(r"\b(?:true|false|null|NaN|Infinity)\b")
_CONSTANTS = {"None": "null", "True": "true", "False": "false"}
_CONSTANT = re.compile(r"\b(?:None|True|False)\b")


class LiteralError(ValueError):
    """The text is not a Python literal."""


def parse_literal(text: str) -> Any:
    """Return the value of a Python literal.

    Raises:
        LiteralError: it is none; the message says why.
    """
    if "\\" not in text:
        with suppress(ValueError, RecursionError):  # not the plain form: Python's own parser decides
            return json.loads(_as_json(text))
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError) as error:
        raise LiteralError(f"not a Python literal ({str(error)[:80]})") from None


def _as_json(text: str) -> str:
    """Rewrite a literal without backslashes as JSON; raises ValueError where that could change its meaning."""
    parts = _TOKEN.split(text)
    for index, part in enumerate(parts):
        if index % 2:
            parts[index] = f'"{part[1:-1]}"'
        elif "'" in part or '"' in part or _JSON_ONLY.search(part):
            raise ValueError(part)
        else:
            parts[index] = _CONSTANT.sub(lambda match: _CONSTANTS[match[0]], part)
    return "".join(parts)


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
