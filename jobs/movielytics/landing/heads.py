"""Recognize, by its first bytes, a file that was delivered in place of the data."""

import re

from movielytics.errors import LandingError
from movielytics.landing.files import LandingFile

NOT_DATA: list[tuple[re.Pattern[bytes], str, str]] = [
    (
        re.compile(rb"version https://(git-lfs|hawser)\.github\.com/spec/v1"),
        "a Git LFS pointer",
        "run `git lfs pull` and deliver it again",
    ),
    (re.compile(rb"/annex/objects/"), "a git-annex pointer", "run `git annex get` and deliver it again"),
    (
        re.compile(rb"(?i)<(!doctype html|html|head|\?xml|error)\b"),
        "a web page",
        "download the file itself and deliver it again",
    ),
    (re.compile(rb"PK\x03\x04"), "a ZIP archive or a spreadsheet", "extract it or save it as CSV, and deliver that"),
    (re.compile(rb"BZh[1-9]1AY&SY"), "compressed with bzip2", "decompress it, or compress it with gzip as .csv.gz"),
    (re.compile(rb"\xfd7zXZ\x00"), "compressed with xz", "decompress it, or compress it with gzip as .csv.gz"),
    (
        re.compile(rb"\x28\xb5\x2f\xfd"),
        "compressed with Zstandard",
        "decompress it, or compress it with gzip as .csv.gz",
    ),
    (re.compile(rb"PAR1[\x00-\x1f]"), "a Parquet file", "export it as CSV and deliver that"),
]
"""Files that are not the data: a pattern for their first bytes, what they are, and the remedy.

Pointers: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md and
https://git-annex.branchable.com/internals/pointer_file/.
"""
HEAD_BYTES = 64
"""Bytes from the start of a file that these patterns are matched against."""


def check_head(file: LandingFile, head: bytes) -> None:
    """Reject a file whose first bytes show that it is not the data.

    Call it with the bytes as stored, before they are decompressed: a pointer to ``ratings.csv.gz`` has that name too.
    The header reader itself checks gzip and UTF-16.

    Args:
        file: the file.
        head: its first bytes: at least 64, or all of a shorter file.

    Raises:
        LandingError: what the file is, and the remedy.
    """
    start = head[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()
    for beginning, what, remedy in NOT_DATA:
        if beginning.match(start):
            raise LandingError(f"{file.shown} is {what}, not the data: {remedy}")
