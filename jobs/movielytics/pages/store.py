"""The store of pages: a folder or ``s3://bucket/prefix``; both contain the same files under the same paths."""

from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

CONTENT_TYPES = {".html": "text/html; charset=utf-8", ".json": "application/json"}
"""The content type of each kind of file in a store, by suffix."""


class Stream(Protocol):
    """Bytes that can be read once."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes; empty at the end."""

    def close(self) -> None:
        """Release the file or the connection."""


@dataclass(frozen=True)
class StoredFile:
    """An open file of the store; the caller of ``Store.open`` closes its stream.

    Attributes:
        tag: an HTTP ETag with its quotes; it changes whenever the content does.
        size: the size in bytes.
        stream: the content.
    """

    tag: str
    size: int
    stream: Stream


class Store(Protocol):
    """A place for files. Paths are relative, with forward slashes, and come from ``movielytics.pages.paths``."""

    def write(self, path: str, content: str) -> None:
        """Store a text; readers see the old content or the new one, never a partial one.

        Raises:
            PagesError: the text cannot be stored.
        """

    def open(self, path: str) -> StoredFile | None:
        """Open a file for reading; return None if it does not exist.

        Raises:
            PagesError: the store cannot be read.
        """

    def locate(self, path: str) -> str:
        """Return where the file is or would be, for people."""

    def forget_old_runs(self) -> None:
        """Remove the pages of runs that are too old to keep, if the store itself is responsible for that."""


def read_text(store: Store, path: str) -> str | None:
    """Return the content of a small file; None if it does not exist.

    Raises:
        PagesError: the store cannot be read.
    """
    file = store.open(path)
    if file is None:
        return None
    with closing(file.stream):
        return b"".join(iter(lambda: file.stream.read(65536), b"")).decode()
