"""The load ``movies``: movies_metadata.csv fills movies, genre, movie_genre and date in one pass."""

from datetime import date, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812

from movielytics.staging import fields
from movielytics.staging.fields import ID, Field
from movielytics.staging.literals import Range, whole, words
from movielytics.staging.records import items, records
from movielytics.staging.rows import Rows
from movielytics.staging.status import QUARANTINED, STAGED

FIRST_FILM = date(1870, 1, 1)
"""The earliest accepted release date: the oldest films are from the 1870s."""
DOLLARS = Range(0, 10**11)
"""Budgets and revenues, in US dollars: up to 30 times the box office of the most successful movie. The sum of 90
million of them fits a BIGINT, and so does their product with the greatest ratio of price indexes (``cpi.INDEX``)."""
MINUTES = Range(0, 100_000)
"""Runtimes, in minutes: the longest film has 51,420."""
POPULARITY = Range(0, 1_000_000)
"""TMDB's measure of popularity, in points: the highest ones are about 10,000."""
VOTES = Range(0, 10**9)
"""Numbers of votes for a movie: the highest ones are about 40,000."""
AVERAGE = Range(0, 10)
"""Averages of votes from 0 to 10."""
LONGEST_CODE = 100
"""Most bytes of ids, languages and statuses; real ones have at most 20."""
LONGEST_TITLE = 2_000
"""Most bytes of a title, which reports show in full: the longest have about 250 characters."""
LONGEST_LINE = 10_000
"""Most bytes of a tagline or an address."""
LONGEST_GENRE = 500
"""Most bytes of a genre's name, which is a label in reports."""


def movie_fields() -> list[Field]:
    """Return the typed fields of a movie, named as in ``movies.movies``, and ``genres``, records of id and name."""
    return [
        fields.integer("movie_id", "id", ID, required=True),
        fields.text("imdb_id", "imdb_id", longest=LONGEST_CODE),
        fields.text("title", "title", longest=LONGEST_TITLE, required=True),
        fields.text("original_title", "original_title", longest=LONGEST_TITLE),
        fields.text("original_language", "original_language", longest=LONGEST_CODE),
        fields.text("status", "status", longest=LONGEST_CODE),
        fields.boolean("is_adult", "adult"),
        fields.boolean("is_video", "video"),
        fields.day("release_date", "release_date", Range(FIRST_FILM, date.today() + timedelta(days=20 * 365))),
        fields.number("runtime_minutes", "runtime", MINUTES),
        fields.integer("budget", "budget", DOLLARS),
        fields.integer("revenue", "revenue", DOLLARS),
        fields.number("popularity", "popularity", POPULARITY),
        fields.number("vote_average", "vote_average", AVERAGE),
        fields.integer("vote_count", "vote_count", VOTES),
        fields.text("tagline", "tagline", longest=LONGEST_LINE),
        fields.text("overview", "overview"),
        fields.text("homepage", "homepage", longest=LONGEST_LINE),
        records("genres", "genres", whole("id", ID, required=True), words("name", LONGEST_GENRE, required=True)),
    ]


DATASETS = {"movies_metadata": Rows(movie_fields, ("movie_id",))}


def outputs(_dataset: str, ranked: DataFrame) -> dict[str, DataFrame]:
    """Return ``movies``, the ranked rows themselves, and ``genre``, ``movie_genre`` and ``date``."""
    return {"movies": ranked, "genre": _genre(ranked), "movie_genre": _movie_genre(ranked), "date": _date(ranked)}


def _genre(ranked: DataFrame) -> DataFrame:
    """Return each genre with the name in the latest row that lists it.

    Superseded rows count too: the result must not depend on how rows were split into deliveries.
    """
    latest = F.max_by("genre.name", F.struct("file_no", "row_position"))
    return (
        ranked.where(F.col("status") != QUARANTINED)
        .select("file_no", "row_position", F.explode(items("genres")).alias("genre"))
        .groupBy(F.col("genre.id").alias("genre_id"))
        .agg(latest.alias("genre_name"), F.max("file_no").alias("file_no"))
    )


def _movie_genre(ranked: DataFrame) -> DataFrame:
    """Return the pairs of each staged movie and its genres.

    A movie without genres has one pair with a null ``genre_id``, so that the upsert knows that the movie was delivered.
    """
    return ranked.where(F.col("status") == STAGED).select(
        "movie_id", "file_no", F.explode_outer(F.array_distinct(items("genres")["id"])).alias("genre_id")
    )


def _date(ranked: DataFrame) -> DataFrame:
    """Return each release date with its parts. Superseded rows count too, as in ``_genre``."""
    days = (
        ranked.where((F.col("status") != QUARANTINED) & F.col("release_date").isNotNull())
        .groupBy("release_date")
        .agg(F.max("file_no").alias("file_no"))
    )
    day = F.col("release_date")
    parts = {"day": F.dayofmonth, "week": F.weekofyear, "month": F.month, "quarter": F.quarter, "year": F.year}
    return days.select("*", *(part(day).alias(name) for name, part in parts.items()))
