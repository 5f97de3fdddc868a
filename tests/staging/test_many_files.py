"""Thousands of small files load like a few large ones."""

from itertools import pairwise

from movielytics.landing.header import Header
from movielytics.landing.zone import LandingFile
from movielytics.staging.fast_path import MAX_PARTITIONS, _split
from movielytics.staging.read import PARTITION_BYTES, NumberedFile, share_partitions
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.postgres import partitions
from support.harness import Pipeline
from support.rows import links_csv, ratings_csv

HEADER = Header(("userId", "movieId", "rating", "timestamp"), ("userId", "movieId", "rating", "timestamp"), 1)


def files(*sizes: int) -> list[NumberedFile]:
    return [
        NumberedFile(number, LandingFile(f"{number}.csv", size, "f", "i", f"{number}.csv"), HEADER)
        for number, size in enumerate(sizes)
    ]


def test_thousands_of_small_files_load(pipeline: Pipeline) -> None:
    count = 6_500  # with one table per file, the locks would not fit into PostgreSQL's lock table
    pipeline.deliver("links.csv", links_csv((1, 1)))
    for number in range(count):
        pipeline.deliver(f"ratings/{number:05}.csv", ratings_csv((number % 5_000 + 1, 1, 3.5)))
    counts = pipeline.run(loads="ratings")["stage_ratings"].counts
    assert (counts.read, counts.staged, counts.superseded) == (count + 1, 5_001, 1_500)
    assert pipeline.rows("SELECT COUNT(*), SUM(rows_read) FROM audit.loads WHERE table_name = 'ratings'") == [
        (count, count)
    ]
    assert pipeline.rows("SELECT SUM(rows_superseded) FROM audit.loads WHERE file < 'ratings/01500.csv'") == [(1_500,)]


def test_small_files_share_partitions() -> None:
    shared = share_partitions(files(*[1_000] * 20_000), cores=2)
    assert len(shared) <= 3
    assert [file.number for partition in shared for file in partition] == list(range(20_000))
    assert len(share_partitions(files(PARTITION_BYTES, 10, PARTITION_BYTES), cores=1)) == 3


def test_pieces_cover_each_file_once() -> None:
    sizes = (3_000_000, 10, 10, 5_000_000, 1)
    pieces = [piece for partition in _split(files(*sizes), 1_000_000, 2) for piece in partition]
    assert [piece.number for piece in pieces] == list(range(len(pieces)))
    for number, size in enumerate(sizes):
        ends = [(piece.bytes.start, piece.bytes.end) for piece in pieces if piece.file.number == number]
        assert ends[0][0] == 0
        assert ends[-1][1] == size
        assert all(end == start for (_, end), (start, _) in pairwise(ends))


def test_huge_files_have_a_bounded_number_of_ranges() -> None:
    assert len(_split(files(10**12), 32 * 1024**2, 2)) <= MAX_PARTITIONS + 1


def test_leftover_staging_partitions_are_dropped_in_batches(pipeline: Pipeline) -> None:
    with transaction(pipeline.url) as cursor:
        for number in range(partitions.DROPPED_AT_ONCE * 2 + 1):
            partitions.create(cursor, "ratings", number)
    partitions.drop_leftovers(pipeline.url, "ratings")
    assert pipeline.rows("SELECT COUNT(*) FROM pg_class WHERE relname ~ '^ratings_partition_'") == [(0,)]
