"""Files with secrets of local runs."""

import contextlib
import os
from pathlib import Path


def write_private(path: Path, text: str) -> Path:
    """Write a file that only its owner can read, at every moment; return its path."""
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
    return path
