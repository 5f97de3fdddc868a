"""How commands fail: one message, an exit code, JSON if asked for, and the pod's termination message."""

import json
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from movielytics.errors import Kind
from movielytics.failures import Failure, failure_of
from movielytics.redaction import redact
from movielytics.termination import write_failure

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@contextmanager
def explaining(task: str, as_json: bool) -> Iterator[None]:
    """Print any failure of ``task``, write it as the termination message, and exit with its exit code.

    Raises:
        Exit: the task failed.
    """
    try:
        yield
    except typer.Exit:
        raise
    except (Exception, KeyboardInterrupt) as error:
        failure = failure_of(error)
        write_failure(failure)
        if failure.kind is Kind.DEFECT:
            typer.echo(redact(traceback.format_exc()), err=True, nl=False)
        print_failure(task, failure, as_json)
        raise typer.Exit(failure.exit_code) from None


def print_failure(task: str, failure: Failure, as_json: bool) -> None:
    """Print why ``task`` failed, for people and with ``as_json`` also for programs."""
    hint = " (a defect: the trace is above)" if failure.kind is Kind.DEFECT else ""
    typer.echo(f"error: {failure.message}{hint}", err=True)
    if as_json:
        typer.echo(json.dumps({"task": task, "error": failure.model_dump(mode="json")}))
