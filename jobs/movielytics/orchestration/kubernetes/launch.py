"""One try of a step, from the creation or discovery of its resource to its outcome."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from movielytics.orchestration.kubernetes.admission import Admission
from movielytics.orchestration.kubernetes.cluster import ClusterError
from movielytics.orchestration.kubernetes.logs import LogCopy
from movielytics.orchestration.kubernetes.outcome import Failed, Outcome, Waiting
from movielytics.orchestration.kubernetes.pods import Clock, phase
from movielytics.orchestration.kubernetes.submission import exceeds_quota
from movielytics.orchestration.kubernetes.workloads import Observation, Workload

log = logging.getLogger(__name__)

Object = dict[str, Any]

REMOVAL_TIMEOUT = timedelta(seconds=120)
"""How long the resources of earlier tries may take to disappear."""
CREATION_WAIT = 10.0
"""Seconds that a cancelled trigger waits for a creation in progress."""
QUOTA_INTERVAL = 5.0
"""Seconds between two attempts to create a resource that a quota forbids."""
SHORTEST_PAUSE, LONGEST_PAUSE = 10.0, 60.0
"""Seconds between two submissions of an application whose driver a quota forbids; each costs 5 to 10 CPU seconds."""


class Launch:
    """One try of a step in the cluster."""

    def __init__(
        self, workload: Workload, manifest: Object, selector: str, *, start_timeout: timedelta, admission: Admission
    ) -> None:
        """Prepare the launch.

        Args:
            workload: the resource.
            manifest: the manifest of the resource.
            selector: the label selector for the resources of all tries of this task instance.
            start_timeout: how long a pod may take to start after its admission.
            admission: how long the try may wait for admission.
        """
        self.workload, self.manifest, self.selector = workload, manifest, selector
        self.start_timeout, self.admission = start_timeout, admission
        self._called = f"{workload.word} {workload.cluster.namespace}/{workload.name}"

    async def run(self, deadline: Callable[[datetime | None], datetime | None]) -> Outcome:
        """Start the step, or resume it if a previous triggerer has started it, and follow it to its outcome.

        Args:
            deadline: maps the time at which the step began to the time by which it must be done. The argument is None
                while the step waits for admission.

        Raises:
            ClusterError: the API rejects a call, or is unreachable for a long time.
        """
        if refusal := await self._remove_others():
            return refusal
        await self._sweep()
        pause = SHORTEST_PAUSE
        while True:
            if refusal := await self._create_when_allowed():
                return refusal
            observed, outcome = await self._watch(deadline)
            if not isinstance(outcome, Waiting):
                break
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            if refusal := await self._make_room():
                return refusal
        if isinstance(outcome, Failed):
            await self._explain(observed)
        if not self.workload.removes_itself(observed):
            await self._remove()
        return outcome

    async def _create_when_allowed(self) -> Failed | None:
        """Create the resource, or find it; wait while a quota forbids it."""
        while True:
            try:
                is_new = await self._create()
            except ClusterError as error:
                if not exceeds_quota(str(error)):
                    raise
                if refusal := self.admission.wait(str(error), datetime.now(UTC)):
                    return refusal
                await asyncio.sleep(QUOTA_INTERVAL)
            else:
                what = "created %s" if is_new else "found %s, which was started before: going on with it"
                log.info(what, self._called)
                return None

    async def _create(self) -> bool:
        """Create the resource; if the trigger is cancelled, wait until it exists, so that it can be deleted."""
        creation = asyncio.create_task(self.workload.create(self.manifest))
        try:
            return await asyncio.shield(creation)
        except asyncio.CancelledError:
            await asyncio.wait({creation}, timeout=CREATION_WAIT)
            raise

    async def _make_room(self) -> Failed | None:
        """Remove a refused resource, and wait until its name is free."""
        end = time.monotonic() + REMOVAL_TIMEOUT.total_seconds()
        while await self.workload.delete():
            if time.monotonic() > end:
                return Failed(f"{self._called} would not go within {REMOVAL_TIMEOUT.seconds} s: it was refused before")
            await asyncio.sleep(self.workload.interval)
        return None

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

    async def _watch(
        self, deadline: Callable[[datetime | None], datetime | None]
    ) -> tuple[Observation, Outcome | Waiting]:
        """Follow the resource until its outcome is decided, or until it is refused and must be created again."""
        log_copy = LogCopy(self.workload.cluster, self.workload.container, log.info)
        state = ""
        try:
            while True:
                observed = await self.workload.observe()
                if (now_state := self.workload.state(observed)) != state:
                    state = now_state
                    log.info("%s: %s", self._called, state)
                pod = self.workload.main_pod(observed)
                log_copy.follow(pod)
                if outcome := self._decide(observed, deadline):
                    break
                await asyncio.sleep(self.workload.interval)
            if pod and phase(pod) in ("Succeeded", "Failed"):
                await log_copy.finish()
        finally:
            log_copy.stop()
        return observed, outcome

    def _decide(
        self, observed: Observation, deadline: Callable[[datetime | None], datetime | None]
    ) -> Outcome | Waiting | None:
        now = datetime.now(UTC)
        decided = self.workload.decide(observed, Clock(now, self.start_timeout, self.admission.waited))
        begun = None
        if isinstance(decided, Waiting):
            decided = self.admission.wait(decided.reason, now) or (decided if decided.refused else None)
        else:
            if self.workload.main_pod(observed):
                self.admission.admit(now)
            begun = self.workload.begun(observed, self.admission.waited)
        return decided or _overdue(self._called, deadline(begun), now)

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
