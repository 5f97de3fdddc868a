"""The movies with the highest weighted ratings."""

from movielytics.report import wording
from movielytics.report.chart import Rows, Series
from movielytics.report.question import Column, Mart, Question
from movielytics.warehouse.snapshot import Row

_QUERY = """
SELECT *, COUNT(*) OVER () AS candidates
FROM marts.highest_rated_movies
ORDER BY rank, movie_id
LIMIT %(n)s
"""


def _name(movie: Row) -> str:
    return wording.titled(movie["title"], movie["release_year"])


def _sentence(movies: list[Row]) -> str:
    """Answer from the best movies; each row also has the number of ``candidates``."""
    if not movies:
        return "No data yet: the warehouse holds no ratings."
    best = movies[0]
    votes = wording.things(best["ratings"], "rating")
    minimum, candidates = wording.things(best["minimum_ratings"], "rating"), wording.things(best["candidates"], "movie")
    return (
        f"{_name(best)}, with {best['average_rating']} of 5 stars on average from {votes}. "
        f"A movie needs {minimum} to compete, as {candidates} did, "
        f"and is ranked by IMDb's weighted rating, which trusts many votes more than few."
    )


def _chart(movies: list[Row]) -> Rows:
    return Rows(
        labels=[_name(movie) for movie in movies],
        texts=[wording.decimal(movie["weighted_rating"], 2) for movie in movies],
        series=(
            Series("weighted", [float(movie["weighted_rating"]) for movie in movies]),
            Series("average", [float(movie["average_rating"]) for movie in movies]),
        ),
        dots=True,
    )


QUESTION = Question(
    position=1,
    title="Which movies are rated highest of all time?",
    marts=(
        Mart(
            name="highest_rated_movies",
            query=_QUERY,
            caption="Stars of 5: the average, and weighted by the number of ratings",
            chart=_chart,
        ),
    ),
    sentence=_sentence,
    columns=(
        Column("#", lambda movie: str(movie["rank"])),
        Column("Movie", _name, numeric=False),
        Column("Ratings", lambda movie: wording.count(movie["ratings"])),
        Column("Average", lambda movie: wording.decimal(movie["average_rating"], 2)),
        Column("Weighted", lambda movie: wording.decimal(movie["weighted_rating"], 2)),
    ),
)
