"""The landing zone: which files a dataset has, what identifies their content, and their bytes.

A zone is a folder or ``s3://bucket/prefix``; both list the same way.
"""

import re
from collections.abc import Iterable
from typing import BinaryIO, Protocol
from urllib.parse import unquote

from movielytics.errors import LandingError
from movielytics.landing.files import Ignored, LandingFile, Listing
from movielytics.landing.folder import FolderZone
from movielytics.landing.names import shown
from movielytics.landing.s3 import S3Zone

__all__ = ["Ignored", "LandingFile", "ListedZone", "Listing", "Zone", "open_zone"]

IMPATIENT_SECONDS = 10
"""Seconds after which an impatient request to S3 fails."""
ALLOWED = "a landing zone is a folder or s3://bucket/prefix"


class Zone(Protocol):
    """A place that files are delivered to."""

    def listing(self, dataset: str) -> Listing:
        """Return the files of a dataset, each with the fingerprint of its content, and what was ignored.

        Raises:
            LandingError: files cannot be read or do not belong there; one line per file.
            FileChangedError: files changed while their fingerprint was computed, and nothing else is wrong.
        """

    def read(self, file: LandingFile, start: int, size: int) -> bytes:
        """Return the ``size`` bytes of the file from ``start`` on, as stored; fewer only at its end.

        Raises:
            FileChangedError: the file is not the one that was listed, before or after reading.
            LandingError: it cannot be read.
        """

    def open(self, file: LandingFile) -> BinaryIO:
        """Return the file's bytes as a forward-only stream, in bounded memory.

        The last byte is only returned if the file is still the one that was listed. Raises the same errors as ``read``,
        while it is opened and while it is read.
        """


class ListedZone(Zone, Protocol):
    """A zone that can also be listed without reading its files."""

    def inventory(self, datasets: Iterable[str]) -> dict[str, str]:
        """Return the paths of the files of ``datasets``, each with a text that differs once the file has changed.

        It reads no content, so that it can be called every few seconds: sizes and times on disk, sizes and ETags on
        S3. Names that a listing would ignore or reject are left out.

        Raises:
            LandingError: the zone cannot be listed.
        """


def open_zone(uri: str, endpoint_url: str | None, *, patient: bool = True) -> ListedZone:
    """Return the zone at ``uri``; ``endpoint_url`` is an S3 server other than Amazon's.

    Requests to S3 are repeated unless ``patient`` is False, for a caller who soon asks again anyway.

    Only a text that begins with ``s3://``, ``s3a://`` or ``file://`` is a URI; anything else is a literal path.
    Bucket and prefix are literal too: ``#``, ``?`` and ``%20`` are characters of a key. A ``file://`` URI is
    percent-decoded.

    Raises:
        LandingError: the folder does not exist, or the URI has another scheme.
    """
    scheme, separator, rest = uri.partition("://")
    if separator and scheme in {"s3", "s3a"}:
        bucket, _, prefix = rest.partition("/")
        if not bucket:
            raise LandingError(f"{shown(uri)} names no bucket: {ALLOWED}")
        limits = {} if patient else {"retries": 0, "timeout": IMPATIENT_SECONDS}
        return S3Zone(bucket, prefix.removesuffix("/"), endpoint_url, **limits)
    if separator and scheme == "file":
        host, _, path = rest.partition("/")
        if host not in {"", "localhost"}:
            raise LandingError(f"{shown(uri)} is on another machine: {ALLOWED}, or file:///path")
        return FolderZone("/" + unquote(path, errors="surrogateescape"))
    if separator and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme):
        raise LandingError(f"{shown(uri)}: {ALLOWED}, not {scheme}://")
    return FolderZone(uri)
