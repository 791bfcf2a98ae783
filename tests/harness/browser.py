"""A real Chromium, and a record of everything on our pages that a browser complains about."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

#: How long a page may take to show something: a machine with much to do is no fault of the page.
expect.set_options(timeout=30_000)

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
]  # fmt: skip
DESKTOP, PHONE = (1400, 900), (390, 844)

#: In every page before its own scripts: what the policy refused, and when a condition first held.
IN_EVERY_PAGE = """
    addEventListener("securitypolicyviolation", (event) =>
        console.error("CSP refused " + event.violatedDirective + " " + event.blockedURI));
    window.noted = {};
    window.note = (name, condition) => {
        delete noted[name];
        const timer = setInterval(() => {
            if (!condition()) return;
            noted[name] = Date.now();
            clearInterval(timer);
        }, 5);
    };
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's or Google's browser; without one the test is skipped, or fails where CI is set."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """A browser context whose pages must not complain; `complaints` says of what, and where."""

    def __init__(
        self, browser: Browser, address: str, *, size: tuple[int, int] = DESKTOP, **more: Any
    ) -> None:
        width, height = size
        self.address = address
        self.complaints: list[str] = []
        self.context: BrowserContext = browser.new_context(
            base_url=address, viewport={"width": width, "height": height}, **more
        )
        self.context.add_init_script(IN_EVERY_PAGE)
        self.context.on("page", self._watch)

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.goto(path)
        return page

    def _watch(self, page: Page) -> None:
        page.on("console", lambda m: self._complain(page, m.text, m.type in {"error", "warning"}))
        page.on("pageerror", lambda error: self._complain(page, str(error)))
        page.on("request", self._foreign)
        page.on("requestfailed", self._failed)
        page.on("response", self._refused)

    def _complain(self, page: Page, what: str, really: bool = True) -> None:
        if really:
            self.complaints.append(f"{page.url}: {what}")

    def _foreign(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"{request.frame.url} asked {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page was left while it loaded
            self.complaints.append(f"{request.url} failed: {request.failure}")

    def _refused(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.url} answered {response.status}")
