"""Following a run in the cluster: what is printed, and what happens if the API server goes away."""

from collections.abc import Iterator
from typing import Any

import pytest

from cluster.airflow_server import AirflowServer, served
from movielytics.cluster import airflow as module
from movielytics.cluster import run as run_module
from movielytics.cluster.airflow import Airflow, reason_in, wait_in
from movielytics.cluster.run import Followed
from movielytics.cluster.waiting import Waits
from movielytics.errors import MovielyticsError

STAGED = {
    "task": "stage_cpi",
    "changed": True,
    "summary": "cpi.csv",
    "counts": {"read": 5, "staged": 4, "superseded": 0, "quarantined": 1},
}
UPSERTED = {
    "task": "upsert_cpi",
    "changed": True,
    "seconds": 14.25,
    "counts": {"inserted": 4, "updated": 0, "unchanged": 0},
}
REFUSED = "the driver pod cannot start: ErrImagePull"


def failure(reason: str) -> list[dict[str, Any]]:
    """Return the end of a log as the API returns it."""
    return [
        {"timestamp": "2026-11-23T02:00:01Z", "level": "info", "event": "created SparkApplication"},
        {
            "timestamp": "2026-11-23T02:00:09Z",
            "level": "error",
            "event": "Task failed with exception",
            "error_detail": [{"exc_value": reason}],
        },
    ]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[AirflowServer]:
    monkeypatch.setattr(run_module, "EVERY", 0.01)
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.01)
    with served() as server:
        yield server


def client(server: AirflowServer, password: str = "right") -> Airflow:
    # The server has the methods of a port-forward.
    return Airflow(server, "admin", password)  # type: ignore[arg-type]


def follower(server: AirflowServer) -> Followed:
    airflow = client(server)
    return Followed(airflow, "run 1", Waits(airflow, "movielytics", "run 1"))


def followed(server: AirflowServer, capfd: pytest.CaptureFixture[str]) -> tuple[bool, list[str]]:
    succeeded = follower(server).to_the_end(minutes=1)
    return succeeded, capfd.readouterr().out.splitlines()


def test_each_finished_task_is_printed_once(server: AirflowServer, capfd: pytest.CaptureFixture[str]) -> None:
    """The columns are those of a local run."""
    server.polls = [
        ("queued", {"stage_cpi": (None, 0), "upsert_cpi": (None, 0)}),
        ("running", {"stage_cpi": ("deferred", 1), "upsert_cpi": (None, 0)}),
        ("running", {"stage_cpi": ("success", 1), "upsert_cpi": ("running", 1)}),
        ("success", {"stage_cpi": ("success", 1), "upsert_cpi": ("success", 1)}),
    ]
    server.results = {"stage_cpi": STAGED, "upsert_cpi": UPSERTED}
    succeeded, lines = followed(server, capfd)
    assert succeeded
    assert [line.split() for line in lines[:4]] == [
        ["read", "staged", "superseded", "quarantined"],
        ["✓", "stage_cpi", "12.5", "s", "5", "4", "0", "1", "cpi.csv"],
        ["inserted", "updated", "unchanged", "waiting"],
        ["✓", "upsert_cpi", "14.2", "s", "4", "0", "0"],
    ]
    assert "The run run 1 succeeded in 12.5 s" in lines[-2]
    assert "nothing new" not in lines[-2]


def test_a_run_without_new_files_says_so(server: AirflowServer, capfd: pytest.CaptureFixture[str]) -> None:
    server.polls = [("success", {"stage_cpi": ("success", 1)})]
    server.results = {"stage_cpi": {"task": "stage_cpi", "changed": False, "summary": "nothing new"}}
    _, lines = followed(server, capfd)
    assert "nothing new: all files were loaded before" in lines[-2]


def test_a_retry_has_its_reason_and_a_failure_its_consequences(
    server: AirflowServer, capfd: pytest.CaptureFixture[str]
) -> None:
    """A failed run lists the tasks that did not run because of it."""
    server.polls = [
        ("running", {"stage_cpi": ("up_for_retry", 1), "upsert_cpi": (None, 0)}),
        ("running", {"stage_cpi": ("up_for_retry", 1), "upsert_cpi": (None, 0)}),
        ("failed", {"stage_cpi": ("failed", 2), "upsert_cpi": ("upstream_failed", 0)}),
    ]
    server.logs = {"stage_cpi": failure(f"{REFUSED}\nand more")}
    succeeded, lines = followed(server, capfd)
    assert not succeeded
    assert [line.split()[0] for line in lines[:2]] == ["↻", "✗"]
    assert lines[0].endswith(f"{REFUSED} (trying again)")
    assert f"stage_cpi: {REFUSED}" in lines
    assert "Tasks that did not run: upsert_cpi" in lines


