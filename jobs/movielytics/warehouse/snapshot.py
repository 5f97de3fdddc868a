"""Read the warehouse as of one moment."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from movielytics.warehouse.connection import transaction

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

Row = dict[str, Any]
STREAMED = 1_000
"""Rows per fetch of a streamed query."""


class Snapshot:
    """Queries that all see the warehouse as of one moment, whatever is published meanwhile."""

    def __init__(self, cursor: "Cursor") -> None:
        """Read through ``cursor``, inside its transaction."""
        self._cursor = cursor

    def rows(self, query: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Return the rows of a query by column name."""
        self._cursor.execute(query, parameters)
        names = [column.name for column in self._cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in self._cursor.fetchall()]

    def stream(self, query: str, parameters: Mapping[str, object] | None = None) -> Iterator[Row]:
        """Yield the rows of a query by column name, in batches from the server, so that memory stays bounded."""
        with self._cursor.connection.cursor("streamed", cursor_factory=type(self._cursor)) as cursor:
            cursor.execute(query, parameters)
            while batch := cursor.fetchmany(STREAMED):
                names = [column.name for column in cursor.description or ()]
                yield from (dict(zip(names, row, strict=True)) for row in batch)

    def row(self, query: str, parameters: Mapping[str, object] | None = None) -> Row:
        """Return the only row of a query."""
        (row,) = self.rows(query, parameters)
        return row


@contextmanager
def snapshot(url: str) -> Iterator[Snapshot]:
    """Yield queries over the warehouse at ``url`` in one read-only transaction.

    Raises:
        WarehouseError: the server does not respond, or a table or mart is missing.
    """
    with transaction(url, snapshot=True) as cursor:
        yield Snapshot(cursor)
