"""Pruning deletes history that no reader needs: each case is a few rows, and what is left of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from movielytics import steps
from movielytics.errors import SettingsError
from movielytics.quarantine.reload import reload
from movielytics.staging.deliveries import published_columns
from movielytics.warehouse.drift import column_changes
from movielytics.warehouse.prune import STORES, prune
from movielytics.warehouse.snapshot import snapshot
from support.harness import Pipeline
from support.rows import cpi_csv, links_csv, movie, movies_csv, ratings_csv

NOW = datetime(2026, 12, 1, tzinfo=UTC)
STARTS_AT = NOW - timedelta(days=400)


def load(
    pipeline: Pipeline,
    name: str,
    days: int,
    *,
    file: str = "cpi.csv",
    published: bool = True,
    header: str = '["DATE"]',
    table: str = "cpi",
    rejected: bool = False,
) -> None:
    """Record a delivery ``days`` ago, with the content and the run ``name``."""
    at = NOW - timedelta(days=days)
    pipeline.execute(
        """
        INSERT INTO audit.loads (
            run_id, table_name, dataset, file, file_no, fingerprint, schema_hash, header, rows_read, rows_staged,
            rows_superseded, rows_quarantined, rows_waiting, started_at, staged_at, published_at
        ) VALUES (%s, %s, %s, %s, 0, %s, '', %s, 1, 1, 0, 0, 0, %s, %s, %s)
        """,
        (name, table, table, file, name, header, at, at, at if published else None),
    )
    if rejected:
        pipeline.execute(
            "INSERT INTO quarantine.rejected_rows VALUES (%s, %s, %s, %s, 2, 1, 'missing', NULL, '', '', %s)",
            (table, file, name, name, at),
        )


def left(pipeline: Pipeline, table: str = "audit.loads") -> list[str]:
    return sorted(run for (run,) in pipeline.rows(f"SELECT run_id FROM {table}"))


@pytest.mark.parametrize(
    ("deliveries", "kept"),
    [
        pytest.param([("a", 900, {}), ("b", 800, {}), ("c", 300, {})], ["c"], id="replaced"),
        pytest.param([("a", 900, {}), ("b", 800, {})], ["b"], id="the last, however old"),
        pytest.param([("a", 900, {}), ("b", 800, {"file": "other.csv"})], ["a", "b"], id="one of each file"),
        pytest.param([("a", 399, {}), ("b", 3, {})], ["a", "b"], id="within the retention"),
        pytest.param([("a", 900, {}), ("b", 800, {"published": False})], ["a", "b"], id="the last one was refused"),
        pytest.param(
            [("a", 900, {"published": False}), ("b", 800, {"published": False}), ("c", 700, {})],
            ["c"],
            id="refused before",
        ),
        pytest.param(
            [("a", 950, {"header": "[]"}), ("b", 900, {"header": "[]"}), ("c", 800, {})], ["b", "c"], id="each header"
        ),
        pytest.param([("a", 900, {}), ("b", 800, {"table": "links"})], ["a", "b"], id="each table"),
    ],
)
def test_loads_keep_what_readers_need(
    pipeline: Pipeline, deliveries: list[tuple[str, int, dict[str, Any]]], kept: list[str]
) -> None:
    for name, days, more in deliveries:
        load(pipeline, name, days, **more)
    assert prune(pipeline.url, STARTS_AT)["audit.loads"] == len(deliveries) - len(kept)
    assert left(pipeline) == kept


def test_loads_of_waiting_ratings_stay(pipeline: Pipeline) -> None:
    for name, days in (("a", 950), ("b", 900), ("c", 800)):
        load(pipeline, name, days, table="ratings")
    pipeline.execute("INSERT INTO waiting.ratings VALUES (%s, %s, 1, 1, 4, 0)", (NOW, NOW - timedelta(days=950)))
    prune(pipeline.url, STARTS_AT)
    assert left(pipeline) == ["a", "c"]
    assert pipeline.rows("SELECT COUNT(*) FROM waiting.ratings") == [(1,)]


def test_the_quarantine_keeps_its_open_entries(pipeline: Pipeline) -> None:
    load(pipeline, "a", 900, rejected=True)
    load(pipeline, "b", 800, rejected=True)
    load(pipeline, "c", 900, file="other.csv", rejected=True)
    entries = pipeline.rows("SELECT * FROM quarantine.rows ORDER BY run_id")
    assert prune(pipeline.url, STARTS_AT)["quarantine.rejected_rows"] == 1
    assert left(pipeline, "quarantine.rejected_rows") == ["b", "c"]
    assert pipeline.rows("SELECT * FROM quarantine.rows ORDER BY run_id") == entries


def test_rejected_rows_within_the_retention_stay(pipeline: Pipeline) -> None:
    """Also those of a load that failed, which has no entry in ``audit.loads``."""
    load(pipeline, "a", 300, rejected=True)
    load(pipeline, "b", 500, rejected=True)
    pipeline.execute("DELETE FROM audit.loads")
    prune(pipeline.url, STARTS_AT)
    assert left(pipeline, "quarantine.rejected_rows") == ["a"]


def test_steps_of_runs_within_the_retention_stay(pipeline: Pipeline) -> None:
    for name, days in (("a", 300), ("b", 500)):
        at = NOW - timedelta(days=days)
        pipeline.execute("INSERT INTO audit.steps VALUES (%s, 'stage_cpi', %s, %s, 'done')", (name, at, at))
    prune(pipeline.url, STARTS_AT)
    assert left(pipeline, "audit.steps") == ["a"]


def test_the_last_check_and_the_last_use_of_each_zone_stay(pipeline: Pipeline) -> None:
    for name, days, uri in (("a", 900, "/one"), ("b", 800, "/one"), ("c", 700, "/two"), ("d", 600, "/two")):
        at = NOW - timedelta(days=days)
        pipeline.execute("INSERT INTO audit.checks VALUES (%s, %s, '', TRUE)", (name, at))
        pipeline.execute("INSERT INTO audit.landing_zones VALUES (%s, 'cpi', %s, '', FALSE, %s)", (name, uri, at))
    prune(pipeline.url, STARTS_AT)
    assert left(pipeline, "audit.checks") == ["d"]
    assert left(pipeline, "audit.landing_zones") == ["b", "d"]


@pytest.mark.parametrize("engine", ["postgres", "redshift"])
def test_a_dry_run_deletes_nothing(engine: str, request: pytest.FixtureRequest) -> None:
    pipeline: Pipeline = request.getfixturevalue(f"{engine}_pipeline")
    load(pipeline, "a", 900, rejected=True)
    load(pipeline, "b", 800)
    counted = prune(pipeline.url, STARTS_AT, dry_run=True)
    assert left(pipeline) == ["a", "b"]
    assert prune(pipeline.url, STARTS_AT) == counted
    assert counted == dict.fromkeys(STORES, 0) | {"audit.loads": 1, "quarantine.rejected_rows": 1}


def test_an_empty_database_has_nothing_to_delete(warehouse_url: str) -> None:
    assert prune(warehouse_url, STARTS_AT) == dict.fromkeys(STORES, 0)


def test_the_step_obeys_the_retention(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    load(pipeline, "a", 20)
    load(pipeline, "b", 15)
    load(pipeline, "c", 5)
    monkeypatch.setenv("MOVIELYTICS_RETENTION_DAYS", "10")
    result = steps.prune("run", NOW)
    assert result.changed
    assert "audit.loads 2" in result.summary
    assert not steps.prune("run", NOW).changed


def test_readers_see_the_same_after_a_prune(pipeline: Pipeline) -> None:
    """Deliveries with errors, waiting rows and replaced files: plan, drift, report and reload as before."""
    for number in range(3):
        pipeline.deliver("movies_metadata.csv", movies_csv(movie(1, revenue=str(number)), movie("x")))
        pipeline.deliver("links.csv", links_csv((10, 1), (20, 2)))
        pipeline.deliver(f"ratings/{number}.csv", ratings_csv((number + 1, 10, 4), (number + 1, 20, 3), (1, 10, 9)))
        pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", str(number + 1)), ("x", "1")))
        pipeline.run(f"run {number}")
    before = _readings(pipeline)
    pruned = prune(pipeline.url, datetime.now(UTC) + timedelta(days=1))
    assert pruned["audit.loads"] > 0
    assert pruned["quarantine.rejected_rows"] > 0
    assert _readings(pipeline) == before


def _readings(pipeline: Pipeline) -> dict[str, Any]:
    with snapshot(pipeline.url) as warehouse:
        changes = column_changes(warehouse, "run 2")
    planned = steps.plan("next")
    return {
        "plan": (planned.summary, planned.skip),
        "columns": {name: published_columns(pipeline.url, name) for name in ("movies_metadata", "ratings", "cpi")},
        "drift": changes,
        "quarantine": pipeline.rows("SELECT * FROM quarantine.rows ORDER BY 1, 2, 5, 7"),
        "waiting": pipeline.rows("SELECT * FROM waiting.rows ORDER BY 1, 2, 3, 5"),
        "latest": pipeline.rows(
            "SELECT DISTINCT ON (table_name, file) table_name, file, run_id, rows_read FROM audit.loads"
            " WHERE published_at IS NOT NULL ORDER BY table_name, file, published_at DESC"
        ),
        "known": [(one.dataset, one.file, one.later_files) for one in _reloadable(pipeline)],
    }


def _reloadable(pipeline: Pipeline) -> Any:
    hashes = pipeline.rows("SELECT run_id, table_name, file, fingerprint, schema_hash FROM audit.loads")
    marked = reload(pipeline.url, ["ratings", "cpi.csv"])
    for *key, schema_hash in hashes:
        pipeline.execute(
            "UPDATE audit.loads SET schema_hash = %s"
            " WHERE run_id = %s AND table_name = %s AND file = %s AND fingerprint = %s",
            (schema_hash, *key),
        )
    return marked


def test_a_retention_of_no_days_is_refused(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIELYTICS_RETENTION_DAYS", "0")
    with pytest.raises(SettingsError, match="MOVIELYTICS_RETENTION_DAYS is '0'"):
        steps.prune("run")
