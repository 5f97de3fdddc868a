"""Byte ranges of a file: each line is read whole, once, whatever the ranges and the line ends."""

import re

from hypothesis import given
from hypothesis import strategies as st

from movielytics.landing import ranges
from movielytics.landing.ranges import ByteRange, ranges_of, read_lines

files = st.lists(st.sampled_from([b"a", b"bcd", b"\r", b"\n", b"\r\n"]), max_size=20).map(b"".join)


@given(files, st.integers(1, 9))
def test_the_lines_of_all_ranges_are_the_file(content: bytes, at_most: int) -> None:
    parts = [read_lines(lambda start, size: content[start : start + size], len(content), each) for each in ranges_of(len(content), at_most)]
    assert b"".join(parts) == content
    begins = {0, *(end.end() for end in re.finditer(rb"\r\n|\r|\n", content))}
    position = 0
    for part in parts:
        assert not part or position in begins
        position += len(part)


def test_a_line_longer_than_its_range_is_read_to_its_end_without_reading_on() -> None:
    content = b"x" * 1_000_000 + b"\n" + b"y\n" * 1_000_000
    asked = []

    def read(start: int, size: int) -> bytes:
        asked.append(size)
        return content[start : start + size]

    assert read_lines(read, len(content), ByteRange(0, 10)) == b"x" * 1_000_000 + b"\n"
    assert sum(asked) < 2 * 1_000_000 + 2 * ranges.LOOK_AHEAD
