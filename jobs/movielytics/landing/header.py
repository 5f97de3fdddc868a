"""The header line of a delivered file: its columns under their canonical names."""

import csv
import io
import zlib

from movielytics.errors import LandingError
from movielytics.landing.datasets import Dataset
from movielytics.landing.zone import LandingFile, Zone

HEAD_BYTES = 64 * 1024
GZIP = 16 + zlib.MAX_WBITS


def read_header(zone: Zone, file: LandingFile, dataset: Dataset) -> tuple[str, ...]:
    """Return the file's column names in their order, aliases replaced.

    Raises:
        LandingError: the file is not UTF-8 text or compressed as its name says, or a needed column is missing.
    """
    head = zone.read(file.path, 0, HEAD_BYTES)
    if file.path.endswith(".gz"):
        try:
            head = zlib.decompressobj(GZIP).decompress(head, HEAD_BYTES)
        except zlib.error:
            raise LandingError(f"{file.path} is named .gz but is not compressed with gzip: deliver it again") from None
    elif head.startswith(b"\x1f\x8b"):
        raise LandingError(f"{file.path} is compressed with gzip: name it {file.path}.gz")
    line = _first_line(file, head)
    names = tuple(dataset.aliases.get(name.strip(), name.strip()) for name in next(csv.reader(io.StringIO(line)), ()))
    missing = [name for name in dataset.columns if name not in names]
    if missing:
        raise LandingError(
            f"{file.path}, line 1: the header lacks {', '.join(missing)}; it has {', '.join(names)[:500]}: "
            f"deliver the file with the header of {dataset.name}"
        )
    doubled = sorted({name for name in dataset.columns if names.count(name) > 1})
    if doubled:
        raise LandingError(f"{file.path}, line 1: the header names {', '.join(doubled)} more than once")
    return names


def _first_line(file: LandingFile, head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:200]:
        raise LandingError(f"{file.path} is UTF-16 or binary, not UTF-8 text: convert it to UTF-8 and deliver it again")
    line = head.replace(b"\r", b"\n").lstrip(b"\n").split(b"\n", 1)[0]
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise LandingError(f"{file.path}, line 1: the header is not UTF-8: convert the file and deliver it again") from None
