"""Airflow's REST API: trigger a run, and read the state of its tasks."""

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from movielytics.cluster.kubectl import Forward
from movielytics.errors import MovielyticsError
from movielytics.orchestration.ui import DAG_ID
from movielytics.orchestration.worker_pods import EVENTS, why_not_started
from movielytics.results import StepResult

UNREACHABLE_SECONDS = 180.0
"""Seconds to keep retrying while the API server is unavailable, such as while its pod is replaced."""
RETRY_SECONDS = 2.0
"""Seconds between two tries."""
WAITS = ("waiting for admission: ", "waiting for its turn ")
"""Prefixes of log lines that say what a task waits for."""
ENDED = frozenset({"success", "failed", "skipped", "upstream_failed", "removed"})


@dataclass(frozen=True)
class Run:
    """A run of the DAG, or a task of a run.

    Attributes:
        state: Airflow's name of its state; None before a task is scheduled.
        started: the start of the run, or of the task's current try; None if it has not started.
        ended: the end of the run or of the try; None if it has not ended.
    """

    state: str | None
    started: datetime | None
    ended: datetime | None

    @property
    def seconds(self) -> float:
        """Seconds from its start to its end, or until now if it has not ended; 0 before its start."""
        if self.started is None:
            return 0.0
        return max(0.0, ((self.ended or datetime.now(UTC)) - self.started).total_seconds())


@dataclass(frozen=True)
class Task(Run):
    """A task of a run.

    Attributes:
        task_id: its id in the DAG.
        tries: how many times it has started.
    """

    task_id: str
    tries: int


class _UnavailableError(Exception):
    """The API server, or a proxy in front of it, cannot answer now."""


