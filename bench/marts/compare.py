"""Ask each question of both schemas in turn, and compare the answers."""

import time
from typing import Any

from bench.marts.flat import MARTS, query
from bench.recorder import progress
from bench.results import MartTimes
from movielytics.warehouse.connection import transaction

ASKED = 5
"""Least number of queries per mart: they take milliseconds, so a busy moment would distort a few of them."""
FLAT_SECONDS = 60
"""Seconds per question after which the flat tables are not queried again."""


def compare(url: str, rounds: int) -> list[MartTimes]:
    """Ask every question: the marts ``rounds`` or ``ASKED`` times, the flat tables at most ``rounds`` times."""
    return [_compare(url, mart, rounds) for mart in MARTS]


def _compare(url: str, mart: str, rounds: int) -> MartTimes:
    star: list[float] = []
    flat: list[float] = []
    equal = True
    rows: list[tuple[Any, ...]] = []
    for asked in range(max(rounds, ASKED)):
        seconds, rows = ask(url, f"SELECT * FROM marts.{mart}")
        star.append(seconds)
        if asked < rounds and sum(flat) < FLAT_SECONDS:
            seconds, others = ask(url, query(mart))
            flat.append(seconds)
            equal = equal and sorted(rows, key=repr) == sorted(others, key=repr)
    progress(
        f"question {mart}", f"{min(star):8.3f} s, flat {min(flat):.3f} s{'' if equal else ', NOT the same answer'}"
    )
    return MartTimes(mart=mart, rows=len(rows), star=star, flat=flat, equal=equal)


def ask(url: str, statement: str) -> tuple[float, list[tuple[Any, ...]]]:
    """Return how long a query took on an open connection, in seconds, and its rows."""
    with transaction(url) as cursor:
        started = time.perf_counter()
        cursor.execute(statement)
        rows = cursor.fetchall()
        return time.perf_counter() - started, rows
