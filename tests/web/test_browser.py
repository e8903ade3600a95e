"""The page in a browser: by keyboard alone, without script, on any screen, for every eye."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.cli.desk import Desk
from tests.web.browsing import chromium, window
from tests.web.conftest import SHIPPED
from tests.web.test_serving import serving

DEAL = "/deal/openai-2026"
PAGES = (
    "/",
    DEAL,
    f"{DEAL}?as_of=2026-01-30",
    f"{DEAL}?as_of=2026-01-30&without=Reuters&figures=softbank",
    f"{DEAL}/audit/amazon.commitment",
    f"{DEAL}/history/round.size",
    f"{DEAL}/timeline",
    f"{DEAL}/structure",
    f"{DEAL}/diff?vs=2026-01-28&as_of=2026-01-30",
    f"{DEAL}/findings",
    f"{DEAL}/sources",
    f"{DEAL}/since?since=2026-11-01",
    "/sources",
    "/search?q=amazon",
    "/event/openai-2026%23374",
    "/proof/openai-2026%23374",
)
WIDTHS = (360, 768, 1440)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page of the shipped ledger."""
    desk = Desk(tmp_path_factory.mktemp("browser"), empty=True)
    desk.ledger.write_bytes(SHIPPED.read_bytes())
    with serving(desk) as (port, _, _running):
        yield f"http://127.0.0.1:{port}"


def tab_to(page: Page, name: str, most: int = 80) -> None:
    """Go on from where the keyboard is until something of that name has it."""
    wanted = re.compile(name)
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "() => document.activeElement.getAttribute('aria-label')"
            " || document.activeElement.labels?.[0]?.innerText || document.activeElement.innerText"
        )
        if wanted.fullmatch((here or "").strip()):
            return
    raise AssertionError(f"the keyboard does not come to {name}")


def tab_to_without_script(page: Page, selector: str, most: int = 120) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"the keyboard does not come to {selector}")


# -- the jobs, by keyboard alone -----------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_a_deal_is_replayed_to_a_date_by_keyboard(browser: Browser, base: str, width: int) -> None:
    with window(browser, base, width=width) as page:
        page.goto("/")
        tab_to(page, "OpenAI's 2026 funding round")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("OpenAI's 2026 funding round")
        tab_to(page, "As of, report by report")
        page.keyboard.press("Home")
        expect(page).to_have_url(re.compile(r"as_of=2025"))
        days = [re.findall(r"as_of=([\d-]+)", page.url)[0]]
        for _ in range(3):  # the slider keeps the keyboard, from report to report
            page.keyboard.press("ArrowRight")
            expect(page).not_to_have_url(re.compile(days[-1]))
            days += re.findall(r"as_of=([\d-]+)", page.url)
        assert days == sorted(set(days))
        expect(page.get_by_role("status").first).to_contain_text(days[-1])
        page.keyboard.press("Tab")  # to the link after the slider
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("End")
        expect(page.get_by_text("$122bn").first).to_be_visible()


def test_arrows_step_from_report_to_report_anywhere_on_the_page(
    browser: Browser, base: str
) -> None:
    with window(browser, base) as page:
        page.goto(f"{DEAL}?as_of=2026-01-29")
        row = page.get_by_role("row", name=re.compile("Amazon commitment"))
        expect(row).to_contain_text("up to $50bn")
        page.keyboard.press("ArrowLeft")
        expect(page).to_have_url(re.compile("as_of=2026-01-28"))
        expect(row).to_contain_text("at least $10bn")
        page.keyboard.press("ArrowRight")
        expect(row).to_contain_text("up to $50bn")
        page.go_back()
        expect(page).to_have_url(re.compile("as_of=2026-01-28"))
        expect(row).to_contain_text("at least $10bn")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_figure_is_audited_by_keyboard(browser: Browser, base: str, width: int) -> None:
    with window(browser, base, width=width) as page:
        page.goto(f"{DEAL}?as_of=2026-01-30")
        tab_to(page, "commitment")
        page.keyboard.press("Enter")
        drawer = page.get_by_role("complementary", name="Audit")
        expect(drawer.get_by_role("heading", level=2)).to_be_focused()
        expect(page).to_have_url(re.compile(r"/audit/amazon\.commitment\?as_of=2026-01-30"))
        expect(drawer).to_contain_text("at least $10bn → up to $50bn")
        expect(drawer.get_by_role("link", name=re.compile("CNBC, revises, up to"))).to_be_visible()
        page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()
        expect(page).to_have_url(re.compile(r"openai-2026\?as_of=2026-01-30$"))
        expect(page.locator(":focus")).to_have_text("commitment")


def test_the_address_of_an_audit_is_a_page_of_its_own(browser: Browser, base: str) -> None:
    with window(browser, base) as page:
        page.goto(f"{DEAL}/audit/amazon.commitment?as_of=2026-01-30")
        expect(page.get_by_role("heading", level=2).first).to_have_text("amazon.commitment")


