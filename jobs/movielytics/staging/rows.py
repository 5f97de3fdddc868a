"""What a load reads of a dataset."""

from collections.abc import Callable
from dataclasses import dataclass

from movielytics.staging.fields import Field
from movielytics.staging.plain import Plain


@dataclass(frozen=True)
class Rows:
    """The typed fields of a dataset's rows and their key.

    Attributes:
        fields: returns the fields; called once a Spark session runs.
        key: the fields that make two rows the same; the later one wins.
        plain: the same fields where they are numbers that may come by the million; None: every row is read by ``fields``.
            The key is then two integers.
    """

    fields: Callable[[], list[Field]]
    key: tuple[str, ...]
    plain: Plain | None = None
