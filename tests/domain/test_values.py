"""What a stored value means: its basis, when two contradict each other or are the same."""

from typing import Any

import pytest
from hypothesis import given

from domain.values import basis, comparable, conflict, key, leaves, same, tree
from tests.domain.valued import (
    NONE,
    TREES,
    UNDISCLOSED,
    VALUES,
    Value,
    all_of,
    any_of,
    between,
    choice,
    choices,
    count,
    date,
    floating,
    paid,
    percent,
    period,
    price,
    quantity,
    refs,
    usd,
    words,
)

# -- when two values contradict each other ---------------------------------------------------------

CONTRADICT = [
    # intervals
    (usd("20"), usd("30"), True),
    (usd("50"), usd("50"), False),
    (usd("50", "at_least"), usd("100", "at_most"), False),
    (usd("50", "at_least"), usd("40", "at_most"), True),
    (usd("50", "at_least"), usd("50", "at_most"), False),
    (usd("50", "more_than"), usd("50", "at_most"), True),
    (usd("50", "at_least"), usd("50", "less_than"), True),
    (usd("50", "more_than"), usd("50", "less_than"), True),
    (usd("50", "more_than"), usd("49", "more_than"), False),
    (usd("50", "at_most"), usd("1", "less_than"), False),
    (between("2", "10"), between("10", "20"), False),
    (between("2", "10"), between("11", "20"), True),
    (between("2", "10"), usd("10", "more_than"), True),
    (usd("100", "about"), usd("101"), False),
    (usd("100", "about"), usd("103"), True),
    # rounding
    (usd("110", step="1"), usd("110.4", step="0.1"), False),
    (usd("110", step="1"), usd("111", step="1"), True),  # 110.5 rounds to one of them
    (usd("110", step="1"), usd("112", step="1"), True),
    (usd("110.0", step="0.1"), usd("110.4", step="0.1"), True),
    # other bases are no contradiction
    (usd("50"), {**usd("60"), "currency": "EUR"}, False),
    (usd("2", per="month"), usd("24", per="year"), False),
    (percent("10", of="openai"), percent("20", of="anthropic"), False),
    (percent("10", basis="voting"), percent("20", basis="outstanding"), False),
    (percent("10", basis="voting"), percent("20", basis="voting"), True),
    (percent("10", basis="voting"), percent("20"), True),
    (percent("10", of="openai"), percent("20"), True),
    (percent("38", over="unaffected"), percent("20", over="last_close"), False),
    (
        percent("38", over="unaffected", on="2026-09-10"),
        percent("20", over="unaffected", on="2026-09-11"),
        False,
    ),
    (quantity("2", "GW"), quantity("3", "GW"), True),
    (quantity("2", "GW"), quantity("3000", "MW"), False),
    (period("1", "year"), period("13", "month"), False),
    (period("5", "day"), period("6", "day"), True),
    (price("30"), price("31"), True),
    (price("30"), {**price("31"), "share": "preferred"}, False),
    (count("16000"), count("14000"), True),
    # dates
    (date("2026-02"), date("2026-02-27"), False),
    (date("2026-02"), date("2026-03"), True),
    (date("2026-Q1"), date("2026-03-31"), False),
    (date("2026-05-22", "at_least"), date("2026-05-22"), False),
    (date("2026-05-22", "at_least"), date("2026-05-21"), True),
    (date("2026-03", "at_most"), date("2026-02"), False),
    (date("2026-03", "at_most"), date("2026-04-01"), True),
    (date("2026-03", "at_most"), date("2026-04", "at_least"), True),
    # choices
    (choice("early"), choice("early"), False),
    (choice("early"), choice("advanced"), True),
    (choice("early"), choices("early"), False),
    (choices("cash", "chips"), choices("chips", "cash"), False),
    (choices("cash"), choices("cash", "chips"), True),
    (choices("cash", qualifier="at_least"), choices("cash", "chips"), False),
    (choices("services", qualifier="at_least"), choices("cash", "chips"), True),
    # lists of elements
    (refs("amazon"), refs("amazon"), False),
    (refs("amazon"), refs("nvidia"), True),
    (refs("amazon", "nvidia"), refs("amazon"), True),
    (refs("amazon", qualifier="at_least"), refs("amazon", "nvidia"), False),
    (refs("amazon", "mgx", qualifier="at_least"), refs("amazon", "nvidia"), True),
    (refs("amazon", qualifier="at_least"), refs("nvidia", qualifier="at_least"), False),
    # conditions
    (any_of("ipo", "agi"), any_of("agi", "ipo"), False),
    (any_of("ipo", "agi"), all_of("agi", "ipo"), True),
    (any_of("ipo"), all_of("ipo"), False),
    (any_of("ipo", "agi"), any_of("ipo"), True),
    (all_of("a", {"any": ["b", "c"]}), all_of({"any": ["c", "b"]}, "a"), False),
    (all_of("a", {"all": ["b", "c"]}), all_of("a", "b", "c"), False),
    (all_of("a", "b", "a"), all_of("b", "a"), False),
    (all_of("a", {"any": ["b", "c"]}), any_of("a", {"all": ["b", "c"]}), True),
    # prices of several parts
    (paid({"cash": "30", "currency": "USD"}), paid({"cash": "30", "currency": "USD"}), False),
    (paid({"cash": "30", "currency": "USD"}), paid({"cash": "31", "currency": "USD"}), True),
    (paid({"cash": "30", "currency": "USD"}), paid({"cash": "27", "currency": "EUR"}), False),
    (paid({"cash": "all"}), paid({"cash": "30", "currency": "USD"}), False),
    (paid({"cash": "all"}), paid({"stock": "0.2", "of": "bidco"}), True),
    (
        paid({"cash": "24", "currency": "USD"}, {"stock": "0.2", "of": "bidco"}),
        paid({"stock": "0.2", "of": "bidco"}, {"cash": "24", "currency": "USD"}),
        False,
    ),
    (
        paid({"cash": "24", "currency": "USD"}, {"undisclosed": "true"}),
        paid({"cash": "24", "currency": "USD"}, {"cvr": "1"}),
        False,
    ),
    (
        paid({"cash": "24", "currency": "USD"}, {"undisclosed": "true"}),
        paid({"cash": "25", "currency": "USD"}, {"cvr": "1"}),
        True,
    ),
    (paid({"stock": "0.2", "of": "bidco"}), paid({"stock": "0.2", "of": "acme"}), True),
    (
        paid({"cash": "24", "currency": "USD"}),
        paid({"cash": "24", "currency": "USD"}, election="cash_or_stock"),
        True,
    ),
    # words
    (words("a letter"), words("something else"), False),
    (words("a letter"), refs("amazon"), False),
    # none and undisclosed
    (NONE, NONE, False),
    (NONE, usd("50"), True),
    (NONE, usd("50", "at_least"), True),
    (NONE, usd("50", "at_most"), False),  # up to 50 begins at nothing
    (NONE, count("1"), True),
    (NONE, date("2026"), True),
    (NONE, refs("amazon"), True),
    (NONE, choice("early"), True),
    (NONE, any_of("ipo", "agi"), True),
    (NONE, words("a timetable"), True),
    (UNDISCLOSED, usd("50"), False),
    (UNDISCLOSED, NONE, False),
    (UNDISCLOSED, refs("amazon"), False),
    (UNDISCLOSED, UNDISCLOSED, False),
    # floating prices
    (floating(), floating(), False),
    (floating(amount="30"), price("31"), True),
    (floating(amount="30"), price("30"), False),
]


