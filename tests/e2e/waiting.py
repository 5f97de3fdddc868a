"""Waiting with an end: every wait of these tests has a limit and says what it waited for."""

import time
from collections.abc import Callable
from typing import TypeVar

import httpx
import psycopg2
from kubernetes.client import ApiException
from urllib3.exceptions import HTTPError

T = TypeVar("T")

PASSING = (httpx.TransportError, psycopg2.OperationalError, ApiException, HTTPError, OSError)
"""What a service that restarts answers for a while."""


class WaitedInVainError(AssertionError):
    """What was waited for did not happen in time."""


def until(
    what: str,
    probe: Callable[[], T | None],
    seconds: float,
    *,
    every: float = 1.0,
    state: Callable[[], object] | None = None,
) -> T:
    """Return the first answer of ``probe`` that is neither None nor False; the errors of ``PASSING`` count as "not yet".

    Args:
        what: what is waited for, for the message.
        probe: asked again and again.
        seconds: the limit.
        every: seconds between two questions.
        state: describes how things stand when time is up.

    Raises:
        WaitedInVainError: the limit has passed.
    """
    deadline = time.monotonic() + seconds
    last = ""
    while True:
        try:
            answer = probe()
        except PASSING as error:
            last = f"; last error: {type(error).__name__}: {error}"
        else:
            last = ""
            if answer is not None and answer is not False:
                return answer
        if time.monotonic() > deadline:
            now = f"; now: {state()}" if state else ""
            raise WaitedInVainError(f"waited {seconds:.0f} s in vain for {what}{last}{now}")
        time.sleep(every)
