"""What a load reads of a dataset."""

from collections.abc import Callable
from dataclasses import dataclass

from movielytics.staging.fields import Field


@dataclass(frozen=True)
class Rows:
    """The typed fields of a dataset's rows and their key.

    Attributes:
        fields: returns the fields; called once a Spark session runs.
        key: the fields that make two rows the same; the later one wins.
    """

    fields: Callable[[], list[Field]]
    key: tuple[str, ...]
