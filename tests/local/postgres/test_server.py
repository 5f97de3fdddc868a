"""The local PostgreSQL: a real server, started, used and stopped."""

import contextlib
import signal
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from movielytics.local import postgres
from movielytics.warehouse import connection
from support.local_server import START_AND_PRINT, ask, postmaster


def all_command_lines() -> bytes:
    lines = b""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # the process may have ended
            lines += file.read_bytes()
    return lines


def test_the_server_has_the_settings_of_a_warehouse(postgres_url: str) -> None:
    """The returned URL is one for psycopg2."""
    parts = urlsplit(postgres_url)
    assert (parts.scheme, parts.username, parts.hostname, parts.path) == (
        "postgresql",
        "movielytics",
        "127.0.0.1",
        "/movielytics",
    )
    settings = {
        "server_version_num": "18",
        "server_encoding": "UTF8",
        "timezone": "UTC",
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "password_encryption": "scram-sha-256",
        "data_checksums": "on",
    }
    for name, beginning in settings.items():
        assert str(ask(postgres_url, f"SHOW {name}")).startswith(beginning), name
    assert ask(postgres_url, "SELECT datlocale FROM pg_database WHERE datname = 'movielytics'") == "C.UTF-8"
    assert ask(postgres_url, "SELECT upper('é') || usesuper FROM pg_user WHERE usename = current_user") == "Étrue"


def test_a_wrong_password_is_refused(postgres_url: str) -> None:
    password = urlsplit(postgres_url).password or ""
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(postgres_url.replace(password, "guess"))


def test_the_password_is_only_in_a_private_file(tmp_path: Path) -> None:
    """No process has it on its command line."""
    starting = subprocess.Popen(
        [sys.executable, "-c", START_AND_PRINT, tmp_path], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    seen = b""
    while starting.poll() is None:  # initdb and its children come and go
        seen += all_command_lines()
        time.sleep(0.005)
    try:
        assert b"initdb" in seen
        password = (tmp_path / "postgres.password").read_text().strip()
        assert len(password) >= 32
        assert password.encode() not in seen + all_command_lines()
        assert stat.S_IMODE((tmp_path / "postgres.password").stat().st_mode) == 0o600
        assert not list(tmp_path.glob("postgres.new*"))
    finally:
        postgres.stop(tmp_path)


def test_the_bundled_psql_works(postgres_url: str) -> None:
    command = [str(postgres.psql_path()), postgres_url, "-AtXc", "SELECT 6 * 7"]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "42\n"


def test_start_leaves_a_running_server_alone(state: Path) -> None:
    url = postgres.start(state)
    server = postmaster(state)
    assert postgres.start(state) == url
    assert postmaster(state) == server


def test_a_restart_keeps_the_data_and_the_port(state: Path) -> None:
    url = postgres.start(state)
    with closing(psycopg2.connect(url)):  # an open session does not block the stop
        assert postgres.stop(state)
    assert not postgres.stop(state)
    with pytest.raises(psycopg2.OperationalError, match="refused"):
        psycopg2.connect(url)
    assert postgres.start(state) == url
    assert ask(url, "SELECT answer FROM kept") == 42


def test_stop_without_a_server_creates_nothing(tmp_path: Path) -> None:
    assert not postgres.stop(tmp_path / "state")
    assert not (tmp_path / "state").exists()


def test_the_server_outlives_its_parent_and_the_terminal(state: Path) -> None:
    done = subprocess.run(  # would hang if the server held the other end of the pipe
        [
            sys.executable,
            "-c",
            START_AND_PRINT + "; import os, signal; sys.stdout.flush(); os.killpg(0, signal.SIGKILL)",
            state,
        ],
        stdout=subprocess.PIPE,
        text=True,
        timeout=30,
        start_new_session=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert ask(done.stdout.strip(), "SELECT answer FROM kept") == 42


def test_the_printed_url_names_a_private_file_with_the_password(tmp_path: Path) -> None:
    """Every user of the machine can read the command lines on which this URL is used."""
    state = tmp_path / "a folder & 100%"
    password = urlsplit(postgres.start(state)).password or ""
    try:
        url = postgres.shareable_url(state)
        assert url.startswith("postgresql://movielytics@127.0.0.1:")
        assert password not in url
        assert stat.S_IMODE((state / "postgres.pass").stat().st_mode) == 0o600
        command = [
            str(postgres.psql_path()),
            "--no-psqlrc",
            "--no-password",
            "--tuples-only",
            "--no-align",
            "--command=SELECT 1",
            url,
        ]
        assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "1\n"
        with closing(psycopg2.connect(url)) as by_libpq, closing(connection.connect(url)) as by_us:
            assert by_libpq.info.dbname == by_us.info.dbname == "movielytics"
    finally:
        postgres.stop(state)
