"""How Redshift stores each table: the distribution of its rows over slices, and their order."""

from sqlglot import exp

EVERYWHERE = "ALL"
"""A copy on every node, for small tables that are joined to large ones: the join then sends no rows between nodes."""
ROUND_ROBIN = "EVEN"
"""Distributed evenly, for tables that are written once and read as a whole."""

BY_MOVIE = {
    # Nearly every question joins or groups by movie. So all rows of a movie in these tables are on one slice. They are
    # sorted by movie, so that a merge join reads them once. The second column is the rest of the key.
    "movies.movies": ("movie_id",),
    "movies.ratings": ("movie_id", "user_id"),
    "movies.movie_genre": ("movie_id", "genre_id"),
    "movies.movie_cast": ("movie_id", "credit_id"),
    "marts.rating_totals": ("movie_id",),
}
SMALL = {
    # Sorted by the key that they are joined by.
    "movies.date": ("release_date",),
    "movies.genre": ("genre_id",),
    "movies.cpi": ("month",),
    # Maps MovieLens ids to movies. Every staged rating is joined to it, and staged ratings are on every slice.
    "movies.links": ("movielens_id",),
    "staging.rated_movies": ("movielens_id",),
    # The cast is distributed by movie, so a join by person would send one of the tables around; this is the smaller.
    "movies.person": ("person_id",),
    # A few rows per run, read by every step.
    "audit.loads": ("table_name", "published_at"),
    "audit.attempts": (),
    "audit.partitions": (),
    "audit.checks": (),
    "audit.landing_zones": (),
}
LARGE = {
    # Queries over rejected rows name the dataset. Waiting ratings are joined to a table that every node has; waiting
    # casts, which are few, are joined by movie.
    "quarantine.rejected_rows": ("dataset", "file"),
    "waiting.ratings": ("movielens_id",),
    "waiting.superseded_ratings": ("movielens_id",),
    "waiting.credits": ("movie_id",),
}


def properties(schema: str, table: str) -> list[exp.Property]:
    """Return the distribution and sort keys of ``schema.table``; none for an unknown table: Redshift then decides."""
    name = f"{schema}.{table}"
    if name in BY_MOVIE:
        return [exp.DistStyleProperty(this=exp.var("KEY")), _distribution(BY_MOVIE[name][0]), *_order(BY_MOVIE[name])]
    if name in SMALL:
        return [exp.DistStyleProperty(this=exp.var(EVERYWHERE)), *_order(SMALL[name])]
    if name in LARGE or schema == "staging":
        return [exp.DistStyleProperty(this=exp.var(ROUND_ROBIN)), *_order(LARGE.get(name, ()))]
    return []


def _distribution(column: str) -> exp.Property:
    return exp.DistKeyProperty(this=exp.to_identifier(column))


def _order(columns: tuple[str, ...]) -> list[exp.Property]:
    if not columns:
        return []
    return [exp.SortKeyProperty(this=[exp.to_identifier(column) for column in columns], compound=True)]
