"""A fake Airflow API server: its responses are those of a real one, and a test decides its states."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DAG = "/api/v2/dags/movie_dwh_dag"
START, END = "2026-11-23T02:00:00.000000Z", "2026-11-23T02:00:12.500000Z"
Answer = dict[str, Any]


class AirflowServer:
    """The state of the server, and the calls that it received.

    Attributes:
        polls: for each poll of the run, its state, and the states and tries of its tasks; the last one repeats.
        results: the results of tasks.
        logs: the entries of the tasks' logs.
        events: what Airflow notes about tasks.
        failing_calls: how many of the next calls fail with an error of a proxy.
        renewals: how often the client renewed its port-forward.
        dag: the DAG as the API describes it.
        scheduled: the run that starts when the DAG is unpaused, if any.
        active: the runs in progress, with their states.
        triggered: the runs that clients triggered.
    """

    def __init__(self) -> None:
        self.polls: list[tuple[str, dict[str, tuple[str | None, int]]]] = []
        self.results: dict[str, Answer] = {}
        self.logs: dict[str, list[Answer]] = {}
        self.events: list[Answer] = []
        self.failing_calls = 0
        self.renewals = 0
        self.password = "right"
        self.dag = {"dag_id": "movie_dwh_dag", "is_paused": False, "next_dagrun_run_after": "2999-01-01T00:00:00Z"}
        self.scheduled: str | None = None
        self.active: dict[str, str] = {}
        self.triggered: list[str] = []
        self.port = 0

    def renew(self) -> None:
        """Count the call: a client makes it on its port-forward."""
        self.renewals += 1

    def stop(self) -> None:
        """Do nothing: a client calls this on its port-forward."""

    def answer(self, method: str, path: str, body: Answer) -> tuple[int, Answer]:
        if path == "/auth/token":
            return (
                (201, {"access_token": "token"})
                if body["password"] == self.password
                else (401, {"detail": "Invalid credentials"})
            )
        if self.failing_calls:
            self.failing_calls -= 1
            return 503, {}
        if method == "PATCH":
            self.dag.update(body)
            if self.scheduled:
                self.active[self.scheduled] = "queued"
            return 200, self.dag
        if method == "POST":
            known = body["dag_run_id"] in self.triggered
            self.triggered.append(body["dag_run_id"])
            return (409, {"detail": "it is there"}) if known else (200, {})
        if path == "/api/v2/eventLogs":
            return 200, {"event_logs": self.events}
        return self._read(path)

    def _read(self, path: str) -> tuple[int, Answer]:
        if path == DAG:
            return 200, self.dag
        if path == f"{DAG}/dagRuns":
            return 200, {"dag_runs": [{"dag_run_id": run_id, "state": state} for run_id, state in self.active.items()]}
        if path.endswith("/taskInstances"):
            tasks = self.polls[0][1]
            if len(self.polls) > 1:
                self.polls.pop(0)
            return 200, {"task_instances": [self._task(name, *state) for name, state in tasks.items()]}
        task = path.rsplit("/taskInstances/", maxsplit=1)[-1].split("/", maxsplit=1)[0]
        if path.endswith("/return_value"):
            return (
                (200, {"value": self.results[task]})
                if task in self.results
                else (404, {"detail": "XCom entry not found"})
            )
        if "/logs/" in path:
            return 200, {"content": self.logs.get(task, [])}
        return 200, {"state": self.polls[0][0], "start_date": START, "end_date": END}

    def _task(self, name: str, state: str | None, tries: int) -> Answer:
        ended = END if state not in (None, "running", "deferred") else None
        return {"task_id": name, "state": state, "try_number": tries, "start_date": START, "end_date": ended}


@contextmanager
def served() -> Iterator[AirflowServer]:
    """Run the server while the context is open."""
    airflow = AirflowServer()

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(size)) if size else {}
            status, answer = airflow.answer(self.command, self.path.partition("?")[0], body)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        do_GET = do_POST = do_PATCH = _handle  # noqa: N815 - names that http.server requires

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    airflow.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield airflow
    finally:
        server.shutdown()
