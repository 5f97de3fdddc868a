"""Answer the business questions from the marts, in words, rows and charts."""

from dataclasses import dataclass, field

from movielytics.quarantine.text import printable
from movielytics.report.chart import Chart, drawn
from movielytics.report.question import Question
from movielytics.report.questions import questions
from movielytics.warehouse.snapshot import Row, Snapshot, snapshot

READ = 20
"""Number of places of a ranking that are read, the best first."""
PRINTED = 10
"""Number of places of a ranking that the terminal shows."""


@dataclass(frozen=True)
class Answer:
    """The answer to a question.

    Attributes:
        key: the name of the question's module.
        question: what was asked.
        sentence: the answer in words, or why there is none.
        rows: the table's cells as text; empty if there is no data.
        data: the rows of each of the question's marts.
    """

    key: str
    question: Question
    sentence: str
    rows: list[tuple[str, ...]]
    data: list[list[Row]] = field(repr=False)

    def charts(self) -> list[Chart]:
        """Draw the chart of each mart; none if there is no data."""
        if not self.rows:
            return []
        return [drawn(mart, rows) for mart, rows in zip(self.question.marts, self.data, strict=True)]


def answers(url: str) -> list[Answer]:
    """Answer all questions from the marts of the warehouse at ``url``.

    Raises:
        WarehouseError: the warehouse cannot be reached or lacks the marts.
    """
    with snapshot(url) as warehouse:
        return read_answers(warehouse)


def read_answers(warehouse: Snapshot) -> list[Answer]:
    """Answer all questions from the marts, in the order of their places."""
    return [_answer(warehouse, key, question) for key, question in questions().items()]


def _answer(warehouse: Snapshot, key: str, question: Question) -> Answer:
    data = [warehouse.rows(mart.query, {"n": READ}) for mart in question.marts]
    return Answer(
        key=key,
        question=question,
        sentence=question.sentence(*data),
        rows=[tuple(column.cell(row) for column in question.columns) for rows in data for row in rows],
        data=data,
    )


def print_answers(url: str) -> None:
    """Print all answers as tables to the terminal.

    Raises:
        WarehouseError: the warehouse cannot be reached or lacks the marts.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    for answer in answers(url):
        question = answer.question
        console.print()
        console.print(Text(question.title, style="bold"))
        console.print(Text(printable(answer.sentence)))
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
        for column in question.columns:
            table.add_column(Text(column.title), justify="right" if column.numeric else "left", no_wrap=column.numeric)
        for row in answer.rows[:PRINTED] if question.ranked else answer.rows:
            table.add_row(*(Text(printable(cell)) for cell in row))
        console.print(table)
