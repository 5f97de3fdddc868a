"""A landing zone in a folder on this machine."""

import errno
import hashlib
import io
import os
import stat
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from movielytics.errors import FileChangedError, LandingError
from movielytics.landing.files import LandingFile, Listing, changed
from movielytics.landing.listing import Names
from movielytics.landing.names import is_hidden, shown, storable
from movielytics.landing.problems import Problems

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BUFFER_BYTES = 256 * 1024
HASHED_AT_ONCE = min(4, os.cpu_count() or 1)
CLOCK_TICK_NS = 20_000_000
"""Nanoseconds within which two changes of a file may have the same time: twice the kernel's longest tick of 10 ms."""
GONE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ESTALE}
KINDS = {
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}


class FolderZone:
    """A landing zone in a folder; symbolic links may point to anything inside it."""

    def __init__(self, root: str) -> None:
        """Open the folder ``root``, a path that is taken literally.

        Raises:
            LandingError: it is not a folder.
        """
        if not root or not Path(root).is_dir():
            remedy = "set MOVIELYTICS_LANDING_URI to one that exists"
            raise LandingError(f"the landing zone {shown(root)} is not a folder: {remedy}")
        self.root = Path(root).resolve()

    def listing(self, dataset: str) -> Listing:
        """See ``Zone.listing``."""
        with Problems() as problems:
            names = self._names(dataset, problems)
            files = []
            with ThreadPoolExecutor(HASHED_AT_ONCE) as pool:
                for file in pool.map(self._described, names.files):
                    if isinstance(file, LandingFile):
                        files.append(file)
                    else:
                        problems.add(file)
            return names.listing(files)

    def inventory(self, datasets: Iterable[str]) -> dict[str, str]:
        """See ``ListedZone.inventory``."""
        found = {}
        for dataset in datasets:
            for name in self._names(dataset, Problems()).files:
                with suppress(OSError):  # it has vanished, or is a broken link
                    found[storable(os.fsencode(name))] = _identity(self._path(name).stat())
        return found

    def read(self, file: LandingFile, start: int, size: int) -> bytes:
        """See ``Zone.read``."""
        with _Reader(self._path(file.name), file) as reader:
            return reader.read_at(start, size)

    def open(self, file: LandingFile) -> BinaryIO:
        """See ``Zone.open``."""
        return io.BufferedReader(_Reader(self._path(file.name), file), BUFFER_BYTES)

    def _path(self, name: str) -> Path:
        return self.root / name

    def _names(self, dataset: str, problems: Problems) -> Names:
        """Return the names of a dataset; those that cannot be accepted are added to ``problems``."""
        names = Names(dataset, problems)
        for entry in self._scan("."):
            names.add_top(entry.name, folder=_is_folder(entry))
            if entry.name == dataset:
                with problems.collect():
                    self._add_folder(entry, names)
        return names

    def _scan(self, name: str) -> list["os.DirEntry[str]"]:
        with _explained(name), os.scandir(self._path(name)) as entries:
            return list(entries)

    def _add_folder(self, entry: "os.DirEntry[str]", names: Names) -> None:
        """Add the names in a dataset's folder."""
        self._check_link(entry.name)
        if not _is_folder(entry):
            with _explained(entry.name):
                _check_kind(entry.name, entry.stat())  # a file without a suffix is ignored
            return
        for inner in self._scan(entry.name):
            if not _is_folder(inner):
                names.add_inside(inner.name)
            elif is_hidden(inner.name) or inner.is_symlink() or _holds_files(inner.path):
                names.add_inside(inner.name, folder=True)

    def _described(self, name: str) -> LandingFile | LandingError:
        try:
            return self._describe(name)
        except LandingError as error:
            return error

    def _describe(self, name: str) -> LandingFile:
        """Return the file with the SHA-256 of its content; fail if it changes meanwhile."""
        path = self._path(name)
        self._check_link(name)
        with _explained(name):
            status = path.stat()
        _check_kind(name, status)
        _wait_for_next_tick(status.st_ctime_ns)
        file = LandingFile(storable(os.fsencode(name)), status.st_size, "", _identity(status), name)
        with _Reader(path, file) as reader:
            # file_digest clears a buffer first, which takes longer than reading and hashing a small file.
            small = file.size <= BUFFER_BYTES
            digest = hashlib.sha256(reader.read_at(0, file.size)) if small else hashlib.file_digest(reader, "sha256")
        return LandingFile(file.path, file.size, digest.hexdigest(), file.identity, name)

    def _check_link(self, name: str) -> None:
        """Raise LandingError if ``name`` is a link to something outside the zone, or to nothing."""
        path = self._path(name)
        with _explained(name):
            if not path.is_symlink():
                return
            target = shown(storable(os.fsencode(path.readlink())))
        try:
            real = path.resolve(strict=True)
        except (OSError, RuntimeError):  # RuntimeError: a loop of links
            problem = f"{_shown(name)} is a link to {target}, which does not exist"
            raise LandingError(f"{problem}: deliver the file itself") from None
        if not real.is_relative_to(self.root):
            problem = f"{_shown(name)} is a link to {target}, outside the landing zone"
            raise LandingError(f"{problem}: deliver the file itself")


