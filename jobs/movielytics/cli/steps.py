"""A command for each step of a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer

from movielytics.cli.chosen_warehouse import has_only_local_warehouse
from movielytics.cli.failing import AsJson, explaining
from movielytics.results import StepResult
from movielytics.tables import LOADS, TABLES
from movielytics.termination import write_result

STEPS = "Steps of a run"
app = typer.Typer()

# The arguments of the commands, from the one list of tables; mypy accepts only enums that are written out.
LoadName = StrEnum("LoadName", {load.name: load.name for load in LOADS})  # type: ignore[misc]
TableName = StrEnum("TableName", {table: table for table in TABLES})  # type: ignore[misc]

RunId = Annotated[str, typer.Option(envvar="MOVIELYTICS_RUN_ID", help="The run that this step belongs to.")]


def _print_result(result: StepResult, as_json: bool) -> None:
    write_result(result)
    typer.echo(result.model_dump_json(exclude_none=True) if as_json else result.line())


@contextmanager
def _step(task: str, as_json: bool) -> Iterator[None]:
    """Explain failures of a step (see ``explaining``).

    If no warehouse is set and local runs have one, the step uses their warehouse, files and Java.
    """
    with explaining(task, as_json):
        if has_only_local_warehouse():
            from movielytics.local import setup

            setup.prepare(None)
        yield


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
        from movielytics.staging import progress

        progress.observers.append(lambda now: typer.echo(now.line(), err=True))
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
