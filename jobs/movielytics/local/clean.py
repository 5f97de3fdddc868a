"""Remove what local runs have created."""

import shutil
from pathlib import Path

from movielytics.landing.identity import MARKER

FOLDERS = ("airflow", "java", "postgres", "postgres.new-*", "landing.unfinished", "report", "spark-warehouse", "tmp")
FILES = ("landing.last", "landing.seen", "postgres.*", "run.lock")
SAMPLE = "landing"


def clean(state_dir: Path) -> None:
    """Remove the warehouse, the report, logs and sample data from a state folder; no process of a run may be alive.

    Args:
        state_dir: the state folder. Files that runs have not created stay, because the user chose the folder.
    """
    if (state_dir / SAMPLE / MARKER).exists():
        shutil.rmtree(state_dir / SAMPLE)
    for pattern in (*FOLDERS, *FILES):
        for path in state_dir.glob(pattern):
            if path.is_dir() and pattern in FOLDERS:
                shutil.rmtree(path)
            elif path.is_file():
                path.unlink()
