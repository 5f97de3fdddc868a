"""Rows on their way to Redshift: in S3 as Parquet, exactly once and complete, and removed once they are copied."""

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import cast

import pyarrow as pa
import pytest
from pyarrow import parquet

from movielytics import steps
from movielytics.errors import WarehouseError
from movielytics.settings import get_settings
from movielytics.staging.attempt import Attempt, begin
from movielytics.staging.sink import write_partition
from movielytics.tables import load_named
from movielytics.warehouse.ddl import staging_table
from movielytics.warehouse.engine import engine_of
from movielytics.warehouse.redshift.objects import Objects, object_path
from movielytics.warehouse.target import Target
from support.harness import Pipeline
from support.redshift_emulator import STAGING_URI, RedshiftEmulator
from support.rows import csv_text, links_csv, movie, movies_csv, ratings_csv

MOVIES, CPI = load_named("movies").sources[0], load_named("cpi").sources[0]
RATINGS = load_named("ratings").sources[1]
FILES = {0: ("cpi", "cpi.csv", "print")}
ROWS = pa.table(
    {
        "row_position": pa.array([1, 2**62, 3], pa.int64()),
        "rated_at": pa.array(
            [datetime(1996, 1, 1, 1, 2, 3, 456_789, UTC), None, datetime(2262, 4, 11, tzinfo=UTC)],
            pa.timestamp("us", "UTC"),
        ),
        "user_id": pa.array([1, 2**31 - 1, None], pa.int32()),
        "movielens_id": pa.array([7, None, 9], pa.int32()),
        "rating": pa.array([0.5, None, 5.0], pa.float32()),
        "file_no": pa.array([0, 0, 0], pa.int32()),
    }
)
PRICES = pa.table(
    {
        "month": pa.array([date(1999, 1, 1), date(1999, 2, 1), None], pa.date32()),
        "price_index": pa.array([Decimal("0.001"), None, Decimal("999999.999")], pa.decimal128(9, 3)),
        "file_no": pa.array([0, 0, 0], pa.int32()),
    }
)
TEXTS = {
    "movie_id": pa.array([1, 2], pa.int32()),
    "title": ["Amélie “日本語” 🎬\n\\ '", None],
    "is_adult": [True, None],
    "release_date": pa.array([date(1874, 12, 9), None], pa.date32()),
    "revenue": pa.array([2**62, None], pa.int64()),
    "popularity": pa.array([0.1 + 0.2, None], pa.float64()),
    "vote_count": pa.array([1, None], pa.int32()),
    "file_no": pa.array([0, 0], pa.int32()),
}


def target(pipeline: Pipeline, attempt: Attempt, table: str) -> Target:
    objects = engine_of(pipeline.url).staging_objects()
    return Target(pipeline.url, table, attempt.name, staging_table(table).column_names, "run", FILES, objects)


def copy(rows: pa.Table, to: Target, partition: int = 0) -> None:
    engine_of(to.url).copy_partition(iter(rows.to_batches(max_chunksize=2)), [], to, partition)


def finish(pipeline: Pipeline, attempt: Attempt) -> None:
    engine_of(pipeline.url).finish_copy(pipeline.url, attempt.name, attempt.source.tables)


def batches(*statuses: str, raw: str = "raw") -> Iterator[pa.RecordBatch]:
    for number, status in enumerate(statuses):
        yield pa.record_batch(
            {
                "file_no": pa.array([0], pa.int32()),
                "row_position": pa.array([number], pa.int64()),
                "status": [status],
                "first_line": pa.array([number + 2], pa.int64()),
                "line_count": pa.array([1], pa.int32()),
                "code": ["empty" if status == "quarantined" else None],
                "column_name": pa.array([None], pa.string()),
                "detail": ["why" if status == "quarantined" else None],
                "raw": [raw if status == "quarantined" else None],
                "month": pa.array([number * 31], pa.date32()),
                "price_index": pa.array([None], pa.decimal128(9, 3)),
            }
        )


