"""Values as people read them, and read back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import fields, reading
from domain.reading import Context
from domain.values import plain, same, scaled, text
from tests.domain.valued import (
    NONE,
    UNDISCLOSED,
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
