"""The command line: help for each step, exit codes, JSON, messages instead of tracebacks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness import Pipeline
from rows import cpi_csv

COMMANDS = [
    "migrate",
    "stage",
    "audit",
    "upsert",
    "check",
    "report",
    "cluster run",
    "hashes",
    "sample-data",
    "local run",
    "local ui",
    "local url",
    "local stop",
]


def movielytics(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("movielytics")), *arguments]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    done = movielytics(*command.split(), "--help")
    assert done.returncode == 0
    assert "Usage: movielytics" in done.stdout


def test_a_missing_setting_is_named_without_a_traceback() -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MOVIELYTICS_")}
    command = [str(Path(sys.executable).with_name("movielytics")), "migrate"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "MOVIELYTICS_LANDING_URI: Field required" in done.stderr
    assert "MOVIELYTICS_WAREHOUSE_URL: Field required" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_warehouse_that_does_not_answer_is_said_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://user:s3cret@127.0.0.1:1/none"
    done = movielytics("migrate", MOVIELYTICS_LANDING_URI=str(tmp_path), MOVIELYTICS_WAREHOUSE_URL=url, MOVIELYTICS_WAREHOUSE_PATIENCE="0")
    assert done.returncode == 1
    assert "cannot connect to the warehouse" in done.stderr
    assert "s3cret" not in done.stderr


def test_wrong_words_end_with_exit_code_2() -> None:
    done = movielytics("stage", "no-such-table")
    assert done.returncode == 2
    assert "no-such-table" in done.stderr


def test_steps_speak_to_people_and_machines(pipeline: Pipeline) -> None:
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "100"), ("2000-02-01", ".")))
    staged = json.loads(movielytics("stage", "cpi", "--run-id", "x", "--json").stdout)
    assert staged["counts"] == {"read": 2, "staged": 1, "superseded": 0, "quarantined": 1}
    assert "upsert_cpi: 1 inserted, 0 updated, 0 unchanged" in movielytics("upsert", "cpi", "--run-id", "x").stdout
    assert "upsert_cpi: nothing new" in movielytics("upsert", "cpi", "--run-id", "x").stdout
    assert len(json.loads(movielytics("hashes", "--json").stdout)) == 9
