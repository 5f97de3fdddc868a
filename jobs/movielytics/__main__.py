"""``python -m movielytics``, the program ``movielytics``, and the file that spark-submit starts: the command line."""

import os
import signal
import sys
from pathlib import Path

INTERRUPTED = 130
"""The exit code of a command that Ctrl-C ended."""


def _end(number: int, frame: object) -> None:  # noqa: ARG001 - a signal handler's arguments
    os._exit(INTERRUPTED)


if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    # While modules are imported there is nothing to clean up and no traceback worth reading.
    signal.signal(signal.SIGINT, _end)
if sys.argv[1:2] == ["local"]:
    # Likewise while they run: what `local run` and `local ui` start belongs to a supervisor that handles signals itself.
    signal.signal(signal.SIGTERM, _end)

if not __package__:
    # Started as a file, Python looks for modules in this very folder first, where ours are named like anybody's.
    here = Path(__file__).resolve().parent
    sys.path[:] = [str(here.parent), *(entry for entry in sys.path if not entry or Path(entry).resolve() != here)]

from movielytics import cli  # noqa: E402 - signals are handled first


def main() -> None:
    """Run the command line, which may handle KeyboardInterrupt; before and after it Ctrl-C just ends the process."""
    if signal.getsignal(signal.SIGINT) is not _end:  # ignored: a shell started it in the background
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