def state(pipeline: Pipeline) -> list[tuple[int]]:
    return pipeline.rows("SELECT COUNT(*) FROM staging.cpi UNION ALL SELECT COUNT(*) FROM quarantine.rejected_rows")


def test_numbers_moments_and_nulls_arrive_as_they_are(redshift_pipeline: Pipeline, redshift: RedshiftEmulator) -> None:
    attempt = begin(redshift_pipeline.url, "run", RATINGS, [])
    copy(ROWS, target(redshift_pipeline, attempt, "ratings"))
    stored = redshift.read(f"{STAGING_URI}/{object_path(attempt.name, 'staged', 'ratings', 0)}")
    # Timestamps have 96 bits, the format that Spectrum has always read.
    assert parquet.ParquetFile(io.BytesIO(stored)).schema.column(1).physical_type == "INT96"
    finish(redshift_pipeline, attempt)
    (arrived,) = redshift.copied["staging.ratings"]
    moments = arrived["rated_at"].cast(pa.timestamp("us")).cast(pa.timestamp("us", "UTC"))
    assert arrived.set_column(1, "rated_at", moments).to_pydict() == ROWS.to_pydict()
    assert redshift_pipeline.rows("SELECT * FROM staging.ratings ORDER BY row_position") == [
        (1, datetime(1996, 1, 1, 1, 2, 3, 456_789), 1, 7, 0.5, 0),
        (3, datetime(2262, 4, 11), None, 9, 5.0, 0),
        (2**62, None, 2**31 - 1, None, None, 0),
    ]


def test_decimals_and_days_arrive_as_they_are(redshift_pipeline: Pipeline, redshift: RedshiftEmulator) -> None:
    attempt = begin(redshift_pipeline.url, "run", CPI, [])
    copy(PRICES, target(redshift_pipeline, attempt, "cpi"))
    finish(redshift_pipeline, attempt)
    assert redshift.copied["staging.cpi"][0].to_pydict() == PRICES.to_pydict()
    assert redshift_pipeline.rows("SELECT month, price_index FROM staging.cpi ORDER BY month") == [
        (date(1999, 1, 1), Decimal("0.001")),
        (date(1999, 2, 1), None),
        (None, Decimal("999999.999")),
    ]


def test_texts_in_any_script_arrive_as_they_are(redshift_pipeline: Pipeline, redshift: RedshiftEmulator) -> None:
    attempt = begin(redshift_pipeline.url, "run", MOVIES, [])
    kinds = {"DOUBLE PRECISION": pa.float64(), "TEXT": pa.string()}
    columns = {
        c.name: pa.array(TEXTS.get(c.name, [None, None]), kinds.get(c.type)) for c in staging_table("movies").columns
    }
    columns["is_video"], columns["budget"] = columns["is_video"].cast(pa.bool_()), columns["budget"].cast(pa.int64())
    copy(pa.table(columns), target(redshift_pipeline, attempt, "movies"))
    finish(redshift_pipeline, attempt)
    names = ", ".join(TEXTS)
    arrived = redshift_pipeline.rows(f"SELECT {names} FROM staging.movies ORDER BY movie_id")
    assert arrived == list(zip(*(pa.array(values).to_pylist() for values in TEXTS.values()), strict=True))