@pytest.mark.parametrize(("one", "other", "expected"), CONTRADICT)
def test_two_values_contradict_each_other_only_if_they_cannot_both_hold(
    one: Value, other: Value, *, expected: bool
) -> None:
    assert conflict(one, other) is expected
    assert conflict(other, one) is expected


@given(VALUES, VALUES)
def test_a_contradiction_is_mutual(one: Value, other: Value) -> None:
    assert conflict(one, other) is conflict(other, one)


@given(VALUES, VALUES)
def test_the_same_value_never_contradicts_itself(one: Value, other: Value) -> None:
    assert not conflict(one, one)
    if same(one, other):
        assert not conflict(one, other)


@given(VALUES, VALUES)
def test_two_values_are_the_same_if_and_only_if_their_keys_are_equal(
    one: Value, other: Value
) -> None:
    assert same(one, other) is (key(one) == key(other))
    assert same(one, other) is same(other, one)
    hash(key(one))


@given(VALUES, VALUES)
def test_what_cannot_be_compared_does_not_contradict(one: Value, other: Value) -> None:
    assert comparable(one, other) is comparable(other, one)
    if not comparable(one, other):
        assert not conflict(one, other)


# -- the basis that two values stand on ------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (usd("50"), ("USD",)),
        (usd("2", per="month"), ("USD", "per month")),
        (price("30"), ("USD", "common")),
        (percent("27", of="openai", basis="as_converted"), ("openai", "as_converted")),
        (percent("27", basis="unspecified"), ()),
        (percent("38", over="unaffected", on="2026-09-10"), ("over unaffected 2026-09-10",)),
        (quantity("2", "GW"), ("GW",)),
        (period("5", "business_day"), ("business_day",)),
        (choice("early"), ()),
        (NONE, ()),
    ],
)
def test_the_basis_is_what_has_to_be_alike_before_values_compare(
    value: Value, expected: tuple[str, ...]
) -> None:
    assert basis(value) == expected


