"""A real S3 API on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import Request, urlopen

import boto3
from moto.server import ThreadedMotoServer

KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}
"""The environment of who uses the server, besides its endpoint."""


@contextmanager
def s3_server(*buckets: str) -> Iterator[str]:
    """Run a server with these buckets; yield its endpoint."""
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    try:
        for bucket in buckets:
            client(endpoint).create_bucket(Bucket=bucket)
        yield endpoint
    finally:
        # What is stored belongs to the process and not to the server.
        urlopen(Request(f"{endpoint}/moto-api/reset", method="POST")).close()
        server.stop()


def client(endpoint: str) -> Any:
    """Return a client of the server, whatever the environment says."""
    return boto3.client("s3", endpoint_url=endpoint, aws_access_key_id="key", aws_secret_access_key="secret", region_name="us-east-1")
