"""Read a delivered file as text, decompressed if it is gzip, in bounded memory."""

import gzip
import io
import zlib
from typing import BinaryIO, TextIO

from movielytics.errors import LandingError
from movielytics.landing.zone import LandingFile, Zone

GZIP_MAGIC = b"\x1f\x8b"
"""The first bytes of a gzip member (RFC 1952, section 2.3.1)."""
GZIP_ERRORS = (gzip.BadGzipFile, EOFError, zlib.error)
"""What Python's gzip raises for content that is truncated, corrupt, or followed by something else."""
BUFFER_BYTES = 256 * 1024
BLANK = " \t\r\n"
"""A line of only these characters is blank."""


def is_gzip(file: LandingFile) -> bool:
    """Return whether the file's name says that it is compressed with gzip."""
    return file.path.endswith(".gz")


def as_text(stream: BinaryIO) -> TextIO:
    """Return the stream as UTF-8 text whose lines keep their ends: LF, CRLF or CR, in any mixture.

    A byte that is not UTF-8 becomes a surrogate (``surrogateescape``), so that it spoils one record, not the file.
    """
    return io.TextIOWrapper(stream, "utf-8", errors="surrogateescape", newline="")


def open_text(zone: Zone, file: LandingFile, max_unpacked_bytes: int) -> TextIO:
    """Open the content of ``file`` as text, from its first byte; the caller closes it.

    Args:
        zone: where the file is.
        file: the file.
        max_unpacked_bytes: largest content of a gzip file, in bytes.

    Raises:
        LandingError: while reading, if the file is truncated or corrupt gzip, or its content is too large.
    """
    stream = zone.open(file)
    if is_gzip(file):
        stream = io.BufferedReader(_Unpacked(stream, file, max_unpacked_bytes), BUFFER_BYTES)
    return as_text(stream)


def unreadable(file: LandingFile) -> LandingError:
    """Return the error for a gzip file that is truncated, corrupt, or followed by something else."""
    return LandingError(f"{file.shown} cannot be read to its end: its gzip content is damaged; deliver it again")


class _Unpacked(io.RawIOBase):
    """The decompressed content of a gzip stream of one or more members; it may have at most ``max_bytes``."""

    def __init__(self, packed: BinaryIO, file: LandingFile, max_bytes: int) -> None:
        self._packed, self._file, self._max_bytes = packed, file, max_bytes
        self._content = gzip.GzipFile(fileobj=packed)
        self._bytes = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            count = self._content.readinto(buffer)
        except GZIP_ERRORS:
            raise unreadable(self._file) from None
        self._bytes += count
        if self._bytes > self._max_bytes:
            raise LandingError(
                f"{self._file.shown} unpacks to more than {self._max_bytes:,} bytes: split it into several files, "
                "or raise MOVIELYTICS_MAX_UNPACKED_BYTES"
            )
        return count

    def close(self) -> None:
        if not self.closed:
            self._content.close()
            self._packed.close()
        super().close()
