"""Landing zones of tests: a folder and a bucket."""

import os
from pathlib import Path
from typing import Any, Protocol

from movielytics.landing.zone import ListedZone, open_zone
from support.s3_server import client


class Place(Protocol):
    """The place to which a test delivers files."""

    uri: str

    def put(self, path: str, content: bytes = b"content") -> None:
        """Store a file, or replace it."""

    def remove(self, path: str) -> None:
        """Remove a file."""

    def zone(self) -> ListedZone:
        """Open the zone."""


class FolderPlace:
    """A folder on this machine."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.root, self.uri = root, str(root)

    def put(self, path: str, content: bytes = b"content") -> None:
        """See ``Place.put``; a path that ends with a slash is a folder."""
        # Not pathlib: it would drop the blank segments that are tested.
        target = os.path.join(self.root, path)  # noqa: PTH118
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        if path.endswith("/"):
            Path(target).mkdir(exist_ok=True)
        else:
            Path(target).write_bytes(content)

    def remove(self, path: str) -> None:
        """See ``Place.remove``."""
        (self.root / path).unlink()

    def zone(self) -> ListedZone:
        """See ``Place.zone``."""
        return open_zone(self.uri, None)


class BucketPlace:
    """A prefix of a bucket, taken literally."""

    def __init__(self, endpoint: str, bucket: str, prefix: str) -> None:
        self.endpoint, self.bucket = endpoint, bucket
        self.base = prefix + "/" if prefix else ""
        self.uri = f"s3://{bucket}/{prefix}"
        self.client: Any = client(endpoint)

    def put(self, path: str, content: bytes = b"content") -> None:
        """See ``Place.put``."""
        self.client.put_object(Bucket=self.bucket, Key=self.base + path, Body=b"" if path.endswith("/") else content)

    def remove(self, path: str) -> None:
        """See ``Place.remove``."""
        self.client.delete_object(Bucket=self.bucket, Key=self.base + path)

    def zone(self) -> ListedZone:
        """See ``Place.zone``."""
        return open_zone(self.uri, self.endpoint)
