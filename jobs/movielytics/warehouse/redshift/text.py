"""The longest texts in Redshift."""

LONGEST = 65_535
"""The longest VARCHAR of a Redshift table, in bytes of UTF-8 (r_Character_types); its TEXT is a VARCHAR of 256.

Every text column is declared with this length, because Redshift stores only the actual bytes. Shorter declarations
would help it plan the memory of large joins, but the one large table holds no text.
"""


def shortened(text: str, limit: int) -> str:
    """Return the longest beginning of ``text`` that has at most ``limit`` bytes of UTF-8."""
    return text.encode()[:limit].decode(errors="ignore")
