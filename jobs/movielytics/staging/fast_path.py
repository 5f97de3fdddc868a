"""The fast path of ratings: each Spark task parses a byte range with Arrow and copies it into the warehouse itself.

Lines that do not match a strict pattern fall back to the CSV reader: the task returns them as rows of text.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812

from movielytics.landing.ranges import LINE_END, ByteRange, ranges_of, read_lines
from movielytics.landing.records import parse_lines
from movielytics.landing.zone import Zone
from movielytics.settings import Settings
from movielytics.staging.failure import FAILED, Failure, as_rows, raise_first
from movielytics.staging.fast_path_parser import FastPathColumn, FastPathReader, FastPathRows, latest
from movielytics.staging.read import NumberedFile, TextBatch, TextSource, spark_schema
from movielytics.staging.status import STAGED, SUPERSEDED
from movielytics.warehouse.engine import engine_of
from movielytics.warehouse.target import Target

REPORT = {
    "piece_no": pa.int32(),
    "lines": pa.int64(),
    "staged": pa.int64(),
    "superseded": pa.int64(),
    "others": pa.int64(),
    "min_key": pa.int32(),
    "max_key": pa.int32(),
}
"""A task's report, one row per piece: its number of lines, and how many of them were staged, superseded or left to the
fallback (``others``). ``min_key`` and ``max_key`` are the least and greatest staged value of the key's first column,
in the report of a partition's first piece only. A row of text has ``piece_no`` and nulls in the other columns."""
COPY_ROWS = 65_536
"""Most rows per batch that is encoded for COPY."""
MIN_PARTITION_BYTES = 1024 * 1024
"""Smallest size, in bytes, worth splitting off as a task."""
MAX_PARTITIONS = 500
"""Approximate maximum number of partitions per load. Each partition is a table in PostgreSQL until the upsert drops it,
and a transaction that reads the staging table locks every one of them."""


@dataclass(frozen=True)
class Piece:
    """A range of a file. Pieces are numbered in the order of files and of their ranges."""

    number: int
    file: NumberedFile
    bytes: ByteRange


@dataclass(frozen=True)
class FastPathJob:
    """What the tasks of the fast path have in common.

    Attributes:
        source: the files' dataset and landing zone.
        columns: what the fast path parses.
        key: the two integer columns that identify a row; if two rows share them, the later one wins.
        target: where rows go.
    """

    source: TextSource
    columns: tuple[FastPathColumn, ...]
    key: tuple[str, ...]
    target: Target

    @property
    def schema(self) -> pa.Schema:
        """The columns of ``REPORT``, then those of a row of text."""
        return pa.schema([*REPORT.items(), *self.source.schema])


@dataclass
class FastPathResult:
    """The outcome of the fast path.

    Attributes:
        partitions: the number of partitions.
        found: the tasks' output, persisted: reports, failures and rows of text. The caller unpersists it.
        others: the lines that fall back to the CSV reader, as rows of text; None if there are none.
        counted: rows per file number and status.
        spans: least and greatest first key of each partition that was loaded.
    """

    partitions: int
    found: DataFrame
    others: DataFrame | None = None
    counted: Counter[tuple[int, str]] = field(default_factory=Counter)
    spans: list[tuple[int, int]] = field(default_factory=list)


def can_load(file: NumberedFile, columns: tuple[FastPathColumn, ...] | None) -> bool:
    """Return whether the fast path can load a file: it is not compressed and has exactly ``columns``."""
    if columns is None or file.file.path.endswith(".gz"):
        return False
    return FastPathReader.fits(columns, file.header.columns)


