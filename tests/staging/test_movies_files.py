"""Every row of a movies file is staged, superseded or quarantined, and text arrives unchanged."""

import gzip

import pytest

from movielytics.errors import LandingError
from movielytics.landing.datasets import DATASETS
from support.harness import Pipeline
from support.rows import MOVIE_HEADER, movie, movies_csv


def stage(pipeline: Pipeline) -> tuple[int, int, int, int]:
    counts = pipeline.run(loads="movies")["stage_movies"].counts
    assert None not in (counts.read, counts.staged, counts.superseded, counts.quarantined)
    return counts.read, counts.staged, counts.superseded, counts.quarantined  # type: ignore[return-value]


def test_quotes_newlines_and_other_alphabets_survive(pipeline: Pipeline) -> None:
    overview = "She said \"no\",\nthen: 'yes'.\n\nEnd, with a \\ and 映画"
    pipeline.deliver("movies_metadata.csv", movies_csv(movie(1, 'The "Best" O\'Movie, ever', overview=overview)))
    assert stage(pipeline) == (1, 1, 0, 0)
    assert pipeline.rows("SELECT title, overview FROM movies.movies") == [('The "Best" O\'Movie, ever', overview)]


def test_types_are_as_the_schema_says(pipeline: Pipeline) -> None:
    row = movie(
        7,
        budget="30000000000",
        revenue="12.0",
        runtime="",
        release_date="",
        adult="True",
        vote_average="10",
        tagline="  ",
    )
    pipeline.deliver("movies_metadata.csv", movies_csv(row))
    stage(pipeline)
    query = "SELECT budget, revenue, runtime_minutes, release_date, is_adult, vote_average, tagline FROM movies.movies"
    assert pipeline.rows(query) == [(30_000_000_000, 12, None, None, True, 10.0, None)]


NOT_READ = next(name for name in MOVIE_HEADER if name not in DATASETS["movies_metadata"].columns)
BAD = {
    "an id that is a date": (movie("1997-08-20"), "not_a_number", "id"),
    "no id": (movie(""), "empty", "id"),
    "id 0": (movie(0), "out_of_range", "id"),
    "an id too large": (movie(2**31), "out_of_range", "id"),
    "no title": (movie(5, " "), "empty", "title"),
    "text in a number": (movie(5, budget="/abc.jpg"), "not_a_number", "budget"),
    "negative money": (movie(5, revenue="-1"), "out_of_range", "revenue"),
    "a day that does not exist": (movie(5, release_date="2001-02-30"), "not_a_date", "release_date"),
    "a day before film": (movie(5, release_date="1066-10-14"), "out_of_range", "release_date"),
    "no number": (movie(5, popularity="NaN"), "not_a_number", "popularity"),
    "too good": (movie(5, vote_average="10.1"), "out_of_range", "vote_average"),
    "neither true nor false": (movie(5, video="maybe"), "not_a_boolean", "video"),
    "a broken literal": (movie(5, genres="[{'id': 1, 'name': "), "bad_literal", "genres"),
    "a literal of another shape": (movie(5, genres="[{'id': 1}]"), "bad_literal", "genres"),
    "two problems": (movie("x", budget="y"), "not_a_number", "id"),
    "a NUL": (movie(5, overview="a\0b"), "control_character", "overview"),
    "a NUL in a column that is not used": (movie(5, **{NOT_READ: "a\0b"}), "control_character", NOT_READ),
}


def test_unusable_rows_are_quarantined_with_reason_and_text(pipeline: Pipeline) -> None:
    good = [movie(100 + n) for n in range(3)]
    bad = [row for row, _, _ in BAD.values()]
    pipeline.deliver("movies_metadata.csv", movies_csv(good[0], *bad, *good[1:]))
    assert stage(pipeline) == (len(bad) + 3, 3, 0, len(bad))
    found = pipeline.rows("SELECT first_line, code, column_name, raw FROM quarantine.rows ORDER BY first_line")
    for (line, code, column, raw), (number, (row, *reason)) in zip(found, enumerate(BAD.values(), 3), strict=True):
        assert (line, [code, column]) == (number, reason)
        assert str(row[MOVIE_HEADER.index("original_title")]).strip() in raw
    details = dict(pipeline.rows("SELECT first_line, detail FROM quarantine.rows"))
    two = details[3 + list(BAD).index("two problems")]
    assert two.startswith("id: 'x' ")
    assert "; budget: 'y' " in two


def test_a_row_broken_in_two_is_two_quarantined_rows(pipeline: Pipeline) -> None:
    lines = movies_csv(movie(1), movie(2, "Broken Here"), movie(3)).split("\n")
    head, tail = lines[2].split("Broken", 1)
    pipeline.deliver("movies_metadata.csv", "\n".join([*lines[:2], head, f"Broken{tail}", *lines[3:]]))
    assert stage(pipeline) == (4, 2, 0, 2)
    assert pipeline.rows("SELECT raw FROM quarantine.rows ORDER BY first_line") == [(head,), (f"Broken{tail}",)]


