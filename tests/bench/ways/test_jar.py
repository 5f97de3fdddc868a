"""The JDBC driver is accepted only with the checksum in the code."""

from pathlib import Path

import pytest

from bench.ways import jar
from movielytics.errors import MovielyticsError


def test_a_jar_with_another_checksum_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.jar"
    other.write_bytes(b"not it")
    monkeypatch.setattr(jar, "URL", other.as_uri())
    with pytest.raises(MovielyticsError, match="SHA-256"):
        jar.fetch(tmp_path / "jars")
    assert not (tmp_path / "jars").exists()


def test_a_failed_download_says_where_to_put_the_jar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jar, "URL", (tmp_path / "nothing.jar").as_uri())
    with pytest.raises(MovielyticsError, match="put the file at"):
        jar.fetch(tmp_path / "jars")
