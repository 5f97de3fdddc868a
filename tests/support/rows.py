"""Small made-up files in the form in which they are delivered."""

import csv
import io
from typing import Any

MOVIE_HEADER = (  # noqa: SIM905 - as in the file
    "adult,belongs_to_collection,budget,genres,homepage,id,imdb_id,original_language,original_title,"
    "overview,popularity,poster_path,production_companies,production_countries,release_date,"
    "revenue,runtime,spoken_languages,status,tagline,title,video,vote_average,vote_count"
).split(",")

FILL_TOTALS = """
INSERT INTO marts.rating_totals
SELECT movie_id, COUNT(*), SUM(CAST(rating AS DOUBLE PRECISION))
FROM movies.ratings
GROUP BY movie_id
"""
"""The upsert's update of the totals for the marts, for ratings that a test inserts itself."""
DRAMA = "[{'id': 1, 'name': 'Drama'}]"


def csv_text(header: list[str], rows: list[list[Any]], end: str = "\n") -> str:
    """Return rows as CSV, quoted where needed."""
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows([header, *rows])
    return out.getvalue()


def movie(movie_id: Any, title: str = "A Title", **more: Any) -> list[Any]:
    """Return a row of movies_metadata.csv."""
    values = {
        "adult": "False", "budget": "0", "genres": DRAMA, "id": movie_id, "imdb_id": "tt1", "original_language": "en",
        "original_title": title,
        "overview": "About it.", "popularity": "1.5", "release_date": "2001-02-03", "revenue": "0", "runtime": "90.0",
        "status": "Released", "title": title, "video": "False", "vote_average": "6.5", "vote_count": "10",
    } | more  # fmt: skip
    return [values.get(name, "") for name in MOVIE_HEADER]


def movies_csv(*rows: list[Any], end: str = "\n") -> str:
    """Return movies_metadata.csv."""
    return csv_text(MOVIE_HEADER, list(rows), end)


def ratings_csv(*rows: tuple[Any, ...]) -> str:
    """Return ratings.csv; the time is 1,000,000,000 if a row has none."""
    return csv_text(["userId", "movieId", "rating", "timestamp"], [[*row, 1_000_000_000][:4] for row in rows], "\r\n")


def links_csv(*rows: tuple[Any, Any]) -> str:
    """Return links.csv from MovieLens and TMDB ids."""
    return csv_text(["movieId", "imdbId", "tmdbId"], [[movielens, "1", tmdb] for movielens, tmdb in rows], "\r\n")


def cpi_csv(*rows: tuple[str, str]) -> str:
    """Return cpi.csv."""
    return csv_text(["DATE", "CUSR0000SS62031"], [list(row) for row in rows])
