"""The command line of ``make bench``.

Not ``__main__``: processes that begin anew import it, and where they cannot, pyspark ends them.
"""

from typing import Annotated

import typer

from bench import page, tables
from bench.plan import STATE, Plan
from bench.results import Results
from bench.run import run


def main(
    scale: Annotated[float, typer.Option(min=1, help="1: 100,000 ratings; 260: full size, 26 million.")] = 10,
    rounds: Annotated[int, typer.Option(min=1, help="How often each way is measured.")] = 3,
    quick: Annotated[bool, typer.Option(help="Only what minutes can tell, judged by wide margins; writes no page.")] = False,
) -> None:
    """Measure, write the results, and fail where a target is missed by more than a fifth."""
    results = run(Plan(scale, rounds, quick))
    file = STATE / f"results-{scale:g}{'-quick' if quick else ''}.json"
    file.write_text(results.model_dump_json(indent=2) + "\n")
    if not quick:
        page.write(results)
    conclude(results)


def conclude(results: Results) -> None:
    """Print the report; exit with 1 where it is not good enough."""
    typer.echo(page.report(results))
    missed = tables.missed(results)
    for words in missed:
        typer.echo(f"MISSED {words}", err=True)
    raise typer.Exit(1 if missed else 0)


if __name__ == "__main__":
    typer.run(main)
