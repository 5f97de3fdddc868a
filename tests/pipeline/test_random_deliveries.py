"""Random rows in random CSV dialects and files: staging holds the rows that were written, and every row is counted."""

import csv
import gzip
import io
import shutil
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from movielytics import steps
from support.harness import Pipeline
from support.rows import MOVIE_HEADER, movie

NAMES = (
    "movies_metadata.csv",
    "movies_metadata/a [1]*.csv",
    "movies_metadata/b {x,y}?.csv",
    "movies_metadata/c#%20é:d.csv",
)
SEPARATORS = "\n\r\t ,;\"'\\"
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from(SEPARATORS), min_size=1, max_size=12
).filter(lambda text: text.strip(" \t\r\n") and not text.endswith("\\"))
booleans = st.sampled_from([("True", True), ("false", False), ("TRUE", True), ("", None)])
votes = st.sampled_from([("7", 7), ("7.0", 7), ("", None)])


@dataclass(frozen=True)
class Row:
    """A row of movies_metadata as it is written, and as it must be staged."""

    written: list[Any]
    staged: tuple[Any, ...]


@dataclass(frozen=True)
class File:
    """Rows in a dialect."""

    rows: list[Row]
    ends: list[str]
    quote_all: bool
    mark: bool
    zipped: bool

    def content(self) -> bytes:
        """Return the bytes of the file."""
        text = "\ufeff" if self.mark else ""
        for fields, end in zip([MOVIE_HEADER, *(row.written for row in self.rows)], self.ends, strict=False):
            out = io.StringIO()
            # Minimal quoting quotes the characters of the line terminator only.
            csv.writer(
                out, quoting=csv.QUOTE_ALL if self.quote_all else csv.QUOTE_MINIMAL, lineterminator="\r\n"
            ).writerow(fields)
            text += out.getvalue().removesuffix("\r\n") + end
        return gzip.compress(text.encode()) if self.zipped else text.encode()


@st.composite
def rows(draw: st.DrawFn) -> Row:
    movie_id, title, overview = draw(st.integers(1, 6)), draw(texts), draw(texts)
    (adult, is_adult), (count, vote_count) = draw(booleans), draw(votes)
    written = movie(movie_id, title, overview=overview, adult=adult, vote_count=count)
    return Row(written, (movie_id, title.strip(" \t\r\n"), overview.strip(" \t\r\n"), is_adult, vote_count))


@st.composite
def files(draw: st.DrawFn) -> File:
    content = draw(st.lists(rows(), max_size=6))
    ends = draw(st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=len(content) + 1, max_size=len(content) + 1))
    return File(content, ends, draw(st.booleans()), draw(st.booleans()), draw(st.booleans()))


@settings(
    max_examples=8,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(delivery=st.lists(files(), min_size=1, max_size=len(NAMES)))
def test_staging_holds_the_rows_that_were_written(pipeline: Pipeline, delivery: list[File]) -> None:
    shutil.rmtree(pipeline.landing)
    pipeline.landing.mkdir()
    pipeline.execute("TRUNCATE audit.loads; TRUNCATE quarantine.rejected_rows")
    expected: dict[int, tuple[Any, ...]] = {}
    counts = {}
    for name, file in zip(NAMES, delivery, strict=False):
        path = name + ".gz" * file.zipped
        pipeline.deliver(path, file.content())
        expected |= {row.staged[0]: row.staged for row in file.rows}
        counts[path] = len(file.rows)
    steps.stage("movies", "run")
    staged = pipeline.rows("SELECT movie_id, title, overview, is_adult, vote_count FROM staging.movies ORDER BY 1")
    assert staged == [expected[movie_id] for movie_id in sorted(expected)]
    found = pipeline.rows(
        "SELECT file, rows_read, rows_quarantined FROM audit.loads WHERE table_name = 'movies' ORDER BY 1"
    )
    assert found == sorted((path, count, 0) for path, count in counts.items())
