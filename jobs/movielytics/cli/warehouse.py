"""The commands about what is in the warehouse, and what is kept out of it."""

import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from movielytics.cli.chosen_warehouse import has_only_local_warehouse, warehouse_url
from movielytics.cli.failing import AsJson, explaining
from movielytics.reasons import Code
from movielytics.tables import LOADS
from movielytics.termination import write_result

WAREHOUSE = "The warehouse"
app = typer.Typer()
quarantine = typer.Typer(no_args_is_help=True, help="The rows that are not published, and why.")
app.add_typer(quarantine, name="quarantine", rich_help_panel=WAREHOUSE)

# From the one list of loads; mypy accepts only enums that are written out.
DatasetName = StrEnum("DatasetName", {name: name for load in LOADS for name in load.datasets})  # type: ignore[misc]


@app.command(rich_help_panel=WAREHOUSE)
def hashes(as_json: AsJson = False) -> None:
    """Print a hash of each table's content; equal hashes mean equal content."""
    with explaining("hashes", as_json):
        from movielytics.warehouse.content import content_hashes

        found = content_hashes(warehouse_url())
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
    (print_waiting if waiting else print_quarantined)(warehouse_url(), wanted, rows=rows, limit=limit, as_json=as_json)


@app.command("reload", rich_help_panel=WAREHOUSE)
def reload_files(
    files: Annotated[list[str], typer.Argument(help="Paths in the landing zone, or a dataset for all of its files.")],
    as_json: AsJson = False,
) -> None:
    """Mark files so that the next run loads them again even if they are unchanged; unchanged rows stay unchanged."""
    from movielytics.quarantine.reload import reload
    from movielytics.quarantine.text import printable

    marked = reload(warehouse_url(), files)
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


@app.command(rich_help_panel=WAREHOUSE)
def prune(
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The end of the retention, in UTC; without it now.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Delete nothing, only count.")] = False,
    run_id: Annotated[str, typer.Option(envvar="MOVIELYTICS_RUN_ID", help="The run that this step belongs to.")] = "",
    as_json: AsJson = False,
) -> None:
    """Delete history that is older than the retention and that nothing needs; data and waiting rows always stay.

    If no warehouse is set and local runs have one, the local Airflow's runs and logs are pruned too.
    """
    with explaining("prune", as_json):
        from movielytics import steps

        moment = as_of.replace(tzinfo=UTC) if as_of else datetime.now(UTC)
        only_local = has_only_local_warehouse()
        os.environ["MOVIELYTICS_WAREHOUSE_URL"] = warehouse_url()
        result = steps.prune(run_id, moment, dry_run=dry_run)
        if only_local:
            from movielytics.local.prune import prune_airflow

            pruned = prune_airflow(moment, dry_run=dry_run)
            result = result.model_copy(update={"summary": f"{result.summary}; {pruned}"})
        write_result(result)
        typer.echo(result.model_dump_json(exclude_none=True) if as_json else result.line())
