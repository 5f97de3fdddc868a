"""Pass explained errors of Spark tasks to the driver as rows: exceptions would arrive as a Python and Java trace.

Such a row has code ``FAILED``, the class of the error as ``column_name`` and its message as ``detail``.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa

from movielytics import errors
from movielytics.errors import MovielyticsError

FAILED = "failed"


@dataclass(frozen=True)
class Failure:
    """An error of a task: the name of its class and its message."""

    kind: str
    message: str


@contextmanager
def as_rows(file_no: int, schema: pa.Schema) -> Iterator[list[pa.RecordBatch]]:
    """Turn an explained error of the block into a batch of one row; the yielded list has it after the block."""
    batches: list[pa.RecordBatch] = []
    try:
        yield batches
    except MovielyticsError as error:
        row = {
            "file_no": file_no,
            "line_count": 0,
            "code": FAILED,
            "column_name": type(error).__name__,
            "detail": str(error),
        }
        batches.append(pa.RecordBatch.from_pylist([row], schema=schema))


def raise_first(failures: Iterable[Failure]) -> None:
    """Raise the failures as one error, one message per line; it is retried if a retry may fix one of them.

    Raises:
        MovielyticsError: there are failures.
    """
    distinct = sorted(set(failures), key=lambda failure: failure.message)
    kinds: list[type[MovielyticsError]] = [getattr(errors, failure.kind) for failure in distinct]
    if not distinct:
        return
    kind = next((kind for kind in kinds if not kind.permanent), kinds[0])
    raise kind("\n".join(failure.message for failure in distinct))
