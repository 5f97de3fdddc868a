"""Every line of a file is in exactly one record: as it was delivered, or with the reason why it cannot be used."""

import gzip
import io
import tracemalloc

import pytest

from movielytics.errors import LandingError
from movielytics.landing.records import LONGEST_CUT, Limits, read_records
from movielytics.reasons import Code
from support.bytes_zone import BytesZone, check_record, dataset, header_of, records_of

THREE = dataset("a", "b", "c")
LINES = dataset("a", "b", "c", lines=True)
SMALL = Limits(max_unpacked_bytes=100_000, max_record_bytes=1_000)
HEAD = b"a,b,c\n"

GOOD: dict[str, tuple[bytes, list[tuple[int, int, list[str]]]]] = {
    "no rows": (b"", []),
    "LF": (b"1,2,3\n4,5,6\n", [(2, 1, ["1", "2", "3"]), (3, 1, ["4", "5", "6"])]),
    "CRLF": (b"1,2,3\r\n4,5,6\r\n", [(2, 1, ["1", "2", "3"]), (3, 1, ["4", "5", "6"])]),
    "CR": (b"1,2,3\r4,5,6\r", [(2, 1, ["1", "2", "3"]), (3, 1, ["4", "5", "6"])]),
    "any mixture": (
        b"1,2,3\r\n4,5,6\n7,8,9\rx,y,z",
        [(2, 1, ["1", "2", "3"]), (3, 1, ["4", "5", "6"]), (4, 1, ["7", "8", "9"]), (5, 1, ["x", "y", "z"])],
    ),
    "CR, then a blank line, then CRLF": (b"1,2,3\r\r\n4,5,6", [(2, 1, ["1", "2", "3"]), (4, 1, ["4", "5", "6"])]),
    "quoted line ends": (
        b'1,"x\r\ny\rz\n",3\n4,5,6',
        [(2, 4, ["1", "x\r\ny\rz\n", "3"]), (6, 1, ["4", "5", "6"])],
    ),
    "blank lines": (b"\n \t\r\n1,2,3\n\n\r\r4,5,6\n\n", [(4, 1, ["1", "2", "3"]), (8, 1, ["4", "5", "6"])]),
    "blank lines inside quotes": (b'1,"\n\n \n",3\n', [(2, 4, ["1", "\n\n \n", "3"])]),
    "only commas": (b",,\n", [(2, 1, ["", "", ""])]),
    "empty quotes": (b'"","",""\n', [(2, 1, ["", "", ""])]),
    "white space": (b" 1 ,\t2,3 \n", [(2, 1, [" 1 ", "\t2", "3 "])]),
    "doubled quotes": (b'"say ""hi""","""",3\n', [(2, 1, ['say "hi"', '"', "3"])]),
    "a backslash before the closing quote": (b'"C:\\","D:\\",3\n', [(2, 1, ["C:\\", "D:\\", "3"])]),
    "a backslash before doubled quotes": (b'"\\""",2,"a \\"", b"\n', [(2, 1, ['\\"', "2", 'a \\", b'])]),
    "backslashes": (b"\\,\\n,\\\\\n", [(2, 1, ["\\", "\\n", "\\\\"])]),
    "quotes in a field without quotes": (b'12" single,5\'10",3\n', [(2, 1, ['12" single', "5'10\"", "3"])]),
    "a space before doubled quotes": (b'"a, ""b"" ,c",2," "\n', [(2, 1, ['a, "b" ,c', "2", " "])]),
    "JSON": (
        b'"[{""id"": 1, ""n"": ""a, \\""b\\"", c""}]",2,3\n',
        [(2, 1, ['[{"id": 1, "n": "a, \\"b\\", c"}]', "2", "3"])],
    ),
    "a space inside quotes": (b'"a ","b, ",3\n', [(2, 1, ["a ", "b, ", "3"])]),
    "other alphabets": ("é,映画,😀\n".encode(), [(2, 1, ["é", "映画", "😀"])]),
    "U+FFFD": ("\ufffd,\ufeff,\u2028\n".encode(), [(2, 1, ["\ufffd", "\ufeff", "\u2028"])]),
    "separators of other readers": ("\x85,\u2029,\xa0\n".encode(), [(2, 1, ["\x85", "\u2029", "\xa0"])]),
    "150 quoted lines": (
        b'1,"' + b"x\n" * 150 + b'",3\n4,5,6',
        [(2, 151, ["1", "x\n" * 150, "3"]), (153, 1, ["4", "5", "6"])],
    ),
}
X = (1, ["x", "y", "z"])
BAD: dict[str, tuple[bytes, Code, int, str]] = {
    "two fields": (b"1,2\n", Code.COLUMN_COUNT, 1, "2 fields, the header has 3"),
    "one field": (b"1\n", Code.COLUMN_COUNT, 1, "1 field, the header has 3"),
    "four fields": (b"1,2,3,\n", Code.COLUMN_COUNT, 1, "4 fields, the header has 3"),
    "two fields over two lines": (b'1,"x\ny"\n', Code.COLUMN_COUNT, 2, "2 fields, the header has 3"),
    "1,001 fields": (b"," * 1_000 + b"\n", Code.COLUMN_COUNT, 1, "more than 1,000 fields, the header has 3"),
    "a million fields": (b"," * 1_200_000 + b"\n", Code.COLUMN_COUNT, 1, "more than 1,000 fields, the header has 3"),
    "a million fields, then an open quote": (
        b"," * 1_200_000 + b'"\nx"\n',
        Code.COLUMN_COUNT,
        2,
        "more than 1,000 fields, the header has 3",
    ),
    "a short row with a backslash before the closing quote": (
        b'1,"C:\\"\n',
        Code.COLUMN_COUNT,
        1,
        "2 fields, the header has 3",
    ),
    "text after a quote": (b'1,"x"y,3\n', Code.QUOTING, 1, "b: text follows the closing quote"),
    "a space after a quote": (b'1,"x" ,3\n', Code.QUOTING, 1, "b: text follows the closing quote"),
    "a quote that is not doubled": (b'"say "hi"",2,3\n', Code.QUOTING, 1, "a: text follows the closing quote"),
    "a space before a quote": (b'1, "x, y",3\n', Code.COLUMN_COUNT, 1, "4 fields, the header has 3"),
    "spaces before a quote": (b'1,  "x",3\n', Code.QUOTING, 1, "b: a space precedes the quote"),
    "a space before the first quote": (b' "x",2,3\n', Code.QUOTING, 1, "a: a space precedes the quote"),
    "text after a quote on a later line": (b'1,"x\ny" z,3\n', Code.QUOTING, 2, "b: text follows the closing quote"),
    "a quote that closes on the next line": (
        b'1,"x,3\n4,"y",6\n',
        Code.QUOTING,
        2,
        "b: text follows the closing quote",
    ),
    "escaped quotes": (
        b'1,"say \\"hi\\" now",3\n',
        Code.BACKSLASH_QUOTING,
        1,
        "b: a quote is escaped with a backslash",
    ),
    "an escaped quote before a comma": (
        b'1,"a \\", b",3\n',
        Code.BACKSLASH_QUOTING,
        1,
        "a quote is escaped with a backslash",
    ),
    "an escaped quote at the end of a field": (
        b'1,"say \\"","x"\n',
        Code.BACKSLASH_QUOTING,
        1,
        "b: a quote is escaped with a backslash",
    ),
    "a control character": (b"1,a\x01b,3\n", Code.CONTROL_CHARACTER, 1, "b: U+0001"),
    "NUL": (b"1,2,3\x00\n", Code.CONTROL_CHARACTER, 1, "c: U+0000"),
    "NUL in quotes": (b'"a""\n\x00",2,3\n', Code.CONTROL_CHARACTER, 2, "a: U+0000"),
    "DEL": (b"1,\x7f,3\n", Code.CONTROL_CHARACTER, 1, "b: U+007F"),
    "separators that are control characters": (b"\x1c,\x1d,\x1e\n", Code.CONTROL_CHARACTER, 1, "a: U+001C"),
    "form feeds": (b"1,2,\x0c\x0b\n", Code.CONTROL_CHARACTER, 1, "c: U+000C"),
    "Latin-1": (b"1,Am\xe9lie,3\n", Code.INVALID_UTF8, 1, r"b: \xe9 is not UTF-8"),
    "a cut character": (b"1,2,\xe6\x98\n", Code.INVALID_UTF8, 1, r"c: \xe6\x98 is not UTF-8"),
    "surrogates as UTF-8": (b"1,\xed\xa0\x80,3\n", Code.INVALID_UTF8, 1, r"b: \xed\xa0\x80 is not UTF-8"),
    "overlong UTF-8": (b"1,\xc0\x80,3\n", Code.INVALID_UTF8, 1, r"b: \xc0\x80 is not UTF-8"),
    "many bytes": (b"1," + b"\xff" * 50 + b",3\n", Code.INVALID_UTF8, 1, "b: " + r"\xff" * 8 + " is not UTF-8"),
    "a NUL in a short row": (b"1,\x00\n", Code.COLUMN_COUNT, 1, "2 fields, the header has 3"),
    "a line of control characters": (b"\x00\x00\n", Code.COLUMN_COUNT, 1, "1 field, the header has 3"),
}
OPEN: dict[str, tuple[bytes, int, str]] = {
    "an open quote at the end": (b'x,y,z\n1,"2,3\n4,5,6\n', 2, "b: the quote is not closed"),
    "only a quote": (b'x,y,z\n"', 1, "a: the quote is not closed"),
    "a file that ends in a field": (b'x,y,z\n1,2,"3\r\n\r\n', 2, "c: the quote is not closed"),
}


