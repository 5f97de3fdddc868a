"""The terminal of a local run: the output of tasks and their children goes to files, the progress to the terminal."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console


class Diversion:
    """Standard output and error of this process and its children, redirected to files; ``console`` is the terminal."""

    def __init__(self, console: Console) -> None:
        """Store the console. Use ``diverted`` to create a diversion."""
        self.console = console

    def to(self, path: Path) -> None:
        """Append everything that is printed from now on to the file ``path``."""
        path.parent.mkdir(parents=True, exist_ok=True)
        _flush()
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(file, 1)
        os.dup2(file, 2)
        os.close(file)


@contextmanager
def diverted(path: Path) -> Iterator[Diversion]:
    """Redirect everything that is printed to ``path`` while the context lasts.

    It redirects file descriptors, because Spark's JVM and other children inherit them and write to them directly.
    """
    _flush()
    kept = os.dup(1), os.dup(2)
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as terminal:
        diversion = Diversion(console(terminal))
        diversion.to(path)
        try:
            yield diversion
        finally:
            _flush()
            for number, copy in enumerate(kept, start=1):
                os.dup2(copy, number)
                os.close(copy)


def console(file: "object | None" = None) -> Console:
    """Return a console that does not wrap lines, and uses colours if it is a terminal."""
    return Console(file=file, highlight=False, soft_wrap=True, emoji=False, markup=False)  # type: ignore[arg-type]


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
