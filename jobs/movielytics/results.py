"""The result of a step, for people (one line) and machines (JSON)."""

from typing import Any, Self

from pydantic import BaseModel


class Counts(BaseModel):
    """Rows of files (read, staged, superseded, quarantined, waiting) and of tables (inserted, updated, unchanged).

    ``read = staged + superseded + quarantined + waiting``; an upsert moves rows from ``staged`` to ``waiting``. The
    count ``moved`` is of rows of earlier deliveries that an upsert has published, moved to another movie or taken back.
    """

    read: int | None = None
    staged: int | None = None
    superseded: int | None = None
    quarantined: int | None = None
    waiting: int | None = None
    inserted: int | None = None
    updated: int | None = None
    unchanged: int | None = None
    moved: int | None = None


class StepResult(BaseModel):
    """The outcome of one step.

    Attributes:
        task: the name of the task, such as ``stage_movies``.
        changed: whether the step did any work; False if everything had been done before.
        summary: one line for people, in addition to the counts.
        counts: the row counts, if the step handles rows.
        seconds: the duration of the step.
        skip: the later tasks of the run that have no work.
    """

    task: str
    changed: bool
    summary: str = ""
    counts: Counts = Counts()
    seconds: float = 0.0
    skip: tuple[str, ...] = ()

    @classmethod
    def from_xcom(cls, value: Any) -> Self:
        """Return a result from a task's XCom: JSON text if the task ended in the triggerer, otherwise a dict."""
        return cls.model_validate_json(value) if isinstance(value, str) else cls.model_validate(value)

    def line(self) -> str:
        """Return the result as one line for people."""
        shown = self.counts.model_dump(exclude_none=True, exclude={"moved"})  # the summary of an upsert contains it
        counts = ", ".join(f"{value:,} {name}" for name, value in shown.items())
        return f"{self.task}: {'; '.join(part for part in (counts, self.summary) if part)} ({self.seconds:.1f} s)"
