"""What an answer prints, in English or as a French reporter would write it, is read back alike."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.dates import span
from domain.errors import Refused
from domain.reading import Context, read
from domain.values import plain, text
from tests.reading.corpus import CONTEXT, field

COMMITMENT, STAKE = field("party.commitment"), field("party.stake")
PRICE, CLOSE = field("offer.price_per_share"), field("round.expected_close")
HEDGES = ("exactly", "about", "at_least", "more_than", "at_most", "less_than")
CURRENCIES = ("USD", "EUR", "GBP", "JPY", "CHF", "INR", "CAD", "SEK")
AMOUNTS = st.builds(
    lambda digits, zeros: str(digits * 10**zeros), st.integers(1, 99_999), st.integers(0, 9)
)
FRENCH_HEDGES = {
    "exactly": "",
    "about": "environ ",
    "at_least": "au moins ",
    "more_than": "plus de ",
    "at_most": "jusqu'à ",
    "less_than": "moins de ",
}
FRENCH_MONEY = {"USD": "dollars", "EUR": "euros", "GBP": "livres sterling", "CHF": "francs suisses"}
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


def said(value: dict[str, Any]) -> dict[str, Any]:
    """What a value says of its amount, without how exactly it was written."""
    return {part: value[part] for part in value if part not in ("step", "as_quoted")}


@st.composite
def money(draw: st.DrawFn) -> dict[str, Any]:
    """A stored amount of money with any hedge, or a range."""
    currency = draw(st.sampled_from(CURRENCIES))
    if draw(st.booleans()):
        low, high = sorted((draw(AMOUNTS), draw(AMOUNTS)), key=Decimal)
        if low == high:
            high = str(2 * int(low))
        ends = {"low": low, "high": high, "currency": currency, "qualifier": "between"}
        return {"type": "money", **ends}
    qualifier = draw(st.sampled_from(HEDGES))
    amount = {"amount": draw(AMOUNTS), "currency": currency, "qualifier": qualifier}
    return {"type": "money", **amount}


@settings(max_examples=500, deadline=None)
@given(money())
def test_money_is_read_back_as_it_is_printed(value: dict[str, Any]) -> None:
    context = CONTEXT.but(currency=value["currency"])
    assert said(read(text(value), COMMITMENT, context)) == value


def in_french(value: dict[str, Any]) -> str:
    """The same amount as a French reporter writes it."""
    name = FRENCH_MONEY[value["currency"]]

    def one(amount: str) -> tuple[str, str]:
        number, scale = Decimal(amount), ""
        for size, word in ((10**9, "milliard"), (10**6, "million")):
            if number >= size:
                number, scale = number / size, word + ("s" if number >= 2 * size else "")
                break
        whole, _, decimals = (plain(number) or "").partition(".")
        digits = f"{int(whole):,}".replace(",", "\u202f") + (f",{decimals}" if decimals else "")
        return digits, f" {scale} {'d’' if name[0] in 'e' else 'de '}" if scale else " "

    if value["qualifier"] == "between":
        (low, low_of), (high, high_of) = one(value["low"]), one(value["high"])
        if (low_of == " ") != (high_of == " "):  # no reporter writes "10 dollars et 1 million"
            (low, low_of), (high, high_of) = (
                (f"{int(value[end]):,}".replace(",", "\u202f"), " ") for end in ("low", "high")
            )
        return f"entre {low}{low_of}{name} et {high}{high_of}{name}"
    digits, of = one(value["amount"])
    return f"{FRENCH_HEDGES[value['qualifier']]}{digits}{of}{name}"


@settings(max_examples=500, deadline=None)
@given(money().filter(lambda value: value["currency"] in FRENCH_MONEY))
def test_money_is_read_back_as_it_is_written_in_french(value: dict[str, Any]) -> None:
    context = CONTEXT.but(currency=value["currency"])
    assert said(read(in_french(value), COMMITMENT, context)) == value


@settings(deadline=None)
@given(
    st.decimals(min_value=Decimal("0.01"), max_value=100, places=2),
    st.sampled_from(HEDGES),
    st.booleans(),
)
def test_a_percentage_is_read_back(number: Decimal, qualifier: str, french: bool) -> None:  # noqa: FBT001
    digits = plain(number) or ""
    value = {"type": "percent", "number": digits, "basis": "unspecified", "qualifier": qualifier}
    spoken = f"{FRENCH_HEDGES[qualifier]}{digits.replace('.', ',')} %" if french else text(value)
    assert said(read(spoken, STAKE, CONTEXT)) == value


@settings(deadline=None)
@given(st.decimals(min_value=Decimal("0.01"), max_value=9999, places=2), st.sampled_from(HEDGES))
def test_a_price_is_read_back(amount: Decimal, qualifier: str) -> None:
    value = {"type": "per_share", "amount": plain(amount), "currency": "USD", "share": "common"}
    value["qualifier"] = qualifier
    assert said(read(text(value), PRICE, CONTEXT)) == value


DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
EDTF = st.one_of(
    DAYS.map(date.isoformat),
    st.builds(
        lambda year, part: f"{year}{part}",
        st.integers(1900, 2199),
        st.sampled_from(
            ["", "-Q1", "-Q2", "-Q3", "-Q4", "-H1", "-H2", "-21", "-22", "-23", "-24"]
            + [f"-{month:02}" for month in range(1, 13)]
        ),
    ),
)
BOUNDS = st.sampled_from(("exactly", "at_least", "at_most"))


@settings(max_examples=400, deadline=None)
@given(EDTF, st.sampled_from(("", "~", "?", "%")), BOUNDS)
def test_a_date_is_read_back_as_it_is_printed(edtf: str, doubt: str, bound: str) -> None:
    value = {"type": "date", "edtf": edtf + doubt, "qualifier": bound}
    assert said(read(text(value), CLOSE, CONTEXT)) == value


@settings(deadline=None)
@given(DAYS, DAYS)
def test_a_window_is_read_back_as_it_is_printed(one: date, other: date) -> None:
    start, end = sorted((one, other))
    value = {"type": "date", "edtf": f"{start}/{end}", "qualifier": "exactly"}
    assert said(read(text(value), CLOSE, CONTEXT)) == value


@settings(deadline=None)
@given(DAYS, st.sampled_from((("", "exactly"), ("d'ici le ", "at_most"), ("dès le ", "at_least"))))
def test_a_day_is_read_back_as_it_is_written_in_french(day: date, bound: tuple[str, str]) -> None:
    number = "1er" if day.day == 1 else str(day.day)
    words, qualifier = bound
    found = read(f"{words}{number} {MONTHS[day.month - 1]} {day.year}", CLOSE, CONTEXT)
    assert said(found) == {"type": "date", "edtf": str(day), "qualifier": qualifier}


PUBLISHED = st.dates(date(1990, 1, 1), date(2150, 12, 31))


@settings(deadline=None)
@given(PUBLISHED, st.integers(1, 120))
def test_a_relative_date_counts_from_the_day_of_publication(day: date, many: int) -> None:
    context = Context(day=str(day))
    ago = read(f"{many} days ago", field("round.closed_on"), context)
    assert (ago["edtf"], ago["anchor"]) == (str(day - timedelta(days=many)), str(day))
    within = read(f"sous {many} jours", CLOSE, context)
    assert (within["edtf"], within["qualifier"]) == (str(day + timedelta(days=many)), "at_most")


@settings(deadline=None)
@given(PUBLISHED, st.sampled_from(MONTHS))
def test_a_month_without_its_year_is_the_coming_one_or_refused(day: date, month: str) -> None:
    with suppress(Refused):  # where that month has just gone by
        found = read(f"fin {month}", CLOSE, Context(day=str(day)))
        first, last = (date.fromisoformat(end[:10]) for end in span(found["edtf"]))
        assert last >= day
        assert (first - day).days < 330
