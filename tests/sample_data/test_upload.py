"""Sample files reach a real S3 server, through the command line as in a cluster."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from movielytics.landing.identity import MARKER
from movielytics.sample_data.generate import generate
from support.s3_server import KEYS, client, s3_server


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A server with the empty bucket `movielytics`."""
    with s3_server("movielytics") as endpoint:
        yield endpoint


def sample_data(endpoint: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("movielytics")), "sample-data", *arguments]
    environment = os.environ | KEYS | {"MOVIELYTICS_S3_ENDPOINT_URL": endpoint}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_bucket_gets_the_bytes_that_a_folder_gets(endpoint: str, tmp_path: Path) -> None:
    done = sample_data(endpoint, "s3://movielytics/landing/", "--scale", "0.05", "--json")
    assert done.returncode == 0, done.stderr
    files = generate(tmp_path, 0.05)
    assert json.loads(done.stdout) == [f"s3://movielytics/landing/{file.name}" for file in files]
    put = {
        item["Key"]: item["ETag"].strip('"')
        for item in client(endpoint).list_objects_v2(Bucket="movielytics")["Contents"]
    }
    assert put == {
        f"landing/{file.name}": hashlib.md5(file.read_bytes()).hexdigest() for file in [*files, tmp_path / MARKER]
    }


def test_a_missing_bucket_is_named(endpoint: str) -> None:
    done = sample_data(endpoint, "s3://elsewhere", "--scale", "0.01")
    assert done.returncode == 4
    assert f"cannot write s3://elsewhere/{MARKER}" in done.stderr
    assert "NoSuchBucket" in done.stderr
    assert "Traceback" not in done.stderr
