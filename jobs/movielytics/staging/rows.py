"""What a load reads of a dataset."""

from collections.abc import Callable
from dataclasses import dataclass

from movielytics.staging.fields import Field
from movielytics.staging.plain import PlainColumn


@dataclass(frozen=True)
class Rows:
    """The typed fields of a dataset's rows and their key.

    Attributes:
        fields: returns the fields; called once a Spark session runs.
        key: the fields that make two rows the same; the later one wins.
        plain: the same fields for the fast path, which parses numbers by the million; None: there is none. The key is then two
            integers.
    """

    fields: Callable[[], list[Field]]
    key: tuple[str, ...]
    plain: tuple[PlainColumn, ...] | None = None
