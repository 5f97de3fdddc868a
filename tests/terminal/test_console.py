"""The output of a local run and of its children goes to the terminal or to files."""

import os
from pathlib import Path

import pytest

from movielytics.terminal.console import diverted


def test_only_console_output_reaches_the_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Other output of the process and its children goes to files."""
    with diverted(tmp_path / "run.log") as diversion:
        os.write(1, b"own words\n")
        diversion.console.print("progress")
        diversion.to(tmp_path / "deep" / "task.log")
        os.system("echo child; echo trouble >&2")
    os.write(1, b"after\n")
    assert (tmp_path / "run.log").read_text() == "own words\n"
    assert (tmp_path / "deep" / "task.log").read_text() == "child\ntrouble\n"
    assert capfd.readouterr().out == "progress\nafter\n"


def test_the_terminal_is_restored_after_an_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), diverted(tmp_path / "run.log"):
        raise ZeroDivisionError
    os.write(1, b"after\n")
    assert capfd.readouterr().out == "after\n"


def test_lines_are_not_wrapped_without_a_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with diverted(tmp_path / "run.log") as diversion:
        diversion.console.print("[x] " + "word " * 100)
    assert capfd.readouterr().out == "[x] " + "word " * 100 + "\n"
