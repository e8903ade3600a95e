"""Logging, the inbox and fixes in a browser: by keyboard alone, without script, on any screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from domain import inbox
from tests.cli.desk import Desk
from tests.web.browsing import chromium, window
from tests.web.test_browser import WIDTHS, serious, tab_to, tab_to_without_script
from tests.web.test_pages import PAYLOADS
from tests.web.test_serving import serving

FORMS = (
    "/log",
    "/deal/acme/log",
    "/inbox",
    "/inbox?all=yes",
    "/inbox/1",
    "/inbox/2",
    "/deal/acme/amend/r1%231",
    "/deal/acme/amend/r1",
    "/deal/acme/withdraw/r1%231",
    "/deal/acme/retract/r1",
    "/deal/acme/correct/r1",
    "/deal/acme/undo?event=acme%238",
    "/event/r1",
    "/event/r1%231",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def base(desk: Desk) -> Iterator[tuple[str, str]]:
    """The address of the page of a small ledger, and the link into it."""
    with serving(desk) as (port, link, _running):
        yield f"http://127.0.0.1:{port}", link


def left(desk: Desk) -> None:
    """Two proposals, one of them decided."""
    document = {
        "deal": "acme",
        "source": "AP",
        "published": "2026-03-02",
        "sourcing": "anonymous_plural",
        "elements": {"zeta": {"kind": "party", "name": "Zeta"}},
        "claims": [
            {"rumor": "amazon.commitment = up to $60bn", "place": "up to $60bn"},
            {"rumor": "zeta.commitment = $2bn", "place": "not in it"},
            {"rumor": "round.size = heaps"},
        ],
    }
    for _ in range(2):
        inbox.propose(desk.place, document, by="an assistant", text="It is up to $60bn, they say.")
    inbox.reject(desk.place, 2, by="ana", why="misread")


TYPED = {
    "[name=source]": "Reuters",
    "[name=published]": "2026-03-01",
    "[name=sourcing]": "unnamed",
    "[name=field-1]": "amazon.commitment",
    "[name=value-1]": "up to $60bn",
}


def type_report(page: Page) -> None:
    """Go from input to input, type, and check."""
    for selector, text in TYPED.items():
        tab_to_without_script(page, selector)
        page.keyboard.type(text)
    page.keyboard.press("Enter")


# -- by keyboard alone -----------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_a_report_is_logged_and_taken_back_by_keyboard(
    browser: Browser, base: tuple[str, str], desk: Desk, width: int
) -> None:
    with window(browser, base[0], width=width) as page:
        page.goto(base[1])
        page.goto("/deal/acme")
        page.keyboard.press("n")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Log a report")
        type_report(page)  # Enter checks, and saves nothing
        expect(page.locator("#row-1")).to_contain_text("USD 60,000,000,000 or less")
        expect(page.get_by_label("Value, as typed").first).to_be_focused()
        assert desk.figure("amazon.commitment") == "up to $50bn (rumored)"
        tab_to(page, "Log")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Logged")
        expect(page.locator("#view")).to_contain_text("up to $60bn (rumored)")
        assert desk.figure("amazon.commitment") == "up to $60bn (rumored)"
        tab_to(page, "Undo")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Taken back")
    assert desk.figure("amazon.commitment") == "up to $50bn (rumored)"


def test_what_is_refused_is_told_in_its_place_and_nothing_is_lost(
    browser: Browser, base: tuple[str, str]
) -> None:
    with window(browser, base[0]) as page:
        page.goto(base[1])
        page.goto("/deal/acme/log")
        page.get_by_label("Its text").fill("An article\nof two lines")
        page.get_by_label("Field").first.fill("globex.commitment")
        page.get_by_label("Field").nth(1).fill("round.size")
        page.get_by_label("Value, as typed").nth(1).fill("heaps")
        page.get_by_role("button", name="Log", exact=True).click()
        expect(page.locator("#row-2 [role=alert]")).to_contain_text("E-AMOUNT")
        expect(page.get_by_label("Its text")).to_have_value("An article\nof two lines")
        expect(page.get_by_label("Value, as typed").nth(1)).to_have_value("heaps")
        page.get_by_role("button", name="Remove claim 2").click()
        expect(page.locator("#row-2")).to_have_count(0)
        page.get_by_role("button", name="Add a claim").click()
        expect(page.get_by_role("group", name="Claim")).to_have_count(3)
        expect(page.get_by_label("Field").first).to_have_value("globex.commitment")


def test_a_proposal_is_approved_by_keyboard(
    browser: Browser, base: tuple[str, str], desk: Desk
) -> None:
    left(desk)
    with window(browser, base[0]) as page:
        page.goto(base[1])
        page.goto("/inbox")
        tab_to(page, "AP, 2026-03-02")
        page.keyboard.press("Enter")
        expect(page.locator("#row-1")).to_contain_text("found")
        for claim in ("Claim 2", "Claim 3"):
            tab_to(page, claim)
            page.keyboard.press("Space")
        tab_to(page, "Approve and log")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Approved and logged")
    assert desk.figure("amazon.commitment") == "up to $60bn (rumored)"
    assert desk.figure("zeta.commitment") == "absent"


# -- without script --------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_logged_by_keyboard_without_script(
    browser: Browser, base: tuple[str, str], desk: Desk, width: int
) -> None:
    with window(browser, base[0], width=width, script=False) as page:
        page.goto(base[1])
        page.goto("/deal/acme")
        tab_to_without_script(page, "a[data-key=n]")
        page.keyboard.press("Enter")
        type_report(page)
        expect(page.locator("#row-1")).to_contain_text("USD 60,000,000,000 or less")
        tab_to_without_script(page, "button[value=log]")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Logged")
    assert desk.figure("amazon.commitment") == "up to $60bn (rumored)"


# -- every screen, every eye -----------------------------------------------------------------------


def test_every_form_fits_every_screen_and_is_told_to_every_reader(
    browser: Browser, base: tuple[str, str], desk: Desk
) -> None:
    left(desk)
    for dark in (False, True):
        with window(browser, base[0], dark=dark) as page:
            page.goto(base[1])
            for path in FORMS:
                page.goto(path)
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 900})
                    over = page.evaluate(
                        "document.documentElement.scrollWidth"
                        " - document.documentElement.clientWidth"
                    )
                    assert over <= 0, (path, width)
                assert serious(page) == [], path


def test_a_form_with_refusals_is_told_to_every_reader(
    browser: Browser, base: tuple[str, str]
) -> None:
    with window(browser, base[0], width=360, dark=True) as page:
        page.goto(base[1])
        page.goto("/deal/acme/log")
        page.get_by_label("Value, as typed").first.fill("heaps")
        page.get_by_role("button", name="Log", exact=True).click()
        expect(page.locator("#row-1 [role=alert]").first).to_be_visible()
        assert serious(page) == []


def test_nothing_that_others_proposed_runs(
    browser: Browser, base: tuple[str, str], desk: Desk
) -> None:
    for start in range(0, len(PAYLOADS), 12):
        some = PAYLOADS[start : start + 12]
        claims = [
            {"rumor": f"round.size = {each}", "place": each, "said_by": each, "scope": each}
            for each in some
        ]
        document = {
            "deal": "acme",
            "source": "AP",
            "published": "2026-03-02",
            "url": "https://example.com/a",
            "claims": claims,
        }
        inbox.propose(desk.place, document, by="an assistant", text="\n".join(some))
    with window(browser, base[0]) as page:  # which complains of whatever runs or is asked for
        page.goto(base[1])
        for number in range(1, len(PAYLOADS) // 12 + 1):
            page.goto(f"/inbox/{number}")
            page.get_by_role("button", name="Check", exact=True).last.click()
            expect(page.locator("#verdict")).to_contain_text("put right")
