"""The kinds of faults: how each disturbs a run, and how the disturbance ends."""

import os
import random
import signal
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from faults.laboratory import Laboratory
from faults.relay import Relay
from faults.swapped import DATASETS, other_content
from faults.targets import living
from support.local_run import Started


@dataclass(frozen=True)
class Scene:
    """What a fault may touch.

    Attributes:
        laboratory: the machine.
        run: the run to disturb.
        rng: decides what the kind of the fault leaves open.
    """

    laboratory: Laboratory
    run: Started
    rng: random.Random


@dataclass
class Fault(ABC):
    """Something that happens to a run.

    Attributes:
        name: what the line of a trial shows.
        target: the kind of process whose life in the reference run bounds the moment.
        kills_supervisor: the run cannot clean up after itself.
        replaces_files: the run may publish what a file held for a moment.
        second: another run that the fault has started.
    """

    name: str
    target: str = "child"
    kills_supervisor: bool = False
    replaces_files: bool = False
    second: Started | None = None

    @property
    def next_run_cleans(self) -> bool:
        """Whether only the next run can close this one in Airflow and remove its files."""
        return self.kills_supervisor

    def before(self, laboratory: Laboratory) -> None:  # noqa: B027 - most kinds need nothing
        """Set up what must be there when the run starts."""

    @abstractmethod
    def happen(self, scene: Scene) -> str:
        """Disturb the run; return what happened exactly, empty if the run ended before."""

    def after(self) -> None:  # noqa: B027
        """End the disturbance after the end of the run, if it has not ended before."""


@dataclass
class Interrupt(Fault):
    """A signal to the command, or Ctrl-C in its terminal."""

    number: signal.Signals | None = None

    def happen(self, scene: Scene) -> str:
        """See ``Fault``."""
        if scene.run.process.poll() is not None:
            return ""
        if self.number is None:
            scene.run.press_ctrl_c()
        else:
            scene.run.send(self.number)
        return self.name


@dataclass
class Hit(Fault):
    """A process that is killed, stopped until the run ends, or stopped for some seconds."""

    number: signal.Signals = signal.SIGKILL
    seconds: float | None = None
    _hit: list[psutil.Process] = field(default_factory=list)

    def happen(self, scene: Scene) -> str:
        """See ``Fault``."""
        while scene.run.process.poll() is None:
            with suppress(psutil.Error):
                if found := living(self.target, scene.run, scene.laboratory.state):
                    chosen = scene.rng.choice(found)
                    chosen.send_signal(self.number)
                    self._hit.append(chosen)
                    if self.seconds is not None:
                        time.sleep(self.seconds)
                        chosen.send_signal(signal.SIGCONT)
                    return f"process {chosen.pid}"
            time.sleep(0.01)
        return ""

    def after(self) -> None:
        """Continue what is still stopped, as the message of the run asks for."""
        for process in self._hit:
            with suppress(psutil.Error):
                process.send_signal(signal.SIGCONT)


@dataclass
class Network(Fault):
    """Connections to the warehouse that are refused, cut or stalled.

    Attributes:
        seconds: how long; None: until the end of the run.
        times: how often connections are cut, a second apart.
    """

    how: str = "cut"
    seconds: float | None = None
    times: int = 1
    _relay: Relay | None = None

    def before(self, laboratory: Laboratory) -> None:
        """Place the relay before the server."""
        self._relay = Relay(laboratory.state)

    def happen(self, scene: Scene) -> str:
        """See ``Fault``."""
        relay = self._relay
        assert relay is not None
        if scene.run.process.poll() is not None:
            return ""
        if self.how == "cut":
            for _ in range(self.times):
                relay.cut()
                time.sleep(1 if self.times > 1 else 0)
            return f"{self.times} times"
        (relay.refuse if self.how == "refuse" else relay.stall)()
        if self.seconds is None:
            return "until the end"
        time.sleep(self.seconds)
        (relay.accept if self.how == "refuse" else relay.flow)()
        return f"for {self.seconds} s"

    def after(self) -> None:
        """Remove the relay."""
        if self._relay is not None:
            self._relay.close()


@dataclass
class FullDisk(Fault):
    """A file that fills the disk of the state folder until the run has ended."""

    _file: Path | None = None

    @property
    def next_run_cleans(self) -> bool:
        """See ``Fault``: Airflow's database cannot be written."""
        return True

    def happen(self, scene: Scene) -> str:
        """See ``Fault``."""
        size = 0
        self._file = scene.laboratory.state / "filler"
        with self._file.open("wb", buffering=0) as filler, suppress(OSError):
            while scene.run.process.poll() is None:
                free = os.statvfs(self._file.parent)
                step = max(free.f_bavail * free.f_bsize, 4096)
                os.posix_fallocate(filler.fileno(), size, step)
                size += step
        return f"{size / 1e6:.0f} MB"

    def after(self) -> None:
        """Free the disk."""
        if self._file is not None:
            self._file.unlink(missing_ok=True)


@dataclass
class Swap(Fault):
    """A delivered file that another one replaces for a moment, with the same name, size and time of change."""

    def happen(self, scene: Scene) -> str:
        """See ``Fault``."""
        dataset = scene.rng.choice(DATASETS)
        # The last delivery: if the other content is published, the file that is put back wins again.
        file = scene.laboratory.landing / dataset / "2.csv"
        other, kept = scene.laboratory.aside / "other", scene.laboratory.aside / "kept"
        other.write_bytes(other_content(file, dataset))
        was = file.stat()
        os.utime(other, ns=(was.st_atime_ns, was.st_mtime_ns))
        seconds = scene.rng.uniform(0.01, 3)
        kept.hardlink_to(file)
        other.replace(file)
        time.sleep(seconds)
        kept.replace(file)
        return f"{dataset} for {seconds:.2f} s"


@dataclass
class SecondRun(Fault):
    """The same command in another terminal."""

    def happen(self, scene: Scene) -> str:
        """See ``Fault``."""
        self.second = scene.laboratory.start()
        return self.name
