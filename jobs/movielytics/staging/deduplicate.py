"""Deduplicate rows that different partitions copied: the last row of each key stays, whichever partition it is in."""

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from movielytics.staging.status import STAGED, SUPERSEDED
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.ownership import expect_own

if TYPE_CHECKING:
    from movielytics.warehouse.target import Target

MANY = 10_000
"""Most single keys that are kept as spans; more are merged into one span. Also the most keys in overlapping spans for
which only the rows with these keys are ranked; for more, the whole table is."""
DEDUPLICATED = -1
"""The partition number of the negative count of rows that were deleted again."""

Span = tuple[int, int]


def merge_ranges(spans: set[Span]) -> list[Span]:
    """Return spans that cover the given ones: up to ``MANY`` single keys, sorted; otherwise one span for all."""
    if len(spans) > MANY or any(first < last for first, last in spans):
        return [(min(first for first, _ in spans), max(last for _, last in spans))]
    return sorted(spans)


def overlapping(spans: list[Span]) -> list[Span]:
    """Return the spans in which rows that were copied separately may share a first key.

    Args:
        spans: least and greatest first key of each set of rows that was copied separately.
    """
    found: list[Span] = []
    reached: int | None = None
    for first, last in sorted(spans):
        if reached is not None and first <= reached:
            found.append((first, min(last, reached)))
        reached = last if reached is None else max(reached, last)
    return found


def deduplicate(target: "Target", key: tuple[str, ...], spans: list[Span]) -> Counter[tuple[int, str]]:
    """Delete each row of the target's table that a later row with its key supersedes, if its first key is in ``spans``.

    Returns:
        The changes to the row counts per file number and status.
    """
    changed: Counter[tuple[int, str]] = Counter()
    if not spans:
        return changed
    keys = ", ".join(key)
    few = sum(last - first + 1 for first, last in spans) <= MANY
    firsts = tuple(set(chain.from_iterable(range(first, last + 1) for first, last in spans))) if few else ()
    with transaction(target.url) as cursor:
        expect_own(cursor, target.table, target.attempt)
        cursor.execute(
            f"""
            CREATE TEMPORARY TABLE superseded AS
            SELECT
                file_no,
                row_position
            FROM (
                SELECT
                    file_no,
                    row_position,
                    ROW_NUMBER() OVER (PARTITION BY {keys} ORDER BY file_no DESC, row_position DESC) AS place
                FROM staging.{target.table}
                WHERE {f"{key[0]} IN %s" if few else "TRUE"}
            ) AS ranked
            WHERE place > 1
            """,
            (firsts,) if few else None,
        )
        cursor.execute("SELECT file_no, COUNT(*) FROM superseded GROUP BY file_no")
        counts = dict(cursor.fetchall())
        if counts:
            cursor.execute(
                f"""
                DELETE FROM staging.{target.table}
                USING superseded
                WHERE
                    staging.{target.table}.file_no = superseded.file_no
                    AND staging.{target.table}.row_position = superseded.row_position
                """
            )
            cursor.execute(
                "INSERT INTO audit.partitions (table_name, attempt, partition_no, rows_loaded) VALUES (%s, %s, %s, %s)",
                (target.table, target.attempt, DEDUPLICATED, -sum(counts.values())),
            )
    for file_no, rows in counts.items():
        changed[file_no, STAGED] -= rows
        changed[file_no, SUPERSEDED] += rows
    return changed
