"""CPU seconds and memory of process trees, sampled at intervals."""

import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil  # type: ignore[import-untyped]

from bench.results import Memory

EVERY_SECONDS = 0.5
"""Seconds between samples; a sample takes some 30 ms of one processor."""
JVM, WORKERS, DRIVER, POSTGRES = "jvm", "workers", "driver", "postgres"


class Watch:
    """Watches the trees below some processes for the duration of the context.

    Attributes:
        memory: the peak so far.
        cpu_seconds: CPU seconds used since the start; what a process uses between its last sample and its end is not
            counted.
    """

    def __init__(self, roots: Callable[[], Iterable[int]]) -> None:
        """Watch the processes whose ids ``roots`` returns, and all descendants; each sample calls ``roots`` again."""
        self.memory = Memory()
        self.cpu_seconds = 0.0
        self._roots = roots
        self._begin = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_again, daemon=True)

    def __enter__(self) -> Self:
        """Start sampling."""
        self._begin = sum(map(_cpu_seconds, _trees(self._roots())))
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop sampling, after a last sample."""
        self._over.set()
        self._thread.join()
        self._look()

    def _look_again(self) -> None:
        while not self._over.wait(EVERY_SECONDS):
            self._look()

    def _look(self) -> None:
        processes = _trees(self._roots())
        self.cpu_seconds = max(self.cpu_seconds, sum(map(_cpu_seconds, processes)) - self._begin)
        used: Counter[str] = Counter()
        for process, kind in _kinds(processes).items():
            used[kind] += _memory(process.pid, shared=kind != POSTGRES)
        seen = Memory(**used, together=used.total())
        self.memory = Memory(
            **{name: max(value, getattr(self.memory, name)) for name, value in seen.model_dump().items()}
        )


def _trees(roots: Iterable[int]) -> list[psutil.Process]:
    found: dict[int, psutil.Process] = {}
    for root in roots:
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(root)
            found |= {one.pid: one for one in (process, *process.children(recursive=True))}
    return list(found.values())


def _cpu_seconds(process: psutil.Process) -> float:
    """Return the CPU seconds of a process and of its descendants that have ended."""
    with contextlib.suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return float(times.user + times.system + times.children_user + times.children_system)
    return 0.0


def _kinds(processes: list[psutil.Process]) -> dict[psutil.Process, str]:
    kinds: dict[psutil.Process, str] = {}
    parents: dict[int, int] = {}
    java: set[int] = set()
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            name = process.name()
            parents[process.pid] = process.ppid()
            kinds[process] = POSTGRES if name.startswith("postgres") else JVM if name == "java" else DRIVER
            java |= {process.pid} if name == "java" else set()
    for process, kind in kinds.items():
        if kind == DRIVER and _descends(process.pid, parents, java):
            kinds[process] = WORKERS
    return kinds


def _descends(pid: int, parents: dict[int, int], ancestors: set[int]) -> bool:
    while pid in parents:
        pid = parents[pid]
        if pid in ancestors:
            return True
    return False


def _memory(pid: int, *, shared: bool) -> int:
    """Return the memory of a process in bytes, each page divided by the number of processes that share it.

    Without ``shared``, shared memory is left out.
    """
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    sizes = {words[0]: int(words[1]) * 1024 for words in map(str.split, lines[1:])}
    return sizes.get("Pss:", 0) - (0 if shared else sizes.get("Pss_Shmem:", 0))
