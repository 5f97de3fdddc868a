"""Scripts of init containers and probes: they never print the password of Airflow's database, however it fails."""

import os
import subprocess
import sys
import time
from urllib.parse import quote

import pytest

from support.planted import ADDRESSES, FORMS, assert_nothing_shown
from support.rendering import ROOT

FILES = ROOT / "charts" / "movielytics" / "files"
PASSWORDS = ["zyxq/wvut", "zyxq@wvut", "zyxq%wvut", "zyxq#wvut", "zyxq?wvut", "zyxq wvut", "zyxq:wvut"]
SCRIPTS = {"wait.py": (), "migrate.py": (), "alive.py": ("SchedulerJob", "60")}


def started(script: str, url: str) -> "subprocess.Popen[str]":
    environment = os.environ | {
        "PYTHONPATH": f"{FILES}:{ROOT / 'jobs'}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": url,
        "MOVIELYTICS_MIGRATION": "1",
        "POD_IP": "10.0.0.1",
    }
    command = [sys.executable, str(FILES / script), *SCRIPTS[script]]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def output(script: str, url: str, seconds: float) -> tuple[str, int | None]:
    """Return what a script prints until it ends or the time is over, and its exit code; None if it was stopped."""
    process = started(script, url)
    try:
        printed, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.terminate()
        printed, _ = process.communicate()
        return printed, None
    return printed, process.returncode


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("script", SCRIPTS)
def test_an_unreadable_url_ends_a_script_at_once(script: str, password: str) -> None:
    raw = password if ":" not in password else "zyxq%wvut"  # a raw colon is readable
    printed, code = output(script, f"postgresql+psycopg2://airflow:{raw}@127.0.0.1:1/airflow", 20)
    assert code == 1
    assert printed.startswith("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN ")
    assert "Traceback" not in printed
    assert_nothing_shown(printed)


@pytest.mark.parametrize("script", ["wait.py", "migrate.py"])
def test_a_script_waits_for_the_database(script: str) -> None:
    process = started(script, f"postgresql+psycopg2://airflow:{quote('zyxq/@wvut', safe='')}@127.0.0.1:1/airflow")
    assert process.stdout is not None
    line = process.stdout.readline()
    process.terminate()
    rest, _ = process.communicate()
    assert "refused" in line
    assert_nothing_shown(line + rest)


@pytest.mark.parametrize("script", ["wait.py", "alive.py"])
def test_a_rejected_password_is_not_shown(script: str, postgres_url: str) -> None:
    url = f"postgresql+psycopg2://movielytics:{quote('zyxq/@wvut', safe='')}@{postgres_url.rpartition('@')[2]}"
    printed, _ = output(script, url, 3)
    assert "password authentication failed" in printed
    assert_nothing_shown(printed)


def test_liveness_does_not_depend_on_the_database() -> None:
    assert output("alive.py", "postgresql://airflow:zyxqwvut@127.0.0.1:1/airflow", 20)[1] == 0


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("form", FORMS)
def test_a_probe_shows_no_password(form: str, address: str) -> None:
    began = time.monotonic()
    printed, _ = output(
        "alive.py", f"postgresql+psycopg2://airflow:{FORMS[form]('zyxq/wvut')}@{ADDRESSES[address]}", 20
    )
    assert time.monotonic() - began < 15
    assert printed
    assert_nothing_shown(printed)
