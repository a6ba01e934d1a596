"""The page in a real browser, over a chronicle of the examples, served by a real server.

Every browser page is watched: a message on the console, a script that fails, or a request to anywhere else fails its test.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from khronika.model import Article
from khronika.pipeline import Pipeline
from khronika.read import read
from khronika.store import Coding, add, merging, open_chronicle
from khronika.web.app import create_app
from tests.web.browser import chromium
from tests.web.serving import served

EXAMPLES = Path(__file__).parents[3] / "examples"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
# Milliseconds that a page may take; the machine may have other work.
PATIENCE = 15_000


@pytest.fixture(scope="session")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chronicle of the examples, merged. Tests that write work on copies."""
    address = tmp_path_factory.mktemp("coded") / "chronicle.db"
    articles = [
        item.content for item in read([str(EXAMPLES / "minsk-2020"), str(EXAMPLES / "almaty-2022")]) if isinstance(item.content, Article)
    ]
    pipeline = Pipeline()
    with open_chronicle(str(address), create=True) as chronicle:
        add(chronicle, [Coding.of(coded, pipeline.coder) for coded in pipeline.code(articles)])
        merging.merge(chronicle)
    return address


@pytest.fixture(scope="session")
def site(coded: Path) -> Iterator[str]:
    """Where the examples are served; nobody writes there."""
    with served(create_app(str(coded))) as address:
        yield address


@pytest.fixture
def own(coded: Path, tmp_path: Path) -> Path:
    """A copy of the chronicle, to write into."""
    return Path(shutil.copy(coded, tmp_path / "chronicle.db"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window, ended with each module: while it runs, no other test can have an event loop of its own.

    Where it is missing, these tests are skipped, but fail in continuous integration.
    """
    program = chromium.program()
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(chromium.MISSING)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a window of its own, with a context's options; what it does wrong is told at the end of the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def watch(page: Page, host: str) -> None:
        page.on(
            "console",
            lambda message: (
                faults.append(f"{page.url}: {message.text} {message.location}") if message.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("request", lambda request: None if request.url.startswith(host) else faults.append(f"{page.url} asks {request.url}"))

    def open_page(address: str, path: str = "/", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": WIDE, "locale": "en-GB", "color_scheme": "light"} | options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watch(page, address)
        page.goto(address + path)
        return page

    open_page.faults = faults  # type: ignore[attr-defined]
    yield open_page
    for context in contexts:
        context.close()
    assert faults == []
