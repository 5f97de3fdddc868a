"""DuckDB stages the ratings that the pipeline stages."""

from pathlib import Path

import pytest

from bench import data
from movielytics import steps
from support.harness import Pipeline

pytest.importorskip("duckdb", reason="installed by `make bench`")


def test_duckdb_stages_what_the_pipeline_stages(pipeline: Pipeline, tmp_path: Path) -> None:
    from bench.ways import duck

    full = data.deliver(pipeline.landing, 0.05)
    counts = steps.stage("ratings", "one").counts

    staged = duck.load(pipeline.url, full.ratings)

    columns = "user_id, movielens_id, rating, rated_at"
    assert staged == len(pipeline.rows("SELECT 1 FROM ratings"))
    assert pipeline.rows(f"SELECT {columns} FROM ratings EXCEPT SELECT {columns} FROM staging.ratings") == []
    assert pipeline.rows(f"SELECT {columns} FROM staging.ratings EXCEPT SELECT {columns} FROM ratings") == []
    assert counts.quarantined
    assert pipeline.rows("SELECT COUNT(*) FROM rejected") == pipeline.rows(
        "SELECT COUNT(*) FROM quarantine.rejected_rows WHERE dataset = 'ratings'"
    )