def test_a_percentage_without_a_stated_basis_compares_with_any() -> None:
    assert comparable(percent("27", basis="as_converted"), percent("27"))
    assert comparable(percent("27", of="openai"), percent("27"))
    assert not comparable(percent("27", basis="as_converted"), percent("27", basis="fully_diluted"))


def test_a_premium_compares_only_over_the_same_price_of_the_same_day() -> None:
    assert not comparable(percent("38", over="unaffected"), percent("38"))
    assert comparable(percent("38", over="unaffected"), percent("40", over="unaffected"))


def test_values_of_different_types_do_not_compare_but_none_and_undisclosed_do_with_all() -> None:
    assert not comparable(usd("50"), percent("50"))
    assert not comparable(words("Arm shares"), refs("arm"))
    for value in (usd("50"), words("x"), refs("amazon"), date("2026")):
        assert comparable(NONE, value)
        assert comparable(value, UNDISCLOSED)


# -- when two values are the same ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (usd("50", step="1000000000", as_quoted="up to $50bn"), usd("50")),
        (usd("9", converted_from="USD"), usd("9")),
        (refs("amazon", "nvidia"), refs("nvidia", "amazon")),
        (choices("cash", "chips"), choices("chips", "cash")),
        (choice("early"), choices("early")),
        (any_of("ipo", "agi"), any_of("agi", "ipo")),
        (all_of("a", {"any": ["b", "c"]}), all_of({"any": ["c", "b"]}, "a")),
        (all_of("a", {"all": ["b", "c"]}), all_of("c", "b", "a")),
        (words("Stateless  APIs only"), words("stateless APIs only")),
        (date("2025-10", "about"), date("2025-10~")),
        (date("2026-05-22"), {**date("2026-05-22"), "anchor": "2026-05-20", "as_quoted": "Friday"}),
        (UNDISCLOSED, {"type": "undisclosed", "reason": "withheld"}),
        (
            paid({"cash": "24", "currency": "USD"}, {"cvr": "1"}),
            paid({"cvr": "1"}, {"currency": "USD", "cash": "24"}),
        ),
    ],
)
def test_order_rounding_and_wording_do_not_make_another_value(one: Value, other: Value) -> None:
    assert same(one, other)
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (usd("50"), usd("50", "about")),
        (usd("50", "at_most"), usd("50", "less_than")),
        (usd("50"), {**usd("50"), "currency": "EUR"}),
        (usd("50"), usd("50", per="year")),
        (between("2", "10"), between("2", "11")),
        (usd("50"), price("50")),
        (refs("amazon"), refs("amazon", qualifier="at_least")),
        (any_of("ipo", "agi"), all_of("ipo", "agi")),
        (date("2026-05-22"), date("2026-05-22", "at_least")),
        (NONE, UNDISCLOSED),
        (choice("other", as_quoted="a pause"), choice("other", as_quoted="a freeze")),
        (floating(), price("30")),
        (percent("27", of="openai"), percent("27")),
    ],
)
def test_another_hedge_basis_or_bound_makes_another_value(one: Value, other: Value) -> None:
    assert not same(one, other)


@given(TREES)
def test_the_form_of_a_condition_is_settled_and_names_its_leaves(branch: Any) -> None:
    whole = all_of(branch)
    assert tree(whole) == tree(all_of(branch, branch))
    assert tree(whole) == tree(all_of({"all": [branch]}))
    assert tree(any_of(branch)) == tree(whole)
    assert set(leaves(whole)) == set(leaves(branch))
