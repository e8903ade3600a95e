"""Dates in words: from the day of publication, without their year, and in whose order."""

import pytest

from domain.reading import read
from tests.reading.corpus import CONTEXT, field
from tests.reading.refusing import code_of, refused


def test_a_relative_date_needs_the_day_of_publication() -> None:
    place = "round.expected_close"
    assert code_of("last month", place, CONTEXT.but(day=None)) == "E-DATE"
    by_month = read("last month", field(place), CONTEXT.but(day="2026-01"))
    assert (by_month["edtf"], by_month["anchor"]) == ("2025-12", "2026-01")
    assert code_of("today", place, CONTEXT.but(day="2026-01")) == "E-DATE"
    assert code_of("today", place, CONTEXT.but(day="2026-01-27/2026-01-31")) == "E-DATE"


def test_a_date_without_a_year_is_refused_with_the_two_it_may_be() -> None:
    refusal = refused("12 April", "round.closed_on")
    assert "2025-04-12 or 2026-04-12" in refusal.hint


def test_a_day_that_is_none_shows_the_nearest() -> None:
    refusal = refused("30 February 2026", "round.closed_on")
    assert "2026-02-28" in refusal.hint


def test_last_november_said_in_december_may_be_two_years() -> None:
    place = "round.closed_on"
    december = CONTEXT.but(day="2026-12-05")
    assert code_of("last November", place, december) == "E-DATE-AMBIG"
    assert read("en novembre dernier", field(place), december)["edtf"] == "2026-11"


@pytest.mark.parametrize(
    ("text", "day_first", "month_first"),
    [
        ("03/04/2026", "2026-04-03", "2026-03-04"),
        ("by 3.4.2026", "2026-04-03", "2026-03-04"),
        ("03-04-2026", "2026-04-03", "2026-03-04"),
        ("between 03/04/2026 and 05/04/2026", "2026-04-03/2026-04-05", "2026-03-04/2026-05-04"),
        ("04/04/2026", "2026-04-04", "2026-04-04"),
        ("30/04/2026", "2026-04-30", "E-DATE"),
        ("04/30/2026", "E-DATE", "2026-04-30"),
        ("31/31/2026", "E-DATE", "E-DATE"),
        ("2026/03/04", "2026-03-04", "2026-03-04"),
        ("3 April 2026", "2026-04-03", "2026-04-03"),
    ],
)
def test_the_order_of_day_and_month_is_taken_from_who_says_it(
    text: str, day_first: str, month_first: str
) -> None:
    for said, date in ((True, day_first), (False, month_first)):
        context = CONTEXT.but(day_first=said)
        if date.startswith("E-"):
            assert code_of(text, "round.expected_close", context) == date
        else:
            value = read(text, field("round.expected_close"), context)
            assert value["edtf"] == date
            decided = day_first != month_first and "E-DATE" not in (day_first, month_first)
            assert value.get("as_quoted") == (text if decided else None)
