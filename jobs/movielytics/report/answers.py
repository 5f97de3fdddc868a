"""Answer the four business questions from the marts, in words and rows."""

from collections.abc import Callable
from dataclasses import dataclass, field

from movielytics.report import sentences, wording
from movielytics.warehouse.snapshot import Row, Snapshot, snapshot

READ = 20
"""Number of places of a ranking that are read, the best first."""
PRINTED = 10
"""Number of places of a ranking that the terminal shows."""


@dataclass(frozen=True)
class Column:
    """A column of an answer's table."""

    title: str
    numeric: bool = True


@dataclass(frozen=True)
class Answer:
    """A question and its answer.

    Attributes:
        key: the id of the question.
        title: the question.
        sentence: the answer in words, or why there is none.
        columns: the columns of the table.
        rows: the table's cells as text; empty if there is no data.
        data: the rows of the marts behind the answer, by the name of the mart.
        ranked: whether the rows are places of a ranking, so that the first ones can be shown alone.
    """

    key: str
    title: str
    sentence: str
    columns: tuple[Column, ...]
    rows: list[tuple[str, ...]]
    data: dict[str, list[Row]] = field(repr=False)
    ranked: bool = True


def answers(url: str) -> list[Answer]:
    """Answer the four questions from the marts of the warehouse at ``url``.

    Raises:
        WarehouseError: the warehouse cannot be reached or lacks the marts.
    """
    with snapshot(url) as warehouse:
        return read_answers(warehouse)


def read_answers(warehouse: Snapshot) -> list[Answer]:
    """Answer the four questions from the marts."""
    questions: tuple[Callable[[Snapshot], Answer], ...] = (_highest_rated, _popular, _season, _earnings)
    return [answer(warehouse) for answer in questions]


def _highest_rated(warehouse: Snapshot) -> Answer:
    movies = warehouse.rows(
        "SELECT *, COUNT(*) OVER () AS candidates FROM marts.highest_rated_movies ORDER BY rank, movie_id LIMIT %(n)s",
        {"n": READ},
    )
    return Answer(
        key="highest_rated_movies",
        title="Which movies are rated highest of all time?",
        sentence=sentences.highest_rated(movies),
        columns=(
            Column("#"),
            Column("Movie", numeric=False),
            Column("Ratings"),
            Column("Average"),
            Column("Weighted"),
        ),
        rows=[
            (
                str(movie["rank"]),
                wording.titled(movie["title"], movie["release_year"]),
                wording.count(movie["ratings"]),
                wording.decimal(movie["average_rating"], 2),
                wording.decimal(movie["weighted_rating"], 2),
            )
            for movie in movies
        ],
        data={"highest_rated_movies": movies},
    )


def _popular(warehouse: Snapshot) -> Answer:
    genres = warehouse.rows(
        "SELECT * FROM marts.popular_genres ORDER BY rank, genre_name LIMIT %(n)s",
        {"n": READ},
    )
    return Answer(
        key="popular_genres",
        title="Which genres are the most popular?",
        sentence=sentences.popular(genres),
        columns=(
            Column("#"),
            Column("Genre", numeric=False),
            Column("Ratings"),
            Column("Share"),
            Column("Movies"),
            Column("Per movie"),
            Column("Average"),
        ),
        rows=[
            (
                str(genre["rank"]),
                genre["genre_name"],
                wording.count(genre["ratings"]),
                wording.share(genre["share_of_ratings"]),
                wording.count(genre["movies"]),
                wording.decimal(genre["ratings_per_movie"], 1),
                wording.decimal(genre["average_rating"], 2),
            )
            for genre in genres
        ],
        data={"popular_genres": genres},
    )


def _season(warehouse: Snapshot) -> Answer:
    months = warehouse.rows("SELECT * FROM marts.revenue_by_month ORDER BY month")
    quarters = warehouse.rows("SELECT * FROM marts.revenue_by_quarter ORDER BY quarter")
    seasons = [(wording.month(row["month"]), row) for row in months]
    seasons += [(wording.quarter(row["quarter"]), row) for row in quarters]
    return Answer(
        key="release_season",
        title="Does the month or quarter of release go with higher box office?",
        sentence=sentences.season(months, quarters),
        columns=(
            Column("Released in", numeric=False),
            Column("Movies"),
            Column("Average"),
            Column("Median"),
            Column("Against all"),
        ),
        rows=[
            (
                name,
                wording.count(row["movies"]),
                wording.money(row["average_revenue"]),
                wording.money(row["median_revenue"]),
                f"{row['ratio_to_average']:.2f} ×",  # noqa: RUF001 - a multiplication sign
            )
            for name, row in seasons
        ],
        data={"revenue_by_month": months, "revenue_by_quarter": quarters},
        ranked=False,
    )


def _earnings(warehouse: Snapshot) -> Answer:
    genres = warehouse.rows(
        "SELECT * FROM marts.genre_earnings ORDER BY rank, genre_name LIMIT %(n)s",
        {"n": READ},
    )
    return Answer(
        key="genre_earnings",
        title="Which genres earned the most in today's money?",
        sentence=sentences.earnings(genres),
        columns=(
            Column("#"),
            Column("Genre", numeric=False),
            Column("Today's money"),
            Column("As earned"),
            Column("Movies"),
            Column("Each, today"),
            Column("Left out"),
        ),
        rows=[
            (
                str(genre["rank"]),
                genre["genre_name"],
                wording.money(genre["revenue_today"]),
                wording.money(genre["revenue"]),
                wording.count(genre["movies"]),
                wording.money(genre["average_revenue_today"]),
                wording.count(genre["movies_left_out"]),
            )
            for genre in genres
        ],
        data={"genre_earnings": genres},
    )


def print_answers(url: str) -> None:
    """Print the four answers as tables to the terminal.

    Raises:
        WarehouseError: the warehouse cannot be reached or lacks the marts.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    for answer in answers(url):
        console.print()
        console.print(Text(answer.title, style="bold"))
        console.print(Text(answer.sentence))
        if not answer.rows:
            continue
        table = Table(
            box=SIMPLE_HEAD,
            header_style="bold",
            border_style="dim",
            padding=(0, 1),
            collapse_padding=True,
            pad_edge=False,
        )
        for column in answer.columns:
            table.add_column(Text(column.title), justify="right" if column.numeric else "left", no_wrap=column.numeric)
        for row in answer.rows[:PRINTED] if answer.ranked else answer.rows:
            table.add_row(*(Text(cell) for cell in row))
        console.print(table)
