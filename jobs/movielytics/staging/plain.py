"""Lines that are plainly good, by the million: Arrow reads them at once. Every other line is left to Spark's full reading.

What is taken here is a strict part of what ``fields`` takes, with the same values: a line is good if each of its texts
matches its column's pattern and converts to a value. Most blocks of a file hold nothing else, and a look at which
characters a block has shows that its lines need not be matched one by one.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv

from movielytics.landing.ranges import LINE_END

ALPHABET = b"0123456789,.\r\n"
"""Texts of other characters are never plain: no quotes, signs, exponents or spaces that two readers could read differently."""
LF, CR, COMMA, POINT, ZERO = b"\n\r,.0"
BLOCK = 512 * 1024
"""Bytes that are read at once: of a block with a line that is not plain, each line is looked at."""
BLANK = b" \t\r\n"


@dataclass(frozen=True)
class PlainColumn:
    """A column of numbers.

    Attributes:
        source: the delivered column.
        name: the column to be.
        pattern: the texts that are plain: of the characters of ``ALPHABET`` without separators, without leading zeros.
        read_as: the Arrow type to read them as.
        convert: makes values of those; null where one is not usable after all.
    """

    source: str
    name: str
    pattern: str
    read_as: Any
    convert: Callable[[Any], Any]


@dataclass
class PlainRows:
    """What was read of some lines.

    Attributes:
        tables: the good rows' columns, in the order of the lines.
        lines: of each good row, the number of its line.
        others: the lines that are not plain, with their numbers; blank ones are left out.
        count: how many lines there were.
    """

    tables: list[Any] = field(default_factory=list)
    lines: list["np.ndarray[Any, np.dtype[np.int64]]"] = field(default_factory=list)
    others: list[tuple[int, bytes]] = field(default_factory=list)
    count: int = 0


class PlainReader:
    """Reads lines of a file whose header holds just the plain columns."""

    def __init__(self, columns: tuple[PlainColumn, ...], header: tuple[str, ...]) -> None:
        """Prepare for files with this header; raises KeyError where it has other columns (see ``fits``)."""
        by_source = {column.source: column for column in columns}
        self.columns = [by_source[name] for name in header]
        self.line = re.compile(",".join(f"(?:{column.pattern})" for column in self.columns).encode())

    @staticmethod
    def fits(columns: tuple[PlainColumn, ...], header: tuple[str, ...]) -> bool:
        """Return whether files with this header can hold plain lines."""
        return sorted(header) == sorted(column.source for column in columns)

    def read(self, lines: bytes) -> PlainRows:
        """Read whole lines; numbers count from 0."""
        rows = PlainRows()
        for block in _blocks(lines):
            count = self._at_once(block, rows.count, rows)
            rows.count += count if count is not None else self._one_by_one(block, rows.count, rows)
        return rows

    def _at_once(self, block: bytes, number: int, rows: PlainRows) -> int | None:
        """Read a block of plain lines; return how many, or None where some are not, or may not be, plain."""
        if block.translate(None, ALPHABET) or _has_lone_cr(block) or _has_leading_zero(block):
            return None
        count = block.count(b"\n") + (not block.endswith(b"\n"))
        try:
            table = self._parse(block)
        except pa.ArrowInvalid:
            return None
        if len(table) != count or any(column.null_count for column in table.columns):
            return None
        rows.tables.append(table)
        rows.lines.append(np.arange(number, number + count))
        return count

    def _one_by_one(self, block: bytes, number: int, rows: PlainRows) -> int:
        """Read a block line by line; return how many there are."""
        lines = LINE_END.split(block)
        if not lines[-1]:
            lines.pop()
        matching = np.array([self.line.fullmatch(line) is not None for line in lines], dtype=bool)
        if matching.any():
            table = self._parse(b"\n".join(line for line, match in zip(lines, matching, strict=True) if match))
            usable = np.logical_and.reduce([column.is_valid().to_numpy() for column in table.columns])
            matching[matching] = usable
            rows.tables.append(table.filter(pa.array(usable)))
            rows.lines.append(number + np.flatnonzero(matching))
        rows.others += [
            (number + index, line) for index, (line, good) in enumerate(zip(lines, matching, strict=True)) if not good and line.strip(BLANK)
        ]
        return len(lines)

    def _parse(self, block: bytes) -> Any:
        table = pa.csv.read_csv(
            pa.py_buffer(block),
            read_options=pa.csv.ReadOptions(
                column_names=[column.name for column in self.columns], use_threads=False, block_size=max(len(block), 1) + 1
            ),
            parse_options=pa.csv.ParseOptions(quote_char=False),
            convert_options=pa.csv.ConvertOptions(column_types={column.name: column.read_as for column in self.columns}),
        )
        converted = [column.convert(table[column.name].combine_chunks()) for column in self.columns]
        return pa.table(converted, names=table.column_names)


def _blocks(lines: bytes) -> Iterator[bytes]:
    """Split lines into blocks of whole lines of about ``BLOCK`` bytes; only LF ends one."""
    begin = 0
    while begin < len(lines):
        end = lines.rfind(b"\n", begin, begin + BLOCK) + 1 or lines.find(b"\n", begin + BLOCK) + 1 or len(lines)
        yield lines[begin:end]
        begin = end


def _has_lone_cr(block: bytes) -> bool:
    """Return whether a CR is not followed by LF: it ends a line as well."""
    characters = np.frombuffer(block, np.uint8)
    return block.endswith(b"\r") or bool(((characters[:-1] == CR) & (characters[1:] != LF)).any())


def _has_leading_zero(block: bytes) -> bool:
    """Return whether a field begins with a zero that no point follows; a first field never begins with one."""
    characters = np.frombuffer(block, np.uint8)
    if block.startswith(b"0") or block.endswith(b",0"):
        return True
    zero = characters[1:] == ZERO
    if (zero & (characters[:-1] == LF)).any():
        return True
    return bool((zero[:-1] & (characters[:-2] == COMMA) & (characters[2:] != POINT)).any())


def latest(first_key: Any, second_key: Any) -> "np.ndarray[Any, np.dtype[np.int64]] | None":
    """Return which rows are the last with their pair of 32-bit keys, in order; None where all are."""
    keys = (first_key.to_numpy().astype(np.int64) << 32) | second_key.to_numpy()
    if (keys[1:] > keys[:-1]).all():
        return None
    order = np.argsort(keys, kind="stable")  # quick where most are in order, as they are in files
    ordered = keys[order]
    again = ordered[1:] == ordered[:-1]
    if not again.any():
        return None
    is_last = np.ones(len(keys), dtype=bool)
    is_last[order[:-1][again]] = False
    return np.flatnonzero(is_last)
