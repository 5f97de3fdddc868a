"""What goes with every answer to a browser: headers that keep a page from doing harm, and messages."""

import html

from fastapi.responses import HTMLResponse

from movielytics.pages.paths import Page

_NOTHING = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

STILL = f"{_NOTHING}; sandbox allow-same-origin"
"""The policy of pages without scripts. Having the server's origin, they may lead to each other inside a frame of the UI."""

SCRIPTED = f"{_NOTHING}; script-src 'unsafe-inline'; sandbox allow-scripts"
"""The policy of the report, whose script draws charts: it has no origin, so it reaches neither the UI nor the login."""

MESSAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 4rem auto; padding: 0 1rem; }}</style>
<h1>{title}</h1>
<p>{words}</p>
{link}
</html>
"""


def headers(page: Page | None = None) -> dict[str, str]:
    """Return the headers of an answer that holds ``page``, or a message.

    Pages show text from raw files. No scripts run but the report's, nothing is loaded from anywhere, and no other
    site can put them in a frame. Browsers keep them, but ask each time: the right to see them may end.
    """
    return {
        "Content-Security-Policy": SCRIPTED if page == Page.REPORT else STILL,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-cache",
    }


def message(status: int, title: str, words: str, link: tuple[str, str] | None = None) -> HTMLResponse:
    """Return a page with a title, some words for the person who reads them, and a link (URL, text)."""
    anchor = f'<p><a href="{html.escape(link[0])}">{html.escape(link[1])}</a></p>' if link else ""
    content = MESSAGE.format(title=html.escape(title), words=html.escape(words), link=anchor)
    return HTMLResponse(content, status, headers())
