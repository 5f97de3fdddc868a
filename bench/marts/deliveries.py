"""The delivered files in flat tables: every column as text, every row with as many fields as the header."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from psycopg2 import sql

from bench.data import Delivery
from bench.marts.questions import FLAT
from movielytics.warehouse.connection import transaction

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812
    from typing_extensions import Buffer

BUFFER = 1 << 20
LINES = 1000


def load(url: str, delivery: Delivery) -> None:
    """Load the delivered files into the schema ``flat``, with one COPY per file, and analyze the tables.

    Rows whose number of fields differs from the header are skipped, because COPY rejects them.
    """
    folder = delivery.folder
    with transaction(url) as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(FLAT)))
        for table, file in {"movies_metadata": folder / "movies_metadata.csv", "cpi": folder / "cpi.csv"}.items():
            with file.open(encoding="utf-8", newline="") as lines:
                rows = csv.reader(lines)
                header = next(rows)
                _copy(cursor, table, header, (_line(row) for row in rows if len(row) == len(header)))
        for table, file in {"links": folder / "links.csv", "ratings": delivery.ratings}.items():
            with file.open(encoding="utf-8", newline="") as lines:  # nothing is quoted there
                header = next(lines).strip().split(",")
                commas = len(header) - 1
                _copy(cursor, table, header, (line for line in lines if line.count(",") == commas))
        for table in ("movies_metadata", "cpi", "links", "ratings"):
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(FLAT, table)))


def _copy(cursor: "Cursor", table: str, header: list[str], lines: Iterable[str]) -> None:
    names = [name.lower() for name in header]
    columns = sql.SQL(", ").join(sql.SQL("{} TEXT").format(sql.Identifier(name)) for name in names)
    cursor.execute(sql.SQL("CREATE TABLE {} ({})").format(sql.Identifier(FLAT, table), columns))
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(sql.Identifier(FLAT, table))
    cursor.copy_expert(statement.as_string(cursor), io.BufferedReader(_Bytes(iter(lines)), BUFFER))


def _line(row: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(row)
    return line.getvalue()


class _Bytes(io.RawIOBase):
    """Lines as a binary file."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._rest = b""

    def readable(self) -> bool:
        """Return True: the file can be read."""
        return True

    def readinto(self, buffer: "Buffer", /) -> int:
        """Read the next bytes into the buffer; return their number, 0 at the end."""
        view = memoryview(buffer).cast("B")
        taken = self._rest or "".join(islice(self._lines, LINES)).encode()
        count = min(len(taken), len(view))
        view[:count] = taken[:count]
        self._rest = taken[count:]
        return count
