"""The two kinds of resources that run a step, behind one interface."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

from movielytics.orchestration.kubernetes.cluster import Cluster, Kind
from movielytics.orchestration.kubernetes.names import UNTIL
from movielytics.orchestration.kubernetes.outcome import (
    Application,
    Outcome,
    Waiting,
    application_state,
    decide_application,
    decide_pod,
    driver_is_lost,
    driver_of,
    error_message,
    is_over,
)
from movielytics.orchestration.kubernetes.pods import DRIVER, STEP, Clock, created, phase, started, timestamp

Object = dict[str, Any]

APP_NAME = "sparkoperator.k8s.io/app-name"
"""The label with which the operator marks the pods of an application."""


@dataclass(frozen=True)
class Observation:
    """The observed state of a resource in the cluster.

    Attributes:
        resource: the resource itself; None if it is gone.
        pods: the existing pods that belong to it.
    """

    resource: Object | None
    pods: list[Object]


class Workload(ABC):
    """A kind of resource.

    Attributes:
        kind: the kind in the Kubernetes API.
        word: its name in messages.
        container: the container whose log is the step's.
        interval: seconds between two observations.
    """

    kind: ClassVar[Kind]
    word: ClassVar[str]
    container: ClassVar[str]
    interval: ClassVar[float]

    def __init__(self, cluster: Cluster, name: str, instance: str) -> None:
        """Handle the resource ``name`` of the installation ``instance``."""
        self.cluster, self.name, self.instance = cluster, name, instance

    def named(self, name: str) -> Self:
        """Return another resource of the same kind."""
        return type(self)(self.cluster, name, self.instance)

    async def create(self, manifest: Object) -> bool:
        """Create the resource; return False if it already exists."""
        return await self.cluster.create(self.kind, manifest)

    async def delete(self) -> bool:
        """Delete the resource with all that belongs to it; return whether it existed."""
        return await self.cluster.delete(self.kind, self.name)

    async def expired(self, now: datetime) -> list[str]:
        """Return the names of this installation's resources that should have been gone by ``now``."""
        selector = f"app.kubernetes.io/managed-by=airflow,app.kubernetes.io/instance={self.instance}"
        found = await self.cluster.find(self.kind, labelSelector=selector)
        return [resource["metadata"]["name"] for resource in found if _until(resource) < now]

    async def active(self, run: str) -> set[str]:
        """Return the names of the resources that have not ended; ``run`` selects the labels of their run."""
        selector = f"app.kubernetes.io/instance={self.instance},{run}"
        found = await self.cluster.find(self.kind, labelSelector=selector)
        return {resource["metadata"]["name"] for resource in found if not self.has_ended(resource)}

    @abstractmethod
    async def others(self, selector: str) -> list[str]:
        """Return the names of the other resources that the selector finds, including those that are being deleted."""

    @abstractmethod
    async def observe(self) -> Observation:
        """Return the current state of the resource and its pods."""

    @abstractmethod
    def state(self, observed: Observation) -> str:
        """Return its state in a word."""

    @abstractmethod
    def main_pod(self, observed: Observation) -> Object | None:
        """Return the pod whose log is the step's."""

    @abstractmethod
    def decide(self, observed: Observation, clock: Clock) -> Outcome | Waiting | None:
        """Return its outcome, or what it waits for; None while it is still open."""

    @abstractmethod
    def has_ended(self, resource: Object) -> bool:
        """Return whether the resource has ended."""

    def begun(self, observed: Observation, waited: datetime | None) -> datetime | None:
        """Return when the step began; before it has begun, when it could have begun; None if the resource is gone.

        Args:
            observed: the resource.
            waited: the last time at which it was seen waiting for admission.
        """
        if observed.resource is None:
            return None
        pod = self.main_pod(observed)
        submitted = observed.resource.get("status", {}).get("lastSubmissionAttemptTime")
        times = [created(observed.resource), waited, timestamp(submitted) if submitted else None]
        return (started(pod) if pod else None) or max(time for time in times if time)

    def details(self, observed: Observation) -> str:  # noqa: ARG002
        """Return all that is known about a failure of the resource itself."""
        return ""

    @abstractmethod
    def removes_itself(self, observed: Observation) -> bool:
        """Return whether something other than a trigger will remove it, or it is gone."""

    async def _names(self, selector: str) -> list[str]:
        return [resource["metadata"]["name"] for resource in await self.cluster.find(self.kind, labelSelector=selector)]


class PodWorkload(Workload):
    """A pod."""

    kind, word, container, interval = Kind.POD, "pod", STEP, 0.5

    async def others(self, selector: str) -> list[str]:
        return [name for name in await self._names(selector) if name != self.name]

    async def observe(self) -> Observation:
        pod = await self.cluster.get(self.kind, self.name)
        return Observation(pod, [pod] if pod else [])

    def state(self, observed: Observation) -> str:
        return phase(observed.resource) if observed.resource else "gone"

    def main_pod(self, observed: Observation) -> Object | None:
        return observed.resource

    def decide(self, observed: Observation, clock: Clock) -> Outcome | Waiting | None:
        return decide_pod(self.name, observed.resource, clock)

    def has_ended(self, resource: Object) -> bool:
        return phase(resource) in ("Succeeded", "Failed")

    def removes_itself(self, observed: Observation) -> bool:
        return observed.resource is None


class SparkWorkload(Workload):
    """A SparkApplication with its driver and executors."""

    kind, word, container, interval = Kind.SPARK_APPLICATION, "SparkApplication", DRIVER, 1.0
    _lost_at: datetime | None = None

    async def others(self, selector: str) -> list[str]:
        pods = {_application_of(pod) for pod in await self.cluster.find(Kind.POD, labelSelector=selector)}
        return sorted({*await self._names(selector), *pods} - {self.name})

    async def observe(self) -> Observation:
        application = await self.cluster.get(self.kind, self.name)
        return Observation(application, await self.cluster.find(Kind.POD, labelSelector=f"{APP_NAME}={self.name}"))

    def state(self, observed: Observation) -> str:
        return (application_state(observed.resource) or "new") if observed.resource else "gone"

    def main_pod(self, observed: Observation) -> Object | None:
        return driver_of(observed.pods)

    def decide(self, observed: Observation, clock: Clock) -> Outcome | Waiting | None:
        lost = observed.resource is not None and driver_is_lost(observed.resource, driver_of(observed.pods))
        self._lost_at = (self._lost_at or clock.now) if lost else None
        application = Application(observed.resource, observed.pods, clock.now - (self._lost_at or clock.now))
        return decide_application(self.name, application, clock)

    def has_ended(self, resource: Object) -> bool:
        return is_over(resource)

    def details(self, observed: Observation) -> str:
        return error_message(observed.resource) if observed.resource else ""

    def removes_itself(self, observed: Observation) -> bool:
        # Its time to live starts when the operator counts it as ended; before that, nothing would ever remove it.
        return observed.resource is None or is_over(observed.resource)


def _until(resource: Object) -> datetime:
    text = resource["metadata"].get("annotations", {}).get(UNTIL)
    return datetime.fromisoformat(text) if text else datetime.max.replace(tzinfo=UTC)


def _application_of(pod: Object) -> str:
    return str(pod["metadata"].get("labels", {}).get(APP_NAME, pod["metadata"]["name"]))
