"""Values in long form, as files and programs give them."""

from typing import Any

import pytest

from domain.errors import Refused
from domain.reading import check
from tests.reading.corpus import field

MONEY = {"amount": "50", "currency": "USD"}


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        ("round.size", {"amount": 5.5, "currency": "USD"}, "E-AMOUNT"),
        ("round.size", {"amount": True, "currency": "USD"}, "E-AMOUNT"),
        ("round.size", {"amount": "5e9", "currency": "USD"}, "E-AMOUNT"),
        ("round.size", {"amount": "NaN", "currency": "USD"}, "E-AMOUNT"),
        ("round.size", {"amount": "-5", "currency": "USD"}, "E-AMOUNT"),
        ("round.size", {"amount": "0", "currency": "USD"}, "E-AMOUNT"),
        ("round.size", {"amount": 10**30, "currency": "USD"}, "E-AMOUNT"),
        ("round.size", {"amount": ["5"], "currency": "USD"}, "E-AMOUNT"),
        ("round.size", {"amount": "5"}, "E-CURRENCY"),
        ("round.size", {"amount": "5", "currency": "XYZ"}, "E-CURRENCY"),
        ("round.size", {"amount": "5", "currency": ["USD"]}, "E-VALUE"),
        ("round.size", {**MONEY, "colour": "red"}, "E-VALUE"),
        ("round.size", {**MONEY, "qualifier": "maybe"}, "E-VALUE"),
        ("round.size", {**MONEY, "qualifier": "between"}, "E-VALUE"),
        ("round.size", {**MONEY, "low": "1", "high": "2"}, "E-VALUE"),
        ("round.size", {**MONEY, "as_quoted": " "}, "E-EMPTY"),
        ("round.size", {"low": "60", "high": "50", "currency": "USD"}, "E-RANGE"),
        ("round.size", {"type": "date", "edtf": "2026"}, "E-VALUE"),
        ("round.size", {}, "E-VALUE"),
        ("round.size", [], "E-VALUE"),
        ("round.size", {1: 2}, "E-VALUE"),
        ("party.stake", {"number": "150"}, "E-PERCENT"),
        ("party.stake", {"number": "-5"}, "E-PERCENT"),
        ("party.stake", {"number": "5", "basis": "roughly"}, "E-VALUE"),
        ("party.jobs_cut", {"number": "1.5"}, "E-AMOUNT"),
        ("party.jobs_cut", {"number": "5", "unit": "shares"}, "E-VALUE"),
        ("linked_deal.quantity", {"number": "5"}, "E-VALUE"),
        ("linked_deal.duration", {"number": "5", "unit": "moon"}, "E-VALUE"),
        ("round.closed_on", {"edtf": "2026-02-30"}, "E-DATE"),
        ("round.closed_on", {"edtf": "2026-06/2026-03"}, "E-RANGE"),
        ("round.closed_on", {}, "E-VALUE"),
        ("any.stage", {"choice": "finished"}, "E-CHOICE"),
        ("any.stage", {"choice": ["agreed"]}, "E-CHOICE"),
        ("any.stage", {"choices": ["agreed"]}, "E-VALUE"),
        ("any.position", {"choice": "other"}, "E-CHOICE"),
        ("round.lead", {"to": []}, "E-VALUE"),
        ("round.lead", {"to": ["Not an id"]}, "E-VALUE"),
        ("round.issuer", {"to": ["a", "b"]}, "E-VALUE"),
        ("tranche.condition", {"any": [], "all": ["a"]}, "E-CONDITION"),
        ("tranche.condition", {"any": [3]}, "E-CONDITION"),
        ("offer.consideration", {"parts": [{"cash": "5"}]}, "E-CURRENCY"),
        ("offer.consideration", {"parts": [{"gold": "5"}]}, "E-VALUE"),
        ("any.opinion", {"text": "a\x00b"}, "E-CHAR"),
    ],
)
def test_a_long_form_that_cannot_be_stored_is_refused(place: str, value: Any, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        check(value, field(place))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("place", "value", "stored"),
    [
        (
            "round.size",
            {"qualifier": "about", "currency": "itl", "amount": "007.50", "step": 1},
            {
                "type": "money",
                "amount": "7.5",
                "currency": "ITL",
                "qualifier": "about",
                "step": "1",
            },
        ),
        (
            "round.size",
            {"low": 4, "high": "5", "currency": "USD"},
            {"type": "money", "low": "4", "high": "5", "currency": "USD", "qualifier": "between"},
        ),
        ("round.size", {"reason": "redacted"}, {"type": "undisclosed", "reason": "redacted"}),
        ("round.size", {"type": "none"}, {"type": "none"}),
        (
            "offer.premium",
            {"number": "38", "over": "unaffected", "on": "2026-09-10"},
            {
                "type": "percent",
                "number": "38",
                "basis": "unspecified",
                "over": "unaffected",
                "on": "2026-09-10",
                "qualifier": "exactly",
            },
        ),
        (
            "offer.price_per_share",
            {"currency": "USD", "floating": {"ratio": "0.2", "of": "bidco", "at": "vwap_10d"}},
            {
                "type": "per_share",
                "currency": "USD",
                "share": "common",
                "qualifier": "exactly",
                "floating": {"ratio": "0.2", "of": "bidco", "at": "vwap_10d"},
            },
        ),
        (
            "any.purpose",
            {"to": ["softbank"]},
            {"type": "refs", "to": ["softbank"], "qualifier": "exactly"},
        ),
        (
            "round.payment_form",
            {"choices": ["cash", "cash"]},
            {"type": "choice", "choices": ["cash"], "qualifier": "exactly"},
        ),
        (
            "offer.consideration",
            {"parts": [{"stock": "0.20", "of": "bidco", "collar": ["18.00", "22"]}]},
            {
                "type": "consideration",
                "per": "share",
                "parts": [{"stock": "0.2", "of": "bidco", "collar": ["18", "22"]}],
            },
        ),
    ],
)
def test_a_long_form_is_stored_in_one_form(place: str, value: Any, stored: Any) -> None:
    found = check(value, field(place))
    assert found == stored
    assert list(found) == list(stored)
    assert check(found, field(place)) == found


def test_a_tree_deeper_than_the_limit_is_refused() -> None:
    tree: Any = "leaf"
    for _ in range(3000):
        tree = {"all": [tree]}
    with pytest.raises(Refused) as refusal:
        check(tree, field("tranche.condition"))
    assert refusal.value.code == "E-DEPTH"
