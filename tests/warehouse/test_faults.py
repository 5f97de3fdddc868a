"""Each fault of a real server has its own message."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from psycopg2.errors import UniqueViolation

from movielytics.errors import EXIT_CODES, Kind, WarehouseError
from movielytics.failures import exit_code_of
from movielytics.local import postgres
from movielytics.warehouse import connection, watch
from movielytics.warehouse.connection import connect, transaction
from support.local_server import ask, execute, postmaster

RAISE = "DO $$ BEGIN RAISE EXCEPTION 'no more' USING ERRCODE = '{}'; END $$"
STATEMENTS = {
    "SELECT 1 FROM movies.nowhere": (Kind.ENVIRONMENT, "lacks a table or view.*movies.nowhere.*movielytics migrate"),
    "SELECT nothing FROM pg_class": (Kind.ENVIRONMENT, 'lacks a column.*"nothing".*movielytics migrate'),
    "CREATE TABLE nowhere.x (a INT)": (Kind.ENVIRONMENT, 'lacks a schema.*"nowhere".*movielytics migrate'),
    "SET LOCAL ROLE pg_monitor; SELECT 1 FROM pg_authid": (Kind.ENVIRONMENT, "lacks a permission.*pg_authid.*GRANT"),
    "SET TRANSACTION READ ONLY; CREATE TABLE x (a INT)": (Kind.ENVIRONMENT, "is read-only.*CREATE TABLE.*primary"),
    "SELECT pg_terminate_backend(pg_backend_pid())": (
        Kind.UNREACHABLE,
        "(shut down or restarted|connection to the warehouse broke).*retry",
    ),
    "SET LOCAL statement_timeout = '10ms'; SELECT pg_sleep(5)": (
        Kind.UNREACHABLE,
        "statement was cancelled.*statement_timeout",
    ),
    "SET LOCAL temp_file_limit = '64kB'; SELECT g FROM generate_series(1, 9000000) g ORDER BY g": (
        Kind.UNREACHABLE,
        "lacks resources.*temp",
    ),
    RAISE.format("53100"): (Kind.ENVIRONMENT, "disk of the warehouse is full: no more; make room"),
    RAISE.format("53200"): (Kind.ENVIRONMENT, "out of memory or locks"),
    RAISE.format("53300"): (Kind.UNREACHABLE, "no connection left"),
    RAISE.format("40P01"): (Kind.UNREACHABLE, "another transaction conflicted"),
    RAISE.format("08006"): (Kind.UNREACHABLE, "connection to the warehouse broke"),
    RAISE.format("58030"): (Kind.ENVIRONMENT, "cannot use its own files"),
    RAISE.format("XX001"): (Kind.ENVIRONMENT, "data is damaged"),
}

SLEEP = """
import sys
from movielytics.warehouse.connection import transaction
with transaction(sys.argv[1]) as cursor:
    cursor.execute('SELECT pg_sleep(60)')
"""


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_fault_during_a_statement_has_its_own_message(statement: str, postgres_url: str) -> None:
    kind, message = STATEMENTS[statement]
    with pytest.raises(WarehouseError, match=message) as failed, transaction(postgres_url) as cursor:
        cursor.execute(statement)
    assert exit_code_of(failed.value) == EXIT_CODES[kind]
    assert "\n" not in str(failed.value)


def test_a_wrong_statement_stays_an_error_of_the_driver(postgres_url: str) -> None:
    with pytest.raises(UniqueViolation), transaction(postgres_url) as cursor:
        cursor.execute("CREATE TEMPORARY TABLE t (a INT PRIMARY KEY); INSERT INTO t VALUES (1), (1)")
    with pytest.raises(psycopg2.errors.SyntaxError), transaction(postgres_url) as cursor:
        cursor.execute("SELEKT 1")


def test_a_lock_is_not_waited_for_permanently(postgres_url: str) -> None:
    assert ask_own(postgres_url, "SHOW lock_timeout") == "10min"
    with (
        transaction(postgres_url) as holder,
        pytest.raises(WarehouseError, match=r"holds a lock for too long.*pg_stat_activity"),
    ):
        holder.execute("LOCK TABLE pg_authid IN ACCESS SHARE MODE")
        with transaction(postgres_url) as cursor:
            cursor.execute("SET LOCAL lock_timeout = '100ms'; LOCK TABLE pg_authid IN ACCESS EXCLUSIVE MODE")


def ask_own(url: str, query: str) -> object:
    with transaction(url) as cursor:
        cursor.execute(query)
        (value,) = cursor.fetchone() or (None,)
    return value


def test_the_network_is_not_waited_for_permanently(postgres_url: str) -> None:
    with closing(connect(postgres_url)) as opened:
        parameters = opened.info.dsn_parameters
    assert {name: parameters[name] for name in ("keepalives_idle", "keepalives_count", "tcp_user_timeout")} == {
        "keepalives_idle": "30",
        "keepalives_count": "3",
        "tcp_user_timeout": "60000",
    }


@pytest.fixture
def at_once(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a server to which a connection is tried once."""
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_CONNECT_TIMEOUT", "0")
    return postgres_url


