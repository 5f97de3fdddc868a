"""The canonical spelling of a landing zone, and whether it holds sample data."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from movielytics.errors import LandingError
from movielytics.landing.identity import MARKER, LandingZone, canonical_uri, has_marker, landing_zone, storable
from movielytics.sample_data.generate import generate, refuse_own_files
from movielytics.sample_data.upload import generate_into_bucket
from support.s3_server import KEYS, client, s3_server

ODD_NAMES = (
    "a b",
    "100%",
    "%20",
    "what?",
    "#1",
    "[x]",
    "{a,b}",
    "*",
    "s3:",
    "naïve",
    "new\nline",
    "~nobody-of-this-name",
)


@pytest.mark.parametrize(
    "spelling",
    ["{}", "{}/", "{}//", "{}/.", "{}/../{name}", "file://{}", "file://localhost{}", "file:{}", "FILE://{}/"],
)
def test_spellings_of_a_folder_are_equal(tmp_path: Path, spelling: str) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    assert canonical_uri(spelling.format(folder, name="own")) == str(folder)


def test_relative_paths_links_and_home_are_resolved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "link").symlink_to("own")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert {canonical_uri(named) for named in ("own", "./own/", "link", "~/own", "~/link/")} == {str(tmp_path / "own")}


@pytest.mark.parametrize("name", ODD_NAMES)
def test_characters_of_a_path_are_literal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    assert canonical_uri(name) == canonical_uri(str(tmp_path / name)) == str(tmp_path / name)


def test_escapes_of_a_file_uri_are_decoded(tmp_path: Path) -> None:
    (tmp_path / "a b").mkdir()
    assert canonical_uri(f"file://{tmp_path}/a%20b") == str(tmp_path / "a b")


def test_a_name_that_is_not_utf_8_can_be_stored(tmp_path: Path) -> None:
    folder = os.fsdecode(os.fsencode(tmp_path) + b"/\xff")
    Path(folder).mkdir()
    assert canonical_uri(folder) == folder
    assert storable(folder) == f"{tmp_path}/\\xff"
    assert str(LandingZone(folder)).isprintable()


@pytest.mark.parametrize(
    "spelling",
    ["s3://bucket/a#b?c%20d", "s3://bucket/a#b?c%20d/", "s3a://bucket/a#b?c%20d//", "S3://bucket//a#b?c%20d"],
)
def test_spellings_of_an_s3_prefix_are_equal(spelling: str) -> None:
    assert canonical_uri(spelling) == "s3://bucket/a#b?c%20d"


@pytest.mark.parametrize("spelling", ["s3://bucket", "s3://bucket/", "s3a://bucket//"])
def test_a_whole_bucket_is_a_landing_zone(spelling: str) -> None:
    assert canonical_uri(spelling) == "s3://bucket"


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("/there/is/nothing", "there is no folder /there/is/nothing"),
        ("s3://", "names no bucket"),
        ("https://bucket/prefix", "not https://"),
        ("x" * 5000, "cannot use"),
        ("a\0b", "cannot use"),
    ],
)
def test_an_unusable_landing_zone_is_explained(named: str, message: str) -> None:
    with pytest.raises(LandingError, match=message):
        canonical_uri(named)


def test_a_loop_of_links_is_explained(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(LandingError):
        canonical_uri(str(tmp_path / "a"))


def test_one_folder_in_two_places_is_the_same(tmp_path: Path) -> None:
    assert LandingZone(str(tmp_path)).is_same(LandingZone(f"{tmp_path}/.", made_up=True))
    assert not LandingZone(str(tmp_path)).is_same(LandingZone("/"))
    assert not LandingZone("s3://a").is_same(LandingZone("s3://a", "http://127.0.0.1:9000"))


def test_generated_files_are_marked_as_sample_data(tmp_path: Path) -> None:
    generate(tmp_path, 0.01)
    assert landing_zone(str(tmp_path), None) == LandingZone(str(tmp_path), made_up=True)
    assert str(landing_zone(str(tmp_path), None)) == f"made-up sample data ({tmp_path})"
    (tmp_path / MARKER).unlink()
    assert str(landing_zone(str(tmp_path), None)) == str(tmp_path)


def test_own_files_are_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "ratings.csv").write_text("mine")
    with pytest.raises(LandingError, match=r"ratings\.csv exists and is not marked as sample data"):
        refuse_own_files(tmp_path)
    (tmp_path / "ratings.csv").unlink()
    generate(tmp_path, 0.01)
    refuse_own_files(tmp_path)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A server with the empty bucket `landing`."""
    with s3_server("landing") as endpoint:
        yield endpoint


def test_a_bucket_distinguishes_sample_data_from_own_files(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    client(endpoint).put_object(Bucket="landing", Key="own/cpi.csv", Body=b"mine")
    assert not has_marker("s3://landing/own", endpoint)
    with pytest.raises(LandingError, match=r"s3://landing/own/cpi\.csv exists"):
        generate_into_bucket("s3://landing/own", 0.01, 0, endpoint)
    generate_into_bucket("s3://landing/made #up/", 0.01, 0, endpoint)
    generate_into_bucket("s3://landing/made #up", 0.01, 0, endpoint)
    zone = landing_zone("s3://landing/made #up/", endpoint)
    assert zone == LandingZone("s3://landing/made #up", endpoint, made_up=True)
    assert str(zone) == f"made-up sample data (s3://landing/made #up at {endpoint})"
