"""Copy Arrow batches into Redshift: first one Parquet object per partition in S3, then one COPY per table.

All COPYs of a load are in one transaction.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, cast

import psycopg2
import pyarrow as pa

from movielytics.errors import WarehouseError
from movielytics.settings import get_settings
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.ddl import tables_in
from movielytics.warehouse.ownership import expect_own
from movielytics.warehouse.redshift.objects import QUARANTINE, STAGED, Objects, StagedObject, object_path
from movielytics.warehouse.redshift.text import LONGEST, shortened
from movielytics.warehouse.target import Target

if TYPE_CHECKING:
    from movielytics.warehouse.redshift.session import RenderingCursor

SHOWN = 60_000
"""Bytes of a long row that the quarantine keeps, with the URI of the whole row."""


def copy_partition(
    staged: Iterator[pa.RecordBatch], quarantined: list[pa.RecordBatch], target: Target, partition: int
) -> None:
    """Store the staged and the quarantined rows of one partition as one object each, which a second run overwrites."""
    objects = cast(Objects, target.objects)
    _write(objects, target, STAGED if target.columns else None, partition, staged)
    rejected = [batch for batch in quarantined if batch.num_rows]
    if rejected:
        rows = _fitting(target.quarantine_rows(rejected), objects)
        _write(objects, target, QUARANTINE, partition, iter(rows.to_batches()))


def _write(
    objects: Objects, target: Target, kind: str | None, partition: int, batches: Iterator[pa.RecordBatch]
) -> None:
    """Write the batches as Parquet for COPY; without a ``kind``, only read them. Without rows, write no object."""
    from pyarrow.parquet import ParquetWriter

    with tempfile.TemporaryFile() as file:
        rows = 0
        with ExitStack() as closing:
            writer = None
            for batch in batches:
                if kind is None or not batch.num_rows:
                    continue
                if writer is None:
                    # COPY reads with Spectrum, which takes 96-bit timestamps; 64-bit ones came later, not everywhere.
                    parquet = ParquetWriter(
                        file, batch.schema, compression="snappy", use_deprecated_int96_timestamps=True
                    )
                    writer = closing.enter_context(parquet)
                writer.write_batch(batch)
                rows += batch.num_rows
        if kind is not None and rows:
            file.seek(0)
            objects.write(object_path(target.attempt, kind, target.table, partition), file, rows)


def _fitting(rows: pa.Table, objects: Objects) -> pa.Table:
    """Return the quarantined rows; cut each raw text that is too long for a VARCHAR, and store it whole in S3."""
    raws = rows["raw"].to_pylist()
    long = [number for number, raw in enumerate(raws) if len(raw.encode()) > LONGEST]
    for number in long:
        whole = objects.write_long_row(
            rows["fingerprint"][number].as_py(), rows["first_line"][number].as_py(), raws[number]
        )
        raws[number] = f"{shortened(raws[number], SHOWN)} … (all of it: {whole})"
    return rows.set_column(rows.column_names.index("raw"), "raw", pa.array(raws, pa.string()))


def finish(url: str, attempt: str, tables: tuple[str, ...], objects: Objects) -> None:
    """Copy the objects of all the attempt's partitions into the staging tables and the quarantine; then remove them.

    One transaction: the tables get all rows of the load or none.

    Raises:
        WarehouseError: a newer attempt loads a table, Redshift cannot copy, or the bucket cannot be used.
    """
    try:
        _copy_all(url, attempt, tables, objects)
    except BaseException:
        with suppress(WarehouseError):  # the first error is the one to report
            objects.remove(attempt)
        raise
    objects.remove(attempt)


def _copy_all(url: str, attempt: str, tables: tuple[str, ...], objects: Objects) -> None:
    stored = objects.stored(attempt)
    with transaction(url) as opened:
        cursor = cast("RenderingCursor", opened)
        for table in tables:
            expect_own(cursor, table, attempt)
        for table in tables:
            _load(cursor, objects, attempt, table, [one for one in stored if (one.kind, one.table) == (STAGED, table)])
        _quarantine(cursor, objects, attempt, [one for one in stored if one.kind == QUARANTINE])


def _load(cursor: "RenderingCursor", objects: Objects, attempt: str, table: str, stored: list[StagedObject]) -> None:
    if not stored:
        return
    _copy(cursor, f"staging.{table}", objects.write_manifest(attempt, table, stored))
    cursor.execute(
        "INSERT INTO audit.partitions (table_name, attempt, partition_no, rows_loaded) VALUES "
        + ", ".join(["(%s, %s, %s, %s)"] * len(stored)),
        [value for one in stored for value in (table, attempt, one.partition, one.rows)],
    )


def _quarantine(cursor: "RenderingCursor", objects: Objects, attempt: str, stored: list[StagedObject]) -> None:
    """Copy by way of a temporary table with the objects' column order, because COPY matches columns by position."""
    if not stored:
        return
    columns = tables_in("quarantine")[0].columns
    names = ", ".join(column.name for column in columns)
    cursor.execute(
        f"CREATE TEMPORARY TABLE arrived ({', '.join(f'{column.name} {column.type}' for column in columns)})"
    )
    _copy(cursor, "arrived", objects.write_manifest(attempt, QUARANTINE, stored))
    cursor.execute(f"INSERT INTO quarantine.rejected_rows ({names}) SELECT {names} FROM arrived")


def _copy(cursor: "RenderingCursor", table: str, manifest: str) -> None:
    """Copy the objects that a manifest lists into a table.

    Columns are matched by position and must have the table's types (COPY from columnar data formats).
    """
    role = get_settings().redshift_iam_role or ""
    by = role if role == "default" else _literal(role)
    try:
        cursor.send(f"COPY {table} FROM {_literal(manifest)} IAM_ROLE {by} FORMAT AS PARQUET MANIFEST")
    except psycopg2.Error as error:
        raise WarehouseError(
            f"Redshift cannot copy {manifest} into {table}: {str(error).strip().splitlines()[0]}; "
            "sys_load_error_detail says more of rows; "
            "of rights: MOVIELYTICS_REDSHIFT_IAM_ROLE must be attached to the warehouse "
            "and may read the bucket (docs/redshift.md)"
        ) from error


def _literal(text: str) -> str:
    """Quote a text for COPY, which takes no parameters.

    A quote or backslash in an object's key would otherwise end or change the literal.
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
