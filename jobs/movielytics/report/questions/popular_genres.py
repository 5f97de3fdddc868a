"""The genres with the most ratings."""

from movielytics.report import wording
from movielytics.report.chart import Rows, Series
from movielytics.report.question import Column, Mart, Question
from movielytics.warehouse.snapshot import Row


def _sentence(genres: list[Row]) -> str:
    rated = [genre for genre in genres if genre["ratings"]]
    if not rated:
        return "No data yet: the warehouse holds no ratings of movies with a genre."
    best, followers = rated[0], rated[1:3]
    sentence = f"{best['genre_name']}: {wording.share(best['share_of_ratings'])} of all ratings went to its movies"
    if followers:
        names = [f"{genre['genre_name']} ({wording.share(genre['share_of_ratings'])})" for genre in followers]
        sentence += f", followed by {wording.listing(names)}"
    busiest = max(rated, key=lambda genre: genre["ratings_per_movie"])
    if busiest is not best:
        each = wording.decimal(busiest["ratings_per_movie"], 1)
        sentence += f". Movie for movie, {busiest['genre_name']} draws the most: {each} ratings each"
    return f"{sentence}."


def _chart(genres: list[Row]) -> Rows:
    return Rows(
        labels=[genre["genre_name"] for genre in genres],
        texts=[wording.share(genre["share_of_ratings"]) for genre in genres],
        series=(Series("ratings", [float(genre["ratings"]) for genre in genres]),),
    )


QUESTION = Question(
    position=2,
    title="Which genres are the most popular?",
    marts=(
        Mart(
            name="popular_genres",
            query="SELECT * FROM marts.popular_genres ORDER BY rank, genre_name LIMIT %(n)s",
            caption="Ratings of the genre's movies, and their share of all ratings",
            chart=_chart,
        ),
    ),
    sentence=_sentence,
    columns=(
        Column("#", lambda genre: str(genre["rank"])),
        Column("Genre", lambda genre: str(genre["genre_name"]), numeric=False),
        Column("Ratings", lambda genre: wording.count(genre["ratings"])),
        Column("Share", lambda genre: wording.share(genre["share_of_ratings"])),
        Column("Movies", lambda genre: wording.count(genre["movies"])),
        Column("Per movie", lambda genre: wording.decimal(genre["ratings_per_movie"], 1)),
        Column("Average", lambda genre: wording.decimal(genre["average_rating"], 2)),
    ),
)
