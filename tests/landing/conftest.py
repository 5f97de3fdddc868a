"""A landing zone in a folder and in a bucket, both with a name that must be taken literally."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.s3_server import KEYS, s3_server
from support.zones import BucketPlace, FolderPlace, Place

ODD = "odd #1? [x] {y} * %20 name+é"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def landing_endpoint() -> Iterator[str]:
    """The endpoint of an S3 server with the bucket ``deliveries``."""
    with s3_server("deliveries") as endpoint:
        yield endpoint


@pytest.fixture
def folder(tmp_path: Path) -> FolderPlace:
    """An empty folder."""
    return FolderPlace(tmp_path / ODD)


@pytest.fixture
def bucket(landing_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> BucketPlace:
    """An empty prefix."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    return BucketPlace(landing_endpoint, "deliveries", f"{next(_numbers)} {ODD}")


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest) -> Place:
    """The folder, then the bucket."""
    found: Place = request.getfixturevalue(request.param)
    return found
