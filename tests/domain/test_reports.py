"""Reports: their dates, the same one again, and how publishers correct and retract them."""

from typing import Any

import pytest

from domain.draft import Decision
from domain.errors import Duplicate, Problems, Refused
from domain.events import (
    ElementDescribed,
    ElementsDistinguished,
    ElementsIdentified,
    ReportCorrected,
    ReportLogged,
    ReportRetracted,
)
from domain.known import known
from tests.domain.deciding import (
    COMMITMENT,
    LEAD,
    correction,
    decision,
    lead,
    only,
    refused,
    report,
)
from tests.telling import Story, rumor

# -- dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("published", ["2026-11-26", "2027", "2026-12", "2026-11-25T12:00:01Z"])
def test_nothing_is_published_in_the_future(story: Story, published: str) -> None:
    found = only(story, **report(rumor(COMMITMENT), published=published))
    assert (found.code, found.seen) == ("E-FUTURE", published)


@pytest.mark.parametrize("published", ["2026-11-25", "2026-11", "2026", "2026-11-20/2026-12-05"])
def test_a_date_that_may_have_been_is_no_future(story: Story, published: str) -> None:
    assert decision(story, **report(rumor(COMMITMENT), published=published)).events


def test_an_older_report_may_come_in_later(told: Story) -> None:
    assert decision(told, **report(rumor(COMMITMENT), id="old", published="2025-12-16")).events


def test_what_a_report_expects_may_lie_ahead(story: Story) -> None:
    assert decision(
        story,
        **report(rumor("round.expected_close = 2027-Q1"), rumor(COMMITMENT, effective="2027")),
    ).events


# -- the same report again ------------------------------------------------------------------------


def test_a_report_without_an_id_gets_one_from_its_source_date_and_address(story: Story) -> None:
    document = report(rumor(COMMITMENT), url="https://example.com/1")
    del document["id"]
    first = logged_id(decision(story, **document))
    assert first.startswith("2026-01-29-the-wall-street-journal-")
    assert logged_id(decision(story, **document)) == first
    assert logged_id(decision(story, **{**document, "claims": []})) == first
    assert logged_id(decision(story, **{**document, "note": "seen"})) == first
    for other in ({"url": "https://example.com/2"}, {"published": "2026-01-30"}, {"source": "FT"}):
        assert logged_id(decision(story, **{**document, **other})) != first


def test_a_report_without_an_address_gets_its_id_from_what_it_says(story: Story) -> None:
    document = report(rumor(COMMITMENT))
    del document["id"]
    first = logged_id(decision(story, **document))
    assert logged_id(decision(story, **document)) == first
    other = {**document, "claims": [rumor("round.size = $5bn")]}
    assert logged_id(decision(story, **other)) != first


def logged_id(found: Decision) -> str:
    (header,) = [event for event in found.events if isinstance(event, ReportLogged)]
    return header.report


@pytest.mark.parametrize(
    "source",
    ["日本経済新聞", "Les Échos", "—", "A" * 200, "a " * 100, "x" * 59 + " and more", "The F.T."],
)
def test_any_source_makes_an_id_that_is_one(story: Story, source: str) -> None:
    document = report(rumor(COMMITMENT), source=source)
    del document["id"]
    assert logged_id(decision(story, **document)).startswith("2026-01-29-")


@pytest.mark.parametrize(
    "published", ["2026", "2026-01~", "../2026-01", "2026-Q1", "2026-01-27/2026-01-31",
                  "2026-01-29T10:00:00+01:00"]
)  # fmt: skip
def test_any_date_makes_an_id_that_is_one(story: Story, published: str) -> None:
    document = report(rumor(COMMITMENT), published=published)
    del document["id"]
    assert logged_id(decision(story, **document)).startswith("2026")


def test_the_same_report_again_is_nothing_new(told: Story) -> None:
    again = report(rumor(COMMITMENT), rumor("round.size = $100bn"))
    found = decision(told, **again)
    assert (found.events, found.already) == ((), "wsj is in the ledger already")
    long = rumor({"field": "round.size", "value": {"amount": "100000000000", "currency": "USD",
                                                   "step": "1000000000"}})  # fmt: skip
    assert decision(told, **{**again, "claims": [again["claims"][0], long]}).already


def test_the_same_report_again_is_nothing_new_after_our_own_fixes_either(told: Story) -> None:
    told.fix(amend="wsj#1", claim=rumor("amazon.commitment = $40bn"))
    told.fix(withdraw="wsj#2")
    told.fix(amend_report="wsj", header={"published": "2026-01-28"})
    assert decision(told, **report(rumor(COMMITMENT), rumor("round.size = $100bn"))).already


