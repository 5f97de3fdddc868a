"""A folder and an S3 bucket list the same; a file is known by its content."""

import os
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from movielytics.errors import LandingError
from movielytics.landing.zone import dataset_files, open_zone
from movielytics.settings import get_settings

FILES = {
    "cpi.csv": "a", "ratings/2.csv": "b", "ratings/1.csv.gz": "c", "ratings/_SUCCESS": "", "ratings/.hidden.csv": "x",
    "ratings_old.csv": "d", "ratings.csv.gz": "e", "links.csv": "f",
}  # fmt: skip


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "bucket", "bucket with a prefix"])
def zone_uri(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A zone with ``FILES``."""
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_URL", "postgresql://nowhere")
    if request.param == "folder":
        for path, content in FILES.items():
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_text(content)
        uri = str(tmp_path)
    else:
        uri = "s3://zone-1" if request.param == "bucket" else "s3://zone-2/some/prefix/"
        endpoint = request.getfixturevalue("s3_endpoint")
        for name, value in {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_DEFAULT_REGION": "us-east-1"}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("MOVIELYTICS_S3_ENDPOINT_URL", endpoint)
        client = boto3.client("s3", endpoint_url=endpoint)
        bucket, _, prefix = uri.removeprefix("s3://").partition("/")
        client.create_bucket(Bucket=bucket)
        for path, content in FILES.items():
            client.put_object(Bucket=bucket, Key=prefix + path, Body=content.encode())
    monkeypatch.setenv("MOVIELYTICS_LANDING_URI", uri)
    get_settings.cache_clear()
    return uri


def test_a_dataset_is_its_file_and_its_folder_in_the_order_of_names(zone_uri: str) -> None:
    found = dataset_files(open_zone(zone_uri, os.environ.get("MOVIELYTICS_S3_ENDPOINT_URL")), "ratings")
    assert [(file.path, file.size) for file in found] == [("ratings.csv.gz", 1), ("ratings/1.csv.gz", 1), ("ratings/2.csv", 1)]
    assert len({file.fingerprint for file in found}) == 3
    assert dataset_files(open_zone(zone_uri, os.environ.get("MOVIELYTICS_S3_ENDPOINT_URL")), "credits") == []


def test_the_first_bytes_are_read(zone_uri: str) -> None:
    zone = open_zone(zone_uri, os.environ.get("MOVIELYTICS_S3_ENDPOINT_URL"))
    assert (zone.read("ratings/2.csv", 0, 100), zone.read("cpi.csv", 0, 100)) == (b"b", b"a")


def test_the_fingerprint_follows_the_content(tmp_path: Path) -> None:
    prints = []
    for content in ("one", "two", "one"):
        (tmp_path / "cpi.csv").write_text(content)
        os.utime(tmp_path / "cpi.csv", (0, 0))
        prints.append(dataset_files(open_zone(str(tmp_path), None), "cpi")[0].fingerprint)
    assert prints[0] == prints[2] != prints[1]


@pytest.mark.parametrize("uri", ["https://example.org/x", "gs://bucket"])
def test_other_kinds_of_places_are_refused(uri: str) -> None:
    with pytest.raises(LandingError, match=r"a landing zone is a folder or s3://bucket/prefix"):
        open_zone(uri, None)


def test_a_bucket_that_is_not_there_is_named(s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MOVIELYTICS_S3_ENDPOINT_URL", s3_endpoint)
    monkeypatch.setenv("MOVIELYTICS_LANDING_URI", "s3://no-such-bucket/x")
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_URL", "postgresql://nowhere")
    get_settings.cache_clear()
    with pytest.raises(LandingError, match=r"cannot list s3://no-such-bucket/x: .*NoSuchBucket"):
        dataset_files(open_zone("s3://no-such-bucket/x", s3_endpoint), "cpi")
