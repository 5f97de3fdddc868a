"""A connection to the API server that can be cut and restored."""

import asyncio
import contextlib
from pathlib import Path
from urllib.parse import urlsplit

import yaml


class Relay:
    """Forwards connections to the API server of a kubeconfig while it is open."""

    def __init__(self, kubeconfig: Path) -> None:
        """Forward to the cluster of the file's first context."""
        self._content = yaml.safe_load(kubeconfig.read_text())
        self._cluster = self._content["clusters"][0]["cluster"]
        self._server = urlsplit(self._cluster["server"])
        self._listener: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def open(self) -> None:
        """Accept connections, at the same port as before."""
        self._listener = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Cut all connections and accept no more."""
        assert self._listener is not None
        self._listener.close()
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    def kubeconfig(self, folder: Path) -> Path:
        """Write a kubeconfig that uses this relay."""
        self._cluster["server"] = f"https://127.0.0.1:{self.port}"
        self._cluster["tls-server-name"] = self._server.hostname
        file = folder / "relayed"
        file.write_text(yaml.safe_dump(self._content))
        return file

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._server.hostname, self._server.port or 443)
        self._open |= {writer, back}
        await asyncio.gather(_copy(reader, back), _copy(there, writer))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()
