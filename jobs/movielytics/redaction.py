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
WEBHOOK = "MOVIELYTICS_ALERT_WEBHOOK_URL"
"""Environment variable with a URL whose path and query are the secret."""
KEYS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AIRFLOW_ADMIN_PASSWORD", "PGPASSWORD")
"""Environment variables whose whole value is a secret."""

SHORTEST = 4
"""Length of the shortest secret that is redacted, in characters; shorter ones occur in any text."""
HIDDEN = "***"


def redact(text: str) -> str:
    """Return the text with ``***`` in place of every secret of this process's environment, raw or percent-encoded."""
    for secret in secrets():
        text = text.replace(secret, HIDDEN)
    return text


def secrets() -> list[str]:
    """Return the texts that must not be shown, the longest first, because a shorter one may be part of a longer one."""
    found = {form for secret in _secrets() for form in _forms(secret) if len(form) >= SHORTEST}
    return sorted(found, key=len, reverse=True)


def _secrets() -> Iterator[str]:
    for name in KEYS:
        yield os.environ.get(name, "")
    for name in URLS:
        yield from _of_url(os.environ.get(name, ""))
    yield from _of_webhook(os.environ.get(WEBHOOK, ""))


def _of_url(url: str) -> Iterator[str]:
    """Yield the password of a URL; if it is not percent-encoded, also the pieces into which a parser splits it."""
    login = url.partition("://")[2].rpartition("@")[0]
    user, _, password = login.partition(":")
    if password in {user, url.rpartition("/")[2]}:
        return  # many messages contain the user and the database, and a password that equals one protects nothing
    yield password
    if re.search(r"[/?#@]", password):
        yield from re.split(r"[/?#@:]", password)


def _of_webhook(url: str) -> Iterator[str]:
    """Yield the URL, what follows its host as a whole and in pieces (those long enough), and the password."""
    _, _, rest = url.partition("://")
    path = rest[re.search(r"[/?#]|$", rest).start() :] if rest else ""  # type: ignore[union-attr]  # the end always matches
    yield url
    if len(path) > 1:
        yield path
    yield from (piece for piece in re.split(r"[/?#&=]", path) if len(piece) >= 2 * SHORTEST)
    yield rest.rpartition("@")[0].partition(":")[2]


def _forms(secret: str) -> set[str]:
    """Return the secret unchanged, percent-decoded, percent-encoded, and escaped as in Python and JSON strings."""
    decoded = unquote(secret)
    plain = {secret, secret.strip(), decoded, quote(secret, safe=""), quote(decoded, safe=""), quote(decoded)}
    return plain | {repr(form)[1:-1] for form in plain} | {json.dumps(form)[1:-1] for form in plain}
