"""A real browser at a real page, for the tests that need one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; where none is installed the test is skipped, and in CI it fails."""
    if not Path(CHROMIUM).exists() and not os.environ.get("CI"):
        pytest.skip("no chromium is installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def window(
    browser: Browser, base: str, *, width: int = 1440, dark: bool = False, script: bool = True
) -> Iterator[Page]:
    """A page that may ask nothing from outside, run nothing and complain of nothing."""
    context: BrowserContext = browser.new_context(
        base_url=base,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))

    def dismiss(dialog: Dialog) -> None:
        told.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    yield page
    context.close()
    outside = [url for url in asked if not url.startswith((base, "data:"))]
    assert not outside, outside
    assert not told, told
