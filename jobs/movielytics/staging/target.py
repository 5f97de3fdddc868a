"""Where the rows of a load go."""

from dataclasses import dataclass, field, replace
from typing import Self

from movielytics.staging.objects import Objects, staging_objects


@dataclass(frozen=True)
class Target:
    """Where rows go.

    Attributes:
        url: the warehouse.
        table: the load's table, whose attempt must still be ``attempt``.
        attempt: what identifies this try of the load; an older one that is still alive is refused.
        columns: the columns of ``staging.<table>`` to fill; none to load no staged rows, just judge and count.
        run_id: the run.
        files: dataset, path and fingerprint of each file by its number, for the quarantine.
        objects: where rows wait for the warehouse's COPY; None where they are copied at once.
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
