"""Passwords that are planted to see whether they, or pieces of them, appear anywhere."""

from collections.abc import Callable
from functools import partial
from urllib.parse import quote

BEGIN, END = "zyxq", "wvut"
"""The pieces of every planted password: a parser that splits it shows one of them."""

ODD = [
    "%",
    "/",
    "#",
    "@",
    ":",
    " ",
    "?",
    "&",
    "=",
    "%41",
    "%zz",
    "é",
    "℀",
    "'",
    '"',
    "\\",
    "[",
    "]",
    "\n",
    "\t",
    "$",
    ";",
    "|",
    "-",
]
"""The characters between the pieces."""

PASSWORDS = [f"{BEGIN}{odd}{END}" for odd in ODD]
FORMS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "encoded": lambda password: quote(password, safe=""),
    "half encoded": partial(quote, safe="/"),
}

ADDRESSES = {
    "refused": "127.0.0.1:1/none",
    "no port": "127.0.0.1:none/none",
    "a large port": "127.0.0.1:99999/none",
    "no database": "127.0.0.1:1",
    "no host": "/none",
    "an unknown parameter": "127.0.0.1:1/none?timeout=1",
    "an impossible sslmode": "127.0.0.1:1/none?sslmode=none",
}
"""Ways in which a connection fails."""


def assert_nothing_shown(text: str) -> None:
    """Fail if a planted password or a piece of it is in the text; the failure does not depend on how it is encoded."""
    assert BEGIN not in text, text
    assert END not in text, text
