"""Arrow batches into PostgreSQL: one binary COPY a partition, exactly once."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pyarrow as pa

from movielytics.staging.target import Target


def copy_partition(staged: Iterator[pa.RecordBatch], quarantined: list[pa.RecordBatch], target: Target, partition: int) -> None:
    """Load the staged and the quarantined rows of one partition in one transaction with its row in ``audit.partitions``.

    Does nothing but read ``staged`` to its end where that row is there already.

    Raises:
        RuntimeError: a newer attempt loads the table.
    """
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
            cursor.adbc_ingest("rows", quarantine_rows(rejected, target), mode="append", db_schema_name="quarantine")
        cursor.execute("INSERT INTO audit.partitions VALUES ($1, $2, $3, $4)", (target.table, target.attempt, partition, loaded))
        connection.commit()


def quarantine_rows(batches: list[pa.RecordBatch], target: Target) -> pa.Table:
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
