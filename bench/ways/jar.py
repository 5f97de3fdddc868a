"""PostgreSQL's JDBC driver, downloaded from Maven Central once and verified by its checksum."""

import hashlib
import urllib.request
from pathlib import Path

from movielytics.errors import MovielyticsError

URL = "https://repo1.maven.org/maven2/org/postgresql/postgresql/42.7.8/postgresql-42.7.8.jar"
SHA256 = "2a32a9dcbc42d67a50ad3a0de5efd102c8d2be46720045f2cbd6689f160ab7c7"


def fetch(folder: Path) -> Path:
    """Return the jar in ``folder``; download it if it is missing.

    Raises:
        MovielyticsError: the download fails, or the checksum is wrong.
    """
    jar = folder / URL.rsplit("/", 1)[-1]
    if jar.exists() and _is_it(jar.read_bytes()):
        return jar
    try:
        with urllib.request.urlopen(URL, timeout=60) as reply:
            content = reply.read()
    except OSError as error:
        raise MovielyticsError(f"{URL} cannot be fetched: {error}; put the file at {jar}") from None
    if not _is_it(content):
        raise MovielyticsError(f"{URL} has the SHA-256 {hashlib.sha256(content).hexdigest()}, not {SHA256}")
    folder.mkdir(parents=True, exist_ok=True)
    jar.write_bytes(content)
    return jar


def _is_it(content: bytes) -> bool:
    return hashlib.sha256(content).hexdigest() == SHA256
