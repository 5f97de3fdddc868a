"""A folder and an S3 bucket hold the same files and behave alike."""

import os
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from movielytics.errors import PagesError, SettingsError
from movielytics.pages.folder import RUNS_KEPT
from movielytics.pages.open import open_store
from movielytics.pages.paths import run_key
from movielytics.pages.store import Store, StoredFile, read_text
from movielytics.settings import PageSettings, read_settings
from support.s3_server import KEYS, client, s3_server

PAGE = "<p>ä &amp; 映画</p>\r\n"


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    with s3_server("reports") as endpoint:
        yield endpoint


@pytest.fixture
def s3_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(params=["folder", "file URI", "bucket", "prefix"])
def store(request: pytest.FixtureRequest, tmp_path: Path, s3_endpoint: str, s3_keys: None) -> Store:
    uris = {
        "folder": str(tmp_path / "to be made"),
        "file URI": f"file://{tmp_path}",
        "bucket": "s3://reports",
        "prefix": "s3://reports/a prefix/of two/",
    }
    return store_at(uris[request.param], s3_endpoint)


def store_at(uri: str, endpoint: str | None = None) -> Store:
    return open_store(PageSettings(report_uri=uri, s3_endpoint_url=endpoint))


def opened(store: Store, path: str) -> StoredFile:
    file = store.open(path)
    assert file is not None
    file.stream.close()
    return file


def test_a_written_file_is_read_back(store: Store) -> None:
    store.write("runs/x/data-docs/index.html", PAGE)
    assert read_text(store, "runs/x/data-docs/index.html") == PAGE
    assert opened(store, "runs/x/data-docs/index.html").size == len(PAGE.encode())


def test_a_large_file_is_read_in_pieces(store: Store) -> None:
    store.write("index.html", "x" * 100_000)
    file = store.open("index.html")
    assert file is not None
    with closing(file.stream):
        sizes = [len(file.stream.read(60_000)) for _ in range(3)]
    assert sizes == [60_000, 40_000, 0]


@pytest.mark.parametrize("path", ["index.html", "runs/none/index.html", "data-docs"])
def test_a_missing_file_is_not_found(path: str, tmp_path: Path, s3_endpoint: str, s3_keys: None) -> None:
    for empty in (store_at(str(tmp_path)), store_at("s3://reports/empty", s3_endpoint)):
        empty.write("data-docs/index.html", PAGE)
        assert empty.open(path) is None
        assert read_text(empty, path) is None


def test_the_tag_follows_the_content(store: Store) -> None:
    tags = []
    for content in ("one", "two"):
        store.write("index.html", content)
        tags += [opened(store, "index.html").tag, opened(store, "index.html").tag]
    assert tags[0] == tags[1] != tags[2] == tags[3]
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)


def test_objects_have_a_content_type_and_no_cache(s3_endpoint: str, s3_keys: None) -> None:
    store = store_at("s3://reports/types", s3_endpoint)
    for name, kind in {"index.html": "text/html; charset=utf-8", "staging.json": "application/json"}.items():
        store.write(name, "{}")
        head = client(s3_endpoint).head_object(Bucket="reports", Key=f"types/{name}")
        assert (head["ContentType"], head["CacheControl"]) == (kind, "no-cache")
        assert store.locate(name) == f"s3://reports/types/{name}"


def test_readers_never_see_a_partial_file(tmp_path: Path) -> None:
    store = store_at(str(tmp_path))
    contents = {letter * 300_000 for letter in "abc"}
    seen, done = set(), threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(read_text(store, "index.html"))

    store.write("index.html", next(iter(contents)))
    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(20):
        for content in contents:
            store.write("index.html", content)
    done.set()
    reader.join()
    assert seen <= contents
    assert [file.name for file in tmp_path.iterdir()] == ["index.html"]


def test_pages_are_readable_by_all_users(tmp_path: Path) -> None:
    store_at(str(tmp_path)).write("index.html", PAGE)
    assert (tmp_path / "index.html").stat().st_mode & 0o777 == 0o644


def test_a_folder_keeps_the_last_runs_and_other_files(tmp_path: Path) -> None:
    store = store_at(str(tmp_path))
    keys = [run_key(f"run {number}") for number in range(RUNS_KEPT + 3)]
    for age, key in enumerate(keys):
        store.write(f"runs/{key}/data-docs/index.html", PAGE)
        for entry in (
            tmp_path / "runs" / key / "data-docs" / "index.html",
            tmp_path / "runs" / key / "data-docs",
            tmp_path / "runs" / key,
        ):
            os.utime(entry, (1e9 - age, 1e9 - age))
    store.write(f"runs/{keys[-1]}/index.html", PAGE)  # the oldest run has just been written to
    for mine in ("runs/notes/index.html", "runs/index.html", "index.html"):
        store.write(mine, PAGE)
    store.forget_old_runs()
    left = {entry.name for entry in (tmp_path / "runs").iterdir()}
    assert left == {*keys[: RUNS_KEPT - 1], keys[-1], "notes", "index.html"}
    assert (tmp_path / "index.html").exists()


def test_without_runs_there_is_nothing_to_delete(tmp_path: Path) -> None:
    store_at(str(tmp_path / "none")).forget_old_runs()
    assert not list(tmp_path.iterdir())


def test_old_runs_in_a_bucket_are_left_to_its_lifecycle_rule(s3_endpoint: str, s3_keys: None) -> None:
    store = store_at("s3://reports/kept", s3_endpoint)
    for number in range(RUNS_KEPT + 1):
        store.write(f"runs/{run_key(str(number))}/index.html", "")
    store.forget_old_runs()
    assert client(s3_endpoint).list_objects_v2(Bucket="reports", Prefix="kept/")["KeyCount"] == RUNS_KEPT + 1


def test_a_missing_bucket_is_named(s3_endpoint: str, s3_keys: None) -> None:
    store = store_at("s3://no-such-bucket/x", s3_endpoint)
    with pytest.raises(
        PagesError, match=r"cannot write s3://no-such-bucket/x/index\.html: .*NoSuchBucket.*MOVIELYTICS_REPORT_URI"
    ):
        store.write("index.html", PAGE)
    with pytest.raises(PagesError, match=r"cannot read s3://no-such-bucket/x/index\.html: .*NoSuchBucket"):
        store.open("index.html")


def test_a_server_that_does_not_answer_is_named(s3_keys: None) -> None:
    store = store_at("s3://reports", "http://127.0.0.1:1")
    with pytest.raises(PagesError, match=r"cannot read s3://reports/index\.html: Could not connect.*127\.0\.0\.1:1"):
        store.open("index.html")


@pytest.mark.parametrize("uri", ["gs://bucket", "https://example.org/x", "s3:///prefix", "s3:bucket"])
def test_other_kinds_of_places_are_rejected(monkeypatch: pytest.MonkeyPatch, uri: str) -> None:
    monkeypatch.setenv("MOVIELYTICS_REPORT_URI", uri)
    with pytest.raises(SettingsError, match=r"MOVIELYTICS_REPORT_URI is .*s3://bucket/prefix"):
        read_settings(PageSettings)


@pytest.mark.parametrize("name", ["a#b", "c?d", "e%20f"])
def test_a_folder_name_is_taken_literally(tmp_path: Path, name: str) -> None:
    store_at(str(tmp_path / name)).write("index.html", PAGE)
    assert (tmp_path / name / "index.html").read_bytes() == PAGE.encode()
