"""The time that a step waits for admission: for room in a quota, an open gate, or the end of a suspension."""

import logging
from datetime import datetime, timedelta

from movielytics.orchestration.kubernetes.outcome import Failed

log = logging.getLogger(__name__)


class Admission:
    """Limits the time that a try waits for admission, and logs what it waits for.

    Attributes:
        waited: the last time at which the try was seen waiting; None if it has not waited.
    """

    def __init__(self, limit: timedelta, since: datetime) -> None:
        """Start waiting.

        Args:
            limit: how long the try may wait.
            since: when it began to wait; before this process began if another triggerer has started the try.
        """
        self.limit = limit
        self.waited: datetime | None = None
        self._since: datetime | None = since
        self._logged = ""

    def wait(self, reason: str, now: datetime) -> Failed | None:
        """Note that the try waits; log the reason if it is new, and return a failure if the time is over."""
        self._since, self.waited = self._since or now, now
        what = reason.partition(", used: ")[0]  # what others use of a quota changes all the time
        if what != self._logged:
            self._logged = what
            log.info("waiting for admission: %s", reason)
        if now - self._since <= self.limit:
            return None
        seconds = int(self.limit.total_seconds())
        return Failed(f"not admitted within {seconds} s (admission_timeout_seconds): {reason}")

    def admit(self, now: datetime) -> None:
        """Note that the try does not wait any more; it may wait again later, for example if it is suspended."""
        if self._logged and self._since:
            log.info("admitted after %d s", (now - self._since).total_seconds())
        self._since, self._logged = None, ""

    def restart(self, now: datetime) -> None:
        """Begin to count the time."""
        self._since = now
