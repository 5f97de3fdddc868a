"""One try of a step, from the creation or discovery of its resource to its outcome."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from movielytics.orchestration.kubernetes.cluster import ClusterError
from movielytics.orchestration.kubernetes.logs import LogFollower
from movielytics.orchestration.kubernetes.outcome import Failed, Outcome
from movielytics.orchestration.kubernetes.pods import created, has_log, phase
from movielytics.orchestration.kubernetes.workloads import Observation, Workload

log = logging.getLogger(__name__)

Object = dict[str, Any]

REMOVAL_TIMEOUT = timedelta(seconds=120)
"""How long the resources of earlier tries may take to disappear."""
CREATION_WAIT = 10.0
"""Seconds that a cancelled trigger waits for a creation in progress."""


class Launch:
    """One try of a step in the cluster."""

    def __init__(self, workload: Workload, manifest: Object, selector: str, *, start_timeout: timedelta) -> None:
        """Prepare the launch.

        Args:
            workload: the resource.
            manifest: the manifest of the resource.
            selector: the label selector for the resources of all tries of this task instance.
            start_timeout: how long a pod may take to start.
        """
        self.workload, self.manifest, self.selector, self.start_timeout = workload, manifest, selector, start_timeout
        self._called = f"{workload.word} {workload.cluster.namespace}/{workload.name}"

    async def run(self, deadline: Callable[[datetime], datetime | None]) -> Outcome:
        """Start the step, or resume it if a previous triggerer has started it, and follow it to its outcome.

        Args:
            deadline: maps the time of the resource's creation to the time by which the step must be done.

        Raises:
            ClusterError: the API rejects a call, or is unreachable for a long time.
        """
        if refusal := await self._remove_others():
            return refusal
        await self._sweep()
        if await self._create():
            log.info("created %s", self._called)
        else:
            log.info("found %s, which was started before: going on with it", self._called)
        observed, outcome = await self._watch(deadline)
        if isinstance(outcome, Failed):
            await self._explain(observed)
        if not self.workload.removes_itself(observed):
            await self._remove()
        return outcome

    async def _create(self) -> bool:
        """Create the resource; if the trigger is cancelled, wait until it exists, so that it can be deleted."""
        creation = asyncio.create_task(self.workload.create(self.manifest))
        try:
            return await asyncio.shield(creation)
        except asyncio.CancelledError:
            await asyncio.wait({creation}, timeout=CREATION_WAIT)
            raise

    async def _remove_others(self) -> Failed | None:
        """Remove the resources of other tries of this task instance, and wait until none of them runs any more."""
        end = time.monotonic() + REMOVAL_TIMEOUT.total_seconds()
        asked: set[str] = set()
        while others := await self.workload.others(self.selector):
            for name in others:
                if name not in asked:
                    log.info("removing %s %s, which an earlier try left", self.workload.word, name)
                    asked.add(name)
                    await self.workload.named(name).delete()
            if time.monotonic() > end:
                return Failed(
                    f"{self.workload.word} {', '.join(others)}, "
                    f"which an earlier try left, would not go within {REMOVAL_TIMEOUT.seconds} s: "
                    "this try was not started, so that no two run at once"
                )
            await asyncio.sleep(self.workload.interval)
        return None

    async def _sweep(self) -> None:
        """Remove abandoned resources: their tasks ended while no triggerer was running to remove them."""
        try:
            for name in await self.workload.expired(datetime.now(UTC)):
                log.info("removing %s %s, whose time is long over", self.workload.word, name)
                await self.workload.named(name).delete()
        except ClusterError as error:
            log.warning("%s", error)

    async def _watch(self, deadline: Callable[[datetime], datetime | None]) -> tuple[Observation, Outcome]:
        follower: LogFollower | None = None
        state = ""
        end: datetime | None = None
        try:
            while True:
                observed = await self.workload.observe()
                if (now_state := self.workload.state(observed)) != state:
                    state = now_state
                    log.info("%s: %s", self._called, state)
                pod = self.workload.main_pod(observed)
                if follower is None and pod and has_log(pod, self.workload.container):
                    follower = LogFollower(
                        self.workload.cluster, pod["metadata"]["name"], self.workload.container, log.info
                    )
                    follower.start()
                now = datetime.now(UTC)
                if observed.resource:
                    end = deadline(created(observed.resource))
                outcome = self.workload.decide(observed, now, self.start_timeout) or _overdue(self._called, end, now)
                if outcome:
                    break
                await asyncio.sleep(self.workload.interval)
            if follower and pod and phase(pod) in ("Succeeded", "Failed"):
                await follower.finish()
        finally:
            if follower:
                follower.stop()
        return observed, outcome

    async def _explain(self, observed: Observation) -> None:
        """Log the whole error message of the resource, and Kubernetes' warnings about pods that did not start."""
        for line in self.workload.details(observed).splitlines():
            log.info("%s", line)
        for pod in observed.pods:
            if phase(pod) == "Pending":
                await self._quietly(self._log_warnings(pod["metadata"]["name"]))

    async def _log_warnings(self, name: str) -> None:
        for warning in (await self.workload.cluster.warnings(name))[-5:]:
            log.warning("pod %s: %s", name, warning)

    async def _remove(self) -> None:
        """Remove the resource; if that fails, the next try removes it."""
        await self._quietly(self.workload.delete())

    async def _quietly(self, call: Awaitable[Any]) -> None:
        try:
            await call
        except ClusterError as error:
            log.warning("%s", error)


def _overdue(called: str, end: datetime | None, now: datetime) -> Failed | None:
    if end is None or now < end:
        return None
    return Failed(f"{called} was not done in time (execution_timeout): it was removed at {now:%H:%M:%S} UTC")
