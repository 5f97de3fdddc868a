"""A landing zone under a prefix of an S3 bucket."""

import io
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO

from movielytics.errors import LandingError, LandingUnreachableError
from movielytics.landing.files import LandingFile, Listing, changed
from movielytics.landing.listing import Names
from movielytics.landing.names import shown, storable
from movielytics.landing.problems import Problems

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

RANGE_BYTES = 8 * 1024 * 1024
"""Bytes that a stream requests at once."""
BUFFER_BYTES = 256 * 1024
TRIES = 3
"""Most requests for a range whose body breaks off; boto3 itself retries only requests without a response."""
CHANGED = {"PreconditionFailed", "NoSuchKey", "InvalidRange", "412", "404"}
TEMPORARY = {
    "SlowDown",
    "RequestTimeout",
    "RequestTimeTooSkewed",
    "Throttling",
    "ThrottlingException",
    "TooManyRequests",
}

Top = tuple[dict[str, Any], list[str]]
"""The objects directly under a zone's prefix by name, and the names of the folders there."""


class S3Zone:
    """A landing zone in a bucket; credentials come from the environment, as boto3 finds them."""

    def __init__(
        self, bucket: str, prefix: str, endpoint_url: str | None, *, retries: int = 5, timeout: int = 60
    ) -> None:
        """Open a zone.

        Args:
            bucket: its name.
            prefix: the literal prefix of all keys, without the slash after it; empty for the whole bucket.
            endpoint_url: an S3 server other than Amazon's.
            retries: how often a request that failed is repeated.
            timeout: seconds to wait for a response.
        """
        import boto3
        from botocore.config import Config

        self.bucket, self.base = bucket, f"{prefix}/" if prefix else ""
        limits = Config(connect_timeout=10, read_timeout=timeout, retries={"mode": "standard", "max_attempts": retries})
        self.client: Any = boto3.client("s3", endpoint_url=endpoint_url, config=limits)

    def listing(self, dataset: str) -> Listing:
        """See ``Zone.listing``."""
        with Problems() as problems:
            names, found = self._names(dataset, problems, self._top)
            return names.listing([self._described(name, found[name]) for name in names.files])

    def inventory(self, datasets: Iterable[str]) -> dict[str, str]:
        """See ``ListedZone.inventory``; one request, and one more per dataset that has a folder."""
        top, files = self._list_top(), []
        for dataset in datasets:
            names, found = self._names(dataset, Problems(), top)
            files += [self._described(name, found[name]) for name in names.files]
        return {file.path: f"size={file.size} etag={file.identity}" for file in files}

    def read(self, file: LandingFile, start: int, size: int) -> bytes:
        """See ``Zone.read``."""
        from botocore.exceptions import BotoCoreError, ClientError

        size = max(min(size, file.size - start), 0)
        known: dict[str, str] = {"Bucket": self.bucket, "Key": file.name, "IfMatch": f'"{file.identity}"'}
        for left in reversed(range(TRIES)):
            try:
                if size == 0:
                    self.client.head_object(**known)
                    return b""
                body: bytes = self.client.get_object(**known, Range=f"bytes={start}-{start + size - 1}")["Body"].read()
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") in CHANGED:
                    raise changed(file) from None
                raise self._explained(f"read {self._shown(file.name)}", error) from None
            except BotoCoreError as error:
                if left and _is_lost(error):
                    continue
                raise self._explained(f"read {self._shown(file.name)}", error) from None
            if len(body) != size:
                raise changed(file)
            return body
        raise AssertionError("unreachable")

    def open(self, file: LandingFile) -> BinaryIO:
        """See ``Zone.open``; an object is never modified in place, so every range is from the listed content."""
        return io.BufferedReader(_Reader(self, file), BUFFER_BYTES)

    def _described(self, name: str, item: Any) -> LandingFile:
        etag = item["ETag"].strip('"')
        return LandingFile(storable(name.encode("utf-8", "surrogatepass")), item["Size"], etag, etag, item["Key"])

    def _names(self, dataset: str, problems: Problems, top: Top) -> tuple[Names, dict[str, Any]]:
        """Return the names of a dataset and the objects by name; unacceptable names are added to ``problems``."""
        objects, folders = top
        names, found = Names(dataset, problems), dict(objects)
        for name in objects:
            names.add_top(name, folder=False)
        for name in folders:
            names.add_top(name, folder=True)
        if dataset in folders:
            for name, item in self._inside(dataset):
                names.add_inside(name, marker=name.endswith("/") and item["Size"] == 0)
                found[f"{dataset}/{name}"] = item
        return names, found

    @cached_property
    def _top(self) -> Top:
        """The same as ``_list_top``, requested once for all datasets."""
        return self._list_top()

    def _list_top(self) -> Top:
        """Return the objects directly under the prefix and the names of the folders there."""
        objects, folders = {}, []
        for page in self._pages(self.base, Delimiter="/"):
            objects.update({item["Key"][len(self.base) :]: item for item in page.get("Contents", ())})
            folders += [each["Prefix"][len(self.base) : -1] for each in page.get("CommonPrefixes", ())]
        objects.pop("", None)  # the prefix itself, as a folder
        return objects, folders

    def _inside(self, dataset: str) -> Iterator[tuple[str, Any]]:
        """Yield all keys in a dataset's folder, relative to it, and their objects."""
        folder = f"{self.base}{dataset}/"
        for page in self._pages(folder):
            for item in page.get("Contents", ()):
                if item["Key"] != folder or item["Size"]:
                    yield item["Key"][len(folder) :], item

    def _pages(self, prefix: str, **options: str) -> Iterator[Any]:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            pages = self.client.get_paginator("list_objects_v2")
            yield from pages.paginate(Bucket=self.bucket, Prefix=prefix, **options)
        except (BotoCoreError, ClientError) as error:
            raise self._explained(f"list {self._shown(self.base.removesuffix('/'))}", error) from None

    def _shown(self, key: str) -> str:
        return shown(f"s3://{self.bucket}/{key}")

    def _explained(self, what: str, error: Exception) -> LandingError:
        response = getattr(error, "response", {})
        code, status = (
            response.get("Error", {}).get("Code"),
            response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0),
        )
        problem = f"cannot {what}: {shown(str(error))}"
        if _is_lost(error) or status >= 500 or code in TEMPORARY:
            remedy = "if it fails again, check MOVIELYTICS_S3_ENDPOINT_URL"
            return LandingUnreachableError(f"{problem}; the load is retried; {remedy}")
        remedy = "check MOVIELYTICS_LANDING_URI and that the credentials allow s3:ListBucket and s3:GetObject"
        return LandingError(f"{problem}; {remedy}")


class _Reader(io.RawIOBase):
    """The bytes of an object, requested in ranges."""

    def __init__(self, zone: S3Zone, file: LandingFile) -> None:
        super().__init__()
        self._zone, self._file, self._position = zone, file, 0
        self._range = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        if not self._range and self._position < self._file.size:
            self._range = memoryview(self._zone.read(self._file, self._position, RANGE_BYTES))
            self._position += len(self._range)
        view = memoryview(buffer)
        count = min(len(view), len(self._range))
        view[:count] = self._range[:count]
        self._range = self._range[count:]
        return count


def _is_lost(error: Exception) -> bool:
    """Return whether the connection failed, before or in the middle of a response."""
    from botocore.exceptions import ConnectionError as NoConnectionError
    from botocore.exceptions import HTTPClientError, IncompleteReadError

    return isinstance(error, NoConnectionError | HTTPClientError | IncompleteReadError)
