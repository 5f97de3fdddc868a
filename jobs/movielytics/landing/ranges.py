"""Split large line-based files into byte ranges: each line belongs to the range that contains its first byte."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Read = Callable[[int, int], bytes]
"""A function of ``start`` and ``size`` that returns ``size`` bytes of a file from ``start``, fewer only at its end."""

LINE_END = re.compile(rb"\r\n|\r|\n")
LOOK_AHEAD = 64 * 1024
"""Bytes of the first read when looking for a line end; each further read doubles the data read so far."""


@dataclass(frozen=True)
class ByteRange:
    """The lines of a file that begin at ``start`` or later and before ``end``."""

    start: int
    end: int


def ranges_of(size: int, at_most: int) -> Iterator[ByteRange]:
    """Yield ranges of at most ``at_most`` bytes that together cover a file of ``size`` bytes."""
    for start in range(0, size, at_most):
        yield ByteRange(start, min(start + at_most, size))


def read_lines(read: Read, size: int, wanted: ByteRange) -> bytes:
    """Return the whole lines of a range, with their ends: LF, CRLF or CR.

    The first and last positions are found first, so that all lines are read at once and never copied.

    Args:
        read: reads the file.
        size: the file's size, in bytes.
        wanted: the range.
    """
    first, last = (_line_start(read, size, position) for position in (wanted.start, wanted.end))
    return read(first, last - first) if first < last else b""


def _line_start(read: Read, size: int, position: int) -> int:
    """Return the position of the first line that begins at ``position`` or later; ``size`` if there is none."""
    if position == 0:
        return 0
    offset = position - 1  # the byte before shows whether a line begins there
    data = b""
    while offset + len(data) < size:
        data += read(offset + len(data), max(LOOK_AHEAD, len(data)))
        found = LINE_END.search(data)
        # A CR that is the last byte read so far may be half of a CRLF.
        if found and (found.end() < len(data) or found[0] != b"\r"):
            return offset + found.end()
    return size
