"""Big line-based files in ranges of bytes: every line belongs to exactly one, the one that its first byte lies in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Read = Callable[[int, int], bytes]
"""Returns so many bytes of a file from a start on, fewer only where it ends."""

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
    """Return the lines of a range of a file of ``size`` bytes, whole, with their ends: LF, CRLF or CR.

    Where they begin and end is looked up first, so that all of them are read once and never copied.
    """
    first, last = (_line_start(read, size, position) for position in (wanted.start, wanted.end))
    return read(first, last - first) if first < last else b""


def _line_start(read: Read, size: int, position: int) -> int:
    """Return where the first line begins that begins at ``position`` or later; ``size`` where none does."""
    if position == 0:
        return 0
    offset = position - 1  # the byte before tells whether a line begins there
    data = b""
    while offset + len(data) < size:
        data += read(offset + len(data), max(LOOK_AHEAD, len(data)))
        found = LINE_END.search(data)
        # Of a CR that is the last byte so far it is not known whether it is half of a CRLF.
        if found and (found.end() < len(data) or found[0] != b"\r"):
            return offset + found.end()
    return size
