"""How Redshift stores each table: the distribution of its rows over slices, and their order."""

from sqlglot import exp

EVERYWHERE = "ALL"
"""A copy on every node, for small tables that are joined to large ones: the join then sends no rows between nodes. All
tables of the star schema that are not in ``BY_MOVIE`` are small, and are joined by the key that they are sorted by."""
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
    # Maps MovieLens ids to movies, as movies.links does. Staged ratings, which are joined to both, are on every slice.
    "staging.rated_movies": ("movielens_id",),
    # A few rows per run, read by every step.
    "audit.loads": ("table_name", "published_at"),
    "audit.attempts": (),
    "audit.partitions": (),
    "audit.checks": (),
    "audit.landing_zones": (),
    "audit.planned_files": (),
    "audit.reports": (),
    "audit.steps": (),
}
LARGE = {
    # Queries over rejected rows name the dataset. Waiting ratings are joined to a table that every node has; waiting
    # casts, which are few, are joined by movie.
    "quarantine.rejected_rows": ("dataset", "file"),
    "waiting.ratings": ("movielens_id",),
    "waiting.superseded_ratings": ("movielens_id",),
    "waiting.credits": ("movie_id",),
}


def properties(schema: str, table: str, key: tuple[str, ...]) -> list[exp.Property]:
    """Return the distribution and sort keys of ``schema.table``; none for an unknown table: Redshift then decides.

    Args:
        schema: the schema.
        table: the table.
        key: the columns of its primary key, which sort a table of the star schema that is not in ``BY_MOVIE``.
    """
    name = f"{schema}.{table}"
    if name in BY_MOVIE:
        return [exp.DistStyleProperty(this=exp.var("KEY")), _distribution(BY_MOVIE[name][0]), *_order(BY_MOVIE[name])]
    if name in SMALL or schema == "movies":
        return [exp.DistStyleProperty(this=exp.var(EVERYWHERE)), *_order(SMALL.get(name, key))]
    if name in LARGE or schema == "staging":
        return [exp.DistStyleProperty(this=exp.var(ROUND_ROBIN)), *_order(LARGE.get(name, ()))]
    return []


def _distribution(column: str) -> exp.Property:
    return exp.DistKeyProperty(this=exp.to_identifier(column))


def _order(columns: tuple[str, ...]) -> list[exp.Property]:
    if not columns:
        return []
    return [exp.SortKeyProperty(this=[exp.to_identifier(column) for column in columns], compound=True)]
