"""Decide when files that arrive in a landing zone are complete, from what the zone holds at each look."""

from collections.abc import Mapping
from typing import NamedTuple

LONGEST_WAIT_SECONDS = 60.0
"""Seconds after which a complete file no longer waits for others that are still being written."""


class _New(NamedTuple):
    """A file that was not announced yet.

    Attributes:
        identity: what it was at the last look.
        since: the time from which it has been that.
        first: the time at which it was first seen.
    """

    identity: str
    since: float
    first: float


class Arrivals:
    """Announces each new or changed file once, as soon as it has stayed the same for a while.

    Files that arrive together are announced together. Removed files are no reason to announce anything.
    """

    def __init__(self, stable_seconds: float) -> None:
        """Begin before the first look, for which all files are new.

        Args:
            stable_seconds: how long a file must stay the same.
        """
        self._stable_seconds = stable_seconds
        self._announced: dict[str, str] = {}
        self._new: dict[str, _New] = {}

    def look(self, files: Mapping[str, str], now: float) -> list[str]:
        """Return the files to announce now, sorted.

        Args:
            files: the paths of all files and their identities, as ``ListedZone.inventory`` returns them.
            now: seconds of a clock that never goes back.
        """
        self._announced = {path: identity for path, identity in self._announced.items() if path in files}
        self._new = {
            path: self._seen(path, identity, now)
            for path, identity in files.items()
            if self._announced.get(path) != identity
        }
        ready = sorted(path for path, new in self._new.items() if now - new.since >= self._stable_seconds)
        if not ready or (len(ready) < len(self._new) and not self._has_waited(ready, now)):
            return []
        self._announced |= {path: files[path] for path in ready}
        self._new = {path: new for path, new in self._new.items() if path not in ready}
        return ready

    def _seen(self, path: str, identity: str, now: float) -> _New:
        before = self._new.get(path)
        if before is None:
            return _New(identity, now, now)
        return before if before.identity == identity else _New(identity, now, before.first)

    def _has_waited(self, ready: list[str], now: float) -> bool:
        return any(now - self._new[path].first >= LONGEST_WAIT_SECONDS for path in ready)
