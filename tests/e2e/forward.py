"""A local port that leads to a Service of the cluster while it is needed, even if its pods are replaced."""

import socket
import subprocess
import threading
from types import TracebackType
from typing import Self

from e2e.waiting import until


def free_port() -> int:
    """Return a local port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PortForward:
    """``kubectl port-forward`` to a Service, restarted whenever it ends: it follows one pod and ends with it."""

    def __init__(self, namespace: str, service: str, port: int, local: int | None = None) -> None:
        """Describe the forward, from a free local port unless one is given; ``with`` or ``start`` starts it."""
        self.target, self.remote, self.namespace = f"service/{service}", port, namespace
        self.port = local or free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> Self:
        """Start forwarding, and wait until the local port is open."""
        self._keeper.start()
        until(f"a port-forward to {self.target}", self._open, 60, every=0.2)
        return self

    def close(self) -> None:
        """Stop forwarding."""
        self._closed.set()
        if self._process:
            self._process.terminate()
        self._keeper.join(timeout=10)

    def renew(self) -> None:
        """Forward to another pod: the earlier one is known to be gone, which kubectl notices only when used."""
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=10)
        until(f"a port-forward to {self.target}", self._open, 60, every=0.2)

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def _open(self) -> bool:
        with socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True

    def _keep(self) -> None:
        command = ["kubectl", "--namespace", self.namespace, "port-forward", self.target, f"{self.port}:{self.remote}"]
        while not self._closed.is_set():
            self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self._process.wait()
            self._closed.wait(0.5)
