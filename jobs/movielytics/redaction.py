"""The second line of defense for secrets: whatever this process shows or stores passes here.

No message is built from a secret in the first place. But libraries put URLs and headers into their errors, and an unexpected
error is shown as it is.
"""

import json
import os
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

URLS = ("MOVIELYTICS_WAREHOUSE_URL", "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN")
"""Variables whose value is a URL with a password."""
WEBHOOK = "MOVIELYTICS_ALERT_WEBHOOK_URL"
"""A URL whose path and query are the secret."""
KEYS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AIRFLOW_ADMIN_PASSWORD", "PGPASSWORD")
"""Variables that are a secret as a whole."""

SHORTEST = 4
"""Characters of the shortest secret that is looked for: shorter ones occur in any text."""
HIDDEN = "***"


def redact(text: str) -> str:
    """Return the text with ``***`` in place of every secret of this process's environment, raw or percent-encoded."""
    for secret in secrets():
        text = text.replace(secret, HIDDEN)
    return text


def secrets() -> list[str]:
    """Return what must not be shown, the longest first, as a shorter secret may be a part of it."""
    found = {form for secret in _secrets() for form in _forms(secret) if len(form) >= SHORTEST}
    return sorted(found, key=len, reverse=True)


def _secrets() -> Iterator[str]:
    for name in KEYS:
        yield os.environ.get(name, "")
    for name in URLS:
        yield from _of_url(os.environ.get(name, ""))
    yield from _of_webhook(os.environ.get(WEBHOOK, ""))


def _of_url(url: str) -> Iterator[str]:
    """Yield the password of a URL; of one that is not encoded as it should be, also the pieces that a parser makes of it."""
    login = url.partition("://")[2].rpartition("@")[0]
    user, _, password = login.partition(":")
    if password in {user, url.rpartition("/")[2]}:
        return  # the names of user and database are in many messages, and such a password protects nothing
    yield password
    if re.search(r"[/?#@]", password):
        yield from re.split(r"[/?#@:]", password)


def _of_webhook(url: str) -> Iterator[str]:
    """Yield the URL, and what follows its host: the whole and each longer piece of it."""
    _, _, rest = url.partition("://")
    path = rest[re.search(r"[/?#]|$", rest).start() :] if rest else ""  # type: ignore[union-attr]  # the end always matches
    yield url
    if len(path) > 1:
        yield path
    yield from (piece for piece in re.split(r"[/?#&=]", path) if len(piece) >= 2 * SHORTEST)
    yield rest.rpartition("@")[0].partition(":")[2]


def _forms(secret: str) -> set[str]:
    """Return the secret as it is, decoded, encoded, and as Python and JSON write it inside quotes."""
    decoded = unquote(secret)
    plain = {secret, secret.strip(), decoded, quote(secret, safe=""), quote(decoded, safe=""), quote(decoded)}
    return plain | {repr(form)[1:-1] for form in plain} | {json.dumps(form)[1:-1] for form in plain}
