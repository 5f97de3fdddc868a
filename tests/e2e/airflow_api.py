"""Airflow's REST API, as a user of the cluster reaches it."""

import json
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from e2e.forward import PortForward
from e2e.waiting import until

DAG_ID = "movie_dwh_dag"
ENDED = ("success", "failed")
RESTART_SECONDS = 120
"""Seconds for which the API may be away while its pod is replaced."""

Reply = dict[str, Any]


@dataclass(frozen=True)
class TaskTry:
    """One task of a run as the API reports it, with its times; a time is None until it is reached."""

    task_id: str
    state: str | None
    try_number: int
    queued: datetime | None
    started: datetime | None
    ended: datetime | None

    @classmethod
    def from_reply(cls, reply: Reply) -> "TaskTry":
        """Read a task instance of the API."""
        times = (
            datetime.fromisoformat(reply[key]) if reply[key] else None
            for key in ("queued_when", "start_date", "end_date")
        )
        return cls(reply["task_id"], reply["state"], reply["try_number"], *times)


class Airflow:
    """A client that logs in like a user and retries while the API server is replaced."""

    def __init__(self, forward: PortForward, username: str, password: str) -> None:
        """Use the API server behind a port-forward."""
        self.url = f"http://localhost:{forward.port}"
        self.username, self.password = username, password
        self._http = httpx.Client(base_url=self.url, timeout=20, transport=httpx.HTTPTransport(retries=0))
        self._token = ""
        self.restart_timeout: float = RESTART_SECONDS

    def call(self, method: str, path: str, **options: Any) -> Reply:
        """Call ``/api/v2/<path>``; retry if the connection breaks.

        Raises:
            AssertionError: the API refuses the call.
        """
        return until(f"{method} {path}", lambda: self._call(method, path, **options), self.restart_timeout)

    def _call(self, method: str, path: str, **options: Any) -> Reply | None:
        if not self._token:
            login = self._http.post("/auth/token", json={"username": self.username, "password": self.password})
            if login.status_code >= 500:
                return None
            assert login.status_code == 201, f"login as {self.username}: {login.status_code} {login.text}"
            self._token = login.json()["access_token"]
        reply = self._http.request(
            method, f"/api/v2/{path}", headers={"Authorization": f"Bearer {self._token}"}, **options
        )
        if reply.status_code == 401:  # the token has expired
            self._token = ""
            return None
        if reply.status_code in (502, 503, 504):
            return None
        assert reply.status_code < 300, f"{method} {path}: {reply.status_code} {reply.text[:2000]}"
        found: Reply = reply.json() if reply.content else {"status": reply.status_code}
        return found

    def wait_for_dag(self, seconds: float = 180) -> None:
        """Wait until Airflow has parsed the DAG."""
        until(f"the DAG {DAG_ID}", self._dag_is_there, seconds, every=2, state=lambda: self.call("GET", "importErrors"))

    def _dag_is_there(self) -> bool:
        found = self.call("GET", "dags", params={"dag_id_pattern": DAG_ID, "exclude_stale": "true"})
        return any(dag["dag_id"] == DAG_ID for dag in found["dags"])

    def pause(self, paused: bool) -> None:
        """Pause or unpause the DAG."""
        self.call("PATCH", f"dags/{DAG_ID}", json={"is_paused": paused})

    def runs(self) -> list[Reply]:
        """Return all runs of the DAG."""
        return list(self.call("GET", f"dags/{DAG_ID}/dagRuns", params={"limit": 100})["dag_runs"])

    def end(self, run_id: str) -> None:
        """End a run without deleting it: the scheduler would start a deleted run again."""
        self.call("PATCH", f"dags/{DAG_ID}/dagRuns/{run_id}", json={"state": "failed"})

    def trigger(self, run_id: str) -> "Run":
        """Trigger a run."""
        self.call("POST", f"dags/{DAG_ID}/dagRuns", json={"dag_run_id": run_id, "logical_date": None})
        return Run(self, run_id)


@dataclass(frozen=True)
class Run:
    """A run of the DAG, or of another one."""

    airflow: Airflow
    run_id: str
    dag_id: str = DAG_ID

    @property
    def path(self) -> str:
        """The path of the run in the API."""
        return f"dags/{self.dag_id}/dagRuns/{self.run_id}"

    def reply(self) -> Reply:
        """Return the run as the API describes it."""
        return self.airflow.call("GET", self.path)

    def tasks(self) -> dict[str, TaskTry]:
        """Return the tasks by name."""
        found = self.airflow.call("GET", f"{self.path}/taskInstances", params={"limit": 100})["task_instances"]
        return {reply["task_id"]: TaskTry.from_reply(reply) for reply in found}

    def tries(self, task_id: str) -> list[TaskTry]:
        """Return every try of a task, the last one last."""
        found = self.airflow.call("GET", f"{self.path}/taskInstances/{task_id}/tries")["task_instances"]
        return [TaskTry.from_reply(reply) for reply in found]

    def task(self, task_id: str) -> TaskTry:
        """Return the current try of a task."""
        return self.tasks()[task_id]

    def states(self) -> str:
        """Return the state of every task, for messages."""
        return ", ".join(f"{task.task_id}={task.state}/{task.try_number}" for task in self.tasks().values())

    def wait(self, seconds: float, state: str = "success") -> Reply:
        """Wait until the run has ended.

        Raises:
            AssertionError: it has not ended in time, or ended in another state.
        """
        ended = until(f"the end of run {self.run_id}", self._ended, seconds, state=self.states)
        assert ended["state"] == state, f"run {self.run_id} ended in {ended['state']}: {self.states()}"
        return ended

    def wait_for_task(self, task_id: str, *states: str, seconds: float = 240) -> TaskTry:
        """Wait until a task is in one of these states."""

        def reached() -> TaskTry | None:
            task = self.task(task_id)
            return task if task.state in states else None

        return until(f"{task_id} to be {' or '.join(states)}", reached, seconds, every=0.5, state=self.states)

    def log(self, task_id: str, try_number: int) -> str:
        """Return the log of a task's try as text."""
        path = f"{self.path}/taskInstances/{task_id}/logs/{try_number}"
        content = self.airflow.call("GET", path, params={"full_content": "true"})["content"]
        if isinstance(content, str):
            return content
        return "\n".join(_line(entry) for entry in content)

    def result(self, task_id: str) -> Reply:
        """Return the result of a task's step from Airflow's XCom."""
        value = self.airflow.call("GET", f"{self.path}/taskInstances/{task_id}/xcomEntries/return_value")["value"]
        found: Reply = json.loads(value) if isinstance(value, str) else value
        return found

    def skipped(self) -> set[str]:
        """Return the tasks that the run's plan has skipped."""
        return {task.task_id for task in self.tasks().values() if task.state == "skipped"}

    def _ended(self) -> Reply | None:
        reply = self.reply()
        return reply if reply["state"] in ENDED else None


def _line(entry: Reply | str) -> str:
    if isinstance(entry, str):
        return entry
    error = entry.get("error_detail") or ""
    return f"{entry.get('timestamp') or ''} {entry.get('level') or ''} {entry.get('event', '')} {error}".strip()


def run_name(purpose: str) -> str:
    """Return the id of a new run, distinct from those of earlier sessions."""
    return f"{purpose}-{time.strftime('%Y%m%dT%H%M%S')}"
