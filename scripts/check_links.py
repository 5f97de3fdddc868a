"""Check the links between the Markdown pages: every relative link names a file, every anchor a heading of that page.

Usage: check_links.py PAGE...
"""

import re
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token


def main(pages: list[Path]) -> int:
    """Print each broken link as ``page:line: problem``; return the exit code: 1 if there is one."""
    problems = [f"{page}:{line}: {problem}" for page in pages for line, problem in broken_links(page)]
    print("\n".join(problems) or f"The links of {len(pages)} pages are correct.")  # noqa: T201
    return 1 if problems else 0


def broken_links(page: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the problem of each broken link; links to other sites are not followed."""
    for line, link in _links(page):
        path, _, anchor = unquote(link).partition("#")
        target = page.parent / path if path else page
        if not target.exists():
            yield line, f"{link} names no file: correct the path"
        elif anchor and target.suffix == ".md" and anchor not in _anchors(target.resolve()):
            yield line, f"{link} names no heading of {target.name}: correct the part after #"


def _links(page: Path) -> Iterator[tuple[int, str]]:
    for token in _tokens(page):
        for child in token.children or []:
            link = str(child.attrGet("href") or child.attrGet("src") or "")
            if link and not re.match(r"[a-z]+:", link):
                yield (token.map or [0])[0] + 1, link


@cache
def _anchors(page: Path) -> frozenset[str]:
    """Return the anchors that GitHub gives the headings: lower case, without punctuation, with hyphens for spaces."""
    headings = [text.content for token, text in pairwise(_tokens(page)) if token.type == "heading_open"]
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


def _tokens(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page.read_text())


if __name__ == "__main__":
    sys.exit(main([Path(page) for page in sys.argv[1:]]))
