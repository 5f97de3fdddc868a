"""The Kubernetes cluster of the tests, seen from one namespace."""

import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import yaml
from kubernetes import client, config
from kubernetes.client import ApiException
from kubernetes.stream import stream

from e2e.waiting import until

SPARK = {"group": "sparkoperator.k8s.io", "version": "v1beta2", "plural": "sparkapplications"}
RESTRICTED = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "warn")}

Manifest = dict[str, Any]


@dataclass(frozen=True)
class CommandResult:
    """The result of a command inside a container."""

    code: int
    output: str


@dataclass
class Cluster:
    """One namespace of the cluster that KUBECONFIG points at."""

    namespace: str
    api: Any = field(default_factory=config.new_client_from_config)

    @cached_property
    def core(self) -> Any:
        """Pods, Secrets, Services and the like."""
        return client.CoreV1Api(self.api)

    @cached_property
    def custom(self) -> Any:
        """Custom resources."""
        return client.CustomObjectsApi(self.api)

    def in_namespace(self, namespace: str) -> "Cluster":
        """Return the same cluster, seen from another namespace."""
        return Cluster(namespace, self.api)

    def kubernetes_addresses(self) -> list[str]:
        """Return the addresses of the Kubernetes API: that of its Service, which pods use, and those behind it."""
        service = self.core.read_namespaced_service("kubernetes", "default")
        endpoints = self.core.read_namespaced_endpoints("kubernetes", "default")
        return [service.spec.cluster_ip, *(address.ip for subset in endpoints.subsets for address in subset.addresses)]

    def ensure_namespace(self) -> None:
        """Create the namespace if it is missing, and make it enforce the restricted Pod Security Standard."""
        metadata = client.V1ObjectMeta(name=self.namespace, labels=RESTRICTED)
        try:
            self.core.create_namespace(client.V1Namespace(metadata=metadata))
        except ApiException as error:
            if error.status != 409:
                raise
            self.core.patch_namespace(self.namespace, {"metadata": {"labels": RESTRICTED}})
        until(f"the service account default of {self.namespace}", self._default_account, 30)

    def _default_account(self) -> Any:
        return self.core.read_namespaced_service_account("default", self.namespace)

    def delete_namespace(self, seconds: float = 120) -> None:
        """Delete the namespace and wait until it is gone."""
        try:
            self.core.delete_namespace(self.namespace)
        except ApiException as error:
            if error.status != 404:
                raise
        until(f"the end of namespace {self.namespace}", lambda: not self._namespace_exists(), seconds)

    def _namespace_exists(self) -> bool:
        try:
            self.core.read_namespace(self.namespace)
        except ApiException as error:
            if error.status == 404:
                return False
            raise
        return True

    def secret(self, name: str) -> dict[str, str]:
        """Return a Secret's values as text."""
        import base64

        data = self.core.read_namespaced_secret(name, self.namespace).data or {}
        return {key: base64.b64decode(value).decode() for key, value in data.items()}

    def pods(self, selector: str = "") -> list[Any]:
        """Return the pods that match a label selector."""
        return list(self.core.list_namespaced_pod(self.namespace, label_selector=selector).items)

    def components(self, *components: str) -> list[Any]:
        """Return the pods of these components of the platform."""
        return self.pods(f"app.kubernetes.io/component in ({','.join(components)})")

    def running(self, component: str) -> Any | None:
        """Return the one running pod of a component that is not terminating, or None."""
        found = [
            pod
            for pod in self.components(component)
            if pod.status.phase == "Running" and not pod.metadata.deletion_timestamp
        ]
        return found[0] if found else None

    def ready(self, component: str) -> Any | None:
        """Return the ready pod of a component, or None."""
        pod = self.running(component)
        return pod if pod and all(status.ready for status in pod.status.container_statuses or []) else None

    def spark_applications(self, selector: str = "") -> list[Manifest]:
        """Return the SparkApplications that match a label selector."""
        found = self.custom.list_namespaced_custom_object(namespace=self.namespace, label_selector=selector, **SPARK)
        return list(found["items"])

    def log(self, pod: str, **options: Any) -> str:
        """Return a pod's log."""
        # Not decoded by the client: that gives the text of a bytes literal.
        reply = self.core.read_namespaced_pod_log(pod, self.namespace, _preload_content=False, **options)
        return str(reply.data.decode())

    def kill(self, pod: str) -> None:
        """Delete a pod without a grace period: its processes get SIGKILL at once."""
        self.core.delete_namespaced_pod(pod, self.namespace, grace_period_seconds=0)

    def run_in(self, pod: str, *command: str, container: str | None = None, seconds: float = 60) -> CommandResult:
        """Run a command in a pod's container."""
        options = {"container": container} if container else {}
        shell = stream(
            self.core.connect_get_namespaced_pod_exec, pod, self.namespace,
            command=list(command), stderr=True, stdin=False, stdout=True, tty=False, _preload_content=False, **options,
        )  # fmt: skip
        output, deadline = "", time.monotonic() + seconds
        while shell.is_open() and time.monotonic() < deadline:
            shell.update(timeout=1)
            output += shell.read_stdout() if shell.peek_stdout() else ""
            output += shell.read_stderr() if shell.peek_stderr() else ""
        if shell.is_open():
            shell.close()
            raise AssertionError(f"{command[0]} in pod {pod} did not end within {seconds:.0f} s; its output: {output}")
        return CommandResult(int(shell.returncode or 0), output)

    def apply(self, manifest: str) -> None:
        """Create the objects of a YAML text in the namespace."""
        from kubernetes import utils

        for document in yaml.safe_load_all(manifest):
            utils.create_from_dict(self.api, document, namespace=self.namespace)
