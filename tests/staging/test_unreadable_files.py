"""An unreadable file fails the load with a message for those who can fix it, and leaves the warehouse unchanged."""

import gzip
from pathlib import Path

import pytest

from movielytics.errors import LandingError
from support.harness import Pipeline
from support.rows import cpi_csv, links_csv, ratings_csv

CPI = cpi_csv(*((f"{year}-01-01", "100.0") for year in range(1920, 2020)))

CASES: dict[str, tuple[str, bytes, str]] = {
    "empty": ("cpi.csv", b"", r"cpi.csv is empty \(0 bytes\)"),
    "UTF-16": ("cpi.csv", CPI.encode("utf-16"), "cpi.csv is UTF-16 or binary"),
    "a header in Latin-1": ("cpi.csv", b"DATE,CUSR0000SS62031,\xe9t\xe9\n", "line 1: the header is not UTF-8"),
    "another header": ("cpi.csv", b"a,b\n1,2\n", "line 1: the header lacks DATE, CUSR0000SS62031; it has a, b"),
    "a missing column": ("cpi.csv", b"DATE\n1999-01-01\n", "line 1: the header lacks CUSR0000SS62031; it has DATE"),
    "a doubled column": ("cpi.csv", b"DATE,DATE,CUSR0000SS62031\n", "has the column DATE twice"),
    "gzip without its name": ("cpi.csv", gzip.compress(CPI.encode()), "name it cpi.csv.gz"),
    "a name without gzip": ("cpi.csv.gz", CPI.encode(), "not compressed with gzip"),
    "truncated gzip": (
        "cpi.csv.gz",
        gzip.compress(CPI.encode() * 200, 1)[:-200],
        "cpi.csv.gz cannot be read to its end",
    ),
    "another kind of file": (
        "cpi/notes.txt",
        b"hello",
        "cpi/notes.txt in the landing zone is neither .csv nor .csv.gz",
    ),
    "a folder in place of a file": ("cpi.csv/part.csv", CPI.encode(), "cpi.csv is a folder, not a file"),
    "a folder in a folder": ("cpi/1.csv/part.csv", CPI.encode(), "1.csv is a folder inside a dataset"),
}


@pytest.mark.parametrize(("path", "content", "words"), CASES.values(), ids=CASES)
def test_an_unreadable_file_is_explained_with_its_place(
    pipeline: Pipeline, path: str, content: bytes, words: str
) -> None:
    pipeline.deliver(path, content)
    with pytest.raises(LandingError, match=words):
        pipeline.run(loads="cpi")
    assert pipeline.rows("SELECT COUNT(*) FROM movies.cpi") == [(0,)]


def test_the_error_says_that_no_other_file_is_loaded(pipeline: Pipeline) -> None:
    pipeline.deliver("links.csv", links_csv((1, 1)))
    pipeline.deliver("ratings/1.csv", ratings_csv((1, 1, 3.5)))
    pipeline.deliver("ratings/2.csv", b"a,b\n")
    with pytest.raises(
        LandingError, match=r"^ratings/2\.csv, .*\nUntil this is corrected, no file of links or ratings is loaded\.$"
    ):
        pipeline.run(loads="ratings")
    pipeline.deliver("ratings/2.csv", ratings_csv((2, 1, 4)))
    counts = pipeline.run("corrected", loads="ratings")["stage_ratings"].counts
    assert (counts.read, counts.staged) == (3, 3)


def test_a_missing_dataset_is_named_with_what_to_deliver(pipeline: Pipeline) -> None:
    with pytest.raises(LandingError, match=r"no cpi in .*: deliver cpi.csv, cpi.csv.gz or a folder cpi/"):
        pipeline.run(loads="cpi")


def test_credits_may_be_missing(pipeline: Pipeline) -> None:
    results = pipeline.run(loads="credits")
    assert (results["stage_credits"].changed, results["stage_credits"].summary) == (False, "no credits delivered")


def test_a_missing_landing_zone_is_named(pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.landing.rmdir()
    with pytest.raises(LandingError, match="is not a folder: set MOVIELYTICS_LANDING_URI"):
        pipeline.run(loads="cpi")


def test_truncated_lines_of_ratings_are_quarantined(pipeline: Pipeline) -> None:
    pipeline.deliver("links.csv", links_csv((1, 1)))
    pipeline.deliver("ratings.csv", ratings_csv((1, 1, 3.5), (2, 1, 4.0))[:-14])
    counts = pipeline.run(loads="ratings")["stage_ratings"].counts
    assert (counts.read, counts.staged, counts.quarantined) == (3, 2, 1)
    assert pipeline.rows("SELECT code, first_line, raw FROM quarantine.rows") == [("column_count", 3, "2,1,4.")]


BAD_RATINGS = {
    (1, 1, "5.7"): ("out_of_range", "rating"),
    (1, 1, "0"): ("out_of_range", "rating"),
    (1, 1, "5.5"): ("out_of_range", "rating"),
    (1, 1, "4.25"): ("out_of_range", "rating"),
    (1, 1, 3, "yesterday"): ("not_a_number", "timestamp"),
    (1, 1, 3, "12"): ("out_of_range", "timestamp"),
    ("", 1, 3): ("empty", "userId"),
    (1, "one", 3): ("not_a_number", "movieId"),
}


def test_bad_ratings_are_quarantined_with_their_reason(pipeline: Pipeline) -> None:
    pipeline.deliver("links.csv", links_csv((1, 1)))
    pipeline.deliver("ratings.csv", ratings_csv(*BAD_RATINGS))
    pipeline.run(loads="ratings")
    assert pipeline.rows("SELECT code, column_name FROM quarantine.rows ORDER BY first_line") == list(
        BAD_RATINGS.values()
    )