AGAIN = report(rumor(COMMITMENT), rumor("round.size = $100bn"))


def test_the_same_report_again_may_add_to_an_element_that_is_known(told: Story) -> None:
    for new in ({"aliases": ["AWS"]}, {"identifiers": {"ticker": "AMZN"}}, {"name": "Amazon"}):
        document = {**AGAIN, "elements": {"amazon": new}}
        (event,) = decision(told, **document).events
        assert isinstance(event, ElementDescribed)
        assert event.element == "amazon"
        told.fix(**document)
        assert decision(told, **document).already


def test_the_same_report_again_does_not_undo_what_an_element_became(told: Story) -> None:
    told.fix(describe="amazon", name="Amazn", identifiers={"ticker": "AMZ"})
    told.fix(describe="amazon", name="Amazon", identifiers={"ticker": "AMZN"})
    former = {"name": "Amazn", "identifiers": {"ticker": "AMZ"}}
    found = decision(told, **AGAIN, elements={"amazon": former})
    assert found.already
    assert [warning.split()[0] for warning in found.warnings] == ["W-STATE"]
    assert "AMZN in the record, and AMZ here" in found.warnings[0]
    (event,) = decision(told, **AGAIN, elements={"amazon": {**former, "aliases": "AWS"}}).events
    assert event.state() == {"element": "amazon", "aliases": ["AWS"], "report": "wsj"}


def test_the_same_report_again_does_not_merge_what_was_told_apart_since(told: Story) -> None:
    document = report(rumor("amzn.commitment = $1bn"), id="ft", identify=[["amazon", "amzn"]])
    told.fix(**document)
    assert decision(told, **document).already
    apart = told.fix(distinguish=["amazon", "amzn"])
    assert decision(told, **document).already == "ft is in the ledger already"
    told.fix(undo=apart)
    assert decision(told, **document).already


def test_the_same_report_again_may_merge_or_part_elements(told: Story) -> None:
    document = report(rumor("amzn.commitment = $1bn"), id="ft")
    told.fix(**document)
    (event,) = decision(told, **document, identify=[["amazon", "amzn"]]).events
    assert event == ElementsIdentified(same=("amazon", "amzn"), report="ft")
    told.fix(**document, identify=[["amazon", "amzn"]])
    (event,) = decision(told, **document, distinguish=[["amazon", "amzn"]]).events
    assert event == ElementsDistinguished(different=("amazon", "amzn"), report="ft")
    assert only(told, **document, identify=[["amazon", "nobody"]]).code == "E-NOTFOUND"


def test_the_same_report_again_is_nothing_new_after_a_part_of_it_was_undone(told: Story) -> None:
    (number,) = (claim.number for claim in known(told.deal, told.items).reports["wsj"].claims[:1])
    undo = told.fix(undo=[number])
    assert decision(told, **AGAIN).already
    with pytest.raises(Duplicate):
        decision(told, **{**AGAIN, "claims": [rumor("round.size = $100bn")]})
    told.fix(undo=undo)
    assert decision(told, **AGAIN).already
    aliases = {**AGAIN, "elements": {"amazon": {"aliases": ["AWS"]}}}
    told.fix(undo=told.fix(**aliases))
    assert decision(told, **aliases).already


def test_a_report_that_was_undone_and_logged_anew_is_compared_with_what_it_says_now(
    told: Story,
) -> None:
    told.fix(undo=[known(told.deal, told.items).reports["wsj"].number])
    anew = report(rumor("amazon.commitment = $40bn"))
    first, *_ = told.fix(**anew)
    told.fix(undo=[first + 1])
    assert decision(told, **anew).already
    with pytest.raises(Duplicate):
        decision(told, **AGAIN)


def test_the_same_report_again_is_read_with_the_names_of_its_time(story: Story) -> None:
    story.fix(describe="fund-a", kind="party", name="MGX Fund")
    document = report(rumor(f"{LEAD}MGX Fund"))
    story.fix(**document)
    story.fix(describe="fund-a", name="Fund A")
    story.fix(describe="fund-b", kind="party", name="MGX Fund")
    assert decision(story, **document).already
    assert lead(story, "MGX Fund") == "fund-b"


