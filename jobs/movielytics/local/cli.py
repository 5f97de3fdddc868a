"""The commands of local runs: a whole run on this machine, and what belongs to it."""

from enum import StrEnum
from typing import Annotated

import typer

PANEL = "On this machine"
app = typer.Typer()

Landing = Annotated[
    str | None,
    typer.Option(
        help="Folder or s3:// URI of the files; without it, the one that filled the warehouse, or sample data."
    ),
]
Switch = Annotated[bool, typer.Option("--switch", help="Load another landing zone into a warehouse that is not empty.")]


@app.command("demo", rich_help_panel=PANEL)
def demo() -> None:
    """Build the warehouse from generated sample data and show the answers."""
    from movielytics.local import commands

    raise typer.Exit(commands.demo())


@app.command("run", rich_help_panel=PANEL)
def run(landing: Landing = None, switch: Switch = False) -> None:
    """Build the warehouse and show the answers."""
    from movielytics.local import commands

    raise typer.Exit(commands.run(landing, switch=switch))


@app.command("ui", rich_help_panel=PANEL)
def ui(landing: Landing = None, switch: Switch = False) -> None:
    """Start Airflow's UI with the DAG, ready to trigger; ends with Ctrl-C. By default, no run starts by itself."""
    from movielytics.local import commands

    raise typer.Exit(commands.ui(landing, switch=switch))


class Role(StrEnum):
    """Who logs in: the owner of everything, or an analyst who may only read."""

    OWNER = "movielytics"
    READER = "reader"


@app.command("url", rich_help_panel=PANEL)
def url(
    role: Annotated[Role, typer.Option(help="reader: may only read the star schema and the marts.")] = Role.OWNER,
) -> None:
    """Print the warehouse's URL, with the password file instead of the password; start the server if it is stopped."""
    from movielytics.local import postgres
    from movielytics.local.setup import STATE_DIR

    typer.echo(postgres.shareable_url(STATE_DIR, role.value))


@app.command("shell", rich_help_panel=PANEL)
def shell() -> None:
    """Open a shell with the settings of local runs, in which `movielytics` and `psql` need no options."""
    from movielytics.local.shell import open_shell

    open_shell()


@app.command("stop", rich_help_panel=PANEL)
def stop() -> None:
    """Stop Airflow's UI and PostgreSQL."""
    from movielytics.local import postgres
    from movielytics.local.setup import STATE_DIR
    from movielytics.local.ui import stop_ui

    stopped = [name for name, was in (("Airflow", stop_ui(STATE_DIR)), ("PostgreSQL", postgres.stop(STATE_DIR))) if was]
    typer.echo(f"stopped {' and '.join(stopped)}" if stopped else "nothing was running")


@app.command("clean", rich_help_panel=PANEL)
def clean() -> None:
    """Stop everything that was started, and remove the warehouse and everything else that runs have created."""
    from movielytics.local.clean import clean as remove
    from movielytics.local.setup import STATE_DIR

    stop()
    remove(STATE_DIR)
