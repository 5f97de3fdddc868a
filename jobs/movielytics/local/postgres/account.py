"""The operating system account that runs the local PostgreSQL, which refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from movielytics.errors import WarehouseError

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}
"""The environment of server processes: no PG* variable of the caller affects them, and messages are in English."""

_POWERS = (None, "dac_read_search", "dac_override")
"""Capabilities that root passes to the account, weakest first. A checkout under /root cannot be entered without the
second or third; containers often have only the third."""


_TRIAL_SECONDS = 60


@dataclass(frozen=True)
class Account:
    """The account that runs the server.

    Attributes:
        prefix: the words before a command that make it run as this account; none if it is the current user.
        uid: the user's number.
        gid: the group's number.
    """

    prefix: tuple[str, ...]
    uid: int
    gid: int

    def give(self, path: Path) -> None:
        """Make the account the owner of a file or folder."""
        if self.uid != os.geteuid():
            os.chown(path, self.uid, self.gid)


def server_account(initdb: Path, state_dir: Path, data: Path) -> Account:
    """Choose the account that runs the server over `data`.

    An ordinary user runs it as itself. As root, the account is the owner of the data, or `nobody` if there is no data
    yet. It gets the weakest capability with which it reaches the binaries and `state_dir`: no folder's permissions are
    changed.

    Raises:
        WarehouseError: root cannot become another user here, or that user cannot reach the files with any capability.
    """
    if os.geteuid() != 0:
        return Account((), os.geteuid(), os.getegid())
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise WarehouseError(
            "PostgreSQL does not run as root and the command setpriv (package util-linux), which would run it as "
            "another user, is not installed; install it, or run this as an ordinary user"
        )
    uid, gid = _server_ids(data)
    problem = ""
    for power in _POWERS:
        account = Account((setpriv, *_setpriv_options(uid, gid, power)), uid, gid)
        problem = _problem_reaching(account, initdb, state_dir)
        if not problem:
            return account
    raise WarehouseError(
        f"PostgreSQL does not run as root, and user number {uid}, who would run it, cannot reach {initdb} and "
        f"{state_dir}: {problem}; put the checkout into a folder that others may enter, or run this as an ordinary user"
    )


def _server_ids(data: Path) -> tuple[int, int]:
    if data.exists() and data.stat().st_uid != 0:
        return data.stat().st_uid, data.stat().st_gid
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return 65534, 65534
    return nobody.pw_uid, nobody.pw_gid


def _setpriv_options(uid: int, gid: int, power: str | None) -> list[str]:
    capabilities = f"-all,+{power}" if power else "-all"
    options = [f"--reuid={uid}", f"--regid={gid}", "--clear-groups", "--no-new-privs", f"--inh-caps={capabilities}"]
    options += [f"--bounding-set={capabilities}"]
    if power:
        # PostgreSQL looks for its own binaries with access(2), which ignores a user's capabilities unless this
        # securebit is set.
        options += [f"--ambient-caps={capabilities}", "--securebits=+no_setuid_fixup"]
    return options


def _problem_reaching(account: Account, initdb: Path, state_dir: Path) -> str:
    """Try to reach the files as the account; return what went wrong, empty if nothing.

    `initdb --show` loads the libraries, looks for `postgres` in its own folder and for its data files, and ends without
    creating anything. `postgres --version` would succeed even if the server cannot start, because setpriv still has
    root's capabilities when it executes the binary.
    """
    script = 'cd "$2" && exec "$1" --show -D "$2/nothing-is-created"'
    try:
        done = subprocess.run(
            [*account.prefix, "/bin/sh", "-c", script, "sh", str(initdb), str(state_dir)],
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_TRIAL_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"initdb has not ended after {_TRIAL_SECONDS} s"
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
