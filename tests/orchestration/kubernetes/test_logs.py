"""A log's bytes as lines, however they arrive."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from hypothesis import given
from hypothesis import strategies as st

from movielytics.orchestration.kubernetes import logs
from movielytics.orchestration.kubernetes.cluster import Cluster


def stream_of(*chunks: bytes) -> aiohttp.StreamReader:
    loop = asyncio.get_running_loop()
    stream = aiohttp.StreamReader(aiohttp.base_protocol.BaseProtocol(loop), 2**23, loop=loop)
    for chunk in chunks:
        stream.feed_data(chunk)
    stream.feed_eof()
    return stream


def lines_of(*chunks: bytes) -> list[str]:
    async def read() -> list[str]:
        return [line async for line in logs._lines(stream_of(*chunks), whole=True)]

    return asyncio.run(read())


class ApiServer(Cluster):
    """Ends the stream of a followed log too early, as a kubelet does after the container has ended."""

    def __init__(self, log: bytes, followed: int) -> None:
        """Send ``followed`` bytes of ``log`` to a client that follows it."""
        self._log, self._followed = log, followed

    @asynccontextmanager
    async def log_stream(
        self,
        pod: str,  # noqa: ARG002
        container: str,  # noqa: ARG002
        *,
        follow: bool,
    ) -> AsyncIterator[aiohttp.StreamReader]:
        """See ``Cluster.log_stream``."""
        yield stream_of(self._log[: self._followed] if follow else self._log)


@given(
    st.lists(st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), min_size=1)),
    st.integers(1, 7),
)
def test_lines_are_whole_wherever_the_stream_is_cut(lines: list[str], size: int) -> None:
    content = "".join(f"{line}\n" for line in lines).encode()
    assert lines_of(*(content[at : at + size] for at in range(0, len(content), size))) == lines


def test_a_last_line_needs_no_newline() -> None:
    assert lines_of(b"one\r\ntwo") == ["one", "two"]


def test_a_line_without_end_is_cut_and_the_next_is_whole() -> None:
    assert lines_of(b"x" * 1_000_000, b"x" * 1_000_000 + b"\nnext\n") == ["x" * logs.LONGEST_LINE, "next"]


def test_bytes_that_are_not_text_do_no_harm() -> None:
    assert lines_of(b"\xff\xfe\n") == ["\ufffd\ufffd"]


@given(st.lists(st.sampled_from("abc")), st.lists(st.integers(0, 9), max_size=4))
def test_each_line_is_copied_once_over_repeated_reads(times: list[str], breaks: list[int]) -> None:
    log = sorted(times)  # many lines with the same time
    bookmark, copied = logs.Bookmark(), list[int]()
    for end in [*sorted(breaks), len(log)]:
        is_new = bookmark.begin()
        copied += [number for number, time in enumerate(log[:end]) if is_new(time)]
    assert copied == list(range(len(log)))


def test_a_clock_that_is_set_back_loses_no_line() -> None:
    is_new = logs.Bookmark().begin()
    assert all(is_new(time) for time in ("2", "3", "1", "1", "2"))


@given(st.integers(0, 60))
def test_a_log_whose_stream_ends_too_early_is_copied_whole(followed: int) -> None:
    log = b"".join(b"2026-01-01T00:00:00.00000000%dZ number %d\n" % (number // 2, number) for number in range(6))
    copied: list[str] = []

    async def copy() -> None:
        follower = logs.LogFollower(ApiServer(log, followed), "pod", "base", copied.append)
        follower.start()
        await follower.finish()

    asyncio.run(copy())
    assert copied == [f"number {number}" for number in range(6)]


def test_the_log_of_a_pod_that_replaces_another_is_copied_too() -> None:
    """A load that is suspended and resumed has a new driver with the same name."""
    written: list[str] = []

    def pod(uid: str, **state: Any) -> dict[str, Any]:
        return {"metadata": {"name": "driver", "uid": uid}, "status": {"containerStatuses": [{"name": "c", **state}]}}

    async def copy() -> None:
        running: dict[str, Any] = {"state": {"running": {}}}
        one, two = b"1 one\n", b"1 two\n"
        log_copy = logs.LogCopy(ApiServer(one, len(one)), "c", written.append)
        for seen in (None, pod("a"), pod("a", **running), pod("a", **running)):
            log_copy.follow(seen)
            await asyncio.sleep(0.01)
        log_copy._cluster = ApiServer(two, len(two))
        log_copy.follow(pod("b"))
        log_copy.follow(pod("b", **running))
        await log_copy.finish()

    asyncio.run(copy())
    assert written == ["one", "two"]
