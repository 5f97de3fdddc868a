"""After a local run, single steps and a shell use its warehouse and files without further settings."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.rows import cpi_csv

PROGRAM = str(Path(sys.executable).with_name("movielytics"))


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a user whose local runs have a server and have loaded from a folder."""
    folder = tmp_path_factory.mktemp("local")
    (folder / "files").mkdir()
    (folder / "files" / "cpi.csv").write_text(cpi_csv(("2000-01-01", "100")))
    outer = {key: value for key, value in os.environ.items() if not key.startswith(("MOVIELYTICS_", "PG", "JAVA_"))}
    found = outer | {"MOVIELYTICS_STATE_DIR": str(folder), "SHELL": "/bin/sh"}
    subprocess.run([PROGRAM, "url"], env=found, check=True, capture_output=True)
    (folder / "landing.last").write_text(str(folder / "files"))
    yield found
    subprocess.run([PROGRAM, "stop"], env=found, check=True, capture_output=True)


def test_steps_need_no_settings_after_a_local_run(environment: dict[str, str]) -> None:
    for step in ("migrate", "stage cpi", "audit", "upsert cpi", "report"):
        done = subprocess.run([PROGRAM, *step.split()], env=environment, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    hashes = subprocess.run([PROGRAM, "hashes", "--json"], env=environment, check=True, capture_output=True, text=True)
    assert json.loads(hashes.stdout)["cpi"]


def test_a_shell_has_the_program_and_the_warehouse(environment: dict[str, str]) -> None:
    commands = "movielytics migrate && psql -Atc 'SELECT COUNT(*) >= 0 FROM movies.cpi' && exit 7\n"
    done = subprocess.run(
        [PROGRAM, "shell"], env=environment, input=commands, check=False, capture_output=True, text=True
    )
    assert done.returncode == 7, done.stderr
    assert done.stdout.splitlines()[-1] == "t"
    assert done.stdout.startswith("A shell with the settings of a run over ")
