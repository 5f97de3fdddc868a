"""The load ``movies``: one staged row a movie."""

from pyspark.sql import DataFrame

from movielytics.staging.loads.movies_metadata import KEY, movie_fields
from movielytics.staging.rows import Rows

DATASETS = {"movies_metadata": Rows(movie_fields, KEY)}


def outputs(_dataset: str, judged: DataFrame) -> dict[str, DataFrame]:
    """Return ``movies``: the judged rows themselves."""
    return {"movies": judged}
