"""A file's bytes as a stream: gzip that is damaged or in parts, changes while it is read, and its end."""

import gzip
import io

import pytest

from movielytics.errors import FileChangedError, LandingError
from movielytics.landing.records import Limits, read_records
from movielytics.landing.zone import LandingFile
from support.bytes_zone import LIMITS, BytesZone, dataset, header_of, records_of

THREE = dataset("a", "b", "c")
LINES = dataset("a", "b", "c", lines=True)
SMALL = Limits(max_unpacked_bytes=100_000, max_record_bytes=1_000)
HEAD = b"a,b,c\n"
GZIP = {
    "truncated": (lambda data: data[:-1], "cannot be read to its end"),
    "cut in half": (lambda data: data[: len(data) // 2], "cannot be read to its end"),
    "followed by something else": (lambda data: data + b"x,y,z\n", "cannot be read to its end"),
    "followed by half a member": (lambda data: data + data[:20], "cannot be read to its end"),
    "a wrong checksum": (lambda data: data[:-8] + b"\0\0\0\0" + data[-4:], "cannot be read to its end"),
    "a damaged block": (lambda data: data[:300] + bytes(40) + data[340:], "cannot be read to its end"),
    "a bomb": (
        lambda data: data + gzip.compress(bytes(10**7)),
        "unpacks to more than 100,000 bytes.*MAX_UNPACKED_BYTES",
    ),
}
ROWS = HEAD + b"".join(b"%d,%d,%d\n" % (n, n * n * n % 1009, n**5 % 9973) for n in range(1_000))


@pytest.mark.parametrize(("damage", "words"), GZIP.values(), ids=GZIP)
def test_damaged_gzip_fails(damage, words: str) -> None:  # type: ignore[no-untyped-def]
    zone = BytesZone(damage(gzip.compress(ROWS)), "file.csv.gz")
    with pytest.raises(LandingError, match=f"^file.csv.gz {words}"):
        list(read_records(zone, zone.file, header_of(ROWS, dataset=THREE), SMALL))


@pytest.mark.parametrize("cut", [0, 3, 6, 500, len(ROWS)])
def test_gzip_members_are_one_file(cut: int) -> None:
    packed = gzip.compress(ROWS[:cut]) + gzip.compress(ROWS[cut:]) + bytes(512)  # tape drives pad with zeros
    assert records_of(packed, THREE, "file.csv.gz") == records_of(ROWS, THREE)


def test_a_file_that_changes_is_not_reported_as_damaged() -> None:
    """Unreadable content may be half of a file that is being replaced, so the load is retried."""

    class ChangedZone(BytesZone):
        def read(self, file: LandingFile, start: int, size: int) -> bytes:
            raise FileChangedError(f"{file.path} changed at {start + size}")

    zone = ChangedZone(gzip.compress(ROWS)[:-1], "file.csv.gz")
    with pytest.raises(FileChangedError):
        list(read_records(zone, zone.file, header_of(ROWS, dataset=THREE), LIMITS))


def test_the_stream_is_read_to_its_end_and_closed() -> None:
    closed_at = []

    class Stream(io.BytesIO):
        def close(self) -> None:
            if not self.closed:
                closed_at.append(self.tell())
            super().close()

    for path, content in {"file.csv": ROWS, "file.csv.gz": gzip.compress(ROWS)}.items():
        zone = BytesZone(content, path)
        zone.stream = Stream(content)
        list(read_records(zone, zone.file, header_of(ROWS, dataset=THREE), LIMITS))
        assert closed_at.pop() == len(content)
