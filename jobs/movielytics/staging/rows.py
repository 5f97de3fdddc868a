"""What a load reads from a dataset."""

from collections.abc import Callable
from dataclasses import dataclass

from movielytics.staging.fast_path_parser import FastPathColumn
from movielytics.staging.fields import Field


@dataclass(frozen=True)
class Rows:
    """The typed fields of a dataset's rows and their key.

    Attributes:
        fields: returns the fields; call it after a Spark session has started.
        key: the fields that identify a row; if two rows share them, the later one wins.
        fast_path: the same fields for the fast path, which parses millions of numbers; None if the dataset has none.
            With a fast path, the key is two integers.
    """

    fields: Callable[[], list[Field]]
    key: tuple[str, ...]
    fast_path: tuple[FastPathColumn, ...] | None = None
