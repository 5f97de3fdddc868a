"""Identify a landing zone by one canonical URI, and detect whether its files are made-up sample data."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from movielytics.errors import LandingError
from movielytics.failures import s3_error

MARKER = ".movielytics-sample-data"
"""The hidden file that `movielytics sample-data` writes next to its files. Without it, files count as real data."""

_S3_SECONDS = 10
"""Timeout of connecting to S3 and of each read, in seconds."""
_NO_SUCH_KEY = frozenset({"404", "403", "NoSuchKey", "NoSuchBucket"})
"""S3's error codes for a missing key; 403 if the credentials may not list the bucket."""
_FILE_URI = re.compile(r"file:(?://(?:localhost)?)?(?P<path>/.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class LandingZone:
    """A landing zone as a warehouse records it.

    Attributes:
        uri: an absolute folder or ``s3://bucket/prefix``, as ``canonical_uri`` returns it.
        endpoint_url: the S3 server; empty for Amazon's, and for folders.
        made_up: whether its files are sample data.
    """

    uri: str
    endpoint_url: str = ""
    made_up: bool = False

    def __str__(self) -> str:
        """Return the name to show to people."""
        uri = storable(self.uri)
        place = f"{uri} at {self.endpoint_url}" if self.endpoint_url else uri
        return f"made-up sample data ({place})" if self.made_up else place

    def is_same(self, other: "LandingZone") -> bool:
        """Return whether both are the same place, such as a folder and a mount of it."""
        if (storable(self.uri), self.endpoint_url) == (storable(other.uri), other.endpoint_url):
            return True
        if is_s3(self.uri) or is_s3(other.uri):
            return False
        try:
            return Path(self.uri).samefile(other.uri)
        except OSError:
            return False


def is_s3(uri: str) -> bool:
    """Return whether a canonical URI is an S3 prefix."""
    return uri.startswith("s3://")


def storable(uri: str) -> str:
    """Return a URI as text that a database can store and a terminal can print: folder names may hold any bytes."""
    return uri.encode(errors="surrogateescape").decode(errors="backslashreplace")


def canonical_uri(named: str) -> str:
    """Return the canonical URI of a landing zone: ``s3://bucket/prefix``, or an absolute folder without symbolic links.

    A plain path is literal: ``#``, ``?``, ``%20`` and spaces are characters of its name. In a ``file://`` URI, percent
    escapes are decoded.

    Raises:
        LandingError: the URI has another scheme or no bucket, or the folder does not exist.
    """
    file_uri = _FILE_URI.fullmatch(named)
    if file_uri:
        return _folder(unquote(file_uri["path"], errors="surrogateescape"))
    scheme, separator, rest = named.partition("://")
    if not separator or not scheme.isalnum():
        return _folder(named)
    if scheme.lower() not in {"s3", "s3a"}:
        raise LandingError(f"{named}: a landing zone is a folder or s3://bucket/prefix, not {scheme}://")
    bucket, _, prefix = rest.partition("/")
    if not bucket:
        raise LandingError(f"{named} names no bucket: a landing zone is a folder or s3://bucket/prefix")
    return "s3://" + "/".join(filter(None, (bucket, prefix.strip("/"))))


def landing_zone(named: str, endpoint_url: str | None) -> LandingZone:
    """Return the landing zone that a person or a setting names.

    Args:
        named: a folder in any spelling, or an S3 URI.
        endpoint_url: an S3 server other than Amazon's.

    Raises:
        LandingError: see ``canonical_uri``; or the bucket cannot be reached.
    """
    uri = canonical_uri(named)
    if is_s3(uri):
        return LandingZone(uri, endpoint_url or "", has_marker(uri, endpoint_url))
    return LandingZone(uri, made_up=has_marker(uri, None))


def has_marker(uri: str, endpoint_url: str | None) -> bool:
    """Return whether the files of a canonical landing zone are marked as sample data.

    Raises:
        LandingError: the bucket cannot be reached.
    """
    if not is_s3(uri):
        return (Path(uri) / MARKER).exists()
    from botocore.exceptions import BotoCoreError, ClientError

    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    try:
        s3_client(endpoint_url).head_object(Bucket=bucket, Key="/".join(filter(None, (prefix, MARKER))))
    except (BotoCoreError, ClientError) as error:
        if isinstance(error, ClientError) and error.response.get("Error", {}).get("Code") in _NO_SUCH_KEY:
            return False
        raise s3_error(LandingError, f"cannot read {uri}: {error}", error) from None
    return True


def s3_client(endpoint_url: str | None) -> Any:
    """Return an S3 client with a timeout for every request; boto3 finds the credentials in the environment."""
    import boto3
    from botocore.config import Config

    limits = Config(
        connect_timeout=_S3_SECONDS, read_timeout=_S3_SECONDS, retries={"total_max_attempts": 3, "mode": "standard"}
    )
    return boto3.client("s3", endpoint_url=endpoint_url or None, config=limits)


def _folder(named: str) -> str:
    try:
        path = Path(named).expanduser()
    except RuntimeError:  # the name begins with ~, but no user has that name
        path = Path(named)
    try:
        folder = path.resolve()
        is_folder = folder.is_dir()
    except (OSError, RuntimeError, ValueError) as error:  # forbidden, too long, a loop of links, a NUL
        raise LandingError(f"cannot use {path} as a landing zone: {error}") from None
    if not is_folder:
        raise LandingError(f"there is no folder {folder} to load files from")
    return str(folder)
