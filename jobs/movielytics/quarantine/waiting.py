"""Query the waiting rows: good rows whose movie is not in the warehouse yet."""

from collections.abc import Iterator
from dataclasses import dataclass

from movielytics.quarantine.entries import EVERY, Filter
from movielytics.warehouse.snapshot import Row, Snapshot

RATINGS = "(SELECT COUNT(*) FROM waiting.ratings)"
"""The number of waiting ratings, as SQL; it counts the table, not the view of all waiting rows: millions may wait."""
CREDITS = "(SELECT COUNT(*) FROM (SELECT DISTINCT file, fingerprint, movie_id FROM waiting.credits) AS casts)"
"""The number of waiting rows of credits files, as SQL; it counts movies, because the table has one row per credit."""

# Group by movie first: counting distinct movies of millions of rows would sort these rows.
_GROUPS = """
SELECT
    dataset,
    file,
    run_id,
    CAST(SUM(row_count) AS BIGINT) AS row_count,
    COUNT(*) AS movies,
    MIN(waiting_for) AS waiting_for,
    MIN(waiting_since) AS waiting_since,
    COUNT(*) OVER () AS groups
FROM (
    SELECT
        dataset,
        file,
        run_id,
        waiting_for,
        COUNT(*) AS row_count,
        MIN(waiting_since) AS waiting_since
    FROM waiting.rows
    WHERE {condition}
    GROUP BY
        dataset,
        file,
        run_id,
        waiting_for
) AS movies
GROUP BY
    dataset,
    file,
    run_id
ORDER BY
    row_count DESC,
    dataset,
    file,
    run_id
LIMIT %(limit)s
"""

_ENTRIES = """
SELECT
    dataset,
    file,
    fingerprint,
    run_id,
    waiting_for,
    waiting_since
FROM waiting.rows
WHERE {condition}
ORDER BY
    dataset,
    file,
    waiting_for
LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Groups:
    """Waiting rows per dataset, file and run, the largest group first, and how many more groups there are."""

    rows: list[Row]
    left_out: int


def count(warehouse: Snapshot) -> int:
    """Count all waiting rows."""
    return int(warehouse.row(f"SELECT {RATINGS} + {CREDITS} AS row_count")["row_count"])


def groups(warehouse: Snapshot, wanted: Filter, limit: int = EVERY) -> Groups:
    """Return the waiting rows per dataset, file and run.

    Each group has ``row_count``, ``movies``, the smallest id as ``waiting_for``, and the earliest ``waiting_since``.
    """
    found = warehouse.rows(_GROUPS.format(condition=wanted.condition), {**wanted.given, "limit": limit})
    total = found[0]["groups"] if found else 0
    return Groups(found, total - len(found))


def entries(warehouse: Snapshot, wanted: Filter, limit: int = EVERY) -> Iterator[Row]:
    """Yield the waiting rows: ``waiting_for`` is the movie's MovieLens id for ratings, its TMDB id for credits."""
    return warehouse.stream(_ENTRIES.format(condition=wanted.condition), {**wanted.given, "limit": limit})
