"""The load ``ratings``: users' ratings under MovieLens's ids, and the links from those ids to movies."""

import re
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame

from movielytics.staging import fields
from movielytics.staging.fast_path_parser import FastPathColumn
from movielytics.staging.fields import EARLIEST_SECOND, ID, Field, latest_second
from movielytics.staging.rows import Rows

STARS = {text: float(text) for half in range(1, 11) for text in {f"{half / 2:.1f}", f"{half / 2:g}"}}
ID_PATTERN = r"[1-9]\d{0,8}"
LONGEST_CODE = 100
"""Most bytes of an IMDb id; real ones have 7 to 10."""


def link_fields() -> list[Field]:
    """Return ``movielens_id, imdb_id, movie_id``."""
    return [
        fields.integer("movielens_id", "movieId", ID, required=True),
        fields.text("imdb_id", "imdbId", longest=LONGEST_CODE),
        fields.integer("movie_id", "tmdbId", ID),
    ]


def rating_fields() -> list[Field]:
    """Return ``user_id, movielens_id, rating, rated_at``."""
    return [
        fields.integer("user_id", "userId", ID, required=True),
        fields.integer("movielens_id", "movieId", ID, required=True),
        fields.half_stars("rating", "rating"),
        fields.seconds_since_1970("rated_at", "timestamp"),
    ]


def _id(ids: Any) -> Any:
    return pc.if_else(pc.greater(ids, 0), ids, None)


def _stars(texts: Any) -> Any:
    """Convert dictionary-encoded texts: each distinct text once, and there are only ten ratings."""
    values = pa.array([STARS.get(text) for text in texts.dictionary.to_pylist()], pa.float32())
    return values.take(texts.indices)


def _moment(seconds: Any) -> Any:
    usable = pc.and_(pc.greater_equal(seconds, EARLIEST_SECOND), pc.less_equal(seconds, latest_second()))
    return pc.multiply(pc.if_else(usable, seconds, None), 1_000_000).cast(pa.timestamp("us", "UTC"))


FAST_PATH_COLUMNS = (
    FastPathColumn("userId", "user_id", ID_PATTERN, pa.int32(), _id),
    FastPathColumn("movieId", "movielens_id", ID_PATTERN, pa.int32(), _id),
    FastPathColumn("rating", "rating", "|".join(map(re.escape, STARS)), pa.dictionary(pa.int32(), pa.string()), _stars),
    FastPathColumn("timestamp", "rated_at", r"[1-9]\d{8,9}", pa.int64(), _moment),
)
DATASETS = {
    "links": Rows(link_fields, ("movielens_id",)),
    "ratings": Rows(rating_fields, ("user_id", "movielens_id"), FAST_PATH_COLUMNS),
}


def outputs(dataset: str, ranked: DataFrame) -> dict[str, DataFrame]:
    """Return ``links`` or ``ratings``: the ranked rows themselves."""
    return {dataset: ranked}
