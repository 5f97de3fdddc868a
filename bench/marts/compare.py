"""Ask each question of all schemas in turn, and compare the answers."""

import time
from typing import Any

from bench.marts.questions import MARTS, SCHEMAS, query
from bench.recorder import progress
from bench.results import MART, MartTimes
from movielytics.warehouse.connection import transaction

ASKED = 5
"""Least number of queries per mart: they take milliseconds, so a busy moment would distort a few of them."""
SLOW_SECONDS = 60
"""Seconds per question after which a schema is not queried again."""


def compare(url: str, rounds: int) -> list[MartTimes]:
    """Ask every question: the marts ``rounds`` or ``ASKED`` times, each schema at most ``rounds`` times."""
    return [_compare(url, mart, rounds) for mart in MARTS]


def _compare(url: str, mart: str, rounds: int) -> MartTimes:
    queries = {schema: query(mart, schema) for schema in SCHEMAS} | {MART: f"SELECT * FROM marts.{mart}"}
    seconds: dict[str, list[float]] = {asked: [] for asked in queries}
    answers: dict[str, list[tuple[Any, ...]]] = {}
    for round_ in range(max(rounds, ASKED)):
        for asked, statement in queries.items():
            if asked == MART or (round_ < rounds and sum(seconds[asked]) < SLOW_SECONDS):
                taken, rows = ask(url, statement)
                seconds[asked].append(taken)
                answers[asked] = sorted(rows, key=repr)
    equal = all(answer == answers[MART] for answer in answers.values())
    times = ", ".join(f"{asked} {min(taken):.3f} s" for asked, taken in seconds.items())
    progress(f"question {mart}", f"{times}{'' if equal else ', NOT the same answer'}")
    return MartTimes(mart=mart, rows=len(answers[MART]), seconds=seconds, equal=equal)


def ask(url: str, statement: str) -> tuple[float, list[tuple[Any, ...]]]:
    """Return how long a query took on an open connection, in seconds, and its rows."""
    with transaction(url) as cursor:
        started = time.perf_counter()
        cursor.execute(statement)
        rows = cursor.fetchall()
        return time.perf_counter() - started, rows
