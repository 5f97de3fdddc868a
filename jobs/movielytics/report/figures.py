"""The charts of the answers, as plotly figures."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from movielytics.report import wording
from movielytics.report.answers import Answer
from movielytics.warehouse.snapshot import Row

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

STRONG, SOFT = "#2f7ed8", "#e39b3b"
LABEL = 32
ROW_HEIGHT = 26


@dataclass(frozen=True)
class Chart:
    """A chart.

    Attributes:
        key: the name of the mart; the page derives the id of the chart's element from it.
        caption: what it shows.
        json: the plotly figure, safe inside a script element.
    """

    key: str
    caption: str
    json: str


def charts(answer: Answer) -> list[Chart]:
    """Return the charts of an answer; none if it has no data."""
    if not answer.rows:
        return []
    return [Chart(mart, caption, _safe(figure(answer.data[mart]))) for mart, (caption, figure) in _CHARTS.items() if mart in answer.data]


def _highest_rated(movies: list[Row]) -> "Figure":
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
    return _ranked(figure, [wording.titled(movie["title"], movie["release_year"]) for movie in movies])


def _popular(genres: list[Row]) -> "Figure":
    import plotly.graph_objects as go

    figure = go.Figure(
        go.Bar(
            x=[genre["ratings"] for genre in genres],
            y=list(range(len(genres))),
            orientation="h",
            marker_color=STRONG,
            text=[wording.share(genre["share_of_ratings"]) for genre in genres],
            textposition="outside",
            cliponaxis=False,
            customdata=[wording.count(genre["movies"]) for genre in genres],
            hovertemplate="%{x:,} ratings of %{customdata} movies<extra></extra>",
        )
    )
    return _ranked(figure, [genre["genre_name"] for genre in genres])


def _season(rows: list[Row], names: list[str]) -> "Figure":
    import plotly.graph_objects as go

    figure = go.Figure(
        [
            go.Bar(
                x=names,
                y=[row[column] for row in rows],
                name=name,
                marker_color=color,
                customdata=[[wording.money(row[column]), wording.count(row["movies"])] for row in rows],
                hovertemplate="%{customdata[0]}, %{customdata[1]} movies",
            )
            for column, name, color in (
                ("average_revenue", "average", STRONG),
                ("median_revenue", "median", SOFT),
            )
        ]
    )
    overall = sum(row["average_revenue"] * row["movies"] for row in rows) / sum(row["movies"] for row in rows)
    figure.add_hline(y=overall, line={"dash": "dot", "width": 2, "color": "#888"})
    figure.update_yaxes(tickprefix="$")
    return _laid_out(figure, rows=12)


def _earnings(genres: list[Row]) -> "Figure":
    import plotly.graph_objects as go

    figure = go.Figure(
        [
            go.Bar(
                x=[genre[column] for genre in genres],
                y=list(range(len(genres))),
                orientation="h",
                name=name,
                marker_color=color,
                width=width,
                customdata=[wording.money(genre[column]) for genre in genres],
                hovertemplate="%{customdata}",
            )
            for column, name, color, width in (
                ("revenue_today", "in today's money", STRONG, 0.8),
                ("revenue", "as earned", SOFT, 0.35),
            )
        ]
    )
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(tickprefix="$")
    return _ranked(figure, [genre["genre_name"] for genre in genres])


_CHARTS: dict[str, tuple[str, Callable[[list[Row]], "Figure"]]] = {
    "highest_rated_movies": ("Stars of 5: the average, and weighted by the number of ratings", _highest_rated),
    "popular_genres": ("Ratings of the genre's movies, and their share of all ratings", _popular),
    "revenue_by_month": (
        "Box office by month of release; dotted: the average of all",
        lambda rows: _season(rows, [wording.month(row["month"])[:3] for row in rows]),
    ),
    "revenue_by_quarter": (
        "Box office by quarter of release",
        lambda rows: _season(rows, [f"Q{row['quarter']}" for row in rows]),
    ),
    "genre_earnings": ("Box office of the genre's movies", _earnings),
}


def _ranked(figure: "Figure", names: list[str]) -> "Figure":
    """Label the places 0, 1, … of a ranking from the top down; two places may have the same name."""
    places = list(range(len(names)))
    figure.update_yaxes(tickvals=places, ticktext=[_label(name) for name in names], range=[len(names) - 0.4, -0.6])
    return _laid_out(figure, rows=len(names))


def _laid_out(figure: "Figure", rows: int) -> "Figure":
    """Apply the layout of all charts; the page sets the colours of text and lines, for light and dark mode."""
    import plotly.graph_objects as go

    axis: dict[str, Any] = {"fixedrange": True, "automargin": True, "zeroline": False, "gridcolor": "#ddd"}
    figure.update_layout(
        template=go.layout.Template(),
        height=80 + rows * ROW_HEIGHT,
        margin={"l": 8, "r": 40, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "inherit", "size": 13},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        bargap=0.25,
        dragmode=False,
    )
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis, ticklabelstandoff=6)
    return figure


def _label(text: str) -> str:
    """Escape text for plotly, which interprets tags and entities; cut it to leave room for the chart."""
    return escape(text if len(text) <= LABEL else f"{text[: LABEL - 1]}…", quote=False)


def _safe(figure: "Figure") -> str:
    """Return the figure as JSON that cannot close the script element around it."""
    text = str(figure.to_json())
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
