"""The answers in words and rows, from a real warehouse."""

import pytest

from movielytics.report.answer import answers, print_answers
from movielytics.report.questions import questions
from movielytics.warehouse.connection import transaction


def sentences(url: str) -> dict[str, str]:
    """Return the answer to each question in words, by the question's key."""
    return {answer.key: answer.sentence for answer in answers(url)}


def test_questions_are_answered_in_words(hostile_name: str, filled_url: str) -> None:
    found = sentences(filled_url)

    best = f"{hostile_name} (2001), with 4.75 of 5 stars on average from 2 ratings. A movie needs 2 ratings"
    assert found["highest_rated_movies"].startswith(best)
    assert found["popular_genres"] == (
        f"Drama: 100% of all ratings went to its movies, followed by {hostile_name} (67%). "
        f"Movie for movie, {hostile_name} draws the most: 2.0 ratings each."
    )
    assert found["release_season"] == (
        "Yes: movies released in June earned $300 million on average, 1.5 times the average of all 2 movies with known "
        "revenue; those of January $100 million, 0.5 times. By quarter, April to June leads (1.5 times) and "
        "January to March trails (0.5 times)."
    )
    assert found["genre_earnings"] == (
        "Drama: 2 movies earned $600 million at the ticket prices of June 2002 ($400 million as earned), "
        f"followed by {hostile_name} ($450 million)."
    )


def test_movies_outside_the_price_index_are_counted(filled_url: str) -> None:
    with transaction(filled_url) as cursor:
        cursor.execute("INSERT INTO movies.movies (movie_id, title, revenue) VALUES (4, 'Undated', 100000000)")
        cursor.execute("INSERT INTO movies.movie_genre VALUES (4, 20)")

    assert sentences(filled_url)["genre_earnings"].endswith(
        "1 more Drama movie came out in months that the price index does not cover and could not be converted: "
        "the answer covers 80% of the genre's box office as earned."
    )


@pytest.mark.parametrize(
    ("change", "question", "sentence"),
    [
        ("DELETE FROM movies.cpi", "genre_earnings", "without a price index (cpi) revenue cannot be converted"),
        ("UPDATE movies.movies SET release_date = NULL", "genre_earnings", "no movie with known revenue was released"),
        ("UPDATE movies.movies SET release_date = '2001-06-01'", "release_season", "known revenue came out in June"),
        ("UPDATE movies.movies SET revenue = 100 WHERE movie_id < 3", "release_season", "Hardly: movies released in"),
        ("DELETE FROM movies.movie_genre", "popular_genres", "No data yet"),
        ("DELETE FROM marts.rating_totals", "highest_rated_movies", "No data yet"),
    ],
)
def test_an_answer_states_its_limits(change: str, question: str, sentence: str, filled_url: str) -> None:
    with transaction(filled_url) as cursor:
        cursor.execute(change)

    assert sentence in sentences(filled_url)[question]


def test_answers_are_printed_as_tables(filled_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    print_answers(filled_url)

    printed = capsys.readouterr().out
    assert all(question.title in printed for question in questions().values())
    assert "The Quiet Lamp" not in printed  # it has too few ratings
    assert "[red]Bold[/red]" in printed  # text, not markup
    assert "$300 million" in printed


def test_an_empty_warehouse_prints_that_there_is_no_data(migrated_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    print_answers(migrated_url)

    assert capsys.readouterr().out.count("No data yet") == len(questions())