@pytest.mark.parametrize(("content", "expected"), GOOD.values(), ids=GOOD)
def test_allowed_forms_load(content: bytes, expected: list[tuple[int, int, list[str]]]) -> None:
    found = records_of(HEAD + content, THREE)
    assert [(record.first_line, record.line_count, record.fields) for record in found] == expected
    for record in found:
        check_record(record)


@pytest.mark.parametrize(("content", "code", "lines", "detail"), BAD.values(), ids=BAD)
def test_a_bad_record_does_not_affect_its_neighbours(content: bytes, code: Code, lines: int, detail: str) -> None:
    before, found, after = records_of(HEAD + b"x,y,z\n" + content + b"x,y,z\n", THREE)
    assert (before.first_line, before.line_count, before.fields) == (2, *X)
    assert (found.first_line, found.line_count, found.code, found.detail) == (3, lines, code, detail)
    assert (after.first_line, after.line_count, after.fields) == (3 + lines, *X)
    check_record(found)
    assert found.raw.startswith(content[:1].decode().replace("\0", "\\x00"))


@pytest.mark.parametrize(("content", "lines", "detail"), OPEN.values(), ids=OPEN)
def test_an_unclosed_quote_covers_the_rest(content: bytes, lines: int, detail: str) -> None:
    good, found = records_of(HEAD + content, THREE)
    assert (good.first_line, good.line_count, good.fields) == (2, *X)
    assert (found.first_line, found.line_count, found.code, found.detail) == (3, lines, Code.QUOTING, detail)


