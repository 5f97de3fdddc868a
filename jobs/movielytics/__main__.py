"""``python -m movielytics``, and the file that spark-submit starts: the command line."""

import sys
from pathlib import Path

if not __package__:
    # Started as a file, Python looks for modules in this very folder first, where ours are named like anybody's.
    here = Path(__file__).resolve().parent
    sys.path[:] = [str(here.parent), *(entry for entry in sys.path if not entry or Path(entry).resolve() != here)]

from movielytics.cli import main

if __name__ == "__main__":
    main()
