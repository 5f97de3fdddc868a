"""How the columns of a delivery differ from those of the delivery before: the first sign that a source has changed."""

import json
from typing import TYPE_CHECKING

from movielytics.landing.datasets import DATASETS
from movielytics.reasons import MEANINGS, quoted

if TYPE_CHECKING:
    from movielytics.warehouse.snapshot import Snapshot

RETYPED_SHARE = 0.01
"""Smallest share of rows with an unusable value of a column that counts as a change of its type."""
RETYPED_FACTOR = 10
"""How many times the share of the delivery before it must be."""

_DELIVERIES = """
    SELECT dataset, earlier
    FROM (
        SELECT
            dataset,
            run_id,
            LAG(run_id) OVER (PARTITION BY dataset ORDER BY MAX(staged_at), run_id) AS earlier
        FROM audit.loads
        WHERE
            staged_at IS NOT NULL
            AND (published_at IS NOT NULL OR run_id = %(run_id)s) -- a delivery that was refused is no standard
            AND file_no >= 0 -- not the rows that waited for their movie
        GROUP BY dataset, run_id
    ) AS deliveries
    WHERE run_id = %(run_id)s AND earlier IS NOT NULL
    ORDER BY dataset
"""
"""The datasets of a run, each with the run that published it before."""
_FILES = """
    SELECT file_no, file, fingerprint, header, rows_read
    FROM (
        SELECT loads.*, ROW_NUMBER() OVER (PARTITION BY file ORDER BY staged_at DESC, fingerprint DESC) AS age
        FROM audit.loads AS loads
        WHERE run_id = %(run_id)s AND dataset = %(dataset)s AND staged_at IS NOT NULL AND file_no >= 0
    ) AS staged
    WHERE age = 1
"""
"""The files that a run has loaded of a dataset; if a retry found another content, the later one."""
_HEADERS = f"SELECT header, rows_read FROM ({_FILES}) AS files ORDER BY file_no, file"
_NOT_COUNTED = ", ".join(f"'{code}'" for code, meaning in MEANINGS.items() if not meaning.counts)
# By content and not by run: a file that a later run loads again unchanged leaves its rejected rows to that run.
_UNUSABLE = f"""
    SELECT rejected.column_name, SUM(rejected.line_count) AS row_count
    FROM quarantine.rejected_rows AS rejected
    INNER JOIN ({_FILES}) AS files
        ON rejected.file = files.file AND rejected.fingerprint = files.fingerprint
    WHERE
        rejected.dataset = %(dataset)s
        AND rejected.column_name IS NOT NULL
        AND rejected.code NOT IN ({_NOT_COUNTED})
    GROUP BY rejected.column_name
"""


def column_changes(warehouse: "Snapshot", run_id: str, datasets: tuple[str, ...] = tuple(DATASETS)) -> list[str]:
    """Return in words how the columns of the run's deliveries differ from those of the deliveries before.

    A delivery is what one run loaded of a dataset; the one before has been published. A column counts as renamed if the
    new name has its place, or if one column is missing and one is new. It counts as retyped if the share of rows in
    which its value is unusable has jumped.
    """
    changes = []
    for delivery in warehouse.rows(_DELIVERIES, {"run_id": run_id}):
        dataset = delivery["dataset"]
        if dataset not in datasets:
            continue
        before = _Columns(warehouse, delivery["earlier"], dataset)
        after = _Columns(warehouse, run_id, dataset)
        changes += [f"{dataset}: {change}" for change in (*_names(before.names, after.names), *_types(before, after))]
    return changes


class _Columns:
    """The columns of a delivery.

    Attributes:
        names: their names as delivered, in order; those of all files.
        unusable: the share of rows with an unusable value, by column.
    """

    def __init__(self, warehouse: "Snapshot", run_id: str, dataset: str) -> None:
        of_delivery = {"run_id": run_id, "dataset": dataset}
        files = warehouse.rows(_HEADERS, of_delivery)
        self.names = list(dict.fromkeys(name for file in files for name in json.loads(file["header"])))
        rows = max(sum(int(file["rows_read"]) for file in files), 1)
        self.unusable = {
            found["column_name"]: int(found["row_count"]) / rows for found in warehouse.rows(_UNUSABLE, of_delivery)
        }


def _names(before: list[str], after: list[str]) -> list[str]:
    missing = [name for name in before if name not in after]
    new = [name for name in after if name not in before]
    renamed = {old: name for old, name in zip(before, after, strict=False) if old in missing and name in new}
    if len(missing) == len(new) == 1:
        renamed = {missing[0]: new[0]}
    return [
        *(f"the column {quoted(old)} may now be called {quoted(name)}" for old, name in renamed.items()),
        *(f"the column {quoted(name)} is missing" for name in missing if name not in renamed),
        *(f"the column {quoted(name)} is new" for name in new if name not in renamed.values()),
    ]


def _types(before: _Columns, after: _Columns) -> list[str]:
    return [
        f"{share:.0%} of the values of {quoted(name)} are unusable, {earlier:.0%} before: its type may have changed"
        for name, share in sorted(after.unusable.items())
        for earlier in [before.unusable.get(name, 0.0)]
        if share >= RETYPED_SHARE and share > RETYPED_FACTOR * earlier
    ]
