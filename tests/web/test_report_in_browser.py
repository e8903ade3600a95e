"""A report in a browser: on any screen, without script, on paper, and with nothing asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.cli.desk import Desk
from tests.web.browsing import chromium, window
from tests.web.conftest import SHIPPED
from tests.web.test_browser import WIDTHS, serious
from tests.web.test_pages import poison


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a report of the shipped deal."""
    desk = Desk(tmp_path_factory.mktemp("report"), empty=True)
    desk.place = str(SHIPPED)
    desk.ok("export", "openai-2026", "--html", "--as-of", "2026-01-29", "--out", "report.html")
    return (desk.folder / "report.html").as_uri()


@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_any_screen(browser: Browser, file: str, width: int) -> None:
    with window(browser, "", width=width) as page:
        page.goto(file)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1440, False)])
def test_nothing_keeps_anybody_from_reading_it(
    browser: Browser, file: str, width: int, *, dark: bool
) -> None:
    with window(browser, "", width=width, dark=dark) as page:
        page.goto(file)
        assert serious(page) == []


_HIDDEN = """() => [...document.querySelectorAll('details > :not(summary)')].filter(
  (each) => !each.checkVisibility({contentVisibilityAuto: true, checkVisibilityCSS: true})
).length"""
_PAPER = "() => getComputedStyle(document.documentElement).backgroundColor"


def test_on_paper_all_that_is_folded_is_open_and_nothing_is_dark(
    browser: Browser, file: str
) -> None:
    with window(browser, "", dark=True) as page:
        page.goto(file)
        assert page.evaluate(_HIDDEN) > 0
        page.emulate_media(media="print")
        assert page.evaluate(_HIDDEN) == 0
        assert page.evaluate(_PAPER) == "rgb(255, 255, 255)"


def test_a_citation_opens_what_it_names(browser: Browser, file: str) -> None:
    with window(browser, "") as page:
        page.goto(f"{file}#openai-2026-374")
        assert page.locator("#openai-2026-374").is_visible()


def test_no_text_of_a_deal_runs_in_a_report(browser: Browser, tmp_path: Path) -> None:
    desk = poison(tmp_path)
    desk.ok("export", "acme", "--html", "--out", "acme.html")
    with window(browser, "") as page:
        page.goto((desk.folder / "acme.html").as_uri())
        assert page.locator("h1").count() == 1
