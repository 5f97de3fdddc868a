"""The parser of the fast path: Arrow parses lines that match a strict pattern, millions of them in blocks.

All other lines fall back to the CSV reader. The fast path accepts a strict subset of what ``fields`` accepts, with
the same values. A line matches if each of its texts matches its column's pattern and converts to a value. Most blocks
of a file hold only such lines. The characters that occur in a block show that its lines need not be matched one by one.
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
"""The only characters of matching lines: no quotes, signs, exponents or spaces, which parsers may read differently."""
LF, CR, COMMA, POINT, ZERO = b"\n\r,.0"
BLOCK = 512 * 1024
"""Bytes that are parsed at once. If one line of a block does not match, each line of it is matched."""
BLANK = b" \t\r\n"


@dataclass(frozen=True)
class FastPathColumn:
    """A column of numbers.

    Attributes:
        source: the delivered column.
        name: the staging column.
        pattern: the texts that match: characters of ``ALPHABET`` without separators, and no leading zeros.
        read_as: the Arrow type to parse them as.
        convert: converts parsed values to the column's values; null if one is not usable after all.
    """

    source: str
    name: str
    pattern: str
    read_as: Any
    convert: Callable[[Any], Any]


@dataclass
class FastPathRows:
    """The result of parsing some lines.

    Attributes:
        tables: the columns of the matching rows, in the order of the lines.
        lines: the line numbers of the matching rows, one array per table.
        others: the lines that do not match, with their numbers; blank ones are left out.
        count: the number of lines.
    """

    tables: list[Any] = field(default_factory=list)
    lines: list["np.ndarray[Any, np.dtype[np.int64]]"] = field(default_factory=list)
    others: list[tuple[int, bytes]] = field(default_factory=list)
    count: int = 0


class FastPathReader:
    """Parses lines of a file whose header has exactly the given columns."""

    def __init__(self, columns: tuple[FastPathColumn, ...], header: tuple[str, ...]) -> None:
        """Prepare for files with this header; raise KeyError if it has other columns (see ``fits``)."""
        by_source = {column.source: column for column in columns}
        self.columns = [by_source[name] for name in header]
        self.line = re.compile(",".join(f"(?:{column.pattern})" for column in self.columns).encode())

    @staticmethod
    def fits(columns: tuple[FastPathColumn, ...], header: tuple[str, ...]) -> bool:
        """Return whether files with this header can hold matching lines."""
        return sorted(header) == sorted(column.source for column in columns)

    def read(self, lines: bytes) -> FastPathRows:
        """Parse whole lines; line numbers count from 0."""
        rows = FastPathRows()
        for block in _blocks(lines):
            count = self._at_once(block, rows.count, rows)
            rows.count += count if count is not None else self._one_by_one(block, rows.count, rows)
        return rows

    def _at_once(self, block: bytes, number: int, rows: FastPathRows) -> int | None:
        """Parse a block whose lines all match; return their number, or None if some do not match or may not."""
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

    def _one_by_one(self, block: bytes, number: int, rows: FastPathRows) -> int:
        """Match a block line by line; return the number of lines."""
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
            (number + index, line)
            for index, (line, good) in enumerate(zip(lines, matching, strict=True))
            if not good and line.strip(BLANK)
        ]
        return len(lines)

    def _parse(self, block: bytes) -> Any:
        table = pa.csv.read_csv(
            pa.py_buffer(block),
            read_options=pa.csv.ReadOptions(
                column_names=[column.name for column in self.columns],
                use_threads=False,
                block_size=max(len(block), 1) + 1,
            ),
            parse_options=pa.csv.ParseOptions(quote_char=False),
            convert_options=pa.csv.ConvertOptions(
                column_types={column.name: column.read_as for column in self.columns}
            ),
        )
        converted = [column.convert(table[column.name].combine_chunks()) for column in self.columns]
        return pa.table(converted, names=table.column_names)


def _blocks(lines: bytes) -> Iterator[bytes]:
    """Split lines into blocks of whole lines of about ``BLOCK`` bytes; a block ends only at LF."""
    begin = 0
    while begin < len(lines):
        end = lines.rfind(b"\n", begin, begin + BLOCK) + 1 or lines.find(b"\n", begin + BLOCK) + 1 or len(lines)
        yield lines[begin:end]
        begin = end


def _has_lone_cr(block: bytes) -> bool:
    """Return whether a CR is not followed by LF; such a CR also ends a line."""
    characters = np.frombuffer(block, np.uint8)
    return block.endswith(b"\r") or bool(((characters[:-1] == CR) & (characters[1:] != LF)).any())


def _has_leading_zero(block: bytes) -> bool:
    """Return whether a field begins with a zero that no point follows; a line's first field may begin with no zero."""
    characters = np.frombuffer(block, np.uint8)
    if block.startswith(b"0") or block.endswith(b",0"):
        return True
    zero = characters[1:] == ZERO
    if (zero & (characters[:-1] == LF)).any():
        return True
    return bool((zero[:-1] & (characters[:-2] == COMMA) & (characters[2:] != POINT)).any())


def latest(first_key: Any, second_key: Any) -> "np.ndarray[Any, np.dtype[np.int64]] | None":
    """Return the indexes of the last row of each pair of 32-bit keys, in order; None if all rows are the last."""
    keys = (first_key.to_numpy().astype(np.int64) << 32) | second_key.to_numpy()
    if (keys[1:] > keys[:-1]).all():
        return None
    order = np.argsort(keys, kind="stable")  # fast if most keys are in order, as in delivered files
    ordered = keys[order]
    again = ordered[1:] == ordered[:-1]
    if not again.any():
        return None
    is_last = np.ones(len(keys), dtype=bool)
    is_last[order[:-1][again]] = False
    return np.flatnonzero(is_last)
