"""A value said back with every digit in full."""

import pytest

from domain.reading import digits, read
from tests.reading.corpus import CONTEXT, field


@pytest.mark.parametrize(
    ("place", "text", "line"),
    [
        ("round.size", "up to $50bn", "USD 50,000,000,000 or less"),
        ("round.size", "at least $50bn", "USD 50,000,000,000 or more"),
        (
            "valuation.unspecified",
            "about $830bn",
            "about USD 830,000,000,000 (± 8,300,000,000)",
        ),
        ("round.size", "8,54 Md€", "EUR 8,540,000,000"),
        ("round.size", "$10-20bn", "USD 10,000,000,000 to USD 20,000,000,000"),
        ("party.revenue", "$2bn a month", "USD 2,000,000,000 per month"),
        ("party.stake", "27% of OpenAI as-converted", "27% of openai, as converted"),
        ("offer.price_per_share", "61,50 €", "EUR 61.5 per common share"),
        ("round.closed_on", "March 2026", "2026-03 (any day of that month)"),
        ("round.closed_on", "Q1 2026", "2026-Q1 (any day of that quarter)"),
        ("round.closed_on", "by June 2026", "by 2026-06 (its last day counts)"),
        (
            "round.closed_on",
            "last month",
            '2025-12 (any day of that month, counted from 2026-01-29) (read from "last month")',
        ),
        ("tranche.notice_period", "at least five business days", "5 business days or more"),
        ("tranche.condition", "agi-leg or ipo-leg", "agi-leg or ipo-leg"),
        ("round.lead", "SoftBank and others", "softbank and others"),
        (
            "offer.consideration",
            "$24.10 cash + 0.2 bidco shares + 1 CVR",
            "USD 24.1 cash + 0.2 shares of bidco + 1 CVR a share",
        ),
        ("round.size", "not disclosed", 'undisclosed (withheld) (read from "not disclosed")'),
        ("round.size", "none", "none"),
        ("any.opinion", "two\nlines", 'the words "two lines"'),
    ],
)
def test_a_value_is_said_back_in_full_on_one_line(place: str, text: str, line: str) -> None:
    assert digits(read(text, field(place), CONTEXT)) == line