def test_the_slider_can_be_moved_faster_than_the_page_answers(browser: Browser, base: str) -> None:
    with window(browser, base) as page:
        page.goto(f"{DEAL}?as_of=2026-01-30")
        page.locator("#step").focus()
        for _ in range(5):
            page.keyboard.press("ArrowLeft")
        expect(page).to_have_url(re.compile("as_of=2026-01-21"))
        expect(page.get_by_role("status").first).to_contain_text("2026-01-21")
        assert page.locator("#step").get_attribute("aria-valuetext") == "2026-01-21"
        page.locator("a[data-key='ArrowRight']").click()
        expect(page).to_have_url(re.compile("as_of=2026-01-22"))
        expect(page.locator("#step")).to_have_attribute("aria-valuetext", "2026-01-22")


def test_an_audit_of_another_date_does_not_stay_beside_the_figures(
    browser: Browser, base: str
) -> None:
    with window(browser, base) as page:
        page.goto(f"{DEAL}?as_of=2026-01-29")
        page.locator("a[title='amazon.commitment']").click()
        expect(page.locator("#drawer h2")).to_be_visible()
        page.keyboard.press("ArrowLeft")
        expect(page).to_have_url(re.compile(r"openai-2026\?as_of=2026-01-28$"))
        expect(page.locator("#drawer")).to_be_hidden()


def test_search_is_one_key_away(browser: Browser, base: str) -> None:
    with window(browser, base) as page:
        page.goto(DEAL)
        page.keyboard.press("/")
        page.keyboard.type("amazon agi")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("hit")


# -- without script ------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_replayed_by_keyboard_without_script(browser: Browser, base: str, width: int) -> None:
    with window(browser, base, width=width, script=False) as page:
        page.goto(f"{DEAL}?as_of=2026-01-29")
        tab_to_without_script(page, "a.step[aria-label^='One report back']")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("as_of=2026-01-28"))
        expect(page.get_by_role("row", name=re.compile("Amazon commitment"))).to_contain_text(
            "at least $10bn"
        )
        tab_to_without_script(page, "#step")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("as_of=2026-01-29"))


@pytest.mark.parametrize("width", WIDTHS)
def test_audited_by_keyboard_without_script(browser: Browser, base: str, width: int) -> None:
    with window(browser, base, width=width, script=False) as page:
        page.goto(f"{DEAL}?as_of=2026-01-30")
        tab_to_without_script(page, "a[title='amazon.commitment']")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=2).first).to_have_text("amazon.commitment")
        expect(page.locator(".steps")).to_contain_text("at least $10bn → up to $50bn")
        tab_to_without_script(page, "a.close")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"openai-2026\?as_of=2026-01-30$"))


# -- every screen, every eye ---------------------------------------------------------------------


@pytest.mark.parametrize("dark", [False, True])
def test_every_page_fits_every_screen(browser: Browser, base: str, *, dark: bool) -> None:
    with window(browser, base, dark=dark) as page:
        for path in PAGES:
            page.goto(path)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                over = page.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                assert over <= 0, (path, width, over)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_told_to_every_reader(browser: Browser, base: str, path: str) -> None:
    with window(browser, base) as page:
        page.goto(path)
        assert serious(page) == []


@pytest.mark.parametrize("path", [DEAL, f"{DEAL}/audit/amazon.commitment"])
def test_a_small_dark_screen_is_told_as_well(browser: Browser, base: str, path: str) -> None:
    with window(browser, base, width=360, dark=True) as page:
        page.goto(path)
        assert serious(page) == []


def test_the_drawer_is_told_to_every_reader(browser: Browser, base: str) -> None:
    for dark in (False, True):
        with window(browser, base, dark=dark) as page:
            page.goto(DEAL)
            page.get_by_role("link", name="round size").first.click()
            expect(page.locator("#drawer h2")).to_be_visible()
            page.wait_for_timeout(200)  # until it stands still: colours are judged as they are
            assert serious(page) == []


def serious(page: Page) -> list[str]:
    """What axe finds that keeps somebody from reading or using a page."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]} {each['nodes'][0]['failureSummary'][:200]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


# -- nothing of a deal runs ----------------------------------------------------------------------


def test_no_text_of_a_deal_runs_on_any_page(browser: Browser, tmp_path: Path) -> None:
    from tests.web.test_pages import every_address, poison

    desk = poison(tmp_path)
    with serving(desk) as (port, _, _running):
        base = f"http://127.0.0.1:{port}"
        with window(browser, base) as page:
            for path in every_address():
                if "/sparkline/" in path:
                    continue  # a part of the first page, which loads it
                page.goto(path)
                page.keyboard.press("Tab")
            page.goto("/deal/acme")
            page.locator(".figures a").first.click()
            expect(page.locator("#drawer h2")).to_be_visible()
