"""The latency of the marts for several clients at once: while nothing else runs, and while an upsert publishes."""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from itertools import cycle, islice
from statistics import quantiles
from types import TracebackType
from typing import Self

import psycopg2

from bench.marts.questions import MARTS
from bench.results import Latency

CLIENTS = 16


class Clients:
    """Clients that ask the marts in turn, each without a pause, for the duration of the context.

    Attributes:
        seconds: the duration of each query, by mart; complete after the context.
    """

    def __init__(self, url: str) -> None:
        """Ask the warehouse ``url``."""
        self.seconds: dict[str, list[float]] = {mart: [] for mart in MARTS}
        self._url = url
        self._over = threading.Event()
        self._pool = ThreadPoolExecutor(CLIENTS)
        self._clients: list[Future[None]] = []

    def __enter__(self) -> Self:
        """Start all clients."""
        self._clients = [self._pool.submit(self._ask, number) for number in range(CLIENTS)]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop all clients after their current query; raise the error of a client whose query failed."""
        self._over.set()
        self._pool.shutdown()
        if error is None:
            for client in self._clients:
                client.result()

    def latencies(self, moment: str) -> list[Latency]:
        """Return the latency of each mart; ``moment`` says what else ran."""
        return [
            Latency(mart=mart, moment=moment, queries=len(seconds), p50=cuts[49], p99=cuts[98])
            for mart, seconds in self.seconds.items()
            if len(seconds) > 1
            for cuts in [quantiles(seconds, n=100, method="inclusive")]
        ]

    def _ask(self, number: int) -> None:
        """Ask the marts in turn, each client beginning with another one, so that not all ask the same."""
        with closing(psycopg2.connect(self._url)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            for mart in islice(cycle(MARTS), number, None):
                if self._over.is_set():
                    return
                started = time.perf_counter()
                cursor.execute(f"SELECT * FROM marts.{mart}")
                cursor.fetchall()
                self.seconds[mart].append(time.perf_counter() - started)
