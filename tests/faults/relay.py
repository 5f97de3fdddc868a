"""A TCP relay before the server of a state folder: it refuses, cuts or stalls connections."""

import socket
import struct
import threading
from contextlib import suppress
from pathlib import Path

from movielytics.local.postgres.data import Files, running_server

_PIDFILE_PORT = 3
"""Index of the line of ``postmaster.pid`` that holds the port (PostgreSQL's documentation, "Database File Layout")."""
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
"""SO_LINGER of 0 s: closing the socket sends a reset."""


class Relay:
    """Forwards connections to the server. A run uses it because ``postmaster.pid`` names the relay's port."""

    def __init__(self, state: Path) -> None:
        """Start to listen, and name this port in the server's ``postmaster.pid``."""
        self._data = Files(state.resolve()).data
        server = running_server(self._data)
        assert server is not None, "the relay needs a running server"
        self._server_port = server.port
        self._flowing = threading.Event()
        self._flowing.set()
        self._sockets: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = self._listen(0)
        self._port = int(self._listener.getsockname()[1])
        self._name_port(self._port)

    def close(self) -> None:
        """Stop listening, end all connections, and name the server's own port again."""
        self._name_port(self._server_port)
        self.refuse()
        self._flowing.set()

    def refuse(self) -> None:
        """Reset all connections and refuse new ones until ``accept``."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def accept(self) -> None:
        """Accept connections again."""
        self._listener = self._listen(self._port)

    def cut(self) -> None:
        """Reset all connections; new ones are accepted."""
        with self._lock:
            found, self._sockets = self._sockets, set()
        for each in found:
            with suppress(OSError):
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
                each.shutdown(socket.SHUT_RD)  # wakes the thread that reads from it
            each.close()

    def stall(self) -> None:
        """Forward nothing until ``flow``; connections stay open, as those of a stopped server."""
        self._flowing.clear()

    def flow(self) -> None:
        """Forward again."""
        self._flowing.set()

    def _listen(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port), backlog=100)
        threading.Thread(target=self._serve, args=[listener], daemon=True).start()
        return listener

    def _serve(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                try:
                    server = socket.create_connection(("127.0.0.1", self._server_port))
                except OSError:
                    client.close()
                    continue
                with self._lock:
                    self._sockets |= {client, server}
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=self._forward, args=[source, sink], daemon=True).start()

    def _forward(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                self._flowing.wait()
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
            return
        with self._lock:
            self._sockets -= {source, sink}
        for each in (source, sink):
            each.close()

    def _name_port(self, port: int) -> None:
        pidfile = self._data / "postmaster.pid"
        with suppress(FileNotFoundError):
            lines = pidfile.read_text().splitlines(keepends=True)
            lines[_PIDFILE_PORT] = f"{port}\n"
            pidfile.write_text("".join(lines))
