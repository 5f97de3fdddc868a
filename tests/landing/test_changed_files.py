"""The fingerprint is that of the content that was read: any change in between is detected."""

import hashlib
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from movielytics.errors import FileChangedError, LandingError
from movielytics.landing import folder as folder_module
from movielytics.landing import s3
from movielytics.landing.files import LandingFile
from movielytics.landing.zone import Zone
from support.zones import BucketPlace, FolderPlace, Place

PATH = "ratings/a.csv"
CONTENT = b"userId,movieId,rating,timestamp\n" + b"1,1,4.0,1260759144\n" * 50_000
MESSAGE = r"^ratings/a\.csv changed while it was read: somebody writes to it; the load is retried\. Write"


@pytest.fixture(autouse=True)
def small_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "RANGE_BYTES", 300_000)


def listed(place: Place, content: bytes = CONTENT) -> tuple[Zone, LandingFile]:
    place.put(PATH, content)
    zone = place.zone()
    return zone, zone.listing("ratings").files[0]


def overwrite(file: Path, content: bytes) -> None:
    """Replace the content in place and restore the times."""
    status = file.stat()
    file.write_bytes(content)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def overwrite_twice(file: Path) -> None:
    overwrite(file, CONTENT[::-1])
    overwrite(file, CONTENT)


def swap_by_rename(file: Path) -> None:
    """Rename the file away and back."""
    file.rename(file.with_suffix(".away"))
    file.write_bytes(CONTENT[::-1])
    file.unlink()
    file.with_suffix(".away").rename(file)


def replace_by_rename(file: Path) -> None:
    other = file.with_suffix(".tmp")
    other.write_bytes(file.read_bytes())
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    other.replace(file)


