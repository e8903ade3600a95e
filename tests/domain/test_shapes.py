"""What a stored value must look like, and what is refused."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.shapes import MAX_DIGITS, Value

Stored = dict[str, Any]
VALUE: TypeAdapter[Any] = TypeAdapter(Value)


def stored(value: Stored) -> Stored:
    """A value as it comes back from the ledger after it was accepted."""
    found = VALUE.validate_python(value)
    assert VALUE.validate_json(VALUE.dump_json(found)) == found
    return json.loads(VALUE.dump_json(found))  # type: ignore[no-any-return]


def complaint(value: Stored) -> str:
    """The first thing that is wrong with a value."""
    with pytest.raises(ValidationError) as refused:
        VALUE.validate_python(value)
    return str(refused.value.errors()[0]["msg"])


def money(**parts: Any) -> Stored:
    return {"type": "money", "currency": "USD", **parts}


# One example of every type, as the documentation of the file format has it.
EXAMPLES: list[Stored] = [
    {
        "type": "money",
        "amount": "50000000000",
        "currency": "USD",
        "qualifier": "at_most",
        "step": "1000000000",
        "as_quoted": "up to $50bn",
    },
    {
        "type": "money",
        "low": "10000000000",
        "high": "100000000000",
        "currency": "USD",
        "qualifier": "between",
        "as_quoted": "tens of billions",
    },
    {
        "type": "money",
        "amount": "2000000000",
        "currency": "USD",
        "per": "month",
        "qualifier": "exactly",
    },
    {
        "type": "money",
        "amount": "8540000000",
        "currency": "EUR",
        "qualifier": "about",
        "converted_from": "USD",
    },
    {
        "type": "per_share",
        "amount": "30",
        "currency": "USD",
        "share": "common",
        "qualifier": "exactly",
    },
    {
        "type": "per_share",
        "currency": "USD",
        "share": "common",
        "qualifier": "exactly",
        "floating": {"ratio": "0.2", "of": "bidco", "at": "vwap_10d"},
    },
    {
        "type": "percent",
        "number": "27",
        "of": "openai",
        "basis": "as_converted",
        "qualifier": "about",
    },
    {
        "type": "percent",
        "number": "38",
        "basis": "unspecified",
        "over": "unaffected",
        "on": "2026-09-10",
        "qualifier": "exactly",
    },
    {"type": "count", "number": "16000", "unit": "jobs", "qualifier": "exactly"},
    {"type": "quantity", "number": "2", "unit": "GW", "qualifier": "about"},
    {"type": "quantity", "number": "0.2", "unit": "shares/share", "qualifier": "exactly"},
    {
        "type": "date",
        "edtf": "2026-05-22",
        "qualifier": "at_least",
        "as_quoted": "as soon as Friday",
        "anchor": "2026-05-20",
    },
    {"type": "date", "edtf": "2026-Q1", "qualifier": "exactly"},
    {"type": "period", "number": "5", "unit": "business_day", "qualifier": "at_least"},
    {"type": "choice", "choice": "in_talks"},
    {"type": "choice", "choices": ["cash", "chips"], "qualifier": "at_least"},
    {"type": "choice", "choice": "other", "as_quoted": "a pause"},
    {"type": "text", "text": "stateless APIs only on Azure", "lang": "en"},
    {"type": "refs", "to": ["softbank", "a16z"], "qualifier": "at_least"},
    {"type": "condition", "any": ["milestone-leg", {"all": ["ipo-leg", "ec-merger"]}]},
    {
        "type": "consideration",
        "per": "share",
        "parts": [
            {"cash": "24.1", "currency": "USD"},
            {"stock": "0.2", "of": "bidco", "collar": ["18", "22"]},
            {"cvr": "1", "instrument": "cvr-1"},
        ],
        "election": "fixed",
    },
    {"type": "consideration", "per": "total", "parts": [{"cash": "all"}, {"undisclosed": "true"}]},
    {"type": "undisclosed", "reason": "redacted", "as_quoted": "certain conditions"},
    {"type": "none"},
]


@pytest.mark.parametrize("value", EXAMPLES)
def test_every_example_of_the_format_is_stored_as_it_is_written(value: Stored) -> None:
    assert stored(value) == value


def test_there_is_an_example_of_every_type() -> None:
    schema = VALUE.json_schema()
    assert {value["type"] for value in EXAMPLES} == set(schema["discriminator"]["mapping"])


@pytest.mark.parametrize("value", EXAMPLES)
def test_a_part_that_no_value_has_is_refused(value: Stored) -> None:
    assert complaint({**value, "amuont": "5"}) == "Extra inputs are not permitted"


@pytest.mark.parametrize("value", EXAMPLES)
def test_a_stored_value_is_never_changed(value: Stored) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        VALUE.validate_python(value).as_quoted = "else"


def test_what_may_be_left_out_is_stored_in_full_except_what_is_not_there() -> None:
    assert stored(money(amount="5")) == money(amount="5", qualifier="exactly")
    assert stored({"type": "percent", "number": "5"}) == {
        "type": "percent",
        "number": "5",
        "basis": "unspecified",
        "qualifier": "exactly",
    }
    assert stored({"type": "undisclosed"}) == {"type": "undisclosed", "reason": "withheld"}


# -- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [50.0, 0.1, True, False, None, [], {"a": 1}, 1e30])
def test_a_number_is_text_or_a_whole_number_and_never_a_float(number: Any) -> None:
    assert complaint(money(amount=number))


def test_a_float_is_refused_with_the_reason() -> None:
    assert "a float is not exact" in complaint(money(amount=0.3))


@pytest.mark.parametrize(
    "number",
    [
        "1e9",
        "1E+999999",
        "NaN",
        "sNaN",
        "inf",
        "-Infinity",
        "1,234",
        "1_000",
        " 5 ",
        "5 bn",
        "0x10",
        "+5",
        ".5",
        "5.",
        "5.5.5",
        "",
        "٥",
        "５",
        "$5",
    ],
)
def test_a_number_is_plain_digits_with_a_point(number: str) -> None:
    assert "write digits" in complaint(money(amount=number))


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("9" * 25, id="25 digits"),
        pytest.param("9" * 5000, id="5,000 digits"),
        pytest.param("0." + "1" * 24, id="24 decimals"),
        pytest.param(10**24, id="a whole number of 25 digits"),
        pytest.param(10**5000, id="a whole number that Python does not write out"),
    ],
)
def test_a_number_of_more_digits_than_any_sum_of_money_is_refused(number: str | int) -> None:
    assert complaint(money(amount=number)).endswith(f"more than {MAX_DIGITS} digits")


@pytest.mark.parametrize("number", ["-5", "-0.01", -5])
def test_money_is_not_negative(number: str | int) -> None:
    assert "not negative" in complaint(money(amount=number))


def test_a_premium_may_be_a_discount() -> None:
    assert stored({"type": "percent", "number": "-5", "over": "unaffected"})["number"] == "-5"


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        ("30.00", "30"),
        ("30.50", "30.5"),
        ("007", "7"),
        ("0.10", "0.1"),
        (50000000000, "50000000000"),
        ("9" * 24, "9" * 24),
        ("0", "0"),
        ("-0", "0"),
        ("100", "100"),
    ],
)
def test_a_number_is_kept_exactly_in_one_form(number: str | int, kept: str) -> None:
    assert stored(money(amount=number))["amount"] == kept


@given(st.decimals(min_value=0, max_value=10**18, places=4))
def test_any_amount_of_money_comes_back_exactly(amount: Decimal) -> None:
    assert Decimal(stored(money(amount=f"{amount:f}"))["amount"]) == amount


@given(st.floats())
def test_no_float_is_ever_taken(number: float) -> None:
    assert complaint(money(amount=number))


# -- one number, or two ends ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"amount": "5", "low": "1", "high": "9"}, "low and high go with"),
        (
            {"amount": "5", "low": "1", "high": "9", "qualifier": "between"},
            "takes low and high, and no single number",
        ),
        ({"amount": "5", "qualifier": "between"}, "takes low and high"),
        ({"low": "1", "qualifier": "between"}, "takes low and high"),
        ({"high": "1", "qualifier": "between"}, "takes low and high"),
        ({"low": "60", "high": "50", "qualifier": "between"}, "low 60 is above high 50; swap?"),
        ({"low": "1", "high": "9"}, "low and high go with"),
        ({}, "the number is missing"),
        ({"qualifier": "at_least"}, "the number is missing"),
        ({"amount": "5", "qualifier": "roughly"}, "Input should be"),
    ],
)
def test_a_figure_is_one_number_or_a_range_and_never_both(parts: Stored, said: str) -> None:
    assert said in complaint(money(**parts))
    numbered = {("number" if name == "amount" else name): part for name, part in parts.items()}
    assert said in complaint({"type": "quantity", "unit": "GW", **numbered})


def test_a_range_may_be_one_number_wide() -> None:
    assert stored(money(low="5", high="5", qualifier="between"))["low"] == "5"


def test_a_floating_price_needs_no_amount_until_it_is_struck() -> None:
    floating = {"ratio": "0.2", "of": "bidco", "at": "vwap_10d"}
    price = {"type": "per_share", "currency": "USD", "floating": floating}
    assert "amount" not in stored(price)
    assert stored({**price, "amount": "30"})["amount"] == "30"
    assert complaint({"type": "per_share", "currency": "USD"}).endswith("the number is missing")
    assert complaint({**price, "floating": {"ratio": "0.2"}}) == "Field required"


# -- currencies, dates, words, ids ----------------------------------------------------------------


@pytest.mark.parametrize("code", ["ITL", "DEM", "JPY", "FRF"])
def test_any_currency_that_iso_has_listed_is_taken_withdrawn_ones_too(code: str) -> None:
    assert stored(money(amount="5", currency=code))["currency"] == code


@pytest.mark.parametrize("code", ["XYZ", "BTC", "usd", "$", "", "US"])
def test_a_currency_is_an_iso_code_in_capitals(code: str) -> None:
    assert "ISO 4217" in complaint(money(amount="5", currency=code))


def test_money_has_a_currency() -> None:
    assert complaint({"type": "money", "amount": "5"}) == "Field required"


@pytest.mark.parametrize("edtf", ["2026-02-30", "soon", "20266", "2026-13"])
def test_a_date_is_one_of_the_calendar(edtf: str) -> None:
    assert complaint({"type": "date", "edtf": edtf})
    assert complaint({"type": "date", "edtf": "2026", "anchor": edtf})
    assert complaint({"type": "percent", "number": "5", "over": "last_close", "on": edtf})


def test_a_date_has_no_hedge_that_only_numbers_have() -> None:
    assert complaint({"type": "date", "edtf": "2026", "qualifier": "more_than"})


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({}, "either choice or choices"),
        ({"choices": []}, "either choice or choices"),
        ({"choice": "early", "choices": ["late"]}, "either choice or choices"),
        ({"choice": "other"}, "'other' needs the words read"),
        ({"choices": ["cash", "other"]}, "'other' needs the words read"),
        ({"choice": "early", "qualifier": "about"}, "Input should be"),
    ],
)
def test_a_choice_is_one_word_or_several_and_other_says_what_was_read(
    parts: Stored, said: str
) -> None:
    assert said in complaint({"type": "choice", **parts})


@pytest.mark.parametrize("to", [[], ["Amazon"], ["amazon_2"], ["-amazon"], ["a" * 81], ["../x"]])
def test_a_reference_names_elements_by_their_ids(to: list[str]) -> None:
    assert complaint({"type": "refs", "to": to})


@pytest.mark.parametrize("text", ["", "  ", "\u00a0", "\u200b", "a\x00b", "a\x1b[2J", "\ud800"])
def test_a_text_can_be_shown_and_is_not_blank(text: str) -> None:
    assert complaint({"type": "text", "text": text})
    assert complaint({"type": "none", "as_quoted": text})


def test_a_text_of_many_pages_is_no_value() -> None:
    assert complaint({"type": "text", "text": "a" * 2001})


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"any": []},
        {"all": []},
        {"any": ["a"], "all": ["b"]},
        {"any": ["a", {}]},
        {"any": ["a", {"all": ["b"], "any": ["c"]}]},
        {"any": ["a", {"some": ["b"]}]},
        {"any": ["Not An Id"]},
        {"any": "a"},
    ],
)
def test_a_condition_is_either_any_or_all_of_its_leaves(parts: Stored) -> None:
    assert complaint({"type": "condition", **parts})


def test_conditions_nest() -> None:
    tree = {"type": "condition", "all": ["a", {"any": ["b", {"all": ["c", "d"]}]}]}
    assert stored(tree) == tree


@pytest.mark.parametrize(
    "part",
    [
        {"cash": "-5", "currency": "USD"},
        {"cash": "some"},
        {"stock": "0.2", "of": "Bid Co"},
        {"stock": "0.2", "collar": ["18"]},
        {"undisclosed": "false"},
        {"gold": "1"},
    ],
)
def test_a_price_is_made_of_cash_stock_rights_and_what_is_not_told(part: Stored) -> None:
    assert complaint({"type": "consideration", "parts": [part]})


def test_a_price_has_at_least_one_part() -> None:
    assert complaint({"type": "consideration", "parts": []})


@pytest.mark.parametrize("value", [{"type": "loan"}, {"amount": "5"}, {"type": None}])
def test_a_value_is_of_a_known_type(value: Stored) -> None:
    assert complaint(value)


@pytest.mark.parametrize("reason", ["secret", "", "Redacted"])
def test_what_is_undisclosed_has_a_known_reason(reason: str) -> None:
    assert complaint({"type": "undisclosed", "reason": reason})
