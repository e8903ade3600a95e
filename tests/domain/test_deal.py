"""Deals and elements: how they are opened, named, told apart and graded, and what is refused."""

from typing import Any

import pytest

from domain.deal import decide
from domain.documents import shape
from domain.draft import Decision
from domain.errors import Duplicate, NotFound, Problems
from domain.events import (
    ElementDescribed,
    ElementsIdentified,
    RumorReported,
    TermConfirmed,
)
from domain.known import known
from domain.values import text
from tests.domain.deciding import COMMITMENT, LEAD, decision, lead, only, refused, report
from tests.telling import NOW, Story, rumor

# -- opening --------------------------------------------------------------------------------------


OPENING = {"open": "acme-b", "name": "Acme's series B", "type": "funding_round", "currency": "USD"}


def opened(story: Story | None, **parts: Any) -> Decision:
    record = known("acme-b", story.items) if story else None
    return decide(record, shape({**OPENING, **parts}, ""), "", NOW)


def test_a_deal_opens_with_the_elements_known_at_the_start() -> None:
    found = opened(None, elements={"acme": {"kind": "party", "name": "Acme"}, "round": {}})
    assert [type(event).stored_name for event in found.events] == [
        "deal-opened",
        "element-described",
        "element-described",
    ]
    assert found.events[2].state() == {"element": "round", "kind": "round"}


def test_opening_a_deal_twice_is_nothing_new_and_may_add_elements() -> None:
    story = Story()
    story.items = []
    story.deal = "acme-b"
    story.tell(dict(OPENING))
    assert opened(story).already == "acme-b is open already"
    (added,) = opened(story, elements={"acme": {"kind": "party"}}).events
    assert isinstance(added, ElementDescribed)


def test_opening_a_deal_again_with_another_note_is_a_duplicate() -> None:
    story = Story()
    story.items = []
    story.deal = "acme-b"
    story.tell({**OPENING, "note": "Seen at a fair."})
    assert opened(story).already == opened(story, note="Seen at a fair.").already
    with pytest.raises(Duplicate) as refusal:
        opened(story, note="Seen in the press.")
    assert (refusal.value.code, refusal.value.seen) == ("E-DUPLICATE", "Seen in the press.")


@pytest.mark.parametrize("parts", [{"name": "Other"}, {"type": "merger"}, {"currency": "EUR"}])
def test_opening_a_deal_again_under_other_terms_is_a_duplicate(parts: dict[str, str]) -> None:
    story = Story()
    story.items = []
    story.deal = "acme-b"
    story.tell(dict(OPENING))
    with pytest.raises(Duplicate) as refusal:
        opened(story, **parts)
    assert (refusal.value.code, refusal.value.seen) == ("E-DUPLICATE", "acme-b")


def test_a_claim_does_not_come_with_the_opening() -> None:
    with pytest.raises(Problems, match="belongs to a report") as problems:
        opened(None, elements={"amazon-2": {"kind": "tranche", "payer": "amazon"}})
    assert [each.code for each in problems.value.problems] == ["E-CLAIM"]


def test_nothing_is_logged_about_a_deal_that_is_not_open() -> None:
    with pytest.raises(NotFound) as refusal:
        decide(None, shape({"deal": "acme-c", **report()}, ""), "a.yaml", NOW)
    assert (refusal.value.code, refusal.value.seen) == ("E-NOTFOUND", "acme-c")
    assert "dealtrail open acme-c" in refusal.value.hint


# -- elements -------------------------------------------------------------------------------------


def test_an_element_may_be_born_with_its_references_which_are_claims(told: Story) -> None:
    found = decision(
        told,
        **report(
            rumor("t-1.amount = $15bn"),
            id="ft",
            elements={"t-1": {"kind": "tranche", "payer": "amazon", "within": "round"}},
        ),
    )
    claims = [event for event in found.events if isinstance(event, RumorReported)]
    assert [claim.claim for claim in claims] == ["t-1.payer", "t-1.within", "1"]
    assert {claim.report for claim in claims} == {"ft"}


def test_what_an_official_report_introduces_is_confirmed(told: Story) -> None:
    found = decision(
        told,
        **report(
            id="ft",
            sourcing="filing",
            elements={"t-1": {"kind": "tranche", "payer": "amazon"}},
        ),
    )
    assert isinstance(found.events[-1], TermConfirmed)


