"""What differs between the warehouses, in one place.

All SQL of the project is PostgreSQL's. Where the warehouse is Amazon Redshift, every statement is rendered for it on its
way out: by sqlglot, and by what this package knows of Redshift besides.
"""

REDSHIFT = "redshift://"
POSTGRES = ("postgresql://", "postgres://")


def is_redshift(url: str) -> bool:
    """Return whether the URL names a Redshift warehouse."""
    return url.startswith(REDSHIFT)
