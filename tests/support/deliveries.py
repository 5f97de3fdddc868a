"""Deliveries of links, movies and ratings without Spark: SQL stages them as a load does, with their row counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from psycopg2.extras import execute_values

from movielytics.warehouse.connection import transaction
from movielytics.warehouse.content import content_hashes
from movielytics.warehouse.upsert import upsert

TABLES = {
    "movies": ("movie_id", "title"),
    "links": ("movielens_id", "movie_id"),
    "ratings": ("user_id", "movielens_id", "rating", "rated_at"),
}
"""The delivered tables in the order in which they are published, and the columns of each row."""
KEYS = {"movies": 1, "links": 1, "ratings": 2}
"""The number of leading columns that form the key."""

Rating = tuple[int, int]
"""The user and the MovieLens id."""


@dataclass(frozen=True)
class Delivery:
    """A file: the table that it feeds, its name and its rows."""

    table: str
    file: str
    rows: tuple[tuple[Any, ...], ...]


@dataclass
class Oracle:
    """The expected warehouse in plain Python: the latest deliveries count, and links map MovieLens ids to movies."""

    movies: set[int] = field(default_factory=set)
    links: dict[int, int | None] = field(default_factory=dict)
    given: dict[Rating, tuple[float, datetime]] = field(default_factory=dict)

    def take(self, delivery: Delivery) -> None:
        """Apply a file."""
        for row in delivery.rows:
            if delivery.table == "movies":
                self.movies.add(row[0])
            elif delivery.table == "links":
                self.links[row[0]] = row[1]
            else:
                self.given[row[:2]] = (row[2], row[3])

    def movie(self, movielens_id: int) -> int | None:
        """Return the movie of a MovieLens id, if it has arrived."""
        movie = self.links.get(movielens_id)
        return movie if movie in self.movies else None

    def ratings(self) -> list[tuple[Any, ...]]:
        """Return ``user_id, movie_id, movielens_id, rating, rated_at`` of each published rating."""
        best: dict[tuple[int, int], tuple[datetime, int, float]] = {}
        for (user, movielens_id), (rating, rated_at) in self.given.items():
            movie = self.movie(movielens_id)
            if movie is not None:
                best[user, movie] = max(best.get((user, movie), (rated_at, 0, 0.0)), (rated_at, movielens_id, rating))
        return sorted(
            (user, movie, movielens_id, rating, at) for (user, movie), (at, movielens_id, rating) in best.items()
        )

    def waiting(self) -> list[tuple[Any, ...]]:
        """Return ``user_id, movielens_id, rating, rated_at`` of each waiting rating."""
        return sorted((*key, *value) for key, value in self.given.items() if self.movie(key[1]) is None)

    def totals(self) -> list[tuple[Any, ...]]:
        """Return ``movie_id, ratings, rating_sum`` of each rated movie."""
        given: dict[int, list[float]] = {}
        for _, movie, _, rating, _ in self.ratings():
            given.setdefault(movie, []).append(rating)
        return sorted((movie, len(ratings), sum(ratings)) for movie, ratings in given.items())


@dataclass(frozen=True)
class Warehouse:
    """A migrated warehouse.

    Attributes:
        url: the URL that the product uses.
        direct_url: the same as PostgreSQL, for the test's own statements.
    """

    url: str
    direct_url: str

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with transaction(self.direct_url) as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def clear(self) -> None:
        """Empty all tables, and give ratings the partition of a new warehouse."""
        with transaction(self.direct_url) as cursor:
            cursor.execute(
                "SELECT table_schema || '.' || table_name FROM information_schema.tables"
                " WHERE table_type = 'BASE TABLE'"
                " AND table_schema IN ('audit', 'quarantine', 'waiting', 'staging', 'movies', 'marts')"
            )
            names = [name for (name,) in cursor.fetchall()]
            cursor.execute(f"TRUNCATE {', '.join(names)}")

    def run(self, run_id: str, deliveries: Iterable[Delivery]) -> None:
        """Publish the files of a run."""
        arrived = list(deliveries)
        for table in TABLES:
            mine = [delivery for delivery in arrived if delivery.table == table]
            if mine:
                self._stage(run_id, table, mine)
            upsert(self.url, table, run_id)

    def hashes(self) -> dict[str, str]:
        """Return the content hash of each table."""
        return content_hashes(self.url)

    def _stage(self, run_id: str, table: str, deliveries: Sequence[Delivery]) -> None:
        columns, key = TABLES[table], KEYS[table]
        kept = {row[:key]: (*row, number) for number, delivery in enumerate(deliveries) for row in delivery.rows}
        with transaction(self.direct_url) as cursor:
            cursor.execute(f"TRUNCATE staging.{table}")
            cursor.execute("DELETE FROM audit.attempts WHERE table_name = %s", (table,))
            cursor.execute("DELETE FROM audit.partitions WHERE table_name = %s", (table,))
            cursor.execute("INSERT INTO audit.attempts VALUES (%s, 'attempt', %s)", (table, run_id))
            cursor.execute("INSERT INTO audit.partitions VALUES (%s, 'attempt', 0, %s)", (table, len(kept)))
            execute_values(
                cursor, f"INSERT INTO staging.{table} ({', '.join(columns)}, file_no) VALUES %s", list(kept.values())
            )
            now = datetime.now(UTC)
            loads = []
            for number, delivery in enumerate(deliveries):
                read, staged = len(delivery.rows), sum(row[-1] == number for row in kept.values())
                fingerprint = f"{run_id} {number}"
                loads.append(
                    (
                        run_id,
                        table,
                        table,
                        delivery.file,
                        number,
                        fingerprint,
                        "c",
                        "[]",
                        read,
                        staged,
                        read - staged,
                        0,
                        0,
                        now,
                        now,
                    )
                )
            execute_values(
                cursor,
                "INSERT INTO audit.loads (run_id, table_name, dataset, file, file_no, fingerprint,"
                " schema_hash, header, rows_read, rows_staged, rows_superseded, rows_quarantined,"
                " rows_waiting, started_at, staged_at) VALUES %s",
                loads,
            )
