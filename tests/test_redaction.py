"""Secrets of the environment are replaced in every error, whatever a library puts into it."""

from urllib.parse import quote

import pytest

from movielytics.redaction import KEYS, redact, secrets
from support.planted import PASSWORDS, assert_nothing_shown


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
def test_the_secret_part_of_a_webhook_is_replaced(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIELYTICS_ALERT_WEBHOOK_URL", f"https://hooks.example.org{path}")
    assert_nothing_shown(redact(f"POST https://hooks.example.org{path} failed: {path}: zyxqwvut"))
    assert redact("hooks.example.org does not respond") == "hooks.example.org does not respond"


def test_names_and_short_words_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password that is also the user name protects nothing, and hiding it would make messages unreadable."""
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_URL", "postgresql://warehouse:warehouse@host/warehouse")
    assert redact("the warehouse") == "the warehouse"
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_URL", "postgresql://u:p@host/db")
    assert secrets() == []
