"""Stopping the UI ends all of its processes, and no others."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from movielytics.local.ui import stop_ui, ui_runs, what_starts_a_run

PARENT_AND_CHILD = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import signal, time; signal.pause()"])
print("ready", flush=True)
import time; time.sleep(60)
"""


@pytest.fixture
def airflow(tmp_path: Path) -> Path:
    folder = tmp_path / "airflow"
    folder.mkdir()
    return folder


@pytest.fixture
def family(airflow: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A process with a child, in its own session, like those of the UI."""
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT_AND_CHILD], cwd=airflow, stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    yield process
    process.kill()
    process.wait()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "a run is triggered"),
        ({"ON_ARRIVAL": "true", "SCHEDULE": "none"}, "files arrive, or a run is triggered"),
        (
            {"ON_ARRIVAL": "true", "SCHEDULE": "@hourly"},
            "files arrive, or the schedule @hourly is due, or a run is triggered",
        ),
    ],
)
def test_it_says_what_starts_a_run(settings: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ON_ARRIVAL", "SCHEDULE"):
        monkeypatch.setenv(f"MOVIELYTICS_{name}", settings.get(name, ""))
    assert what_starts_a_run() == words


def test_a_ui_that_was_never_started_is_not_running(tmp_path: Path) -> None:
    assert not ui_runs(tmp_path)
    assert not stop_ui(tmp_path)


def test_all_processes_of_the_session_are_stopped(
    tmp_path: Path, airflow: Path, family: "subprocess.Popen[bytes]"
) -> None:
    (airflow / "ui.pid").write_text(f"{family.pid} http://127.0.0.1:8080\n")
    assert ui_runs(tmp_path)
    assert stop_ui(tmp_path)
    assert family.wait(1) == -signal.SIGTERM
    assert not ui_runs(tmp_path)
    assert not (airflow / "ui.pid").exists()


def test_children_are_stopped_though_their_parent_was_killed(
    tmp_path: Path, airflow: Path, family: "subprocess.Popen[bytes]"
) -> None:
    (airflow / "ui.pid").write_text(f"{family.pid} http://127.0.0.1:8080\n")
    family.kill()
    family.wait()
    assert ui_runs(tmp_path)
    assert stop_ui(tmp_path)


def test_a_reused_pid_is_left_alone(tmp_path: Path, airflow: Path) -> None:
    with subprocess.Popen(["sleep", "60"], cwd=tmp_path, start_new_session=True) as other:
        (airflow / "ui.pid").write_text(f"{other.pid} http://127.0.0.1:8080\n")
        assert not stop_ui(tmp_path)
        assert other.poll() is None
        other.kill()


@pytest.mark.parametrize("content", ["", "nonsense", "99999999 http://127.0.0.1:8080"])
def test_a_damaged_or_old_pid_file_counts_as_not_running(tmp_path: Path, airflow: Path, content: str) -> None:
    (airflow / "ui.pid").write_text(content)
    assert not stop_ui(tmp_path)
