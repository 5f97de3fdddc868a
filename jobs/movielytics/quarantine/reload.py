"""Mark files so that the next run loads them again, although their content is unchanged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from movielytics.errors import LandingError
from movielytics.quarantine.text import printable
from movielytics.tables import LOADS
from movielytics.warehouse.connection import transaction

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

SUGGESTED = 3
"""Largest number of known files that the message about an unknown file suggests."""
UNPUBLISHED = ""
"""The mark: a schema hash that no table has, so that the file counts as not loaded into any current table."""


@dataclass(frozen=True)
class Marked:
    """A file that the next run loads again.

    Attributes:
        dataset: the landing dataset.
        file: the path relative to the landing zone.
        later_files: how many files of the dataset were published after it and are not loaded again; if one of them
            shares rows with this file, the rows of this file win.
    """

    dataset: str
    file: str
    later_files: int


@dataclass(frozen=True)
class _Known:
    """A file that was loaded before: its dataset, and when it was last published."""

    dataset: str
    file: str
    published_at: datetime | None


def reload(url: str, names: Iterable[str]) -> list[Marked]:
    """Mark files, or all files of a dataset, to be loaded again by the next run.

    Either all are marked or none. The call waits for loads and upserts in progress that write to the same tables.

    Args:
        url: the warehouse.
        names: paths relative to the landing zone, as in ``audit.loads.file``, or names of datasets.

    Returns:
        The marked files, sorted, whether or not they were marked before.

    Raises:
        LandingError: a file is not known; nothing is marked.
        WarehouseError: the warehouse cannot be reached.
    """
    with transaction(url) as cursor:
        known = _known(cursor)
        chosen = _chosen(list(names), known)
        _lock(cursor, {file.dataset for file in chosen})
        cursor.execute(
            "UPDATE audit.loads SET schema_hash = %s WHERE file_no >= 0 AND schema_hash <> %s AND file IN %s",
            (UNPUBLISHED, UNPUBLISHED, tuple(file.file for file in chosen)),
        )
    return [Marked(file.dataset, file.file, _later(file, set(known) - set(chosen))) for file in chosen]


def _known(cursor: "Cursor") -> list[_Known]:
    """Return every delivered file; entries in ``audit.loads`` with a negative ``file_no`` are for released rows."""
    cursor.execute("SELECT dataset, file, MAX(published_at) FROM audit.loads WHERE file_no >= 0 GROUP BY dataset, file")
    return [_Known(*row) for row in cursor.fetchall()]


def _chosen(names: list[str], known: list[_Known]) -> list[_Known]:
    chosen: set[_Known] = set()
    unknown = []
    for name in names:
        found = {file for file in known if name in {file.file, file.dataset} or name == f"./{file.file}"}
        chosen |= found
        if not found:
            unknown.append(name)
    if unknown:
        problems = "; ".join(_problem(name, [file.file for file in known]) for name in unknown)
        raise LandingError(
            f"no file was marked: {problems}. "
            "Name files by their path in the landing zone, or a dataset for all of its files. "
            "The files that were loaded so far: SELECT DISTINCT dataset, file FROM audit.loads WHERE file_no >= 0"
        )
    return sorted(chosen, key=lambda file: (file.dataset, file.file))


def _problem(name: str, files: list[str]) -> str:
    """Return the message for an unknown file, with known files that it may mean."""
    same_end = [file for file in files if name.endswith(f"/{file}") or file.endswith(f"/{name}")]
    close = list(dict.fromkeys([*same_end, *get_close_matches(name, files, SUGGESTED)]))[:SUGGESTED]
    hint = f" (did you mean {' or '.join(printable(file) for file in close)}?)" if close else ""
    return f"'{printable(name)}' was never loaded{hint}"


def _lock(cursor: "Cursor", datasets: set[str]) -> None:
    """Lock the owner rows of the datasets' staging tables, one by one in the order that every other writer uses."""
    sources = [source for load in LOADS for source in load.sources if source.dataset in datasets]
    for table in (table for source in sources for table in source.tables):
        cursor.execute("SELECT attempt FROM audit.attempts WHERE table_name = %s FOR UPDATE", (table,))


def _later(file: _Known, others: set[_Known]) -> int:
    moment = file.published_at
    if moment is None:
        return 0
    moments = (other.published_at for other in others if other.dataset == file.dataset)
    return sum(1 for other in moments if other is not None and other > moment)
