"""The entry point of the command line, for ``python -m movielytics``, ``movielytics`` and spark-submit."""

import os
import signal
import sys
from pathlib import Path

INTERRUPTED = 130
"""The exit code of a command that Ctrl-C interrupted."""
LOCAL = frozenset({"clean", "demo", "run", "shell", "stop", "ui", "url"})
"""Commands that need no cleanup on SIGTERM: a supervisor that handles signals owns the processes that they start."""


def _end(number: int, frame: object) -> None:  # noqa: ARG001 - a signal handler's arguments
    os._exit(INTERRUPTED)


if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    # During imports there is nothing to clean up and no traceback worth reading.
    signal.signal(signal.SIGINT, _end)
if sys.argv[1:2] and sys.argv[1] in LOCAL:
    signal.signal(signal.SIGTERM, _end)

if not __package__:
    # If this file runs as a script, Python searches this folder first, and our modules hide others of the same name.
    here = Path(__file__).resolve().parent
    sys.path[:] = [str(here.parent), *(entry for entry in sys.path if not entry or Path(entry).resolve() != here)]

from movielytics import cli  # noqa: E402 - signals are handled first


def main() -> None:
    """Run the command line, which may handle KeyboardInterrupt; before and after it, Ctrl-C just ends the process."""
    if signal.getsignal(signal.SIGINT) is not _end:  # a shell that started it in the background ignores SIGINT
        cli.main()
        return
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        cli.main()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    finally:
        signal.signal(signal.SIGINT, _end)


if __name__ == "__main__":
    main()
