"""The benchmark's own PostgreSQL: one database per load, so that no load is slowed down by the remains of another."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import parse_dsn

from movielytics.local import postgres
from movielytics.local.postgres.data import Files, running_server


@contextmanager
def database(server_url: str, name: str) -> Iterator[str]:
    """Yield the URL of a new, empty database; at the end, drop it and write a checkpoint."""
    base, _, _ = server_url.rpartition("/")
    identifier = sql.Identifier(name)
    _execute(server_url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))
    _execute(server_url, sql.SQL("CREATE DATABASE {}").format(identifier))
    try:
        yield f"{base}/{name}"
    finally:
        _execute(server_url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))
        _execute(server_url, sql.SQL("CHECKPOINT"))


def _execute(url: str, statement: sql.Composable) -> None:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(statement)


def server_process(state_dir: Path) -> list[int]:
    """Return the process id of the server, the parent of all its processes; an empty list if it does not run."""
    server = running_server(Files(state_dir.resolve()).data)
    return [server.pid] if server else []


def psql(url: str, script: str) -> None:
    """Run a script with the `psql` that belongs to the server; it stops at the first error."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    login = {names[key]: value for key, value in parse_dsn(url).items()}
    command = [str(postgres.psql_path()), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
    subprocess.run(command, input=script, text=True, env=os.environ | login, check=True)
