"""Sessions of a Redshift warehouse: PostgreSQL's protocol and driver, statements rendered on their way."""

from typing import TYPE_CHECKING, Any

import psycopg2
from psycopg2.extensions import cursor as Cursor  # noqa: N812
from psycopg2.extensions import make_dsn, parse_dsn

from movielytics.warehouse.dialect import REDSHIFT
from movielytics.warehouse.dialect.redshift import render

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

PORT = "5439"


def connect(url: str) -> "Connection":
    """Open a connection to ``redshift://user:password@host:port/database?…`` whose session speaks UTC.

    It is encrypted unless the URL has another ``sslmode``.

    Raises:
        psycopg2.OperationalError: the server does not answer or refuses.
    """
    dsn = f"postgresql://{url.removeprefix(REDSHIFT)}"
    given = parse_dsn(dsn)
    missing = {key: value for key, value in {"port": PORT, "sslmode": "require"}.items() if key not in given}
    connection = psycopg2.connect(make_dsn(dsn, application_name="movielytics", **missing))
    # Not as an option of the connection: Redshift takes none of PostgreSQL's.
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SET timezone TO 'UTC'")
    connection.autocommit = False
    return connection


class RenderingCursor(Cursor):
    """Takes PostgreSQL's statements and sends Redshift's."""

    def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002 - the driver's word
        """Render ``query`` and run its statements in turn; the last one's rows are to be fetched."""
        for statement in render(query):
            # A LOCK before a query has none of the query's parameters.
            self.send(statement, vars if "%" in statement else None)

    def send(self, statement: str, vars: Any = None) -> None:  # noqa: A002 - the driver's word
        """Run a statement that is Redshift's already, such as COPY."""
        super().execute(statement, vars)