def test_a_manifest_lists_exactly_what_the_attempt_stored(
    redshift_pipeline: Pipeline, redshift: RedshiftEmulator
) -> None:
    older, attempt = (begin(redshift_pipeline.url, "run", RATINGS, []) for _ in range(2))
    copy(ROWS, target(redshift_pipeline, older, "ratings"), 0)
    for partition in (0, 12):
        copy(ROWS.slice(partition // 12), target(redshift_pipeline, attempt, "ratings"), partition)
    objects = cast(Objects, target(redshift_pipeline, attempt, "ratings").objects)
    parts = objects.stored(attempt.name)
    entries = json.loads(redshift.read(objects.write_manifest(attempt.name, "ratings", parts)))["entries"]
    place = f"{STAGING_URI}/{attempt.name}/staged/ratings"
    assert [entry["url"] for entry in entries] == [f"{place}/000000.parquet", f"{place}/000012.parquet"]
    assert [entry["meta"]["content_length"] for entry in entries] == [
        len(redshift.read(entry["url"])) for entry in entries
    ]
    assert [(part.partition, part.rows) for part in parts] == [(0, 3), (12, 2)]


def test_a_partition_that_runs_twice_is_loaded_once(redshift_pipeline: Pipeline, redshift: RedshiftEmulator) -> None:
    attempt = begin(redshift_pipeline.url, "run", CPI, [])
    to = target(redshift_pipeline, attempt, "cpi")
    rows = ("staged", "staged", "superseded", "quarantined")
    first, again = (write_partition(batches(*rows), to, 3, True).to_pylist() for _ in range(2))
    assert first == again
    assert state(redshift_pipeline) == [(0,), (0,)]  # no row is visible before all partitions are stored
    finish(redshift_pipeline, attempt)
    assert state(redshift_pipeline) == [(2,), (1,)]
    assert redshift_pipeline.rows("SELECT partition_no, rows_loaded FROM audit.partitions") == [(3, 2)]
    assert redshift.objects() == []


def test_a_superseded_attempt_loads_and_leaves_nothing(redshift_pipeline: Pipeline, redshift: RedshiftEmulator) -> None:
    old = begin(redshift_pipeline.url, "run", CPI, [])
    write_partition(batches("staged"), target(redshift_pipeline, old, "cpi"), 0, True)
    begin(redshift_pipeline.url, "run", CPI, [])
    with pytest.raises(WarehouseError, match=r"a newer attempt loads staging\.cpi"):
        finish(redshift_pipeline, old)
    assert state(redshift_pipeline) == [(0,), (0,)]
    assert redshift.objects() == []


def test_a_partition_that_fails_half_way_stores_nothing(
    redshift_pipeline: Pipeline, redshift: RedshiftEmulator
) -> None:
    def broken() -> Iterator[pa.RecordBatch]:
        yield from batches("staged", "quarantined")
        raise OSError("the file ended")

    to = target(redshift_pipeline, begin(redshift_pipeline.url, "run", CPI, []), "cpi")
    with pytest.raises(OSError, match="the file ended"):
        write_partition(broken(), to, 0, True)
    assert redshift.objects() == []


def test_a_copy_that_fails_leaves_neither_rows_nor_objects(
    redshift_pipeline: Pipeline, redshift: RedshiftEmulator
) -> None:
    attempt = begin(redshift_pipeline.url, "run", CPI, [])
    write_partition(batches("staged", "quarantined"), target(redshift_pipeline, attempt, "cpi"), 0, True)
    redshift_pipeline.execute("ALTER TABLE quarantine.rejected_rows ADD CONSTRAINT refuses CHECK (detail <> 'why')")
    with pytest.raises(Exception, match="refuses"):
        finish(redshift_pipeline, attempt)
    assert state(redshift_pipeline) == [(0,), (0,)]
    assert redshift.objects() == []


def test_a_refused_copy_is_explained_with_a_remedy(redshift_pipeline: Pipeline) -> None:
    attempt = begin(redshift_pipeline.url, "run", CPI, [])
    write_partition(batches("staged"), target(redshift_pipeline, attempt, "cpi"), 0, True)
    redshift_pipeline.execute("DROP TABLE staging.cpi")
    with pytest.raises(
        WarehouseError, match=r"cannot copy s3://.*/cpi\.manifest into staging\.cpi: .*does not exist; sys_load_error"
    ):
        finish(redshift_pipeline, attempt)


def test_a_missing_bucket_is_explained_with_a_remedy(
    redshift_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOVIELYTICS_REDSHIFT_STAGING_URI", "s3://no-such-bucket/prefix")
    get_settings.cache_clear()
    to = target(redshift_pipeline, begin(redshift_pipeline.url, "run", CPI, []), "cpi")
    *_, failure = write_partition(batches("staged"), to, 0, True).to_pylist()
    assert failure["failure"] == "WarehouseError"
    assert re.match(
        r"cannot write s3://no-such-bucket/prefix/.* MOVIELYTICS_REDSHIFT_STAGING_URI names", failure["message"]
    )


def test_too_long_texts_are_quarantined_and_stored_whole(
    redshift_pipeline: Pipeline, redshift: RedshiftEmulator
) -> None:
    fits, long = "é" * 32_767 + "x", "日" * 21_846  # 65,535 and 65,538 bytes
    redshift_pipeline.deliver(
        "movies_metadata.csv", movies_csv(movie(1, overview=fits), movie(2, overview=long), movie(3))
    )
    counts = steps.stage("movies", "run").counts
    assert (counts.staged, counts.quarantined) == (2, 1)
    assert redshift_pipeline.rows("SELECT movie_id FROM staging.movies WHERE overview IS NOT NULL ORDER BY 1") == [
        (1,),
        (3,),
    ]
    assert redshift_pipeline.rows("SELECT overview FROM staging.movies WHERE movie_id = 1") == [(fits,)]
    ((code, column, raw),) = redshift_pipeline.rows("SELECT code, column_name, raw FROM quarantine.rows")
    assert (code, column) == ("too_long", "overview")
    shown, _, place = raw.rstrip(")").partition(" … (all of it: ")
    whole = redshift.read(place).decode()
    assert long in whole
    assert whole.startswith(shown)
    assert len(shown.encode()) > 59_000


def test_a_name_too_long_for_redshift_is_quarantined(redshift_pipeline: Pipeline) -> None:
    genre = repr([{"id": 1, "name": "日" * 21_846}])
    redshift_pipeline.deliver("movies_metadata.csv", movies_csv(movie(1, genres=genre)))
    assert steps.stage("movies", "run").counts.quarantined == 1
    assert redshift_pipeline.rows("SELECT code, column_name FROM quarantine.rows") == [("too_long", "genres")]


def test_every_load_copies_its_tables_through_s3(redshift_pipeline: Pipeline, redshift: RedshiftEmulator) -> None:
    cast_of = repr([{"credit_id": "a", "id": 7, "name": "Ann O'Hara", "character": "Self", "gender": 1, "order": 0}])
    redshift_pipeline.deliver("movies_metadata.csv", movies_csv(movie(1), movie(2, genres="[]")))
    redshift_pipeline.deliver("links.csv", links_csv((10, 1)))
    redshift_pipeline.deliver("ratings.csv", ratings_csv((1, 10, 4), (1, 20, 3.5), (2, 10, 9)))
    redshift_pipeline.deliver("cpi.csv", csv_text(["DATE", "CUSR0000SS62031"], [["2000-01-01", "100.5"]]))
    redshift_pipeline.deliver("credits.csv", csv_text(["cast", "crew", "id"], [[cast_of, "[]", 1]]))
    redshift_pipeline.run("run")
    copied = {table: sum(rows.num_rows for rows in tables) for table, tables in redshift.copied.items()}
    assert copied == {
        "staging.movies": 2, "staging.genre": 1, "staging.movie_genre": 2, "staging.date": 1, "staging.cpi": 1,
        "staging.links": 1, "staging.ratings": 2, "staging.person": 1, "staging.movie_cast": 1, "arrived": 1,
    }  # fmt: skip
    assert redshift_pipeline.rows("SELECT user_id, movie_id, rating::FLOAT FROM movies.ratings") == [(1, 1, 4.0)]
    assert redshift.objects() == []
