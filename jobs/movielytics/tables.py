"""The one list of tables: which load stages them from which datasets, and which tables are published before them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A landing dataset and the staging tables for its rows. Each dataset has one source.

    Attributes:
        dataset: its name, as in ``<dataset>.csv``.
        tables: the staging tables.
    """

    dataset: str
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Load:
    """One staging load.

    Attributes:
        name: its name, as in ``stage_<name>``.
        sources: the datasets that it reads, and the staging tables that it writes.
        optional: whether the datasets may be missing from the landing zone.
    """

    name: str
    sources: tuple[Source, ...]
    optional: bool = False

    @property
    def datasets(self) -> tuple[str, ...]:
        """The landing datasets that the load reads."""
        return tuple(source.dataset for source in self.sources)

    @property
    def tables(self) -> tuple[str, ...]:
        """The staging tables that the load writes."""
        return tuple(table for source in self.sources for table in source.tables)


LOADS = (
    Load("movies", (Source("movies_metadata", ("movies", "genre", "movie_genre", "date")),)),
    Load("ratings", (Source("links", ("links",)), Source("ratings", ("ratings",)))),
    Load("cpi", (Source("cpi", ("cpi",)),)),
    Load("credits", (Source("credits", ("person", "movie_cast")),), optional=True),
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

RELEASES_WAITING = frozenset({"ratings", "movie_cast"})
"""Tables whose upsert also publishes waiting rows once their movie is there, even if no file is new."""


def load_named(name: str) -> Load:
    """Return the load ``name``; raise KeyError if there is none."""
    return {load.name: load for load in LOADS}[name]


def load_of(table: str) -> Load:
    """Return the load that stages ``table``; raise KeyError if there is none."""
    return {name: load for load in LOADS for name in load.tables}[table]
