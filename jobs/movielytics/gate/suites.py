"""The suites of ``expectations/<area>/<table>.json``, in Great Expectations' own format, with one expectation of ours (``query``)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from movielytics.resources import folder

EXPECTATIONS = folder("expectations")
LOADS = "loads"
"""The suite over ``audit.loads`` of a run: the share of unusable rows, and that every row is accounted for."""
LOADS_SUBJECT = "audit.loads"


class Area(StrEnum):
    """What is judged; the value names the folder of its suites."""

    STAGING = "staging"
    WAREHOUSE = "warehouse"

    @property
    def schema(self) -> str:
        """The schema of the tables that are judged."""
        return {Area.STAGING: "staging", Area.WAREHOUSE: "movies"}[self]


@dataclass(frozen=True)
class Suite:
    """The expectations of one table.

    Attributes:
        area: what it judges.
        table: its table, or ``loads``.
        name: as in the Data Docs.
        identified_by: the columns by which a message names a row, in most tables the key.
        expectations: each with ``type``, ``kwargs``, ``meta.notes`` (why) and, where its type does not say what is
            expected, ``description``.
    """

    area: Area
    table: str
    name: str
    identified_by: tuple[str, ...]
    expectations: tuple[dict[str, Any], ...]

    @property
    def subject(self) -> str:
        """What it judges, as ``schema.table``."""
        return LOADS_SUBJECT if self.table == LOADS else f"{self.area.schema}.{self.table}"


def load_suite(area: Area, table: str) -> Suite:
    """Read ``expectations/<area>/<table>.json``; raises FileNotFoundError where there is none."""
    content = json.loads((EXPECTATIONS / area / f"{table}.json").read_text(encoding="utf-8"))
    return Suite(area, table, content["name"], tuple(content["meta"]["identified_by"]), tuple(content["expectations"]))


def fingerprint(area: Area, tables: Iterable[str]) -> str:
    """Return a fingerprint of the suites: another one means that the same data may be judged otherwise."""
    digest = hashlib.sha256()
    for table in tables:
        digest.update((EXPECTATIONS / area / f"{table}.json").read_bytes())
    return digest.hexdigest()[:16]
