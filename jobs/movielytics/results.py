"""What a step did, for people (a line) and machines (JSON), and what its pod says of it at its end."""

from collections.abc import Callable

from pydantic import BaseModel

from movielytics.settings import Surroundings

LONGEST_MESSAGE = 4096
"""Bytes that Kubernetes keeps of a container's termination message."""


class Counts(BaseModel):
    """Rows of input files (read, staged, superseded, quarantined) and of tables (inserted, updated, unchanged).

    ``read = staged + superseded + quarantined``; ``waiting`` are those of ``quarantined`` whose movie has not arrived.
    """

    read: int | None = None
    staged: int | None = None
    superseded: int | None = None
    quarantined: int | None = None
    waiting: int | None = None
    inserted: int | None = None
    updated: int | None = None
    unchanged: int | None = None


class StepResult(BaseModel):
    """The outcome of one step.

    Attributes:
        task: the word of the task, such as ``stage_movies``.
        changed: whether the step did any work; False where everything had been done before.
        summary: one line for people, beyond the counts.
        counts: the rows, where the step handles rows.
        seconds: how long it took.
    """

    task: str
    changed: bool
    summary: str = ""
    counts: Counts = Counts()
    seconds: float = 0.0

    def line(self) -> str:
        """Return the result as one line for people."""
        counts = ", ".join(f"{value:,} {name}" for name, value in self.counts.model_dump(exclude_none=True).items())
        return f"{self.task}: {'; '.join(part for part in (counts, self.summary) if part)} ({self.seconds:.1f} s)"


class Ending(BaseModel):
    """What the last words of a step's container say: its result, or why it has none.

    Attributes:
        result: what the step did.
        error: why it failed.
        permanent: whether a retry is of no use.
    """

    result: StepResult | None = None
    error: str | None = None
    permanent: bool = False


def leave_result(result: StepResult) -> None:
    """Write the result where ``MOVIELYTICS_RESULT_FILE`` says, if it says so."""
    _leave(Ending(result=result), result.summary, lambda summary: Ending(result=result.model_copy(update={"summary": summary})))


def leave_error(error: str, *, permanent: bool) -> None:
    """Write why there is no result, as ``leave_result`` does."""
    _leave(Ending(error=error, permanent=permanent), error, lambda text: Ending(error=text, permanent=permanent))


def _leave(ending: Ending, text: str, with_text: Callable[[str], Ending]) -> None:
    """Write the ending, its text cut to what Kubernetes keeps."""
    file = Surroundings().result_file
    if file is None:
        return
    written = ending.model_dump_json(exclude_defaults=True)
    while len(written.encode()) > LONGEST_MESSAGE:
        text = text[: len(text) * 3 // 4]
        written = with_text(f"{text} … (cut: the log has it all)").model_dump_json(exclude_defaults=True)
    file.write_text(written)
