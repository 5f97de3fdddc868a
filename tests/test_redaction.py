"""Secrets of the environment are replaced in every error, whatever a library puts into it."""

import json
from urllib.parse import quote

import pytest

from movielytics.redaction import KEYS, redact, secrets
from support.planted import PASSWORDS, assert_nothing_shown


def connection(*urls: str) -> str:
    """Return an Airflow connection with receivers of alerts."""
    return json.dumps({"conn_type": "apprise", "extra": {"config": [{"path": url} for url in urls]}})


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("variable", ["MOVIELYTICS_WAREHOUSE_URL", "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"])
def test_a_url_and_its_password_are_replaced(variable: str, password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for encoded in (password, quote(password, safe="")):
        url = f"postgresql://user:{encoded}@host/db"
        monkeypatch.setenv(variable, url)
        assert_nothing_shown(
            redact(
                f"cannot parse {url}: {url!r}, {password!r}, {password}, {quote(password)}, {quote(password, safe='')}"
            )
        )


@pytest.mark.parametrize("variable", ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AIRFLOW_ADMIN_PASSWORD"])
def test_a_key_is_replaced(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "zyxq/+wvut")
    assert redact("header zyxq/+wvut, query zyxq%2F%2Bwvut") == "header ***, query ***"


@pytest.mark.parametrize("path", ["/services/zyxqwvut", "/?token=zyxqwvut&x=1", "/a?zyxqwvut#b"])
def test_the_secret_part_of_a_receiver_is_replaced(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_MOVIELYTICS_ALERTS", connection(f"jsons://hooks.example.org{path}"))
    assert_nothing_shown(redact(f"POST jsons://hooks.example.org{path} failed: {path}: zyxqwvut"))
    assert redact("hooks.example.org does not respond") == "hooks.example.org does not respond"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("slack://zyxqT1JJ3/zyxqA1BRT/zyxq6123456789wvut/#alerts", "zyxqT1JJ3, zyxqA1BRT, zyxq6123456789wvut"),
        ("discord://4174216298/zyxq-wvut", "discord://4174216298/zyxq-wvut refuses"),
        ("mailtos://user:zyxq+wvut@mail.example.org?to=team@example.org", "login user:zyxq+wvut"),
        ("tgram://123456789:zyxq_wvut/12315544", "bot123456789:zyxq_wvut"),
    ],
)
def test_tokens_anywhere_in_a_receiver_are_replaced(url: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_nothing_shown(redact(shown, connection(url)))
    monkeypatch.setenv("AIRFLOW_CONN_MOVIELYTICS_ALERTS", quote(connection(url)))
    assert_nothing_shown(redact(shown))
    assert redact("user@mail.example.org does not respond") == "user@mail.example.org does not respond"


def test_names_and_short_words_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password that is also the user name protects nothing, and hiding it would make messages unreadable."""
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_URL", "postgresql://warehouse:warehouse@host/warehouse")
    assert redact("the warehouse") == "the warehouse"
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_URL", "postgresql://u:p@host/db")
    assert secrets() == []
