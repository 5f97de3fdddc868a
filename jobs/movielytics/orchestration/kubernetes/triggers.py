"""The triggers: the part of a task that runs in the triggerer, from its start to its end."""

import logging
from abc import abstractmethod
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.triggers.base import BaseTrigger, TaskSuccessEvent, TriggerEvent

from movielytics.errors import Kind, MovielyticsError
from movielytics.orchestration.kubernetes import manifests
from movielytics.orchestration.kubernetes.admission import Admission
from movielytics.orchestration.kubernetes.cluster import Cluster
from movielytics.orchestration.kubernetes.launch import Launch
from movielytics.orchestration.kubernetes.names import Identity
from movielytics.orchestration.kubernetes.outcome import Failed, Outcome, Succeeded
from movielytics.orchestration.kubernetes.settings import LONGEST_ADMISSION, KubernetesSettings, kubernetes_settings
from movielytics.orchestration.kubernetes.turns import turn
from movielytics.orchestration.kubernetes.workloads import PodWorkload, SparkWorkload, Workload
from movielytics.orchestration.links import link_xcoms
from movielytics.redaction import redact

log = logging.getLogger(__name__)

MARGIN = timedelta(seconds=5)
"""How long before Airflow's own deadline a step is ended, because that deadline removes no resources."""


class StepTrigger(BaseTrigger):
    """Runs one step in the cluster.

    Success ends the task here, with the step's result and its links as XComs. A failure is an event with ``error``,
    ``permanent`` and ``kind``. Airflow resumes the task with it in a worker, which raises the error (``operators``).
    """

    timeout_after: datetime | None = None  # set by the triggerer: the time at which Airflow's deadline ends the task

    def __init__(self, step: str, arguments: list[str], timeout: float | None = None) -> None:
        """Run ``movielytics STEP ARGUMENTS``, once admitted for at most ``timeout`` seconds; None means no limit."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.step, self.arguments, self.timeout = step, list(arguments), timeout
        self._over = False

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return what recreates this trigger in another process."""
        kind = type(self)
        return f"{kind.__module__}.{kind.__qualname__}", {
            "step": self.step,
            "arguments": self.arguments,
            "timeout": self.timeout,
        }

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Run the step, or resume it if another triggerer started it; yield its outcome."""
        try:
            outcome = await self._launch()
        except MovielyticsError as error:
            outcome = Failed(redact(str(error)), permanent=error.permanent, kind=error.kind)
        except Exception as error:  # Airflow's own report of it would help nobody
            log.exception("the step could not be launched")
            reason = redact(f"the step could not be launched: {type(error).__name__}: {error}")
            outcome = Failed(reason, kind=Kind.DEFECT)
        self._over = True
        if isinstance(outcome, Succeeded):
            result = outcome.result.model_dump(mode="json", exclude_none=True)
            yield TaskSuccessEvent(xcoms={"return_value": result, **link_xcoms(self.step, self.task_instance)})
        else:
            log.error("%s", outcome.reason)
            event = {"error": outcome.reason, "permanent": outcome.permanent, "kind": outcome.kind.value}
            yield TriggerEvent(event)  # type: ignore[no-untyped-call]

    async def on_kill(self) -> None:
        """Remove what was started: a user has marked or cleared the task."""
        if self._over:
            return  # cancelled after the step had ended
        settings, identity = kubernetes_settings(), self._identity()
        async with Cluster.connect(self._namespace(settings)) as cluster:
            workload = self._workload(cluster, identity.name, settings.instance)
            removed = await workload.delete()
        log.info(
            "%s %s: %s",
            workload.word,
            identity.name,
            "removed, because the task was ended" if removed else "there is none",
        )

    async def _launch(self) -> Outcome:
        settings, identity = kubernetes_settings(), self._identity()
        async with Cluster.connect(self._namespace(settings)) as cluster:
            launch = Launch(
                self._workload(cluster, identity.name, settings.instance),
                self._manifest(settings, identity),
                identity.selector,
                start_timeout=timedelta(seconds=settings.start_timeout_seconds),
                admission=Admission(timedelta(seconds=settings.admission_timeout_seconds), self._began()),
            )
            return await self._run(launch, settings, identity)

    async def _run(self, launch: Launch, settings: KubernetesSettings, identity: Identity) -> Outcome:  # noqa: ARG002
        return await launch.run(self._deadline)

    def _began(self) -> datetime:
        """Return when Airflow began this try, possibly in another triggerer."""
        if self.timeout_after is None or self.timeout is None:
            return datetime.now(UTC)
        return self.timeout_after - timedelta(seconds=self.timeout + LONGEST_ADMISSION)

    def _deadline(self, begun: datetime | None) -> datetime | None:
        """Return the time by which the step must be done; ``begun`` is None while it waits for admission."""
        allowed = self._allowed()
        own = begun + allowed if begun and allowed else None
        airflow = self.timeout_after - MARGIN if self.timeout_after else None
        return min((end for end in (own, airflow) if end), default=None)

    def _identity(self) -> Identity:
        return Identity.of(self.task_instance)

    def _allowed(self) -> timedelta | None:
        return None if self.timeout is None else timedelta(seconds=self.timeout)

    @abstractmethod
    def _namespace(self, settings: KubernetesSettings) -> str: ...

    @abstractmethod
    def _workload(self, cluster: Cluster, name: str, instance: str) -> Workload: ...

    @abstractmethod
    def _manifest(self, settings: KubernetesSettings, identity: Identity) -> dict[str, Any]: ...


class SparkTrigger(StepTrigger):
    """Runs a staging load as a SparkApplication."""

    async def _run(self, launch: Launch, settings: KubernetesSettings, identity: Identity) -> Outcome:
        async with turn(launch.workload, identity.run_selector, settings.spark.loads_at_once):
            launch.admission.restart(datetime.now(UTC))  # the other loads have time limits of their own
            return await launch.run(self._deadline)

    def _namespace(self, settings: KubernetesSettings) -> str:
        return settings.spark_namespace

    def _workload(self, cluster: Cluster, name: str, instance: str) -> Workload:
        return SparkWorkload(cluster, name, instance)

    def _manifest(self, settings: KubernetesSettings, identity: Identity) -> dict[str, Any]:
        return manifests.spark_application(
            settings, identity, self.arguments[0], [self.step, *self.arguments], self._allowed()
        )


class PodTrigger(StepTrigger):
    """Runs a step on the warehouse as a pod."""

    def _namespace(self, settings: KubernetesSettings) -> str:
        return settings.namespace

    def _workload(self, cluster: Cluster, name: str, instance: str) -> Workload:
        return PodWorkload(cluster, name, instance)

    def _manifest(self, settings: KubernetesSettings, identity: Identity) -> dict[str, Any]:
        return manifests.step_pod(settings, identity, self.step, [self.step, *self.arguments], self._allowed())  # type: ignore[arg-type]