def replace_by_fifo(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


ON_DISK: dict[str, Callable[[Path], object]] = {
    "grows": lambda file: file.write_bytes(CONTENT + b"x"),
    "shrinks": lambda file: file.write_bytes(CONTENT[:-1]),
    "is emptied": lambda file: file.write_bytes(b""),
    "vanishes": Path.unlink,
    "is overwritten with equal times": lambda file: overwrite(file, CONTENT[::-1]),
    "is overwritten and put back": overwrite_twice,
    "is renamed away and back": swap_by_rename,
    "is replaced by an equal file": replace_by_rename,
    "is replaced by a FIFO": replace_by_fifo,
    "is touched": Path.touch,
}


@pytest.mark.parametrize("change", ON_DISK.values(), ids=ON_DISK)
def test_a_file_that_changed_is_not_read(folder: FolderPlace, change: Callable[[Path], object]) -> None:
    zone, file = listed(folder)
    change(folder.root / PATH)
    with pytest.raises(FileChangedError, match=MESSAGE) as caught:
        zone.read(file, 0, 10)
    assert not caught.value.permanent
    with pytest.raises(FileChangedError, match=MESSAGE):
        zone.read(file, file.size, 10)
    with pytest.raises(FileChangedError, match=MESSAGE):
        zone.open(file)


@pytest.mark.parametrize("change", ON_DISK.values(), ids=ON_DISK)
def test_a_file_that_changes_during_the_read_is_noticed(folder: FolderPlace, change: Callable[[Path], object]) -> None:
    zone, file = listed(folder)
    with zone.open(file) as stream:
        stream.read(1000)
        change(folder.root / PATH)
        with pytest.raises(FileChangedError, match=MESSAGE):
            while stream.read(100_000):
                pass


def test_a_file_that_is_only_there_during_the_read_is_not_read(folder: FolderPlace) -> None:
    """A reader that opens the other file while the listed one is away must not return its content."""
    zone, file = listed(folder)
    path = folder.root / PATH
    path.rename(folder.root / "away")
    path.write_bytes(CONTENT[::-1])
    with pytest.raises(FileChangedError):
        zone.open(file)
    (folder.root / "away").replace(path)
    with pytest.raises(FileChangedError):
        zone.open(file)


def test_a_change_right_after_the_listing_is_noticed(folder: FolderPlace) -> None:
    for attempt in range(5):
        zone, file = listed(folder, b"%06d" % attempt)
        # The kernel's clock ticks every few milliseconds: two changes within a tick may have the same times.
        assert time.time_ns() - (folder.root / PATH).stat().st_ctime_ns >= folder_module.CLOCK_TICK_NS
        (folder.root / PATH).write_bytes(b"%06d" % (attempt + 500))
        with pytest.raises(FileChangedError):
            zone.read(file, 0, 10)


def test_a_change_during_the_hashing_is_noticed(folder: FolderPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.put(PATH, CONTENT)
    real = hashlib.file_digest

    def digest(reader: Any, name: str) -> Any:
        (folder.root / PATH).write_bytes(CONTENT[::-1])
        return real(reader, name)

    monkeypatch.setattr(hashlib, "file_digest", digest)
    with pytest.raises(FileChangedError, match=MESSAGE):
        folder.zone().listing("ratings")
    folder.put("ratings/b.txt")
    with pytest.raises(LandingError, match="2 problems") as caught:
        folder.zone().listing("ratings")
    assert caught.value.permanent  # a retry would find the other problem


def test_a_file_that_grows_all_the_time_ends_the_listing(folder: FolderPlace) -> None:
    folder.put(PATH, CONTENT)
    ended = threading.Event()

    def grow() -> None:
        with (folder.root / PATH).open("ab", buffering=0) as stream:
            while not ended.is_set():
                stream.write(b"x" * 1000)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        with pytest.raises(FileChangedError, match=MESSAGE):
            folder.zone().listing("ratings")
    finally:
        ended.set()
        writer.join()


IN_BUCKET: dict[str, Callable[[BucketPlace], None]] = {
    "is replaced": lambda bucket: bucket.put(PATH, CONTENT[::-1]),
    "grows": lambda bucket: bucket.put(PATH, CONTENT + b"x"),
    "shrinks": lambda bucket: bucket.put(PATH, CONTENT[:10]),
    "is emptied": lambda bucket: bucket.put(PATH, b""),
    "vanishes": lambda bucket: bucket.remove(PATH),
}


@pytest.mark.parametrize("change", IN_BUCKET.values(), ids=IN_BUCKET)
def test_an_object_that_changes_is_noticed(bucket: BucketPlace, change: Callable[[BucketPlace], None]) -> None:
    zone, file = listed(bucket)
    with zone.open(file) as stream:
        assert stream.read(1000) == CONTENT[:1000]
        change(bucket)
        with pytest.raises(FileChangedError, match=MESSAGE) as caught:
            stream.read()
    assert not caught.value.permanent
    for start in (0, 500_000, file.size):
        with pytest.raises(FileChangedError, match=MESSAGE):
            zone.read(file, start, 10)


def test_a_restored_object_is_read(bucket: BucketPlace) -> None:
    """Its ETag follows the content, so the reader returns what was listed, or nothing."""
    zone, file = listed(bucket)
    bucket.put(PATH, CONTENT[::-1])
    with pytest.raises(FileChangedError):
        zone.read(file, 0, 10)
    bucket.put(PATH, CONTENT)
    with zone.open(file) as stream:
        assert stream.read() == CONTENT


def test_ranges_and_streams_return_the_content(place: Place) -> None:
    zone, file = listed(place)
    assert zone.read(file, 0, 10**9) == CONTENT
    assert zone.read(file, 10, 20) == CONTENT[10:30]
    assert zone.read(file, len(CONTENT) - 5, 100) == CONTENT[-5:]
    assert zone.read(file, len(CONTENT), 100) == zone.read(file, len(CONTENT) + 7, 1) == zone.read(file, 0, 0) == b""
    with zone.open(file) as stream:
        assert (stream.read(7), stream.readline(), stream.read()) == (CONTENT[:7], CONTENT[7:32], CONTENT[32:])
        assert stream.read(1) == b""


def test_the_fingerprint_follows_the_content(place: Place) -> None:
    prints = [listed(place, content)[1].fingerprint for content in (b"one", b"two", b"one")]
    assert prints[0] == prints[2] != prints[1]


def test_the_fingerprint_on_disk_is_sha256(folder: FolderPlace) -> None:
    for content in (b"small", CONTENT):
        assert listed(folder, content)[1].fingerprint == hashlib.sha256(content).hexdigest()


def test_a_stream_holds_one_range(bucket: BucketPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    zone, file = listed(bucket)
    sizes: list[int] = []
    real = zone.read

    def read(file: LandingFile, start: int, size: int) -> bytes:
        sizes.append(size)
        return real(file, start, size)

    monkeypatch.setattr(zone, "read", read)
    with zone.open(file) as stream:
        assert sum(len(line) for line in stream) == len(CONTENT)
    assert sizes == [300_000] * 4
