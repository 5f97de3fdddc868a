"""How the partitions of a load reach the warehouse: each kind of warehouse has a way of its own."""

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
    """Take the staged and the quarantined rows of one partition, exactly once however often it is called with them.

    Args:
        staged: rows with the target's columns; read to its end in any case.
        quarantined: rows with ``file_no`` and ``typed.REJECTED``, complete once ``staged`` is read.
        target: where they go.
        partition: the number of the partition.
        own_table: whether the rows get a table of their own until ``finish``, which fills faster in PostgreSQL.

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
    """Load what the partitions of an attempt left on their way, once all of them are done.

    Raises:
        WarehouseError: a newer attempt loads the tables.
    """
    if is_redshift(url):
        from movielytics.staging import copy_redshift

        copy_redshift.finish(url, attempt)
    else:
        from movielytics.staging import copy_postgres

        copy_postgres.finish(url, attempt)
