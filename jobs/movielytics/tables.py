"""The one list of tables: which load stages them from which datasets, and what an upsert waits for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """One staging load.

    Attributes:
        name: its word, as in ``stage_<name>``.
        datasets: the landing datasets it reads.
        tables: the staging tables it fills.
        optional: whether the datasets may be missing from the landing zone.
    """

    name: str
    datasets: tuple[str, ...]
    tables: tuple[str, ...]
    optional: bool = False


LOADS = (
    Load("movies", ("movies_metadata",), ("movies",)),
    Load("genre", ("movies_metadata",), ("genre", "movie_genre")),
    Load("date", ("movies_metadata",), ("date",)),
    Load("cpi", ("cpi",), ("cpi",)),
    Load("ratings", ("links", "ratings"), ("links", "ratings")),
    Load("person", ("credits",), ("person", "movie_cast"), optional=True),
)

UPSERT_AFTER: dict[str, tuple[str, ...]] = {
    "movies": (),
    "genre": (),
    "date": (),
    "cpi": (),
    "links": (),
    "person": (),
    "ratings": ("movies", "links"),
    "movie_genre": ("movies", "genre"),
    "movie_cast": ("movies", "person"),
}
"""Every warehouse table, and the tables that must be published before it."""

TABLES = tuple(UPSERT_AFTER)


def load_named(name: str) -> Load:
    """Return the load ``name``; raises KeyError where there is none."""
    return {load.name: load for load in LOADS}[name]


def load_of(table: str) -> Load:
    """Return the load that stages ``table``; raises KeyError where there is none."""
    return {name: load for load in LOADS for name in load.tables}[table]
