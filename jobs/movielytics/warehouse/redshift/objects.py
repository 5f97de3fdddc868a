"""Staged rows in S3, for a warehouse that copies from there: one Parquet object per partition, and their manifests.

An object's key names the attempt, the table and the partition of its rows. A Spark task that runs twice writes the same
object twice, and another attempt's rows have other keys.
"""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

from movielytics.errors import WarehouseError
from movielytics.failures import s3_error

STAGED, QUARANTINE = "staged", "quarantine"
LONG_ROWS = "long-rows"


@dataclass(frozen=True)
class StagedObject:
    """An S3 object with rows.

    Attributes:
        kind: ``staged`` or ``quarantine``.
        table: the load's table.
        partition: the partition's number.
        uri: its location, ``s3://bucket/key``.
        size: its size, in bytes.
        rows: its number of rows.
    """

    kind: str
    table: str
    partition: int
    uri: str
    size: int
    rows: int


def object_path(attempt: str, kind: str, table: str, partition: int) -> str:
    """Return the key, below the prefix, of an attempt's rows of a partition."""
    return f"{attempt}/{kind}/{table}/{partition:06}.parquet"


@dataclass(frozen=True)
class Objects:
    """The objects under a prefix of a bucket; credentials come from the environment, as boto3 finds them.

    Attributes:
        uri: ``s3://bucket/prefix``.
        endpoint_url: an S3 server other than Amazon's.
    """

    uri: str
    endpoint_url: str | None

    @cached_property
    def _place(self) -> tuple[str, str]:
        bucket, _, prefix = self.uri.removeprefix("s3://").strip("/").partition("/")
        return bucket, f"{prefix}/" if prefix else ""

    @cached_property
    def _client(self) -> Any:
        import boto3

        return boto3.client("s3", endpoint_url=self.endpoint_url)

    def __reduce__(self) -> tuple[type["Objects"], tuple[str, str | None]]:
        """Pickle without the client, for Spark's workers."""
        return Objects, (self.uri, self.endpoint_url)

    def write(self, path: str, content: IO[bytes], rows: int) -> None:
        """Store the rows of a partition at its ``object_path``; overwrite those of an earlier run of its task.

        Raises:
            WarehouseError: they cannot be stored.
        """
        bucket, prefix = self._place
        with self._explained("write", prefix + path):
            self._client.upload_fileobj(content, bucket, prefix + path, ExtraArgs={"Metadata": {"rows": str(rows)}})

    def stored(self, attempt: str) -> list[StagedObject]:
        """Return the objects that the partitions of an attempt have stored, in the order of their keys."""
        bucket, prefix = self._place
        found = []
        for key in self._keys(attempt):
            if not key.endswith(".parquet"):
                continue
            with self._explained("read", key):
                head = self._client.head_object(Bucket=bucket, Key=key)
            kind, table, name = key.removeprefix(f"{prefix}{attempt}/").split("/")
            number = int(name.removesuffix(".parquet"))
            found.append(
                StagedObject(
                    kind, table, number, f"s3://{bucket}/{key}", head["ContentLength"], int(head["Metadata"]["rows"])
                )
            )
        return found

    def write_manifest(self, attempt: str, name: str, stored: list[StagedObject]) -> str:
        """Store a manifest of exactly these objects; return its URI. COPY of Parquet requires their sizes in it."""
        bucket, prefix = self._place
        key = f"{prefix}{attempt}/{name}.manifest"
        entries = [{"url": one.uri, "mandatory": True, "meta": {"content_length": one.size}} for one in stored]
        with self._explained("write", key):
            self._client.put_object(Bucket=bucket, Key=key, Body=json.dumps({"entries": entries}, indent=1).encode())
        return f"s3://{bucket}/{key}"

    def write_long_row(self, fingerprint: str, row_position: int, raw: str) -> str:
        """Store a quarantined row that is too long for the warehouse; return its URI. It is never removed."""
        bucket, prefix = self._place
        key = f"{prefix}{LONG_ROWS}/{fingerprint}/{row_position}.csv"
        with self._explained("write", key):
            self._client.put_object(Bucket=bucket, Key=key, Body=raw.encode(), ContentType="text/csv; charset=utf-8")
        return f"s3://{bucket}/{key}"

    def remove(self, attempt: str) -> None:
        """Remove the objects of an attempt."""
        bucket, prefix = self._place
        for key in self._keys(attempt):
            with self._explained("delete", f"{prefix}{attempt}/"):
                self._client.delete_object(Bucket=bucket, Key=key)

    def _keys(self, attempt: str) -> list[str]:
        bucket, prefix = self._place
        with self._explained("list", f"{prefix}{attempt}/"):
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{prefix}{attempt}/")
            return sorted(item["Key"] for page in pages for item in page.get("Contents", ()))

    def _explained(self, doing: str, key: str) -> "_Explained":
        return _Explained(f"cannot {doing} s3://{self._place[0]}/{key}")


@dataclass
class _Explained:
    """Explain S3's errors: what was tried, and what to do."""

    what: str

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        from boto3.exceptions import S3UploadFailedError
        from botocore.exceptions import BotoCoreError, ClientError

        if isinstance(error, BotoCoreError | ClientError | S3UploadFailedError):
            message = (
                f"{self.what}: {error}; "
                "MOVIELYTICS_REDSHIFT_STAGING_URI names a bucket in which this step may list, "
                "read, write and delete objects (docs/redshift.md)"
            )
            raise s3_error(WarehouseError, message, error) from None