class _Reader(io.RawIOBase):
    """The bytes of a listed file; each call fails if the file is not the one that was listed."""

    def __init__(self, path: Path, file: LandingFile) -> None:
        super().__init__()
        self._file, self._position, self._descriptor = file, 0, -1
        # Does not block if the file has become a FIFO.
        with _explained(file.name, changed(file)):
            self._descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
        try:
            self._check()
        except BaseException:
            self.close()
            raise

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)[: self._file.size - self._position]
        count = 0
        if len(view):
            with _explained(self._file.name, changed(self._file)):
                count = os.readv(self._descriptor, [view])
            if count == 0:
                raise changed(self._file)
            self._position += count
        if self._position == self._file.size:
            self._check()
        return count

    def read_at(self, start: int, size: int) -> bytes:
        """Return the ``size`` bytes from ``start`` on; fewer only at the end of the file."""
        size = max(min(size, self._file.size - start), 0)
        data = b""
        with _explained(self._file.name, changed(self._file)):
            while len(data) < size:
                more = os.pread(self._descriptor, size - len(data), start + len(data))
                if not more:
                    raise changed(self._file)
                data = data + more if data else more
        self._check()
        return data

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        super().close()

    def _check(self) -> None:
        status = os.fstat(self._descriptor)
        if _identity(status) != self._file.identity or not stat.S_ISREG(status.st_mode):
            raise changed(self._file)


def _identity(status: os.stat_result) -> str:
    # Nobody can set the ctime: it reveals a file whose content was replaced and whose mtime was restored, or that was
    # renamed and renamed back. The device is left out, because it differs between machines that share a folder.
    return f"size={status.st_size} mtime={status.st_mtime_ns} ctime={status.st_ctime_ns} inode={status.st_ino}"


def _wait_for_next_tick(ctime_ns: int) -> None:
    """Wait until a further change of a file cannot have the same ctime as the last one."""
    age = time.time_ns() - ctime_ns
    if 0 <= age < CLOCK_TICK_NS:
        time.sleep((CLOCK_TICK_NS - age) / 1e9)


def _check_kind(name: str, status: os.stat_result) -> None:
    kind = stat.S_IFMT(status.st_mode)
    if kind != stat.S_IFREG:
        what = f"{_shown(name)} is {KINDS.get(kind, 'something else')}, not a file"
        raise LandingError(f"{what}: deliver a regular file or remove it")


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a broken link
        return False


def _holds_files(folder: str) -> bool:
    """Return whether a folder holds a file that is not hidden, at any depth; a folder that cannot be listed counts."""
    unreadable: list[OSError] = []
    for _, folders, files in os.walk(folder, onerror=unreadable.append):
        folders[:] = [name for name in folders if not is_hidden(name)]
        if any(not is_hidden(name) for name in files):
            return True
    return bool(unreadable)


@contextmanager
def _explained(name: str, gone: FileChangedError | None = None) -> Iterator[None]:
    """Turn an OSError into a LandingError; if the file has vanished, into ``gone`` or a FileChangedError."""
    try:
        yield
    except OSError as error:
        if error.errno in GONE:
            vanished = f"{_shown(name)} vanished while the landing zone was read"
            raise gone or FileChangedError(f"{vanished}; the load is retried") from None
        denied = error.errno in {errno.EACCES, errno.EPERM}
        remedy = "give this user the right to read it" if denied else "deliver it again"
        raise LandingError(f"cannot read {_shown(name)}: {error.strerror}; {remedy}") from None


def _shown(name: str) -> str:
    return "the landing folder" if name == "." else shown(storable(os.fsencode(name)))
