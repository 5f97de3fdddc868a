"""Print rows as an aligned table: never cut names, because people copy them; cut examples to fit the terminal."""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import typer

from movielytics.quarantine.text import printable, shortened

GAP = 2
"""Spaces between two columns."""
LONGEST_EXAMPLE = 120
"""Largest length to which an example is cut, in characters."""
SHORTEST_EXAMPLE = 40
"""Smallest length to which an example is cut, in characters; if the terminal has no room for it, the line wraps."""
UNLIMITED = 1_000_000
"""Width of the console in characters: the table never wraps lines, so that a file or a pipe gets one line per row."""


@dataclass(frozen=True)
class Column:
    """A column: its title, whether it is right-aligned, and whether its cells are examples, which may be cut."""

    title: str
    numeric: bool = False
    example: bool = False


def print_table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Print the rows below the titles; no cell is interpreted as markup or controls the terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    cells = [[printable(cell) for cell in row] for row in rows]
    longest = _longest_example(columns, cells)
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, GAP, 0, 0))
    for column in columns:
        table.add_column(column.title, justify="right" if column.numeric else "left", no_wrap=True)
    for row in cells:
        cut = (shortened(cell, longest) if column.example else cell for column, cell in zip(columns, row, strict=True))
        table.add_row(*map(Text, cut))
    console = Console(highlight=False, emoji=False, markup=False, width=UNLIMITED)
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        typer.echo(line.rstrip())


def _longest_example(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> int:
    examples = sum(column.example for column in columns)
    if not sys.stdout.isatty() or not examples:
        return LONGEST_EXAMPLE
    from rich.cells import cell_len

    names = [(column.title, *(row[n] for row in cells)) for n, column in enumerate(columns) if not column.example]
    taken = sum(max(map(cell_len, texts)) for texts in names) + GAP * (len(columns) - 1)
    room = (shutil.get_terminal_size().columns - taken) // examples
    return max(SHORTEST_EXAMPLE, min(room, LONGEST_EXAMPLE))
