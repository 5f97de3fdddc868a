"""Locks between processes of this machine."""

import fcntl
import time
from typing import TextIO

POLL_SECONDS = 0.05


def lock(file: TextIO, wait_seconds: float) -> bool:
    """Lock an open file; return False if another process still holds it after ``wait_seconds``.

    The kernel releases the lock when the file is closed, also if the process is killed.
    """
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(POLL_SECONDS)
        else:
            return True
