"""A header is read strictly: a file that cannot be loaded is rejected with its name, the line and a remedy."""

import gzip

import pytest

from movielytics.errors import LandingError
from movielytics.landing.datasets import DATASETS
from movielytics.landing.header import Header, check_not_narrower, missing_columns
from support.bytes_zone import dataset, header_of, landing_file

CPI = ("DATE", "CUSR0000SS62031")
ROWS = b"1999-01-01,100.5\n"
GOOD = {
    "LF": (b"DATE,CUSR0000SS62031\n" + ROWS, CPI, 1),
    "CRLF": (b"DATE,CUSR0000SS62031\r\n" + ROWS, CPI, 1),
    "CR": (b"DATE,CUSR0000SS62031\r" + ROWS, CPI, 1),
    "no rows": (b"DATE,CUSR0000SS62031", CPI, 1),
    "byte order mark": (b"\xef\xbb\xbfDATE,CUSR0000SS62031\n", CPI, 1),
    "byte order mark and quotes": (b'\xef\xbb\xbf"DATE","CUSR0000SS62031"\n', CPI, 1),
    "byte order mark on a blank line": (b"\xef\xbb\xbf\r\nDATE,CUSR0000SS62031\n", CPI, 2),
    "blank lines first": (b"\n\r\n \t\rDATE,CUSR0000SS62031\n", CPI, 4),
    "white space": (b" DATE ,\tCUSR0000SS62031\n", CPI, 1),
    "more columns, one without a name": ("DATE,CUSR0000SS62031,é,\n".encode(), (*CPI, "é", ""), 1),
    "other columns twice": (b"x,DATE,x,CUSR0000SS62031\n", ("x", "DATE", "x", "CUSR0000SS62031"), 1),
    "a NUL after the header": (b"DATE,CUSR0000SS62031\n1999-0\0-01,1\n", CPI, 1),
    "no UTF-8 after the header": (b"DATE,CUSR0000SS62031\n\xff\xfe,1\n", CPI, 1),
    "1,000 columns": (b",".join([*map(str.encode, CPI), *[b"x"] * 998]), (*CPI, *["x"] * 998), 1),
    "a long name": (b"DATE,CUSR0000SS62031," + b"x" * 60_000, (*CPI, "x" * 60_000), 1),
}
BAD = {
    "no bytes": (b"", r"file.csv is empty \(0 bytes\): deliver it again, with its header"),
    "only blank lines": (b"\n \t\n\r\n", "file.csv has no header, only blank lines"),
    "only a byte order mark": (b"\xef\xbb\xbf", "file.csv has no header"),
    "endless blank lines": (b"\n" * 70_000, "file.csv begins with 65,536 bytes of blank lines"),
    "an open quote": (b'DATE,CUSR0000SS62031,"note\n1,2,x"\n', "file.csv, line 1: the header's quote is not closed"),
    "an open quote to the end": (b'DATE,CUSR0000SS62031,"note', "line 1: the header's quote is not closed"),
    "two lines": (b'\nDATE,CUSR0000SS62031,"two\nlines"\n', "file.csv, line 2: the header's quote is not closed"),
    "bad quoting": (b'"DA"TE,CUSR0000SS62031\n', "line 1: the header's quoting is not RFC 4180"),
    "Latin-1": (b"DATE,CUSR0000SS62031,\xe9t\xe9\n", "line 1: the header is not UTF-8: convert"),
    "a control character": (b"DATE,CUSR0000SS62031,a\x1bb\n", r"the header contains the control character U\+001B"),
    "UTF-16": ("DATE,CUSR0000SS62031\n".encode("utf-16"), "file.csv is UTF-16 or binary, not UTF-8 text: convert"),
    "UTF-16 without a mark": ("DATE,CUSR0000SS62031\n".encode("utf-16-be"), "file.csv is UTF-16 or binary"),
    "UTF-32": ("DATE,CUSR0000SS62031\n".encode("utf-32"), "file.csv is UTF-16 or binary"),
    "UTF-32 without a mark": ("DATE,CUSR0000SS62031\n".encode("utf-32-le"), "file.csv is UTF-16 or binary"),
    "long UTF-16": (("x" * 70_000).encode("utf-16-le"), "file.csv is UTF-16 or binary"),
    "another file": (b"a,b\n1,2\n", "line 1: the header lacks DATE, CUSR0000SS62031; it has a, b: deliver"),
    "one column": (b"\nDATE\n", "line 2: the header lacks CUSR0000SS62031; it has DATE"),
    "another case": (b"date,CUSR0000SS62031\n", r"it has date, CUSR0000SS62031 \(date is not DATE: names must match"),
    "underscores": (b"DATE,CUSR_0000_SS62031\n", r"\(CUSR_0000_SS62031 is not CUSR0000SS62031"),
    "semicolons": (b"DATE;CUSR0000SS62031\n", r"\(fields must be separated by commas\)"),
    "tabs": (b"DATE\tCUSR0000SS62031\n", r"\(fields must be separated by commas\)"),
    "one column twice": (b"DATE,DATE,CUSR0000SS62031\n", "line 1: the header has the column DATE twice"),
    "a column under both names": (
        b"DATE,CUSR0000SS62031,observation_date\n",
        "has DATE and observation_date, which are the same column",
    ),
    "1,001 columns": (b"DATE,CUSR0000SS62031" + b",x" * 999, "the header has 1,001 columns: deliver at most 1,000"),
    "over 64 KiB": (b"DATE,CUSR0000SS62031," + b"x" * 70_000 + b"\n", "line 1: the header is longer than 65,536 bytes"),
    "no line end in 1 MB": (b"x" * 1_000_000, "line 1: the header is longer than 65,536 bytes"),
    "gzip": (gzip.compress(b"DATE,CUSR0000SS62031\n"), "file.csv is compressed with gzip: name it file.csv.gz"),
    "a pointer": (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 12\n",
        "file.csv is a Git LFS pointer, not the data: run `git lfs pull`",
    ),
}
HEAD = b"DATE,CUSR0000SS62031\n"
NOISE = bytes((n * n) >> 3 & 0xFF for n in range(200_000))
BAD_GZIP = {
    "not gzip": (HEAD, "file.csv.gz is named .gz but is not compressed with gzip"),
    "truncated": (gzip.compress(HEAD)[:-9], "file.csv.gz cannot be read to its end"),
    "garbage after it": (gzip.compress(HEAD) + b"garbage", "file.csv.gz cannot be read to its end"),
    "a damaged byte": (gzip.compress(HEAD)[:-6] + b"\0\0" + gzip.compress(HEAD)[-4:], "cannot be read to its end"),
    "over 64 KiB of one line": (gzip.compress(b"x" * 10_000_000), "line 1: the header is longer than 65,536 bytes"),
    "no content": (gzip.compress(b""), "file.csv.gz has no header"),
}


