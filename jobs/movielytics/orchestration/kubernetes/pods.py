"""What the state of a pod means: whether it can start, is lost, or how it ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from movielytics.termination import TerminationMessage

Object = dict[str, Any]

STEP = "step"
DRIVER = "spark-kubernetes-driver"
EXECUTOR = "spark-kubernetes-executor"
"""The names of the containers that do the work; the Spark operator chooses those of the driver and the executors."""

NEVER_STARTS = {
    "CreateContainerConfigError": "a ConfigMap, a Secret or a key that it needs is not there",
    "CreateContainerError": "the node cannot create the container",
    "ErrImageNeverPull": "the image is not on the node, and image_pull_policy forbids to pull it",
    "ErrImagePull": "does the image exist, and may this cluster pull it?",
    "ImageInspectError": "the node cannot read the image",
    "ImagePullBackOff": "does the image exist, and may this cluster pull it?",
    "InvalidImageName": "the image's name is not valid",
    "RunContainerError": "the node cannot start the container",
}
"""Reasons of waiting containers that never start, and what they mean."""

TRIED_AGAIN = ("failed to sync", "context deadline exceeded")
"""Messages of a busy node that could not create a container in time; the node retries by itself."""

LOST_AFTER = timedelta(seconds=60)
"""How long a pod may exist after the time at which it must be gone, before its node counts as lost."""
LAST_LINES = 5
"""Largest number of lines of a container's last output that a reason quotes."""


@dataclass(frozen=True)
class Clock:
    """When a resource counts as one that does not start.

    Attributes:
        now: the current time.
        start_timeout: how long a resource may take to start once it is admitted.
        waited: the last time at which the step was seen waiting for admission; None if it has not waited.
    """

    now: datetime
    start_timeout: timedelta
    waited: datetime | None = None

    def is_over(self, resource: Object) -> bool:
        """Return whether the resource has had its time to start."""
        return self.now - max(created(resource), self.waited or created(resource)) > self.start_timeout

    @property
    def seconds(self) -> int:
        """The time to start."""
        return int(self.start_timeout.total_seconds())


def phase(pod: Object) -> str:
    """Return Pending, Running, Succeeded, Failed or Unknown."""
    return str(pod.get("status", {}).get("phase") or "Pending")


def role(pod: Object) -> str:
    """Return the role of the pod in a SparkApplication: driver or executor; empty if it has none."""
    return str(pod["metadata"].get("labels", {}).get("spark-role", ""))


def created(resource: Object) -> datetime:
    """Return when the resource was created."""
    return timestamp(resource["metadata"]["creationTimestamp"])


def started(pod: Object) -> datetime | None:
    """Return when the pod's node accepted it, which is also when ``activeDeadlineSeconds`` begins; None before that."""
    text = pod.get("status", {}).get("startTime")
    return timestamp(text) if text else None


def gates(pod: Object) -> list[str]:
    """Return the scheduling gates that keep the pod from being scheduled, such as Kueue's."""
    return [gate["name"] for gate in pod.get("spec", {}).get("schedulingGates") or []]


def has_log(pod: Object, container: str) -> bool:
    """Return whether the container has started, so that there is a log to read."""
    state = _status(pod, container).get("state", {})
    return "running" in state or "terminated" in state


def terminated(pod: Object, container: str) -> Object | None:
    """Return how the container ended; None if it has not."""
    ended: Object | None = _status(pod, container).get("state", {}).get("terminated")
    return ended


def termination_message(pod: Object, container: str) -> TerminationMessage | None:
    """Return the termination message that the container wrote; None if it has not ended or wrote no valid one."""
    try:
        return TerminationMessage.model_validate_json((terminated(pod, container) or {}).get("message") or "")
    except ValidationError:
        return None


def start_problem(pod: Object, clock: Clock) -> str | None:
    """Return why a pod that has not started yet never will; None if it has started or still may."""
    if phase(pod) != "Pending":
        return None
    if problem := container_problem(pod):
        return problem
    if not clock.is_over(pod):
        return None
    name = pod["metadata"]["name"]
    if problem := scheduling_problem(pod):
        return f"pod {name} found no node within {clock.seconds} s: {problem}"
    return f"pod {name} did not start within {clock.seconds} s (start_timeout_seconds)"


def container_problem(pod: Object) -> str | None:
    """Return why a container of the pod never starts; None if none of them is known to have that problem."""
    for status in pod.get("status", {}).get("containerStatuses", []):
        waiting = status.get("state", {}).get("waiting", {})
        message = waiting.get("message") or f"image {status.get('image')}"
        meaning = NEVER_STARTS.get(waiting.get("reason", ""))
        if meaning and not any(words in message for words in TRIED_AGAIN):
            return f"pod {pod['metadata']['name']} cannot start: {waiting['reason']}: {message} ({meaning})"
    return None


def scheduling_problem(pod: Object) -> str | None:
    """Return why the scheduler has found no node for the pod; None if it has found one or has not looked yet."""
    scheduled = _condition(pod, "PodScheduled")
    return f"{scheduled.get('reason')}: {scheduled.get('message')}" if scheduled.get("status") == "False" else None


def event_texts(events: list[Object]) -> list[str]:
    """Return the reason and the message of Kubernetes' events, oldest first."""

    def seen(event: Object) -> str:
        series = event.get("series") or {}
        times = (series.get("lastObservedTime"), event.get("lastTimestamp"), event.get("eventTime"))
        return next((str(time) for time in times if time), "")

    return [f"{event.get('reason')}: {event.get('message')}" for event in sorted(events, key=seen)]


def lost(pod: Object, now: datetime) -> str | None:
    """Return why a pod whose state is running cannot be running any more; None if it may be."""
    deleted = pod["metadata"].get("deletionTimestamp")  # the time at which it must be gone
    if deleted is None or now - timestamp(deleted) <= LOST_AFTER:
        return None
    return f"pod {pod['metadata']['name']} should have ended at {deleted} and has not: its node does not answer"


def failure_reason(pod: Object, container: str) -> str:
    """Return why the pod failed."""
    name, status = pod["metadata"]["name"], pod["status"]
    disruption = _condition(pod, "DisruptionTarget")
    if disruption.get("status") == "True":
        return f"pod {name} had to go: {disruption.get('reason')}: {disruption.get('message')}"
    ended = terminated(pod, container) or {}
    if ended.get("reason") == "OOMKilled":
        return (
            f"pod {name} was killed because it used more memory than its limit (OOMKilled): "
            "give it more in the settings"
        )
    if status.get("reason") and status.get("reason") != "Error":  # Evicted, DeadlineExceeded, NodeLost and the like
        return f"pod {name} was ended by Kubernetes: {status['reason']}: {status.get('message', 'no message')}"
    code = ended.get("exitCode")
    killed = f", killed by signal {code - 128}" if isinstance(code, int) and code > 128 else ""
    words = "\n".join((ended.get("message") or "").strip().splitlines()[-LAST_LINES:])
    return f"pod {name} failed with exit code {code}{killed}" + (f"; its last words:\n{words}" if words else "")


def _status(pod: Object, container: str) -> Object:
    statuses: list[Object] = pod.get("status", {}).get("containerStatuses", [])
    return next((status for status in statuses if status["name"] == container), {})


def _condition(pod: Object, kind: str) -> Object:
    conditions: list[Object] = pod.get("status", {}).get("conditions", [])
    return next((condition for condition in conditions if condition["type"] == kind), {})


def timestamp(text: str) -> datetime:
    """Return a time of the Kubernetes API."""
    return datetime.fromisoformat(text)
