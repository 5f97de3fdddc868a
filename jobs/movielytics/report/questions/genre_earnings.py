"""The genres whose movies earned the most, converted into today's money."""

from movielytics.report import wording
from movielytics.report.chart import Rows, Series
from movielytics.report.question import Column, Mart, Question
from movielytics.warehouse.snapshot import Row


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
        sentence += (
            f". {left_out} came out in months that the price index does not cover and could not be converted: "
            f"the answer covers {wording.share(best['share_converted'])} of the genre's box office as earned"
        )
    return f"{sentence}."


def _chart(genres: list[Row]) -> Rows:
    return Rows(
        labels=[genre["genre_name"] for genre in genres],
        texts=[wording.money(genre["revenue_today"]) for genre in genres],
        series=(
            Series("in today's money", [float(genre["revenue_today"]) for genre in genres]),
            Series("as earned", [float(genre["revenue"]) for genre in genres]),
        ),
    )


QUESTION = Question(
    position=4,
    title="Which genres earned the most in today's money?",
    marts=(
        Mart(
            name="genre_earnings",
            query="SELECT * FROM marts.genre_earnings ORDER BY rank, genre_name LIMIT %(n)s",
            caption="Box office of the genre's movies",
            chart=_chart,
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
        Column("Covers", lambda genre: wording.share(genre["share_converted"])),
    ),
    widths=(1, 1.6),
)