def test_an_element_may_refer_to_one_that_the_same_report_introduces_after_it(
    story: Story,
) -> None:
    found = decision(
        story,
        **report(
            elements={
                "t-1": {"kind": "tranche", "payer": "softbank"},
                "softbank": {"kind": "party"},
            }
        ),
    )
    assert len(found.events) == 4


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amazon-2.payer", "nobody"),
        ("amazon-2.payer", {"to": ["nobody"]}),
        ("amazon-2.condition", {"any": ["agi-leg", {"all": ["ipo-leg", "nobody"]}]}),
        ("amazon.purpose", {"to": ["nobody"]}),
    ],
)
def test_a_reference_to_an_element_that_is_not_known_is_refused(
    told: Story, field: str, value: Any
) -> None:
    found = only(told, **report(rumor({"field": field, "value": value}), id="ft"))
    assert found.code == "E-NOTFOUND"
    assert "nobody" in str(found)
    assert found.place == f"story: claim 1 {field}"


def test_a_reference_that_is_almost_right_is_answered_with_the_right_one(told: Story) -> None:
    found = only(told, **report(rumor({"field": "amazon-2.payer", "value": {"to": ["amazn"]}}),
                                id="ft"))  # fmt: skip
    assert "did you mean amazon" in found.hint


def test_the_root_of_a_raise_can_be_referred_to_before_anybody_spoke_of_it(story: Story) -> None:
    found = decision(story, **report(rumor("amazon-2.within = round")))
    assert text(found.events[-1].state()["value"]) == "round"
    described = [event for event in found.events if isinstance(event, ElementDescribed)]
    assert [(event.element, event.kind) for event in described] == [("round", "round")]


@pytest.mark.parametrize("element", ["round", "deal", "valuation"])
def test_a_reserved_id_is_always_the_same_thing(story: Story, element: str) -> None:
    found = only(story, **report(elements={element: {"kind": "party"}}))
    assert (found.code, found.seen) == ("E-KIND", "party")


def test_an_element_keeps_its_kind(told: Story) -> None:
    found = only(told, **report(id="ft", elements={"amazon": {"kind": "offer"}}))
    assert (found.code, found.message) == ("E-KIND", "this element is a party already")
    found = only(told, describe="amazon", kind="offer")
    assert found.code == "E-KIND"


def test_a_kind_that_does_not_exist_is_refused_with_what_it_may_have_meant(story: Story) -> None:
    found = only(story, **report(elements={"x": {"kind": "tranch"}}))
    assert (found.code, found.hint) == ("E-KIND", "did you mean tranche?")


def test_describing_an_element_as_it_is_changes_nothing(told: Story) -> None:
    told.fix(describe="amazon", name="Amazon", aliases=["AMZN"], identifiers={"ticker": "AMZN"})
    for same in ({"name": "Amazon"}, {"aliases": "AMZN"}, {"kind": "party"}, {}):
        assert decision(told, describe="amazon", **same).already.startswith("no change")
    assert decision(told, describe="amazon", identifiers={"ticker": "AMZ"}).events


def test_describing_a_new_element_needs_its_kind(told: Story) -> None:
    assert only(told, describe="nobody", name="Nobody").code == "E-ELEMENT"
    assert decision(told, describe="nobody", kind="party", name="Nobody").events


@pytest.fixture
def two_of_a_name(story: Story) -> Story:
    """Two parties that are called MGX: one shows that name, the other has it as an alias."""
    story.fix(describe="mgx", kind="party", name="MGX")
    story.fix(describe="fund-a", kind="party", name="Fund A", aliases=["MGX", "mgx fund"])
    return story


def test_a_name_that_two_elements_have_is_refused_with_the_ids_of_both(
    two_of_a_name: Story,
) -> None:
    two_of_a_name.fix(describe="fund-b", kind="party", aliases=["MGX Fund"])
    two_of_a_name.fix(describe="amazon", kind="party")
    for claim in (
        rumor(f"{LEAD}MGX Fund"),
        rumor(f"{LEAD}Fund A and MGX Fund"),
        rumor("amazon.purpose = MGX Fund"),
        rumor("amazon.stake = 5% of MGX Fund"),
    ):
        found = only(two_of_a_name, **report(claim))
        assert found.code == "E-AMBIG", found
        assert "fund-a or fund-b" in found.hint
        assert "identify DEAL fund-a fund-b" in found.hint


def test_an_id_is_the_element_of_that_id_whoever_else_is_called_so(two_of_a_name: Story) -> None:
    assert lead(two_of_a_name, "mgx") == lead(two_of_a_name, "MGX") == "mgx"
    assert lead(two_of_a_name, "Fund A") == "fund-a"


def test_a_name_of_two_elements_that_are_one_is_not_ambiguous(two_of_a_name: Story) -> None:
    two_of_a_name.fix(describe="fund-b", kind="party", aliases=["MGX Fund"])
    two_of_a_name.fix(identify=["fund-a", "fund-b"])
    assert lead(two_of_a_name, "MGX Fund") == "fund-a"


