"""How Redshift keeps each table: which rows lie together on a slice, and in which order."""

from sqlglot import exp

EVERYWHERE = "ALL"
"""A copy on every node: of tables that are small and joined to large ones, so that no row travels for the join."""
ROUND_ROBIN = "EVEN"
"""Dealt out evenly: of tables that are loaded once and read as a whole."""

BY_MOVIE = {
    # Nearly every question joins or groups by movie: the rows of one lie on one slice, whichever of these tables they are
    # of, and sorted by it, so that a merge join reads them once. The second column is the rest of the key.
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
    # Which movie a MovieLens id means: every staged rating asks for it, and those lie anywhere.
    "movies.links": ("movielens_id",),
    "staging.rated_movies": ("movielens_id",),
    # The cast lies by movie, so that a join by person would send either table around; this one is the smaller.
    "movies.person": ("person_id",),
    # A few rows a run, read by every step.
    "audit.loads": ("table_name", "published_at"),
    "audit.attempts": (),
    "audit.partitions": (),
    "audit.checks": (),
    "audit.landing_zones": (),
}
LARGE = {
    # Queries over rejected rows name the dataset. Waiting ratings are joined to a table that every node has; waiting casts, which
    # are few, are joined by movie.
    "quarantine.rejected_rows": ("dataset", "file"),
    "waiting.ratings": ("movielens_id",),
    "waiting.superseded_ratings": ("movielens_id",),
    "waiting.credits": ("movie_id",),
}


def properties(schema: str, table: str) -> list[exp.Property]:
    """Return the distribution and sort keys of ``schema.table``; none for one that is not known: Redshift then decides."""
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
