"""The local PostgreSQL with an obstacle: killed, moved, or without its port, password or database."""

import os
import pwd
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from movielytics.errors import WarehouseError
from movielytics.local import postgres
from movielytics.local.postgres import account, launch
from support.local_server import START_AND_PRINT, ask, execute, port_of, postmaster, replaced

AS_ROOT = os.geteuid() == 0


def test_a_killed_server_restarts_with_all_committed_data(state: Path) -> None:
    url = postgres.start(state)
    execute(url, "CREATE TABLE IF NOT EXISTS committed AS SELECT 43 AS answer")
    with closing(psycopg2.connect(url)):  # its backend may outlive the postmaster for a moment
        os.kill(postmaster(state), signal.SIGKILL)
        url = postgres.start(state)
    assert ask(url, "SELECT answer FROM committed") == 43


def test_a_pid_file_with_a_reused_pid_is_ignored(state: Path) -> None:
    (state / "postgres" / "postmaster.pid").write_text(
        f"{os.getpid()}\n{state}/postgres\n1\n1\n\n127.0.0.1\n0 0\nready   \n"
    )
    assert not postgres.stop(state)
    assert ask(postgres.start(state), "SELECT answer FROM kept") == 42


def test_a_port_that_another_program_uses_is_replaced(state: Path) -> None:
    postgres.start(state)
    postgres.stop(state)
    with socket.socket() as foreign:
        port = int((state / "postgres.port").read_text())
        foreign.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        foreign.bind(("127.0.0.1", port))
        foreign.listen()
        url = postgres.start(state)
        assert port_of(url) not in (0, port)
        assert ask(url, "SELECT answer FROM kept") == 42
    assert int((state / "postgres.port").read_text()) == port_of(url)


def test_a_port_that_is_taken_during_the_start_is_replaced(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as foreign:
        foreign.bind(("127.0.0.1", 0))
        foreign.listen()
        taken = foreign.getsockname()[1]
        ports = iter([taken])
        free_port = launch._free_port
        monkeypatch.setattr(launch, "_free_port", lambda kept: next(ports, None) or free_port(kept))
        assert port_of(postgres.start(state)) != taken


@pytest.mark.parametrize("fresh", [True, False])
def test_concurrent_starts_give_one_server(state: Path, tmp_path: Path, fresh: bool) -> None:
    state_dir = tmp_path if fresh else state
    command = [sys.executable, "-c", START_AND_PRINT, str(state_dir)]
    starts = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    outputs = [start.communicate() for start in starts]
    try:
        assert len({output for output, _ in outputs}) == 1, outputs
        assert ask(outputs[0][0].strip(), "SELECT 1") == 1
    finally:
        assert postgres.stop(state_dir)


def test_an_interrupted_initdb_is_repeated(tmp_path: Path) -> None:
    starting = subprocess.Popen([sys.executable, "-c", START_AND_PRINT, tmp_path], start_new_session=True)
    while not list(tmp_path.glob("postgres.new-*/data/PG_VERSION")):
        time.sleep(0.002)
    os.killpg(starting.pid, signal.SIGKILL)
    starting.wait()
    assert not (tmp_path / "postgres").exists()
    try:
        assert ask(postgres.start(tmp_path), "SELECT 1") == 1
        assert not list(tmp_path.glob("postgres.new*"))
    finally:
        postgres.stop(tmp_path)


def test_a_folder_without_a_database_is_moved_away(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "base").mkdir(parents=True)
    (tmp_path / "postgres" / "PG_VERSION").write_text("18\n")
    try:
        assert ask(postgres.start(tmp_path), "SELECT 1") == 1
        assert len(list(tmp_path.glob("postgres.incomplete-*/base"))) == 1
    finally:
        postgres.stop(tmp_path)


def test_a_missing_database_is_created_again(state: Path) -> None:
    url = postgres.start(state)
    with closing(psycopg2.connect(url, dbname="postgres")) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("ALTER DATABASE movielytics RENAME TO gone")
        assert ask(postgres.start(state), "SELECT current_database()") == "movielytics"
        cursor.execute("DROP DATABASE movielytics")
        cursor.execute("ALTER DATABASE gone RENAME TO movielytics")


def test_a_server_in_a_moved_folder_is_found_and_stopped(state: Path) -> None:
    postgres.start(state)
    moved = state.rename(state.with_name("moved"))
    with pytest.raises(WarehouseError, match="make stop"):
        postgres.start(moved)
    assert postgres.stop(moved)
    moved.rename(state)


def test_a_failed_start_reports_the_end_of_the_server_log(state: Path) -> None:
    configuration = state / "postgres" / "postgresql.conf"
    with (
        replaced(configuration, "no_such_setting = 1\n"),
        pytest.raises(WarehouseError, match=r"(?s)does not start.*no_such_setting"),
    ):
        postgres.start(state)


def test_a_database_of_another_version_is_not_touched(state: Path) -> None:
    version = state / "postgres" / "PG_VERSION"
    with replaced(version, "16\n"), pytest.raises(WarehouseError, match="made by PostgreSQL 16"):
        postgres.start(state)


def test_a_lost_password_is_an_error_with_a_remedy(state: Path) -> None:
    password = state / "postgres.password"
    password.rename(state / "lost")
    with pytest.raises(WarehouseError, match="make clean"):
        postgres.start(state)
    (state / "lost").rename(password)


def test_a_wrong_password_file_is_an_error_that_names_it(state: Path) -> None:
    password = state / "postgres.password"
    with replaced(password, "wrong\n"), pytest.raises(WarehouseError, match=rf"refuses the password in {password}"):
        postgres.start(state)


def test_an_unusable_state_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WarehouseError, match=str(tmp_path / "file")):
        postgres.start(tmp_path / "file" / "state")


