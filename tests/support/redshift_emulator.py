"""An emulator of Redshift: PostgreSQL that receives every statement in Redshift's SQL.

It runs each statement as sent, with these exceptions. It removes what PostgreSQL lacks: distribution, sort order and
late binding. It implements COPY, from the real objects in S3, as strictly as Redshift's guide describes. It creates
three functions of Redshift. Literals have Redshift's meaning: a backslash escapes.
"""

import io
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pyarrow as pa
import pytest
from psycopg2.extensions import cursor as Cursor  # noqa: N812
from psycopg2.extras import execute_values
from pyarrow import parquet

from movielytics.warehouse.redshift.session import RenderingCursor
from support.s3_server import client

BUCKET = "on-the-way"
STAGING_URI = f"s3://{BUCKET}/some/prefix"
ROLE = "arn:aws:iam::123456789012:role/movielytics-copy"
COPY = re.compile(
    rf"COPY (\S+) FROM '(s3://{BUCKET}/some/prefix/\S+\.manifest)' IAM_ROLE '{ROLE}' FORMAT AS PARQUET MANIFEST"
)
PHYSICAL = re.compile(r"\s+(DISTSTYLE \w+|DISTKEY\(\w+\)|COMPOUND SORTKEY\([\w, ]+\)|WITH NO SCHEMA BINDING)")
FUNCTIONS = """
CREATE FUNCTION getdate() RETURNS TIMESTAMP LANGUAGE sql AS $$ SELECT clock_timestamp() AT TIME ZONE 'UTC' $$;
CREATE FUNCTION strtol(digits TEXT, base INT) RETURNS BIGINT LANGUAGE sql IMMUTABLE AS
    $$ SELECT CASE base WHEN 16 THEN CAST(CAST('x' || LPAD(digits, 16, '0') AS BIT(64)) AS BIGINT) END $$;
CREATE FUNCTION regexp_replace(source TEXT, pattern TEXT, replacement TEXT, place INT, flags TEXT) RETURNS TEXT
    LANGUAGE sql IMMUTABLE AS
    $$ SELECT CASE WHEN place = 1 AND flags = 'p' THEN regexp_replace(source, pattern, replacement, 'g') END $$;
"""
TYPES: dict[str, pa.DataType] = {
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "real": pa.float32(),
    "double precision": pa.float64(),
    "character varying(65535)": pa.string(),
    "timestamp without time zone": pa.timestamp("ns"),  # of 96 bits
}


@dataclass
class RedshiftEmulator:
    """The emulator, and what was sent to it.

    Attributes:
        url: the URL of the warehouse as Redshift.
        endpoint: the S3 server.
        sent: every statement, before its parameters are put in.
        copied: what COPY read, by table.
    """

    url: str
    endpoint: str
    sent: list[str] = field(default_factory=list)
    copied: dict[str, list[pa.Table]] = field(default_factory=dict)

    def send(self, cursor: Cursor, statement: str, parameters: Any = None) -> None:
        """Record a statement and run it."""
        self.sent.append(statement)
        copy = COPY.fullmatch(statement)
        if copy:
            self._copy(cursor, *copy.groups())
            return
        assert not statement.startswith("COPY"), statement
        Cursor.execute(cursor, PHYSICAL.sub("", statement), parameters)

    def _copy(self, cursor: Cursor, table: str, manifest: str) -> None:
        """Load like COPY: exactly what the manifest lists, columns by position, no type but the column's own."""
        Cursor.execute(
            cursor,
            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
            " WHERE attrelid = %s::REGCLASS AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            (table,),
        )
        wanted = [_arrow(kind) for (kind,) in cursor.fetchall()]
        for entry in json.loads(self.read(manifest))["entries"]:
            content = self.read(entry["url"])
            assert entry["mandatory"] is True
            assert len(content) == entry["meta"]["content_length"]
            rows = parquet.read_table(io.BytesIO(content))
            assert rows.schema.types == wanted, (table, rows.schema)
            assert all(
                len(text.encode()) <= 65_535
                for column in rows.columns
                if column.type == pa.string()
                for text in _texts(column)
            )
            self.copied.setdefault(table, []).append(rows)
            micro = [
                column.cast(pa.timestamp("us")) if pa.types.is_timestamp(column.type) else column
                for column in rows.columns
            ]
            values = list(zip(*(column.to_pylist() for column in micro), strict=True))
            with cursor.connection.cursor() as plain:
                execute_values(plain, f"INSERT INTO {table} VALUES %s", values)

    def read(self, uri: str) -> bytes:
        """Return an object's content."""
        place = urlsplit(uri)
        body: bytes = client(self.endpoint).get_object(Bucket=place.netloc, Key=place.path.lstrip("/"))["Body"].read()
        return body

    def objects(self) -> list[str]:
        """Return the keys of all objects that are there."""
        found = client(self.endpoint).list_objects_v2(Bucket=BUCKET)
        return [item["Key"] for item in found.get("Contents", ())]


def _texts(column: pa.ChunkedArray) -> list[str]:
    return [text for text in column.to_pylist() if text is not None]


def _arrow(kind: str) -> pa.DataType:
    numeric = re.fullmatch(r"numeric\((\d+),(\d+)\)", kind)
    return pa.decimal128(int(numeric[1]), int(numeric[2])) if numeric else TYPES[kind]


def emulate_redshift(url: str, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> RedshiftEmulator:
    """Replace Redshift by the database at ``url`` in this process."""
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        database = urlsplit(url).path.strip("/")
        cursor.execute(f"ALTER DATABASE {database} SET standard_conforming_strings = off")
        cursor.execute(f"ALTER DATABASE {database} SET escape_string_warning = off")
    connection.close()
    answering = RedshiftEmulator(f"redshift://{url.partition('://')[2]}?sslmode=disable", endpoint)
    for key in answering.objects():  # left by an earlier test
        client(endpoint).delete_object(Bucket=BUCKET, Key=key)
    monkeypatch.setattr(
        RenderingCursor,
        "send",
        lambda cursor, statement, parameters=None: answering.send(cursor, statement, parameters),
    )
    monkeypatch.setenv("MOVIELYTICS_S3_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("MOVIELYTICS_REDSHIFT_STAGING_URI", STAGING_URI)
    monkeypatch.setenv("MOVIELYTICS_REDSHIFT_IAM_ROLE", ROLE)
    return answering
