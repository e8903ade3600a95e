"""Imprecise dates: which span of time each form means, and what is refused with which words."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import EARLIEST, LATEST, moment, span
from domain.errors import Refused


def days(first: str, last: str) -> tuple[str, str]:
    return f"{first}T00:00:00.000000Z", f"{last}T23:59:59.999999Z"


FORMS = [
    # a day, a month, a year
    ("2026-01-30", "2026-01-30", "2026-01-30"),
    ("2026-01", "2026-01-01", "2026-01-31"),
    ("2026-04", "2026-04-01", "2026-04-30"),
    ("2026-12", "2026-12-01", "2026-12-31"),
    ("2026", "2026-01-01", "2026-12-31"),
    ("1900", "1900-01-01", "1900-12-31"),
    ("2200", "2200-01-01", "2200-12-31"),
    # leap years
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2026-02", "2026-02-01", "2026-02-28"),
    ("2000-02", "2000-02-01", "2000-02-29"),
    ("2100-02", "2100-02-01", "2100-02-28"),
    ("2024-02-29", "2024-02-29", "2024-02-29"),
    # quarters and halves, as written and as EDTF counts them
    ("2026-Q1", "2026-01-01", "2026-03-31"),
    ("2026-Q2", "2026-04-01", "2026-06-30"),
    ("2026-Q3", "2026-07-01", "2026-09-30"),
    ("2026-Q4", "2026-10-01", "2026-12-31"),
    ("2026-33", "2026-01-01", "2026-03-31"),
    ("2026-36", "2026-10-01", "2026-12-31"),
    ("2026-H1", "2026-01-01", "2026-06-30"),
    ("2026-H2", "2026-07-01", "2026-12-31"),
    ("2026-40", "2026-01-01", "2026-06-30"),
    ("2026-41", "2026-07-01", "2026-12-31"),
    # seasons; winter runs into the next year
    ("2026-21", "2026-03-01", "2026-05-31"),
    ("2026-22", "2026-06-01", "2026-08-31"),
    ("2026-23", "2026-09-01", "2026-11-30"),
    ("2026-24", "2026-12-01", "2027-02-28"),
    ("2027-24", "2027-12-01", "2028-02-29"),
    # a doubt about the date does not widen it
    ("2025-10~", "2025-10-01", "2025-10-31"),
    ("2025-10?", "2025-10-01", "2025-10-31"),
    ("2025-10%", "2025-10-01", "2025-10-31"),
    ("2026-Q1~", "2026-01-01", "2026-03-31"),
    ("2026-01-30~", "2026-01-30", "2026-01-30"),
    # digits that nobody knows
    ("2026-01-XX", "2026-01-01", "2026-01-31"),
    ("2026-XX", "2026-01-01", "2026-12-31"),
    ("2026-XX-XX", "2026-01-01", "2026-12-31"),
    ("202X", "2020-01-01", "2029-12-31"),
    ("20XX", "2000-01-01", "2099-12-31"),
    # windows
    ("2026-01-27/2026-01-31", "2026-01-27", "2026-01-31"),
    ("2026-01/2026-03", "2026-01-01", "2026-03-31"),
    ("2026-01~/2026-02?", "2026-01-01", "2026-02-28"),
    ("2025-Q4/2026-H1", "2025-10-01", "2026-06-30"),
    ("2026-01-27/2026-01-27", "2026-01-27", "2026-01-27"),
    ("2026-01-15/2026", "2026-01-15", "2026-12-31"),
]


@pytest.mark.parametrize(("edtf", "first", "last"), FORMS)
def test_a_date_means_the_span_from_its_first_to_its_last_instant(
    edtf: str, first: str, last: str
) -> None:
    assert span(edtf) == days(first, last)


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2026-01-27/..", (days("2026-01-27", "")[0], LATEST)),
        ("2026-01-27/", (days("2026-01-27", "")[0], LATEST)),
        ("../2026-01", (EARLIEST, days("", "2026-01-31")[1])),
        ("/2026-01", (EARLIEST, days("", "2026-01-31")[1])),
    ],
)
def test_a_window_may_be_open_at_one_end(edtf: str, expected: tuple[str, str]) -> None:
    assert span(edtf) == expected


@pytest.mark.parametrize(
    ("time", "instant"),
    [
        ("2026-01-30T14:00:00Z", "2026-01-30T14:00:00.000000Z"),
        ("2026-01-30T14:00Z", "2026-01-30T14:00:00.000000Z"),
        ("2026-01-30T14:00:00.250Z", "2026-01-30T14:00:00.250000Z"),
        ("2026-01-30T14:00:00+01:00", "2026-01-30T13:00:00.000000Z"),
        ("2026-01-01T00:30:00+09:00", "2025-12-31T15:30:00.000000Z"),
        ("2026-01-30T23:30:00-08:00", "2026-01-31T07:30:00.000000Z"),
        ("2026-11-28T17:00", "2026-11-28T17:00:00.000000Z"),  # UTC unless a zone is given
    ],
)
def test_a_time_of_day_is_one_instant_in_utc(time: str, instant: str) -> None:
    assert span(time) == (instant, instant)


def test_a_window_may_have_times_at_its_ends() -> None:
    assert span("2026-01-30T09:00Z/2026-01-30T17:00Z") == (
        "2026-01-30T09:00:00.000000Z",
        "2026-01-30T17:00:00.000000Z",
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "soon",
        "Tuesday",
        "03/04/2026",
        "30 January 2026",
        "26-01-30",
        "20266",
        "226",
        "2026-1",
        "2026-1-3",
        "2026-13",
        "2026-00",
        "2026-Q5",
        "2026-Q0",
        "2026-q1",
        "2026-H3",
        "2026-25",
        "2026-XX-05",
        "2026-01-XX-XX",
        "2026-01-30-01",
        "2X26",
        "202X-05",
        "2026-01-30 14:00",
        " 2026-01-30",
        "2026-01-30~~",
        "٢٠٢٦",
        "-2026",
        "2026-01/2026-02/2026-03",
        "/",
        "..",
        "../..",
        "2026-01-30T25:00:00Z",
        "2026-01-30Tnoon",
        "2026-02-30T10:00:00Z",
    ],
)
def test_what_is_no_date_is_refused_and_told_what_dates_look_like(text: str) -> None:
    with pytest.raises(Refused) as refused:
        span(text)
    assert refused.value.code == "E-DATE"
    assert "2026-Q1" in refused.value.hint


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2026-02-30", "2026-02-28"),
        ("2024-02-30", "2024-02-29"),
        ("2026-04-31", "2026-04-30"),
        ("2026-01-00", "2026-01-31"),
    ],
)
def test_a_day_that_is_not_in_the_calendar_is_refused_with_the_last_one_that_is(
    text: str, last: str
) -> None:
    with pytest.raises(Refused, match="not a day of the calendar") as refused:
        span(text)
    assert (refused.value.code, refused.value.seen) == ("E-DATE", text)
    assert last in refused.value.hint


@pytest.mark.parametrize(
    "text", ["0001", "1899", "2201", "9999-12-31", "0001-01-01T00:00:00Z", "18XX", "999X"]
)
def test_a_year_far_from_any_deal_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="outside 1900 to 2200") as refused:
        span(text)
    assert refused.value.code == "E-DATE"


def test_a_window_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(Refused, match="ends before it starts") as refused:
        span("2026-02-01/2026-01-31")
    assert (refused.value.code, refused.value.hint) == ("E-RANGE", "swap the two?")


def test_a_leap_second_is_refused_in_plain_words() -> None:
    with pytest.raises(Refused, match="leap second") as refused:
        span("2026-06-30T23:59:60Z")
    assert refused.value.hint == "give second 59"


# -- what hypothesis makes up ---------------------------------------------------------------------

SINGLE = st.one_of(
    st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(date.isoformat),
    st.builds(
        lambda year, part: f"{year}{part}",
        st.integers(1900, 2199),
        st.sampled_from(
            ["", *(f"-{month:02}" for month in range(1, 13))]
            + [f"-Q{quarter}" for quarter in range(1, 5)]
            + ["-H1", "-H2", "-21", "-22", "-23", "-24", "-XX", "-XX-XX"]
        ),
    ),
)
EDTF = st.builds(lambda text, doubt: text + doubt, SINGLE, st.sampled_from(("", "~", "?", "%")))


@given(EDTF)
def test_no_date_ends_before_it_begins(text: str) -> None:
    first, last = span(text)
    assert first <= last
    assert len(first) == len(last) == len(EARLIEST)
    assert first >= EARLIEST
    assert last <= LATEST
    assert first[:4] == text[:4]


@given(EDTF, EDTF)
def test_a_window_reaches_from_its_first_date_to_its_last_or_is_refused(
    one: str, other: str
) -> None:
    first, last = span(one)[0], span(other)[1]
    if first > last:
        with pytest.raises(Refused, match="ends before it starts"):
            span(f"{one}/{other}")
    else:
        assert span(f"{one}/{other}") == (first, last)


@given(st.integers(1900, 2200), st.integers(1, 12))
def test_a_month_has_the_days_of_the_calendar(year: int, month: int) -> None:
    last = monthrange(year, month)[1]
    assert span(f"{year}-{month:02}")[1][8:10] == f"{last:02}"


@given(
    st.datetimes(datetime(1900, 1, 2), datetime(2200, 12, 30)),
    st.integers(-14 * 60, 14 * 60),
)
def test_instants_compare_as_text_whatever_zone_they_were_written_in(
    when: datetime, minutes: int
) -> None:
    zoned = when.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    (instant, _) = span(zoned.isoformat())
    assert datetime.fromisoformat(instant) == zoned
    later = (zoned + timedelta(microseconds=1)).astimezone(UTC)
    assert span(later.isoformat())[0] > instant


# -- clocks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-30", "2026-01-30T23:59:59.999999Z"),
        ("2026-01", "2026-01-31T23:59:59.999999Z"),
        ("2026-Q1", "2026-03-31T23:59:59.999999Z"),
        ("2026", "2026-12-31T23:59:59.999999Z"),
        ("2026-01-30T14:00", "2026-01-30T14:00:00.000000Z"),
        ("2026-01-30T14:00+01:00", "2026-01-30T13:00:00.000000Z"),
        ("2026-01-27/2026-01-31", "2026-01-31T23:59:59.999999Z"),
    ],
)
def test_a_clock_set_to_a_day_means_its_end(text: str, instant: str) -> None:
    assert moment(text) == instant


@pytest.mark.parametrize("word", ["now", "today"])
def test_a_clock_set_to_now_means_now(word: str) -> None:
    before = datetime.now(UTC)
    found = datetime.fromisoformat(moment(word))
    assert before <= found <= datetime.now(UTC)


def test_a_clock_that_is_no_date_is_refused() -> None:
    with pytest.raises(Refused, match="not a date"):
        moment("yesterday")
