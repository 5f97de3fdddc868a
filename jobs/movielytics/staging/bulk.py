"""The plain lines of big files, from bytes to COPY within one Spark task: the JVM passes ranges in, counts and odd lines out."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

from movielytics.errors import LandingError
from movielytics.landing.ranges import ByteRange, ranges_of, read_lines
from movielytics.landing.zone import LandingFile, Zone, open_zone
from movielytics.settings import Settings
from movielytics.staging.copy import copy_partition
from movielytics.staging.plain import Plain, PlainReader, latest
from movielytics.staging.read import LINES, NumberedFile
from movielytics.staging.status import STAGED, SUPERSEDED
from movielytics.staging.target import Target

FOUND = f"{LINES}, staged BIGINT, superseded BIGINT, other BIGINT, first_key INT, last_key INT"
"""A range's account has no ``line``, a line no counts."""
HEADER = re.compile(rb"[\r\n]*[^\r\n]*(?:\r\n|\r|\n|$)")
COPY_ROWS = 65_536
SMALLEST = 1024 * 1024
"""Bytes of a range that are worth a task of their own."""


@dataclass(frozen=True)
class BulkJob:
    """What the tasks of a bulk load have in common.

    Attributes:
        landing_uri, endpoint_url: the landing zone.
        plain: what is read at once.
        key: the two of them that make two rows the same; the later one wins.
        target: where rows go.
    """

    landing_uri: str
    endpoint_url: str | None
    plain: Plain
    key: tuple[str, ...]
    target: Target


@dataclass
class Bulk:
    """What a bulk load has done.

    Attributes:
        partitions: into how many it was cut.
        found: what the tasks have found, kept until ``unpersist``.
        others: the lines in it that were left to others, as ``LINES``; None where there are none.
        counted: rows of each file number and status.
        spans: least and greatest first key of each partition that was loaded.
    """

    partitions: int
    found: DataFrame
    others: DataFrame | None = None
    counted: Counter[tuple[int, str]] = field(default_factory=Counter)
    spans: list[tuple[int, int]] = field(default_factory=list)


def can_load(file: NumberedFile, plain: Plain | None) -> bool:
    """Return whether a file can be loaded in bulk: it can be read from anywhere, and its columns are just the plain ones."""
    return plain is not None and not file.file.path.endswith(".gz") and PlainReader.fits(plain.columns, file.header)


def load_plain(spark: SparkSession, settings: Settings, files: list[NumberedFile], job: BulkJob) -> Bulk:
    """Load the plain lines of ``files``, one partition a range: of ``settings.range_bytes``, or less where cores had none.

    Of rows with the same key in one range the last is staged; across ranges ``settle`` decides.
    """
    share = sum(file.file.size for file in files) // spark.sparkContext.defaultParallelism + 1
    at_most = min(settings.range_bytes, max(share, SMALLEST))
    ranges = [(file, each) for file in files for each in ranges_of(file.file.size, at_most)]

    def load(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        zone = open_zone(job.landing_uri, job.endpoint_url)
        for batch in batches:
            for number in batch["id"].to_pylist():
                file, wanted = ranges[number]
                yield _load_range(zone, file, wanted, number, job)

    bulk = Bulk(len(ranges), spark.range(0, len(ranges), 1, len(ranges)).mapInArrow(load, FOUND).persist())
    for row in bulk.found.where("line IS NULL").collect():
        bulk.counted[row.file_no, STAGED] += row.staged
        bulk.counted[row.file_no, SUPERSEDED] += row.superseded
        if row.staged:
            bulk.spans.append((row.first_key, row.last_key))
        if row.other:
            lines = bulk.found.where("line IS NOT NULL").select("file_no", "row_position", "line")
            bulk.others = lines.coalesce(spark.sparkContext.defaultParallelism)  # few lines of each range: not worth a task each
    return bulk


def _load_range(zone: Zone, file: NumberedFile, wanted: ByteRange, partition: int, job: BulkJob) -> pa.RecordBatch:
    """Load the plain lines of a range; return its account and the other lines, as ``FOUND``."""
    lines = read_lines(lambda start, size: _read(zone, file.file, start, size), file.file.size, wanted)
    if wanted.start == 0:
        lines = lines[HEADER.match(lines).end() :]  # type: ignore[union-attr]  # it matches anything
    rows = PlainReader(job.plain.columns, file.header).read(lines)
    first_position = wanted.start + 1  # a line has a byte at least: positions grow from range to range
    counts: tuple[int, int, int | None, int | None] = (0, 0, None, None)
    if rows.tables:
        table = pa.concat_tables(rows.tables).append_column("row_position", pa.array(np.concatenate(rows.lines) + first_position))
        kept = latest(table[job.key[0]], table[job.key[1]])
        staged = table if kept is None else table.take(pa.array(kept))
        copy_partition(_batches(staged, file.number, job.target), [], job.target, partition, added_up=job.plain.add_up(staged))
        keys = staged[job.key[0]].to_numpy()
        if len(keys):
            counts = (len(staged), len(table) - len(staged), int(keys.min()), int(keys.max()))
    texts = [line.decode("utf-8", "replace") for _, line in rows.others]
    numbers = [first_position + number for number, _ in rows.others]
    nothing = [None] * len(texts)
    return pa.record_batch(
        [
            pa.array([file.number] * (1 + len(texts)), pa.int32()),
            pa.array([None, *numbers], pa.int64()),
            pa.array([None, *texts], pa.string()),
            pa.array([counts[0], *nothing], pa.int64()),
            pa.array([counts[1], *nothing], pa.int64()),
            pa.array([len(texts), *nothing], pa.int64()),
            pa.array([counts[2], *nothing], pa.int32()),
            pa.array([counts[3], *nothing], pa.int32()),
        ],
        names=["file_no", "row_position", "line", "staged", "superseded", "other", "first_key", "last_key"],
    )


def _read(zone: Zone, file: LandingFile, start: int, size: int) -> bytes:
    """Return bytes of a file; raises LandingError where it has become shorter, for what is missing would not be counted."""
    data = zone.read(file.path, start, size)
    if len(data) < min(size, file.size - start):
        raise LandingError(
            f"{file.path} has become shorter than the {file.size:,} bytes that it had when this load began: "
            "somebody writes to it; run again once it is whole"
        )
    return data


def _batches(rows: Any, file_no: int, target: Target) -> Iterator[pa.RecordBatch]:
    """Yield the rows in batches of the target's columns."""
    numbered = rows.append_column("file_no", pa.array(np.full(len(rows), file_no, np.int32)))
    yield from numbered.select(target.columns).combine_chunks().to_batches(max_chunksize=COPY_ROWS)
