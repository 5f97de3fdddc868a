"""The command line: whole runs on this machine, a command for each step of a run, and runs in a cluster."""

import json
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from movielytics.cluster.cli import app as cluster
from movielytics.errors import EXIT_CODES, Kind
from movielytics.failures import Failure, failure_of
from movielytics.local.cli import app as local
from movielytics.reasons import Code
from movielytics.redaction import redact
from movielytics.results import StepResult
from movielytics.tables import LOADS, TABLES
from movielytics.termination import write_failure, write_result

STEPS = "Steps of a run"
WAREHOUSE = "The warehouse"
ELSEWHERE = "Elsewhere"

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
app.registered_commands.extend(local.registered_commands)  # first in the help, unlike with add_typer
app.add_typer(cluster, name="cluster", rich_help_panel=ELSEWHERE)
quarantine = typer.Typer(no_args_is_help=True, help="The rows that are not published, and why.")
app.add_typer(quarantine, name="quarantine", rich_help_panel=WAREHOUSE)

# The arguments of the commands, from the one list of tables; mypy accepts only enums that are written out.
LoadName = StrEnum("LoadName", {load.name: load.name for load in LOADS})  # type: ignore[misc]
TableName = StrEnum("TableName", {table: table for table in TABLES})  # type: ignore[misc]
DatasetName = StrEnum("DatasetName", {name: name for load in LOADS for name in load.datasets})  # type: ignore[misc]

