"""Airflow's UI in a real browser, as a user sees it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

SIZE = {"width": 1440, "height": 900}
TIMEOUT_MS = 60_000
"""Milliseconds that a page may take to load: the browser shares its cores with the cluster."""


@contextmanager
def opened(chromium: str) -> Iterator[Page]:
    """Yield a page of a headless Chromium."""
    program = shutil.which(chromium)
    assert program, f"there is no program {chromium}: install Chromium or set MOVIELYTICS_CHROMIUM"
    with sync_playwright() as playwright:
        # Chromium's own sandbox does not work for root, the usual user in containers and CI.
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=[*options, "--disable-dev-shm-usage"])
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.set_default_timeout(TIMEOUT_MS)
        expect.set_options(timeout=TIMEOUT_MS)
        yield page
        browser.close()


def picture(page: Page, folder: str, name: str) -> None:
    """Save a screenshot if a folder for screenshots is set."""
    if folder:
        path = Path(folder) / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path)
