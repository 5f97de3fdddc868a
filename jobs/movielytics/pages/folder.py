"""Pages in a folder of this machine."""

import os
import shutil
import tempfile
from pathlib import Path

from movielytics.errors import PagesError
from movielytics.pages.paths import KEY, RUNS
from movielytics.pages.store import StoredFile

RUNS_KEPT = 20
"""Number of runs whose pages are kept. A run's report is 5 MB, most of it the library that draws its charts."""


class FolderStore:
    """A ``Store`` in a folder, which the first write creates; it keeps the pages of the last ``RUNS_KEPT`` runs."""

    def __init__(self, root: Path) -> None:
        """Store files under ``root``."""
        self.root = root

    def write(self, path: str, content: str) -> None:
        """See ``Store.write``."""
        file = self.root / path
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            _replace(file, content)
        except OSError as error:
            raise PagesError(
                f"cannot write {file}: {error.strerror}; "
                "make MOVIELYTICS_REPORT_URI a folder that this user can write to"
            ) from None

    def open(self, path: str) -> StoredFile | None:
        """See ``Store.open``."""
        file = self.root / path
        try:
            stream = file.open("rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise PagesError(f"cannot read {file}: {error.strerror}") from None
        status = os.fstat(stream.fileno())
        return StoredFile(f'"{status.st_mtime_ns:x}-{status.st_size:x}"', status.st_size, stream)

    def locate(self, path: str) -> str:
        """See ``Store.locate``."""
        return str(self.root / path)

    def forget_old_runs(self) -> None:
        """Remove the pages of all but the last ``RUNS_KEPT`` runs; keep folders that do not belong to a run."""
        folders = self.root / RUNS
        if not folders.is_dir():
            return
        ours = [folder for folder in folders.iterdir() if KEY.fullmatch(folder.name) and folder.is_dir()]
        for folder in sorted(ours, key=_age)[RUNS_KEPT:]:
            shutil.rmtree(folder, ignore_errors=True)


def _age(folder: Path) -> int:
    """Return a sort key that is smaller the later the folder was written."""
    return -max(entry.stat().st_mtime_ns for entry in (folder, *folder.rglob("*")))


def _replace(file: Path, content: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    part = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(content)
        part.chmod(0o644)  # mkstemp creates files that only their owner can read; others must be able to read a page
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
