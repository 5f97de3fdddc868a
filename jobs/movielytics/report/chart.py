"""What the charts of all answers share: colours, layout, and a safe form for the page."""

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from movielytics.report.question import Mart
from movielytics.warehouse.snapshot import Row

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

STRONG, SOFT = "#2f7ed8", "#e39b3b"
"""The colours of the main and the secondary values."""
LABEL = 32
"""Greatest number of characters of a label."""
ROW_HEIGHT = 26
"""Height of a row of the chart, in pixels."""


@dataclass(frozen=True)
class Chart:
    """A chart.

    Attributes:
        key: the name of the mart; the page derives the id of the chart's element from it.
        caption: what it shows.
        json: the plotly figure, safe inside a script element.
    """

    key: str
    caption: str
    json: str


def drawn(mart: Mart, rows: list[Row]) -> Chart:
    """Return the chart of a mart's rows."""
    return Chart(mart.name, mart.caption, _safe(mart.figure(rows)))


def ranked(figure: "Figure", names: list[str]) -> "Figure":
    """Label the places 0, 1, … of a ranking from the top down; two places may have the same name."""
    places = list(range(len(names)))
    figure.update_yaxes(tickvals=places, ticktext=[_label(name) for name in names], range=[len(names) - 0.4, -0.6])
    return laid_out(figure, rows=len(names))


def laid_out(figure: "Figure", rows: int) -> "Figure":
    """Apply the layout of all charts; the page sets the colours of text and lines, for light and dark mode."""
    import plotly.graph_objects as go

    axis: dict[str, Any] = {"fixedrange": True, "automargin": True, "zeroline": False, "gridcolor": "#ddd"}
    figure.update_layout(
        template=go.layout.Template(),
        height=80 + rows * ROW_HEIGHT,
        margin={"l": 8, "r": 40, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "inherit", "size": 13},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        bargap=0.25,
        dragmode=False,
    )
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis, ticklabelstandoff=6)
    return figure


def _label(text: str) -> str:
    """Escape text for plotly, which interprets tags and entities; cut it to leave room for the chart."""
    return escape(text if len(text) <= LABEL else f"{text[: LABEL - 1]}…", quote=False)


def _safe(figure: "Figure") -> str:
    """Return the figure as JSON that cannot close the script element around it."""
    text = str(figure.to_json()).replace("<", "\\u003c").replace(">", "\\u003e")
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
