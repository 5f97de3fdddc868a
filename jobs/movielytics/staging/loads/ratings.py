"""The load ``ratings``: what users gave, under MovieLens's ids, and the links from those to movies."""

from pyspark.sql import DataFrame

from movielytics.staging import fields
from movielytics.staging.fields import Field
from movielytics.staging.rows import Rows


def link_fields() -> list[Field]:
    """Return ``movielens_id, imdb_id, movie_id``."""
    return [
        fields.integer("movielens_id", "movieId", minimum=1, required=True),
        fields.text("imdb_id", "imdbId"),
        fields.integer("movie_id", "tmdbId", minimum=1),
    ]


def rating_fields() -> list[Field]:
    """Return ``user_id, movielens_id, rating, rated_at``."""
    return [
        fields.integer("user_id", "userId", minimum=1, required=True),
        fields.integer("movielens_id", "movieId", minimum=1, required=True),
        fields.half_stars("rating", "rating"),
        fields.seconds_since_1970("rated_at", "timestamp"),
    ]


DATASETS = {
    "links": Rows(link_fields, ("movielens_id",)),
    "ratings": Rows(rating_fields, ("user_id", "movielens_id")),
}


def outputs(dataset: str, judged: DataFrame) -> dict[str, DataFrame]:
    """Return ``links`` or ``ratings``: the judged rows themselves."""
    return {dataset: judged}
