"""What only a disk can hold: names that are not UTF-8, links, FIFOs, devices, sockets, files without permission."""

import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from movielytics.errors import LandingError
from movielytics.landing.zone import open_zone
from support.zones import FolderPlace


def test_names_that_are_not_utf8_are_shown_escaped(folder: FolderPlace) -> None:
    (folder.root / "ratings").mkdir()
    raw = [b"caf\xe9.csv", b"\xff\xfe.csv.gz", b"\xed\xa0\x80.csv", b"\xe3\x81\x82.csv"]
    for name in raw:
        Path(os.fsdecode(os.fsencode(folder.root) + b"/ratings/" + name)).write_bytes(name)
    zone = folder.zone()
    files = zone.listing("ratings").files
    assert [file.path for file in files] == [
        r"ratings/\xed\xa0\x80.csv", r"ratings/\xff\xfe.csv.gz", r"ratings/caf\xe9.csv", "ratings/\u3042.csv",
    ]  # fmt: skip
    assert sorted(zone.read(file, 0, 100) for file in files) == sorted(raw)


def test_names_with_the_same_escaped_form_are_rejected(folder: FolderPlace) -> None:
    folder.put(r"ratings/caf\xe9.csv")
    Path(os.fsdecode(os.fsencode(folder.root) + b"/ratings/caf\xe9.csv")).write_bytes(b"another")
    with pytest.raises(LandingError, match=r"ratings/caf\\xe9\.csv is the escaped name of two files: rename the one"):
        folder.zone().listing("ratings")


def test_a_landing_folder_may_have_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    place = FolderPlace(Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9")))
    place.put("cpi.csv")
    zone = place.zone()
    assert zone.read(zone.listing("cpi").files[0], 0, 10) == b"content"


def make_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the path of a socket has at most 107 bytes
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


ODDITIES: dict[str, tuple[Callable[[Path], None], str]] = {
    "FIFO": (os.mkfifo, " is a FIFO, not a file: deliver a regular file or remove it"),
    "socket": (make_socket, " is a socket, not a file"),
    "link to a device": (
        link("/dev/zero"),
        " is a link to /dev/zero, outside the landing zone: deliver the file itself",
    ),
    "link to the outside": (link("/etc/passwd"), " is a link to /etc/passwd, outside the landing zone"),
    "relative link to the outside": (
        link("../../../outside.csv"),
        " is a link to ../../../outside.csv, outside the landing zone",
    ),
    "link by a folder to the outside": (link("out/outside.csv"), "outside the landing zone"),
    "broken link": (link("gone.csv"), " is a link to gone.csv, which does not exist: deliver the file itself"),
    "link to itself": (link("odd.csv"), " is a link to odd.csv, which does not exist"),
    "link to a FIFO": (link("../pipe"), " is a FIFO, not a file"),
}


CASES = [("ratings/odd.csv", kind) for kind in ODDITIES]
CASES += [(path, kind) for path in ("ratings.csv", "ratings") for kind in list(ODDITIES)[:4]]


@pytest.mark.parametrize(("path", "kind"), CASES)
def test_paths_that_are_not_files_are_rejected(folder: FolderPlace, tmp_path: Path, path: str, kind: str) -> None:
    make, message = ODDITIES[kind]
    (tmp_path.parent / "outside.csv").write_text("outside")
    os.mkfifo(folder.root / "pipe")
    target = folder.root / path
    target.parent.mkdir(exist_ok=True)
    if "/" in path:
        (target.parent / "out").symlink_to(tmp_path.parent)
        folder.put("ratings/good.csv")
    make(target)
    with pytest.raises(LandingError) as caught:
        folder.zone().listing("ratings")
    assert any(line.startswith(path) and message in line for line in str(caught.value).splitlines())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can create devices")
def test_a_device_is_rejected(folder: FolderPlace) -> None:
    try:
        os.mknod(folder.root / "ratings.csv", 0o20644, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("cannot create devices in this container")
    with pytest.raises(LandingError, match=r"^ratings\.csv is a device, not a file"):
        folder.zone().listing("ratings")


def test_links_inside_the_zone_are_followed(folder: FolderPlace) -> None:
    folder.put("store/2026/all.csv")
    folder.put("store/.data/one.csv", b"one")
    (folder.root / "ratings").symlink_to("store/2026")
    (folder.root / "ratings" / "linked.csv").symlink_to("../.data/one.csv")
    (folder.root / "ratings.csv").symlink_to(folder.root / "store" / "2026" / "all.csv")
    zone = folder.zone()
    files = zone.listing("ratings").files
    assert [file.path for file in files] == ["ratings.csv", "ratings/all.csv", "ratings/linked.csv"]
    assert [zone.read(file, 0, 100) for file in files] == [b"content", b"content", b"one"]
    assert files[0].fingerprint == files[1].fingerprint


def test_a_linked_folder_inside_is_rejected_without_reading_it(folder: FolderPlace, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (folder.root / "ratings").mkdir()
    (folder.root / "ratings" / "all").symlink_to(tmp_path / "outside")
    with pytest.raises(LandingError, match=r"^ratings/all is a folder inside a dataset's folder"):
        folder.zone().listing("ratings")


def test_the_landing_folder_may_be_a_link(folder: FolderPlace, tmp_path: Path) -> None:
    folder.put("ratings/a.csv")
    (tmp_path / "link").symlink_to(folder.root)
    assert [file.path for file in open_zone(str(tmp_path / "link"), None).listing("ratings").files] == ["ratings/a.csv"]


@pytest.fixture
def unprivileged() -> Iterator[FolderPlace]:
    """A folder in which permissions apply, also if root runs the tests."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        user = os.geteuid()
        place = FolderPlace(Path(name))
        yield place
        os.seteuid(user)


@pytest.mark.parametrize("closed", ["ratings/a.csv", "ratings", "."])
def test_unreadable_paths_are_named(unprivileged: FolderPlace, closed: str) -> None:
    unprivileged.put("ratings/a.csv")
    (unprivileged.root / closed).chmod(0)
    if os.geteuid() == 0:
        os.seteuid(65534)
    shown = "the landing folder" if closed == "." else closed
    try:
        with pytest.raises(LandingError, match=f"^cannot read {shown}: Permission denied; give this user the right"):
            unprivileged.zone().listing("ratings")
    finally:
        if os.getuid() == 0:
            os.seteuid(0)
        (unprivileged.root / closed).chmod(0o700)


def test_many_small_files_take_seconds(folder: FolderPlace) -> None:
    (folder.root / "ratings").mkdir()
    for number in range(5_000):
        (folder.root / "ratings" / f"{number}.csv").write_bytes(b"%d" % number)
    start = time.monotonic()
    files = folder.zone().listing("ratings").files
    assert len({file.fingerprint for file in files}) == 5_000
    assert time.monotonic() - start < 10
