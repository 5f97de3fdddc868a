"""Arrow batches into PostgreSQL: one binary COPY a Spark partition, exactly once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc
from pyspark import TaskContext
from pyspark.sql import DataFrame

from movielytics.staging.status import QUARANTINED, STAGED

COUNTS = "file_no INT, status STRING, row_count BIGINT"


@dataclass(frozen=True)
class Target:
    """Where rows go.

    Attributes:
        url: the warehouse.
        table: the load's table, whose attempt must still be ``attempt``.
        attempt: what identifies this try of the load; an older one that is still alive is refused.
        columns: the columns of ``staging.<table>`` to fill; none to load no staged rows, just judge and count.
        quarantine: whether quarantined rows are recorded.
        run_id: the run.
        files: dataset, path and fingerprint of each file by its number, for the quarantine.
    """

    url: str
    table: str
    attempt: str
    columns: tuple[str, ...]
    quarantine: bool
    run_id: str
    files: dict[int, tuple[str, str, str]] = field(default_factory=dict)


def load(rows: DataFrame, target: Target) -> Counter[tuple[int, str]]:
    """Load the staged rows of ``rows`` into the target's table, quarantine the quarantined ones.

    Args:
        rows: ``file_no, status`` and the target's columns; where rows may be quarantined also ``row_position, reason, raw``.
        target: where they go.

    Returns:
        How many rows there are of each file number and status.
    """

    def write(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        context = TaskContext.get()
        partition = context.partitionId() if context else 0
        # Counting alone goes through the same table of partitions, under numbers of its own.
        yield _write_partition(batches, target, partition if target.columns else -1 - partition)

    counted: Counter[tuple[int, str]] = Counter()
    for row in rows.mapInArrow(write, COUNTS).collect():
        counted[row.file_no, row.status] += row.row_count
    return counted


def _write_partition(batches: Iterator[pa.RecordBatch], target: Target, partition: int) -> pa.RecordBatch:
    counted: Counter[tuple[int, str]] = Counter()
    quarantined: list[pa.RecordBatch] = []

    def staged() -> Iterator[pa.RecordBatch]:
        for batch in batches:
            groups = pa.table({"n": batch["file_no"], "s": batch["status"]}).group_by(["n", "s"]).aggregate([([], "count_all")])
            for group in groups.to_pylist():
                counted[group["n"], group["s"]] += group["count_all"]
            if target.quarantine:
                quarantined.append(batch.filter(pc.equal(batch["status"], QUARANTINED)))
            yield batch.filter(pc.equal(batch["status"], STAGED)).select(target.columns)

    _copy(staged(), quarantined, target, partition)
    keys = list(counted)
    return pa.record_batch(
        [
            pa.array([number for number, _ in keys], pa.int32()),
            pa.array([status for _, status in keys], pa.string()),
            pa.array([counted[key] for key in keys], pa.int64()),
        ],
        names=["file_no", "status", "row_count"],
    )


def _copy(staged: Iterator[pa.RecordBatch], quarantined: list[pa.RecordBatch], target: Target, partition: int) -> None:
    """Load one partition in one transaction with its row in ``audit.partitions``."""
    first = next(staged, None)
    if first is None:
        return
    from adbc_driver_postgresql import dbapi

    def batches() -> Iterator[pa.RecordBatch]:
        yield first
        yield from staged

    loaded = 0
    with dbapi.connect(target.url) as connection, connection.cursor() as cursor:
        # Holds off the next attempt's TRUNCATE until this transaction has ended, and fails after it.
        cursor.execute(
            "SELECT 1 FROM audit.attempts WHERE table_name = $1 AND attempt = $2 FOR SHARE",
            (target.table, target.attempt),
        )
        if cursor.fetchone() is None:
            raise RuntimeError(f"a newer attempt loads staging.{target.table}: this one ends")
        cursor.execute("SELECT 1 FROM audit.partitions WHERE table_name = $1 AND attempt = $2 AND partition_no = $3",
                       (target.table, target.attempt, partition))  # fmt: skip
        if cursor.fetchone() is not None:  # this partition's first run had committed and was not heard of: just count
            for _ in batches():
                pass
            return
        if target.columns:
            reader = pa.RecordBatchReader.from_batches(first.schema, batches())
            loaded = cursor.adbc_ingest(target.table, reader, mode="append", db_schema_name="staging")
        else:
            for _ in batches():
                pass
        rejected = [batch for batch in quarantined if batch.num_rows]
        if rejected:
            cursor.adbc_ingest("rows", _quarantine_rows(rejected, target), mode="append", db_schema_name="quarantine")
        cursor.execute("INSERT INTO audit.partitions VALUES ($1, $2, $3, $4)", (target.table, target.attempt, partition, loaded))
        connection.commit()


def _quarantine_rows(batches: list[pa.RecordBatch], target: Target) -> pa.Table:
    """Return the rows as ``quarantine.rows`` takes them."""
    rows = pa.Table.from_batches(batches)
    files = [target.files[number] for number in rows["file_no"].to_pylist()]
    now = datetime.now(UTC)
    return pa.table(
        {
            "dataset": pa.array([dataset for dataset, _, _ in files], pa.string()),
            "file": pa.array([path for _, path, _ in files], pa.string()),
            "fingerprint": pa.array([fingerprint for _, _, fingerprint in files], pa.string()),
            "file_no": rows["file_no"],
            "row_position": rows["row_position"],
            "reason": rows["reason"],
            "raw": rows["raw"],
            "run_id": pa.array([target.run_id] * len(files), pa.string()),
            "quarantined_at": pa.array([now] * len(files), pa.timestamp("us", "UTC")),
        }
    )
