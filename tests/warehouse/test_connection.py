"""A server that is briefly away is retried; a permanent refusal is reported at once."""

import threading
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from movielytics.errors import WarehouseError
from movielytics.local import postgres
from movielytics.warehouse import connection


def test_a_server_that_comes_back_in_time_is_retried(tmp_path: Path) -> None:
    url = postgres.start(tmp_path)
    postgres.stop(tmp_path)
    starting = threading.Timer(1.0, postgres.start, [tmp_path])
    starting.start()
    began = time.monotonic()
    try:
        with connection.transaction(url) as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)
        assert time.monotonic() - began > 0.9
    finally:
        starting.join()
        postgres.stop(tmp_path)


def test_an_unreachable_server_is_reported(monkeypatch: pytest.MonkeyPatch, postgres_url: str) -> None:
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_CONNECT_TIMEOUT", "1")
    nobody = postgres_url.rpartition(":")[0] + ":1/warehouse"
    with pytest.raises(WarehouseError, match="cannot connect to the warehouse"):
        connection.connect(nobody)


def test_a_refusal_is_not_retried(postgres_url: str) -> None:
    began = time.monotonic()
    with pytest.raises(WarehouseError, match="does not exist"):
        connection.connect(postgres_url.rpartition("/")[0] + "/no_such_database")
    assert time.monotonic() - began < 5


def test_redshift_connections_use_ssl_unless_the_url_says_no(postgres_url: str) -> None:
    url = f"redshift://{postgres_url.partition('://')[2]}"
    began = time.monotonic()
    with pytest.raises(WarehouseError, match="SSL") as refused:  # this server has no certificate
        connection.connect(url)
    assert time.monotonic() - began < 5
    assert str(urlsplit(postgres_url).password) not in str(refused.value)
    with closing(connection.connect(f"{url}?sslmode=disable")) as opened, opened.cursor() as cursor:
        cursor.execute("SHOW timezone")
        assert cursor.fetchone() == ("UTC",)


def test_redshift_has_a_port_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_CONNECT_TIMEOUT", "0")
    with pytest.raises(WarehouseError, match=r"port 5439 failed|5439"):
        connection.connect("redshift://loader:secret@127.0.0.1/movies")
