"""Values as they are stored, in a few words, and made-up ones, for the tests of values."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from domain.values import Interval, plain

Value = dict[str, Any]
UNDISCLOSED: Value = {"type": "undisclosed", "reason": "redacted"}
NONE: Value = {"type": "none"}


def usd(amount: str, qualifier: str = "exactly", **more: str) -> Value:
    return {
        "type": "money",
        "amount": amount,
        "currency": "USD",
        "qualifier": qualifier,
        **more,
    }


def between(low: str, high: str, **more: str) -> Value:
    return {
        "type": "money",
        "low": low,
        "high": high,
        "currency": "USD",
        "qualifier": "between",
        **more,
    }


def percent(number: str, **more: str) -> Value:
    return {"type": "percent", "number": number, "qualifier": "exactly", **more}


def count(number: str, unit: str = "shares", qualifier: str = "exactly") -> Value:
    return {"type": "count", "number": number, "unit": unit, "qualifier": qualifier}


def quantity(number: str, unit: str = "GW", qualifier: str = "exactly") -> Value:
    return {"type": "quantity", "number": number, "unit": unit, "qualifier": qualifier}


def period(number: str, unit: str, qualifier: str = "exactly") -> Value:
    return {"type": "period", "number": number, "unit": unit, "qualifier": qualifier}


def price(amount: str, **more: str) -> Value:
    return {
        "type": "per_share",
        "amount": amount,
        "currency": "USD",
        "share": "common",
        "qualifier": "exactly",
        **more,
    }


def date(edtf: str, qualifier: str = "exactly") -> Value:
    return {"type": "date", "edtf": edtf, "qualifier": qualifier}


def choice(word: str, **more: str) -> Value:
    return {"type": "choice", "choice": word, **more}


def choices(*words: str, qualifier: str = "exactly") -> Value:
    return {"type": "choice", "choices": list(words), "qualifier": qualifier}


def refs(*ids: str, qualifier: str = "exactly") -> Value:
    return {"type": "refs", "to": list(ids), "qualifier": qualifier}


def any_of(*branches: str | Value) -> Value:
    return {"type": "condition", "any": list(branches)}


def all_of(*branches: str | Value) -> Value:
    return {"type": "condition", "all": list(branches)}


def words(said: str) -> Value:
    return {"type": "text", "text": said}


def paid(*parts: Value, **more: str) -> Value:
    return {"type": "consideration", "per": "share", "parts": list(parts), **more}


def floating(**more: Any) -> Value:
    return {
        "type": "per_share",
        "currency": "USD",
        "share": "common",
        "qualifier": "exactly",
        "floating": {"ratio": "0.2", "of": "bidco", "at": "vwap_10d"},
        **more,
    }


AMOUNTS = st.decimals(min_value=0, max_value=10**15, places=2).map(lambda found: plain(found) or "")
QUALIFIERS = ("exactly", "about", "at_least", "more_than", "at_most", "less_than")


@st.composite
def sums_of_money(draw: st.DrawFn, currencies: tuple[str, ...] = ("USD", "EUR")) -> Value:
    """Money with any hedge, on few enough bases that two of them often meet."""
    found: Value = {"type": "money", "currency": draw(st.sampled_from(currencies))}
    amounts = AMOUNTS | st.sampled_from(("10", "20", "20.5", "30"))
    if draw(st.integers(0, 6)) == 0:
        low, high = sorted((draw(amounts), draw(amounts)), key=Decimal)
        found |= {"low": low, "high": high, "qualifier": "between"}
    else:
        found |= {"amount": draw(amounts), "qualifier": draw(st.sampled_from(QUALIFIERS))}
    if step := draw(st.sampled_from((None, None, "0.01", "1", "10", "1000000000"))):
        found["step"] = step
    return found


NAMES = st.sampled_from(("amazon", "nvidia", "softbank", "mgx"))
LISTS = st.lists(NAMES, min_size=1, max_size=4, unique=True)
EXACT_OR_NOT = st.sampled_from(("exactly", "at_least"))

TREES: st.SearchStrategy[Any] = st.recursive(
    NAMES,
    lambda inner: st.builds(
        lambda join, branches: {join: branches},
        st.sampled_from(("any", "all")),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)

DATES = st.builds(
    date,
    st.sampled_from(("2026", "2026-Q1", "2026-02", "2026-02-27", "2026-03-31", "2026-H2", "2027")),
    st.sampled_from(("exactly", "about", "at_least", "at_most")),
)

VALUES: st.SearchStrategy[Value] = st.one_of(
    sums_of_money(),
    st.builds(percent, AMOUNTS, of=NAMES),
    st.builds(percent, AMOUNTS, basis=st.sampled_from(("unspecified", "voting", "outstanding"))),
    st.builds(count, AMOUNTS.map(lambda found: found.partition(".")[0])),
    st.builds(quantity, AMOUNTS, st.sampled_from(("GW", "MW")), st.sampled_from(QUALIFIERS)),
    st.builds(period, AMOUNTS, st.sampled_from(("day", "month")), st.sampled_from(QUALIFIERS)),
    st.builds(price, AMOUNTS),
    st.just(floating()),
    DATES,
    st.builds(choice, st.sampled_from(("early", "advanced", "stalled"))),
    st.builds(lambda found, how: refs(*found, qualifier=how), LISTS, EXACT_OR_NOT),
    st.builds(lambda found, how: choices(*found, qualifier=how), LISTS, EXACT_OR_NOT),
    st.builds(lambda join, found: {"type": "condition", join: found},
              st.sampled_from(("any", "all")), st.lists(TREES, min_size=1, max_size=3)),
    st.builds(words, st.sampled_from(("a letter", "A  letter", "an NDA"))),
    st.builds(lambda cash: paid({"cash": cash, "currency": "USD"}), AMOUNTS),
    st.just(paid({"cash": "all"})),
    st.just(UNDISCLOSED),
    st.just(NONE),
)  # fmt: skip


def ends(found: Interval | None) -> tuple[Any, ...]:
    assert found is not None
    return found.low, found.high, found.low_open, found.high_open
