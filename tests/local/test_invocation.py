"""Messages name commands that work where the user is."""

import os
import sys
from pathlib import Path

import pytest

from movielytics.local import invocation
from movielytics.local.invocation import command, command_from_anywhere
from movielytics.settings import HOME

FOLDER = "/my files"


def test_a_checkout_is_used_with_make(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invocation, "HOME", Path("/my checkout"))
    monkeypatch.setattr(invocation, "DEFAULT_STATE_DIR", Path("/my checkout/.movielytics"))
    monkeypatch.delenv("MOVIELYTICS_STATE_DIR", raising=False)
    assert command("run", FOLDER, switch=True) == "make run LANDING='/my files' SWITCH=1"
    assert command("stop") == "make stop"
    assert command("clean", state="/other state") == "MOVIELYTICS_STATE_DIR='/other state' make clean"
    monkeypatch.setenv("MOVIELYTICS_STATE_DIR", "/mine")
    assert command("clean") == "MOVIELYTICS_STATE_DIR=/mine make clean"
    assert command_from_anywhere("url", Path("/my checkout/.movielytics")) == "make -C '/my checkout' -s url"
    assert command_from_anywhere("url", Path("/state")) == (
        "MOVIELYTICS_STATE_DIR=/state make -C '/my checkout' -s url"
    )


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the program of an installation that is not on PATH."""
    program = tmp_path / "venv" / "bin" / "movielytics"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    monkeypatch.setattr(invocation, "IS_CHECKOUT", False)
    monkeypatch.setattr(sys, "executable", str(program.with_name("python")))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "venv"))
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("MOVIELYTICS_STATE_DIR", raising=False)
    monkeypatch.setenv("PATH", os.defpath)
    return program


def test_an_installed_program_is_named_by_its_path(installed: Path) -> None:
    assert command("run", FOLDER, switch=True) == f"{installed} run --landing '/my files' --switch"
    assert command_from_anywhere("url", HOME / ".movielytics") == (
        f"MOVIELYTICS_STATE_DIR={HOME / '.movielytics'} {installed} url"
    )


def test_a_program_on_the_path_is_named_alone(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "movielytics").symlink_to(installed)
    monkeypatch.setenv("PATH", str(tmp_path / "links"))
    assert command("stop") == "movielytics stop"


@pytest.mark.parametrize("activated", [False, True])
def test_only_an_activated_environment_is_on_the_users_path(
    installed: Path, monkeypatch: pytest.MonkeyPatch, activated: bool
) -> None:
    monkeypatch.setenv("PATH", str(installed.parent))
    if activated:
        monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    assert command("stop") == ("movielytics stop" if activated else f"{installed} stop")
