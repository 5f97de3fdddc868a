"""What all HTTP responses share: headers that prevent a page from doing harm, and message pages."""

import html

from fastapi.responses import HTMLResponse

from movielytics.pages.paths import Page

_NOTHING = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

STILL = f"{_NOTHING}; sandbox allow-same-origin"
"""The policy of pages without scripts. They have the server's origin, so that they can link to each other in a frame of
the UI.
"""

SCRIPTED = f"{_NOTHING}; script-src 'unsafe-inline'; sandbox allow-scripts"
"""The policy of the report, whose script draws charts. It has no origin, so it reaches neither the UI nor the login."""

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
    """Return the headers of a response with ``page``, or with a message if ``page`` is None.

    Pages show text from raw files. So no script runs except the report's, nothing is loaded from anywhere, and no other
    site can put the pages in a frame. Browsers cache pages but revalidate them each time: the user's access may end.
    """
    return {
        "Content-Security-Policy": SCRIPTED if page == Page.REPORT else STILL,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-cache",
    }


def message(status: int, title: str, words: str, link: tuple[str, str] | None = None) -> HTMLResponse:
    """Return a page with a title, an explanation in words, and a link (URL, text)."""
    anchor = f'<p><a href="{html.escape(link[0])}">{html.escape(link[1])}</a></p>' if link else ""
    content = MESSAGE.format(title=html.escape(title), words=html.escape(words), link=anchor)
    return HTMLResponse(content, status, headers())
