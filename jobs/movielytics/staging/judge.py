"""What becomes of every row: staged, superseded by a later row with its key, or quarantined."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F  # noqa: N812

from movielytics.staging.status import QUARANTINED, STAGED, SUPERSEDED


def judge(rows: DataFrame, key: tuple[str, ...]) -> DataFrame:
    """Return ``rows`` with their ``status``.

    Rows with a ``reason`` are quarantined. Of the others with the same ``key`` the latest is staged: the one in the file
    whose name sorts last, and there the last one.
    """
    usable = F.col("reason").isNull()
    latest_first = Window.partitionBy(usable, *key).orderBy(F.desc("file_no"), F.desc("row_position"))
    status = F.when(~usable, QUARANTINED).when(F.row_number().over(latest_first) > 1, SUPERSEDED).otherwise(STAGED)
    return rows.withColumn("status", status)
