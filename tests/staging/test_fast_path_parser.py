"""The fast path takes only lines that match a strict pattern, with the fallback's values, and leaves all others."""

import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movielytics.staging import fast_path_parser
from movielytics.staging.fast_path_parser import FastPathReader, FastPathRows, latest
from movielytics.staging.loads.ratings import FAST_PATH_COLUMNS

HEADER = ("userId", "movieId", "rating", "timestamp")
PLAIN = re.compile(r"[1-9]\d{0,8},[1-9]\d{0,8},(0\.5|[1-4](\.[05])?|5(\.0)?),[1-9]\d{8,9}")

numbers = st.sampled_from(
    ["1", "7", "42", "999999999", "2147483648", "0", "007", "", "-1", "+1", "1.0", "0x1A", " 1", '"1"', "1e3", "x", "٣"]
)
ratings = st.sampled_from(
    ["0.5", "1.0", "4.5", "5.0", "5", "3", "0", "0.0", "5.5", "4.", ".5", "4.50", "1e0", "nan", ""]
)
seconds = st.sampled_from(
    ["1000000000", "631152000", "631151999", "9999999999", "01000000000", "1000000000.0", "", "now"]
)
good = st.tuples(
    st.sampled_from(["1", "42"]),
    st.sampled_from(["7", "8"]),
    st.sampled_from(["0.5", "4", "5.0"]),
    st.just("1000000000"),
)
lines = st.one_of(good, good, good, st.tuples(numbers, numbers, ratings, seconds)).map(",".join) | st.sampled_from(
    ["", " ", "1,2,3", "1,2,3,1000000000,5", "\ufffd", "1,2\x00"]
)
ends = st.sampled_from(["\n", "\r\n", "\r"])


def read(text: bytes, header: tuple[str, ...] = HEADER) -> FastPathRows:
    return FastPathReader(FAST_PATH_COLUMNS, header).read(text)


def rows_of(rows: FastPathRows) -> list[tuple[int, dict[str, object]]]:
    numbers = [int(number) for part in rows.lines for number in part]
    return list(zip(numbers, pa.concat_tables(rows.tables).to_pylist() if rows.tables else [], strict=True))


@given(st.lists(st.tuples(lines, ends), max_size=12), st.booleans())
def test_each_line_is_taken_with_its_values_or_left(pairs: list[tuple[str, str]], ended: bool) -> None:
    text = "".join(line + end for line, end in pairs)
    delivered = re.split("\r\n|\r|\n", text if ended or not pairs else text.removesuffix(pairs[-1][1]))
    read_ = read(
        "\n".join(delivered).encode() if not pairs else (text if ended else text.removesuffix(pairs[-1][1])).encode()
    )
    taken, left = dict(rows_of(read_)), dict(read_.others)
    for number, line in enumerate(delivered):
        usable = PLAIN.fullmatch(line) and 631_152_000 <= int(line.rpartition(",")[2]) < 4_000_000_000
        if usable:
            user, movie, stars, second = line.split(",")
            row = taken.pop(number)
            assert (row["user_id"], row["movielens_id"], row["rating"]) == (int(user), int(movie), float(stars))
            assert row["rated_at"].timestamp() == int(second)  # type: ignore[attr-defined]
        elif line.strip():
            assert left.pop(number).decode() == line
    assert not taken
    assert not [line for line in left.values() if line.strip(fast_path_parser.BLANK)]


def test_columns_follow_the_header_and_other_headers_are_left() -> None:
    ((_, row),) = rows_of(read(b"4.5,1000000000,7,1\n", ("rating", "timestamp", "movieId", "userId")))
    assert (row["user_id"], row["movielens_id"], row["rating"]) == (1, 7, 4.5)
    assert not FastPathReader.fits(FAST_PATH_COLUMNS, (*HEADER, "note"))
    assert not FastPathReader.fits(FAST_PATH_COLUMNS, HEADER[:3])


def test_a_bad_line_only_slows_down_its_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_path_parser, "BLOCK", 1000)
    text = b"".join(b"%d,7,%s,1000000000\n" % (user, b"9.9" if user == 500 else b"2.5") for user in range(1, 1001))
    rows = read(text)
    assert [line for _, line in rows.others] == [b"500,7,9.9,1000000000"]
    assert [row["user_id"] for _, row in rows_of(rows)] == [user for user in range(1, 1001) if user != 500]


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=20))
def test_the_last_row_per_key_wins(keys: list[tuple[int, int]]) -> None:
    kept = latest(*(pa.chunked_array([pa.array([key[place] for key in keys], pa.int32())]) for place in (0, 1)))
    assert (list(range(len(keys))) if kept is None else kept.tolist()) == [
        place for place, key in enumerate(keys) if key not in keys[place + 1 :]
    ]
