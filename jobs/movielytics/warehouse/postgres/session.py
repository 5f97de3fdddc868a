"""Sessions of a PostgreSQL warehouse; see ``warehouse.session.Session``."""

from typing import TYPE_CHECKING, Any

import psycopg2

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

LOCK_TIMEOUT = "10min"
"""How long a statement waits for a lock of another session."""
CHECK_INTERVAL = "5s"
"""How often the server checks, during a statement, whether its client is still there; if not, it ends the statement."""


def connect(parameters: dict[str, Any]) -> "Connection":
    """Open a connection; the URL's own options are added to those of the session."""
    options = f"-c timezone=UTC -c lock_timeout={LOCK_TIMEOUT} -c client_connection_check_interval={CHECK_INTERVAL}"
    own = {"options": f"{options} {parameters.get('options', '')}".strip()}
    opened: Connection = psycopg2.connect(**{"application_name": "movielytics"} | parameters | own)
    return opened


def cursor(connection: "Connection") -> "Cursor":
    """Return an ordinary cursor."""
    return connection.cursor()
