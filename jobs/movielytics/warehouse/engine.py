"""The engine of a warehouse: PostgreSQL or Amazon Redshift.

All SQL of the project is PostgreSQL's. For Redshift, every statement is rendered before it is sent: by sqlglot and by
``warehouse.redshift``, which adds what sqlglot does not know.
"""

REDSHIFT = "redshift://"
POSTGRES = ("postgresql://", "postgres://")


def is_redshift(url: str) -> bool:
    """Return whether the URL names a Redshift warehouse."""
    return url.startswith(REDSHIFT)
