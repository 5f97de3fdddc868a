"""Print the quarantine: short tables for people, all fields as JSON for machines."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

import typer

from movielytics.quarantine import entries, waiting
from movielytics.quarantine.entries import EVERY, Filter
from movielytics.quarantine.table import Column, print_table
from movielytics.quarantine.text import printable
from movielytics.warehouse.snapshot import Row, Snapshot, snapshot

SHOWN = 50
"""Default number of lines of a table."""
NOTHING_WAITS = "No row is waiting for its movie."
NOTHING_QUARANTINED = "The quarantine is empty: no row is quarantined."
NONE = "-"
"""Shown for a missing value."""
ROWS = Column("Rows", numeric=True)
EXAMPLE = Column("Example", example=True)
SINCE = Column("Waiting since (UTC)")


def print_quarantined(url: str, wanted: Filter, *, rows: bool, limit: int | None, as_json: bool) -> None:
    """Print the kinds of reasons, or each entry if there is a filter or ``rows`` is set.

    Args:
        url: the warehouse.
        wanted: which entries.
        rows: whether to list entries without a filter.
        limit: most lines of the table, or most entries of the JSON array; None means ``SHOWN`` lines, or all entries.
        as_json: print the entries as a JSON array.

    Raises:
        WarehouseError: the warehouse cannot be reached or is not migrated.
    """
    with snapshot(url) as warehouse:
        if as_json:
            found = entries.entries(warehouse, wanted, limit or EVERY)
            _print_json({**row, **asdict(entries.meaning(row["code"]))} for row in found)
            return
        totals = entries.totals(warehouse, wanted)
        if not totals.entries:
            typer.echo(_nothing("quarantined", wanted))
        elif rows or wanted.given:
            _print_entries(warehouse, wanted, totals.entries, limit or SHOWN)
        else:
            _print_kinds(warehouse, wanted, totals, limit or SHOWN)
        waiting_rows = 0 if wanted.given or wanted.history else waiting.count(warehouse)
    if waiting_rows:
        verb = "waits for its" if waiting_rows == 1 else "wait for their"
        typer.echo(f"{_count(waiting_rows, 'row')} {verb} movie: movielytics quarantine list --waiting")


def print_waiting(url: str, wanted: Filter, *, rows: bool, limit: int | None, as_json: bool) -> None:
    """Print the waiting rows per dataset, file and run, or each row; the arguments are those of ``print_quarantined``.

    Raises:
        WarehouseError: the warehouse cannot be reached or is not migrated.
    """
    with snapshot(url) as warehouse:
        if as_json:
            _print_json(waiting.entries(warehouse, wanted, limit or EVERY))
            return
        groups = waiting.groups(warehouse, wanted, limit or SHOWN)
        if not groups.rows:
            typer.echo(_nothing("waiting", wanted))
        elif rows or wanted.given:
            total = sum(group["row_count"] for group in waiting.groups(warehouse, wanted).rows)
            _print_waiting_entries(warehouse, wanted, total, limit or SHOWN)
        else:
            _print_waiting_groups(groups)


def _nothing(state: str, wanted: Filter) -> str:
    """Return the sentence for an empty listing."""
    if not wanted.given:
        return NOTHING_WAITS if state == "waiting" else NOTHING_QUARANTINED
    conditions = ", ".join(f"{name.removesuffix('_id')} {printable(value)}" for name, value in wanted.given.items())
    return f"No row is {state} with {conditions}."


def _print_kinds(warehouse: Snapshot, wanted: Filter, totals: entries.Totals, limit: int) -> None:
    found = entries.kinds(warehouse, wanted, by_file=True, limit=limit)
    print_table(
        [
            *map(Column, ("Dataset", "File")),
            ROWS,
            *map(Column, ("Code", "Column")),
            Column("Line", numeric=True),
            EXAMPLE,
        ],
        [
            (
                *(kind.dataset, kind.file, f"{kind.row_count:,}", kind.code),
                *(kind.column_name or NONE, f"{kind.first_line:,}", kind.detail),
            )
            for kind in found.rows
        ],
    )
    _print_left_out(found.left_out, "kinds")
    typer.echo()
    for code in dict.fromkeys(kind.code for kind in found.rows):
        meaning = entries.meaning(code)
        typer.echo(f"{code}: {meaning.problem}{f'; {meaning.remedy}' if meaning.remedy else ''}")
    state = "in all deliveries so far" if wanted.history else "in quarantine"
    count = f"{_count(totals.row_count, 'row')} {state}, from {_count(totals.files, 'file')}"
    typer.echo(f"\n{count}. Each row: movielytics quarantine list --rows{' --history' if wanted.history else ''}")


def _print_entries(warehouse: Snapshot, wanted: Filter, total: int, limit: int) -> None:
    run = ("Run",) if wanted.history else ()
    rows = [
        (
            f"{entry['file']}:{entry['first_line']}",
            *((entry["run_id"],) if run else ()),
            *(entry["code"], entry["column_name"] or NONE, entry["detail"], entry["raw"]),
        )
        for entry in entries.entries(warehouse, wanted, limit)
    ]
    examples = [Column("Detail", example=True), Column("As delivered", example=True)]
    print_table([*map(Column, ("Row", *run, "Code", "Column")), *examples], rows)
    _print_left_out(total - len(rows), "rows")


def _print_waiting_groups(found: waiting.Groups) -> None:
    numbers = [ROWS, Column("Movies", numeric=True), Column("First movie", numeric=True)]
    print_table(
        [*map(Column, ("Dataset", "File", "Run")), *numbers, SINCE],
        [
            (
                *(group["dataset"], group["file"] or NONE, group["run_id"] or NONE),
                *(f"{group['row_count']:,}", f"{group['movies']:,}", str(group["waiting_for"])),
                f"{group['waiting_since']:%Y-%m-%d %H:%M}",
            )
            for group in found.rows
        ],
    )
    _print_left_out(found.left_out, "files")
    typer.echo("\nRatings name their movie by its MovieLens id, credits by its TMDB id. Each row: --waiting --rows")


def _print_waiting_entries(warehouse: Snapshot, wanted: Filter, total: int, limit: int) -> None:
    rows = [
        (
            *(entry["dataset"], entry["file"] or NONE, entry["run_id"] or NONE),
            *(str(entry["waiting_for"]), f"{entry['waiting_since']:%Y-%m-%d %H:%M}"),
        )
        for entry in waiting.entries(warehouse, wanted, limit)
    ]
    print_table([*map(Column, ("Dataset", "File", "Run")), Column("Movie", numeric=True), SINCE], rows)
    _print_left_out(total - len(rows), "rows")


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing if number == 1 else f'{thing}s'}"


def _print_left_out(number: int, things: str) -> None:
    if number > 0:
        typer.echo(f"… and {number:,} more {things}: --limit shows more, --json all")


def _print_json(rows: Iterable[Row]) -> None:
    """Print an array with one object per line, without holding the output of a million rows in memory."""
    separator = "["
    for row in rows:
        sys.stdout.write(f"{separator}{json.dumps(row, default=_moment)}")
        separator = ",\n "
    sys.stdout.write("[]\n" if separator == "[" else "]\n")


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
