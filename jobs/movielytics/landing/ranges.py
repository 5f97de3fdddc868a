"""Big line-based files in ranges of bytes: every line belongs to exactly one, the one that its first byte lies in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Read = Callable[[int, int], bytes]
"""Returns the bytes of a file from a start on, at most so many."""

LINE_END = re.compile(rb"\r\n|\r|\n")
LOOK_AHEAD = 64 * 1024
"""So many bytes are read at least to find the end of a range's last line, twice as many each time."""


@dataclass(frozen=True)
class ByteRange:
    """The lines of a file that begin at ``start`` or later and before ``end``."""

    start: int
    end: int


def ranges_of(size: int, at_most: int) -> Iterator[ByteRange]:
    """Yield ranges of ``at_most`` bytes that cover a file of ``size`` bytes."""
    for start in range(0, size, at_most):
        yield ByteRange(start, min(start + at_most, size))


def read_lines(read: Read, size: int, wanted: ByteRange) -> bytes:
    """Return the lines of a range of a file of ``size`` bytes, whole, with their ends: LF, CRLF or CR."""
    offset = max(wanted.start - 1, 0)  # the byte before tells whether a line begins with the range
    data = read(offset, wanted.end - offset)
    first = 0
    if wanted.start > 0:
        data, first = _line_start(read, size, offset, data, wanted.start)
    data, last = _line_start(read, size, offset, data, wanted.end)
    return data[first - offset : last - offset]


def _line_start(read: Read, size: int, offset: int, data: bytes, position: int) -> tuple[bytes, int]:
    """Return ``data`` extended as far as needed, and where the first line begins that begins at ``position`` or later."""
    searched = position - 1 - offset
    while position < size:
        found = LINE_END.search(data, searched)
        at_the_end = offset + len(data) >= size
        # Of a CR that is the last byte so far it is not known whether it is half of a CRLF.
        if found and (at_the_end or found.end() < len(data) or found[0] != b"\r"):
            return data, offset + found.end()
        if at_the_end:
            break
        searched = found.start() if found else len(data)
        data += read(offset + len(data), max(LOOK_AHEAD, len(data)))
    return data, size
