"""The answers in words and rows, from a real warehouse."""

import pytest

from movielytics.report.answers import answers, print_answers
from movielytics.warehouse.connection import transaction


def test_the_four_questions_are_answered_in_words(hostile_name: str, filled_url: str) -> None:
    highest, popular, season, earnings = (answer.sentence for answer in answers(filled_url))

    assert highest.startswith(f"{hostile_name} (2001), with 4.75 of 5 stars on average from 2 ratings. A movie needs 2 ratings")
    assert popular == (
        f"Drama: 100% of all ratings went to its movies, followed by {hostile_name} (67%). "
        f"Movie for movie, {hostile_name} draws the most: 2.0 ratings each."
    )
    assert season == (
        "Yes: movies released in June earned $300 million on average, 1.5 times the average of all 2 movies with known "
        "revenue; those of January $100 million, 0.5 times. By quarter, April to June leads (1.5 times) and "
        "January to March trails (0.5 times)."
    )
    assert earnings == (
        "Drama: 2 movies earned $600 million at the ticket prices of June 2002 ($400 million as earned), "
        f"followed by {hostile_name} ($450 million)."
    )


def test_every_row_has_a_cell_for_every_column(filled_url: str) -> None:
    for answer in answers(filled_url):
        assert answer.rows
        assert all(len(row) == len(answer.columns) for row in answer.rows)


def test_movies_outside_the_price_index_are_counted(filled_url: str) -> None:
    with transaction(filled_url) as cursor:
        cursor.execute("INSERT INTO movies.movies (movie_id, title, revenue) VALUES (4, 'Undated', 5)")
        cursor.execute("INSERT INTO movies.movie_genre VALUES (4, 20)")

    assert answers(filled_url)[3].sentence.endswith(
        "1 more Drama movie came out in months that the price index does not cover and could not be converted."
    )


@pytest.mark.parametrize(
    ("change", "question", "sentence"),
    [
        ("DELETE FROM movies.cpi", 3, "without a price index (cpi) revenue cannot be told in today's money"),
        ("UPDATE movies.movies SET release_date = NULL", 3, "Not to be told: no movie with known revenue was released"),
        ("UPDATE movies.movies SET release_date = '2001-06-01'", 2, "all movies with known revenue came out in June"),
        ("UPDATE movies.movies SET revenue = 100 WHERE movie_id < 3", 2, "Hardly: movies released in"),
        ("DELETE FROM movies.movie_genre", 1, "No data yet"),
        ("DELETE FROM marts.rating_totals", 0, "No data yet"),
    ],
)
def test_an_answer_states_its_limits(change: str, question: int, sentence: str, filled_url: str) -> None:
    with transaction(filled_url) as cursor:
        cursor.execute(change)

    assert sentence in answers(filled_url)[question].sentence


def test_answers_are_printed_as_tables(filled_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    print_answers(filled_url)

    printed = capsys.readouterr().out
    assert all(answer.title in printed for answer in answers(filled_url))
    assert "The Quiet Lamp" not in printed  # it has too few ratings
    assert "[red]Bold[/red]" in printed  # text, not markup
    assert "$300 million" in printed


def test_an_empty_warehouse_prints_that_there_is_no_data(migrated_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    print_answers(migrated_url)

    assert capsys.readouterr().out.count("No data yet") == 4