def test_raw_is_the_text_as_delivered() -> None:
    rows = [b'1,"x\r\ny",3', b"1,2", b" 1,\xe9\x00,3 ", b'1,"say ""x""",3']
    found = records_of(HEAD + b"\r\n".join(rows) + b"\r\n", THREE)
    assert [record.raw for record in found] == ['1,"x\r\ny",3', "1,2", r" 1,\xe9\x00,3 ", '1,"say ""x""",3']


@pytest.mark.parametrize("path", ["file.csv", "file.csv.gz"])
def test_a_quote_spoils_one_line_of_a_line_file(path: str) -> None:
    content = HEAD + b'1,"2,3\n\n4,"5",6\r\n7,"8\n9",0\nx,y,"'
    found = records_of(gzip.compress(content) if path.endswith("gz") else content, LINES, path)
    assert [(record.first_line, record.line_count, record.fields, record.code) for record in found] == [
        (2, 1, None, Code.QUOTING),
        (4, 1, ["4", "5", "6"], None),
        (5, 1, None, Code.QUOTING),
        (6, 1, None, Code.COLUMN_COUNT),
        (7, 1, None, Code.QUOTING),
    ]


SWALLOWED = {
    "an open quote": (
        b'1,"never closed,3\n' + b"4,5,6\n" * 389,
        "covers 390 lines .b: the quote is not closed.; usually",
    ),
    "an open quote that closes later": (
        b'1,"never closed,3\n' + b"4,5,6\n" * 200 + b'7,"8",9\n',
        "covers 202 lines .b: text follows the closing quote.; usually a quote on that line is not closed: correct it",
    ),
    "a wrong number of fields": (b'1,"' + b"x\n" * 100 + b'"\n', "covers 101 lines .2 fields, the header has 3."),
    "escaped quotes": (
        b'1,"the \\"",3\n' + b"4,5,6\n" * 100,
        r'covers 101 lines .*escaped with backslashes: .* with Spark, write the file with .option\("escape", "\\""\)',
    ),
}


@pytest.mark.parametrize(("content", "words"), SWALLOWED.values(), ids=SWALLOWED)
def test_a_record_that_swallows_lines_fails(content: bytes, words: str) -> None:
    with pytest.raises(LandingError, match=f"file.csv, line 4: a malformed record {words}"):
        records_of(HEAD + b"x,y,z\n\n" + content, THREE)


def test_a_record_may_swallow_100_lines() -> None:
    _, found = records_of(HEAD + b'x,y,z\n1,"2,3\n' + b"4,5,6\n" * 99, THREE)
    assert (found.first_line, found.line_count, found.code) == (3, 100, Code.QUOTING)


