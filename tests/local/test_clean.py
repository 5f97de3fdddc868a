"""``make clean`` removes what runs created, and nothing else."""

from pathlib import Path

import pytest

from movielytics.landing.identity import MARKER
from movielytics.local.clean import clean

MADE = (
    "postgres/PG_VERSION",
    "postgres.log",
    "airflow/airflow.db",
    "report/index.html",
    "landing.seen",
    "run.lock",
    "tmp/x",
)
OWN = ("venv/pyvenv.cfg", "venv.lock", "data/mine.csv", "postgres.dump.d/x")


@pytest.mark.parametrize("is_sample", [True, False])
def test_clean_removes_only_what_runs_created(tmp_path: Path, is_sample: bool) -> None:
    for name in (*MADE, *OWN, "landing/ratings.csv", *([f"landing/{MARKER}"] if is_sample else [])):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    clean(tmp_path)
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {*OWN, *(() if is_sample else ("landing/ratings.csv",))}
