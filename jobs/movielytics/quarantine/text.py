"""Delivered text on one line of a terminal."""

CUT = "…"


def printable(text: str) -> str:
    """Return the text with every character escaped that does not print: a file must not control the terminal.

    These are line ends, control characters such as ESC, marks that reverse the direction of writing, lone surrogates.
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shortened(text: str, longest: int) -> str:
    """Return the printable text, cut to ``longest`` characters."""
    shown = printable(text[: longest + 1])
    return shown if len(shown) <= longest else shown[: longest - 1] + CUT


def storable(text: str) -> str:
    """Return the text as the warehouse stores it: an argument of a command need not be valid UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return printable(text)
    return text
