"""The genres whose movies earned the most, converted into today's money."""

from typing import TYPE_CHECKING

from movielytics.report import wording
from movielytics.report.chart import SOFT, STRONG, ranked
from movielytics.report.question import Column, Mart, Question
from movielytics.warehouse.snapshot import Row

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def _sentence(genres: list[Row]) -> str:
    if not genres:
        return "No data yet: the warehouse holds no movie with known revenue and a genre."
    best = genres[0]
    if best["today"] is None:
        return "No data yet: without a price index (cpi) revenue cannot be converted to today's money."
    if not best["movies"]:
        return "No comparison: no movie with known revenue was released in a month that the price index covers."
    sentence = (
        f"{best['genre_name']}: {wording.things(best['movies'], 'movie')} earned "
        f"{wording.money(best['revenue_today'])} at the ticket prices of {wording.month_of(best['today'])} "
        f"({wording.money(best['revenue'])} as earned)"
    )
    followers = [genre for genre in genres[1:3] if genre["movies"]]
    if followers:
        names = [f"{genre['genre_name']} ({wording.money(genre['revenue_today'])})" for genre in followers]
        sentence += f", followed by {wording.listing(names)}"
    if best["movies_left_out"]:
        left_out = wording.things(best["movies_left_out"], f"more {best['genre_name']} movie")
        sentence += f". {left_out} came out in months that the price index does not cover and could not be converted"
    return f"{sentence}."


def _figure(genres: list[Row]) -> "Figure":
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
    return ranked(figure, [genre["genre_name"] for genre in genres])


QUESTION = Question(
    position=4,
    title="Which genres earned the most in today's money?",
    marts=(
        Mart(
            name="genre_earnings",
            query="SELECT * FROM marts.genre_earnings ORDER BY rank, genre_name LIMIT %(n)s",
            caption="Box office of the genre's movies",
            figure=_figure,
        ),
    ),
    sentence=_sentence,
    columns=(
        Column("#", lambda genre: str(genre["rank"])),
        Column("Genre", lambda genre: str(genre["genre_name"]), numeric=False),
        Column("Today's money", lambda genre: wording.money(genre["revenue_today"])),
        Column("As earned", lambda genre: wording.money(genre["revenue"])),
        Column("Movies", lambda genre: wording.count(genre["movies"])),
        Column("Each, today", lambda genre: wording.money(genre["average_revenue_today"])),
        Column("Left out", lambda genre: wording.count(genre["movies_left_out"])),
    ),
    widths=(1, 1.6),
)
