"""The charts of all answers: rows of bars or dots, as SVG that needs no script and fits any width."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from movielytics.report.question import Mart
    from movielytics.warehouse.snapshot import Row

LABEL = 32
"""Greatest number of characters of a label."""
ROW, BASELINE = 36, 13
"""Height of a row and, below its top, the baseline of its label; in pixels."""
BARS = ((18, 8), (27, 4))
"""Top and height, in pixels below the top of a row, of the bar of each series."""
MIDDLE, RADIUS = 24, 5
"""Middle of a row's dots below its top, and their radius; in pixels."""
MARGIN = 2
"""Width, in percent, that dots at the ends of the axis need."""
STEP = 0.5
"""The axis of dots begins and ends at multiples of this."""
FOOT = 18
"""Height of the labels of an axis, in pixels."""


@dataclass(frozen=True)
class Series:
    """Values of one kind, one per row.

    Attributes:
        name: its name in the legend.
        values: the values, 0 or greater.
    """

    name: str
    values: Sequence[float]


@dataclass(frozen=True)
class Rows:
    """What a chart shows: labelled rows, each with a mark per series.

    Attributes:
        labels: the names of the rows, from the top down; two rows may have the same name.
        texts: what is written at the end of each row.
        series: one or two series; the first is the main one.
        dots: whether the marks are dots on an axis that begins near the least value; otherwise they are bars from 0.
        line: the value at which a dotted line crosses all rows of bars.
    """

    labels: Sequence[str]
    texts: Sequence[str]
    series: tuple[Series, ...]
    dots: bool = False
    line: float | None = None


@dataclass(frozen=True)
class Chart:
    """A chart.

    Attributes:
        key: the name of the mart; the page derives the id of the chart's element from it.
        caption: what it shows.
        legend: the names of the series, the main one first; empty if there is only one.
        svg: the drawing as an SVG element, in which all texts of the data are escaped.
    """

    key: str
    caption: str
    legend: tuple[str, ...]
    svg: str


def drawn(mart: "Mart", rows: "list[Row]") -> Chart:
    """Return the chart of a mart's rows."""
    shown = mart.chart(rows)
    names = tuple(series.name for series in shown.series)
    return Chart(mart.name, mart.caption, names if len(names) > 1 else (), _svg(shown, mart))


def _svg(rows: Rows, mart: "Mart") -> str:
    height = ROW * len(rows.labels) + (FOOT if rows.dots else 0)
    title = escape(f"{mart.caption}; the table has the numbers")
    parts = [
        f'<svg id="chart-{mart.name}" class="chart" role="img" aria-label="{title}" width="100%" height="{height}">'
    ]
    for number, (label, text) in enumerate(zip(rows.labels, rows.texts, strict=True)):
        y = ROW * number + BASELINE
        parts.append(f'<text y="{y}">{escape(_cut(label))}</text>')
        parts.append(f'<text class="end" x="100%" y="{y}">{escape(text)}</text>')
    parts += _dots(rows, height) if rows.dots else _bars(rows, height)
    return "\n".join([*parts, "</svg>"])


def _bars(rows: Rows, height: int) -> Iterator[str]:
    longest = max([rows.line or 0, *(value for series in rows.series for value in series.values)]) or 1
    for place, (series, (top, thickness)) in enumerate(zip(rows.series, BARS, strict=False)):
        for number, value in enumerate(series.values):
            y, width = ROW * number + top, 100 * value / longest
            yield f'<rect class="mark-{place}" y="{y}" width="{width:.2f}%" height="{thickness}" rx="2"/>'
    if rows.line is not None:
        x = 100 * rows.line / longest
        yield f'<line class="mean" x1="{x:.2f}%" x2="{x:.2f}%" y1="0" y2="{height}"/>'


def _dots(rows: Rows, height: int) -> Iterator[str]:
    values = [value for series in rows.series for value in series.values]
    low = floor(min(values) / STEP) * STEP
    high = max(ceil(max(values) / STEP) * STEP, low + STEP)
    for number in range(len(rows.labels)):
        y = ROW * number + MIDDLE
        yield f'<line class="track" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        for place, series in reversed(list(enumerate(rows.series))):  # the main one is drawn last
            x = MARGIN + (100 - 2 * MARGIN) * (series.values[number] - low) / (high - low)
            yield f'<circle class="mark-{place}" cx="{x:.2f}%" cy="{y}" r="{RADIUS}"/>'
    yield f'<text class="axis" y="{height - 4}">{low:g}</text>'
    yield f'<text class="axis end" x="100%" y="{height - 4}">{high:g}</text>'


def _cut(text: str) -> str:
    return text if len(text) <= LABEL else f"{text[: LABEL - 1]}…"