RunId = Annotated[str, typer.Option(envvar="MOVIELYTICS_RUN_ID", help="The run that this step belongs to.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


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


def _print_result(result: StepResult, as_json: bool) -> None:
    write_result(result)
    typer.echo(result.model_dump_json(exclude_none=True) if as_json else result.line())


@contextmanager
def _explaining(task: str, as_json: bool) -> Iterator[None]:
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
        _print_failure(task, failure, as_json)
        raise typer.Exit(failure.exit_code) from None


def _print_failure(task: str, failure: Failure, as_json: bool) -> None:
    hint = " (a defect: the trace is above)" if failure.kind is Kind.DEFECT else ""
    typer.echo(f"error: {failure.message}{hint}", err=True)
    if as_json:
        typer.echo(json.dumps({"task": task, "error": failure.model_dump(mode="json")}))


@contextmanager
def _step(task: str, as_json: bool) -> Iterator[None]:
    """Explain failures of a step (see ``_explaining``).

    If no warehouse is set and local runs have one, the step uses their warehouse, files and Java.
    """
    with _explaining(task, as_json):
        if _has_only_local_warehouse():
            from movielytics.local import setup

            setup.prepare(None)
        yield


def _has_only_local_warehouse() -> bool:
    """Return whether no warehouse is set and local runs have one."""
    if os.environ.get("MOVIELYTICS_WAREHOUSE_URL"):
        return False
    from movielytics.local.setup import STATE_DIR

    return (STATE_DIR / "postgres").exists()


def _warehouse_url() -> str:
    """Return the warehouse's URL; if it is not set and local runs have a server, start that and return its URL."""
    from movielytics.settings import WarehouseSettings, read_settings

    if _has_only_local_warehouse():
        from movielytics.local import postgres
        from movielytics.local.setup import STATE_DIR

        return postgres.start(STATE_DIR)
    return read_settings(WarehouseSettings).warehouse_url.get_secret_value()


@app.command(rich_help_panel=STEPS)
def migrate(run_id: RunId = "manual", as_json: AsJson = False) -> None:
    """Create the tables, columns and marts that the warehouse lacks; nothing is ever dropped."""
    with _step("migrate", as_json):
        from movielytics import steps

        _print_result(steps.migrate(run_id), as_json)


@app.command(rich_help_panel=STEPS)
def plan(run_id: RunId = "manual", as_json: AsJson = False) -> None:
    """Create missing tables, list the landing zone, and name the tasks without work; the run's loads use this list."""
    with _step("plan_run", as_json):
        from movielytics import steps

        _print_result(steps.plan(run_id), as_json)


@app.command(rich_help_panel=STEPS)
def stage(load: LoadName, run_id: RunId = "manual", as_json: AsJson = False) -> None:
    """Load new and changed files of the landing zone into staging tables."""
    with _step(f"stage_{load.value}", as_json):
        from movielytics import steps

        _print_result(steps.stage(load.value, run_id), as_json)


@app.command(rich_help_panel=STEPS)
def audit(run_id: RunId = "manual", as_json: AsJson = False) -> None:
    """Validate everything that the run staged; fail if it does not meet its expectations."""
    with _step("audit_staging", as_json):
        from movielytics import steps

        _print_result(steps.audit(run_id), as_json)


@app.command(rich_help_panel=STEPS)
def upsert(table: TableName, run_id: RunId = "manual", as_json: AsJson = False) -> None:
    """Merge a staging table into its warehouse table, in one transaction."""
    with _step(f"upsert_{table.value}", as_json):
        from movielytics import steps

        _print_result(steps.upsert(table.value, run_id), as_json)


@app.command(rich_help_panel=STEPS)
def check(run_id: RunId = "manual", as_json: AsJson = False) -> None:
    """Validate the warehouse; fail if it does not meet its expectations."""
    with _step("check_warehouse", as_json):
        from movielytics import steps

        _print_result(steps.check(run_id), as_json)


@app.command(rich_help_panel=STEPS)
def report(run_id: RunId = "manual", as_json: AsJson = False) -> None:
    """Write the report."""
    with _step("publish_report", as_json):
        from movielytics import steps

        _print_result(steps.report(run_id), as_json)


@app.command(rich_help_panel=WAREHOUSE)
def hashes(as_json: AsJson = False) -> None:
    """Print a hash of each table's content; equal hashes mean equal content."""
    with _explaining("hashes", as_json):
        from movielytics.warehouse.content import content_hashes

        found = content_hashes(_warehouse_url())
        typer.echo(json.dumps(found) if as_json else "\n".join(f"{hash_}  {table}" for table, hash_ in found.items()))


@quarantine.command("list")
def quarantine_list(  # noqa: PLR0913, PLR0917 - the options of the command
    dataset: Annotated[DatasetName | None, typer.Option(help="Only rows of this dataset.")] = None,
    file: Annotated[str | None, typer.Option(help="Only rows of this file; its path in the landing zone.")] = None,
    code: Annotated[Code | None, typer.Option(help="Only rows with this kind of problem.")] = None,
    run: Annotated[str | None, typer.Option(help="Only rows that this run read.")] = None,
    history: Annotated[
        bool, typer.Option("--history", help="Also rows of deliveries that have been replaced.")
    ] = False,
    waiting: Annotated[
        bool, typer.Option("--waiting", help="Instead, the good rows that wait for their movie.")
    ] = False,
    rows: Annotated[
        bool, typer.Option("--rows", help="Each row, as with a filter; otherwise the kinds of problems.")
    ] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Lines to show; without it 50, with --json all.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the rows as a JSON array, with all fields and nothing cut.")
    ] = False,
) -> None:
    """Print the quarantined rows of the latest delivery of each file: what is wrong, where and what to do."""
    from movielytics.quarantine.entries import Filter
    from movielytics.quarantine.listing import print_quarantined, print_waiting
    from movielytics.quarantine.text import storable

    if waiting and (code or history):
        raise typer.BadParameter(
            "rows that wait have no problem and no history: leave out --code and --history", param_hint="--waiting"
        )
    wanted = Filter(dataset, file and storable(file), code, run and storable(run), history)
    (print_waiting if waiting else print_quarantined)(_warehouse_url(), wanted, rows=rows, limit=limit, as_json=as_json)


@app.command("reload", rich_help_panel=WAREHOUSE)
def reload_files(
    files: Annotated[list[str], typer.Argument(help="Paths in the landing zone, or a dataset for all of its files.")],
    as_json: AsJson = False,
) -> None:
    """Mark files so that the next run loads them again even if they are unchanged; unchanged rows stay unchanged."""
    import json
    from dataclasses import asdict

    from movielytics.quarantine.reload import reload
    from movielytics.quarantine.text import printable

    marked = reload(_warehouse_url(), files)
    if as_json:
        typer.echo(json.dumps([asdict(file) for file in marked]))
        return
    for file in marked:
        typer.echo(f"{printable(file.file)}: the next run loads it again")
    for file in marked:
        if file.later_files:
            later = "1 file" if file.later_files == 1 else f"{file.later_files:,} files"
            typer.echo(
                f"{later} of {file.dataset} {'was' if file.later_files == 1 else 'were'} published after "
                f"{printable(file.file)}: "
                "if they share rows, those of the reloaded file win. "
                f"To load all files in the order of their names: movielytics reload {file.dataset}"
            )


@app.command("sample-data", rich_help_panel=ELSEWHERE)
def sample_data(
    out: Annotated[str, typer.Argument(help="The folder to write to, or s3://bucket/prefix.")],
    scale: Annotated[
        float, typer.Option(min=0.01, max=260, help="1: 100,000 ratings; 260: full size, 26 million.")
    ] = 1.0,
    seed: Annotated[int, typer.Option(help="Another seed, other data; the same seed, the same bytes.")] = 0,
    s3_endpoint_url: Annotated[
        str | None, typer.Option(envvar="MOVIELYTICS_S3_ENDPOINT_URL", help="An S3 server other than Amazon's.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write made-up files with the same kinds of errors as real deliveries."""
    with _explaining("sample-data", as_json):
        from movielytics.sample_data.generate import generate, refuse_own_files
        from movielytics.sample_data.upload import generate_into_bucket
        from movielytics.setting_types import BucketUri, EndpointUrl, validated

        if out.startswith("s3://"):
            endpoint = validated(
                "--s3-endpoint-url (MOVIELYTICS_S3_ENDPOINT_URL)", EndpointUrl | None, s3_endpoint_url or None
            )
            files = generate_into_bucket(validated("OUT", BucketUri, out), scale, seed, endpoint)
        else:
            refuse_own_files(Path(out))
            files = [str(file) for file in generate(Path(out), scale, seed)]
        typer.echo(json.dumps(files) if as_json else "\n".join(files))


def main() -> None:
    """Run the command line; on failure, print the message and exit with its kind's code (``errors.EXIT_CODES``)."""
    with _exiting(), _explaining("movielytics", as_json="--json" in sys.argv):
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
        _print_failure(
            "movielytics", Failure(kind=Kind.USAGE, message=show(), exit_code=code, permanent=True), as_json=True
        )
        return code