@pytest.fixture
def limited(postgres_url: str) -> Iterator[str]:
    """The URL of a user who may open no connection."""
    execute(postgres_url, "CREATE ROLE limited LOGIN PASSWORD 'zyxq' CONNECTION LIMIT 0")
    yield f"postgresql://limited:zyxq@{postgres_url.rpartition('@')[2]}"
    execute(postgres_url, "DROP ROLE limited")


def test_a_server_without_connections_is_tried_again(limited: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_CONNECT_TIMEOUT", "1")
    began = time.monotonic()
    with pytest.raises(WarehouseError, match=r"no connection left.*too many connections for role") as failed:
        connect(limited)
    assert time.monotonic() - began > 0.9
    assert exit_code_of(failed.value) == EXIT_CODES[Kind.UNREACHABLE]


@pytest.mark.parametrize(
    ("part", "other", "message", "kind"),
    [
        ("password", "zyxq", "rejects the user or the password", Kind.SETTINGS),
        ("user", "nobody-there", "rejects the user or the password", Kind.SETTINGS),
        ("database", "none", "database or user does not exist.*none", Kind.SETTINGS),
        ("sslmode", "require", "cannot be encrypted as its sslmode demands", Kind.SETTINGS),
        ("sslmode", "odd", "a parameter of the warehouse's URL is invalid", Kind.SETTINGS),
        ("port", "1", "cannot connect to the warehouse at 127.0.0.1:1: .*[Rr]efused", Kind.UNREACHABLE),
        ("host", "no-such-host.invalid", "cannot connect to the warehouse at no-such-host.invalid:", Kind.UNREACHABLE),
    ],
)
def test_a_refused_connection_has_its_own_message(
    part: str, other: str, message: str, kind: Kind, at_once: str
) -> None:
    login, _, address = at_once.removeprefix("postgresql://").partition("@")
    names = dict(zip(("user", "password"), login.split(":"), strict=True))
    names |= dict(zip(("host", "port"), address.partition("/")[0].split(":"), strict=True)) | {
        "database": "movielytics"
    }
    names |= {"sslmode": "disable"} | {part: other}
    with pytest.raises(WarehouseError, match=message) as failed:
        connect("postgresql://{user}:{password}@{host}:{port}/{database}?sslmode={sslmode}".format(**names))
    assert exit_code_of(failed.value) == EXIT_CODES[kind]
    assert names["password"] not in str(failed.value)


def test_a_stopped_server_is_not_waited_for_permanently(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_CONNECT_TIMEOUT", "1")
    url = postgres.start(tmp_path)
    server = postmaster(tmp_path)
    os.kill(server, signal.SIGSTOP)
    began = time.monotonic()
    try:
        with pytest.raises(WarehouseError, match=r"cannot connect to the warehouse .*timeout"):
            connect(url)
    finally:
        os.kill(server, signal.SIGCONT)
        postgres.stop(tmp_path)
    assert time.monotonic() - began < 10


def test_a_statement_ends_with_its_client(postgres_url: str) -> None:
    """A killed step must not continue in the server and hold locks that its retry needs."""
    process = subprocess.Popen([sys.executable, "-c", SLEEP, postgres_url])
    running = "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'"
    expect(postgres_url, running, 1)
    process.kill()
    process.wait()
    expect(postgres_url, running, 0)


def test_a_statement_on_a_stopped_server_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "EVERY", 0.2)
    monkeypatch.setattr(connection, "ATTEMPT_SECONDS", 2)
    url = postgres.start(tmp_path)
    server = postmaster(tmp_path)
    try:
        with pytest.raises(WarehouseError, match="the connection to the warehouse broke"), transaction(url) as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (backend,) = cursor.fetchone() or (0,)
            for process in (backend, server):
                os.kill(process, signal.SIGSTOP)
            cursor.execute("SELECT 1")
    finally:
        for process in (server, backend):
            os.kill(process, signal.SIGCONT)
        postgres.stop(tmp_path)


def test_a_long_statement_on_a_live_server_continues(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "EVERY", 0.1)
    assert ask_own(postgres_url, "SELECT pg_sleep(2)") == ""


def test_all_statements_of_a_process_can_be_broken(postgres_url: str) -> None:
    breaking = threading.Timer(1, watch.break_connections)
    breaking.start()
    began = time.monotonic()
    with pytest.raises(WarehouseError, match="the connection to the warehouse broke"):
        ask_own(postgres_url, "SELECT pg_sleep(50)")
    assert time.monotonic() - began < 5
    expect(postgres_url, "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(50)'", 0)


def expect(url: str, query: str, value: object) -> None:
    deadline = time.monotonic() + 15
    while ask(url, query) != value:
        assert time.monotonic() < deadline
        time.sleep(0.2)
