"""The load ``date``: every day on which a movie was released, with its parts."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812

from movielytics.staging.loads.movies_metadata import KEY, movie_fields
from movielytics.staging.rows import Rows
from movielytics.staging.status import QUARANTINED

DATASETS = {"movies_metadata": Rows(movie_fields, KEY)}


def outputs(_dataset: str, judged: DataFrame) -> dict[str, DataFrame]:
    """Return ``date``: the days of all usable rows, superseded ones too: the same in whichever deliveries they came."""
    days = (
        judged.where((F.col("status") != QUARANTINED) & F.col("release_date").isNotNull())
        .groupBy("release_date")
        .agg(F.max("file_no").alias("file_no"))
    )
    day = F.col("release_date")
    parts = {"day": F.dayofmonth, "week": F.weekofyear, "month": F.month, "quarter": F.quarter, "year": F.year}
    return {"date": days.select("*", *(part(day).alias(name) for name, part in parts.items()))}
