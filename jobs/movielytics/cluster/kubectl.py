"""kubectl: reading objects, and local ports that lead to Services."""

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
    """Return what ``kubectl get`` finds.

    Raises:
        MovielyticsError: kubectl is missing, the cluster does not answer, or there is no such object.
    """
    command = ["kubectl", "--namespace", namespace, "get", *arguments, "--output", "json"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise MovielyticsError("kubectl is not installed: https://kubernetes.io/docs/tasks/tools") from None
    if done.returncode:
        # Above its last line kubectl writes how often it has tried.
        why = done.stderr.strip().rpartition("\n")[2]
        raise MovielyticsError(f"`{' '.join(command)}`: {why}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def secret(namespace: str, name: str) -> dict[str, str]:
    """Return the content of a Secret; raises MovielyticsError where there is none."""
    data = get(namespace, "secret", name).get("data") or {}
    return {key: base64.b64decode(value).decode() for key, value in data.items()}


class Forward:
    """``kubectl port-forward`` to a Service.

    Attributes:
        port: the local port.
    """

    def __init__(self, namespace: str, service: str, port: int) -> None:
        """Begin to forward to ``port`` of the Service."""
        self.port = _free_port()
        target = [f"service/{service}", f"{self.port}:{port}"]
        self._command = ["kubectl", "--namespace", namespace, "port-forward", "--address", "127.0.0.1", *target]
        self._process = self._start()

    def renew(self) -> None:
        """Forward to the pod that stands behind the Service now: kubectl stays with the first one, even when it is gone.

        Raises:
            MovielyticsError: there is none.
        """
        self.stop()
        self._process = self._start()

    def stop(self) -> None:
        """Forward no more."""
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
    """Forward for the time of the context; raises MovielyticsError where no pod stands behind the Service."""
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
