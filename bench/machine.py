"""The machine and the versions of a measurement."""

import os
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.results import Machine
from movielytics.local.postgres.data import MAJOR
from movielytics.settings import HOME


def describe() -> dict[str, Any]:
    """Return ``measured_at``, ``commit`` and ``machine`` of ``Results``."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return {
        "measured_at": f"{datetime.now(UTC):%Y-%m-%d}",
        "commit": _commit(),
        "machine": Machine(
            processor=names[0] if names else os.uname().machine,
            cores=len(os.sched_getaffinity(0)),
            memory_gb=round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30),
            versions={"Spark": version("pyspark"), "PostgreSQL": MAJOR},
        ),
    }


def _commit() -> str:
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty"],  # noqa: S607
        cwd=HOME,
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip() or "unknown"
