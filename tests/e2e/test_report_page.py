"""The report in a real browser: without barriers, on a screen, a phone and paper, and without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from e2e.browser import opened
from e2e.first import FirstRun
from e2e.installation import Installation
from e2e.options import Options

SCREEN, PHONE, PAPER = 1280, 390, 1032
"""Widths in CSS pixels; the last one is A4 in landscape without its margins of 12 mm."""
BROADER = """
() => [document.documentElement, ...document.querySelectorAll('table')]
    .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
    .map(element => element.innerText.slice(0, 60))
"""
"""What is broader than the page, outside of a box that scrolls by itself."""


@pytest.fixture(scope="module")
def browser(options: Options) -> Iterator[Browser]:
    with opened(options.chromium) as page:
        assert page.context.browser is not None
        yield page.context.browser


@pytest.fixture(scope="module", params=["index.html", "data-docs/index.html"])
def address(
    request: pytest.FixtureRequest,
    installed: Installation,
    first_run: FirstRun,
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """A page of the first run."""
    file: Path = tmp_path_factory.mktemp("page") / "page.html"
    file.write_bytes(installed.landing.get(f"reports/{request.param}"))
    return file.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [SCREEN, PHONE])
def test_axe_finds_nothing(browser: Browser, address: str, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(address)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def test_no_column_is_cut_on_paper(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": PAPER, "height": 700})
    page.goto(address)
    page.emulate_media(media="print")
    assert page.evaluate(BROADER) == []
    page.close()


def test_everything_is_readable_without_scripts(browser: Browser, address: str) -> None:
    texts = []
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.goto(address)
        texts.append(page.locator("body").inner_text())
        context.close()
    assert texts[0] == texts[1]
    assert len(texts[0]) > 400
