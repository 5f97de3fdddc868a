"""The pipeline on this machine, as `make run` runs it: the reference for the run in the cluster."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self


class LocalRun:
    """A whole run over a folder with its own PostgreSQL, which is stopped at the end of ``with``."""

    def __init__(self, state: Path, landing: Path) -> None:
        """Describe the run."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "MOVIELYTICS_"))}
        self.landing, self.environment = landing, kept | {"MOVIELYTICS_STATE_DIR": str(state)}

    def __enter__(self) -> Self:
        """Run the pipeline."""
        self._movielytics("run", "--landing", str(self.landing))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop PostgreSQL."""
        self._movielytics("stop")

    def hashes(self) -> dict[str, str]:
        """Return the content hash of each table."""
        url = self._movielytics("url").strip()
        settings = {"MOVIELYTICS_WAREHOUSE_URL": url, "MOVIELYTICS_LANDING_URI": str(self.landing)}
        found: dict[str, str] = json.loads(self._movielytics("hashes", "--json", **settings))
        return found

    def _movielytics(self, *arguments: str, **more: str) -> str:
        command = [str(Path(sys.executable).with_name("movielytics")), *arguments]
        done = subprocess.run(
            command, env=self.environment | more, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"
        return done.stdout
