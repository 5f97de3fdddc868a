"""Byte ranges of a file: each line is read whole and once, whatever the ranges and the line ends."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movielytics.landing.ranges import LOOK_AHEAD, ByteRange, Read, ranges_of, read_lines

files = st.lists(st.sampled_from([b"a", b"bcd", b"\r", b"\n", b"\r\n"]), max_size=20).map(b"".join)


@given(files, st.integers(1, 9))
def test_the_ranges_together_return_the_whole_file(content: bytes, at_most: int) -> None:
    parts = [
        read_lines(lambda start, size: content[start : start + size], len(content), each)
        for each in ranges_of(len(content), at_most)
    ]
    assert b"".join(parts) == content
    begins = {0, *(end.end() for end in re.finditer(rb"\r\n|\r|\n", content))}
    position = 0
    for part in parts:
        assert not part or position in begins
        position += len(part)


def recording_read(content: bytes, asked: list[int]) -> Read:
    def read(start: int, size: int) -> bytes:
        asked.append(size)
        return content[start : start + size]

    return read


@pytest.mark.parametrize(
    ("content", "wanted", "lines", "at_most"),
    [
        pytest.param(
            b"123\n" * 1_000_000,
            ByteRange(1_000_001, 3_000_001),
            b"123\n" * 500_000,
            2_000_000,
            id="a range with its edges",
        ),
        pytest.param(
            b"x" * 1_000_000 + b"\n",
            ByteRange(0, 10),
            b"x" * 1_000_000 + b"\n",
            3_000_000,
            id="a long line, nothing else",
        ),
        pytest.param(b"x" * 1_000_000 + b"\n" * 999_999, ByteRange(10, 20), b"", 3_000_000, id="inside a long line"),
    ],
)
def test_a_range_reads_no_more_bytes_than_it_needs(
    content: bytes, wanted: ByteRange, lines: bytes, at_most: int
) -> None:
    asked: list[int] = []
    assert read_lines(recording_read(content, asked), len(content), wanted) == lines
    assert sum(asked) <= at_most + 2 * LOOK_AHEAD
    assert min(asked) > 0
