"""The interface of an engine's module ``session``: how ``connection`` opens sessions of the engine."""

from typing import TYPE_CHECKING, Any, Protocol

from movielytics.warehouse_url import REDSHIFT

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812
    from psycopg2.extensions import cursor as Cursor  # noqa: N812


class Session(Protocol):
    """A module that opens connections and cursors."""

    def connect(self, parameters: dict[str, Any]) -> "Connection":
        """Open a connection whose session uses UTC.

        Args:
            parameters: libpq's parameters, as ``connection_parameters`` returns them.

        Raises:
            psycopg2.OperationalError: the server does not respond or refuses.
        """

    def cursor(self, connection: "Connection") -> "Cursor":
        """Return a cursor that takes PostgreSQL's SQL."""


def session_of(url: str) -> Session:
    """Return the module ``session`` of the engine of the warehouse at ``url``."""
    if url.startswith(REDSHIFT):
        from movielytics.warehouse.redshift import session as redshift  # imports sqlglot

        return redshift
    from movielytics.warehouse.postgres import session as postgres

    return postgres
