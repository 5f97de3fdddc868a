"""The launcher of Java: a class path that is the same for every start, and archives that do not fit."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from movielytics.staging.jvm.archive import launcher, real_java, write_launcher

Start = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """The path of the launcher's archive, which does not exist yet."""
    return tmp_path / "an archive.jsa"


@pytest.fixture
def start(tmp_path: Path, archive: Path) -> Start:
    """Start Java with the arguments."""
    write_launcher(tmp_path / "a java", launcher(real_java(), archive, tmp_path / "none"))

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [str(tmp_path / "a java" / "bin" / "java"), *arguments]
        return subprocess.run(
            command, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=60
        )

    return run


def class_path(start: Start, path: str, **environment: str) -> list[str]:
    shown = start("-cp", path, "-XshowSettings:properties", "-version", **environment).stderr
    found = re.search(r"java\.class\.path = (.*(?:\n {8}.*)*)", shown)
    return [line.strip() for line in found[1].splitlines()] if found else []


@pytest.mark.parametrize("locale", ["C.UTF-8", "en_US.UTF-8", ""])
def test_jars_are_sorted_and_listed_once(tmp_path: Path, start: Start, locale: str) -> None:
    jars = tmp_path / "some jars"
    jars.mkdir()
    for name in ("b.jar", "slf4j-api-2.jar", "c.jar", "B.jar", "a-1.jar", "a.jar", "notes.txt"):
        (jars / name).touch()
    path = class_path(start, f"{tmp_path}/other.jar:{jars}/slf4j-api-2.jar:{jars}/*", LC_ALL=locale)
    names = ["slf4j-api-2.jar", "B.jar", "a-1.jar", "a.jar", "b.jar", "c.jar"]
    assert path == [f"{tmp_path}/other.jar", *(f"{jars}/{name}" for name in names)]


@pytest.mark.parametrize(
    ("files", "kept"),
    [
        (None, False),
        ([], False),
        (["spark.properties", "..data"], False),
        (["spark.properties", "core-site.xml"], True),
        (["log4j2.properties"], True),
    ],
)
def test_a_folder_of_settings_stays_if_java_reads_it(
    tmp_path: Path, start: Start, files: list[str] | None, kept: bool
) -> None:
    conf = tmp_path / "conf [1]"
    if files is not None:
        conf.mkdir()
        for name in files:
            (conf / name).touch()
    (tmp_path / "a.jar").touch()
    assert class_path(start, f"{conf}/:{tmp_path}/a.jar") == [f"{conf}/"] * kept + [f"{tmp_path}/a.jar"]


def test_a_class_path_beyond_linuxs_limit_stays_as_it_is(tmp_path: Path, start: Start) -> None:
    for number in range(700):
        (tmp_path / f"{number:0200}.jar").touch()
    assert len(class_path(start, f"{tmp_path}/*")) == 700


def test_java_gets_the_locale_of_its_caller(start: Start) -> None:
    shown = start("-XshowSettings:properties", "-cp", "/none", "-version", LC_ALL="C.UTF-8").stderr
    assert "native.encoding = UTF-8" in shown


@pytest.mark.parametrize("content", [None, b"", b"no archive", bytes(20_000_000)])
def test_an_archive_that_does_not_fit_is_ignored(start: Start, archive: Path, content: bytes | None) -> None:
    if content is not None:
        archive.write_bytes(content)
    done = start("-version")
    assert done.returncode == 0
    assert done.stdout == ""
    assert re.fullmatch(r"openjdk version.*\n.*\n.*\n", done.stderr)


def test_the_archive_of_another_class_path_is_ignored(tmp_path: Path, start: Start, archive: Path) -> None:
    (tmp_path / "a.jar").touch()
    dump = [str(real_java()), "-Xshare:dump", "-XX:+UseG1GC", f"-XX:SharedArchiveFile={archive}", "-cp"]
    subprocess.run([*dump, f"{tmp_path}/a.jar"], capture_output=True, check=True)
    assert start("-Xshare:on", "-cp", f"{tmp_path}/a.jar", "-version").returncode == 0
    (tmp_path / "a.jar").write_bytes(b"changed")
    done = start("-cp", f"{tmp_path}/a.jar", "-version")
    assert (done.returncode, done.stdout) == (0, "")
    assert "warning" not in done.stderr
