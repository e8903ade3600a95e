"""Fixes of our own log: amending, withdrawing and undoing."""

from typing import Any

import pytest

from domain.draft import Decision
from domain.events import (
    ClaimAmended,
    EntryUndone,
)
from domain.known import known
from tests.domain.deciding import COMMITMENT, correction, decision, only, refused
from tests.telling import Story, confirm, rumor

# -- fixes of our own log -------------------------------------------------------------------------


def test_an_amendment_says_what_a_claim_should_have_said(told: Story) -> None:
    (event,) = decision(
        told, amend="wsj#1", claim=rumor("amazon.commitment = $40bn"), why="misread"
    ).events
    assert isinstance(event, ClaimAmended)
    assert (event.claim, event.becomes.verb, event.why) == ("wsj#1", "rumor", "misread")


def test_a_claim_may_be_named_as_an_event(told: Story) -> None:
    number = known(told.deal, told.items).claims["wsj#2"].number
    for name in (f"deal-x#{number}", str(number), "wsj#2"):
        (event,) = decision(told, withdraw=name).events
        assert event.state() == {"claim": "wsj#2"}


def test_amending_to_what_it_says_already_changes_nothing(told: Story) -> None:
    assert decision(told, amend="wsj#1", claim=rumor(COMMITMENT)).already.startswith("no change")
    told.fix(amend="wsj#1", claim=rumor("amazon.commitment = $40bn"))
    again = decision(told, amend="wsj#1", claim=rumor("amazon.commitment = $40bn"))
    assert (again.events, again.already) == ((), "no change: wsj#1 says that already")


def test_an_amendment_follows_the_rules_of_a_claim(told: Story) -> None:
    assert only(told, amend="wsj#1", claim=rumor("amazon.comitment = $5bn")).code == "E-FIELD"
    assert only(told, amend="wsj#1", claim=confirm(COMMITMENT)).code == "E-SOURCING"
    assert only(told, amend="wsj#1", claim=rumor(COMMITMENT, stage="x")).code == "E-STAGE"
    assert only(told, amend="wsj#1", claim={}).code == "E-VERB"


@pytest.mark.parametrize("name", ["wsj#9", "deal-x#99", "99", "wsj", "deal-x#x", "9" * 5000])
def test_a_claim_that_does_not_exist_is_neither_amended_nor_withdrawn(
    told: Story, name: str
) -> None:
    name = name[:2000]
    assert only(told, amend=name, claim=rumor(COMMITMENT)).code == "E-NOTFOUND"
    assert only(told, withdraw=name).code == "E-NOTFOUND"


def test_a_claim_that_was_withdrawn_is_not_amended_and_not_withdrawn_again(told: Story) -> None:
    (number,) = told.fix(withdraw="wsj#1")
    found = only(told, amend="wsj#1", claim=rumor("amazon.commitment = $40bn"))
    assert (found.code, found.message) == (
        "E-STATE",
        f"this claim was withdrawn by deal-x#{number}",
    )
    assert f"undo deal-x#{number}" in found.hint
    assert f"withdrawn by deal-x#{number}" in decision(told, withdraw="wsj#1").already


def test_the_opening_of_a_deal_stays(told: Story) -> None:
    for document in ({"undo": [1]}, {"withdraw": "deal-x#1"}, {"withdraw": "1"}):
        assert only(told, **document).code in ("E-STATE", "E-NOTFOUND")
    assert only(told, retract="deal-x", published="2026-02-01").code == "E-NOTFOUND"


def test_a_header_is_amended_part_by_part(told: Story) -> None:
    (event,) = decision(
        told, amend_report="wsj", header={"published": "2026-01-28"}, why="that of the copy"
    ).events
    assert event.state() == {
        "report": "wsj",
        "source": "The Wall Street Journal",
        "published": "2026-01-28",
        "sourcing": "anonymous_plural",
        "why": "that of the copy",
    }


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"publishd": "2026"}, "E-KEY"),
        ({"published": "2027"}, "E-FUTURE"),
        ({"published": "2026-02-30"}, "E-DATE"),
        ({"cites": ["wsj"]}, "E-CITE"),
        ({"sourcing": "filing"}, "E-SOURCING"),
    ],
)
def test_an_amended_header_follows_the_rules_of_a_header(
    told: Story, header: dict[str, Any], code: str
) -> None:
    assert code in {each.code for each in refused(told, amend_report="wsj", header=header)}


def test_an_amended_date_is_checked_against_what_was_done_to_the_report(told: Story) -> None:
    told.fix(retract="wsj", published="2026-02-01")
    found = only(told, amend_report="wsj", header={"published": "2026-02-02"})
    assert (found.code, found.seen) == ("E-RANGE", "2026-02-02")
    assert "2026-02-01" in found.message
    assert "undo" in found.hint
    assert decision(told, amend_report="wsj", header={"published": "2026-02"}).events


def test_an_amended_date_that_turns_a_correction_round_is_pointed_out(told: Story) -> None:
    told.fix(**correction("wsj-v2", "wsj", "wsj#1"))
    for amended, date in (("wsj", "2026-01-31"), ("wsj-v2", "2026-01-28")):
        found = decision(told, amend_report=amended, header={"published": date})
        assert found.events
        (warning,) = found.warnings
        assert warning.startswith("W-ORDER wsj-v2 (")
    assert decision(told, amend_report="wsj", header={"published": "2026-01-28"}).warnings == ()


def test_what_is_odd_about_an_amended_header_is_pointed_out(told: Story) -> None:
    found = decision(told, amend_report="wsj", header={"copy_published": "2026-01-01"})
    assert [warning.split()[0] for warning in found.warnings] == ["W-ORDER"]


def test_amending_a_header_to_what_it_is_changes_nothing(told: Story) -> None:
    for header in ({}, {"published": "2026-01-29"}, {"language": "en"}):
        assert decision(told, amend_report="wsj", header=header).already.startswith("no change")


# -- undoing --------------------------------------------------------------------------------------


def undone(found: Decision) -> tuple[int, ...]:
    (event,) = found.events
    assert isinstance(event, EntryUndone)
    return event.entries


def test_undoing_a_report_takes_its_claims_and_what_was_done_to_them(told: Story) -> None:
    record = known(told.deal, told.items)
    report_ = record.reports["wsj"]
    (amended,) = told.fix(amend="wsj#1", claim=rumor("amazon.commitment = $40bn"))
    (retracted,) = told.fix(retract="wsj", published="2026-02-01")
    claims = [claim.number for claim in report_.claims]
    expected = tuple(sorted([report_.number, *claims, amended, retracted]))
    assert undone(decision(told, undo=[report_.number])) == expected


def test_an_entry_that_does_not_exist_is_not_undone(told: Story) -> None:
    for number in (0, -1, len(told.items) + 1, 10**30):
        found = only(told, undo=[number])
        assert found.code == "E-NOTFOUND"
        assert f"deal-x#{len(told.items)}" in found.hint


def test_what_was_undone_already_is_not_undone_again(told: Story) -> None:
    (number,) = told.fix(withdraw="wsj#1")
    told.fix(undo=[number])
    assert decision(told, undo=[number]).already == f"deal-x#{number} was undone already"


def test_of_several_entries_those_that_still_stand_are_undone(told: Story) -> None:
    (first,) = told.fix(withdraw="wsj#1")
    (second,) = told.fix(withdraw="wsj#2")
    told.fix(undo=[first])
    assert undone(decision(told, undo=[first, second])) == (second,)
    assert undone(decision(told, undo=[second, second])) == (second,)
