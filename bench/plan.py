"""The plan of one measurement: its size, rounds and folders."""

from dataclasses import dataclass
from pathlib import Path

from movielytics.sample_data.generate import RATINGS
from movielytics.settings import HOME

FULL_SCALE = 260
"""The scale of the full dataset: 26 million ratings."""
SMALLER = (1 / 26, 5 / 26)
"""Further sizes at which memory is measured, as shares of the largest: 1 and 5 of 26 million ratings."""
JDBC_RATINGS = 5_000_000
"""Most ratings that JDBC loads: its time grows linearly, and more would take many minutes."""
STATE = HOME / ".movielytics" / "bench"


@dataclass(frozen=True)
class Plan:
    """One measurement.

    Attributes:
        scale: scale of the sample data; 1 is 100,000 ratings.
        rounds: how often each way is measured, in turn with all others.
        quick: measure only what takes a few minutes on a small machine, with wide margins.
        folder: folder for everything that is written.
    """

    scale: float
    rounds: int
    quick: bool
    folder: Path = STATE

    @property
    def ratings(self) -> int:
        """The number of delivered ratings at this scale."""
        return round(RATINGS * self.scale)

    @property
    def full_size(self) -> bool:
        """Whether the guards for the full dataset apply."""
        return self.scale >= FULL_SCALE

    @property
    def sizes(self) -> list[float]:
        """The scales at which memory is measured, in ascending order; none in a quick measurement."""
        return [] if self.quick else [*(share * self.scale for share in SMALLER), self.scale]

    @property
    def idle_seconds(self) -> int:
        """How long clients ask the marts while nothing else runs."""
        return 5 if self.quick else 30

    @property
    def data(self) -> Path:
        """The folder of the files to load; removed at the end."""
        return self.folder / "data"

    @property
    def server(self) -> Path:
        """The state folder of the PostgreSQL that the steps load into."""
        return self.folder / "server"

    @property
    def whole(self) -> Path:
        """The state folder of whole local runs."""
        return self.folder / "whole"
