"""The warehouse in the cluster, reached from here with the same Secret that the pods have."""

from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812

from movielytics.warehouse.content import content_hashes

SCHEMAS = ("marts", "movies", "staging", "audit", "quarantine", "waiting")


@dataclass(frozen=True)
class Warehouse:
    """A warehouse behind a local port."""

    url: str

    @classmethod
    def behind(cls, url: str, port: int) -> "Warehouse":
        """Return the warehouse of a URL that is valid inside the cluster, reached through a local port."""
        parts = urlsplit(url)
        credentials = parts.netloc.rpartition("@")[0]
        return cls(parts._replace(netloc=f"{credentials}@127.0.0.1:{port}").geturl())

    def hashes(self) -> dict[str, str]:
        """Return the content hash of each table."""
        return content_hashes(self.url)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with closing(self.connect()) as connection, connection, connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    def connect(self) -> Connection:
        """Open a connection that fails soon if the server does not respond."""
        return psycopg2.connect(self.url, connect_timeout=10, application_name="movielytics-e2e")

    def empty(self) -> None:
        """Drop everything: the next run loads all files again."""
        with closing(self.connect()) as connection, connection, connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '20s'")
            cursor.execute(f"DROP SCHEMA IF EXISTS {', '.join(SCHEMAS)} CASCADE")
