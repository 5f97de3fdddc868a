"""The movies with the highest weighted ratings."""

from typing import TYPE_CHECKING

from movielytics.report import wording
from movielytics.report.chart import SOFT, STRONG, ranked
from movielytics.report.question import Column, Mart, Question
from movielytics.warehouse.snapshot import Row

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

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


def _figure(movies: list[Row]) -> "Figure":
    import plotly.graph_objects as go

    votes = [wording.things(movie["ratings"], "rating") for movie in movies]
    figure = go.Figure(
        [
            go.Scatter(
                x=[float(movie[column]) for movie in movies],
                y=list(range(len(movies))),
                mode="markers",
                name=name,
                marker={"size": 12, "color": color, "symbol": symbol, "line": {"width": 2, "color": color}},
                customdata=votes,
                hovertemplate="%{x:.2f} stars, %{customdata}",
            )
            for column, name, color, symbol in (
                ("average_rating", "average", SOFT, "circle-open"),
                ("weighted_rating", "weighted", STRONG, "circle"),
            )
        ]
    )
    return ranked(figure, [_name(movie) for movie in movies])


QUESTION = Question(
    position=1,
    title="Which movies are rated highest of all time?",
    marts=(
        Mart(
            name="highest_rated_movies",
            query=_QUERY,
            caption="Stars of 5: the average, and weighted by the number of ratings",
            figure=_figure,
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
