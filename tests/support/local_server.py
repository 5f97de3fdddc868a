"""What tests of the local PostgreSQL do to its server and its files."""

import contextlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

START_AND_PRINT = (
    "import pathlib, sys; from movielytics.local import postgres; print(postgres.start(pathlib.Path(sys.argv[1])))"
)


@contextlib.contextmanager
def replaced(file: Path, text: str) -> Iterator[None]:
    """Replace the content of a file for a while, keeping its owner."""
    before = file.read_text()
    file.write_text(text)
    try:
        yield
    finally:
        file.write_text(before)


def execute(url: str, statement: str) -> None:
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement)


def ask(url: str, query: str) -> object:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    return row[0] if row else None


def postmaster(state_dir: Path) -> int:
    return int((state_dir / "postgres" / "postmaster.pid").read_text().split()[0])


def port_of(url: str) -> int:
    return urlsplit(url).port or 0
