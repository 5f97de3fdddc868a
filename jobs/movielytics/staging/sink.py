"""Copy ranked rows into the staging table and the quarantine: one COPY per Spark partition, exactly once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
from pyspark import TaskContext
from pyspark.sql import DataFrame

from movielytics.errors import MovielyticsError
from movielytics.staging.deduplicate import Span, merge_ranges
from movielytics.staging.failure import FAILED, Failure, raise_first
from movielytics.staging.status import QUARANTINED, STAGED
from movielytics.warehouse.engine import engine_of
from movielytics.warehouse.target import Target

FOUND = "file_no INT, status STRING, row_count BIGINT, min_key INT, max_key INT, failure STRING, message STRING"
"""A row of a task's report: a count (no keys), a span of first keys (nothing else), or a failure's kind and message."""


@dataclass
class Loaded:
    """The outcome of ``load``.

    Attributes:
        counted: rows per file number and status; a malformed record counts as the lines that it covers.
        spans: spans that cover the first keys of the staged rows.
    """

    counted: Counter[tuple[int, str]] = field(default_factory=Counter)
    spans: list[Span] = field(default_factory=list)


def load(
    rows: DataFrame, target: Target, *, quarantine: bool = False, first_partition: int = 0, first_key: str | None = None
) -> Loaded:
    """Copy the staged rows of ``rows`` into the target's table, and the quarantined ones into the quarantine.

    Args:
        rows: ``file_no, status`` and the target's columns; if rows may be quarantined, also ``typed.REJECTED``.
        target: the destination of the rows.
        quarantine: whether quarantined rows are recorded.
        first_partition: the number of the first partition, if others were copied before.
        first_key: the column whose spans to report; None for no spans.

    Raises:
        MovielyticsError: a file cannot be read to its end, or a task failed.
    """

    def write(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        context = TaskContext.get()
        partition = first_partition + (context.partitionId() if context else 0)
        # A target that only counts uses ``audit.partitions`` too, with partition numbers of its own.
        yield write_partition(batches, target, partition if target.columns else -2 - partition, quarantine, first_key)

    loaded = Loaded()
    spans: set[Span] = set()
    failures = []
    for row in rows.mapInArrow(write, FOUND).collect():
        if row.failure is not None:
            failures.append(Failure(row.failure, row.message))
        elif row.status is not None:
            loaded.counted[row.file_no, row.status] += row.row_count
        else:
            spans.add((row.min_key, row.max_key))
    raise_first(failures)
    loaded.spans = merge_ranges(spans)
    return loaded


def write_partition(
    batches: Iterator[pa.RecordBatch], target: Target, partition: int, quarantine: bool, first_key: str | None = None
) -> pa.RecordBatch:
    """Write the ranked rows of one partition; return its report, as ``FOUND``."""
    return _Partition(target, partition, quarantine, first_key).write(batches)


class _Partition:
    """The rows of one partition while they are copied, and the report on them."""

    def __init__(self, target: Target, partition: int, quarantine: bool, first_key: str | None) -> None:
        self.target, self.partition, self.quarantine, self.first_key = target, partition, quarantine, first_key
        self.counted: Counter[tuple[int, str]] = Counter()
        self.spans: list[Span] = []
        self.failures: list[Failure] = []
        self.quarantined: list[pa.RecordBatch] = []

    def write(self, batches: Iterator[pa.RecordBatch]) -> pa.RecordBatch:
        try:
            engine_of(self.target.url).copy_partition(
                self._staged(batches), self.quarantined, self.target, self.partition
            )
        except MovielyticsError as error:
            self.failures.append(Failure(type(error).__name__, str(error)))
        rows = [
            *(
                {"file_no": file_no, "status": status, "row_count": rows}
                for (file_no, status), rows in self.counted.items()
            ),
            *({"min_key": first, "max_key": last} for first, last in self.spans),
            *({"failure": failure.kind, "message": failure.message} for failure in self.failures),
        ]
        types = {"INT": pa.int32(), "BIGINT": pa.int64(), "STRING": pa.string()}
        schema = pa.schema([(name, types[kind]) for name, kind in (column.split() for column in FOUND.split(", "))])
        return pa.RecordBatch.from_pylist(rows, schema=schema)

    def _staged(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            self._count(batch)
            if self.quarantine:
                self.quarantined.append(batch.filter(pc.equal(batch["status"], QUARANTINED)))
                failed = batch.filter(pc.equal(batch["status"], FAILED)).to_pylist()
                self.failures += [Failure(row["column_name"], row["detail"]) for row in failed]
            rows = batch.filter(pc.equal(batch["status"], STAGED))
            if self.first_key is not None:
                self.spans = merge_ranges(
                    {*self.spans, *((key, key) for key in rows[self.first_key].unique().to_pylist())}
                )
            yield rows.select(self.target.columns)

    def _count(self, batch: pa.RecordBatch) -> None:
        lines = batch["line_count"] if "line_count" in batch.schema.names else pa.repeat(1, batch.num_rows)
        rows = pa.table({"file_no": batch["file_no"], "status": batch["status"], "lines": lines})
        for group in rows.group_by(["file_no", "status"]).aggregate([("lines", "sum")]).to_pylist():
            self.counted[group["file_no"], group["status"]] += group["lines_sum"]
