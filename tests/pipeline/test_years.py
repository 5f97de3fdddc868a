"""Deliveries of many days in one process, with pruning: every store stays under its bound, and nothing loads twice.

``MOVIELYTICS_DELIVERIES`` is the number of days, 40 by default; ``make years`` takes 400.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from movielytics import steps
from support.harness import Pipeline
from support.rows import cpi_csv, links_csv, movie, movies_csv, ratings_csv

DELIVERIES = int(os.environ.get("MOVIELYTICS_DELIVERIES", "40"))
EVERY = 30 if DELIVERIES >= 300 else 5
"""Days between two prunes."""
RETENTION = 2 * EVERY
NEW_FILE = 20
"""Days between two new files; the others replace one file."""


def test_every_store_stays_under_its_bound(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MOVIELYTICS_RETENTION_DAYS", str(RETENTION))
    pipeline.deliver("movies_metadata.csv", movies_csv(movie(1)))
    pipeline.deliver("links.csv", links_csv((10, 1)))
    pipeline.deliver("ratings.csv", ratings_csv((1, 10, 4)))
    pipeline.deliver("cpi/0.csv", cpi_csv(("1999-12-01", "9")))
    steps.plan("first")
    pipeline.run("first")
    expected = {"1999-12": 9.0}
    files = {"cpi/0.csv"}
    for day in range(1, DELIVERIES + 1):
        _pass_a_day(pipeline)
        file = f"cpi/{day}.csv" if day % NEW_FILE == 0 else "cpi/latest.csv"
        month = f"{2000 + day // 12}-{day % 12 + 1:02}"
        pipeline.deliver(file, cpi_csv((f"{month}-01", str(day)), ("no date", "1")))
        files.add(file)
        expected[month] = float(day)
        run_id = f"day {day}"
        steps.plan(run_id)
        pipeline.run(run_id, "cpi")
        assert _loaded(pipeline, run_id) == [file]
        if day % EVERY == 0:
            steps.check(run_id)
            steps.report(run_id)
            steps.prune(run_id)
            _expect_bounds(pipeline, files, tmp_path)
    published = pipeline.rows("SELECT TO_CHAR(month, 'YYYY-MM'), CAST(price_index AS DOUBLE PRECISION) FROM movies.cpi")
    assert dict(published) == expected
    pipeline.run("again")
    assert _loaded(pipeline, "again") == []
    assert pipeline.rows("SELECT MIN(published_at) FROM audit.loads WHERE file = 'cpi/0.csv'")[0][0] < datetime.now(
        UTC
    ) - timedelta(days=DELIVERIES - 1)


def _loaded(pipeline: Pipeline, run_id: str) -> list[str]:
    return [file for (file,) in pipeline.rows(f"SELECT file FROM audit.loads WHERE run_id = '{run_id}'")]


def _pass_a_day(pipeline: Pipeline) -> None:
    """Move all moments of the warehouse's history a day back."""
    columns = pipeline.rows(
        "SELECT table_schema || '.' || table_name, STRING_AGG(column_name || ' = ' || column_name || ' - INTERVAL ''1"
        " day''', ', ') FROM information_schema.columns INNER JOIN pg_tables"
        " ON table_schema = schemaname AND table_name = tablename"
        " WHERE table_schema IN ('audit', 'quarantine', 'waiting') AND data_type = 'timestamp with time zone'"
        " AND column_name <> 'rated_at' GROUP BY 1"
    )
    assert len(columns) >= 6
    pipeline.execute("; ".join(f"UPDATE {table} SET {changes}" for table, changes in columns))


def _expect_bounds(pipeline: Pipeline, files: set[str], state_dir: Path) -> None:
    others = 8  # of the first run: movies, genre, movie_genre, date, links, ratings
    loads = len(files) + RETENTION + 1
    bounds = {
        "audit.loads": loads + others,
        "quarantine.rejected_rows": loads,
        "audit.checks": RETENTION // EVERY + 1,
        "audit.landing_zones": RETENTION + 1,
        "audit.planned_files": 30 + 4,
        "audit.attempts": 9,
        "audit.reports": 1,
    }
    for table, bound in bounds.items():
        [(rows,)] = pipeline.rows(f"SELECT COUNT(*) FROM {table}")
        assert rows <= bound, table
    assert len(list((state_dir / "report" / "runs").iterdir())) <= 20
