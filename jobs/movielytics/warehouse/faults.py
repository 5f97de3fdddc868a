"""Explain errors of the warehouse's server: what happened, and what to do about it.

Codes are PostgreSQL's SQLSTATEs (its documentation, appendix A), which Redshift shares. While a connection is opened,
the driver passes on only the server's text, so those errors are recognized by their words.
"""

from typing import Any

import psycopg2

from movielytics.errors import WarehouseError, WarehouseLoginError, WarehouseUnreachableError

MIGRATE = "run `movielytics migrate`, which creates what is missing"
GRANT = "its owner can grant it (GRANT …), or name another user in MOVIELYTICS_WAREHOUSE_URL"
AGAIN = "a retry may succeed"

STATEMENT: dict[str, tuple[type[WarehouseError], str, str]] = {
    "08": (
        WarehouseUnreachableError,
        "the connection to the warehouse broke",
        "check the server and the network; " + AGAIN,
    ),
    "22P05": (
        WarehouseError,
        "the warehouse's encoding cannot store a character",
        "the database's encoding must be UTF8",
    ),
    "25006": (
        WarehouseError,
        "the warehouse is read-only",
        "it is a replica, or default_transaction_read_only is set: name the primary in MOVIELYTICS_WAREHOUSE_URL",
    ),
    "28": (WarehouseLoginError, "the warehouse rejects the login", "check MOVIELYTICS_WAREHOUSE_URL"),
    "3D000": (
        WarehouseLoginError,
        "the warehouse's database does not exist",
        "check MOVIELYTICS_WAREHOUSE_URL or create it",
    ),
    "3F000": (WarehouseError, "the warehouse lacks a schema", MIGRATE),
    "40": (
        WarehouseUnreachableError,
        "another transaction conflicted with this one (deadlock or serialization)",
        AGAIN,
    ),
    "42501": (WarehouseError, "the warehouse's user lacks a permission", GRANT),
    "42703": (WarehouseError, "the warehouse lacks a column", MIGRATE),
    "42P01": (WarehouseError, "the warehouse lacks a table or view", MIGRATE),
    "53100": (
        WarehouseError,
        "the disk of the warehouse is full",
        "make room on the server, or give it more, and run again",
    ),
    "53200": (
        WarehouseError,
        "the warehouse is out of memory or locks",
        "lower its load, or raise its memory or max_locks_per_transaction",
    ),
    "53300": (
        WarehouseUnreachableError,
        "the warehouse has no connection left",
        "end other sessions or raise max_connections; " + AGAIN,
    ),
    "53": (WarehouseUnreachableError, "the warehouse lacks resources", AGAIN),
    "55P03": (
        WarehouseUnreachableError,
        "another session holds a lock for too long",
        "pg_stat_activity shows it: end it (pg_terminate_backend) or wait; " + AGAIN,
    ),
    "57014": (WarehouseUnreachableError, "the statement was cancelled", "by a user or by statement_timeout; " + AGAIN),
    "57": (WarehouseUnreachableError, "the warehouse shut down or restarted during a statement", AGAIN),
    "58": (
        WarehouseError,
        "the warehouse's server cannot use its own files",
        "its administrator finds more in its log",
    ),
    "XX001": (
        WarehouseError,
        "the warehouse's data is damaged",
        "its administrator finds more in its log; restore a backup",
    ),
    "XX002": (WarehouseError, "an index of the warehouse is damaged", "its administrator can rebuild it (REINDEX)"),
}
"""The error, what happened and what to do, by SQLSTATE or by its class, the first two characters."""

COMING_UP = ("the database system is ",)
"""The words of a server that starts, stops or recovers."""
CONNECTIONS_USED = ("too many", "remaining connection slots")
"""The words of a server whose connections are all in use."""
LOGIN = (
    ("password authentication failed", "the warehouse rejects the user or the password"),
    ("no password supplied", "the warehouse demands a password, and its URL has none"),
    ("no pg_hba.conf entry", "the warehouse does not let this user in from this machine"),
    ("does not support SSL", "the connection to the warehouse cannot be encrypted as its sslmode demands"),
    ("SSL error", "the connection to the warehouse cannot be encrypted as its sslmode demands"),
    ("certificate", "the connection to the warehouse cannot be encrypted as its sslmode demands"),
    ("permission denied for database", "the warehouse's user may not connect to the database"),
    ("does not exist", "the warehouse's database or user does not exist"),
    ("FATAL:", "the warehouse refuses the connection"),
    ("invalid ", "a parameter of the warehouse's URL is invalid"),
)
"""Refusals that a later attempt does not change: words of the server or the driver, and what they mean."""


def may_pass(error: BaseException) -> bool:
    """Return whether a connection that failed may succeed a moment later."""
    if not isinstance(error, psycopg2.OperationalError):
        return False
    text = str(error)
    return any(words in text for words in COMING_UP + CONNECTIONS_USED) or not any(words in text for words, _ in LOGIN)


def explain_connect_error(error: psycopg2.Error, parameters: dict[str, Any]) -> WarehouseError:
    """Return why no connection could be opened.

    Args:
        error: the driver's error; it cannot quote the URL, because the driver was not given it.
        parameters: libpq's parameters; the message names only host, port and database.
    """
    reason = one_line(error)
    where = f"{parameters.get('host') or parameters.get('hostaddr')}:{parameters.get('port', 'default port')}"
    if may_pass(error):
        if any(words in reason for words in CONNECTIONS_USED):
            return WarehouseUnreachableError(f"{_words('53300')}: {reason}")
        return WarehouseUnreachableError(
            f"cannot connect to the warehouse at {where}: {reason}; "
            "check MOVIELYTICS_WAREHOUSE_URL, the network and that the server runs"
        )
    meaning = next((meaning for words, meaning in LOGIN if words in reason), "the warehouse refuses the connection")
    return WarehouseLoginError(
        f"{meaning} (MOVIELYTICS_WAREHOUSE_URL, {where}, database {parameters['dbname']}): {reason}"
    )


def explain_statement_error(error: psycopg2.Error, *, lost: bool) -> WarehouseError | None:
    """Return what the failure of a statement means; None if it is a defect of the statement or of the data.

    Args:
        error: the driver's error.
        lost: whether the connection is closed now.
    """
    code = error.pgcode or ("08" if lost else "")
    found = STATEMENT.get(code) or STATEMENT.get(code[:2])
    if found is None:
        return None
    kind, what, remedy = found
    return kind(f"{what}: {one_line(error)}; {remedy}")


def one_line(error: BaseException) -> str:
    """Return the driver's text in one line, without the statement that it quotes."""
    text = str(error).partition("\nLINE ")[0].partition("\nCONTEXT:")[0]
    return " ".join(text.split()) or type(error).__name__


def _words(code: str) -> str:
    _, what, remedy = STATEMENT[code]
    return f"{what} ({remedy})"
