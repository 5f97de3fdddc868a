"""A minimal triggerer: it runs triggers against the cluster, with task instances as Airflow's own passes them."""

import asyncio
import contextlib
import contextvars
import logging
import time
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.executors.workloads.task import TaskInstanceDTO
from airflow.triggers.base import TriggerEvent

from movielytics.orchestration.kubernetes.names import Identity
from movielytics.orchestration.kubernetes.settings import LONGEST_ADMISSION, KubernetesSettings
from movielytics.orchestration.kubernetes.triggers import PodTrigger, SparkTrigger, StepTrigger

Manifest = dict[str, Any]
Configure = Callable[..., None]
"""Changes the launch settings for one test."""

LONG = 600.0
"""Seconds that a task of these tests may take unless the test is about the timeout."""


@dataclass
class TaskLog:
    """A task's log: its lines, each with the seconds since the task began."""

    begin: float = field(default_factory=time.monotonic)
    lines: list[tuple[float, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole log."""
        return "\n".join(f"{seconds:7.2f} {line}" for seconds, line in self.lines)

    def at(self, words: str) -> float:
        """Return the time of the first line with these words."""
        found = [seconds for seconds, line in self.lines if words in line]
        assert found, f"no line has {words!r}:\n{self.text}"
        return found[0]

    def count(self, words: str) -> int:
        """Return the number of lines with these words."""
        return sum(words in line for _, line in self.lines)


_log: contextvars.ContextVar[TaskLog | None] = contextvars.ContextVar("task_log", default=None)


class Router(logging.Handler):
    """Routes each line to the log of its task, as the triggerer does."""

    def emit(self, record: logging.LogRecord) -> None:
        """Add the line."""
        if log := _log.get():
            log.lines.append((time.monotonic() - log.begin, record.getMessage()))


class ScriptTrigger(PodTrigger):
    """A step's pod whose container runs a shell script instead of the step.

    Attributes:
        script: the script.
        gates: the pod's scheduling gates, as Kueue's webhook adds them.
    """

    script = ""
    gates: tuple[str, ...] = ()

    def _manifest(self, settings: KubernetesSettings, identity: Identity) -> Manifest:
        manifest = super()._manifest(settings, identity)
        (container,) = manifest["spec"]["containers"]
        container["command"], container["args"] = ["/usr/bin/tini", "--", "sh", "-c"], [self.script]
        manifest["spec"]["schedulingGates"] = [{"name": gate} for gate in self.gates]
        return manifest


class CodeTrigger(SparkTrigger):
    """A SparkApplication whose driver runs Python code instead of the step."""

    script = ""

    def _manifest(self, settings: KubernetesSettings, identity: Identity) -> Manifest:
        manifest = super()._manifest(settings, identity)
        # This file is in every image with Python, and runs the code in its arguments.
        manifest["spec"]["mainApplicationFile"] = "local:///usr/lib/python3.11/timeit.py"
        manifest["spec"]["arguments"] = ["-n", "1", "-r", "1", self.script]
        return manifest


@dataclass
class Try:
    """One try of a task instance, as the scheduler passes it to the triggerer.

    Attributes:
        step, arguments: what to run.
        script: what to run instead: a shell script for a pod, Python code for a driver.
        timeout: how long the step may run, in seconds.
        run_id, try_number, instance: the task instance; ``instance`` is Airflow's id of the try.
        log: the task's log.
        gates: the scheduling gates of a script's pod.
    """

    step: str
    arguments: tuple[str, ...] = ()
    script: str = ""
    timeout: float = LONG
    run_id: str = field(default_factory=lambda: f"manual__{uuid.uuid4()}")
    try_number: int = 1
    instance: uuid.UUID = field(default_factory=uuid.uuid4)
    log: TaskLog = field(default_factory=TaskLog)
    gates: tuple[str, ...] = ()
    scheduled: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def task_instance(self) -> TaskInstanceDTO:
        """The task instance in the form that a trigger receives."""
        return TaskInstanceDTO(
            id=self.instance,
            dag_version_id=uuid.uuid4(),
            dag_id="movie_dwh_dag",
            task_id="_".join((self.step, *self.arguments)),
            run_id=self.run_id,
            try_number=self.try_number,
            map_index=-1,
            pool_slots=1,
            queue="default",
            priority_weight=1,
        )

    @property
    def identity(self) -> Identity:
        """The identity that names the resources."""
        return Identity.of(self.task_instance)

    def trigger(self) -> StepTrigger:
        """Return the trigger, as every triggerer of this try creates it."""
        kinds = {False: (PodTrigger, ScriptTrigger), True: (SparkTrigger, CodeTrigger)}[self.step == "stage"]
        trigger = kinds[bool(self.script)](self.step, list(self.arguments), self.timeout)
        if isinstance(trigger, ScriptTrigger | CodeTrigger):
            trigger.script = self.script
        if isinstance(trigger, ScriptTrigger):
            trigger.gates = self.gates
        trigger.task_instance = self.task_instance  # type: ignore[assignment]
        trigger.timeout_after = self.scheduled + timedelta(seconds=self.timeout + LONGEST_ADMISSION)  # as operators do
        return trigger

    def retry(self) -> "Try":
        """Return the try that Airflow makes after a failure, or after somebody cleared the task."""
        return Try(self.step, self.arguments, self.script, self.timeout, self.run_id, self.try_number + 1)

    async def run(self) -> TriggerEvent:
        """Run it as a triggerer does and return its only event."""
        self.log.begin = time.monotonic()
        _log.set(self.log)
        (event,) = [event async for event in self.trigger().run()]
        return event

    @contextlib.asynccontextmanager
    async def begun(self) -> "AsyncIterator[Triggerer]":
        """Run it in a triggerer that can be stopped or killed."""
        self.log = TaskLog()
        _log.set(self.log)
        trigger = self.trigger()
        triggerer = Triggerer(trigger, asyncio.create_task(anext(aiter(trigger.run()))))  # type: ignore[arg-type]
        try:
            yield triggerer
        finally:
            triggerer.task.cancel()


@dataclass
class Triggerer:
    """A running trigger."""

    trigger: StepTrigger
    task: "asyncio.Task[TriggerEvent]"

    async def stop(self) -> None:
        """End like a triggerer that is stopped or killed: nothing is cleaned up."""
        self.task.cancel()
        await asyncio.wait({self.task})
        assert self.task.cancelled()

    async def kill_task(self) -> None:
        """End as if somebody marked the task or cleared it."""
        await self.stop()
        await self.trigger.on_kill()


def result(event: TriggerEvent) -> dict[str, Any]:
    """Return the XCom of a success."""
    xcoms: dict[str, Any] | None = getattr(event, "xcoms", None)
    assert xcoms, f"no success: {event.payload}"
    found: dict[str, Any] = xcoms["return_value"]
    return found


def failure(event: TriggerEvent) -> tuple[str, bool]:
    """Return the reason of a failure, and whether it is permanent."""
    assert isinstance(event.payload, dict), f"no failure: {event!r} {getattr(event, 'xcoms', '')}"
    return event.payload["error"], event.payload["permanent"]


def run(attempt: Try) -> TriggerEvent:
    """Run a try by itself."""
    return asyncio.run(attempt.run())
