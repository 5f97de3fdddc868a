"""Read delivered files as rows of text: every record with its position in its file, or the reason it is malformed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa
from pyspark import Accumulator
from pyspark.sql import DataFrame, SparkSession

from movielytics.landing.datasets import Dataset
from movielytics.landing.header import Header
from movielytics.landing.records import MALFORMED, Limits, Record, read_records
from movielytics.landing.zone import LandingFile, Zone, open_zone
from movielytics.staging.failure import as_rows

PLACE = {
    "file_no": pa.int32(),
    "row_position": pa.int64(),
    "first_line": pa.int64(),
    "line_count": pa.int32(),
    "code": pa.string(),
    "column_name": pa.string(),
    "detail": pa.string(),
    "raw": pa.string(),
}
"""A record's position (``row_position`` increases through its file), the number of rows that it counts as, why it
cannot be used, and its text."""
BATCH_ROWS = 10_000
BATCH_CHARACTERS = 8_000_000
"""Rows and characters after which a task passes a batch to Spark."""
PARTITION_BYTES = 32 * 1024 * 1024
"""Files share a partition up to this size, in bytes."""


@dataclass(frozen=True)
class NumberedFile:
    """A file of a load, its number in the order that decides which row wins, and its header."""

    number: int
    file: LandingFile
    header: Header


@dataclass(frozen=True)
class TextSource:
    """What a task needs to read files of a dataset.

    Attributes:
        landing_uri: the landing zone.
        endpoint_url: its S3 server, if it is not Amazon's.
        dataset: the dataset.
        limits: what a file may hold.
        rows_read: what a task adds the rows to that it has read.
    """

    landing_uri: str
    endpoint_url: str | None
    dataset: Dataset
    limits: Limits
    rows_read: Accumulator[int]

    @property
    def schema(self) -> pa.Schema:
        """``PLACE``, then each column of the dataset as text, null if the file lacks it."""
        return pa.schema([*PLACE.items(), *((column, pa.string()) for column in self.dataset.columns)])

    def open_zone(self) -> Zone:
        """Open the landing zone."""
        return open_zone(self.landing_uri, self.endpoint_url)


def read_rows(spark: SparkSession, source: TextSource, files: list[NumberedFile]) -> DataFrame:
    """Return one row per record of the files, as ``TextSource.schema``; blank lines are not records.

    A file that cannot be read to its end adds a failure row (see ``staging.failure``).
    """
    cores = spark.sparkContext.defaultParallelism
    partitions = share_partitions(files, cores)

    def read(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        zone = source.open_zone()
        for batch in batches:
            for number in batch["id"].to_pylist():
                for file in partitions[number]:
                    yield from _read_file(zone, source, file)

    rows = spark.range(0, len(partitions), 1, len(partitions)).mapInArrow(read, spark_schema(source.schema))
    # One task reads a file from beginning to end; all cores convert its rows to types.
    return rows.repartition(cores, "first_line")


def share_partitions(files: list[NumberedFile], cores: int) -> list[list[NumberedFile]]:
    """Group files into partitions: small files share one, so their number does not matter, and every core gets some."""
    at_most = min(PARTITION_BYTES, sum(file.file.size for file in files) // cores + 1)
    partitions: list[list[NumberedFile]] = []
    room = 0
    for file in files:
        if not partitions or file.file.size > room:
            partitions.append([])
            room = at_most
        partitions[-1].append(file)
        room -= file.file.size
    return partitions


def spark_schema(schema: pa.Schema) -> str:
    """Return an Arrow schema of integers and texts as Spark's DDL."""
    names = {pa.int32(): "INT", pa.int64(): "BIGINT", pa.string(): "STRING"}
    return ", ".join(f"`{field.name}` {names[field.type]}" for field in schema)


def _read_file(zone: Zone, source: TextSource, file: NumberedFile) -> Iterator[pa.RecordBatch]:
    batch = TextBatch(source, file)
    with as_rows(file.number, source.schema) as failures:
        for record in read_records(zone, file.file, file.header, source.limits):
            batch.add(record, record.first_line)
            if batch.is_full():
                yield _counted(batch.take(), source)
    yield _counted(batch.take(), source)
    yield from failures


def _counted(rows: pa.RecordBatch, source: TextSource) -> pa.RecordBatch:
    source.rows_read.add(rows.num_rows)
    return rows


@dataclass
class TextBatch:
    """Records that are collected for Spark."""

    source: TextSource
    file: NumberedFile
    records: list[tuple[Record, int]] = field(default_factory=list)
    characters: int = 0

    def add(self, record: Record, position: int) -> None:
        """Append a record whose position in its file is ``position``."""
        self.records.append((record, position))
        self.characters += len(record.raw)

    def is_full(self) -> bool:
        """Return whether the batch should be passed to Spark."""
        return len(self.records) >= BATCH_ROWS or self.characters >= BATCH_CHARACTERS

    def take(self) -> pa.RecordBatch:
        """Return the records as ``TextSource.schema``, and empty the batch."""
        records, self.records, self.characters = self.records, [], 0
        place = {
            "file_no": [self.file.number] * len(records),
            "row_position": [position for _, position in records],
            "first_line": [record.first_line for record, _ in records],
            "line_count": [record.line_count if record.code in MALFORMED else 1 for record, _ in records],
            "code": [record.code for record, _ in records],
            "column_name": [record.column for record, _ in records],
            "detail": [record.detail for record, _ in records],
            "raw": [record.raw for record, _ in records],
        }
        columns = self.file.header.columns
        texts = {
            name: self._texts(records, columns.index(name)) if name in columns else [None] * len(records)
            for name in self._names()
        }
        return pa.record_batch({**place, **texts}, schema=self.source.schema)

    def _names(self) -> tuple[str, ...]:
        return self.source.dataset.columns

    @staticmethod
    def _texts(records: list[tuple[Record, int]], index: int) -> list[str | None]:
        return [None if record.fields is None else record.fields[index] for record, _ in records]
