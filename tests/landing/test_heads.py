"""A file that is not the data is recognized by its first bytes."""

import bz2
import io
import lzma
import zipfile

import pytest

from movielytics.errors import LandingError
from movielytics.landing.datasets import DATASETS
from movielytics.landing.header import read_header
from movielytics.landing.heads import check_head
from support.zones import Place

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4d" * 32 + b"\nsize 709550327\n"


def zipped(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("cpi.csv", content)
    return stream.getvalue()


NOT_DATA = {
    "Git LFS": (POINTER, r"is a Git LFS pointer, not the data: run `git lfs pull` and deliver it again$"),
    "Git LFS with CRLF": (POINTER.replace(b"\n", b"\r\n"), r"run `git lfs pull`"),
    "Git LFS with a byte order mark": (b"\xef\xbb\xbf" + POINTER, r"run `git lfs pull`"),
    "Git LFS before its release": (POINTER.replace(b"git-lfs", b"hawser"), r"run `git lfs pull`"),
    "git-annex": (b"/annex/objects/SHA256E-s709--4d.csv\n", r"run `git annex get`"),
    "web page": (b"\n<!DOCTYPE html><html></html>", r"is a web page, not the data: download the file itself"),
    "error of S3": (b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', r"is a web page"),
    "ZIP": (zipped(b"a,b\n"), r"is a ZIP archive or a spreadsheet"),
    "bzip2": (bz2.compress(b"a,b\n"), r"is compressed with bzip2"),
    "xz": (lzma.compress(b"a,b\n"), r"is compressed with xz"),
    "Zstandard": (b"\x28\xb5\x2f\xfd\x04\x00", r"is compressed with Zstandard"),
    "Parquet": (b"PAR1\x15\x04\x15", r"is a Parquet file"),
}


@pytest.mark.parametrize(("content", "message"), NOT_DATA.values(), ids=NOT_DATA)
@pytest.mark.parametrize("path", ["cpi.csv", "cpi/a b.csv.gz"])
def test_other_kinds_of_content_are_named(folder: Place, path: str, content: bytes, message: str) -> None:
    folder.put(path, content)
    zone = folder.zone()
    file = zone.listing("cpi").files[0]
    with pytest.raises(LandingError, match=f"^{path} .*{message}"):
        read_header(zone, file, DATASETS["cpi"])


@pytest.mark.parametrize(
    "head",
    [b"", b"version,https://git-lfs\n", b"PAR1,userId\n", b"BZh,PK\n", b"<htmlId>,x\n", b"\x1f\x8b\x08", b"\xff\xfea"],
)
def test_other_heads_are_accepted(folder: Place, head: bytes) -> None:
    folder.put("cpi.csv")
    check_head(folder.zone().listing("cpi").files[0], head)
