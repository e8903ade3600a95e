"""Whether a report seems to be in the record already, told before it is stored."""

from typing import Any

import pytest

from domain.duplicates import page_of
from tests.domain.deciding import decision, report
from tests.telling import Story, rumor

PAGE = "https://www.example.com/a"
SIZE = rumor("round.size = $100bn")
PAID = rumor("amazon.paid = $10bn")
MORE = rumor("amazon.expected_signing = by March 2026")


@pytest.mark.parametrize(
    "other",
    [
        "http://example.com/a",
        "https://m.example.com/a/",
        "https://www.example.com:443/a/amp",
        "https://example.com/a?utm_source=x&utm_medium=mail&fbclid=1#top",
        "https://EXAMPLE.com/a?mod=e2tw",
    ],
)
def test_an_address_with_tracking_is_the_same_page(other: str) -> None:
    assert page_of(other) == page_of(PAGE)


@pytest.mark.parametrize(
    "other",
    [
        "https://www.example.com/b",
        "https://www.example.com/a?id=2",
        "https://www.example.com:8080/a",
        "https://example.org/a",
        "https://[half",
    ],
)
def test_an_address_that_differs_in_more_is_another_page(other: str) -> None:
    assert page_of(other) != page_of(PAGE)


def test_the_order_of_what_an_address_asks_for_does_not_matter() -> None:
    assert page_of("https://x.org/?a=1&b=2") == page_of("https://x.org/?b=2&utm_id=9&a=1")


FIRST: dict[str, Any] = {
    "id": "first",
    "source": "The Wall Street Journal",
    "published": "2026-01-29T08:00Z",
    "url": PAGE,
    "digest": "sha256:1",
    "sourcing": "anonymous_plural",
}
COPY: dict[str, Any] = {
    "id": "second",
    "source": "Aggregator",
    "published": "2026-01-31",
    "sourcing": "aggregated",
}


@pytest.fixture
def told(story: Story) -> Story:
    """A deal with one report of two figures."""
    story.tell({"deal": story.deal, **report(SIZE, PAID, **FIRST)})
    return story


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ({"url": f"{PAGE}?utm_source=x"}, "is at the same address but for tracking"),
        ({"url": PAGE}, "has the same address"),
        ({"digest": "sha256:1"}, "is the same text"),
    ],
)
def test_the_same_page_or_text_under_another_id_is_pointed_out(
    told: Story, header: dict[str, str], why: str
) -> None:
    other = {"id": "second", "source": "Reuters", "published": "2026-02-20", **header}
    (like,) = decision(told, **report(rumor("round.size = $1bn"), **other)).alike
    assert (like.report, like.like) == ("second", "first")
    assert like.why.startswith(why)


@pytest.mark.parametrize("claims", [(SIZE,), (PAID, SIZE), (SIZE, PAID, MORE)])
def test_a_second_report_of_one_source_and_day_with_the_same_figures_is_pointed_out(
    told: Story, claims: tuple[dict[str, Any], ...]
) -> None:
    other = {"id": "second", "source": "the wall street journal", "published": "2026-01-29"}
    (like,) = decision(told, **report(*claims, **other)).alike
    assert like.why == "is of the same source and day and says the same: is it another?"


@pytest.mark.parametrize(
    "other",
    [
        {"claims": [rumor("round.size = $90bn")]},
        {"claims": [{**SIZE, "stage": "agreed"}]},
        {"published": "2026-01-30"},
        {"source": "Reuters"},
    ],
)
def test_another_report_is_not_taken_for_the_same(told: Story, other: dict[str, Any]) -> None:
    again = {"source": FIRST["source"], "published": "2026-01-29", "claims": [SIZE], **other}
    assert decision(told, **{**report(), "id": "second", **again}).alike == ()


def test_an_account_that_names_nobody_and_says_what_was_out_may_be_a_copy(told: Story) -> None:
    found = decision(told, **report(SIZE, **COPY))
    (like,) = found.alike
    assert (like.like, "cites: [first]" in like.why) == ("first", True)
    assert str(like) in found.warnings


@pytest.mark.parametrize(
    "other",
    [
        {"cites": ["first"]},
        {"own_sources": "true"},
        {"sourcing": "anonymous_single"},
        {"published": "2026-02-20"},
        {"published": "2026-01-20"},
        {"claims": [SIZE, rumor("round.size = $90bn")]},
    ],
)
def test_what_may_not_be_a_copy_is_not_called_one(told: Story, other: dict[str, Any]) -> None:
    assert decision(told, **{**report(SIZE, **COPY), **other}).alike == ()


def test_what_was_amended_is_looked_up_as_it_is_now(told: Story) -> None:
    other = {"id": "second", "source": "FT", "published": "2026-02-20", "url": "https://x.org/b"}
    assert decision(told, **report(SIZE, **other)).alike == ()
    told.tell(
        {"deal": told.deal, "amend_report": "first", "header": {"url": "https://x.org/b?ref=1"}}
    )
    assert [each.like for each in decision(told, **report(SIZE, **other)).alike] == ["first"]
