"""The archive of Spark's classes: made with the environment, used by every session, never needed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from movielytics.staging.jvm import archive

SESSION = """
from movielytics.settings import get_settings
from movielytics.staging.session import spark_session
print(spark_session(get_settings()).range(0, 4, 1, 2).groupBy("id").count().count())
"""


def session(java_home: Path, folder: Path, java_options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start a session in a process of its own, and run a query."""
    settings = {
        "JAVA_HOME": str(java_home),
        "MOVIELYTICS_LANDING_URI": str(folder),
        "MOVIELYTICS_WAREHOUSE_URL": "postgresql://nobody@localhost/none",
        "MOVIELYTICS_STATE_DIR": str(folder),
        "MOVIELYTICS_SPARK_MASTER": "local[1]",
        "MOVIELYTICS_SPARK_JAVA_OPTIONS": f"-XX:TieredStopAtLevel=1 -XX:+UseSerialGC {java_options}",
    }
    return subprocess.run(
        [sys.executable, "-c", SESSION],
        env=os.environ | settings | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_a_session_uses_the_archive(java_home: Path, tmp_path: Path) -> None:
    """With ``-Xshare:on`` Java refuses to start without the archive."""
    assert session(java_home, tmp_path, "-Xshare:on").stdout == "4\n"


def test_a_session_with_another_class_path_works_without(java_home: Path, tmp_path: Path) -> None:
    (tmp_path / "log4j2.properties").touch()
    done = session(java_home, tmp_path, "-Xshare:on", SPARK_CONF_DIR=str(tmp_path))
    assert "Unable to use shared archive" in done.stdout  # the premise
    done = session(java_home, tmp_path, "", SPARK_CONF_DIR=str(tmp_path))
    assert done.stdout == "4\n"
    assert "[warning]" not in done.stderr


@pytest.mark.parametrize(("java", "reason"), [("/bin/false", "non-zero exit status"), ("/no/java", "No such file")])
def test_a_failure_is_one_line(
    java: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(archive, "FOLDER", tmp_path)
    monkeypatch.setattr(archive, "real_java", lambda: Path(java))
    monkeypatch.setattr(sys, "argv", ["archive.py"])
    assert archive.main() == 1
    printed = capsys.readouterr().err
    assert printed.startswith("Spark will start more slowly")
    assert reason in printed
    assert printed.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
