"""Make delivered text safe to print on one line of a terminal."""

CUT = "…"


def printable(text: str) -> str:
    """Return the text with every unprintable character escaped: a file must not control the terminal.

    Unprintable are line ends, control characters such as ESC, direction marks for text, and lone surrogates.
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shortened(text: str, longest: int) -> str:
    """Return the printable text, cut to ``longest`` characters."""
    shown = printable(text[: longest + 1])
    return shown if len(shown) <= longest else shown[: longest - 1] + CUT


def storable(text: str) -> str:
    """Return the text as the warehouse stores it; the argument of a command may be invalid UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return printable(text)
    return text
