"""Delivered files and the listing of a dataset."""

from dataclasses import dataclass, field
from typing import NamedTuple

from movielytics.errors import FileChangedError
from movielytics.landing.names import shown

MOST_NAMED = 10
"""Most ignored names in the notes of a listing."""


@dataclass(frozen=True)
class LandingFile:
    r"""One delivered file.

    Attributes:
        path: relative to the zone, with forward slashes; text that a database can store. Two files never share it.
        size: bytes.
        fingerprint: SHA-256 of the content, or the ETag of the object.
        identity: what must not change while the content is read: size, times and inode on disk, the ETag on S3.
        name: the name to open it by: the real relative path, which may hold surrogate escapes, or the object's key.
    """

    path: str
    size: int
    fingerprint: str
    identity: str
    name: str

    @property
    def shown(self) -> str:
        """The path for one line of a message, without control characters."""
        return shown(self.path)


class Ignored(NamedTuple):
    """A name that resembles a dataset's but was not read, with the reason and the remedy."""

    name: str
    reason: str


@dataclass(frozen=True)
class Listing:
    """What a landing zone holds for one dataset.

    Attributes:
        files: the files to read, sorted by path.
        ignored: names that resemble the dataset's but do not belong to it, sorted.
        hidden: number of names that begin with ``.`` or ``_`` in the dataset's folder, or resemble its name.
    """

    files: list[LandingFile] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    hidden: int = 0

    def notes(self) -> str:
        """Return one line about what was ignored and why; empty if nothing was."""
        notes = [f"{shown(name)} ({shown(reason)})" for name, reason in self.ignored[:MOST_NAMED]]
        if len(self.ignored) > MOST_NAMED:
            notes.append(f"and {len(self.ignored) - MOST_NAMED:,} more")
        if self.hidden:
            notes.append(f"{self.hidden:,} hidden name{'s' if self.hidden > 1 else ''}")
        return f"ignored {', '.join(notes)}" if notes else ""


def changed(file: LandingFile) -> FileChangedError:
    """Return the error for a file that is no longer the one that was listed."""
    return FileChangedError(
        f"{file.shown} changed while it was read: somebody writes to it; the load is retried. "
        "Write files under another name and rename them when they are complete"
    )
