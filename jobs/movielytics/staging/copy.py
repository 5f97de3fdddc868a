"""Copy the partitions of a load into the warehouse; PostgreSQL and Redshift each have their own way."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from movielytics.warehouse.engine import is_redshift

if TYPE_CHECKING:
    import pyarrow as pa

    from movielytics.staging.attempt import Attempt
    from movielytics.staging.target import Target


def copy_partition(
    staged: "Iterator[pa.RecordBatch]",
    quarantined: "list[pa.RecordBatch]",
    target: "Target",
    partition: int,
    *,
    own_table: bool = False,
) -> None:
    """Copy the staged and the quarantined rows of one partition exactly once, however often it is called with them.

    Args:
        staged: rows with the target's columns; read to its end in any case.
        quarantined: rows with ``file_no`` and ``typed.REJECTED``, complete once ``staged`` is read.
        target: the destination of the rows.
        partition: the number of the partition.
        own_table: whether the rows get a staging partition until ``finish``, which PostgreSQL fills faster.

    Raises:
        WarehouseError: a newer attempt loads the table.
    """
    if is_redshift(target.url):
        from movielytics.staging import copy_redshift

        copy_redshift.copy_partition(staged, quarantined, target, partition)
    else:
        from movielytics.staging import copy_postgres

        copy_postgres.copy_partition(staged, quarantined, target, partition, own_table)


def finish(url: str, attempt: "Attempt") -> None:
    """Complete an attempt once all its partitions are copied.

    PostgreSQL attaches the staging partitions; Redshift copies the S3 objects.

    Raises:
        WarehouseError: a newer attempt loads the tables.
    """
    if is_redshift(url):
        from movielytics.staging import copy_redshift

        copy_redshift.finish(url, attempt)
    else:
        from movielytics.staging import copy_postgres

        copy_postgres.finish(url, attempt)
