"""The pages of a run and their paths in the store.

The latest pages are at the top (``index.html``, ``data-docs/...``). The pages of each run have the same names in
``runs/<key>/``. So relative links between pages work in both places, from a folder, from S3 and in Airflow's UI.
"""

import hashlib
import re
from enum import StrEnum

RUNS = "runs"
"""The folder that holds a folder for each run."""

LATEST = ""
"""The place of the latest pages; a page's path is its place followed by its name."""

LONGEST_NAME = 100
"""Largest part of a run's id that its key keeps, in characters, so that people recognise the run."""

KEY = re.compile(rf"[A-Za-z0-9_-][A-Za-z0-9._-]{{0,{LONGEST_NAME - 1}}}-[0-9a-f]{{16}}")
"""The format of a run's key: no separators, not hidden, never ``..``."""


class Page(StrEnum):
    """The pages in a place; the value is the page's name."""

    REPORT = "index.html"
    DATA_DOCS = "data-docs/index.html"
    STAGING = "data-docs/staging.html"
    WAREHOUSE = "data-docs/warehouse.html"


def run_key(run_id: str) -> str:
    """Return the name of a run's folder: safe in paths, object keys and URLs, and unique per run.

    Args:
        run_id: any text; Airflow's ids contain ``:`` and ``+``, and people may choose their own.
    """
    name = re.sub(r"[^A-Za-z0-9._-]", "_", run_id)[:LONGEST_NAME]
    digest = hashlib.sha256(run_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{'_' + name[1:] if name[:1] in {'', '.'} else name}-{digest}"


def place_of(key: str) -> str:
    """Return the place of the pages of the run with this key."""
    return f"{RUNS}/{key}/"
