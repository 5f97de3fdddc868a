"""What one measurement is made of: its size, its rounds, its folders."""

from dataclasses import dataclass
from pathlib import Path

from movielytics.sample_data.generate import RATINGS
from movielytics.settings import HOME

FULL_SCALE = 260
"""The scale of the full dataset: 26 million ratings."""
SMALLER = (1 / 26, 5 / 26)
"""Shares of the largest size at which memory is measured too: 1 and 5 of 26 million ratings."""
JDBC_RATINGS = 5_000_000
"""More ratings are not loaded by JDBC: its seconds grow with them evenly, and would be many minutes."""
STATE = HOME / ".movielytics" / "bench"


@dataclass(frozen=True)
class Plan:
    """One measurement.

    Attributes:
        scale: of the sample data; 1 is 100,000 ratings.
        rounds: how often each way is measured, in turn with all others.
        quick: only what a few minutes on a small machine can tell, judged by wide margins.
        folder: where everything is written.
    """

    scale: float
    rounds: int
    quick: bool
    folder: Path = STATE

    @property
    def ratings(self) -> int:
        """Delivered ratings at this scale."""
        return round(RATINGS * self.scale)

    @property
    def full_size(self) -> bool:
        """Whether the targets for the full dataset apply."""
        return self.scale >= FULL_SCALE

    @property
    def sizes(self) -> list[float]:
        """The scales at which memory is measured, the largest last; none in a quick measurement."""
        return [] if self.quick else [*(share * self.scale for share in SMALLER), self.scale]

    @property
    def data(self) -> Path:
        """Where the files to load are made, removed at the end."""
        return self.folder / "data"

    @property
    def server(self) -> Path:
        """The state folder of the PostgreSQL that the steps load into."""
        return self.folder / "server"

    @property
    def whole(self) -> Path:
        """The state folder of whole embedded runs."""
        return self.folder / "whole"
