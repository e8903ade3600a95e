"""What is doubtful in the shipped case: every contradiction, and which kinds of doubt there are.

Each finding was read against the reports that it names; none was a false alarm.
"""

from collections import Counter
from pathlib import Path

import pytest

from domain.values import text
from projections.check import Check, check
from projections.clocks import Clocks, View
from projections.figures import state
from projections.findings import CONTRADICTION, DOUBT

LEDGER = Path(__file__).parent.parent / "events.db"


@pytest.fixture(scope="module")
def found() -> Check:
    """The findings in November 2026."""
    return check(View.of(LEDGER, "openai-2026", Clocks.at(as_of="2026-11-25")))


def test_the_contradictions_of_the_case_are_these(found: Check) -> None:
    told = {each.field: each.text for each in found.findings if each.severity == CONTRADICTION}
    assert told == {
        "amazon.progress": "CNBC (2026-01-29): advanced; Reuters (2026-01-29): early",
        "nvidia-loi.replaced_by": (
            "Financial Times (2026-02-19): Nvidia; CNBC (2026-02-19): denies it"
        ),
        "softbank.stake": (
            "SoftBank in Bloomberg (2026-02-12): about 11% of OpenAI; "
            "Marsbit (2026-04-12): 11.66% of OpenAI"
        ),
    }


def test_the_doubts_of_the_case_are_of_these_kinds(found: Check) -> None:
    doubts = Counter(each.kind for each in found.findings if each.severity == DOUBT)
    assert doubts == {
        "copy differs": 31,
        "unsupported": 8,
        "basis lost": 6,
        "order of magnitude": 5,
        "bound flipped": 1,
    }


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ("amazon-anthropic-2026-2.amount", "up to $20bn (agreed) became up to $200bn (agreed)"),
        ("amazon-anthropic.total_value", "$8bn (closed) became $80bn (closed)"),
        ("amazon.commitment", "up to $500bn"),
        ("openai.revenue", "about $2bn a month became $20bn a month"),
        ("softbank.commitment", "up to $30bn (in talks) became $3bn (in talks)"),
    ],
)
def test_the_slips_of_a_digit_in_the_case_are_found(found: Check, field: str, says: str) -> None:
    slips = {each.field: each.text for each in found.findings if each.kind == "order of magnitude"}
    assert says in slips[field]


def test_before_the_reports_of_january_nothing_contradicts_itself() -> None:
    early = check(View.of(LEDGER, "openai-2026", Clocks.at(as_of="2025-12-31")))
    assert early.contradictions == 0


def test_what_softbank_puts_in_is_told_apart_by_what_is_counted() -> None:

    now = state(View.of(LEDGER, "openai-2026", Clocks.at(as_of="2026-11-25")))
    shown = {
        field: text(figure.value)
        for field in (
            "softbank.commitment",
            "softbank.total_invested",
            "softbank.total_invested_pro_forma",
            "bridge-loan.amount",
        )
        if (figure := now.figure(field)) is not None
    }
    assert shown == {
        "softbank.commitment": "$30bn",
        "softbank.total_invested": "about $34.6bn",
        "softbank.total_invested_pro_forma": "$64.6bn",
        "bridge-loan.amount": "$40bn",
    }
