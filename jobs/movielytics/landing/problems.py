"""Problems with whole files: a load collects them and fails once, with one line per file."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from movielytics.errors import FileChangedError, LandingError

MOST_LINES = 20
"""Most problems that one message lists."""


class Problems:
    """Collect the problems of several files and raise them as one error at the end::

        with Problems() as problems:
            for file in files:
                with problems.collect():
                    headers.append(read_header(zone, file, dataset))

    The end of the outer block raises one LandingError with one line per file. If files changed and nothing else is
    wrong, it is a FileChangedError, and the load is retried.
    """

    def __init__(self) -> None:
        self._errors: list[LandingError] = []

    def add(self, problem: LandingError | str) -> None:
        """Add a problem: what is wrong with which file, and the remedy, in one line."""
        self._errors.append(LandingError(problem) if isinstance(problem, str) else problem)

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Add a LandingError that the block raises."""
        try:
            yield
        except LandingError as error:
            self._errors.extend(error.parts or [error])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None and self._errors:
            raise self._as_one() from None

    def _as_one(self) -> LandingError:
        if len(self._errors) == 1:
            return self._errors[0]
        lines = [f"{len(self._errors):,} problems in the landing zone:"]
        lines += [str(error) for error in self._errors[:MOST_LINES]]
        if len(self._errors) > MOST_LINES:
            lines.append(f"and {len(self._errors) - MOST_LINES:,} more")
        changed = all(isinstance(error, FileChangedError) for error in self._errors)
        combined = (FileChangedError if changed else LandingError)("\n".join(lines))
        combined.parts = tuple(self._errors)
        return combined
