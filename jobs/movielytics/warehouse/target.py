"""The destination of a load's rows."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

import pyarrow as pa

if TYPE_CHECKING:
    from movielytics.warehouse.redshift.objects import Objects


@dataclass(frozen=True)
class Target:
    """The destination of rows.

    Attributes:
        url: the warehouse.
        table: the load's table, which ``attempt`` must still own.
        attempt: the name of this attempt; an older one that still runs is rejected.
        columns: the columns of ``staging.<table>`` to fill; empty to stage no rows, only quarantine and count.
        run_id: the run.
        files: dataset, path and fingerprint of each file by its number, for the quarantine.
        objects: the S3 location of the rows until the warehouse's COPY; None if they are copied directly.
    """

    url: str = field(repr=False)
    table: str
    attempt: str
    columns: tuple[str, ...]
    run_id: str
    files: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    objects: "Objects | None" = None

    def only_counting(self) -> Self:
        """Return the same target without columns."""
        return replace(self, columns=())

    def quarantine_rows(self, batches: list[pa.RecordBatch]) -> pa.Table:
        """Return rows with ``file_no`` and ``typed.REJECTED`` as rows of ``quarantine.rejected_rows``."""
        rows = pa.Table.from_batches(batches)
        files = [self.files[number] for number in rows["file_no"].to_pylist()]
        now = datetime.now(UTC)
        return pa.table(
            {
                "dataset": pa.array([dataset for dataset, _, _ in files], pa.string()),
                "file": pa.array([path for _, path, _ in files], pa.string()),
                "fingerprint": pa.array([fingerprint for _, _, fingerprint in files], pa.string()),
                "run_id": pa.array([self.run_id] * len(files), pa.string()),
                **{name: rows[name] for name in ("first_line", "line_count", "code", "column_name", "detail", "raw")},
                "quarantined_at": pa.array([now] * len(files), pa.timestamp("us", "UTC")),
            }
        )
