"""The termination message of a step's pod: its result, or why it failed."""

from collections.abc import Callable

from pydantic import BaseModel

from movielytics.errors import Kind
from movielytics.failures import Failure
from movielytics.redaction import redact
from movielytics.results import StepResult
from movielytics.settings import ProcessEnvironment

LONGEST_MESSAGE = 4096
"""Largest size of a container's termination message that Kubernetes keeps, in bytes."""


class TerminationMessage(BaseModel):
    """The content of a step's termination message.

    Attributes:
        result: what the step did.
        error: why it failed.
        kind: the kind of problem.
        permanent: whether a retry would fail again.
    """

    result: StepResult | None = None
    error: str | None = None
    kind: Kind | None = None
    permanent: bool = False


def write_result(result: StepResult) -> None:
    """Write the result to the file that ``MOVIELYTICS_RESULT_FILE`` names, if it is set."""

    def with_text(summary: str) -> TerminationMessage:
        return TerminationMessage(result=result.model_copy(update={"summary": summary}))

    _write(redact(result.summary), with_text)


def write_failure(failure: Failure) -> None:
    """Write the failure to the file that ``MOVIELYTICS_RESULT_FILE`` names, if it is set."""

    def with_text(error: str) -> TerminationMessage:
        return TerminationMessage(error=error, kind=failure.kind, permanent=failure.permanent)

    _write(redact(failure.message), with_text)


def _write(text: str, with_text: Callable[[str], TerminationMessage]) -> None:
    """Write the message, with ``text`` cut until the message has at most ``LONGEST_MESSAGE`` bytes."""
    file = ProcessEnvironment().result_file
    if file is None:
        return
    written = with_text(text).model_dump_json(exclude_defaults=True)
    while len(written.encode()) > LONGEST_MESSAGE:
        text = text[: len(text) * 3 // 4]
        written = with_text(f"{text} … (cut: the log has all of it)").model_dump_json(exclude_defaults=True)
    file.write_text(written)
