"""The destination of a load's rows."""

from dataclasses import dataclass, field, replace
from typing import Self

from movielytics.staging.objects import Objects, staging_objects


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
    objects: Objects | None = field(default_factory=staging_objects)

    def only_counting(self) -> Self:
        """Return the same target without columns."""
        return replace(self, columns=())
