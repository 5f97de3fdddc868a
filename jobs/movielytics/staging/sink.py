"""The judged rows of a load into its staging table and the quarantine: one COPY a Spark partition, exactly once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from pyspark import TaskContext
from pyspark.sql import DataFrame

from movielytics.staging.copy import copy_partition
from movielytics.staging.settle import Span, covering
from movielytics.staging.status import QUARANTINED, STAGED
from movielytics.staging.target import Target

FOUND = "file_no INT, status STRING, row_count BIGINT, first_key INT, last_key INT"
"""A count has no keys, a span of first keys nothing else."""


@dataclass(frozen=True)
class Loaded:
    """What was loaded.

    Attributes:
        counted: rows of each file number and status.
        spans: where the first keys of the staged rows are.
    """

    counted: Counter[tuple[int, str]]
    spans: list[Span]


def load(rows: DataFrame, target: Target, *, quarantine: bool = False, first_partition: int = 0, first_key: str | None = None) -> Loaded:
    """Load the staged rows of ``rows`` into the target's table, quarantine the quarantined ones.

    Args:
        rows: ``file_no, status`` and the target's columns; where rows may be quarantined also ``row_position, reason, raw``.
        target: where they go.
        quarantine: whether quarantined rows are recorded.
        first_partition: the number of the first partition, where others were loaded besides.
        first_key: the column whose spans are wanted.
    """

    def write(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        context = TaskContext.get()
        partition = first_partition + (context.partitionId() if context else 0)
        # Counting alone goes through the same table of partitions, under numbers of its own.
        yield _write_partition(batches, target, partition if target.columns else -2 - partition, quarantine, first_key)

    counted: Counter[tuple[int, str]] = Counter()
    spans: set[Span] = set()
    for row in rows.mapInArrow(write, FOUND).collect():
        if row.status is not None:
            counted[row.file_no, row.status] += row.row_count
        else:
            spans.add((row.first_key, row.last_key))
    return Loaded(counted, covering(spans))


def _write_partition(
    batches: Iterator[pa.RecordBatch], target: Target, partition: int, quarantine: bool, first_key: str | None = None
) -> pa.RecordBatch:
    counted: Counter[tuple[int, str]] = Counter()
    spans: list[Span] = []
    quarantined: list[pa.RecordBatch] = []

    def staged() -> Iterator[pa.RecordBatch]:
        nonlocal spans
        for batch in batches:
            groups = pa.table({"n": batch["file_no"], "s": batch["status"]}).group_by(["n", "s"]).aggregate([([], "count_all")])
            for group in groups.to_pylist():
                counted[group["n"], group["s"]] += group["count_all"]
            if quarantine:
                quarantined.append(batch.filter(pc.equal(batch["status"], QUARANTINED)))
            rows = batch.filter(pc.equal(batch["status"], STAGED))
            if first_key is not None:
                spans = covering({*spans, *((key, key) for key in rows[first_key].unique().to_pylist())})
            yield rows.select(target.columns)

    copy_partition(staged(), quarantined, target, partition)
    found = [(*of, rows, None, None) for of, rows in counted.items()] + [(None, None, None, *span) for span in spans]
    columns = [list(column) for column in zip(*found, strict=True)] or [[]] * 5
    types = (pa.int32(), pa.string(), pa.int64(), pa.int32(), pa.int32())
    return pa.record_batch(
        [pa.array(column, type_) for column, type_ in zip(columns, types, strict=True)],
        names=["file_no", "status", "row_count", "first_key", "last_key"],
    )
