"""Copy a container's log into the task's log, line by line while the container writes it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

import aiohttp
from kubernetes_asyncio.client.exceptions import ApiException

from movielytics.orchestration.kubernetes.cluster import OUT_OF_REACH, Cluster, Object
from movielytics.orchestration.kubernetes.pods import has_log

log = logging.getLogger(__name__)

LONGEST_LINE = 16_384
"""Largest length of a line, in characters; the rest of a longer line is dropped."""
PAUSE = 1.0
"""Seconds between two attempts to read a log after the connection broke."""
FINAL_WAIT = 10.0
"""Seconds to wait for the rest of the log after the container has ended."""


class Bookmark:
    """The position up to which a log is copied, so that reading it again from its beginning copies no line twice.

    Several lines may have the same time, and a clock may be set back. After the last copied line, every line is new.
    """

    def __init__(self) -> None:
        """Start at the beginning of the log."""
        self._time, self._count = "", 0  # the time of the last copied line, and how many of the last lines have it

    def begin(self) -> Callable[[str], bool]:
        """Start reading; return a function that takes the time of each line in order and returns whether to copy it."""
        until, known, passed = self._time, self._count, False

        def is_new(time: str) -> bool:
            nonlocal known, passed
            if not passed and time <= until and (time < until or known):
                known -= time == until
                return False
            passed = True
            self._count = self._count + 1 if time == self._time else 1
            self._time = time
            return True

        return is_new


class LogFollower:
    """Copies one container's log, each line once and in order, however often the connection breaks.

    A new follower, as after a restart of the triggerer, copies the log from its beginning.
    """

    def __init__(self, cluster: Cluster, pod: str, container: str, write: Callable[[str], None]) -> None:
        """Follow ``container`` of ``pod``; ``write`` gets each line."""
        self._cluster, self._pod, self._container, self._write = cluster, pod, container, write
        self._bookmark = Bookmark()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start following, unless that has been done; the container must have started."""
        if self._task is None:
            self._task = asyncio.create_task(self._follow())

    async def finish(self) -> None:
        """Copy what is left after the container has ended.

        Read the log once more even if following it came to an end. The kubelet closes the stream when the container
        ends, whether or not it has sent the last lines.
        """
        if self._task is None:
            return
        await asyncio.wait({self._task}, timeout=FINAL_WAIT)
        self.stop()
        try:
            await asyncio.wait_for(self._copy(follow=False), FINAL_WAIT)
        except (ApiException, *OUT_OF_REACH) as error:
            if not (isinstance(error, ApiException) and error.status == 404):  # the pod is gone, and with it the log
                log.warning("the end of the log of pod %s could not be read: %s", self._pod, _words(error))

    def stop(self) -> None:
        """Stop following."""
        if self._task:
            self._task.cancel()

    async def _follow(self) -> None:
        """Copy until the container ends; if the connection breaks, wait and read again."""
        while True:
            try:
                await self._copy(follow=True)
            except ApiException as error:
                if error.status == 404:
                    return  # the pod is gone, and with it the log
                log.debug("the log of pod %s is not to be had now: %s", self._pod, error.reason)
            except OUT_OF_REACH as error:
                log.debug("the log of pod %s broke off: %r", self._pod, error)
            else:
                return
            await asyncio.sleep(PAUSE)

    async def _copy(self, *, follow: bool) -> None:
        async with self._cluster.log_stream(self._pod, self._container, follow=follow) as stream:
            is_new = self._bookmark.begin()
            async for line in _lines(stream, whole=not follow):
                time, _, text = line.partition(" ")
                if is_new(time):
                    self._write(text)


class LogCopy:
    """Copies the log of a step's pod, and of the pod that replaces it if the step was suspended and resumed."""

    def __init__(self, cluster: Cluster, container: str, write: Callable[[str], None]) -> None:
        """Copy the log of ``container``; ``write`` gets each line."""
        self._cluster, self._container, self._write = cluster, container, write
        self._uid: str | None = None
        self._follower: LogFollower | None = None

    def follow(self, pod: Object | None) -> None:
        """Follow the pod's log once it has one; the rest of an earlier pod's log is gone with that pod."""
        if pod is None or pod["metadata"]["uid"] == self._uid or not has_log(pod, self._container):
            return
        self.stop()
        self._uid = pod["metadata"]["uid"]
        self._follower = LogFollower(self._cluster, pod["metadata"]["name"], self._container, self._write)
        self._follower.start()

    async def finish(self) -> None:
        """Copy what is left after the container has ended."""
        if self._follower:
            await self._follower.finish()

    def stop(self) -> None:
        """Stop copying."""
        if self._follower:
            self._follower.stop()


async def _lines(stream: aiohttp.StreamReader, *, whole: bool) -> AsyncIterator[str]:
    """Yield lines of any length: the reader's own limit would end the log at a long line.

    A stream that is not ``whole`` may break off inside a line, so a last line without a line end is not yielded.
    """
    rest = b""
    async for chunk in stream.iter_any():
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line[:LONGEST_LINE].decode(errors="replace").rstrip("\r")
        rest = rest[:LONGEST_LINE]
    if rest and whole:
        yield rest.decode(errors="replace")


def _words(error: BaseException) -> str:
    return str(error.reason) if isinstance(error, ApiException) else repr(error)
