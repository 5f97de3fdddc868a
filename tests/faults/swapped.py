"""Another content of the same size for each dataset's file: the same keys, other values."""

import re
from pathlib import Path

_CHANGES: dict[str, tuple[bytes, bytes]] = {
    "movies_metadata": (rb",Released,", b",Canceled,"),
    "ratings": (rb"(?m)^(\d+,\d+),[0-5]\.[05],", rb"\1,2.5,"),
    "links": (rb"(?m)^(\d+),\d(\d+),", rb"\1,7\2,"),
    "cpi": (rb"(?m)\.\d\d\d$", b".777"),
    "credits": (rb"('name': ')[A-Z]", rb"\1X"),
}
"""A regular expression per dataset and what replaces each match. The later delivery of a key wins, so that a file that
was loaded with these values and is put back leaves no trace of them."""

DATASETS = tuple(_CHANGES)


def other_content(file: Path, dataset: str) -> bytes:
    """Return a content that differs from that of ``file`` in values only, and has its size."""
    before = file.read_bytes()
    after = re.sub(*_CHANGES[dataset], before)
    assert after != before and len(after) == len(before), f"no value of the same size to change in {file}"
    return after
