"""Explain why a record cannot be used as delivered: a code, and a detail that is the same for the same fault."""

import csv
import re

from movielytics.landing.header import Header
from movielytics.reasons import Code

Reason = tuple[Code, str, str | None]
"""A code, a detail that names the column, and the column as delivered; None if no single one is to blame."""
LONGEST_NAME = 60
"""Longest column name in a detail, in characters."""
UNUSABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\udc80-\udcff]{1,8}")
"""A control character other than tab, LF and CR, or undecodable bytes."""
ESCAPED = re.compile(r"[\x00\udc80-\udcff]")
"""What PostgreSQL cannot store as text: NUL, and the surrogates of undecodable bytes."""
FIELD = re.compile(r'(?:"(?:[^"]++|"")*+"|(?!")[^,\r\n]*+)(?:,|(?=[\r\n])|\Z)')
"""One field as RFC 4180, section 2, defines it, with the comma after it. Like csv.reader, it also accepts quotes in the
middle of a field that is not quoted, because they have only one meaning, as in ``12" single``."""
SPACED = re.compile(r', +"(?!")')
"""A single quote character after a comma and spaces."""
QUOTED = re.compile(r'"(?:[^"]++|"")*+("?)')
"""A quoted field up to its closing quote, or to the end of the text."""


def storable(text: str) -> str:
    r"""Return the text with NUL and undecodable bytes written as ``\x00`` and ``\xe9``."""
    return ESCAPED.sub(lambda match: f"\\x{ord(match[0]) & 0xFF:02x}", text)


def explain_quoting(lines: list[str], header: Header) -> Reason:
    """Explain a record that strict ``csv.reader`` rejects; ``lines`` are those it covers."""
    text = "".join(lines)
    index, start = _fault(text)
    column = column_name(header, index)
    quoted = QUOTED.match(text, start)
    closed = bool(quoted and quoted[1])
    if (closed and text[quoted.end() - 2] == "\\") or is_backslash_quoted(lines, header):  # type: ignore[union-attr]
        return Code.BACKSLASH_QUOTING, f"{column}: a quote is escaped with a backslash", column
    detail = "text follows the closing quote" if closed else "the quote is not closed"
    return Code.QUOTING, f"{column}: {detail}", column


def explain_spaced_quote(raw: str, header: Header) -> Reason | None:
    """Return the reason for a field whose quote comes after spaces; None if there is none.

    Such a field can be read in two ways: with its quotes as text, as csv.reader does, or without them.
    """
    # Cheap tests first, because this runs for every record. Within quoted fields, all quotes are doubled.
    if ' "' not in raw or not (SPACED.search(raw) or raw.startswith(" ")):
        return None
    start = 0
    for index in range(len(header.names)):
        match = FIELD.match(raw, start)
        if match is None:
            break
        if match[0].startswith(" ") and match[0].lstrip(" ").startswith('"'):
            column = column_name(header, index)
            return Code.QUOTING, f"{column}: a space precedes the quote", column
        start = match.end()
    return None


def explain_count(lines: list[str], header: Header, fields: int, most: int) -> Reason:
    """Explain a record whose number of fields differs from the header's; at most ``most`` fields are counted."""
    if is_backslash_quoted(lines, header):
        return Code.BACKSLASH_QUOTING, "a quote is escaped with a backslash", None
    if fields > most:
        return too_many_fields(header, most)
    return Code.COLUMN_COUNT, f"{fields:,} field{'s' * (fields > 1)}, the header has {len(header.names):,}", None


def too_many_fields(header: Header, most: int) -> Reason:
    """Explain a record of more than ``most`` fields, which are not counted."""
    return Code.COLUMN_COUNT, f"more than {most:,} fields, the header has {len(header.names):,}", None


def explain_characters(fields: list[str], header: Header) -> Reason:
    """Explain a record with a control character or undecodable bytes in one of its fields: the first one."""
    index, found = next((index, match[0]) for index, field in enumerate(fields) if (match := UNUSABLE.search(field)))
    column = column_name(header, index)
    if found > "\ud800":
        return Code.INVALID_UTF8, f"{column}: {storable(found)} is not UTF-8", column
    return Code.CONTROL_CHARACTER, f"{column}: U+{ord(found):04X}", column


def is_backslash_quoted(lines: list[str], header: Header) -> bool:
    r"""Return whether the text has as many fields as the header if ``\"`` is read as a quote.

    A text may also end with a backslash before its closing quote. If ``\"`` is read as a quote, such a record has
    another number of fields.
    """
    reader = csv.reader(iter(lines), strict=True, doublequote=False, escapechar="\\")
    try:
        fields = len(next(reader))
    except (csv.Error, StopIteration):
        return False
    return fields == len(header.names) and any('\\"' in line for line in lines[: reader.line_num])


def has_more_fields(text: str, most: int) -> bool:
    """Return whether the text begins with more than ``most`` fields, without keeping them."""
    start = 0
    for _ in range(most):
        match = FIELD.match(text, start)
        if match is None or not match[0].endswith(","):
            return False
        start = match.end()
    return True


def column_name(header: Header, index: int) -> str:
    """Return the name of the field ``index`` as delivered; its number if it has none."""
    name = header.names[index][:LONGEST_NAME] if index < len(header.names) else ""
    return name or f"column {index + 1:,}"


def _fault(text: str) -> tuple[int, int]:
    """Return the number of the first field that is not RFC 4180, from 0, and where it begins."""
    index = start = 0
    while (match := FIELD.match(text, start)) and match.end() > start and match[0].endswith(","):
        index, start = index + 1, match.end()
    return index, start