def test_a_run_that_takes_too_long_is_left_to_the_cluster(server: AirflowServer) -> None:
    server.polls = [("running", {})]
    with pytest.raises(MovielyticsError, match="has not ended after 0 minutes; it goes on in the cluster"):
        follower(server).to_the_end(minutes=0)


def test_unpausing_a_dag_follows_the_run_that_starts(server: AirflowServer) -> None:
    server.dag |= {"is_paused": True, "next_dagrun_run_after": "2026-01-01T00:00:00Z"}
    server.scheduled = "scheduled__1"
    assert client(server).begin() == "scheduled__1"
    assert (server.dag["is_paused"], server.triggered) == (False, [])


def test_a_paused_dag_that_already_ran_today_is_triggered(server: AirflowServer) -> None:
    server.dag["is_paused"] = True
    run_id = client(server).begin()
    assert run_id.startswith("manual__")
    assert (server.dag["is_paused"], server.triggered) == (False, [run_id])


def test_a_run_in_progress_is_followed_before_a_queued_one(server: AirflowServer) -> None:
    server.active = {"waits": "queued", "runs": "running"}
    assert client(server).begin() == "runs"
    assert server.triggered == []


def test_a_replaced_api_server_only_costs_time(server: AirflowServer) -> None:
    server.failing_calls = 2
    run_id = client(server).begin()
    assert server.triggered == [run_id]
    assert (server.failing_calls, server.renewals) == (0, 2)


def test_a_repeated_trigger_has_the_same_run_id(server: AirflowServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first call succeeded, but its response was lost."""
    answer, unanswered = server.answer, [True]

    def lost_once(method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        found = answer(method, path, body)
        return (502, {}) if method == "POST" and "dagRuns" in path and unanswered.pop() else found

    monkeypatch.setattr(server, "answer", lost_once)
    unanswered.insert(0, False)
    run_id = client(server).begin()
    assert server.triggered == [run_id, run_id]


def test_an_api_server_that_stays_away_is_an_error(server: AirflowServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "UNREACHABLE_SECONDS", 0.0)
    server.failing_calls = 100
    with pytest.raises(MovielyticsError, match="has been unavailable for 0 s; GET dags/movie_dwh_dag: 503"):
        client(server).begin()


def test_a_wrong_password_is_reported(server: AirflowServer) -> None:
    with pytest.raises(MovielyticsError, match="refuses the login of admin"):
        client(server, "wrong").begin()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (failure("why"), "why"),
        ([{"level": "error", "event": "killed"}, {"level": "info", "event": "bye"}], "killed"),
        ([], None),
        ("plain text", None),
    ],
)
def test_the_last_error_of_a_log_is_the_reason(content: Any, reason: str | None) -> None:
    assert reason_in(content) == reason


def test_a_failure_without_a_log_says_so(server: AirflowServer) -> None:
    assert client(server).reason("run 1", "stage_cpi", 1) == "no reason in its log"


def test_airflow_knows_why_a_task_never_started(server: AirflowServer) -> None:
    server.events = [{"event": "stuck in queued tries exceeded", "extra": "Task was requeued more than 0 times and …"}]
    assert "its worker pod did not start in time" in client(server).reason("run 1", "plan_run", 1)


SUSPENDED = "waiting for admission: SparkApplication x is suspended (spec.suspend)"


@pytest.mark.parametrize(
    ("lines", "wait"),
    [
        ([SUSPENDED], SUSPENDED),
        (["waiting for its turn (loads_at_once is 2): active are a, b", "created SparkApplication x"], None),
        (["created SparkApplication x", SUSPENDED, "SparkApplication x: SUSPENDED"], SUSPENDED),
        ([SUSPENDED, "admitted after 9 s", "SparkApplication x: RUNNING"], None),
        ([], None),
    ],
)
def test_a_log_says_what_its_task_waits_for(lines: list[str], wait: str | None) -> None:
    assert wait_in([{"level": "info", "event": line} for line in lines]) == wait


def test_what_a_task_waits_for_is_printed_once(
    server: AirflowServer, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("movielytics.cluster.waiting.EVERY", 0.0)
    deferred = ("running", {"stage_cpi": ("deferred", 1), "upsert_cpi": (None, 0)})
    server.polls = [deferred, deferred, deferred, ("success", {"stage_cpi": ("success", 1)})]
    server.logs = {"stage_cpi": [{"level": "info", "event": SUSPENDED}]}
    _, lines = followed(server, capfd)
    assert [line.split(maxsplit=2) for line in lines if "…" in line] == [["…", "stage_cpi", SUSPENDED]]
