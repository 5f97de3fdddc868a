"""The data folder of the local PostgreSQL: create it completely or not at all, and read the state of its server."""

import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from movielytics.errors import WarehouseError
from movielytics.local.invocation import command
from movielytics.local.postgres.account import ENVIRONMENT, Account
from movielytics.local.private_file import write_private

USER = "movielytics"
"""The name of the superuser and of its database."""

MAJOR = "18"

_INITDB_OPTIONS = (
    f"--username={USER}",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--auth=scram-sha-256",
    "--no-instructions",
)
_INITDB_SECONDS = 300
"""Timeout of initdb. Half a second is usual; a slow disk may need minutes for its fsync."""
_PS_SECONDS = 10
_PIDFILE_LINES = 8
_PIDFILE_PORT = 3
_PIDFILE_STATUS = 7


@dataclass(frozen=True)
class Files:
    """The paths in the state folder, which is an absolute path without symbolic links."""

    state_dir: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.state_dir / "postgres"

    def password(self, user: str = USER) -> Path:
        """The file of a user's password, readable by its owner alone."""
        return self.state_dir / (f"postgres.{user}.password" if user != USER else "postgres.password")

    def passfile(self, user: str = USER) -> Path:
        """The file of a user's password as libpq reads it (``passfile``), readable by its owner alone."""
        return self.state_dir / (f"postgres.{user}.pass" if user != USER else "postgres.pass")

    @property
    def port(self) -> Path:
        """The port that was used last, preferred at the next start."""
        return self.state_dir / "postgres.port"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.state_dir / "postgres.log"

    @property
    def lock(self) -> Path:
        """Locked while a server is started or stopped."""
        return self.state_dir / "postgres.lock"


@dataclass(frozen=True)
class Server:
    """A running server: its process, its port, and whether it accepts connections."""

    pid: int
    port: int
    ready: bool


def running_server(data: Path) -> Server | None:
    """Return the server that runs over `data`; ignore a pid file whose process is gone or is another program."""
    lines = _pidfile_lines(data)
    if not lines or not lines[0].isdigit() or not _serves(int(lines[0]), data):
        return None
    whole = len(lines) >= _PIDFILE_LINES
    port = int(lines[_PIDFILE_PORT]) if len(lines) > _PIDFILE_PORT else 0
    return Server(int(lines[0]), port, whole and lines[_PIDFILE_STATUS].strip() == "ready")


def forget_dead_server(data: Path) -> None:
    """Remove the pid file of a dead server, which would keep PostgreSQL from starting.

    PostgreSQL itself handles a file whose process is gone. It does not handle one whose number belongs to another
    process (after a reboot) or to a zombie. If processes of the old server are left, PostgreSQL detects them by its
    shared memory.
    """
    if running_server(data) is None:
        (data / "postmaster.pid").unlink(missing_ok=True)


def _pidfile_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _serves(pid: int, data: Path) -> bool:
    """Return whether the process is a server over `data`, which is its working folder."""
    process = Path("/proc", str(pid))
    try:
        return (process / "cwd").samefile(data)
    except PermissionError:  # root in a container may read only the arguments of other users' processes
        return str(data).encode() in (process / "cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):  # gone, or a zombie, or a system without /proc
        if Path("/proc/self").exists():
            return False
    try:
        listing = subprocess.run(
            ["ps", "-ww", "-o", "args=", "-p", str(pid)],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
            timeout=_PS_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return True  # it exists, and a second server over its data folder would destroy the data
    return str(data) in listing.stdout


def initialise(files: Files, initdb: Path, account: Account) -> None:
    """Create the data folder and its password if they do not exist.

    They are created under other names and renamed at the end: an interruption leaves nothing that resembles a database.

    Raises:
        WarehouseError: the folder belongs to another PostgreSQL version, or initdb fails.
    """
    for leftover in files.state_dir.glob("postgres.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    if _is_database(files.data):
        return
    if files.data.exists():  # holds no database, but perhaps something that somebody needs
        files.data.rename(tempfile.mkdtemp(prefix="postgres.incomplete-", dir=files.state_dir))
    workspace = Path(tempfile.mkdtemp(prefix="postgres.new-", dir=files.state_dir))
    try:
        account.give(workspace)
        password = secrets.token_urlsafe(24)
        password_file = write_private(workspace / "password", password)
        account.give(password_file)
        data = workspace / "data"
        data.mkdir(mode=0o700)
        account.give(data)
        _run_initdb(initdb, account, data, password_file)
        write_private(files.state_dir / "postgres.password.new", password).replace(files.password())
        data.rename(files.data)
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def read_password(files: Files, user: str = USER) -> str:
    """Return a user's password.

    Raises:
        WarehouseError: the file that holds it is gone.
    """
    try:
        return files.password(user).read_text().strip()
    except FileNotFoundError:
        raise WarehouseError(
            f"{files.password(user)}, the password of the database in {files.data}, is gone; put it back, or start "
            f"with an empty warehouse by `{command('clean')}`"
        ) from None


def new_password(files: Files, user: str) -> str:
    """Make, store and return a password of a user; return the stored one if there is one."""
    if not files.password(user).exists():
        write_private(files.password(user), secrets.token_urlsafe(24))
    return read_password(files, user)


def write_passfile(files: Files, port: int, user: str = USER) -> Path:
    """Write and return the file from which psql and other clients take a user's password of the server at ``port``.

    Its format is that of .pgpass (PostgreSQL's documentation, The Password File): a backslash escapes colons and
    backslashes.
    """
    password = read_password(files, user).replace("\\", "\\\\").replace(":", "\\:")
    file = files.passfile(user)
    write_private(file.with_suffix(".pass.new"), f"127.0.0.1:{port}:*:{user}:{password}").replace(file)
    return file


def _is_database(data: Path) -> bool:
    if not (data / "global" / "pg_control").exists() or not (data / "PG_VERSION").exists():
        return False
    version = (data / "PG_VERSION").read_text().strip()
    if version != MAJOR:
        raise WarehouseError(
            f"the database in {data} was made by PostgreSQL {version}, this is {MAJOR}; start with an empty warehouse "
            f"by `{command('clean')}`, or dump and restore it with PostgreSQL's own tools first"
        )
    return True


def _run_initdb(initdb: Path, account: Account, data: Path, password_file: Path) -> None:
    try:
        done = subprocess.run(
            [*account.prefix, str(initdb), *_INITDB_OPTIONS, f"--pwfile={password_file}", f"--pgdata={data}"],
            cwd="/",
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=_INITDB_SECONDS,
        )
    except subprocess.TimeoutExpired:
        where = data.parent.parent
        raise WarehouseError(
            f"cannot create a database in {where}: initdb has not ended after {_INITDB_SECONDS} s"
        ) from None
    if done.returncode != 0:
        raise WarehouseError(f"cannot create a database in {data.parent.parent}; initdb says:\n{done.stdout.strip()}")
