"""Delivery: real HTTP receivers on this machine, and the text that Slack and a mail server would get."""

import json
import logging
import smtplib
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from movielytics.orchestration.delivery import deliver
from movielytics.orchestration.incidents import Alert
from support.receiver import Receiver, receiving

ALERT = Alert(title="d failed: plan_run (data)", body="plan_run (data): <no> links & more\nSince: 12:00 UTC")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def secret_url(receiver: Receiver) -> str:
    return f"json://{receiver.address}/services/SECRETtoken"


@pytest.fixture(autouse=True)
def connection(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that configures the receivers; before its first call there are none."""
    monkeypatch.delenv("AIRFLOW_CONN_MOVIELYTICS_ALERTS", raising=False)

    def configure(*urls: str) -> None:
        content = {"conn_type": "apprise", "extra": {"config": [{"path": url} for url in urls]}}
        monkeypatch.setenv("AIRFLOW_CONN_MOVIELYTICS_ALERTS", json.dumps(content))

    return configure


def assert_warned_without_the_secret(caplog: pytest.LogCaptureFixture, text: str = "") -> None:
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert 'The alert "d failed: plan_run (data)" was not delivered: ' in record.getMessage()
    assert text in record.getMessage()
    assert "SECRET" not in caplog.text


@pytest.mark.parametrize(("is_over", "kind"), [(False, "failure"), (True, "success")])
def test_a_webhook_receives_title_message_and_type(
    receiver: Receiver, connection: Any, caplog: pytest.LogCaptureFixture, is_over: bool, kind: str
) -> None:
    connection(secret_url(receiver))
    assert deliver(ALERT.model_copy(update={"is_over": is_over}))
    (body,) = receiver.bodies
    assert (body["title"], body["message"], body["type"]) == (ALERT.title, ALERT.body, kind)
    assert caplog.records == []


def test_without_a_connection_nothing_is_sent_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert not deliver(ALERT)
    assert caplog.records == []


@pytest.mark.parametrize("status", [404, 500])
def test_a_receiver_that_refuses_is_a_warning(
    receiver: Receiver, connection: Any, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    receiver.status = status
    connection(secret_url(receiver))
    assert not deliver(ALERT)
    assert_warned_without_the_secret(caplog, f"error={status}")


def test_a_redirect_is_not_followed_to_success(
    receiver: Receiver, connection: Any, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.status = 301
    connection(secret_url(receiver))
    assert not deliver(ALERT)
    assert_warned_without_the_secret(caplog)


def test_a_silent_receiver_delays_by_a_timeout(
    receiver: Receiver, connection: Any, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.delay = 2.0
    connection(f"{secret_url(receiver)}?rto=0.2")
    start = time.monotonic()
    assert not deliver(ALERT)
    assert time.monotonic() - start < 1.5
    assert_warned_without_the_secret(caplog, "Connection error")


@pytest.mark.parametrize(
    "url",
    [
        "json://127.0.0.1:1/SECRETtoken",
        "file:///SECRETtoken",
        "SECRETtoken",
        "json://[SECRETtoken",
        "slack://SECRETtoken",
        "nosuch://SECRETtoken/SECRETtoken",
    ],
)
def test_an_impossible_receiver_is_a_warning(connection: Any, caplog: pytest.LogCaptureFixture, url: str) -> None:
    connection(url)
    assert not deliver(ALERT)
    assert_warned_without_the_secret(caplog)


@pytest.mark.parametrize(
    "content",
    [
        '{"conn_type": "apprise"}',
        "apprise://",
        '{"conn_type": "apprise"',
        '{"conn_type": "apprise", "extra": {"config": 1}}',
    ],
)
def test_a_wrong_connection_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, content: str
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_MOVIELYTICS_ALERTS", content)
    assert not deliver(ALERT)
    assert_warned_without_the_secret(caplog, "Check the connection movielytics_alerts")


def test_one_wrong_receiver_does_not_keep_others_from_theirs(
    receiver: Receiver, connection: Any, caplog: pytest.LogCaptureFixture
) -> None:
    connection("json://127.0.0.1:1/SECRETtoken", secret_url(receiver))
    assert not deliver(ALERT)
    assert len(receiver.bodies) == 1
    assert_warned_without_the_secret(caplog, "Connection error")


def test_slack_gets_escaped_text(connection: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []

    def request(_method: str, _url: str, data: str, **_: Any) -> requests.Response:
        sent.append(json.loads(data)["attachments"][0]["text"])
        response = requests.Response()
        response.status_code, response._content = 200, b"ok"
        return response

    monkeypatch.setattr(requests, "request", request)
    connection("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#alerts")
    assert deliver(ALERT)
    assert [text.splitlines()[0] for text in sent] == ["plan_run (data): &lt;no&gt; links &amp; more"]


def test_html_mail_gets_escaped_text(connection: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []

    class Server:
        def __init__(self, *_: Any, **__: Any) -> None: ...

        def __getattr__(self, name: str) -> Any:
            return lambda *arguments: sent.append(arguments[2]) if name == "sendmail" else None

    monkeypatch.setattr(smtplib, "SMTP", Server)
    connection("mailto://user:password@example.org?to=team@example.org&format=html&mode=insecure")
    assert deliver(ALERT)
    assert len(sent) == 1
    assert "&lt;no&gt;" in sent[0]
    assert "<no>" not in sent[0].partition("text/html")[2]
