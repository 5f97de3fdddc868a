"""Parse the URL of a warehouse without libpq, whose errors quote parts of the URL and so may show the password.

The form is ``postgresql://user:password@host:port/database?sslmode=…``, as libpq documents it (Connection URIs). It is
stricter than libpq's: every special character of a part must be percent-encoded. Otherwise a raw ``/``, ``?``, ``#`` or
``@`` in a password would turn the rest of it into a host, a database or a parameter, which messages may show.
"""

import re
from typing import Any
from urllib.parse import unquote

REDSHIFT = "redshift://"
POSTGRES = ("postgresql://", "postgres://")
_SHAPE = re.compile(
    r"(?P<userinfo>[^@/?#]*@)?(?P<hosts>[^@/?#]*)(?:/(?P<database>[^@/?#]*))?(?:\?(?P<query>[^@#]*))?",
    re.ASCII,
)
_HOST = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+(?:%25[\w.~-]+)?\]|[^\[\]:]*)(?::(?P<port>[^:]*))?")

PARAMETERS = {
    *("host", "hostaddr", "port", "passfile", "connect_timeout", "target_session_attrs", "load_balance_hosts"),
    *("sslmode", "sslnegotiation", "sslrootcert", "sslcert", "sslcertmode", "sslcrl", "sslkey"),
    *("gssencmode", "channel_binding"),
    *("keepalives", "keepalives_count", "keepalives_idle", "keepalives_interval", "tcp_user_timeout"),
    *("application_name", "options"),
}
"""The parameters that may follow the ``?``: those of libpq that hold no secret."""

ENCODE = (
    "percent-encode special characters in its user name and password (@ as %40, / as %2F, % as %25, a space as %20)"
)


class WarehouseUrlError(ValueError):
    """A URL is invalid; the message quotes nothing of it."""


def connection_parameters(url: str) -> dict[str, Any]:
    """Return libpq's connection parameters (all of them text), as keyword arguments for ``psycopg2.connect``.

    Args:
        url: a URL whose scheme is postgresql, postgres or redshift.

    Raises:
        WarehouseUrlError: the URL has another form. The message quotes nothing of it, because any part may hold the
            password.
    """
    scheme, separator, rest = url.partition("://")
    if f"{scheme}{separator}" not in {*POSTGRES, REDSHIFT}:
        raise WarehouseUrlError(
            "is neither postgresql://user:password@host:port/database nor redshift://user:password@host:port/database"
        )
    found = _SHAPE.fullmatch(rest)
    if found is None or re.search(r"[\s\x00-\x1f\x7f]", rest):
        raise WarehouseUrlError(f"is not {scheme}://user:password@host:port/database: {ENCODE}")
    parameters: dict[str, Any] = _query(found["query"] or "") | _hosts(found["hosts"])
    user, colon, password = (found["userinfo"] or "").removesuffix("@").partition(":")
    parameters |= {"user": _decoded(user)} if user else {}
    parameters |= {"password": _decoded(password)} if colon and password else {}
    if not found["database"]:
        raise WarehouseUrlError(f"names no database: {scheme}://user:password@host:port/database")
    parameters["dbname"] = _decoded(found["database"])
    _expect_address(parameters)
    return parameters


def _hosts(hosts: str) -> dict[str, Any]:
    """Return ``host`` and ``port`` of one server or of several, separated by commas, as libpq takes them."""
    if not hosts:
        return {}
    names, ports = [], []
    for entry in hosts.split(","):
        found = _HOST.fullmatch(entry)
        if found is None:
            raise WarehouseUrlError(f"has no readable host and port; {ENCODE}")
        names.append(_decoded(found["host"]).strip("[]"))
        ports.append(_decoded(found["port"] or ""))
    joined = {"host": ",".join(names), "port": ",".join(ports)}
    return {name: value for name, value in joined.items() if value.strip(",")}


def _query(query: str) -> dict[str, Any]:
    parameters: dict[str, Any] = {}
    for entry in filter(None, query.split("&")):
        name, equals, value = entry.partition("=")
        if not equals or name not in PARAMETERS or "=" in value:
            known = ", ".join(sorted(PARAMETERS))
            raise WarehouseUrlError(f"has a parameter after its ? that is none of {known}; {ENCODE}")
        parameters[name] = _decoded(value)
    return parameters


def _expect_address(parameters: dict[str, Any]) -> None:
    for port in filter(None, parameters.get("port", "").split(",")):
        if not (port.isascii() and port.isdigit() and 1 <= int(port[:6]) <= 65535):
            raise WarehouseUrlError(f"has a port that is no number from 1 to 65535; {ENCODE}")
    if not parameters.keys() & {"host", "hostaddr"}:
        raise WarehouseUrlError("names no host: user:password@host:port")


def _decoded(text: str) -> str:
    """Return the text that a part of the URL encodes."""
    if re.search(r"%(?![0-9A-Fa-f]{2})|%00", text):
        raise WarehouseUrlError(f"has a % that does not begin a percent-encoded character; {ENCODE}")
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise WarehouseUrlError(f"is not percent-encoded UTF-8; {ENCODE}") from None
