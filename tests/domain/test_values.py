"""What a stored value means: its interval, its basis, when two contradict each other, its words."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain import fields, reading
from domain.reading import Context
from domain.values import (
    Interval,
    add,
    basis,
    bounds,
    comparable,
    conflict,
    interval,
    key,
    leaves,
    plain,
    same,
    scaled,
    text,
    tolerance,
    tree,
)

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


# -- what hypothesis makes up ---------------------------------------------------------------------

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


# -- intervals ------------------------------------------------------------------------------------


def ends(found: Interval | None) -> tuple[Any, ...]:
    assert found is not None
    return found.low, found.high, found.low_open, found.high_open


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
    assert ends(interval(floating(amount="30.00")))[:2] == (Decimal(30), Decimal(30))
    assert bounds(floating(amount="30.00")) == ("30", "30")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (usd("50000000000", "at_most"), (None, "50000000000")),
        (usd("50", "more_than"), ("50", None)),
        (usd("100", "about"), ("99", "101")),
        (between("2", "10"), ("2", "10")),
        (NONE, ("0", "0")),
        (percent("27.50"), ("27.5", "27.5")),
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


# -- sums -----------------------------------------------------------------------------------------


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


# -- as people read it ----------------------------------------------------------------------------


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_plain_number_never_has_an_exponent_or_needless_zeros(number: Decimal) -> None:
    shown = plain(number) or ""
    assert "e" not in shown.lower()
    assert Decimal(shown) == number
    assert not ("." in shown and shown.endswith(("0", ".")))


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("50000000000", "50bn"),
        ("1200000000000", "1.2tn"),
        ("7500000", "7.5m"),
        ("999999", "999,999"),
        ("1234567891", "1,234,567,891"),
        ("22500000000", "22.5bn"),
        ("0", "0"),
        ("61.5", "61.5"),
    ],
)
def test_large_numbers_are_shown_with_a_scale_word_where_that_loses_nothing(
    number: str, shown: str
) -> None:
    assert scaled(number) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "—"),
        (usd("50000000000", "at_most"), "up to $50bn"),
        (usd("850000000000", "more_than"), "more than $850bn"),
        (usd("10000000000", "less_than"), "less than $10bn"),
        ({**usd("4000000"), "currency": "EUR"}, "€4m"),
        ({**usd("1000000000"), "currency": "JPY"}, "JPY 1bn"),
        (usd("2000000000", per="month"), "$2bn a month"),
        (usd("2000000000", per="half_year"), "$2bn a half year"),
        (between("2000000000", "10000000000"), "$2bn to $10bn"),
        (price("61.5"), "$61.50 a share"),
        (price("30"), "$30 a share"),
        (price("0.005"), "$0.005 a share"),
        (floating(), "0.2 × bidco at vwap_10d"),
        (percent("27", of="openai", basis="as_converted"), "27% of OpenAI, as converted"),
        (
            percent("38", over="unaffected", on="2026-09-10"),
            "38% over unaffected of 2026-09-10",
        ),
        ({**percent("20"), "qualifier": "about"}, "about 20%"),
        (count("16000", "jobs"), "16,000 jobs"),
        (quantity("2", "GW", "about"), "about 2 GW"),
        (quantity("12", "x"), "12x"),
        (period("5", "business_day", "at_least"), "at least 5 business days"),
        (period("1", "year"), "1 year"),
        (date("2026-05-22", "at_least"), "not before 2026-05-22"),
        (date("2026-Q1", "at_most"), "by 2026-Q1"),
        (date("2025-10", "about"), "about 2025-10"),
        (date("2025-10~"), "2025-10~"),
        (choice("in_talks"), "in talks"),
        (choice("other", as_quoted="a pause"), "other, a pause"),
        (choices("cash", "chips", qualifier="at_least"), "cash, chips and others"),
        (words("stateless APIs only on Azure"), "stateless APIs only on Azure"),
        (refs("softbank", "openai", qualifier="at_least"), "softbank, OpenAI and others"),
        (any_of("ipo-leg", {"all": ["a", "b"]}), "ipo-leg or (a and b)"),
        (all_of("ipo-leg"), "ipo-leg"),
        (
            paid(
                {"cash": "24.10", "currency": "USD"}, {"stock": "0.2", "of": "bidco"}, {"cvr": "1"}
            ),
            "$24.10 cash + 0.2 bidco shares + 1 CVR a share",
        ),
        (
            paid(
                {"cash": "61.5", "currency": "USD"},
                {"stock": "0.5", "of": "bidco"},
                election="cash_or_stock",
            ),
            "$61.50 cash or 0.5 bidco shares a share",
        ),
        (
            paid(
                {"cash": "30", "currency": "USD"},
                {"stock": "0.5", "of": "bidco"},
                election="prorated",
            ),
            "$30 cash + 0.5 bidco shares a share, prorated",
        ),
        (paid({"cash": "all"}), "all cash"),
        (paid({"cvr": "1", "instrument": "cvr-1"}), "1 CVR (cvr-1) a share"),
        (
            paid({"cash": "5", "currency": "EUR"}, {"undisclosed": "true"}),
            "€5 cash + an undisclosed part a share",
        ),
        (UNDISCLOSED, "undisclosed"),
        (NONE, "none"),
    ],
)
def test_every_type_of_value_reads_as_people_say_it(value: Value | None, shown: str) -> None:
    assert text(value, {"openai": "OpenAI"}) == shown


READ_BACK = [
    (field, value)
    for field, values in {
        "commitment": [
            usd("50000000000", how) for how in ("exactly", "about", "at_least", "more_than")
        ]
        + [usd("50000000000", "at_most"), usd("50000000000", "less_than")]
        + [between("2000000000", "10000000000"), usd("1234567891"), NONE, UNDISCLOSED],
        "revenue": [usd("2000000000", per=span) for span in ("month", "quarter", "year")],
        "jobs_cut": [count("16000", "jobs"), count("14000", "jobs", "at_least")],
        "payment_form": [choices("cash", "chips", qualifier="at_least"), choices("cash")],
        "closed_on": [
            date("2026-05-22", how) for how in ("exactly", "at_least", "at_most", "about")
        ],
        "lead": [refs("softbank", "mgx"), refs("softbank", qualifier="at_least")],
        "condition": [any_of("ipo-leg", "agi-leg"), all_of("a", {"any": ["b", "c"]})],
    }.items()
    for value in values
]


@pytest.mark.parametrize(("field", "value"), READ_BACK)
def test_what_is_printed_for_a_figure_reads_back_to_the_same_value(
    field: str, value: Value
) -> None:
    ids = ("softbank", "mgx", "ipo-leg", "agi-leg", "a", "b", "c")
    context = Context(currency="USD", day="2026-06-01", elements=dict.fromkeys(ids, ""))
    entry = next(each for each in fields.every_field() if each.name == field)
    assert same(reading.read(text(value), entry, context), value)
