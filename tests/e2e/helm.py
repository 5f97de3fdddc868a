"""Helm and its releases in one namespace."""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from support.rendering import KUBERNETES

Values = dict[str, Any]


@dataclass(frozen=True)
class Helm:
    """The program ``helm`` over one namespace."""

    program: str
    namespace: str
    timeout: str = "5m"

    def run(self, *arguments: str, check: bool = True, seconds: float = 480) -> subprocess.CompletedProcess[str]:
        """Run a helm command in the namespace.

        Raises:
            AssertionError: the command failed and ``check`` is set.
        """
        command = [self.program, *arguments, "--namespace", self.namespace]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds)
        assert done.returncode == 0 or not check, f"{' '.join(command)}: {done.stderr or done.stdout}"
        return done

    def install(self, release: str, chart: Path, values: Values) -> str:
        """Install or upgrade a release and wait until all of it is ready; return its notes."""
        waits = ("--wait", "--wait-for-jobs", "--timeout", self.timeout)
        with _files(values) as options:
            return self.run("upgrade", "--install", release, str(chart), *options, *waits).stdout

    def render(
        self, release: str, chart: Path, *values: Values | Path, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Render a chart with the values of these files and dictionaries; later ones override earlier ones."""
        with _files(*values) as options:
            return self.run("template", release, str(chart), "--kube-version", KUBERNETES, *options, check=check)

    def releases(self) -> list[str]:
        """Return the releases of the namespace, whatever their state."""
        return [release["name"] for release in json.loads(self.run("list", "--all", "--output", "json").stdout)]

    def uninstall(self, release: str) -> str:
        """Uninstall a release if it exists and wait for its end; return helm's output."""
        return self.run("uninstall", release, "--ignore-not-found", "--wait", "--timeout", self.timeout).stdout


@contextmanager
def _files(*values: Values | Path) -> Iterator[list[str]]:
    """Yield helm's options for these values; dictionaries are written to files while the context is open."""
    with tempfile.TemporaryDirectory() as folder:
        options: list[str] = []
        for number, given in enumerate(values):
            file = given if isinstance(given, Path) else Path(folder) / f"{number}.yaml"
            if not isinstance(given, Path):
                file.write_text(yaml.safe_dump(given))
            options += ["--values", str(file)]
        yield options