@pytest.mark.parametrize(
    "other",
    [
        {"claims": [rumor(COMMITMENT)]},
        {"claims": [rumor("round.size = $100bn"), rumor(COMMITMENT)]},
        {"published": "2026-01-28"},
        {"source": "Reuters"},
        {"cites": ["ft"]},
        {"note": "seen"},
        {"corrects": {"report": "ft"}},
        {"retracts": {"report": "ft"}},
    ],
)
def test_another_report_under_the_same_id_is_a_duplicate(
    told: Story, other: dict[str, Any]
) -> None:
    told.report("ft", "2026-01-20", rumor("round.size = $90bn"))
    again = {**AGAIN, **other}
    with pytest.raises(Duplicate) as refusal:
        decision(told, **again)
    assert (refusal.value.code, refusal.value.seen) == ("E-DUPLICATE", "wsj")
    assert "corrects" in refusal.value.hint


def test_a_page_that_is_known_under_another_id_is_pointed_out(story: Story) -> None:
    page = "https://example.com/1"
    story.tell({"deal": story.deal, **report(rumor(COMMITMENT), url=page)})
    found = decision(story, **report(rumor(COMMITMENT), id="wsj-again", url=page))
    assert found.events
    assert [warning.split()[:2] for warning in found.warnings] == [["W-DUP", "wsj-again:"]]


def test_a_corrected_version_at_the_same_address_is_not_pointed_out(story: Story) -> None:
    page = "https://example.com/1"
    story.tell({"deal": story.deal, **report(rumor(COMMITMENT), url=page)})
    found = decision(story, **correction("wsj-v2", "wsj", "wsj#1"), url=page)
    assert found.warnings == ()


# -- corrections by the publisher -----------------------------------------------------------------


def test_a_correction_is_a_report_of_its_own_that_names_what_it_replaces(told: Story) -> None:
    (*_, act) = decision(told, **correction("wsj-v2", "wsj", "wsj#1")).events
    assert isinstance(act, ReportCorrected)
    assert (act.report, act.by, act.replaces) == ("wsj", "wsj-v2", ("wsj#1",))


def test_a_report_does_not_correct_itself(told: Story) -> None:
    found = only(told, **correction("new", "new"))
    assert (found.code, found.seen) == ("E-CORRECT-SELF", "new")


@pytest.mark.parametrize("replaces", [["wsj#9"], ["ft#1"], ["wsj#1", "wsj#9"]])
def test_a_correction_replaces_claims_of_the_report_that_it_corrects(
    told: Story, replaces: list[str]
) -> None:
    told.report("ft", "2026-01-20", rumor("round.size = $90bn"))
    found = only(told, **correction("wsj-v2", "wsj", *replaces))
    assert (found.code, found.seen) == ("E-CORRECT-TARGET", replaces[-1])


def test_a_report_that_we_do_not_hold_cannot_be_corrected(told: Story) -> None:
    found = only(told, **correction("wsj-v2", "wjs"))
    assert (found.code, found.seen) == ("E-CORRECT-TARGET", "wjs")
    assert found.hint == "did you mean wsj?"


def test_a_correction_that_seems_older_than_what_it_corrects_is_pointed_out(
    told: Story,
) -> None:
    found = decision(told, **correction("wsj-v2", "wsj", "wsj#1", published="2026-01-28"))
    assert found.events
    assert [warning.split()[:2] for warning in found.warnings] == [["W-ORDER", "wsj-v2"]]


def test_two_reports_do_not_correct_each_other(told: Story) -> None:
    told.fix(**correction("wsj-v2", "wsj", "wsj#1"))
    again = report(rumor(COMMITMENT), rumor("round.size = $100bn"),
                   corrects={"report": "wsj-v2", "replaces": "wsj-v2#1"})  # fmt: skip
    with pytest.raises((Duplicate, Refused)):
        decision(told, **again)
    told.fix(undo=[known(told.deal, told.items).reports["wsj"].number])
    found = refused(told, **{**again, "published": "2026-01-31"})
    assert "E-CORRECT-CYCLE" in {each.code for each in found}


def test_a_correction_may_be_corrected_in_turn_and_that_too(told: Story) -> None:
    former = "wsj"
    for version in range(2, 12):
        told.fix(**correction(f"wsj-v{version}", former, f"{former}#1"))
        former = f"wsj-v{version}"
    assert len(known(told.deal, told.items).acts) == 10


