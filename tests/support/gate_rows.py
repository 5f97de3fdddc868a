"""Rows for the gate, from ``tests/gate/rows/<table>.toml``: good ones, and some that break each rule of the suites.

A file has these tables:

- ``good``: statements that insert rows which meet all rules, into ``staging``, the ``warehouse`` or ``both``.
- ``broken``: cases of the same three kinds. In ratings, ``{movie}`` is the column that names the movie.
- ``empty``: the message about the table if it is empty, per area.
"""

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from movielytics.gate.suites import Area
from movielytics.tables import TABLES

ROWS: dict[str, dict[str, Any]] = {
    table: tomllib.loads((Path(__file__).parents[1] / "gate" / "rows" / f"{table}.toml").read_text())
    for table in TABLES
}
MOVIE_OF_RATING = {Area.STAGING: "movielens_id", Area.WAREHOUSE: "movie_id"}


class Broken(NamedTuple):
    """Rows that break a rule of a table: ``INSERT INTO table (columns) VALUES rows``, the rule and the sample."""

    table: str
    columns: str
    rows: str
    rule: str
    sample: str


def good_rows(area: Area, *kinds: str) -> str:
    """Return the statements that insert good rows of these kinds; by default, all that the area has."""
    chosen = kinds or ("both", area.value)
    return "".join(rows["good"].get(kind, "") for kind in chosen for rows in ROWS.values()).format(schema=area.schema)


def broken_rows(area: Area) -> list[Broken]:
    """Return the cases of an area."""
    return [
        Broken(table, *(part.replace("{movie}", MOVIE_OF_RATING[area]) for part in case))
        for table, rows in ROWS.items()
        for kind in ("both", area.value)
        for case in rows["broken"].get(kind, [])
    ]


def empty_tables(area: Area) -> list[tuple[str, str]]:
    """Return what the gate reports of empty tables: each table and the rule."""
    return [(table, rows["empty"][area.value]) for table, rows in ROWS.items() if area.value in rows.get("empty", {})]


def inserts(cases: list[Broken], area: Area) -> str:
    """Return the statements that insert the rows of the cases."""
    return "".join(f"INSERT INTO {area.schema}.{b.table} ({b.columns}) VALUES {b.rows};\n" for b in cases)
