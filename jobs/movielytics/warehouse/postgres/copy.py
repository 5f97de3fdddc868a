"""Copy Arrow batches into PostgreSQL: one binary COPY per partition, exactly once."""

from collections.abc import Iterable, Iterator
from io import RawIOBase
from itertools import chain
from typing import TYPE_CHECKING

import pyarrow as pa

from movielytics.errors import WarehouseError
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.postgres import partitions
from movielytics.warehouse.target import Target

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

MESSAGE = 256 * 1024
"""Bytes of a COPY that are sent at once."""


def copy_partition(
    staged: Iterator[pa.RecordBatch], quarantined: list[pa.RecordBatch], target: Target, partition: int, own_table: bool
) -> None:
    """Copy the staged and the quarantined rows of a partition in one transaction with its row in ``audit.partitions``.

    If that row already exists, only read ``staged`` to its end. With ``own_table``, they become a staging partition.

    Raises:
        WarehouseError: a newer attempt loads the table.
    """
    first = next(staged, None)
    if first is None:
        return
    batches = chain([first], staged)
    place = (target.table, target.attempt, partition)
    with transaction(target.url) as cursor:
        # The lock delays the next attempt's TRUNCATE until this transaction ends. After that, there is no such row.
        cursor.execute("SELECT 1 FROM audit.attempts WHERE table_name = %s AND attempt = %s FOR SHARE", place[:2])
        if cursor.fetchone() is None:
            raise WarehouseError(f"a newer attempt loads staging.{target.table}; no action is needed")
        cursor.execute(
            "SELECT 1 FROM audit.partitions WHERE table_name = %s AND attempt = %s AND partition_no = %s", place
        )
        if cursor.fetchone() is not None:  # the task has committed before without Spark learning of it: only count
            _read(batches)
            return
        if own_table:
            name = partitions.create(cursor, target.table, partition)
            loaded = copy_batches(cursor, name, first.schema, batches, options="FORMAT BINARY, FREEZE")
        else:
            loaded = (
                copy_batches(cursor, f"staging.{target.table}", first.schema, batches)
                if target.columns
                else _read(batches)
            )
        rejected = [batch for batch in quarantined if batch.num_rows]
        if rejected:
            rows = target.quarantine_rows(rejected)
            copy_batches(cursor, "quarantine.rejected_rows", rows.schema, rows.to_batches())
        cursor.execute("INSERT INTO audit.partitions VALUES (%s, %s, %s, %s)", (*place, loaded))


def _read(batches: Iterable[pa.RecordBatch]) -> int:
    for _ in batches:
        pass
    return 0


def copy_batches(
    cursor: "Cursor", table: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch], options: str = "FORMAT BINARY"
) -> int:
    """Copy batches into the columns of ``table`` that ``schema`` names; return the number of rows.

    The types of the columns must match exactly.
    """
    from pgpq import ArrowToPostgresBinaryEncoder

    encoder = ArrowToPostgresBinaryEncoder(schema)
    loaded = 0

    def encoded() -> Iterator[bytes]:
        nonlocal loaded
        yield encoder.write_header()
        for batch in batches:
            loaded += batch.num_rows
            yield encoder.write_batch(batch)
        yield encoder.finish()

    cursor.copy_expert(
        f"COPY {table} ({', '.join(schema.names)}) FROM STDIN ({options})", _Chunks(encoded()), size=MESSAGE
    )
    return loaded


class _Chunks(RawIOBase):
    """Chunks of bytes as a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        super().__init__()
        self.chunks = chunks
        self.rest = memoryview(b"")

    def readable(self) -> bool:
        """Return True: the file is readable."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Copy bytes of the current chunk into the buffer; return their number, 0 at the end."""
        while not self.rest:
            chunk = next(self.chunks, None)
            if chunk is None:
                return 0
            self.rest = memoryview(chunk)
        place = memoryview(buffer)
        size = min(len(place), len(self.rest))
        place[:size], self.rest = self.rest[:size], self.rest[size:]
        return size
