"""The lines of a run on the terminal: one per finished task, in columns."""

from collections.abc import Callable, Iterable

from rich.text import Text

from movielytics.results import Counts, StepResult

OF_FILES = ("read", "staged", "superseded", "quarantined")
OF_TABLES = ("inserted", "updated", "unchanged", "waiting")
"""The columns of upserts, which decide which rows wait. A load that reports waiting rows has that column too."""


class Lines:
    """Prints a line whenever a task ends, and the names of the columns whenever they change."""

    def __init__(self, show: Callable[[Text], None]) -> None:
        """Print with ``show``."""
        self._show = show
        self._columns: tuple[str, ...] = ()

    def succeeded(self, task_id: str, seconds: float, result: StepResult | None) -> None:
        """Print what a task did; ``result`` is None if it reported nothing."""
        result = result or StepResult(task=task_id, changed=False)
        columns = _columns(result.counts)
        if columns and columns != self._columns:
            self._show(Text(f"{'':34}" + "".join(f"{name:>12}" for name in columns), style="dim"))
            self._columns = columns
        self._line(Text("✓", style="green"), task_id, seconds, _words(result, columns))

    def loading(self, task_id: str, seconds: float, progress: str) -> None:
        """Print how far a load is."""
        self._line(Text("…", style="dim"), task_id, seconds, progress)

    def tries_again(self, task_id: str, seconds: float, message: str) -> None:
        """Print why a task failed that will be retried."""
        self._line(Text("↻", style="yellow"), task_id, seconds, f"{_first_line(message)} (trying again)")

    def waits(self, task_id: str, reason: str) -> None:
        """Print what a task waits for."""
        self._show(Text.assemble(Text("…", style="yellow"), f" {task_id:<32}{_first_line(reason)}"))

    def failed(self, task_id: str, seconds: float, message: str) -> None:
        """Print why a task failed permanently."""
        self._line(Text("✗", style="red"), task_id, seconds, _first_line(message))

    def _line(self, mark: Text, task_id: str, seconds: float, words: str) -> None:
        self._show(Text.assemble(mark, f" {task_id:<22}{seconds:>6.1f} s  {words}".rstrip()))


def nothing_new_note(results: Iterable[StepResult]) -> str:
    """Return a note if no load and no upsert of a run had anything to do; otherwise an empty string."""
    loads = [result for result in results if result.task.startswith(("stage_", "upsert_"))]
    return "" if any(result.changed for result in loads) else "; nothing new: all files were loaded before"


def _first_line(message: str) -> str:
    """Return the part of a message that a task's line shows; the end of the run prints the whole message."""
    return next(iter(message.splitlines()), "").removesuffix(":")


def _columns(counts: Counts) -> tuple[str, ...]:
    given = counts.model_dump(exclude_none=True)
    if any(name in given for name in OF_FILES):
        return (*OF_FILES, "waiting") if "waiting" in given else OF_FILES
    return OF_TABLES if any(name in given for name in OF_TABLES) else ()


def _words(result: StepResult, columns: tuple[str, ...]) -> str:
    numbers = [getattr(result.counts, name) for name in columns]
    cells = "".join(f"{'' if number is None else f'{number:,}':>12}" for number in numbers)
    return f"{cells}  {result.summary}" if cells else result.summary
