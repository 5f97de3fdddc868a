"""Creating the Python environment, interrupted: it ends at once, without a traceback, and leaves nothing."""

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from movielytics.settings import HOME

SEED = 20261128


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_environment_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "scripts").mkdir()
    shutil.copy(HOME / "scripts" / "environment.sh", tmp_path / "scripts")
    for name in ("requirements.lock", "requirements-bootstrap.txt", "pyproject.toml"):
        shutil.copy(HOME / name, tmp_path)
    shutil.copytree(HOME / "jobs" / "movielytics" / "staging" / "jvm", tmp_path / "jobs/movielytics/staging/jvm")
    process = subprocess.Popen(
        [tmp_path / "scripts" / "environment.sh"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env=os.environ | {"PIP_NO_INDEX": "1"},  # no download, even if the signal comes late
    )
    time.sleep(random.Random(SEED).uniform(0.5, 1.5))
    os.killpg(process.pid, number)
    output, _ = process.communicate(timeout=5)
    assert process.returncode == 130
    assert output.endswith("Interrupted. The next make starts the environment again.\n")
    assert "Traceback" not in output
    # A killed process exists until the kernel has removed it.
    _, left = psutil.wait_procs([found for found in psutil.process_iter() if _works_in(found, tmp_path)], timeout=5)
    assert not left


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return str(folder) in " ".join([process.cwd(), *process.cmdline()])
    except psutil.Error:
        return False
