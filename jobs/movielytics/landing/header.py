"""The header of a delivered file: its columns, which of them are missing, and whether it can be loaded."""

import csv
import gzip
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from movielytics.errors import LandingError
from movielytics.landing.content import BLANK, GZIP_ERRORS, GZIP_MAGIC, as_text, is_gzip, unreadable
from movielytics.landing.datasets import Dataset
from movielytics.landing.heads import check_head
from movielytics.landing.zone import LandingFile, Zone

HEADER_BYTES = 64 * 1024
"""Longest header, in bytes, with the blank lines before it."""
MAX_COLUMNS = 1_000
"""Most columns of a header, and most fields of a record."""
SHOWN = 500
"""Longest list of names in a message, in characters."""
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
UNDECODABLE = re.compile(r"[\udc80-\udcff]")


@dataclass(frozen=True)
class Header:
    """The header of a file, and how the records after it are read.

    Attributes:
        names: the column names as delivered, without surrounding white space.
        columns: the same columns under canonical names.
        line: the physical line number of the header: 1, unless blank lines come first.
        lines: whether each line is one record, as in ``Dataset.lines``; false if there are other columns.
    """

    names: tuple[str, ...]
    columns: tuple[str, ...]
    line: int
    lines: bool = False


def read_header(zone: Zone, file: LandingFile, dataset: Dataset) -> Header:
    """Return the header of ``file``.

    Raises:
        LandingError: the file is not UTF-8 text or not compressed as its name says, the header is malformed or too
            long, a required column is missing, or a column that the pipeline reads occurs twice.
    """
    number, line = _header_line(file, *_head(zone, file))
    place = f"{file.shown}, line {number}"
    _check_text(file, place, line)
    try:
        names = tuple(name.strip() for name in next(csv.reader((line,), strict=True)))
    except csv.Error as error:
        if "end of data" in str(error):
            raise LandingError(f"{place}: the header's quote is not closed: close it on that line") from None
        raise LandingError(f"{place}: the header's quoting is not RFC 4180: double each quote inside a name") from None
    if len(names) > MAX_COLUMNS:
        raise LandingError(f"{place}: the header has {len(names):,} columns: deliver at most {MAX_COLUMNS:,}")
    columns = _canonical(dataset, names)
    header = Header(names, columns, number, dataset.lines and set(columns) <= set(dataset.columns))
    _check_columns(place, header, dataset)
    return header


def missing_columns(header: Header, dataset: Dataset) -> tuple[str, ...]:
    """Return the optional columns that the file lacks, under their canonical names."""
    return tuple(name for name in dataset.optional if name not in header.columns)


def check_not_narrower(file: LandingFile, header: Header, dataset: Dataset, earlier: Iterable[str]) -> None:
    """Reject a file that lacks a column that was delivered before: it would set existing values to null.

    Args:
        file: the file, for the message.
        header: its header.
        dataset: its dataset.
        earlier: the column names of published deliveries, as delivered or canonical.

    Raises:
        LandingError: the file lacks such a column.
    """
    before = set(_canonical(dataset, earlier))
    lost = [name for name in dataset.columns if name in before and name not in header.columns]
    if lost:
        words, values = ("column", "its") if len(lost) == 1 else ("columns", "their")
        raise LandingError(
            f"{file.shown}, line {header.line}: the header lacks {', '.join(lost)}, which an earlier delivery of "
            f"{dataset.name} had: deliver it with the {words} {', '.join(lost)}; {values} values may be empty"
        )


def _canonical(dataset: Dataset, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dataset.aliases.get(name, name) for name in names)


def _head(zone: Zone, file: LandingFile) -> tuple[bytes, bool]:
    """Return the first ``HEADER_BYTES`` of the content, and whether the content ends there."""
    if file.size == 0:
        raise LandingError(f"{file.shown} is empty (0 bytes): deliver it again, with its header")
    head = zone.read(file, 0, HEADER_BYTES)
    check_head(file, head)
    if not is_gzip(file):
        if head.startswith(GZIP_MAGIC):
            raise LandingError(f"{file.shown} is compressed with gzip: name it {file.shown}.gz")
        return head, len(head) == file.size
    if not head.startswith(GZIP_MAGIC):
        raise LandingError(f"{file.shown} is named .gz but is not compressed with gzip: deliver it again")
    return _unpack(file, head)