def test_a_quote_that_never_closes_loses_nothing(pipeline: Pipeline) -> None:
    broken = ",".join(["False"] * 5 + ['"never closed'] + ["x"] * 3)
    pipeline.deliver(
        "movies_metadata.csv", movies_csv(movie(1)) + broken + "\n" + ",".join(map(str, movie(2, overview="Lost?")))
    )
    assert stage(pipeline) == (3, 1, 0, 2)
    ((line, count, code, raw),) = pipeline.rows("SELECT first_line, line_count, code, raw FROM quarantine.rows")
    assert (line, count, code) == (3, 2, "quoting")
    assert "Lost?" in raw


def test_a_quote_that_swallows_100_lines_fails_the_load(pipeline: Pipeline) -> None:
    lines = movies_csv(*(movie(number) for number in range(300))).replace('"', "").split("\n")
    lines[10] = '"' + lines[10]
    pipeline.deliver("movies_metadata.csv", "\n".join(lines))
    with pytest.raises(LandingError, match=r"movies_metadata\.csv, line 11: .* 29\d lines"):
        stage(pipeline)
    assert pipeline.rows("SELECT COUNT(*) FROM audit.loads") == [(0,)]


def test_bytes_that_are_not_utf8_are_quarantined(pipeline: Pipeline) -> None:
    text = movies_csv(movie(1), movie(2, "Am\xe9lie's Cousin"))
    pipeline.deliver("movies_metadata.csv", text.encode("latin-1"))
    assert stage(pipeline) == (2, 1, 0, 1)
    assert pipeline.rows("SELECT code, column_name FROM quarantine.rows") == [("invalid_utf8", "original_title")]


def test_a_record_over_16_megabytes_is_quarantined(pipeline: Pipeline) -> None:
    pipeline.deliver("movies_metadata.csv", movies_csv(movie(1), movie(2, overview="x" * 100_000_000), movie(3)))
    assert stage(pipeline) == (3, 2, 0, 1)
    assert pipeline.rows("SELECT code, first_line, LENGTH(raw) < 1000000 FROM quarantine.rows") == [
        ("record_too_large", 3, True)
    ]


@pytest.mark.parametrize(
    ("path", "encode"),
    [
        ("movies_metadata.csv", lambda text: text.replace("\n", "\r\n").encode()),
        ("movies_metadata.csv", lambda text: b"\xef\xbb\xbf" + text.encode()),
        ("movies_metadata.csv.gz", lambda text: gzip.compress(text.encode())),
        ("movies_metadata/a [1]*.csv", lambda text: text.encode()),
        ("movies_metadata/ä b+c%20.csv", lambda text: text.encode()),
    ],
    ids=["CRLF", "byte order mark", "gzip", "pattern name", "name to escape"],
)
def test_every_form_of_a_file_gives_the_same_rows(pipeline: Pipeline, path: str, encode) -> None:  # type: ignore[no-untyped-def]
    rows = [movie(1, overview="two\nlines"), movie(2), movie(1, "Later"), movie("x")]
    pipeline.deliver(path, encode(movies_csv(*rows)))
    assert stage(pipeline) == (4, 2, 1, 1)
    assert pipeline.rows("SELECT movie_id, title FROM movies.movies ORDER BY 1") == [(1, "Later"), (2, "A Title")]
    assert pipeline.rows("SELECT file FROM quarantine.rows") == [(path,)]


def test_the_later_row_wins_then_the_later_file_name(pipeline: Pipeline) -> None:
    pipeline.deliver("movies_metadata/b.csv", movies_csv(movie(1, "b first"), movie(1, "b last"), movie(2, "b")))
    pipeline.deliver("movies_metadata/a.csv", movies_csv(movie(1, "a"), movie(2, "a"), movie(3, "a")))
    pipeline.deliver("movies_metadata.csv", movies_csv(movie(2, "single"), movie(3, "single"), movie(4, "single")))
    assert stage(pipeline) == (9, 4, 5, 0)
    assert [t for (t,) in pipeline.rows("SELECT title FROM movies.movies ORDER BY movie_id")] == [
        "b last",
        "b",
        "a",
        "single",
    ]
    per_file = pipeline.rows(
        "SELECT file, rows_read, rows_staged, rows_superseded FROM audit.loads"
        " WHERE table_name = 'movies' ORDER BY file_no"
    )
    assert per_file == [
        ("movies_metadata.csv", 3, 1, 2), ("movies_metadata/a.csv", 3, 1, 2), ("movies_metadata/b.csv", 3, 2, 1),
    ]  # fmt: skip


def test_columns_may_come_in_another_order_with_more_of_them(pipeline: Pipeline) -> None:
    header, row = list(reversed(MOVIE_HEADER)), list(reversed(movie(1, "Reversed")))
    pipeline.deliver(
        "movies_metadata/1.csv",
        ",".join(["new column", *header]) + "\n" + ",".join(["?", *(f'"{v}"' for v in row)]) + "\n",
    )
    pipeline.deliver("movies_metadata/2.csv", movies_csv(movie(2, "Usual")))
    assert stage(pipeline) == (2, 2, 0, 0)
    assert pipeline.rows("SELECT title FROM movies.movies ORDER BY 1") == [("Reversed",), ("Usual",)]