class Airflow:
    """A client of the API server behind a port-forward; the server's pod may be replaced while the client is in use."""

    def __init__(self, forward: Forward, username: str, password: str) -> None:
        """Create a client that logs in as ``username``."""
        self._forward, self._login = forward, {"username": username, "password": password}
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{forward.port}", timeout=30)
        self._token = ""

    def begin(self) -> str:
        """Start a run of the DAG, or find the one in progress, because only one runs at a time; return its id.

        If the DAG is paused, unpause it. That starts today's run if there was none yet.

        Raises:
            MovielyticsError: Airflow rejects a call, or is unavailable for ``UNREACHABLE_SECONDS`` seconds.
        """
        dag = self._dag()
        if dag["is_paused"]:
            self._call("PATCH", f"dags/{DAG_ID}", json={"is_paused": False})
        due = _time(dag["next_dagrun_run_after"])
        waits = UNREACHABLE_SECONDS if due and due <= datetime.now(UTC) else 0
        return self._active(waits) or self._trigger()

    def _trigger(self) -> str:
        # The client chooses the id, so that a call repeated after a broken connection does not start a second run.
        run_id = f"manual__{datetime.now(UTC).isoformat(timespec='milliseconds')}"
        self._call("POST", f"dags/{DAG_ID}/dagRuns", accepted=409, json={"dag_run_id": run_id, "logical_date": None})
        return run_id

    def _active(self, seconds: float) -> str | None:
        """Return the id of the run in progress, waiting up to ``seconds`` for it to appear; None if there is none."""
        deadline = time.monotonic() + seconds
        while True:
            runs = self._call(
                "GET", f"dags/{DAG_ID}/dagRuns", params={"state": ["running", "queued"], "order_by": "run_after"}
            )["dag_runs"]
            if runs:
                return str(min(runs, key=lambda run: run["state"] != "running")["dag_run_id"])
            if time.monotonic() >= deadline:
                return None
            time.sleep(1)

    def run(self, run_id: str) -> Run:
        """Return the state of a run."""
        found = self._call("GET", f"dags/{DAG_ID}/dagRuns/{run_id}")
        return Run(found["state"], _time(found["start_date"]), _time(found["end_date"]))

    def tasks(self, run_id: str) -> list[Task]:
        """Return the tasks of a run in the order in which they ended; unfinished tasks come last."""
        found = self._call("GET", f"dags/{DAG_ID}/dagRuns/{run_id}/taskInstances", params={"limit": 100})[
            "task_instances"
        ]
        tasks = [
            Task(item["state"], _time(item["start_date"]), _time(item["end_date"]), item["task_id"], item["try_number"])
            for item in found
        ]
        return sorted(tasks, key=lambda task: (task.ended or datetime.now(UTC), task.task_id))

    def result(self, run_id: str, task_id: str) -> StepResult | None:
        """Return the result that a task stored as its XCom; None if it stored none."""
        path = f"dags/{DAG_ID}/dagRuns/{run_id}/taskInstances/{task_id}/xcomEntries/return_value"
        value = self._call("GET", path, accepted=404).get("value")
        return StepResult.from_xcom(value) if value else None

    def reason(self, run_id: str, task_id: str, tries: int) -> str:
        """Return why a try of a task failed, from its log or, if it never started, from Airflow's events."""
        return reason_in(self._log(run_id, task_id, tries)) or self._event(run_id, task_id) or "no reason in its log"

    def wait(self, run_id: str, task_id: str, tries: int) -> str | None:
        """Return what a try of a task waits for, from its log; None if it does not wait."""
        return wait_in(self._log(run_id, task_id, tries))

    def _log(self, run_id: str, task_id: str, tries: int) -> "str | list[Any]":
        path = f"dags/{DAG_ID}/dagRuns/{run_id}/taskInstances/{task_id}/logs/{tries}"
        return self._call("GET", path, accepted=404, params={"full_content": "true"}).get("content") or []

    def _event(self, run_id: str, task_id: str) -> str | None:
        """Return why Airflow failed a task that never started; None if it has not noted that."""
        query = {"dag_id": DAG_ID, "run_id": run_id, "task_id": task_id, "included_events": EVENTS, "order_by": "-when"}
        events = self._call("GET", "eventLogs", accepted=404, params=query).get("event_logs") or []
        return why_not_started(events[0]["extra"]) if events else None

    def _dag(self) -> dict[str, Any]:
        """Return Airflow's record of the DAG; wait until Airflow has parsed the DAG file."""
        deadline = time.monotonic() + UNREACHABLE_SECONDS
        while "dag_id" not in (dag := self._call("GET", f"dags/{DAG_ID}", accepted=404)):
            if time.monotonic() > deadline:
                problems = self._call("GET", "importErrors")["import_errors"]
                why = (
                    "; ".join(problem["stack_trace"].strip().splitlines()[-1] for problem in problems)
                    or "see the log of its dag-processor"
                )
                raise MovielyticsError(
                    f"Airflow does not know the DAG {DAG_ID} after {UNREACHABLE_SECONDS:.0f} s: {why}"
                )
            time.sleep(2)
        return dag

    def _call(self, method: str, path: str, accepted: int = 200, **options: Any) -> dict[str, Any]:
        """Call the API, retrying while it is unavailable; treat the status ``accepted`` like success."""
        retrying = Retrying(
            retry=retry_if_exception_type((_UnavailableError, httpx.TransportError)),
            stop=stop_after_delay(UNREACHABLE_SECONDS),
            wait=wait_fixed(RETRY_SECONDS),
            before_sleep=lambda _: self._renew(),
            reraise=True,
        )
        try:
            return retrying(self._request, method, path, accepted, options)
        except (_UnavailableError, httpx.TransportError) as error:
            raise MovielyticsError(
                f"Airflow's API has been unavailable for {UNREACHABLE_SECONDS:.0f} s; {method} {path}: "
                f"{str(error) or type(error).__name__}"
            ) from None

    def _request(self, method: str, path: str, accepted: int, options: dict[str, Any]) -> dict[str, Any]:
        answer = self._http.request(method, f"/api/v2/{path}", headers=self._headers(), **options)
        if answer.is_success or answer.status_code == accepted:
            found: dict[str, Any] = answer.json() if answer.content else {}
            return found
        problem = f"{answer.status_code} {answer.text[:500]}"
        if answer.status_code == 401:
            self._token = ""
        elif answer.status_code < 500:
            raise MovielyticsError(f"Airflow answers {method} {path}: {problem}")
        raise _UnavailableError(problem)

    def _renew(self) -> None:
        with suppress(MovielyticsError):  # no pod is ready: the next call fails and is retried
            self._forward.renew()

    def _headers(self) -> dict[str, str]:
        if not self._token:
            answer = self._http.post("/auth/token", json=self._login)
            if answer.status_code in {401, 403}:
                raise MovielyticsError(
                    f"Airflow refuses the login of {self._login['username']}: the Secret holds another password"
                )
            self._token = answer.json().get("access_token", "") if answer.is_success else ""
        return {"Authorization": f"Bearer {self._token}"}


def reason_in(content: "str | list[Any]") -> str | None:
    """Return the last error of a task's log in one line, or None; ``content`` is the log as the API returns it."""
    for entry in _entries(content):
        if entry.get("level") in {"error", "critical"}:
            details = entry.get("error_detail") or [{}]
            return str(details[0].get("exc_value") or entry.get("event") or "")
    return None


def wait_in(content: "str | list[Any]") -> str | None:
    """Return what a task's log says that it waits for; None if it does not wait, or no longer."""
    for entry in _entries(content):
        event = str(entry.get("event") or "")
        if event.startswith(WAITS):
            return event
        if event.startswith(("admitted after", "created ")):
            return None
    return None


def _entries(content: "str | list[Any]") -> "list[dict[str, Any]]":
    """Return the structured entries of a log, the last one first."""
    return [entry for entry in reversed(content) if isinstance(entry, dict)] if isinstance(content, list) else []


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
