"""Pin the extra ``local`` of a wheel to the versions of requirements-local.lock, with which the tests run.

Airflow breaks with versions that it has not been tested with, and a wheel cannot carry a constraints file. The pins are
further requirements of the extra, next to the ranges in pyproject.toml. Hatchling calls this hook:
https://hatch.pypa.io/latest/plugins/build-hook/custom/
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.requirements import Requirement

LOCK = "requirements-local.lock"


class PinnedLocal(BuildHookInterface):  # type: ignore[type-arg]
    """The hook that ``[tool.hatch.build.targets.wheel.hooks.custom]`` names."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the pins to a wheel. An editable installation, the other ``version``, gets none."""
        if version == "standard":
            lock = Path(self.root, LOCK).read_text(encoding="utf-8")
            build_data["dependencies"] += [pin_of_local(line) for line in lock.splitlines() if not line.startswith("#")]


def pin_of_local(line: str) -> str:
    """Return a line of the lock, ``name==version`` with or without a marker, as a requirement of the extra."""
    pin = Requirement(line)
    where = f"({pin.marker}) and " if pin.marker else ""
    return f"{pin.name}{pin.specifier} ; {where}extra == 'local'"