def load_fast_path(
    spark: SparkSession, settings: Settings, files: list[NumberedFile], job: FastPathJob
) -> FastPathResult:
    """Load the lines of ``files`` that match the fast path's pattern; return the others in ``FastPathResult.others``.

    A partition has about ``settings.range_bytes``: fewer bytes if some cores would otherwise get nothing, more if there
    would otherwise be over ``MAX_PARTITIONS`` partitions. If rows of one partition share a key, the last one is staged;
    ``deduplicate`` compares partitions.

    Raises:
        MovielyticsError: a file cannot be read, or the warehouse fails.
    """
    partitions = _split(files, settings.range_bytes, spark.sparkContext.defaultParallelism)

    def load(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        zone = job.source.open_zone()
        for batch in batches:
            for number in batch["id"].to_pylist():
                with as_rows(partitions[number][0].file.number, job.schema) as failures:
                    yield from _load_partition(zone, partitions[number], number, job)
                yield from failures

    numbers = spark.range(0, len(partitions), 1, len(partitions))
    result = FastPathResult(len(partitions), numbers.mapInArrow(load, spark_schema(job.schema)).persist())
    try:
        _take_reports(spark, result, [piece for partition in partitions for piece in partition])
    except BaseException:
        result.found.unpersist()
        raise
    return result


def _split(files: list[NumberedFile], range_bytes: int, cores: int) -> list[list[Piece]]:
    """Split files into ranges, and let small ranges share a partition; return the pieces of each partition."""
    size = sum(file.file.size for file in files)
    at_most = max(min(range_bytes, max(size // cores + 1, MIN_PARTITION_BYTES)), size // MAX_PARTITIONS + 1)
    partitions: list[list[Piece]] = []
    room = number = 0
    for file in files:
        for bytes_ in ranges_of(file.file.size, at_most):
            length = bytes_.end - bytes_.start
            if not partitions or length > room:
                partitions.append([])
                room = at_most
            partitions[-1].append(Piece(number, file, bytes_))
            room -= length
            number += 1
    return partitions


def _take_reports(spark: SparkSession, result: FastPathResult, pieces: list[Piece]) -> None:
    """Total the tasks' reports, and turn line numbers within a piece into line numbers of the file.

    Raises:
        MovielyticsError: a task failed.
    """
    is_report = F.col("lines").isNotNull()
    reports = (
        result.found.where(is_report | (F.col("code") == FAILED))
        .select(*REPORT, "code", "column_name", "detail")
        .collect()
    )
    raise_first(Failure(row.column_name, row.detail) for row in reports if row.code == FAILED)
    lines_before: Counter[int] = Counter()
    bases = []
    for row in sorted(reports, key=lambda row: row.piece_no):
        file = pieces[row.piece_no].file
        result.counted[file.number, STAGED] += row.staged
        result.counted[file.number, SUPERSEDED] += row.superseded
        if row.min_key is not None:
            result.spans.append((row.min_key, row.max_key))
        if row.others:
            bases.append((row.piece_no, file.header.line + lines_before[file.number]))
        lines_before[file.number] += row.lines
    if bases:
        lines = result.found.where(~is_report).join(
            F.broadcast(spark.createDataFrame(bases, "piece_no INT, base BIGINT")), "piece_no"
        )
        lines = lines.withColumn("first_line", F.col("first_line") + F.col("base")).drop(*REPORT, "base")
        # A few lines of each range are not worth a task each.
        result.others = lines.coalesce(spark.sparkContext.defaultParallelism)


def _load_partition(zone: Zone, pieces: list[Piece], partition: int, job: FastPathJob) -> Iterator[pa.RecordBatch]:
    """Copy a partition's lines that match the pattern; yield other lines and reports, as ``FastPathJob.schema``."""
    tables, reports = [], []
    for piece in pieces:
        rows = FastPathReader(job.columns, piece.file.header.columns).read(_lines(zone, piece))
        tables += _with_place(rows, piece, job)
        job.source.rows_read.add(rows.count)
        if rows.others:
            yield _other_lines(rows, piece, job)
        reports.append(
            {"piece_no": piece.number, "lines": rows.count, "staged": 0, "superseded": 0, "others": len(rows.others)}
        )
    if tables:
        _copy(pa.concat_tables(tables), partition, job, reports)
    yield pa.RecordBatch.from_pylist(reports, schema=job.schema)


def _copy(rows: pa.Table, partition: int, job: FastPathJob, reports: list[dict[str, int]]) -> None:
    """Stage the latest row of each key, and add the row counts to the reports."""
    kept = latest(rows[job.key[0]], rows[job.key[1]])
    staged = rows if kept is None else rows.take(pa.array(kept))
    engine_of(job.target.url).copy_partition(_batches(staged, job.target), [], job.target, partition, own_table=True)
    for report in reports:
        read, report["staged"] = (
            pc.sum(pc.equal(table["piece_no"], report["piece_no"])).as_py() or 0 for table in (rows, staged)
        )
        report["superseded"] = read - report["staged"]
    keys = pc.min_max(staged[job.key[0]]).as_py()
    reports[0] |= {"min_key": keys["min"], "max_key": keys["max"]}


def _lines(zone: Zone, piece: Piece) -> bytes:
    """Return the lines of a piece without the header."""
    file = piece.file.file
    lines = read_lines(lambda start, size: zone.read(file, start, size), file.size, piece.bytes)
    start = 0
    if piece.bytes.start == 0:
        for _ in range(piece.file.header.line):
            end = LINE_END.search(lines, start)
            start = end.end() if end else len(lines)
    return lines[start:] if start else lines


def _with_place(rows: FastPathRows, piece: Piece, job: FastPathJob) -> list[pa.Table]:
    """Return the rows with ``file_no``, ``row_position`` and ``piece_no``, in the same column order for every file."""
    tables = []
    for table, numbers in zip(rows.tables, rows.lines, strict=True):
        place = {
            "row_position": pa.array(numbers + _position(piece, 0)),
            "file_no": pa.array(np.full(len(table), piece.file.number, np.int32)),
            "piece_no": pa.array(np.full(len(table), piece.number, np.int32)),
        }
        columns = {column.name: table[column.name] for column in job.columns}
        tables.append(pa.table(columns | place))
    return tables


def _position(piece: Piece, number: int) -> int:
    """Return a position that increases through the file: each line has at least one byte, so no two lines share one."""
    return piece.bytes.start + 1 + number


def _other_lines(rows: FastPathRows, piece: Piece, job: FastPathJob) -> pa.RecordBatch:
    """Return the lines that do not match the pattern, as rows of text; line numbers count within the piece."""
    batch = TextBatch(job.source, piece.file)
    records = parse_lines([line for _, line in rows.others], piece.file.file, piece.file.header, job.source.limits)
    for (number, _), record in zip(rows.others, records, strict=True):
        batch.add(record._replace(first_line=number + 1), _position(piece, number))
    texts = batch.take()
    count = len(texts)
    report = {name: pa.nulls(count, type_) for name, type_ in REPORT.items()} | {
        "piece_no": pa.repeat(pa.scalar(piece.number, pa.int32()), count)
    }
    return pa.record_batch([*report.values(), *texts.columns], schema=job.schema)


def _batches(rows: pa.Table, target: Target) -> Iterator[pa.RecordBatch]:
    """Yield the rows in batches with the target's columns."""
    yield from rows.select(target.columns).combine_chunks().to_batches(max_chunksize=COPY_ROWS)
