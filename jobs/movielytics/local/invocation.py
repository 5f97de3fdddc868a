"""How a user starts local runs, for messages: with make in a checkout, otherwise with the installed program."""

import os
import shlex
import shutil
import sys
from pathlib import Path

from movielytics.resources import IS_CHECKOUT
from movielytics.settings import DEFAULT_STATE_DIR, HOME


def command(name: str, landing: str = "", *, switch: bool = False, state: str = "") -> str:
    """Return a command for the current folder, quoted for a shell.

    Args:
        name: ``run``, ``ui``, ``stop`` or ``clean``.
        landing: folder or URI of the files, unquoted.
        switch: load another landing zone than the one that filled the warehouse.
        state: the state folder; empty: that of this process.
    """
    words = [*_setting(Path(state or os.environ.get("MOVIELYTICS_STATE_DIR") or DEFAULT_STATE_DIR))]
    words += ["make" if IS_CHECKOUT else _program(), name]
    if landing:
        words.append(f"{'LANDING=' if IS_CHECKOUT else '--landing '}{shlex.quote(landing)}")
    if switch:
        words.append("SWITCH=1" if IS_CHECKOUT else "--switch")
    return " ".join(words)


def command_from_anywhere(name: str, state: Path) -> str:
    """Return a command that uses the state folder ``state`` from any folder, quoted for a shell."""
    if not IS_CHECKOUT:  # the default folder is that of the current folder
        return f"MOVIELYTICS_STATE_DIR={shlex.quote(str(state))} {_program()} {name}"
    return " ".join([*_setting(state), f"make -C {shlex.quote(str(HOME))} -s {name}"])


def _setting(state: Path) -> list[str]:
    """Return the setting of a state folder for a command; none if it is the default one."""
    if state.resolve() == DEFAULT_STATE_DIR.resolve():
        return []
    return [f"MOVIELYTICS_STATE_DIR={shlex.quote(str(state))}"]


def _program() -> str:
    """Return ``movielytics`` if the user's shell finds this installation by that name, otherwise its path."""
    installed = Path(sys.executable).with_name("movielytics")
    if not installed.exists():  # installed for the user, not in an environment
        return "movielytics"
    # uvx adds the environment's folder to PATH for its program only; an activated environment sets VIRTUAL_ENV.
    activated = os.environ.get("VIRTUAL_ENV") == sys.prefix
    folders = [folder for folder in os.get_exec_path() if activated or Path(folder) != installed.parent]
    found = shutil.which("movielytics", path=os.pathsep.join(folders))
    return "movielytics" if found and Path(found).resolve() == installed.resolve() else shlex.quote(str(installed))
