"""Redact secrets from everything that this process shows or stores: the second line of defense.

The first one is that no message is built from a secret. But libraries put URLs and headers into their errors, and an
unexpected error is shown unchanged.
"""

import json
import os
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

URLS = ("MOVIELYTICS_WAREHOUSE_URL", "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN")
"""Environment variables whose value is a URL with a password."""
RECEIVERS = "AIRFLOW_CONN_MOVIELYTICS_ALERTS"
"""Environment variable with an Airflow connection that contains the URLs of the alerts' receivers."""
KEYS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AIRFLOW_ADMIN_PASSWORD", "PGPASSWORD")
"""Environment variables whose whole value is a secret."""
_RECEIVER = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\"\\]+")
"""A receiver's URL in the JSON of a connection."""
_PATH = re.compile(r"path\\*\"\s*:\s*\\*\"([^\"\\]+)")
"""What a connection has in place of a receiver's URL, which may be malformed."""

SHORTEST = 4
"""Length of the shortest secret that is redacted, in characters; shorter ones occur in any text."""
HIDDEN = "***"


def redact(text: str, receivers: str = "") -> str:
    """Return the text with ``***`` in place of every secret of this process's environment, raw or percent-encoded.

    Args:
        text: what will be shown.
        receivers: any text with the URLs of alerts' receivers, which are secret too.
    """
    for secret in secrets(receivers):
        text = text.replace(secret, HIDDEN)
    return text


def secrets(receivers: str = "") -> list[str]:
    """Return the texts that must not be shown, the longest first, because a shorter one may be part of a longer one."""
    hidden = (*_secrets(), *_of_receivers(receivers))
    found = {form for secret in hidden for form in _forms(secret) if len(form) >= SHORTEST}
    return sorted(found, key=len, reverse=True)


def _secrets() -> Iterator[str]:
    for name in KEYS:
        yield os.environ.get(name, "")
    for name in URLS:
        yield from _of_url(os.environ.get(name, ""))
    yield from _of_receivers(os.environ.get(RECEIVERS, ""))


def _of_url(url: str) -> Iterator[str]:
    """Yield the password of a URL; if it is not percent-encoded, also the pieces into which a parser splits it."""
    login = url.partition("://")[2].rpartition("@")[0]
    user, _, password = login.partition(":")
    if password in {user, url.rpartition("/")[2]}:
        return  # many messages contain the user and the database, and a password that equals one protects nothing
    yield password
    if re.search(r"[/?#@]", password):
        yield from re.split(r"[/?#@:]", password)


def _of_receivers(text: str) -> Iterator[str]:
    """Yield the secrets in all URLs of the text: the URLs, their passwords, and other pieces that may be tokens.

    A mail server's URL has only a password. A webhook's path and query are tokens, and its host is none. A service
    such as Slack has tokens anywhere, even in place of the host.
    """
    yield from _PATH.findall(text)
    for url in (*_RECEIVER.findall(text), *_RECEIVER.findall(unquote(text))):
        scheme, _, rest = url.partition("://")
        yield url
        end = re.search(r"[/?#]|$", rest).start()  # type: ignore[union-attr]  # the end always matches
        authority, path = rest[:end], rest[end:]
        yield from (login.rpartition("@")[0].partition(":")[2] for login in (authority, rest))
        if scheme.startswith("mailto"):
            continue
        if len(path) > 1:
            yield path
        is_webhook = scheme.startswith(("http", "json", "xml", "form"))
        pieces = re.split(r"[/?#&=@:]", path if is_webhook else rest)
        yield from (piece for piece in pieces if len(piece) >= 2 * SHORTEST)


def _forms(secret: str) -> set[str]:
    """Return the secret unchanged, percent-decoded, percent-encoded, and escaped as in Python and JSON strings."""
    decoded = unquote(secret)
    plain = {secret, secret.strip(), decoded, quote(secret, safe=""), quote(decoded, safe=""), quote(decoded)}
    return plain | {repr(form)[1:-1] for form in plain} | {json.dumps(form)[1:-1] for form in plain}
