"""A full disk is recognised, whichever program reports it."""

import errno
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from movielytics.errors import WarehouseError
from movielytics.local import disk, postgres
from movielytics.local.disk import Disk, is_disk_full

MEGABYTES = 64


def caused(error: BaseException, by: BaseException) -> BaseException:
    error.__cause__ = by
    return error


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (sqlite3.OperationalError("database or disk is full"), True),
        (RuntimeError("Job aborted … java.io.IOException: No space left on device"), True),
        (caused(WarehouseError("the load failed"), OSError(errno.ENOSPC, "")), True),
        ("DiskFull: could not extend file", True),
        (OSError(errno.EACCES, "Permission denied"), False),
        (WarehouseError("server closed the connection unexpectedly"), False),
    ],
    ids=str,
)
def test_errors_of_a_full_disk_are_recognised(error: BaseException | str, full: bool) -> None:
    assert is_disk_full(error) is full


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of ``MEGABYTES``."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root can mount a file system")
    yield folder
    postgres.stop(folder / "state")
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_reported_with_the_servers_line(small_disk: Path) -> None:
    state = small_disk / "state"
    url = postgres.start(state)
    noticed = Disk(state)
    assert noticed.problem(WarehouseError("something else")) is None
    with (
        closing(psycopg2.connect(url)) as connection,
        connection.cursor() as cursor,
        pytest.raises(psycopg2.Error) as failed,
    ):
        cursor.execute("CREATE TABLE filler AS SELECT REPEAT('x', 1000) FROM GENERATE_SERIES(1, 100000)")
    assert is_disk_full(failed.value)
    problem = noticed.problem("server closed the connection unexpectedly")  # what a client sees after a PANIC
    assert problem is not None
    for words in (
        "the disk is full",
        "PostgreSQL's last line about it: ",
        "No space left on device",
        str(state),
        "MOVIELYTICS_STATE_DIR",
    ):
        assert words in str(problem)
    assert str(problem).count("No space left on device") == 1


def test_only_log_lines_of_this_run_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_LOW_BYTES", 0)  # independent of the disk of the test
    log = tmp_path / "postgres.log"
    log.write_text("2026 FATAL:  could not write: No space left on device\n")
    noticed = Disk(tmp_path)
    assert noticed.problem("closed") is None
    with log.open("a") as more:
        more.write("2026 PANIC:  could not write to file: No space left on device\n2026 LOG:  terminating\n")
    assert "PANIC:  could not write to file" in str(noticed.problem("closed"))
