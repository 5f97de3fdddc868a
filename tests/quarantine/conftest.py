"""A warehouse of either kind to which a test writes deliveries and rejected rows."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from support.harness import Pipeline

START = datetime(2026, 1, 1, tzinfo=UTC)


OPEN = "SELECT file, fingerprint, run_id, first_line FROM quarantine.rows ORDER BY 1, 2, 3, 4"


def dataset_of(file: str) -> str:
    """Return the dataset of a path in the landing zone."""
    return re.split(r"[/.]", file)[0]


class Deliveries:
    """Writes what staging loads write: deliveries, each with its own time, and the rows that they rejected."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self._moment = START

    def stage(self, file: str, content: str, run_id: str = "run", *, lines: tuple[int, ...] = (), **load: Any) -> None:
        """Record a staged delivery; it rejects a row on each of ``lines``.

        Args:
            file: its path.
            content: used as its fingerprint.
            run_id: the run.
            lines: where rows are rejected.
            load: other columns of its rows in audit.loads.
        """
        self._moment += timedelta(minutes=1)
        dataset = dataset_of(file)
        columns = {
            "run_id": run_id, "dataset": dataset, "file": file, "file_no": 0, "fingerprint": content,
            "schema_hash": "c", "header": "[]", "rows_read": 10, "rows_staged": 10 - len(lines), "rows_superseded": 0,
            "rows_quarantined": len(lines), "rows_waiting": 0, "started_at": self._moment, "staged_at": self._moment,
        } | load  # fmt: skip
        for table in {"movies_metadata": ("movies", "genre")}.get(dataset, (dataset,)):
            self.insert("audit.loads", table_name=table, **columns)
        for line in lines:
            self.reject(file, content, run_id, line)

    def reject(self, file: str, content: str, run_id: str, line: int, **entry: object) -> None:
        """Record a rejected row."""
        columns = {
            "dataset": dataset_of(file), "file": file, "fingerprint": content, "run_id": run_id, "first_line": line,
            "line_count": 1, "code": "not_a_number", "column_name": "userId",
            "detail": "userId: 'x' is not a whole number",
            "raw": "x,1,2,3", "quarantined_at": self._moment,
        } | entry  # fmt: skip
        self.insert("quarantine.rejected_rows", **columns)

    def insert(self, table: str, **columns: object) -> None:
        """Insert a row."""
        values = ", ".join("%s" for _ in columns)
        self.pipeline.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})", tuple(columns.values()))

    def open(self) -> list[tuple[str, str, str, int]]:
        """Return the open entries: file, content, run and line."""
        return self.pipeline.rows(OPEN)


@pytest.fixture(params=["postgresql", "redshift"])
def deliveries(request: pytest.FixtureRequest) -> Deliveries:
    """An empty warehouse of either kind."""
    name = "redshift_pipeline" if request.param == "redshift" else "postgres_pipeline"
    return Deliveries(cast(Pipeline, request.getfixturevalue(name)))
