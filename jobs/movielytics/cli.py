"""The command line: a command for each step of a run, and ``local`` for a whole run on this machine."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from movielytics.errors import MovielyticsError
from movielytics.results import StepResult, leave_error, leave_result
from movielytics.tables import LOADS, TABLES

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="Movielytics: raw movie files become a star schema.")
local = typer.Typer(no_args_is_help=True, help="The whole pipeline on this machine, with its own PostgreSQL and Airflow.")
app.add_typer(local, name="local")
cluster = typer.Typer(no_args_is_help=True, help="The pipeline in a Kubernetes cluster, through kubectl.")
app.add_typer(cluster, name="cluster")

# The words that the two commands take, from the one list of tables: mypy knows only enums that are written out.
LoadName = StrEnum("LoadName", {load.name: load.name for load in LOADS})  # type: ignore[misc]
TableName = StrEnum("TableName", {table: table for table in TABLES})  # type: ignore[misc]

RunId = Annotated[str, typer.Option(envvar="MOVIELYTICS_RUN_ID", help="The run that this step belongs to.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def _tell(result: StepResult, as_json: bool) -> None:
    leave_result(result)
    typer.echo(result.model_dump_json(exclude_none=True) if as_json else result.line())


@app.command()
def migrate(run_id: RunId = "manual", as_json: AsJson = False) -> None:
    """Create the tables, columns and marts that the warehouse lacks; nothing is ever dropped."""
    from movielytics import steps

    _tell(steps.migrate(run_id), as_json)


@app.command()
def stage(load: LoadName, run_id: RunId = "manual", as_json: AsJson = False) -> None:
    """Load what is new in the landing zone into staging tables."""
    from movielytics import steps

    _tell(steps.stage(load.value, run_id), as_json)


@app.command()
def audit(run_id: RunId = "manual", as_json: AsJson = False) -> None:
    """Judge everything that the run staged; fails where it does not meet its expectations."""
    from movielytics import steps

    _tell(steps.audit(run_id), as_json)


@app.command()
def upsert(table: TableName, run_id: RunId = "manual", as_json: AsJson = False) -> None:
    """Merge a staging table into its warehouse table, in one transaction."""
    from movielytics import steps

    _tell(steps.upsert(table.value, run_id), as_json)


@app.command()
def check(run_id: RunId = "manual", as_json: AsJson = False) -> None:
    """Judge the warehouse; fails where it does not meet its expectations."""
    from movielytics import steps

    _tell(steps.check(run_id), as_json)


@app.command()
def report(run_id: RunId = "manual", as_json: AsJson = False) -> None:
    """Write the report."""
    from movielytics import steps

    _tell(steps.report(run_id), as_json)


@app.command()
def hashes(as_json: AsJson = False) -> None:
    """Print a hash of each table's content: equal hashes, equal content."""
    import json

    from movielytics.settings import get_settings
    from movielytics.warehouse.content import content_hashes

    found = content_hashes(get_settings().warehouse_url.get_secret_value())
    typer.echo(json.dumps(found) if as_json else "\n".join(f"{hash_}  {table}" for table, hash_ in found.items()))


@app.command("sample-data")
def sample_data(
    out: Annotated[str, typer.Argument(help="The folder to write to, or s3://bucket/prefix.")],
    scale: Annotated[float, typer.Option(min=0.01, max=260, help="1: 100,000 ratings; 260: full size, 26 million.")] = 1.0,
    seed: Annotated[int, typer.Option(help="Another seed, other data; the same seed, the same bytes.")] = 0,
    s3_endpoint_url: Annotated[
        str | None, typer.Option(envvar="MOVIELYTICS_S3_ENDPOINT_URL", help="An S3 server other than Amazon's.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write made-up files as they are delivered, with all the dirt of real ones."""
    import json

    from movielytics.sample_data.generate import generate
    from movielytics.sample_data.upload import generate_into_bucket

    if out.startswith("s3://"):
        files = generate_into_bucket(out, scale, seed, s3_endpoint_url)
    else:
        files = [str(file) for file in generate(Path(out), scale, seed)]
    typer.echo(json.dumps(files) if as_json else "\n".join(files))


@local.command("run")
def local_run(
    landing: Annotated[str | None, typer.Option(help="Folder or s3:// URI of the files; without it, sample data.")] = None,
) -> None:
    """Build the warehouse and show the answers."""
    from movielytics.embedded.run import run

    raise typer.Exit(run(landing))


@local.command("ui")
def local_ui(
    landing: Annotated[str | None, typer.Option(help="Folder or s3:// URI of the files; without it, sample data.")] = None,
) -> None:
    """Start Airflow's UI with the DAG, ready to trigger; ends with Ctrl-C."""
    from movielytics.embedded.run import ui

    raise typer.Exit(ui(landing))


@local.command("url")
def local_url() -> None:
    """Print the URL of the warehouse, starting it where it is stopped."""
    from movielytics.embedded import postgres
    from movielytics.embedded.run import STATE_DIR

    typer.echo(postgres.start(STATE_DIR))


@local.command("stop")
def local_stop() -> None:
    """Stop all that was started."""
    from movielytics.embedded import postgres
    from movielytics.embedded.run import STATE_DIR, stop_ui

    stopped = [name for name, was in (("Airflow", stop_ui(STATE_DIR)), ("PostgreSQL", postgres.stop(STATE_DIR))) if was]
    typer.echo(f"stopped {' and '.join(stopped)}" if stopped else "nothing was running")


@cluster.command("run")
def cluster_run(
    namespace: Annotated[str, typer.Option(help="Namespace of the release.")] = "movielytics",
    fullname: Annotated[str, typer.Option(help="Beginning of the names of the release's objects.")] = "movielytics",
    admin_secret: Annotated[str | None, typer.Option(help="Secret with Airflow's login; without it, the release's own.")] = None,
    minutes: Annotated[float, typer.Option(min=0, help="How long the run may take.")] = 60,
) -> None:
    """Trigger the DAG, show its progress and the answers."""
    from movielytics.cluster.run import run

    raise typer.Exit(run(namespace, fullname, admin_secret or f"{fullname}-admin", minutes))


def main() -> None:
    """Run the command line; an error that a person can fix ends with its message and exit code 1."""
    try:
        app()
    except MovielyticsError as error:
        leave_error(str(error), permanent=error.permanent)
        typer.echo(f"error: {error}", err=True)
        sys.exit(1)
    except Exception as error:
        # Errors of Java bring its whole stack along.
        words = str(error).partition("\n\tat ")[0]
        leave_error(f"{type(error).__name__}: {words}", permanent=False)
        raise
