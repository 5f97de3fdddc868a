"""The suites in ``expectations/<area>/<table>.json``: Great Expectations' format plus our expectation (``query``)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from movielytics.resources import folder

EXPECTATIONS = folder("expectations")
LOADS = "loads"
"""The suite for a run's rows of ``audit.loads``: the share of unusable rows, and that every row is accounted for."""
LOADS_SUBJECT = "audit.loads"


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
    """Read ``expectations/<area>/<table>.json``; raise FileNotFoundError if it does not exist."""
    content = json.loads((EXPECTATIONS / area / f"{table}.json").read_text(encoding="utf-8"))
    return Suite(area, table, content["name"], tuple(content["meta"]["identified_by"]), tuple(content["expectations"]))


def fingerprint(area: Area, tables: Iterable[str]) -> str:
    """Return a fingerprint of the suites: if it differs, the same data may get a different verdict."""
    digest = hashlib.sha256()
    for table in tables:
        digest.update((EXPECTATIONS / area / f"{table}.json").read_bytes())
    return digest.hexdigest()[:16]
