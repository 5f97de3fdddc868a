"""A landing zone of files in memory, for tests of its readers."""

import io
from typing import BinaryIO

from movielytics.landing.datasets import DATASETS, Dataset
from movielytics.landing.header import Header, read_header
from movielytics.landing.records import Limits, Record, read_records
from movielytics.landing.zone import LandingFile, Listing
from movielytics.reasons import LONGEST_DETAIL

LIMITS = Limits(max_unpacked_bytes=100_000_000)


class BytesZone:
    """A zone of one file, whose stream tests may replace."""

    def __init__(self, content: bytes, path: str = "file.csv") -> None:
        self.file = landing_file(content, path)
        self.content = content
        self.stream: BinaryIO = io.BytesIO(content)

    def listing(self, dataset: str) -> Listing:
        return Listing([self.file] if self.file.path.startswith(dataset) else [])

    def read(self, file: LandingFile, start: int, size: int) -> bytes:
        assert file == self.file
        return self.content[start : start + size]

    def open(self, file: LandingFile) -> BinaryIO:
        assert file == self.file
        return self.stream


def landing_file(content: bytes, path: str = "file.csv") -> LandingFile:
    """Return a file of ``content``."""
    return LandingFile(path, len(content), "fingerprint", "identity", path)


def dataset(*columns: str, lines: bool = False) -> Dataset:
    """Return a dataset that requires ``columns``."""
    return Dataset("things", columns, lines=lines)


def header_of(content: bytes, path: str = "file.csv", dataset: Dataset = DATASETS["cpi"]) -> Header:
    """Read the header of a file of ``content``."""
    zone = BytesZone(content, path)
    return read_header(zone, zone.file, dataset)


def records_of(content: bytes, dataset: Dataset, path: str = "file.csv", limits: Limits = LIMITS) -> list[Record]:
    """Read the records of a file of ``content``."""
    zone = BytesZone(content, path)
    return list(read_records(zone, zone.file, read_header(zone, zone.file, dataset), limits))


def check_record(record: Record) -> None:
    """Check what holds for every record: it is storable and bounded, and has either fields or a reason."""
    for text in (record.raw, record.detail, *(record.fields or ())):
        assert "\0" not in text
        text.encode()
    assert len(record.detail) <= LONGEST_DETAIL
    assert (record.fields is None) == (record.code is not None) == bool(record.detail)
