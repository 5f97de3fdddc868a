"""The command line of ``make bench``.

Not ``__main__``: spawned processes import this module, and pyspark ends them if the import fails.
"""

import json
import signal
from dataclasses import asdict
from typing import Annotated

import typer

from bench import page, tables
from bench.figures import ratios
from bench.plan import STATE, Plan
from bench.results import Results
from bench.run import run
from movielytics.errors import MovielyticsError


def main(
    scale: Annotated[float, typer.Option(min=1, help="1: 100,000 ratings; 260: full size, 26 million.")] = 10,
    rounds: Annotated[int | None, typer.Option(min=1, help="Rounds per way to load: 3, or 1 with --quick.")] = None,
    quick: Annotated[
        bool, typer.Option(help="Only what can be measured in minutes, with wide margins; writes no page.")
    ] = False,
) -> None:
    """Measure, write the results, and fail if a ratio breaks its guard."""
    try:
        results = run(Plan(scale, rounds or (1 if quick else 3), quick))
    except MovielyticsError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from None
    file = STATE / f"results-{scale:g}{'-quick' if quick else ''}.json"
    figures = {key: asdict(figure) if figure else None for key, figure in ratios(results).items()}
    file.write_text(json.dumps(results.model_dump() | {"figures": figures}, indent=2) + "\n")
    if not quick:
        page.write(results)
    conclude(results)


def conclude(results: Results) -> None:
    """Print the report; exit with 1 if a guard is broken or a result is wrong."""
    typer.echo(page.report(results))
    broken = tables.broken(results)
    for words in broken:
        typer.echo(f"BROKEN {words}", err=True)
    raise typer.Exit(1 if broken else 0)


if __name__ == "__main__":
    # SIGTERM, too, stops the servers and removes the files.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    typer.run(main)
