"""kubectl: read objects, and forward local ports to Services."""

import base64
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from movielytics.errors import MovielyticsError

START_SECONDS = 30


def get(namespace: str, *arguments: str) -> dict[str, Any]:
    """Return the object that ``kubectl get`` prints.

    Raises:
        MovielyticsError: kubectl is missing, the cluster does not respond, or the object does not exist.
    """
    command = ["kubectl", "--namespace", namespace, "get", *arguments, "--output", "json"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise MovielyticsError("kubectl is not installed: https://kubernetes.io/docs/tasks/tools") from None
    if done.returncode:
        # Only the last line is the error: kubectl logs its retries above it.
        why = done.stderr.strip().rpartition("\n")[2]
        raise MovielyticsError(f"`{' '.join(command)}`: {why}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def secret(namespace: str, name: str) -> dict[str, str]:
    """Return the decoded content of a Secret; raise MovielyticsError if it does not exist."""
    data = get(namespace, "secret", name).get("data") or {}
    return {key: base64.b64decode(value).decode() for key, value in data.items()}


class Forward:
    """``kubectl port-forward`` to a Service.

    Attributes:
        port: the local port.
    """

    def __init__(self, namespace: str, service: str, port: int) -> None:
        """Start forwarding a free local port to ``port`` of the Service."""
        self.port = _free_port()
        target = [f"service/{service}", f"{self.port}:{port}"]
        self._command = ["kubectl", "--namespace", namespace, "port-forward", "--address", "127.0.0.1", *target]
        self._process = self._start()

    def renew(self) -> None:
        """Forward to the pod that is behind the Service now; kubectl keeps using the first pod, even after it is gone.

        Raises:
            MovielyticsError: the Service has no pod that is ready.
        """
        self.stop()
        self._process = self._start()

    def stop(self) -> None:
        """Stop forwarding."""
        self._process.terminate()
        self._process.wait()
        if self._process.stderr:
            self._process.stderr.close()

    def _start(self) -> "subprocess.Popen[str]":
        process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return process
            time.sleep(0.1)
        process.terminate()
        _, said = process.communicate()
        raise MovielyticsError(f"`{' '.join(self._command)}`: {said.strip() or 'no port after 30 s'}")


@contextmanager
def forward(namespace: str, service: str, port: int) -> Iterator[Forward]:
    """Forward for the duration of the context; raise MovielyticsError if the Service has no pod that is ready."""
    forwarding = Forward(namespace, service, port)
    try:
        yield forwarding
    finally:
        forwarding.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
