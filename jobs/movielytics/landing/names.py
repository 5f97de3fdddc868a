"""Names in a landing zone: how they are stored and printed, and how they relate to a dataset's name.

A name is never a pattern or a URL. Case, blanks and Unicode normalization form are part of it.
"""

import re
import unicodedata

SUFFIXES = (".csv", ".csv.gz")
"""The suffixes of a dataset's files."""
ARCHIVES = re.compile(r"\.(zip|bz2|xz|lzma|zst|lz4|br|7z|rar|tar|tgz|tbz2?|txz|Z)$", re.IGNORECASE)


def storable(name: bytes) -> str:
    r"""Return a name as text that a database can store: NUL and bytes that are not UTF-8 become ``\xNN``."""
    return name.decode("utf-8", "backslashreplace").replace("\0", r"\x00")


def shown(text: str) -> str:
    """Return a text that fits in one line of a message: characters that do not print are escaped as in Python."""
    return "".join(character if character.isprintable() else _escaped(character) for character in text)


def is_hidden(segment: str) -> bool:
    """Return whether a path segment marks a hidden file or folder, as in Hadoop: ``_SUCCESS``, ``.hive-staging/``."""
    return segment.startswith((".", "_"))


def resembles(name: str, dataset: str) -> bool:
    """Return whether a name could be meant for ``dataset``: it begins like it, apart from case and punctuation."""
    return _letters(name).startswith(_letters(dataset))


def why_ignored(name: str, dataset: str, *, folder: bool) -> str:
    """Return why a top-level name that resembles ``dataset`` does not belong to it, and the remedy."""
    names = [dataset] if folder else [dataset + suffix for suffix in SUFFIXES]
    for expected in names:
        if name.casefold() == expected.casefold():
            return f"names are case-sensitive: rename it to {expected}"
    if folder:
        return f"the folder of this dataset is {dataset}/: move its files there"
    if name == dataset:
        return f"it has no suffix: rename it to {dataset}.csv"
    if ARCHIVES.search(name):
        return f"this format is not read: deliver {' or '.join(names)}"
    return f"its name is neither {' nor '.join(names)}: rename it or move it into {dataset}/"


def why_rejected(name: str) -> str | None:
    """Return what is wrong with the name of a file in a dataset's folder, and the remedy; None if it can be read."""
    if name.endswith(SUFFIXES):
        return None
    for suffix in reversed(SUFFIXES):
        if name.casefold().endswith(suffix):
            stem = shown(name[: -len(suffix)])
            return f"does not end with {suffix}: names are case-sensitive; rename it to {stem}{suffix}"
    return "in the landing zone is neither .csv nor .csv.gz: rename or remove it"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name)).casefold()
