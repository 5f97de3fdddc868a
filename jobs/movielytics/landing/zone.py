"""The landing zone: which files a dataset has, what identifies their content, and their bytes.

A zone is a folder or ``s3://bucket/prefix``; both list the same way.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from movielytics.errors import LandingError

SUFFIXES = (".csv", ".csv.gz")


@dataclass(frozen=True)
class LandingFile:
    """One delivered file.

    Attributes:
        path: relative to the zone, with forward slashes.
        uri: what Spark opens, not escaped.
        size: bytes.
        fingerprint: SHA-256 of the content, or the ETag of the object.
    """

    path: str
    uri: str
    size: int
    fingerprint: str


class Zone(Protocol):
    """A place that files are delivered to."""

    def entries(self, dataset: str) -> Iterator[str]:
        """Yield the relative paths of all that stands at ``<dataset>.csv``, ``<dataset>.csv.gz`` or under ``<dataset>/``."""

    def describe(self, path: str) -> LandingFile:
        """Return the file at the relative ``path`` with its fingerprint."""

    def read(self, path: str, start: int, size: int) -> bytes:
        """Return the ``size`` bytes of the file from ``start`` on, as stored; fewer where it ends."""


class FolderZone:
    """A landing zone in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        """Open the folder ``root``; raises LandingError where there is none."""
        if not root.is_dir():
            raise LandingError(f"the landing zone {root} is not a folder: set MOVIELYTICS_LANDING_URI to one that exists")
        self.root = root.resolve()

    def entries(self, dataset: str) -> Iterator[str]:
        """See ``Zone.entries``."""
        for suffix in SUFFIXES:
            file = self.root / (dataset + suffix)
            if file.is_dir():
                raise LandingError(
                    f"{file} is a folder, not a file: a dataset of many files is a folder named {dataset}/, without {suffix}"
                )
            if file.exists():
                yield file.name
        folder = self.root / dataset
        if folder.is_dir():
            for file in folder.iterdir():
                yield f"{dataset}/{file.name}"

    def describe(self, path: str) -> LandingFile:
        """See ``Zone.describe``."""
        file = self.root / path
        if file.is_dir():
            raise LandingError(f"{file} is a folder inside a dataset: put its files directly into {file.parent}")
        try:
            with file.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise LandingError(f"cannot read {file}: {error.strerror}") from None
        return LandingFile(path, f"file://{file}", file.stat().st_size, digest)

    def read(self, path: str, start: int, size: int) -> bytes:
        """See ``Zone.read``."""
        with (self.root / path).open("rb") as stream:
            stream.seek(start)
            return stream.read(size)


class S3Zone:
    """A landing zone under a prefix of an S3 bucket."""

    def __init__(self, uri: str, endpoint_url: str | None) -> None:
        """Open ``s3://bucket/prefix``; credentials come from the environment, as boto3 finds them."""
        import boto3

        parts = urlsplit(uri)
        self.bucket, self.prefix = parts.netloc, parts.path.strip("/")
        self.client: Any = boto3.client("s3", endpoint_url=endpoint_url)

    def _key(self, path: str) -> str:
        return f"{self.prefix}/{path}" if self.prefix else path

    def entries(self, dataset: str) -> Iterator[str]:
        """See ``Zone.entries``."""
        yield from self._objects(dataset)

    @cache  # noqa: B019 - one zone lives as long as one step; what it lists must not change under it
    def _objects(self, dataset: str) -> dict[str, tuple[int, str]]:
        from botocore.exceptions import BotoCoreError, ClientError

        strip = len(self.prefix) + 1 if self.prefix else 0
        found = {}
        try:
            for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self._key(dataset)):
                for item in page.get("Contents", ()):
                    path = item["Key"][strip:]
                    if path in {dataset + suffix for suffix in SUFFIXES} or path.startswith(f"{dataset}/"):
                        found[path] = (item["Size"], item["ETag"].strip('"'))
        except (BotoCoreError, ClientError) as error:
            raise LandingError(f"cannot list s3://{self.bucket}/{self.prefix}: {error}") from None
        return {path: item for path, item in found.items() if not path.endswith("/")}

    def describe(self, path: str) -> LandingFile:
        """See ``Zone.describe``."""
        dataset = path.partition("/")[0].partition(".")[0]
        size, etag = self._objects(dataset)[path]
        return LandingFile(path, f"s3a://{self.bucket}/{self._key(path)}", size, etag)

    def read(self, path: str, start: int, size: int) -> bytes:
        """See ``Zone.read``."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = self.client.get_object(Bucket=self.bucket, Key=self._key(path), Range=f"bytes={start}-{start + size - 1}")
            body: bytes = answer["Body"].read()
        except (BotoCoreError, ClientError) as error:
            raise LandingError(f"cannot read s3://{self.bucket}/{self._key(path)}: {error}") from None
        return body


def open_zone(uri: str, endpoint_url: str | None) -> Zone:
    """Return the zone at ``uri``; ``endpoint_url`` is an S3 server other than Amazon's.

    Raises:
        LandingError: the folder is not there, or the URI is of another kind.
    """
    scheme = urlsplit(uri).scheme
    if scheme in {"s3", "s3a"}:
        return S3Zone(uri, endpoint_url)
    if scheme in {"", "file"}:
        return FolderZone(Path(urlsplit(uri).path))
    raise LandingError(f"{uri}: a landing zone is a folder or s3://bucket/prefix, not {scheme}://")


def dataset_files(zone: Zone, dataset: str) -> list[LandingFile]:
    """Return the dataset's files in the order of their names; empty where nothing was delivered.

    Hidden names (beginning with ``.`` or ``_``) are left out, as Hadoop does.

    Raises:
        LandingError: something else than .csv and .csv.gz lies there, or a file is empty or unreadable.
    """
    paths = sorted(path for path in zone.entries(dataset) if not path.rsplit("/", 1)[-1].startswith((".", "_")))
    for path in paths:
        if not path.endswith(SUFFIXES):
            raise LandingError(f"{path} in the landing zone is neither .csv nor .csv.gz: rename it or take it away")
    files = [zone.describe(path) for path in paths]
    for file in files:
        if file.size == 0:
            raise LandingError(f"{file.path} is empty (0 bytes): deliver it again, with its header")
    return files
