"""A real HTTP receiver of alerts in its own namespace: it answers 204 and writes each request's body to its log."""

import json
from dataclasses import dataclass

import yaml

from e2e.cluster import Cluster
from e2e.waiting import until

NAME, PORT = "receiver", 8080
PROGRAM = """
import http.server

class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        print("POST", self.path, body.decode(), flush=True)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass

http.server.ThreadingHTTPServer(("", 8080), Receiver).serve_forever()
"""


@dataclass(frozen=True)
class Receiver:
    """The receiver, once started."""

    cluster: Cluster
    image: str

    @property
    def url(self) -> str:
        """The Apprise URL at which it listens."""
        return f"json://{NAME}.{self.cluster.namespace}.svc:{PORT}/alerts"

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.cluster.ensure_namespace()
        if self._ready_now():
            return
        for manifest in (pod(NAME, self.image, PROGRAM, port=PORT), _service()):
            self.cluster.apply(yaml.safe_dump(manifest))
        until("the receiver of alerts", self._ready, 120)

    def alerts(self) -> list[dict[str, str]]:
        """Return the bodies of the received alerts, the latest last."""
        lines = [line.split(" ", 2) for line in self.cluster.log(NAME).splitlines()]
        return [json.loads(line[2]) for line in lines if line[0] == "POST"]

    def _ready_now(self) -> bool:
        return bool(self.cluster.pods(f"app={NAME}")) and self._ready()

    def _ready(self) -> bool:
        found = self.cluster.core.read_namespaced_pod(NAME, self.cluster.namespace)
        return any(
            condition.type == "Ready" and condition.status == "True" for condition in found.status.conditions or []
        )


def pod(
    name: str, image: str, program: str, labels: dict[str, str] | None = None, port: int | None = None
) -> dict[str, object]:
    """Return a pod that runs a Python program and meets the restricted Pod Security Standard."""
    probe = {"readinessProbe": {"tcpSocket": {"port": port}, "periodSeconds": 1}} if port else {}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": name} | (labels or {})},
        "spec": {
            "restartPolicy": "Never",
            "automountServiceAccountToken": False,
            "enableServiceLinks": False,
            "terminationGracePeriodSeconds": 1,
            "securityContext": {"runAsNonRoot": True, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"}},
            "containers": [
                {
                    "name": "main",
                    "image": image,
                    "imagePullPolicy": "IfNotPresent",
                    "command": ["python", "-c", program],
                    "securityContext": {
                        "allowPrivilegeEscalation": False,
                        "readOnlyRootFilesystem": True,
                        "capabilities": {"drop": ["ALL"]},
                    },
                    **probe,
                }
            ],
        },
    }


def _service() -> dict[str, object]:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": NAME},
        "spec": {"selector": {"app": NAME}, "ports": [{"port": PORT, "targetPort": PORT}]},
    }
