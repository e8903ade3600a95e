"""Dates in words: from the day of publication, without their year, and in whose order."""

import pytest

from domain.reading import almanac, read, unused
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


@pytest.mark.parametrize(
    ("text", "published", "date"),
    [
        ("late March", "2026-01-29", "2026-03"),
        ("late March", "2026-03-10", "2026-03"),
        ("late March", "2026-06-10", "2027-03"),
        ("12 April", "2026-04-12", "2026-04-12"),
        ("d'ici la fin du deuxième trimestre", "2026-01-29", "2026-Q2"),
        ("Q4", "2026-01-29", "2026-Q4"),
        ("December", "2026-01-29", "E-DATE"),  # the last one ended four weeks ago
        ("12 April", "2026-04-20", "E-DATE"),
        ("early March", "2026-03-28", "E-DATE"),
        ("April", "2026-01", "E-DATE"),
    ],
)
def test_a_year_left_out_is_the_coming_one_where_the_field_lies_ahead(
    text: str, published: str, date: str
) -> None:
    context = CONTEXT.but(day=published)
    if date == "E-DATE":
        assert code_of(text, "round.expected_close", context) == date
        return
    value = read(text, field("round.expected_close"), context)
    assert (value["edtf"], value["as_quoted"], value["anchor"]) == (date, text, published)
    assert code_of(text, "round.closed_on", context) == "E-DATE"


def test_a_weekday_beside_a_day_tells_its_year() -> None:
    closed = field("round.closed_on")
    assert read("Friday 27 June", closed, CONTEXT)["edtf"] == "2025-06-27"
    assert read("mercredi 28 janvier", closed, CONTEXT)["edtf"] == "2026-01-28"
    assert code_of("Monday 27 June", "round.closed_on") == "E-DATE"
    assert code_of("Monday 3 February", "round.expected_close") == "E-DATE"


@pytest.mark.parametrize(
    ("text", "place", "date"),
    [
        ("Friday", "deal.expected_close", "2026-01-30"),
        ("by Monday", "deal.expected_close", "2026-02-02"),
        ("Thursday", "deal.expected_close", "2026-01-29 or 2026-02-05"),  # published on one
        ("Wednesday", "round.closed_on", "2026-01-28 or 2026-02-04"),
        ("next Tuesday", "round.closed_on", "2026-02-03"),
        ("next Friday", "deal.expected_close", "2026-01-30 or 2026-02-06"),
        ("last Friday", "round.closed_on", "2026-01-23"),
        ("mardi dernier", "round.closed_on", "2026-01-20 or 2026-01-27"),
        ("this past Tuesday", "round.closed_on", "2026-01-27"),
        ("ce vendredi", "round.closed_on", "2026-01-30"),
        ("Tuesday of next week", "deal.expected_close", "2026-02-03"),
    ],
)
def test_a_weekday_is_read_where_only_one_day_can_be_meant(
    text: str, place: str, date: str
) -> None:
    if " or " in date:
        assert date in refused(text, place).hint
    else:
        value = read(text, field(place), CONTEXT)
        assert (value["edtf"], value["anchor"]) == (date, "2026-01-29")


@pytest.mark.parametrize(
    ("text", "published", "date"),
    [
        ("this summer", "2026-01-29", "2026-22"),
        ("this summer", "2026-10-01", "2026-22"),
        ("next summer", "2026-01-29", "2026-22 or 2027-22"),
        ("next summer", "2026-07-01", "2027-22"),
        ("l'été prochain", "2026-01-29", "2026-22"),
        ("last summer", "2026-01-29", "2025-22"),
        ("last summer", "2026-10-01", "2025-22 or 2026-22"),
        ("l'été dernier", "2026-10-01", "2026-22"),
        ("this winter", "2026-01-29", "2025-24"),
        ("this winter", "2026-12-03", "2026-24"),
        ("this winter", "2026-05-03", "2025-24 or 2026-24"),
        ("l'hiver dernier", "2026-05-03", "2025-24"),
    ],
)
def test_a_season_is_counted_from_the_day_of_publication(
    text: str, published: str, date: str
) -> None:
    context = CONTEXT.but(day=published)
    if " or " in date:
        assert date in refused(text, "round.closed_on", context).message
    else:
        assert read(text, field("round.closed_on"), context)["edtf"] == date


def test_a_financial_year_is_read_where_its_months_are_told() -> None:
    for text in ("FY2026", "fiscal 2026", "exercice 2026", "Q1 fiscal 2026"):
        assert "financial year" in refused(text, "round.closed_on").message
    value = read("the year to March 2027", field("round.closed_on"), CONTEXT)
    assert (value["edtf"], value["as_quoted"]) == ("2026-04/2027-03", "the year to March 2027")


def test_two_ways_to_take_the_words_of_a_date_are_both_shown() -> None:
    assert "2026-03-26 or 2026-03" in refused("March 26", "round.closed_on").message
    assert "2026-01-26/2026-02-01 or" in refused("début de semaine", "round.closed_on").message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("late March 2026", ["late"]),
        ("expected by noon on 2 March 2026", ["expected", "noon"]),
        ("fin mars 2026", ["fin"]),
        ("by 31 March 2026", []),
    ],
)
def test_the_words_that_the_stored_date_does_not_say_are_listed(
    text: str, words: list[str]
) -> None:
    assert unused(text, field("deal.expected_close")) == words


def test_a_word_of_dates_is_taught_by_its_line_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    known = almanac.meanings("expected_close")
    assert code_of("by Hornung 2027", "deal.expected_close") == "E-DATE"
    monkeypatch.setitem(known, "hornung", [("month", 2)])
    assert read("by Hornung 2027", field("deal.expected_close"), CONTEXT)["edtf"] == "2027-02"


def test_every_file_of_dates_is_read_whole() -> None:
    for language in almanac.LANGUAGES[1:]:
        found: almanac.Meanings = {}
        almanac._take(found, almanac.words_in(language))
        sorts = {sort for several in found.values() for sort, _ in several}
        assert sorts >= {"month", "weekday", "season", "ordinal", "count", "unit", "units", "way"}
        assert sorts >= {"part", "near", "hedge", "late_hedge", "soon", "fiscal", "ago", "weekend"}
        for sort, many in (("month", 12), ("weekday", 7), ("season", 4), ("part", 3)):
            named = {what for several in found.values() for each, what in several if each == sort}
            assert len(named) >= many
