"""Waits with a limit: every wait of these tests has one and reports what it waited for."""

import time
from collections.abc import Callable
from typing import TypeVar

import httpx
import psycopg2
from kubernetes.client import ApiException
from urllib3.exceptions import HTTPError

T = TypeVar("T")

PASSING = (httpx.TransportError, psycopg2.OperationalError, ApiException, HTTPError, OSError)
"""Errors of a service that restarts."""


class WaitTimeoutError(AssertionError):
    """The condition was not met in time."""


def until(
    what: str,
    probe: Callable[[], T | None],
    seconds: float,
    *,
    every: float = 1.0,
    state: Callable[[], object] | None = None,
) -> T:
    """Return the first result of ``probe`` that is neither None nor False; errors of ``PASSING`` count as "not yet".

    Args:
        what: the condition, for the message.
        probe: called repeatedly.
        seconds: the limit.
        every: seconds between two calls.
        state: returns the current state, for the message.

    Raises:
        WaitTimeoutError: the limit has passed.
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
            raise WaitTimeoutError(f"waited {seconds:.0f} s in vain for {what}{last}{now}")
        time.sleep(every)