if AS_ROOT:  # tests for root alone are not defined for other users, instead of skipped

    def capabilities(pid: int) -> int:
        lines = Path("/proc", str(pid), "status").read_text().splitlines()
        return next(int(line.split()[1], 16) for line in lines if line.startswith("CapEff"))

    def test_as_root_it_runs_as_nobody_with_one_capability(state: Path) -> None:
        """Other users may not pass the parent folders, whose modes stay unchanged."""
        parents = [state, *state.parents]  # pytest's own folders are closed to other users
        before = [parent.stat().st_mode for parent in parents]
        url = postgres.start(state)
        assert Path("/proc", str(postmaster(state))).stat().st_uid == pwd.getpwnam("nobody").pw_uid
        assert capabilities(postmaster(state)).bit_count() == 1
        assert ask(url, "SELECT answer FROM kept") == 42
        assert [parent.stat().st_mode for parent in parents] == before

    @pytest.mark.parametrize("mode", [0o700, 0o755])
    def test_as_root_a_capability_is_given_only_if_needed(mode: int) -> None:
        initdb = postgres.psql_path().with_name("initdb")
        binaries_are_open = all(parent.stat().st_mode & stat.S_IXOTH for parent in initdb.parents)
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(mode)
            chosen = account.server_account(initdb, Path(folder), Path(folder, "postgres"))
        lent = any("ambient" in word for word in chosen.prefix)
        assert lent == (mode == 0o700 or not binaries_are_open)

    def test_as_root_of_a_container_it_starts_once_and_stops(state: Path) -> None:
        powers = "-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setfcap,+setgid,+setpcap,+setuid"
        start, stop = (START_AND_PRINT.replace("start(", f"{verb}(") for verb in ("start", "stop"))
        answers = []
        for script in (start, start, stop, stop):
            command = ["setpriv", f"--bounding-set={powers}", sys.executable, "-c", script, str(state)]
            answers.append(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())
        assert answers[0] == answers[1]
        assert answers[2:] == ["True", "False"]

    def test_as_root_the_owner_of_the_data_runs_the_server(state: Path) -> None:
        owner = (state / "postgres").stat().st_uid
        subprocess.run(["chown", "-R", "daemon", state / "postgres"], check=True)
        assert ask(postgres.start(state), "SELECT answer FROM kept") == 42
        assert Path("/proc", str(postmaster(state))).stat().st_uid == pwd.getpwnam("daemon").pw_uid
        postgres.stop(state)
        subprocess.run(["chown", "-R", str(owner), state / "postgres"], check=True)

    def test_as_root_a_missing_setpriv_is_reported(
        state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(WarehouseError, match="setpriv"):
            postgres.start(state)
