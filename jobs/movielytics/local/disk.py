"""Recognize a full disk, whichever of the run's programs meets it first, and report it once."""

import errno
import re
import shutil
from pathlib import Path

from movielytics.errors import DiskFullError
from movielytics.local.postgres.data import Files

_WORDS = re.compile(
    r"No space left on device|database or disk is full|Disk quota exceeded|DiskFull\b|SQLSTATE[^\n]{0,10}53100"
)
"""How Python, Java, SQLite and PostgreSQL report a full disk."""
_SEVERE = re.compile(r"\b(?:PANIC|FATAL|ERROR): .*")
_CODES = frozenset({errno.ENOSPC, errno.EDQUOT})
_DISK_FULL = "53100"
"""PostgreSQL's SQLSTATE for a full disk."""
_LOG_BYTES = 200_000
"""Bytes at the end of PostgreSQL's log that are searched."""
_LOW_BYTES = 1_000_000
"""Free bytes below which a full disk explains errors without a cause, such as a connection that PostgreSQL closed."""


class Disk:
    """The disk of a state folder during one run."""

    def __init__(self, state_dir: Path) -> None:
        """Store the position where PostgreSQL's log ends now: only what follows is about this run."""
        self._state_dir = state_dir
        self._log = Files(state_dir).log
        self._begin = self._log.stat().st_size if self._log.exists() else 0

    def problem(self, *errors: BaseException | str) -> DiskFullError | None:
        """Return the error to report instead of ``errors`` if a full disk caused them; otherwise None."""
        line = self._last_line()
        if not (any(map(is_disk_full, errors)) or line or self._free() < _LOW_BYTES):
            return None
        said = f" PostgreSQL's last line about it: {line}" if line else ""
        return DiskFullError(
            f"the disk is full: {self._free() / 1e6:,.1f} MB are free in {self._state_dir}.{said}\n"
            "Free space there, or choose a folder on another disk with MOVIELYTICS_STATE_DIR; "
            "then run again. Published data is intact"
        )

    def _free(self) -> int:
        return shutil.disk_usage(self._state_dir).free

    def _last_line(self) -> str:
        """Return the last severe line about a full disk that PostgreSQL has logged during this run; empty if none."""
        try:
            with self._log.open("rb") as log:
                end = log.seek(0, 2)
                begin = self._begin if self._begin <= end else 0  # the log was rotated
                log.seek(max(begin, end - _LOG_BYTES))
                lines = log.read().decode(errors="replace").splitlines()
        except OSError:
            return ""
        found = [match[0] for line in lines if _WORDS.search(line) and (match := _SEVERE.search(line))]
        return found[-1] if found else ""


def is_disk_full(error: BaseException | str) -> bool:
    """Return whether an error, or one that caused it, says that a disk is full."""
    if isinstance(error, str):
        return bool(_WORDS.search(error))
    seen: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in seen:
        seen.append(current)
        if (
            getattr(current, "errno", None) in _CODES
            or getattr(current, "pgcode", None) == _DISK_FULL
            or _WORDS.search(str(current))
        ):
            return True
        current = current.__cause__ or current.__context__
    return False
