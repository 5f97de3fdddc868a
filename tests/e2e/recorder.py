"""Records pods and applications of the namespace while they exist: finished ones are soon removed."""

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from kubernetes import watch
from kubernetes.client import ApiException
from urllib3.exceptions import HTTPError

from e2e.cluster import SPARK, Cluster
from movielytics.orchestration.kubernetes.names import RUN_ID, TASK

COMPONENT = "app.kubernetes.io/component"
STREAM_SECONDS = 5
"""Seconds after which a watch is restarted: this bounds how long closing takes."""


@dataclass
class ObservedObject:
    """What was observed of one pod or application: its labels and annotations, and all of its states."""

    name: str
    labels: dict[str, str]
    annotations: dict[str, str]
    spec: Any
    states: list[str] = field(default_factory=list)
    gone: bool = False

    @property
    def run_id(self) -> str:
        """The DAG run that started it, according to our launcher or Airflow's executor; empty if none."""
        return self.annotations.get(RUN_ID) or self.annotations.get("run_id", "")

    @property
    def component(self) -> str:
        """The component of the platform that a pod belongs to."""
        return self.labels.get(COMPONENT, "")

    def note(self, state: str, gone: bool) -> None:
        """Record a state, and whether the object is gone now."""
        if state and state not in self.states:
            self.states.append(state)
        self.gone = self.gone or gone


class Recorder:
    """Watches pods and SparkApplications during ``with``."""

    def __init__(self, cluster: Cluster) -> None:
        """Describe what to watch."""
        self.cluster = Cluster(cluster.namespace)  # its own connection, because a watch occupies one
        self.pods: dict[str, ObservedObject] = {}
        self.applications: dict[str, ObservedObject] = {}
        self._closed = threading.Event()
        self._threads = [
            threading.Thread(target=self._watch, args=(see,), daemon=True)
            for see in (self._see_pods, self._see_applications)
        ]

    def __enter__(self) -> Self:
        """Start watching."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop watching."""
        self._closed.set()
        for thread in self._threads:
            thread.join(timeout=2 * STREAM_SECONDS)

    def pods_of(self, run_id: str, component: str = "") -> list[ObservedObject]:
        """Return the observed pods of a run, all of them or those of one component."""
        return [pod for pod in self.pods.values() if pod.run_id == run_id and component in ("", pod.component)]

    def applications_of(self, run_id: str, task_id: str = "") -> list[ObservedObject]:
        """Return the observed applications of a run, all of them or those of one task."""
        found = [each for each in self.applications.values() if each.run_id == run_id]
        return [each for each in found if task_id in ("", each.labels[TASK])]

    def _watch(self, see: Any) -> None:
        while not self._closed.is_set():
            with suppress(ApiException, HTTPError, OSError):
                see()
            self._closed.wait(0.2)

    def _see_pods(self) -> None:
        listing = self.cluster.core.list_namespaced_pod
        for event in watch.Watch().stream(listing, self.cluster.namespace, timeout_seconds=STREAM_SECONDS):
            pod = event["object"]
            meta = pod.metadata
            seen = self.pods.setdefault(
                meta.uid, ObservedObject(meta.name, meta.labels or {}, meta.annotations or {}, pod.spec)
            )
            seen.note(pod.status.phase or "", event["type"] == "DELETED")

    def _see_applications(self) -> None:
        listing = self.cluster.custom.list_namespaced_custom_object
        for event in watch.Watch().stream(
            listing, namespace=self.cluster.namespace, timeout_seconds=STREAM_SECONDS, **SPARK
        ):
            item = event["object"]
            meta = item["metadata"]
            state = item.get("status", {}).get("applicationState", {}).get("state", "")
            observed = ObservedObject(meta["name"], meta.get("labels", {}), meta.get("annotations", {}), item["spec"])
            self.applications.setdefault(meta["uid"], observed).note(state, event["type"] == "DELETED")
