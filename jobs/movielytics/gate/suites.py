"""The suites in ``expectations/<area>/<table>.json``: Great Expectations' format plus our expectation (``query``).

A query that does not fit on one line is in a file of its own next to the suite, ``<table>.<rule>.sql``.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from movielytics.resources import folder

EXPECTATIONS = folder("expectations")
LOADS = "loads"
"""The suite for a run's rows of ``audit.loads``: the share of unusable rows, and that every row is accounted for."""
LOADS_SUBJECT = "audit.loads"
QUERY = "unexpected_rows_query"
"""The argument that has the query of an expectation."""
QUERY_FILE = f"{QUERY}_file"
"""The argument that a suite may have instead: the name of the file with the query."""


class Area(StrEnum):
    """The tables that are validated together; the value is the name of the folder with their suites."""

    STAGING = "staging"
    WAREHOUSE = "warehouse"

    @property
    def schema(self) -> str:
        """The schema of the tables."""
        return {Area.STAGING: "staging", Area.WAREHOUSE: "movies"}[self]


@dataclass(frozen=True)
class Suite:
    """The expectations of one table.

    Attributes:
        area: the area of its table.
        table: its table, or ``loads``.
        name: its name in the Data Docs.
        identified_by: the columns by which a message identifies a row; in most tables the key.
        expectations: each with ``type``, ``kwargs``, ``meta.notes`` (why) and, if its type does not say what is
            expected, ``description``.
    """

    area: Area
    table: str
    name: str
    identified_by: tuple[str, ...]
    expectations: tuple[dict[str, Any], ...]

    @property
    def subject(self) -> str:
        """The table that it validates, as ``schema.table``."""
        return LOADS_SUBJECT if self.table == LOADS else f"{self.area.schema}.{self.table}"


def load_suite(area: Area, table: str) -> Suite:
    """Read ``expectations/<area>/<table>.json`` and the queries that it names.

    Raises:
        FileNotFoundError: the suite or one of its queries does not exist.
    """
    suites = EXPECTATIONS / area
    content = json.loads((suites / f"{table}.json").read_text(encoding="utf-8"))
    expectations = tuple(_with_query(expectation, suites) for expectation in content["expectations"])
    return Suite(area, table, content["name"], tuple(content["meta"]["identified_by"]), expectations)


def fingerprint(area: Area, tables: Iterable[str]) -> str:
    """Return a fingerprint of the suites: if it differs, the same data may get a different verdict."""
    suites = [load_suite(area, table) for table in tables]
    content = json.dumps([[suite.table, suite.identified_by, suite.expectations] for suite in suites])
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _with_query(expectation: dict[str, Any], suites: Path) -> dict[str, Any]:
    """Return an expectation of a suite in the folder; a query that it has in a file replaces the file's name."""
    kwargs = dict(expectation["kwargs"])
    if QUERY_FILE in kwargs:
        kwargs[QUERY] = _without_comments((suites / kwargs.pop(QUERY_FILE)).read_text(encoding="utf-8"))
    return {**expectation, "kwargs": kwargs}


def _without_comments(query: str) -> str:
    """Return a query without its comments, which are lines of their own.

    Great Expectations would read ``{word}`` and ``:word`` in a comment as parameters.
    """
    return "\n".join(line for line in query.splitlines() if not line.lstrip().startswith("--"))
