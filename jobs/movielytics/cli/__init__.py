"""The command line: whole runs on this machine, a command for each step of a run, and runs in a cluster."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Annotated, Any

import typer

from movielytics.cli import sample_data, steps, warehouse
from movielytics.cli.failing import explaining, print_failure
from movielytics.cluster.cli import app as cluster
from movielytics.errors import EXIT_CODES, Kind
from movielytics.failures import Failure
from movielytics.local.cli import app as local

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
for commands in (local, steps.app, warehouse.app, sample_data.app):
    app.add_typer(commands)
app.add_typer(cluster, name="cluster", rich_help_panel="Elsewhere")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"movielytics {version('movielytics')}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Raw movie files become a star schema."""


def main() -> None:
    """Run the command line; on failure, print the message and exit with its kind's code (``errors.EXIT_CODES``)."""
    with _exiting(), explaining("movielytics", as_json="--json" in sys.argv):
        sys.exit(_usage_as_json() if "--json" in sys.argv else app())


@contextmanager
def _exiting() -> Iterator[None]:
    """Exit the process with the exit code of the command."""
    try:
        yield
    except typer.Exit as ended:
        sys.exit(ended.exit_code)


def _usage_as_json() -> Any:
    """Run the command line and print usage errors as JSON, like any failure with ``--json``; return the exit code."""
    try:
        return app(standalone_mode=False)
    except Exception as error:
        show = getattr(error, "format_message", None)  # the exceptions of Typer's parser, a private module
        if show is None:
            raise
        code = EXIT_CODES[Kind.USAGE]
        print_failure(
            "movielytics", Failure(kind=Kind.USAGE, message=show(), exit_code=code, permanent=True), as_json=True
        )
        return code
