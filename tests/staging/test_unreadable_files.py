"""A file that cannot be read as a whole ends the load with a message for who can fix it, and leaves the warehouse alone."""

import gzip
from pathlib import Path

import pytest

from harness import Pipeline
from movielytics.errors import LandingError
from movielytics.staging import load
from rows import cpi_csv, links_csv, ratings_csv

CPI = cpi_csv(*((f"{year}-01-01", "100.0") for year in range(1920, 2020)))

CASES: dict[str, tuple[str, bytes, str]] = {
    "empty": ("cpi.csv", b"", r"cpi.csv is empty \(0 bytes\)"),
    "UTF-16": ("cpi.csv", CPI.encode("utf-16"), "cpi.csv is UTF-16 or binary"),
    "a header in Latin-1": ("cpi.csv", b"DATE,CUSR0000SS62031,\xe9t\xe9\n", "line 1: the header is not UTF-8"),
    "another header": ("cpi.csv", b"a,b\n1,2\n", "line 1: the header lacks month, price_index; it has a, b"),
    "a missing column": ("cpi.csv", b"DATE\n1999-01-01\n", "line 1: the header lacks price_index; it has month"),
    "a doubled column": ("cpi.csv", b"DATE,DATE,CUSR0000SS62031\n", "names month more than once"),
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
def test_it_says_what_is_wrong_and_where(pipeline: Pipeline, path: str, content: bytes, words: str) -> None:
    pipeline.deliver(path, content)
    with pytest.raises(LandingError, match=words):
        pipeline.run(loads="cpi")
    assert pipeline.rows("SELECT COUNT(*) FROM movies.cpi") == [(0,)]


def test_a_missing_dataset_is_named_with_what_to_deliver(pipeline: Pipeline) -> None:
    with pytest.raises(LandingError, match=r"no cpi in .*: deliver cpi.csv, cpi.csv.gz or a folder cpi/"):
        pipeline.run(loads="cpi")


def test_credits_may_be_missing(pipeline: Pipeline) -> None:
    results = pipeline.run(loads="person")
    assert (results["stage_person"].changed, results["stage_person"].summary) == (False, "no credits delivered")


def test_a_landing_zone_that_is_not_there_is_named(pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.landing.rmdir()
    with pytest.raises(LandingError, match="is not a folder: set MOVIELYTICS_LANDING_URI"):
        pipeline.run(loads="cpi")


def test_truncated_lines_of_ratings_are_quarantined(pipeline: Pipeline) -> None:
    pipeline.deliver("links.csv", links_csv((1, 1)))
    pipeline.deliver("ratings.csv", ratings_csv((1, 1, 3.5), (2, 1, 4.0))[:-14])
    counts = pipeline.run(loads="ratings")["stage_ratings"].counts
    assert (counts.read, counts.staged, counts.quarantined) == (3, 2, 1)
    assert pipeline.rows("SELECT reason, raw FROM quarantine.rows WHERE waiting_for IS NULL") == [
        ("does not have the 4 columns of its header", "2,1,4.")
    ]


def test_bad_ratings_are_quarantined_with_their_reason(pipeline: Pipeline) -> None:
    bad = {
        (1, 1, "5.7"): "rating: '5.7' is not a rating from 0.5 to 5.0 in halves",
        (1, 1, "0"): "rating: '0' is not",
        (1, 1, "5.5"): "rating: '5.5' is not",
        (1, 1, "4.25"): "rating: '4.25' is not",
        (1, 1, 3, "yesterday"): "timestamp: 'yesterday' is not a Unix time",
        (1, 1, 3, "12"): "timestamp: '12' is not a Unix time",
        ("", 1, 3): "userId is empty",
        (1, "one", 3): "movieId: 'one' is not a whole number",
    }
    pipeline.deliver("links.csv", links_csv((1, 1)))
    pipeline.deliver("ratings.csv", ratings_csv(*bad))
    pipeline.run(loads="ratings")
    found = [reason for (reason,) in pipeline.rows("SELECT reason FROM quarantine.rows ORDER BY row_position")]
    assert [words in reason for words, reason in zip(bad.values(), found, strict=True)] == [True] * len(bad)


@pytest.mark.parametrize(
    ("cause", "told"), [("java.io.EOFException: Unexpected end", True), ("SdkClientException: Connect timed out", False)]
)
def test_only_a_file_that_was_reached_is_said_to_be_broken(cause: str, told: bool) -> None:
    read = "[FAILED_READ_FILE.NO_HINT] Encountered error while reading file s3a://landing/cpi.csv. SQLSTATE: KD001"
    assert (load._told(RuntimeError(f"{read}\nCaused by: {cause}")) is not None) == told
