"""Sums of values: hedges stay, and what stands on different bases is not added."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.values import Interval, add, interval, same, text
from tests.domain.valued import (
    NONE,
    UNDISCLOSED,
    Value,
    between,
    count,
    ends,
    floating,
    percent,
    price,
    quantity,
    sums_of_money,
    usd,
    words,
)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (usd("110000000000"), usd("10000000000"), "$120bn"),
        (usd("110000000000"), usd("10000000000", "about"), "about $120bn"),
        (usd("110000000000"), usd("10000000000", "at_most"), "$110bn to $120bn"),
        (usd("110000000000"), usd("10000000000", "at_least"), "at least $120bn"),
        (usd("110000000000"), usd("10000000000", "more_than"), "more than $120bn"),
        (usd("50000000000", "at_most"), usd("30000000000", "at_most"), "up to $80bn"),
        (usd("50000000000", "at_most"), usd("30000000000", "less_than"), "less than $80bn"),
        (usd("50000000000", "at_most"), usd("30000000000", "at_least"), "at least $30bn"),
        (between("2000000", "10000000"), usd("1000000"), "$3m to $11m"),
        (between("2000000", "10000000"), usd("1000000", "at_least"), "at least $3m"),
        (usd("20000000000"), NONE, "$20bn"),
        (NONE, usd("20000000000", "at_most"), "up to $20bn"),
        (NONE, NONE, "none"),
    ],
)
def test_a_sum_keeps_the_hedges_of_what_it_adds(one: Value, other: Value, said: str) -> None:
    assert text(add(one, other)) == said
    assert text(add(other, one)) == said


def test_two_rounded_figures_make_a_sum_that_is_rounded_by_as_much_as_both() -> None:
    ten = usd("10000000000", "about", step="1000000000")
    assert ends(interval(add(ten, ten) or {}))[:2] == (
        Decimal("19000000000"),
        Decimal("21000000000"),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (usd("50"), {**usd("50"), "currency": "EUR"}),
        (usd("50"), usd("50", per="month")),
        (UNDISCLOSED, usd("50")),
        (usd("50", "at_most"), UNDISCLOSED),
        (usd("50"), percent("50")),
        (words("a"), words("b")),
        (floating(), price("30")),
        (quantity("2", "GW"), quantity("3", "MW")),
    ],
)
def test_what_stands_on_different_bases_or_is_not_told_is_not_added(
    one: Value, other: Value
) -> None:
    assert add(one, other) is None


def test_an_undisclosed_amount_on_top_leaves_what_there_was_as_a_floor() -> None:
    found = add(usd("50"), UNDISCLOSED)
    assert found is not None
    assert (found["qualifier"], found["amount"]) == ("at_least", "50")


def test_counts_and_quantities_add_by_their_number() -> None:
    assert text(add(count("1000"), count("250", qualifier="about"))) == "about 1,250 shares"
    assert text(add(quantity("2"), quantity("0.5", qualifier="at_least"))) == "at least 2.5 GW"


@st.composite
def members(draw: st.DrawFn, value: Value) -> Decimal:
    """A number, not negative, that a value admits."""
    found = interval(value)
    assert found is not None
    low = max(found.low, Decimal(0)) if found.low is not None else Decimal(0)
    high = found.high if found.high is not None else low + 10**6
    share = Decimal(draw(st.integers(0, 100))) / 100
    number = low + (high - low) * share
    nudge = Decimal("0.0001")
    if found.low_open and number <= low:
        number = low + nudge
    if found.high_open and number >= high:
        number = high - nudge
    assume(number >= 0)  # nothing is less than nothing
    return number


@given(sums_of_money(("USD",)), sums_of_money(("USD",)), st.data())
def test_a_sum_admits_every_sum_of_what_its_members_admit(
    one: Value, other: Value, data: st.DataObject
) -> None:
    total = add(one, other)
    assert total is not None
    a, b = data.draw(members(one)), data.draw(members(other))
    admitted = interval(total)
    assert admitted is not None
    assert admitted.holds(Interval(a + b, a + b))


@given(sums_of_money(), sums_of_money())
def test_the_order_of_adding_does_not_matter(one: Value, other: Value) -> None:
    first, second = add(one, other), add(other, one)
    if first is None or second is None:
        assert first is second
    else:
        assert same(first, second)
        assert first["type"] == "money"
