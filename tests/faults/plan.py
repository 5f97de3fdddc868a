"""Which fault each trial has, and when, by its number and the seed."""

import random
import signal
from collections.abc import Callable
from dataclasses import dataclass

from faults.kinds import Fault, FullDisk, Hit, Interrupt, Network, SecondRun, Swap

KINDS: tuple[Callable[[], Fault], ...] = (
    # The first eight are those of every change: one of each kind.
    lambda: Hit("kill JVM", "JVM"),
    lambda: Network("cut connections"),
    lambda: FullDisk("full disk"),
    lambda: Swap("swapped file", "JVM", replaces_files=True),
    lambda: SecondRun("second run"),
    lambda: Interrupt("SIGTERM", number=signal.SIGTERM),
    lambda: Hit("kill postmaster", "postmaster"),
    lambda: Hit("kill worker", "worker"),
    lambda: Hit("kill child", "child"),
    lambda: Hit("kill supervisor", "supervisor", kills_supervisor=True),
    lambda: Hit("kill worker daemon", "worker daemon"),
    lambda: Hit("kill backend", "backend"),
    lambda: Interrupt("SIGINT", number=signal.SIGINT),
    lambda: Interrupt("SIGHUP", number=signal.SIGHUP),
    lambda: Interrupt("Ctrl-C"),
    lambda: Network("refuse connections", how="refuse", seconds=3),
    lambda: Network("stall connections", how="stall", seconds=5),
    lambda: Network("cut connections again and again", times=5),
    lambda: Hit("pause child", "child", number=signal.SIGSTOP, seconds=5),
    lambda: Hit("pause JVM", "JVM", number=signal.SIGSTOP, seconds=5),
    lambda: Hit("pause supervisor", "supervisor", number=signal.SIGSTOP, seconds=5),
    lambda: Hit("pause postmaster", "postmaster", number=signal.SIGSTOP, seconds=5),
    lambda: Hit("stop child", "child", number=signal.SIGSTOP),
    lambda: Hit("stop JVM", "JVM", number=signal.SIGSTOP),
    lambda: Hit("stop worker", "worker", number=signal.SIGSTOP),
    lambda: Hit("stop worker daemon", "worker daemon", number=signal.SIGSTOP),
    lambda: Hit("stop postmaster", "postmaster", number=signal.SIGSTOP),
    lambda: Hit("stop backend", "backend", number=signal.SIGSTOP),
    lambda: Network("refuse connections for good", how="refuse"),
    lambda: Network("stall connections for good", how="stall"),
)
"""Makers of faults: each trial has one of its own."""


@dataclass(frozen=True)
class Trial:
    """A run and its fault.

    Attributes:
        number: counts from 0.
        seed: of all trials.
    """

    number: int
    seed: int

    def __str__(self) -> str:
        """Return the name that pytest shows."""
        return f"{self.number}-{self.fault().name.replace(' ', '-')}"

    @property
    def random(self) -> random.Random:
        """A source of numbers that are the same for the same trial."""
        return random.Random(f"{self.seed}:{self.number}")

    @property
    def from_empty(self) -> bool:
        """Whether the warehouse holds nothing at the start of the run."""
        return (self.number + self.number // len(KINDS)) % 2 == 1

    def fault(self) -> Fault:
        """Return the fault."""
        return KINDS[self.number % len(KINDS)]()
