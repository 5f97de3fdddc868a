"""Sessions of a Redshift warehouse: PostgreSQL's protocol and driver; statements are rendered before they are sent."""

from typing import TYPE_CHECKING, Any

import psycopg2
from psycopg2.extensions import cursor as Cursor  # noqa: N812

from movielytics.warehouse.redshift.render import render

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

DEFAULTS = {"application_name": "movielytics", "port": "5439", "sslmode": "require"}
"""libpq's parameters of a session, which the URL may override; the connection is encrypted."""


def connect(parameters: dict[str, Any]) -> "Connection":
    """Open a connection whose session uses UTC.

    Args:
        parameters: libpq's parameters, as ``connection_parameters`` returns them.

    Raises:
        psycopg2.OperationalError: the server does not respond or refuses.
    """
    connection: Connection = psycopg2.connect(**DEFAULTS | parameters)
    # Not as an option of the connection, because Redshift accepts none of PostgreSQL's.
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SET timezone TO 'UTC'")
    connection.autocommit = False
    return connection


class RenderingCursor(Cursor):
    """A cursor that takes PostgreSQL's statements and sends Redshift's."""

    def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002 - the driver's word
        """Render ``query`` and run its statements in order; the rows of the last one can be fetched."""
        for statement in render(query):
            # A LOCK before a query has none of the query's parameters.
            self.send(statement, vars if "%" in statement else None)

    def send(self, statement: str, vars: Any = None) -> None:  # noqa: A002 - the driver's word
        """Run a statement that is already in Redshift's SQL, such as COPY."""
        super().execute(statement, vars)
