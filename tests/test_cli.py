"""The command line: help for each step, exit codes, JSON, messages instead of tracebacks."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from movielytics import cli, steps
from movielytics.errors import GateError, WarehouseError
from movielytics.results import StepResult
from movielytics.staging import progress
from support.harness import Pipeline
from support.rows import cpi_csv

COMMANDS = [
    "migrate",
    "stage",
    "audit",
    "upsert",
    "check",
    "report",
    "cluster run",
    "hashes",
    "quarantine list",
    "reload",
    "prune",
    "sample-data",
    "demo",
    "run",
    "ui",
    "url",
    "shell",
    "stop",
    "clean",
]


SETTINGS = {
    "MOVIELYTICS_LANDING_URI": "/none",
    "MOVIELYTICS_WAREHOUSE_URL": "postgresql://user:s3cret@127.0.0.1:1/none",
}


def movielytics(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("movielytics")), *arguments]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    done = movielytics(*command.split(), "--help")
    assert done.returncode == 0
    assert "Usage: movielytics" in done.stdout


def test_sigterm_ends_every_local_command_at_once() -> None:
    from movielytics.local.cli import app

    before = signal.getsignal(signal.SIGINT)
    from movielytics.__main__ import LOCAL  # it handles SIGINT from its import on

    signal.signal(signal.SIGINT, before)
    assert {command.name for command in app.registered_commands} == LOCAL


def test_the_version_is_the_one_of_the_package() -> None:
    assert movielytics("--version").stdout == f"movielytics {version('movielytics')}\n"


def test_a_missing_setting_is_named_without_a_traceback(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MOVIELYTICS_")}
    environment["MOVIELYTICS_STATE_DIR"] = str(tmp_path)  # without a local run
    command = [str(Path(sys.executable).with_name("movielytics")), "migrate"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "MOVIELYTICS_LANDING_URI is not set: folder or s3://bucket/prefix" in done.stderr
    assert "MOVIELYTICS_WAREHOUSE_URL is not set: postgresql://user:password@host:port/database" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_long_load_reports_on_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a cluster, that is the driver's log; with --json, standard output stays JSON."""

    def stage(load: str, run_id: str) -> StepResult:
        for observe in progress.observers:
            observe(progress.Progress(f"stage_{load}", 3_000_000, 30))
        return StepResult(task=f"stage_{load}", changed=True)

    monkeypatch.setattr(steps, "stage", stage)
    monkeypatch.setattr(progress, "observers", [])
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_URL", SETTINGS["MOVIELYTICS_WAREHOUSE_URL"])
    done = CliRunner().invoke(cli.app, ["stage", "ratings", "--json"])
    assert done.stderr == "stage_ratings: 3,000,000 rows read, 100,000 per second, after 30 s\n"
    assert json.loads(done.stdout)["task"] == "stage_ratings"


def test_wrong_usage_ends_with_exit_code_2() -> None:
    done = movielytics("stage", "no-such-table")
    assert done.returncode == 2
    assert "no-such-table" in done.stderr


FAILURES = {
    "usage": (("stage", "no-such-table"), {}, "movielytics", 2, True),
    "settings": (("migrate",), {"MOVIELYTICS_RANGE_BYTES": "x"}, "migrate", 3, True),
    "input": (("stage", "cpi"), {}, "stage_cpi", 4, True),
    "unreachable": (("audit",), {}, "audit_staging", 6, False),
    "unreachable for a query": (("hashes",), {}, "hashes", 6, False),
    "settings of an argument": (("sample-data", "s3:///x"), {}, "sample-data", 3, True),
}


@pytest.mark.parametrize("case", FAILURES)
def test_json_has_an_object_for_each_kind_of_failure(case: str) -> None:
    arguments, changed, task, code, permanent = FAILURES[case]
    done = movielytics(*arguments, "--json", **SETTINGS, MOVIELYTICS_WAREHOUSE_CONNECT_TIMEOUT="0", **changed)
    assert done.returncode == code
    printed = json.loads(done.stdout)
    assert printed["task"] == task
    kind = case.partition(" ")[0]
    assert printed["error"] | {"message": ""} == {
        "kind": kind,
        "message": "",
        "exit_code": code,
        "permanent": permanent,
    }
    if kind != "usage":
        assert f"error: {printed['error']['message']}" in done.stderr
    assert "Traceback" not in done.stderr
    assert "s3cret" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (GateError("3 violations"), 5),
        (WarehouseError("no table"), 7),
        (OSError(errno.ENOSPC, "full"), 7),
        (KeyboardInterrupt(), 130),
    ],
)
def test_other_errors_of_a_step_have_their_exit_codes(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (_ends(error, monkeypatch), "Traceback" in capsys.readouterr().err) == (code, False)


def test_a_defect_shows_its_trace_without_secrets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_URL", "postgresql://user:zyxq%2Fwvut@host/db")
    assert _ends(ValueError("no zyxq/wvut, no zyxq%2Fwvut"), monkeypatch) == 1
    printed = capsys.readouterr()
    assert "Traceback" in printed.err
    assert "error: unexpected ValueError: no ***, no *** (a defect: the trace is above)" in printed.err
    assert json.loads(printed.out)["error"]["kind"] == "defect"
    assert "wvut" not in printed.out + printed.err


def _ends(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> object:
    def fail(run_id: str) -> StepResult:
        raise error

    monkeypatch.setattr(steps, "report", fail)
    monkeypatch.setattr(sys, "argv", ["movielytics", "report", "--json"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code


def test_an_interrupted_step_ends_with_exit_code_130(tmp_path: Path) -> None:
    result = tmp_path / "result"
    command = [str(Path(sys.executable).with_name("movielytics")), "migrate", "--json"]
    environment = (
        os.environ | SETTINGS | {"MOVIELYTICS_WAREHOUSE_CONNECT_TIMEOUT": "60", "MOVIELYTICS_RESULT_FILE": str(result)}
    )
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(3)  # it keeps trying to connect
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, json.loads(out)["error"]["kind"]) == (130, "interrupted")
    assert "Traceback" not in err
    assert json.loads(result.read_text()) == {"error": "interrupted", "kind": "interrupted"}


def test_steps_print_a_line_or_json(pipeline: Pipeline) -> None:
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "100"), ("2000-02-01", ".")))
    staged = json.loads(movielytics("stage", "cpi", "--run-id", "x", "--json").stdout)
    assert staged["counts"] == {"read": 2, "staged": 1, "superseded": 0, "quarantined": 1}
    assert "upsert_cpi: 1 inserted, 0 updated, 0 unchanged" in movielytics("upsert", "cpi", "--run-id", "x").stdout
    assert "upsert_cpi: nothing new" in movielytics("upsert", "cpi", "--run-id", "x").stdout
    assert len(json.loads(movielytics("hashes", "--json").stdout)) == 9
