"""The rows of movies_metadata.csv, which the loads movies, genre and date read: all three judge them alike."""

from datetime import date, timedelta

from movielytics.staging import fields
from movielytics.staging.fields import Field
from movielytics.staging.records import records

KEY = ("movie_id",)
FIRST_FILM = date(1870, 1, 1)


def movie_fields() -> list[Field]:
    """Return the typed fields of a movie, named as in ``movies.movies``, and ``genres``, records of id and name."""
    return [
        fields.integer("movie_id", "id", minimum=1, required=True),
        fields.text("imdb_id", "imdb_id"),
        fields.text("title", "title", required=True),
        fields.text("original_title", "original_title"),
        fields.text("original_language", "original_language"),
        fields.text("status", "status"),
        fields.boolean("is_adult", "adult"),
        fields.boolean("is_video", "video"),
        fields.day("release_date", "release_date", FIRST_FILM, date.today() + timedelta(days=20 * 365)),
        fields.number("runtime_minutes", "runtime"),
        fields.integer("budget", "budget", "bigint"),
        fields.integer("revenue", "revenue", "bigint"),
        fields.number("popularity", "popularity"),
        fields.number("vote_average", "vote_average", 10),
        fields.integer("vote_count", "vote_count"),
        fields.text("tagline", "tagline"),
        fields.text("overview", "overview"),
        fields.text("homepage", "homepage"),
        records("genres", "genres", {"id": int, "name": str}),
    ]
