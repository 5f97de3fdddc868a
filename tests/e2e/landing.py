"""The landing zone in the cluster, to which files are delivered."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

BUCKET, PREFIX = "movielytics", "landing"


@dataclass(frozen=True)
class Landing:
    """The S3 server behind a local port, with the Secret's keys."""

    port: int
    access_key: str
    secret_key: str

    @cached_property
    def s3(self) -> Any:
        """The S3 client."""
        return boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{self.port}",
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            region_name="us-east-1",
            config=Config(
                connect_timeout=10, read_timeout=30, retries={"max_attempts": 5}, s3={"addressing_style": "path"}
            ),
        )

    def deliver(self, name: str, content: bytes) -> None:
        """Put one file into the landing zone."""
        self.s3.put_object(Bucket=BUCKET, Key=f"{PREFIX}/{name}", Body=content)

    def deliver_all(self, folder: Path) -> None:
        """Put all files of a folder into the landing zone."""
        for file in sorted(folder.iterdir()):
            self.deliver(file.name, file.read_bytes())

    def remove(self, name: str) -> None:
        """Remove one file from the landing zone."""
        self.s3.delete_object(Bucket=BUCKET, Key=f"{PREFIX}/{name}")

    def keys(self, prefix: str) -> list[str]:
        """Return the names of the objects below a prefix of the bucket."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
        return [item["Key"] for page in pages for item in page.get("Contents", [])]

    def get(self, key: str) -> bytes:
        """Return an object."""
        return bytes(self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read())