def test_a_leaf_of_a_condition_is_not_named_by_a_name_that_two_have(story: Story) -> None:
    for leaf in ("agi-leg", "ipo-leg"):
        story.fix(describe=leaf, name="The trigger")
    for condition in ("The trigger", "agi-leg or The trigger"):
        found = only(story, **report(rumor(f"amazon-2.condition = {condition}")))
        assert found.code == "E-AMBIG"


def test_a_name_that_another_element_has_is_pointed_out_however_it_is_given(
    two_of_a_name: Story,
) -> None:
    again = {"kind": "party", "name": "Other", "aliases": ["Another", "MGX"]}
    for found in (
        decision(two_of_a_name, describe="x", **again),
        decision(two_of_a_name, **report(rumor(COMMITMENT), elements={"x": again})),
        decision(two_of_a_name, describe="mgx", aliases="fund a"),
    ):
        assert [warning.split()[0] for warning in found.warnings] == ["W-CONFUSABLE"]
    opening = opened(None, elements={each: {"kind": "party", "name": "MGX"} for each in "ab"})
    assert opening.events
    assert [warning.split()[:2] for warning in opening.warnings] == [["W-CONFUSABLE", "b"]]
    assert decision(two_of_a_name, describe="mgx", name="MGX", aliases="M.G.X.").warnings == ()


def test_names_of_a_report_are_added_to_those_that_an_element_has(story: Story) -> None:
    story.fix(describe="amazon", kind="party", name="Amazon.com", aliases=["AWS"])
    new = {"amazon": {"aliases": ["Amazon Web Services"]}}
    for name in ("Amazon.com", "AWS", "Amazon Web Services"):
        assert lead(story, name, elements=new) == "amazon"
    renamed = {"amazon": {"name": "Amazon Inc."}}
    for name in ("Amazon.com", "AWS", "Amazon Inc."):
        assert lead(story, name, elements=renamed) == "amazon"


def test_an_alias_is_read_though_its_element_has_no_name(story: Story) -> None:
    story.fix(describe="mgx", kind="party", aliases=["MGX Fund"])
    assert lead(story, "MGX Fund") == "mgx"
    assert lead(story, "Fund A", elements={"x": {"kind": "party", "aliases": "Fund A"}}) == "x"


# -- one thing or two -----------------------------------------------------------------------------


@pytest.fixture
def funds(story: Story) -> Story:
    story.report(
        "ft", "2026-01-20", *(rumor(f"fund-{letter}.commitment = $1bn") for letter in "abc")
    )
    return story


def test_two_elements_are_identified_once(funds: Story) -> None:
    (event,) = decision(funds, identify=["fund-a", "fund-b"]).events
    assert isinstance(event, ElementsIdentified)
    funds.fix(identify=["fund-a", "fund-b"])
    assert decision(funds, identify=["fund-a", "fund-b"]).already
    assert decision(funds, identify=["fund-b", "fund-a"]).already, "the other way round is the same"


def test_two_elements_that_are_apart_are_not_told_apart(funds: Story) -> None:
    assert decision(funds, distinguish=["fund-a", "fund-b"]).already


@pytest.mark.parametrize("verb", ["identify", "distinguish"])
@pytest.mark.parametrize(
    ("ids", "code"),
    [
        (["fund-a", "fund-a"], "E-MERGE"),
        (["fund-a", "fund-b", "fund-a"], "E-MERGE"),
        (["fund-a", "nobody"], "E-NOTFOUND"),
        (["fund-a"], "E-EMPTY"),
    ],
)
def test_an_identification_names_different_elements_that_exist(
    funds: Story, verb: str, ids: list[str], code: str
) -> None:
    found = refused(funds, **{verb: ids})
    assert [each.code for each in found] == [code]
    found = refused(funds, **report(rumor(COMMITMENT), **{verb: [ids]}))
    assert [each.code for each in found] == [code]


def test_elements_of_different_kinds_are_not_one_thing(funds: Story) -> None:
    assert only(funds, identify=["fund-a", "amazon-2"]).code == "E-MERGE"
    inside = report(rumor(COMMITMENT), identify=[["fund-a", "amazon-2"]])
    assert only(funds, **inside).code == "E-MERGE"


def test_a_report_may_identify_an_element_that_it_introduces(funds: Story) -> None:
    found = decision(
        funds,
        **report(elements={"mgx": {"kind": "party", "name": "MGX"}}, identify=[["mgx", "fund-a"]]),
    )
    assert found.events[-1] == ElementsIdentified(same=("mgx", "fund-a"), report="wsj")


# -- a source -------------------------------------------------------------------------------------


def test_a_grade_needs_no_deal() -> None:
    content = shape({"grade": {"source": "Reuters", "grade": "B", "why": "careful"}}, "")
    (event,) = decide(None, content, "", NOW).events
    assert event.state() == {"source": "Reuters", "grade": "B", "why": "careful"}
