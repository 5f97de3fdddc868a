"""The load ``genre``: the genres that movies name, and which movie has which."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812

from movielytics.staging.loads.movies_metadata import KEY, movie_fields
from movielytics.staging.records import items
from movielytics.staging.rows import Rows
from movielytics.staging.status import QUARANTINED, STAGED

DATASETS = {"movies_metadata": Rows(movie_fields, KEY)}


def outputs(_dataset: str, judged: DataFrame) -> dict[str, DataFrame]:
    """Return ``genre`` and ``movie_genre``.

    A genre has the name that its latest row gives it, whether or not that row's movie is superseded: the result is then
    the same in whichever deliveries the rows came. A movie without genres has one pair whose ``genre_id`` is null, so
    that the upsert knows that it was delivered.
    """
    latest = F.max_by("genre.name", F.struct("file_no", "row_position"))
    genre = (
        judged.where(F.col("status") != QUARANTINED)
        .select("file_no", "row_position", F.explode(items("genres")).alias("genre"))
        .groupBy(F.col("genre.id").alias("genre_id"))
        .agg(latest.alias("genre_name"), F.max("file_no").alias("file_no"))
    )
    movie_genre = judged.where(F.col("status") == STAGED).select(
        "movie_id", "file_no", F.explode_outer(F.array_distinct(items("genres")["id"])).alias("genre_id")
    )
    return {"genre": genre, "movie_genre": movie_genre}
