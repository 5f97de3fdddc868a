"""PostgreSQL receives exactly the copied values, whatever they are and however they are cut into batches."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import psycopg2
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg2.extensions import connection as Connection  # noqa: N812

from movielytics.warehouse.postgres import copy

TEXTS = st.text(st.characters(exclude_characters="\0", codec="utf-8"))
COLUMNS: dict[str, tuple[str, pa.DataType, st.SearchStrategy[Any]]] = {
    "position": ("BIGINT", pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "number": ("INTEGER", pa.int32(), st.integers(-(2**31), 2**31 - 1)),
    "stars": ("REAL", pa.float32(), st.floats(width=32, allow_nan=False)),
    "popularity": ("DOUBLE PRECISION", pa.float64(), st.floats(allow_nan=False)),
    "price_index": (
        "NUMERIC(9, 3)",
        pa.decimal128(9, 3),
        st.integers(-(10**9) + 1, 10**9 - 1).map(lambda n: Decimal(n).scaleb(-3)),
    ),
    "is_adult": ("BOOLEAN", pa.bool_(), st.booleans()),
    "released": ("DATE", pa.date32(), st.dates(date(1, 1, 1), date(9999, 12, 31))),
    "rated_at": (
        "TIMESTAMPTZ",
        pa.timestamp("us", "UTC"),
        st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),
    ),
    "title": ("TEXT", pa.string(), TEXTS),
}
ROWS = st.lists(st.tuples(*(values | st.none() for _, _, values in COLUMNS.values())), max_size=20)


@pytest.fixture(scope="module")
def connection(postgres_url: str) -> Iterator[Connection]:
    """A session with an empty temporary table of all types."""
    with closing(psycopg2.connect(postgres_url, options="-c timezone=UTC")) as opened, opened.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE rows ({', '.join(f'{name} {kind}' for name, (kind, _, _) in COLUMNS.items())})"
        )
        yield opened


@given(rows=ROWS, size=st.integers(1, 7), message=st.integers(1, 300))
def test_rows_arrive_as_they_are(connection: Connection, rows: list[tuple[Any, ...]], size: int, message: int) -> None:
    schema = pa.schema([(name, kind) for name, (_, kind, _) in COLUMNS.items()])
    table = pa.Table.from_pylist([dict(zip(COLUMNS, row, strict=True)) for row in rows], schema)
    with pytest.MonkeyPatch.context() as patch, connection.cursor() as cursor:
        patch.setattr(copy, "MESSAGE", message)
        cursor.execute("TRUNCATE rows")
        assert copy.copy_batches(cursor, "rows", schema, table.to_batches(max_chunksize=size)) == len(rows)
        # A REAL is printed with as few digits as distinguish it from its neighbours.
        cursor.execute(
            f"SELECT {', '.join(COLUMNS).replace('stars', 'stars::DOUBLE PRECISION')} FROM rows ORDER BY ctid"
        )
        assert cursor.fetchall() == rows
