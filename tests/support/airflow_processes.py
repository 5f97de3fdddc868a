"""A real Airflow on this machine: api-server, scheduler, DAG processor and triggerer, each a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

START_SECONDS = 180
STEP_SECONDS = 240
"""Seconds within which what a test waits for has to happen, on a busy machine."""

Reply = dict[str, Any]


@dataclass
class Airflow:
    """The processes of one Airflow and its API.

    Attributes:
        home: its folder; DAG files are in ``dags``, and the output of each process in ``<process>.log``.
        port: the API's port on this machine.
        environment: the variables of all processes.
    """

    home: Path
    port: int
    environment: dict[str, str]
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    token: str = ""

    def start(self, name: str) -> None:
        """Start one of Airflow's processes, such as ``scheduler``."""
        with (self.home / f"{name}.log").open("ab") as output:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "airflow", name],
                env=self.environment,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """Kill a process and its children at once."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def call(self, method: str, path: str, **more: Any) -> Reply:
        """Call the API."""
        response = httpx.request(
            method,
            self._url(f"api/v2/{path}"),
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=STEP_SECONDS,
            **more,
        )
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text}"
        found: Reply = response.json()
        return found

    def page(self, link: str) -> str:
        """Return the page that a link of the UI leads to."""
        headers = {"Authorization": f"Bearer {self.token}"}
        response = httpx.get(self._url(link), headers=headers, timeout=STEP_SECONDS, follow_redirects=True)
        assert response.is_success, f"{link}: {response.status_code} {response.text}"
        return response.text

    def runs(self, dag_id: str) -> list[Reply]:
        """Return the runs of a DAG that assets have started, the first one first."""
        only = {"order_by": "id", "run_type": "asset_triggered"}
        found: list[Reply] = self.call("GET", f"dags/{dag_id}/dagRuns", params=only)["dag_runs"]
        return found

    def wait_for_runs(self, dag_id: str, number: int) -> list[Reply]:
        """Wait until ``number`` runs of a DAG have ended, and return them."""

        def ended() -> list[Reply] | None:
            runs = [run for run in self.runs(dag_id) if run["state"] in {"success", "failed"}]
            return runs if len(runs) >= number else None

        found: list[Reply] = self.wait_for(f"the end of {number} runs of {dag_id}", ended)
        return found

    def result(self, dag_id: str, run_id: str, task_id: str) -> Any:
        """Return the XCom of a task."""
        path = f"dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/xcomEntries/return_value"
        return self.call("GET", path, params={"stringify": "false"})["value"]

    def wait_for(self, what: str, found: Callable[[], Any], seconds: float = STEP_SECONDS) -> Any:
        """Wait until ``found`` returns something, and return it."""
        deadline = time.monotonic() + seconds
        while not (value := found()):
            assert time.monotonic() < deadline, f"no {what} after {seconds} s:\n{self._logs()}"
            time.sleep(0.2)
        return value

    def sign_in(self) -> None:
        """Wait until the API responds, and get a token."""

        def token() -> str | None:
            try:
                return str(httpx.get(self._url("auth/token"), timeout=10).json()["access_token"])
            except (httpx.HTTPError, ValueError, KeyError):
                return None

        self.token = self.wait_for("API", token, START_SECONDS)

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"

    def _logs(self) -> str:
        ends = {file.name: file.read_text(errors="replace").splitlines()[-15:] for file in self.home.glob("*.log")}
        return "\n".join(f"--- {name}\n" + "\n".join(lines) for name, lines in ends.items())


@contextmanager
def running_airflow(home: Path, **settings: str) -> Iterator[Airflow]:
    """Run an Airflow whose DAG files are in ``home/dags``, as long as the context lasts."""
    port = _free_port()
    found = Airflow(home, port, _environment(home, port) | settings)
    prepared = subprocess.run(
        [sys.executable, "-m", "airflow", "db", "migrate"],
        env=found.environment, cwd=home, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert prepared.returncode == 0, prepared.stderr
    try:
        for name in ("api-server", "scheduler", "dag-processor", "triggerer"):
            found.start(name)
        found.sign_in()
        yield found
    finally:
        for name in list(found.processes):
            found.kill(name)


def _environment(home: Path, port: int) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("MOVIELYTICS_", "AIRFLOW"))}
    return kept | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API_AUTH__JWT_SECRET": "not a secret, and as long as it has to be: 64 bytes, or a warning is written",
        "AIRFLOW__CORE__DAGS_FOLDER": str(home / "dags"),
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "5",
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
        "AIRFLOW__TRIGGERER__JOB_HEARTBEAT_SEC": "1",
        "AIRFLOW__TRIGGERER__TRIGGERER_HEALTH_CHECK_THRESHOLD": "5",
        "NO_PROXY": "127.0.0.1,localhost",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
