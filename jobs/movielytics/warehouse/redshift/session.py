"""Sessions of a Redshift warehouse; see ``warehouse.session.Session``.

The protocol and the driver are PostgreSQL's; statements are rendered before they are sent.
"""

from typing import TYPE_CHECKING, Any

import psycopg2
from psycopg2.extensions import cursor as Cursor  # noqa: N812

from movielytics.warehouse.redshift.render import render

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

DEFAULTS = {"application_name": "movielytics", "port": "5439", "sslmode": "require"}
"""libpq's parameters of a session, which the URL may override; the connection is encrypted."""


def connect(parameters: dict[str, Any]) -> "Connection":
    """Open an encrypted connection."""
    connection: Connection = psycopg2.connect(**DEFAULTS | parameters)
    # Not as an option of the connection, because Redshift accepts none of PostgreSQL's.
    connection.autocommit = True
    with connection.cursor() as plain:
        plain.execute("SET timezone TO 'UTC'")
    connection.autocommit = False
    return connection


def cursor(connection: "Connection") -> "RenderingCursor":
    """Return a cursor that renders statements."""
    return connection.cursor(cursor_factory=RenderingCursor)


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