TOO_LARGE = {
    "one line": (b"1," + b"x" * 1_000 + b",3\n", 1),
    "a long line": (b"1," + b"x" * 9_999 + b",3\r\n", 1),
    "a long line that ends with CR": (b"1," + b"x" * 9_999 + b",3\r", 1),
    "bytes, not characters": ("1," + "é" * 500 + ",3\n").encode(),
    "characters of one and two bytes": ("1," + "xé" * 334 + ",3\n").encode(),
    "several lines": (b'1,"' + b"x" * 400 + b"\n" + b"y" * 400 + b"\r\n" + b"z" * 300 + b'",3\n', 3),
    "large after some lines, and more after that": (b'1,"' + (b"x" * 400 + b'\r""') * 6 + b'",3\n', 7),
    "white space": (b" " * 5_000 + b",2,3\n", 1),
    "only white space": (b" " * 5_000 + b"\n", 1),
    "invalid bytes": (b"1," + b"\xff" * 1_000 + b",3\n", 1),
}


@pytest.mark.parametrize("case", TOO_LARGE.values(), ids=TOO_LARGE)
def test_a_large_record_is_skipped(case: bytes | tuple[bytes, int]) -> None:
    content, lines = case if isinstance(case, tuple) else (case, 1)
    before, found, after = records_of(HEAD + b"x,y,z\n" + content + b"x,y,z\n", THREE, limits=SMALL)
    assert (before.fields, after.fields) == (["x", "y", "z"], ["x", "y", "z"])
    assert (found.first_line, found.line_count, found.code) == (3, lines, Code.RECORD_TOO_LARGE)
    assert found.detail == "more than 1,000 bytes"
    assert after.first_line == 3 + lines
    check_record(found)


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
@pytest.mark.parametrize("blank", [b"", b"\n", b"\r", b"\r\n"])
@pytest.mark.parametrize("size", range(992, 1004))
def test_a_line_end_at_the_size_limit_is_recognised(size: int, blank: bytes, end: bytes) -> None:
    row = b"1," + b"x" * (size - 4) + b",3"
    content = HEAD + row + end + blank + b"x,y,z\n"
    found = records_of(content, THREE, limits=SMALL)
    lines = len(list(io.TextIOWrapper(io.BytesIO(content), newline=None)))
    assert [record.line_count for record in found] == [1, 1]
    assert (found[1].first_line, found[1].fields) == (lines, ["x", "y", "z"])
    end = b"\r\n" if (end + blank).startswith(b"\r\n") else end
    assert (found[0].code is None) == (size + len(end) <= 1_000)


def test_a_header_may_be_larger_than_a_record() -> None:
    columns = ("x" * 2_000, "b", "c")
    (found,) = records_of(",".join(columns).encode() + b"\n1,2,3\n", dataset(*columns), limits=SMALL)
    assert (found.first_line, found.fields) == (2, ["1", "2", "3"])


def test_a_large_record_that_swallows_lines_fails() -> None:
    words = r"line 3: a malformed record covers at least 101 lines \(more than 1,000 bytes\)"
    with pytest.raises(LandingError, match=words):
        records_of(HEAD + b'x,y,z\n1,"' + (b"x" * 50 + b"\n") * 10_000, THREE, limits=SMALL)


def test_the_raw_text_of_a_large_record_is_cut() -> None:
    (found,) = records_of(HEAD + b"1," + b"x" * 17_000_000 + b",3\n", THREE)
    assert (found.code, found.detail) == (Code.RECORD_TOO_LARGE, "more than 16,777,216 bytes")
    assert found.raw == "1," + "x" * (LONGEST_CUT - 2)


class EndlessLine(io.RawIOBase):
    """A header, then bytes without a line end."""

    def __init__(self, size: int, byte: bytes) -> None:
        self.left, self.head, self.byte = size, HEAD, byte

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self.head:
            head, self.head = self.head, b""
            buffer[: len(head)] = head
            return len(head)
        size = min(len(buffer), self.left)
        buffer[:size] = self.byte * size
        self.left -= size
        return size


@pytest.mark.parametrize("byte", [b"x", b",", b'"', b"\xff", b"\0"], ids=repr)
def test_memory_is_bounded_for_an_endless_line(byte: bytes) -> None:
    limits = Limits(max_unpacked_bytes=1, max_record_bytes=100_000)
    zone = BytesZone(HEAD)
    zone.stream = io.BufferedReader(EndlessLine(20_000_000, byte))
    header = header_of(HEAD, dataset=THREE)
    tracemalloc.start()
    (found,) = read_records(zone, zone.file, header, limits)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.code, found.line_count) == (Code.RECORD_TOO_LARGE, 1)
    assert peak < 5_000_000