def _unpack(file: LandingFile, head: bytes) -> tuple[bytes, bool]:
    """Unpack ``head``, the first bytes of a gzip file; return the same as ``_head``."""
    stream, content = gzip.GzipFile(fileobj=io.BytesIO(head)), b""
    try:
        while piece := stream.read1(HEADER_BYTES):
            content += piece
            if len(content) > HEADER_BYTES:
                return content[:HEADER_BYTES], False
    except GZIP_ERRORS as error:
        if not isinstance(error, EOFError) or len(head) == file.size:
            raise unreadable(file) from None
        return content, False
    return content, len(head) == file.size


def _header_line(file: LandingFile, head: bytes, whole: bool) -> tuple[int, str]:
    """Return the number and the text of the first line that is not blank, without byte order mark."""
    if head.startswith(UTF16_MARKS):
        raise _not_text(file)
    for number, line in enumerate(as_text(io.BytesIO(head)), 1):
        text = line.lstrip("\ufeff") if number == 1 else line
        if text.strip(BLANK):
            if not whole and not text.endswith(("\n", "\r")) and "\0" not in text:
                place = f"{file.shown}, line {number}"
                raise LandingError(f"{place}: the header is longer than {HEADER_BYTES:,} bytes: deliver a shorter one")
            return number, text
    if whole:
        held = "only blank lines" if head else "its content is empty"
        raise LandingError(f"{file.shown} has no header, {held}: deliver it again, with its header")
    raise LandingError(f"{file.shown} begins with {HEADER_BYTES:,} bytes of blank lines: remove them")


def _not_text(file: LandingFile) -> LandingError:
    return LandingError(f"{file.shown} is UTF-16 or binary, not UTF-8 text: convert it to UTF-8 and deliver it again")


def _check_text(file: LandingFile, place: str, line: str) -> None:
    if "\0" in line:
        raise _not_text(file)
    if control := CONTROL.search(line):
        raise LandingError(f"{place}: the header contains the control character U+{ord(control[0]):04X}: remove it")
    if UNDECODABLE.search(line):
        raise LandingError(f"{place}: the header is not UTF-8: convert the file and deliver it again")


def _check_columns(place: str, header: Header, dataset: Dataset) -> None:
    missing = [name for name in dataset.required if name not in header.columns]
    if missing:
        raise LandingError(
            f"{place}: the header lacks {', '.join(missing)}; it has {', '.join(header.names)[:SHOWN]}"
            f"{_hint(missing, header)}: deliver the file with the header of {dataset.name}"
        )
    for column in dataset.columns:
        if header.columns.count(column) > 1:
            same = [name for name, canonical in zip(header.names, header.columns, strict=True) if canonical == column]
            names = " and ".join(dict.fromkeys(same))
            fault = (
                f"has the column {names} twice" if len(set(same)) == 1 else f"has {names}, which are the same column"
            )
            raise LandingError(f"{place}: the header {fault}: deliver one of them")


def _hint(missing: list[str], header: Header) -> str:
    """Return which names almost match, or that the separator is wrong; empty if neither applies."""
    similar = {_letters(name): name for name in header.names}
    near = [f"{similar[_letters(name)]} is not {name}" for name in missing if _letters(name) in similar]
    if near:
        return f" ({', '.join(near)}: names must match exactly)"
    if len(header.names) == 1 and re.search(r"[;\t|]", header.names[0]):
        return " (fields must be separated by commas)"
    return ""


def _letters(name: str) -> str:
    """Return the letters and digits of a name in lower case."""
    return re.sub(r"[\W_]", "", name).casefold()
