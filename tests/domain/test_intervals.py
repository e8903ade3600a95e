"""The interval that a stored value stands for."""

from decimal import Decimal
from typing import Any

import pytest

from domain.values import Interval, bounds, interval, tolerance
from tests.domain.valued import (
    NONE,
    UNDISCLOSED,
    Value,
    between,
    choice,
    date,
    ends,
    floating,
    percent,
    refs,
    usd,
    words,
)


@pytest.mark.parametrize(
    ("qualifier", "expected"),
    [
        ("exactly", (Decimal(50), Decimal(50), False, False)),
        ("about", (Decimal("49.5"), Decimal("50.5"), False, False)),
        ("at_least", (Decimal(50), None, False, False)),
        ("more_than", (Decimal(50), None, True, False)),
        ("at_most", (None, Decimal(50), False, False)),
        ("less_than", (None, Decimal(50), False, True)),
    ],
)
def test_every_hedge_is_an_interval(qualifier: str, expected: tuple[Any, ...]) -> None:
    assert ends(interval(usd("50", qualifier))) == expected


def test_a_range_is_its_two_ends() -> None:
    assert ends(interval(between("2", "10"))) == (Decimal(2), Decimal(10), False, False)


def test_a_hedge_that_is_not_given_is_exactly() -> None:
    bare = {"type": "money", "amount": "50", "currency": "USD"}
    assert ends(interval(bare)) == ends(interval(usd("50")))


def test_about_is_half_the_last_stated_digit_and_at_least_one_per_cent() -> None:
    assert tolerance(usd("100", "about", step="10")) == 5
    assert tolerance(usd("1000", "about", step="1")) == 10


def test_a_figure_written_with_a_scale_word_admits_what_rounds_to_it() -> None:
    stated = usd("110000000000", step="1000000000")
    assert ends(interval(stated, rounded=True))[:2] == (
        Decimal("109500000000"),
        Decimal("110500000000"),
    )
    assert ends(interval(stated))[:2] == (Decimal("110000000000"),) * 2


def test_a_figure_written_out_in_full_admits_half_a_unit() -> None:
    assert ends(interval(usd("122000000001"), rounded=True))[:2] == (
        Decimal("122000000000.5"),
        Decimal("122000000001.5"),
    )


def test_a_bound_is_not_widened_by_rounding() -> None:
    assert ends(interval(usd("50", "at_most", step="10"), rounded=True))[1] == 50


def test_none_is_zero_and_undisclosed_is_no_number_at_all() -> None:
    assert ends(interval(NONE))[:2] == (0, 0)
    assert interval(UNDISCLOSED) is None
    assert bounds(UNDISCLOSED) == (None, None)


@pytest.mark.parametrize(
    "value", [words("a letter"), refs("amazon"), choice("early"), date("2026"), floating()]
)
def test_what_is_no_number_has_no_interval(value: Value) -> None:
    assert interval(value) is None


def test_a_floating_price_has_its_amount_once_it_is_struck() -> None:
    assert ends(interval(floating(amount="30")))[:2] == (Decimal(30), Decimal(30))
    assert bounds(floating(amount="30")) == ("30", "30")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (usd("50000000000", "at_most"), (None, "50000000000")),
        (usd("50", "more_than"), ("50", None)),
        (usd("100", "about"), ("99", "101")),
        (between("2", "10"), ("2", "10")),
        (NONE, ("0", "0")),
        (percent("27.5"), ("27.5", "27.5")),
        (date("2026-02"), ("2026-02-01", "2026-02-28")),
        (date("2026-05-22", "at_least"), ("2026-05-22", None)),
        (date("2026-Q1", "at_most"), (None, "2026-03-31")),
        (words("a letter"), (None, None)),
        (refs("amazon"), (None, None)),
    ],
)
def test_bounds_are_decimal_texts_or_days_and_null_where_open(
    value: Value, expected: tuple[str | None, str | None]
) -> None:
    assert bounds(value) == expected


def test_an_interval_holds_another_only_if_its_ends_do() -> None:
    above, from_ = Interval(Decimal(50), None, low_open=True), Interval(Decimal(50), None)
    below, to = Interval(None, Decimal(50), high_open=True), Interval(None, Decimal(50))
    fifty = Interval(Decimal(50), Decimal(50))
    assert from_.holds(fifty)
    assert from_.holds(above)
    assert to.holds(fifty)
    assert to.holds(below)
    assert above.holds(above)
    assert not above.holds(fifty)
    assert not above.holds(from_)
    assert not below.holds(fifty)
    assert not fifty.holds(from_)
    assert Interval(None, None).holds(from_)
