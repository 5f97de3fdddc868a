"""Which places are landing zones, and what happens if one cannot be reached."""

import os
import socket
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from movielytics.errors import LandingError, LandingUnreachableError
from movielytics.landing.s3 import S3Zone
from movielytics.landing.zone import open_zone
from support.s3_server import KEYS
from support.zones import BucketPlace, FolderPlace

PATHS = [
    "plain",
    "with #1",
    "a?b",
    "[x]",
    "{a,b}",
    "%20",
    "a:b",
    "a+b",
    "caf\u00e9",
    "cafe\u0301",
    "a\nb",
    "s3:",
    "gs:x",
    "~",
    "a\\b",
    " a ",
]


@pytest.mark.parametrize("name", PATHS)
def test_a_path_is_taken_literally(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "cpi.csv").write_text(name)
    zone = open_zone(str(tmp_path / name), None)
    assert zone.read(zone.listing("cpi").files[0], 0, 100) == name.encode()


@pytest.mark.parametrize("name", [*PATHS, os.fsdecode(b"caf\xe9")])
@pytest.mark.parametrize("host", ["", "localhost"])
def test_a_file_uri_is_decoded(tmp_path: Path, name: str, host: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "cpi.csv").write_text("content")
    zone = open_zone(f"file://{host}" + quote(os.fsencode(tmp_path / name)), None)
    assert [file.path for file in zone.listing("cpi").files] == ["cpi.csv"]


def test_a_relative_path_starts_at_the_current_folder(folder: FolderPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.put("cpi.csv")
    monkeypatch.chdir(folder.root.parent)
    for uri in (folder.root.name, f"./{folder.root.name}/", "file:"):
        if uri == "file:":
            folder.root.rename("file:")
        zone = open_zone(uri, None)
        monkeypatch.chdir("/")
        assert zone.read(zone.listing("cpi").files[0], 0, 10) == b"content"
        monkeypatch.chdir(folder.root.parent)


@pytest.mark.parametrize(
    ("uri", "message"),
    {
        "https://example.org/x": r"a landing zone is a folder or s3://bucket/prefix, not https://",
        "gs://bucket": r"^gs://bucket: a landing zone is a folder or s3://bucket/prefix, not gs://",
        "S3://bucket": r"not S3://",
        "s3://": r"names no bucket",
        "s3:///prefix": r"names no bucket",
        "file://server/share": r"is on another machine: .* or file:///path",
        "/no/such/folder": r"the landing zone /no/such/folder is not a folder: set MOVIELYTICS_LANDING_URI",
        "/etc/passwd": r"is not a folder",
        "": r"is not a folder",
        "s3:/bucket": r"is not a folder",
    }.items(),
)
def test_other_places_are_rejected(uri: str, message: str) -> None:
    with pytest.raises(LandingError, match=message):
        open_zone(uri, None)


PREFIXES = ["", "plain", "a/b", "a//b", "/a", "#?%20+", "a b/", "a/../b", "./a", "caf\u00e9", "[x]{y}*"]


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("scheme", ["s3", "s3a"])
def test_a_prefix_is_taken_literally(bucket: BucketPlace, prefix: str, scheme: str) -> None:
    key = "/".join([*([prefix.removesuffix("/")] if prefix else []), "cpi.csv"])
    body = prefix.encode() or b"without a prefix"
    bucket.client.put_object(Bucket=bucket.bucket, Key=key, Body=body)
    bucket.client.put_object(Bucket=bucket.bucket, Key="decoy/cpi.csv", Body=b"x")
    zone = open_zone(f"{scheme}://{bucket.bucket}/{prefix}", bucket.endpoint)
    (file,) = zone.listing("cpi").files
    assert (file.path, zone.read(file, 0, 100)) == ("cpi.csv", body)


def test_a_missing_bucket_is_named(bucket: BucketPlace) -> None:
    with pytest.raises(
        LandingError, match=r"^cannot list s3://no-such-bucket/x: .*NoSuchBucket.*; check MOVIELYTICS_LANDING_URI"
    ) as caught:
        open_zone("s3://no-such-bucket/x", bucket.endpoint).listing("cpi")
    assert caught.value.permanent


def test_an_impossible_bucket_name_is_explained(bucket: BucketPlace) -> None:
    with pytest.raises(LandingError, match=r"^cannot list s3://a#b/x: .*bucket name.*; check MOVIELYTICS_") as caught:
        open_zone("s3://a#b/x", bucket.endpoint).listing("cpi")
    assert "\n" not in str(caught.value)


def test_an_unreachable_server_is_retried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with closing(socket.socket()) as closed:
        closed.bind(("127.0.0.1", 0))
        zone = open_zone("s3://bucket/x", f"http://127.0.0.1:{closed.getsockname()[1]}")
        with pytest.raises(LandingUnreachableError, match=r"^cannot list s3://bucket/x: .* is retried; if") as caught:
            zone.listing("cpi")
    assert not caught.value.permanent


@pytest.mark.parametrize("broken", [2, 3])
def test_a_response_that_breaks_off_is_requested_again(bucket: BucketPlace, broken: int) -> None:
    bucket.put("cpi.csv", b"x" * 1000)
    zone = bucket.zone()
    assert isinstance(zone, S3Zone)
    file = zone.listing("cpi").files[0]
    requests: list[Any] = []

    def cut(parsed: dict[str, Any], **_: object) -> None:
        requests.append(parsed)
        if len(requests) <= broken:
            parsed["Body"]._raw_stream.read(500)  # lost on the way
            parsed["Body"]._amount_read = 0

    zone.client.meta.events.register("after-call.s3.GetObject", cut)
    if broken == 2:
        assert zone.read(file, 0, 1000) == b"x" * 1000
    else:
        with pytest.raises(LandingUnreachableError, match=r"^cannot read s3://deliveries/.*/cpi\.csv: .* is retried"):
            zone.read(file, 0, 1000)
    assert len(requests) == 3
