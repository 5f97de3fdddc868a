"""What the module of a business question declares."""

from collections.abc import Callable
from dataclasses import dataclass

from movielytics.report.chart import Rows
from movielytics.warehouse.snapshot import Row


@dataclass(frozen=True)
class Column:
    """A column of the answer's table.

    Attributes:
        title: the column's header.
        cell: returns the cell's text for a row of the mart.
        numeric: whether the cells are numbers, which are aligned to the right.
    """

    title: str
    cell: Callable[[Row], str]
    numeric: bool = True


@dataclass(frozen=True)
class Mart:
    """A view that the answer is read from, and the chart of its rows.

    Attributes:
        name: the view in the schema ``marts``; the page derives the id of the chart's element from it.
        query: reads the rows in the order in which they are shown; ``%(n)s`` is the number of places of a ranking.
        caption: what the chart shows.
        chart: returns what the chart shows for these rows; called only if the question has rows.
    """

    name: str
    query: str
    caption: str
    chart: Callable[[list[Row]], Rows]


@dataclass(frozen=True)
class Question:
    """A business question.

    Attributes:
        position: its position among the questions, from 1.
        title: the question.
        marts: the views behind the answer; the table shows all their rows, one view after the other.
        sentence: called with one argument per mart, its rows; returns the answer in words, or why there is none.
        columns: the columns of the table.
        ranked: whether the rows are places of a ranking, so that the first ones can be shown alone.
        widths: the relative widths of the two parts that a wide page shows next to each other: the chart and the table,
            or two charts above the table. None takes those of the page.
    """

    position: int
    title: str
    marts: tuple[Mart, ...]
    sentence: Callable[..., str]
    columns: tuple[Column, ...]
    ranked: bool = True
    widths: tuple[float, float] | None = None
