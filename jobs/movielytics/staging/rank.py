"""Rank rows: each is staged, superseded by a later row with its key, or quarantined."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F  # noqa: N812

from movielytics.staging.failure import FAILED
from movielytics.staging.status import QUARANTINED, STAGED, SUPERSEDED


def rank(rows: DataFrame, key: tuple[str, ...]) -> DataFrame:
    """Return ``rows`` with their ``status``.

    Rows with a ``code`` are quarantined, or failed if it is ``FAILED``. If several other rows share a ``key``, the
    latest is staged: the last one in the file whose name sorts last.
    """
    usable = F.col("code").isNull()
    latest_first = Window.partitionBy(usable, *key).orderBy(F.desc("file_no"), F.desc("row_position"))
    status = (
        F.when(F.col("code") == FAILED, FAILED)
        .when(~usable, QUARANTINED)
        .when(F.row_number().over(latest_first) > 1, SUPERSEDED)
        .otherwise(STAGED)
    )
    return rows.withColumn("status", status)
