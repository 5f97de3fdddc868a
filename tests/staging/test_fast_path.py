"""The fast path gives the same rows, quarantine and row counts as the fallback, however files are cut and ordered."""

import gzip
import itertools
import random
from typing import Any

import pytest

from movielytics import steps
from movielytics.settings import get_settings
from movielytics.staging.loads import ratings
from movielytics.staging.rows import Rows
from movielytics.warehouse.postgres.engine import Postgres
from support.harness import Pipeline
from support.rows import links_csv

HEADER = "userId,movieId,rating,timestamp"
ODD = (
    '"5",7,4.0,1000000000', " 6 ,7,4.0,1000000000", "7.0,7,4,1000000000", "8,007,4.50,1000000000", "9,7,4.0",
    "9,7,4.0,1000000000,1", "10,7,5.7,1000000000", "11,7,4.0,yesterday", ",7,4.0,1000000000", '12,"7,4.0,1000000000',
    "caf\udce9,7,4.0,1000000000",
)  # fmt: skip
STATE = {
    "staged": "SELECT user_id, movielens_id, rating, rated_at FROM staging.ratings ORDER BY 1, 2",
    "quarantined": "SELECT file, first_line, line_count, code, column_name, detail, raw"
    " FROM quarantine.rows ORDER BY 1, 2",
    "row_counts": "SELECT file, rows_read, rows_staged, rows_superseded, rows_quarantined FROM audit.loads"
    " WHERE table_name = 'ratings' ORDER BY 1",
}


def stage(pipeline: Pipeline, range_bytes: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[tuple[Any, ...]]]:
    monkeypatch.setenv("MOVIELYTICS_RANGE_BYTES", str(range_bytes))
    get_settings.cache_clear()
    pipeline.execute("TRUNCATE audit.loads; TRUNCATE quarantine.rejected_rows")
    steps.stage("ratings", "run")
    return {name: pipeline.rows(query) for name, query in STATE.items()}


def file_of(lines: list[str], end: str = "\n") -> bytes:
    return "".join(line + end for line in [HEADER, *lines]).encode(errors="surrogateescape")


def test_fast_path_and_fallback_agree_for_all_ranges(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(1)
    rows = [
        f"{user},{movie},{chance.randint(1, 10) / 2},{10**9 + user}" for user in range(1, 200) for movie in range(1, 5)
    ]
    again = [f"{user},{chance.randint(1, 4)},1.5,{10**9 + 500}" for user in range(1, 200, 9)]
    pipeline.deliver("links.csv", links_csv((1, 1)))
    pipeline.deliver("ratings/1 ordered.csv", file_of(rows, "\r\n"))
    pipeline.deliver("ratings/2 repeated.csv", file_of([*rows[::7], *ODD, "", *again]))
    pipeline.deliver("ratings/3 shuffled.csv", file_of(chance.sample([*rows[1::3], *again, *rows[2::5]], 400), "\r"))
    pipeline.deliver("ratings/4.csv.gz", gzip.compress(file_of([*rows[3::11], *ODD[:3]])))
    in_pieces = stage(pipeline, 1024, monkeypatch)
    at_once = stage(pipeline, 10**6, monkeypatch)
    monkeypatch.setitem(ratings.DATASETS, "ratings", Rows(ratings.rating_fields, ("user_id", "movielens_id")))
    read_in_full = stage(pipeline, 10**6, monkeypatch)
    assert len(in_pieces["quarantined"]) == 7
    assert in_pieces == read_in_full
    assert at_once == read_in_full


def test_files_with_other_column_orders_load_together(pipeline: Pipeline) -> None:
    pipeline.deliver("links.csv", links_csv((7, 1)))
    orders = list(itertools.permutations(HEADER.split(",")))
    for number, names in enumerate(orders, 1):
        row = {"userId": number, "movieId": 7, "rating": 4.5, "timestamp": 10**9 + number}
        values = ",".join(str(row[name]) for name in names)
        pipeline.deliver(f"ratings/{number:02}.csv", f"{','.join(names)}\n{values}\n")
    steps.stage("ratings", "run")
    staged = [
        (user, movie, rating, int(moment.timestamp())) for user, movie, rating, moment in pipeline.rows(STATE["staged"])
    ]
    assert staged == [(number, 7, 4.5, 10**9 + number) for number in range(1, len(orders) + 1)]


def test_many_overlapping_keys_are_deduplicated(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    users = [7_919 * number % 20_011 + 1 for number in range(20_010)]  # each once, in no order
    pipeline.deliver("links.csv", links_csv((1, 1)))
    pipeline.deliver("ratings/1.csv", file_of([f"{user},1,1.0,1000000000" for user in users]))
    pipeline.deliver("ratings/2.csv", file_of([f"{user},1,2.0,1000000000" for user in users[::2]]))
    row_counts = stage(pipeline, 64 * 1024, monkeypatch)["row_counts"]
    assert row_counts == [("ratings/1.csv", 20_010, 10_005, 10_005, 0), ("ratings/2.csv", 10_005, 10_005, 0, 0)]
    assert pipeline.rows("SELECT rating, COUNT(*) FROM staging.ratings GROUP BY 1 ORDER BY 1") == [
        (1.0, 10_005),
        (2.0, 10_005),
    ]


def staging_partitions(pipeline: Pipeline) -> int:
    ((found,),) = pipeline.rows("SELECT COUNT(*)::INT FROM pg_class WHERE relname LIKE 'ratings_partition_%'")
    return int(found)


def test_a_failed_attempt_leaves_nothing_to_the_next(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.deliver("links.csv", links_csv((1, 1)))
    pipeline.deliver("ratings.csv", file_of([f"{user},1,1.0,1000000000" for user in range(1, 200)]))

    def end(_engine: Postgres, _url: str, _attempt: str, tables: tuple[str, ...]) -> None:
        if tables == ("ratings",):
            raise OSError("killed")

    with monkeypatch.context() as killed:
        killed.setattr(Postgres, "finish_copy", end)
        with pytest.raises(OSError, match="killed"):
            stage(pipeline, 1024, monkeypatch)
    left = staging_partitions(pipeline)
    assert left > 1
    assert pipeline.rows("SELECT COUNT(*) FROM staging.ratings") == [(0,)]
    at_once = stage(pipeline, 10**6, monkeypatch)
    assert staging_partitions(pipeline) == 1
    assert len(at_once["staged"]) == 199
    pipeline.deliver("ratings.csv", file_of(["1,1,1.0,1000000000"]))
    assert len(stage(pipeline, 1024, monkeypatch)["staged"]) == 1
