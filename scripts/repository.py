"""What the scripts that change this repository share: its folder, programs that run in it, and refusals."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class RefusedError(Exception):
    """The script changes nothing more; the message says why and what to do."""


def run(*command: str) -> bytes:
    """Run a program in the repository and return its output; raises RefusedError with its error output if it fails."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    except FileNotFoundError:
        raise RefusedError(f"{command[0]} is not installed") from None
    if done.returncode:
        raise RefusedError(f"`{' '.join(command[:4])} ...`: {done.stderr.decode().strip()}")
    return done.stdout