def test_a_second_correction_of_the_same_claim_meets_the_first(told: Story) -> None:
    told.fix(**correction("wsj-v2", "wsj", "wsj#1"))
    found = only(told, **correction("wsj-v3", "wsj", "wsj#1"))
    assert (found.code, found.place) == ("E-CONFLICT", "story: corrects.replaces")
    assert found.message == "wsj-v2 replaced this claim already: amazon.commitment = $10bn"
    assert "wsj-v2" in found.hint
    assert decision(told, **correction("wsj-v3", "wsj", "wsj#2")).events
    assert decision(told, **correction("wsj-v3", "wsj-v2", "wsj-v2#1")).events


def test_a_second_correction_is_listed_with_all_else_that_is_wrong(told: Story) -> None:
    told.fix(**correction("wsj-v2", "wsj", "wsj#1"))
    found = refused(told, **correction("wsj-v3", "wsj", "wsj#1", "wsj#9", cites=["wsj-v3"]))
    assert [each.code for each in found] == ["E-CITE", "E-CONFLICT", "E-CORRECT-TARGET"]
    with pytest.raises(Problems) as problems:
        decision(told, **correction("wsj-v3", "wsj", "wsj#1"))
    assert problems.value.exit_code == Duplicate.exit_code


def test_what_a_retracted_correction_replaced_may_be_corrected_anew(told: Story) -> None:
    told.fix(**correction("wsj-v2", "wsj", "wsj#1"))
    retraction = told.fix(retract="wsj-v2", published="2026-01-31")
    again = correction("wsj-v3", "wsj", "wsj#1", published="2026-02-01")
    assert decision(told, **again).events
    told.fix(undo=retraction)
    assert only(told, **again).code == "E-CONFLICT"


def test_a_retracted_report_is_not_corrected_until_it_is_restored(told: Story) -> None:
    undo = told.fix(retract="wsj", published="2026-02-01")
    found = only(told, **correction("wsj-v2", "wsj", "wsj#1"))
    assert (found.code, found.seen) == ("E-STATE", "wsj")
    assert "undo" in found.hint
    told.fix(undo=undo)
    assert decision(told, **correction("wsj-v2", "wsj", "wsj#1")).events


def test_a_correction_that_is_known_is_nothing_new_whatever_became_of_what_it_corrects(
    told: Story,
) -> None:
    told.fix(**correction("wsj-v2", "wsj", "wsj#1"))
    assert decision(told, **correction("wsj-v2", "wsj", "wsj#1")).already
    told.fix(withdraw="wsj#1")
    told.fix(retract="wsj", published="2026-02-01")
    assert decision(told, **correction("wsj-v2", "wsj", "wsj#1")).already


# -- retractions ----------------------------------------------------------------------------------


def test_a_publisher_retracts_a_report_on_a_day(told: Story) -> None:
    (act,) = decision(told, retract="wsj", published="2026-02-01", note="withdrawn").events
    assert act.state() == {"report": "wsj", "published": "2026-02-01", "note": "withdrawn"}


def test_a_report_that_is_retracted_already_is_not_retracted_again(told: Story) -> None:
    (number,) = told.fix(retract="wsj", published="2026-02-01")
    found = decision(told, retract="wsj", published="2026-02-02")
    assert (found.events, found.already) == ((), f"wsj was retracted by deal-x#{number}")


def test_a_report_may_retract_another(told: Story) -> None:
    document = report(id="wsj-notice", published="2026-02-01", retracts={"report": "wsj"})
    found = decision(told, **document)
    assert isinstance(found.events[-1], ReportRetracted)
    assert found.warnings == ()
    told.fix(**document)
    again = decision(told, **{**document, "id": "wsj-notice-2"})
    assert not any(isinstance(event, ReportRetracted) for event in again.events)
    assert any("retracted" in warning for warning in again.warnings)
    assert decision(told, **document).already


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"retract": "wjs", "published": "2026-02-01"}, "E-NOTFOUND"),
        ({"retract": "wsj", "published": "2026-12-01"}, "E-FUTURE"),
        ({"retract": "wsj", "published": "2026-01-28"}, "E-RANGE"),
    ],
)
def test_a_retraction_needs_its_report_and_a_day_after_it(
    told: Story, parts: dict[str, str], code: str
) -> None:
    assert only(told, **parts).code == code


def test_a_notice_does_not_retract_what_was_not_published_yet_or_itself(told: Story) -> None:
    early = report(id="n", published="2026-01-28", retracts={"report": "wsj"})
    assert only(told, **early).code == "E-RANGE"
    assert refused(told, **report(id="n", retracts={"report": "n"}))[0].code == "E-NOTFOUND"