@pytest.mark.parametrize(("content", "names", "line"), GOOD.values(), ids=GOOD)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_a_header_is_read(content: bytes, names: tuple[str, ...], line: int, packed: bool) -> None:
    found = header_of(gzip.compress(content), "file.csv.gz") if packed else header_of(content)
    assert (found.names, found.line, found.lines) == (names, line, False)


@pytest.mark.parametrize(("content", "words"), BAD.values(), ids=BAD)
def test_a_bad_header_is_rejected(content: bytes, words: str) -> None:
    with pytest.raises(LandingError, match=words) as error:
        header_of(content)
    assert len(str(error.value)) < 1_000


@pytest.mark.parametrize(("content", "words"), BAD_GZIP.values(), ids=BAD_GZIP)
def test_damaged_gzip_is_rejected(content: bytes, words: str) -> None:
    with pytest.raises(LandingError, match=words):
        header_of(content, "file.csv.gz")


def test_the_header_of_a_large_gzip_file_is_read() -> None:
    members = gzip.compress(b"") + gzip.compress(HEAD[:7]) + gzip.compress(HEAD[7:] + NOISE, 0)
    assert header_of(members, "file.csv.gz").names == CPI


def test_aliases_become_canonical_names() -> None:
    header = header_of(b"observation_date,CUSR0000SS62031\n")
    assert (header.names, header.columns) == (("observation_date", "CUSR0000SS62031"), CPI)


@pytest.mark.parametrize("name", DATASETS)
def test_only_required_columns_are_required(name: str) -> None:
    whole = DATASETS[name]
    header = header_of(",".join(whole.required).encode(), dataset=whole)
    assert missing_columns(header, whole) == whole.optional
    assert missing_columns(header_of(",".join(whole.columns).encode(), dataset=whole), whole) == ()
    for lost in whole.required:
        with pytest.raises(LandingError, match=f"the header lacks {lost}"):
            header_of(",".join(column for column in whole.columns if column != lost).encode(), dataset=whole)


def test_movies_need_an_id_and_a_title() -> None:
    assert {name: dataset.required for name, dataset in DATASETS.items()} == {
        "movies_metadata": ("id", "title"),
        "ratings": ("userId", "movieId", "rating", "timestamp"),
        "links": ("movieId", "tmdbId"),
        "credits": ("id", "cast"),
        "cpi": ("DATE", "CUSR0000SS62031"),
    }


@pytest.mark.parametrize(
    ("earlier", "words"),
    [
        (["id", "title", "tagline", "not_read"], "lacks tagline, .* the column tagline; its values may be empty"),
        (["id", "tagline", "status"], "lacks status, tagline, .* the columns status, tagline; their values"),
    ],
)
def test_a_file_must_not_lack_delivered_columns(earlier: list[str], words: str) -> None:
    movies = DATASETS["movies_metadata"]
    header = header_of(b"\nid,title\n", dataset=movies)
    with pytest.raises(LandingError, match=f"file.csv, line 2: the header {words}"):
        check_not_narrower(landing_file(b""), header, movies, earlier)


@pytest.mark.parametrize("earlier", [[], ["id", "title"], ["id", "not_read"], ["title", "id", "budget"]])
def test_a_file_may_have_more_columns_than_before(earlier: list[str]) -> None:
    movies = DATASETS["movies_metadata"]
    check_not_narrower(landing_file(b""), header_of(b"id,budget,title\n", dataset=movies), movies, earlier)


def test_an_alias_is_the_same_column() -> None:
    cpi = DATASETS["cpi"]
    check_not_narrower(landing_file(b""), header_of(b"observation_date,CUSR0000SS62031\n"), cpi, CPI)
    check_not_narrower(landing_file(b""), header_of(HEAD), cpi, ["observation_date"])


def test_the_header_decides_if_records_are_lines() -> None:
    lines = dataset("a", "b", lines=True)
    assert header_of(b"a,b\n", dataset=lines) == Header(("a", "b"), ("a", "b"), 1, lines=True)
    assert header_of(b"a,b,c\n", dataset=lines) == Header(("a", "b", "c"), ("a", "b", "c"), 1, lines=False)
