"""The alert, sent to a real HTTP server on this machine."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest

from movielytics.errors import GateError
from movielytics.orchestration import alert as module
from movielytics.orchestration.alert import alert
from movielytics.settings import get_settings
from support.planted import assert_nothing_shown

FAILURE: dict[str, Any] = {
    "task_instance": SimpleNamespace(
        dag_id="movie_dwh_dag",
        run_id="scheduled__2026-11-01",
        task_id="audit_staging",
        try_number=3,
        log_url="https://airflow.example/log",
    ),
    "exception": GateError("staging.ratings: 3 ratings outside of 0.5 to 5.0"),
}


class Receiver:
    """A webhook: what it received, and how it responds."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.status = 200
        self.delay = 0.0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.headers.append(dict(self.headers))
                receiver.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                time.sleep(receiver.delay)
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Log nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/services/SECRET"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MOVIELYTICS_LANDING_URI", "/landing")
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_URL", "postgresql://u:p@h/d")
    monkeypatch.delenv("MOVIELYTICS_ALERT_WEBHOOK_URL", raising=False)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture
def alerting(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Receiver:
    monkeypatch.setenv("MOVIELYTICS_ALERT_WEBHOOK_URL", receiver.url)
    return receiver


def test_the_webhook_receives_what_failed_and_why(alerting: Receiver) -> None:
    alert(FAILURE)
    assert alerting.bodies == [
        {
            "text": (
                "movie_dwh_dag: audit_staging failed in scheduled__2026-11-01: "
                "staging.ratings: 3 ratings outside of 0.5 to 5.0"
            ),
            "dag_id": "movie_dwh_dag",
            "run_id": "scheduled__2026-11-01",
            "task_id": "audit_staging",
            "try_number": 3,
            "error": "staging.ratings: 3 ratings outside of 0.5 to 5.0",
            "log_url": "https://airflow.example/log",
        }
    ]
    assert alerting.headers[0]["Content-Type"] == "application/json"


def test_no_alert_is_sent_without_a_webhook(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    alert(FAILURE)
    assert receiver.bodies == []
    assert caplog.records == []


def test_wrong_settings_are_reported_too(alerting: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOVIELYTICS_WAREHOUSE_URL")
    alert(FAILURE)
    assert len(alerting.bodies) == 1


def test_an_unknown_error_refers_to_the_log(alerting: Receiver) -> None:
    alert({"task_instance": FAILURE["task_instance"]})
    assert alerting.bodies[0]["error"] == "unknown: see the task's log"


def test_a_very_long_error_is_cut(alerting: Receiver) -> None:
    alert({**FAILURE, "exception": GateError("x" * 1_000_000)})
    assert len(alerting.bodies[0]["error"]) == module.LONGEST_ERROR


@pytest.mark.parametrize("status", [301, 404, 500])
def test_a_receiver_that_refuses_does_not_fail_the_callback(
    alerting: Receiver, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    alerting.status = status
    alert(FAILURE)
    assert_warned_without_the_secret(caplog)


def test_a_silent_receiver_delays_at_most_by_the_timeout(
    alerting: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "TIMEOUT", 0.1)
    alerting.delay = 1.0
    start = time.monotonic()
    alert(FAILURE)
    assert time.monotonic() - start < 0.9
    assert_warned_without_the_secret(caplog)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/SECRET",
        "file:///SECRET",
        "SECRET",
        "http://[SECRET",
        "http://h/SECRET x",
        "http://u:SECRET@h/",
        "http://h:SECRET/",
    ],
)
def test_an_impossible_webhook_does_not_fail_the_callback(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, url: str
) -> None:
    monkeypatch.setenv("MOVIELYTICS_ALERT_WEBHOOK_URL", url)
    alert(FAILURE)
    assert_warned_without_the_secret(caplog)


def test_a_context_without_a_task_does_not_fail_the_callback(alerting: Receiver) -> None:
    alert({})
    assert alerting.bodies == []


@pytest.mark.parametrize("password", ["zyxq/wvut", "zyxq wvut", "zyxq%wvut", 'zyxq"wvut'])
def test_the_body_holds_no_secret(alerting: Receiver, password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"postgresql://user:{quote(password, safe='')}@host/db"
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_URL", url)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "zyxqAndwvut")
    alert({**FAILURE, "exception": ValueError(f"cannot use {url} with {password} or zyxqAndwvut; {alerting.url}")})
    assert_nothing_shown(json.dumps(alerting.bodies))
    assert "SECRET" not in json.dumps(alerting.bodies)
    assert alerting.bodies[0]["error"].startswith("cannot use postgresql://user:***@host/db with *** or ***")


def assert_warned_without_the_secret(caplog: pytest.LogCaptureFixture) -> None:
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "not delivered" in record.getMessage()
    assert "SECRET" not in caplog.text
