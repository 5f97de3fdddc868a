"""What the modules of the questions declare."""

from movielytics.report.questions import questions
from movielytics.settings import HOME


def test_questions_have_the_positions_from_one() -> None:
    positions = [question.position for question in questions().values()]

    assert positions == list(range(1, len(positions) + 1))


def test_every_mart_answers_one_question() -> None:
    marts = [mart.name for question in questions().values() for mart in question.marts]

    assert sorted(marts) == sorted(path.stem for path in (HOME / "sql" / "marts").glob("*.sql"))
