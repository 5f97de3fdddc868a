"""The pipeline of a test: a landing zone, a warehouse and the steps between them."""

from pathlib import Path
from typing import Any

from movielytics import steps
from movielytics.results import StepResult
from movielytics.tables import LOADS, UPSERT_AFTER, load_named
from movielytics.warehouse.connection import transaction

ALL_LOADS = " ".join(load.name for load in LOADS)


class Pipeline:
    """A landing zone and a warehouse of a test, and the steps between them, in this process."""

    def __init__(self, landing: Path, url: str, direct_url: str | None = None) -> None:
        self.landing, self.url = landing, url
        self.direct_url = direct_url or url
        """The same database for the test's own statements, as PostgreSQL."""

    def deliver(self, path: str, content: str | bytes) -> None:
        """Put a file into the landing zone."""
        file = self.landing / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def run(self, run_id: str = "run", loads: str = ALL_LOADS) -> dict[str, StepResult]:
        """Stage and upsert the named loads, as the DAG does, without the gate."""
        names = loads.split()
        results = [steps.stage(name, run_id) for name in names]
        tables = {table for name in names for table in load_named(name).tables}
        results += [steps.upsert(table, run_id) for table in UPSERT_AFTER if table in tables]
        return {result.task: result for result in results}

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query over the warehouse."""
        with transaction(self.direct_url) as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def execute(self, statement: str, parameters: tuple[object, ...] | None = None) -> None:
        """Run a statement on the warehouse."""
        with transaction(self.direct_url) as cursor:
            cursor.execute(statement, parameters)
