"""How long texts may be in Redshift."""

LONGEST = 65_535
"""The longest VARCHAR of a table of Redshift, in bytes of UTF-8 (r_Character_types); its TEXT is one of 256.

Every text has this length: Redshift stores what is there and not what could be. Short declarations would help it plan the
memory of large joins, but the one large table holds no text.
"""


def shortened(text: str, limit: int) -> str:
    """Return the longest beginning of ``text`` that has at most ``limit`` bytes of UTF-8."""
    return text.encode()[:limit].decode(errors="ignore")
