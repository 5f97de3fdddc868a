"""The judged rows of a load into its staging table and the quarantine: one COPY a Spark partition, exactly once."""

from collections import Counter
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
from pyspark import TaskContext
from pyspark.sql import DataFrame

from movielytics.staging.copy import copy_partition
from movielytics.staging.status import QUARANTINED, STAGED
from movielytics.staging.target import Target

COUNTS = "file_no INT, status STRING, row_count BIGINT"


def load(rows: DataFrame, target: Target, *, quarantine: bool = False, first_partition: int = 0) -> Counter[tuple[int, str]]:
    """Load the staged rows of ``rows`` into the target's table, quarantine the quarantined ones.

    Args:
        rows: ``file_no, status`` and the target's columns; where rows may be quarantined also ``row_position, reason, raw``.
        target: where they go.
        quarantine: whether quarantined rows are recorded.
        first_partition: the number of the first partition, where others were loaded besides.

    Returns:
        How many rows there are of each file number and status.
    """

    def write(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        context = TaskContext.get()
        partition = first_partition + (context.partitionId() if context else 0)
        # Counting alone goes through the same table of partitions, under numbers of its own.
        yield _write_partition(batches, target, partition if target.columns else -2 - partition, quarantine)

    counted: Counter[tuple[int, str]] = Counter()
    for row in rows.mapInArrow(write, COUNTS).collect():
        counted[row.file_no, row.status] += row.row_count
    return counted


def _write_partition(batches: Iterator[pa.RecordBatch], target: Target, partition: int, quarantine: bool) -> pa.RecordBatch:
    counted: Counter[tuple[int, str]] = Counter()
    quarantined: list[pa.RecordBatch] = []

    def staged() -> Iterator[pa.RecordBatch]:
        for batch in batches:
            groups = pa.table({"n": batch["file_no"], "s": batch["status"]}).group_by(["n", "s"]).aggregate([([], "count_all")])
            for group in groups.to_pylist():
                counted[group["n"], group["s"]] += group["count_all"]
            if quarantine:
                quarantined.append(batch.filter(pc.equal(batch["status"], QUARANTINED)))
            yield batch.filter(pc.equal(batch["status"], STAGED)).select(target.columns)

    copy_partition(staged(), quarantined, target, partition)
    keys = list(counted)
    return pa.record_batch(
        [
            pa.array([number for number, _ in keys], pa.int32()),
            pa.array([status for _, status in keys], pa.string()),
            pa.array([counted[key] for key in keys], pa.int64()),
        ],
        names=["file_no", "status", "row_count"],
    )
