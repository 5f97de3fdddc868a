"""Record the terminal during `make run` as docs/run.svg, the picture in README.md.

Usage: .movielytics/venv/bin/python scripts/record_run.py
"""

import os
import pty
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from movielytics.report.questions import questions

ROOT = Path(__file__).parents[1]
WIDTH = 110
"""Columns of the terminal; longer lines are cut in the picture."""


def main() -> None:
    """Run the pipeline on the sample data with a state folder of its own, and write the picture."""
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as state:
        os.environ |= {"MOVIELYTICS_STATE_DIR": state, "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
        try:
            printed = _record(["make", "run"])
        finally:
            _record(["make", "stop"])
    printed = printed.replace(f"MOVIELYTICS_STATE_DIR={state} ", "").replace(state, ".movielytics")
    printed = printed.replace(f" -C {ROOT}", "").replace(f"{ROOT}/", "")
    console = Console(record=True, width=WIDTH, file=StringIO())
    console.print(Text.from_ansi(f"$ make run\n{_first_answer(printed)}"), overflow="ellipsis", no_wrap=True)
    console.save_svg(str(ROOT / "docs" / "run.svg"), title="Movielytics")


def _record(command: list[str]) -> str:
    """Return what a command prints on a terminal."""
    chunks = []

    def read(terminal: int) -> bytes:
        chunks.append(os.read(terminal, 65536))
        return chunks[-1]

    pty.spawn(command, read)
    return b"".join(chunks).decode()


def _first_answer(printed: str) -> str:
    """Return the output of a run without the answers that follow the first one."""
    # A line that is erased and printed again counts once, and a spinner, which is a Braille character, not at all.
    lines = [line.rpartition("\x1b[2K")[2].rstrip("\r") for line in printed.split("\n")]
    lines = [line for line in lines if not "\u2800" <= Text.from_ansi(line).plain[:1] <= "\u28ff"]
    second = list(questions().values())[1].title
    begin = next(number for number, line in enumerate(lines) if second in line)
    end = next(number for number, line in enumerate(lines) if line.startswith("Source "))
    return "\n".join([*lines[:begin], "...", "", *lines[end:]])


if __name__ == "__main__":
    main()
