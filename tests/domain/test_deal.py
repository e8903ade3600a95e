"""The rules: what is taken into the record, what is nothing new, and what is refused and why."""

from collections.abc import Sequence
from typing import Any

import pytest

from domain import fields
from domain.deal import decide
from domain.documents import shape
from domain.draft import Decision
from domain.errors import Duplicate, NotFound, Problems, Refused
from domain.events import (
    ClaimAmended,
    ElementDescribed,
    ElementsDistinguished,
    ElementsIdentified,
    EntryUndone,
    ReportCorrected,
    ReportLogged,
    ReportRetracted,
    RumorReported,
    TermConfirmed,
)
from domain.known import known
from domain.values import text
from tests.telling import NOW, Claim, Story, change, confirm, deny, no_comment, rumor

COMMITMENT = "amazon.commitment = up to $50bn"


def decision(story: Story, **document: Any) -> Decision:
    """What the rules make of a document, without recording it."""
    record = known(story.deal, story.items)
    return decide(record, shape({"deal": story.deal, **document}, "story"), "story", NOW)


def report(*claims: Claim | list[Claim], **header: Any) -> dict[str, Any]:
    """A report of anonymous sources, unless its header says otherwise."""
    return {
        "id": "wsj",
        "source": "The Wall Street Journal",
        "published": "2026-01-29",
        "sourcing": "anonymous_plural",
        "claims": list(claims),
        **header,
    }


def refused(story: Story, **document: Any) -> Sequence[Refused]:
    """All that the rules find wrong with a document; nothing of it is recorded."""
    with pytest.raises(Refused) as problems:
        decision(story, **document)
    found = problems.value
    return found.problems if isinstance(found, Problems) else (found,)


def only(story: Story, **document: Any) -> Refused:
    (found,) = refused(story, **document)
    return found


@pytest.fixture
def told(story: Story) -> Story:
    """One report is in: two claims of the Journal."""
    story.tell({"deal": story.deal, **report(rumor(COMMITMENT), rumor("round.size = $100bn"))})
    return story


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


# -- a report and its claims ----------------------------------------------------------------------


def test_a_report_becomes_its_header_its_elements_and_its_claims_in_order(story: Story) -> None:
    found = decision(
        story,
        **report(
            rumor(COMMITMENT, stage="in_talks"),
            [rumor("round.size = $100bn"), rumor("round.settled = fluid")],
            rumor("nvidia.commitment = $30bn"),
            elements={"mgx": {"kind": "party", "name": "MGX"}},
        ),
    )
    assert [type(event).stored_name for event in found.events] == [
        "report-logged",
        "element-described",
        "element-described",
        "element-described",
        "element-described",
        "rumor-reported",
        "rumor-reported",
        "rumor-reported",
        "rumor-reported",
    ]
    claims = [event.claim for event in found.events if isinstance(event, RumorReported)]
    assert claims == ["1", "2", "2.2", "3"]
    assert found.warnings == ()


def test_a_claim_is_stored_in_its_long_form(story: Story) -> None:
    (*_, claim) = decision(story, **report(rumor(COMMITMENT, stage="in talks"))).events
    assert claim.state() == {
        "report": "wsj",
        "claim": "1",
        "field": "amazon.commitment",
        "value": {
            "type": "money",
            "qualifier": "at_most",
            "step": "1000000000",
            "amount": "50000000000",
            "currency": "USD",
        },
        "stage": "in_talks",
    }


def test_short_and_long_form_of_a_claim_come_to_the_same(story: Story) -> None:
    long = {
        "field": "amazon.commitment",
        "value": {"amount": "50000000000", "currency": "USD", "qualifier": "at_most",
                  "step": "1000000000"},
        "stage": "in_talks",
    }  # fmt: skip
    assert (
        decision(story, **report({"rumor": long})).events
        == decision(story, **report(rumor(COMMITMENT, stage="in_talks"))).events
    )


def test_the_kind_of_a_new_element_follows_from_its_field_or_its_id(story: Story) -> None:
    found = decision(
        story,
        **report(rumor(COMMITMENT), rumor("round.size = $5bn"), rumor("valuation.step = up")),
    )
    described = {
        event.element: (event.kind, event.report)
        for event in found.events
        if isinstance(event, ElementDescribed)
    }
    assert described == {
        "amazon": ("party", "wsj"),
        "round": ("round", "wsj"),
        "valuation": ("valuation", "wsj"),
    }


def test_an_element_whose_kind_does_not_follow_has_to_be_introduced(story: Story) -> None:
    found = only(story, **report(rumor("amazon-3.amount = $5bn")))
    assert (found.code, found.seen) == ("E-ELEMENT", "amazon-3")
    assert "did you mean" in found.hint
    assert "amazon-3: {kind: " in found.hint
    assert "tranche" in found.hint


def test_a_field_that_nobody_has_is_refused_with_what_it_may_have_meant(story: Story) -> None:
    found = only(story, **report(rumor("amazon.comitment = $5bn")))
    assert (found.code, found.place) == ("E-FIELD", "story: claim 1")
    assert found.hint.startswith("did you mean commitment")


def test_a_field_of_another_kind_is_refused(told: Story) -> None:
    found = only(told, **report(rumor("amazon.exchange_ratio = 0.2"), id="ft"))
    assert (found.code, found.message) == ("E-FIELD", "a party has no such field")
    assert ".strip()" not in found.hint
    assert "dealtrail fields party" in found.hint or "did you mean" in found.hint


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        ({}, "E-VERB"),
        ({"rumour": COMMITMENT}, "E-VERB"),
        ({"rumor": COMMITMENT, "deny": COMMITMENT}, "E-VERB"),
        (rumor("amazon.commitment"), "E-CLAIM"),
        (change("amazon.commitment"), "E-CLAIM"),
        (rumor(""), "E-CLAIM"),
        (rumor("$50bn"), "E-CLAIM"),
        (rumor(["amazon.commitment", "$50bn"]), "E-CLAIM"),
        (rumor({"value": "$50bn"}), "E-CLAIM"),
        (rumor({"field": ["amazon", "commitment"], "value": "$50bn"}), "E-CLAIM"),
        (rumor("report wsj"), "E-CLAIM"),
        (rumor(COMMITMENT, value="$40bn"), "E-CLAIM"),
        (rumor({"field": "amazon.commitment", "stage": "paid"}, stage="agreed"), "E-CLAIM"),
        (rumor(COMMITMENT, stge="agreed"), "E-KEY"),
        (rumor({"field": "amazon.commitment", "valeu": "5"}), "E-KEY"),
        (rumor("Amazon Inc.commitment = $5bn"), "E-ID"),
        (rumor("amazon.commitment = lots"), "E-AMOUNT"),
        (rumor("amazon.commitment = 1,234"), "E-AMOUNT-AMBIG"),
        (rumor({"field": "amazon.commitment", "value": {"amount": 0.1}}), "E-AMOUNT"),
        (rumor({"field": "amazon.commitment", "value": ["5"]}), "E-VALUE"),
        (rumor(COMMITMENT, was="lots"), "E-AMOUNT"),
        (rumor(COMMITMENT, effective="2026-02-30"), "E-DATE"),
        (rumor(COMMITMENT, sourcing="a friend"), "E-CHOICE"),
        (rumor(COMMITMENT, stage=["in_talks"]), "E-VALUE"),
        (rumor(COMMITMENT, sourcing=["filing"]), "E-VALUE"),
        (rumor(COMMITMENT, said_by=["a", "b"]), "E-VALUE"),
        (rumor(COMMITMENT, note=""), "E-EMPTY"),
        (rumor(COMMITMENT, note="a\x00b"), "E-CHAR"),
        (rumor(COMMITMENT, place="\x1b[2J"), "E-CHAR"),
        (rumor(COMMITMENT, sighting_of="wsj"), "E-REF"),
        (rumor(COMMITMENT, part_of="round.sise"), "E-FIELD"),
        (rumor(COMMITMENT, part_of=[["round.size"]]), "E-CLAIM"),
        (rumor(COMMITMENT, part_of=[{"portion": "$5bn"}]), "E-CLAIM"),
        (rumor(COMMITMENT, part_of=[{"of": "round.size", "portion": "lots"}]), "E-AMOUNT"),
        (rumor(COMMITMENT, on_top_of="round.sise"), "E-FIELD"),
        (rumor(COMMITMENT, on_top_of=["round.size"]), "E-CLAIM"),
        ({"deny": {"of_report": ["wsj"]}}, "E-VALUE"),
        ({"deny": "report nobody"}, "E-NOTFOUND"),
        (deny("amazon.commitment", as_quoted="nothing like it"), "E-CLAIM"),
    ],
)
def test_a_claim_that_cannot_be_taken_is_refused_with_its_place(
    story: Story, claim: Claim, code: str
) -> None:
    found = refused(story, **report(rumor("round.size = $100bn"), claim))
    assert code in {each.code for each in found}
    for each in found:
        assert each.place.startswith("story: claim 2"), each
        str(each)


def test_several_problems_are_all_told_at_once(story: Story) -> None:
    found = refused(
        story,
        **report(
            rumor("amazon.comitment = $5bn"),
            rumor(COMMITMENT),
            [rumor("round.size = lots"), rumor("round.size = $5bn", stage="asleep")],
            confirm("round.size = $100bn"),
            published="2027-01-01",
            cites=["wsj"],
            elements={"x": {"kind": "company"}},
            corrects={"report": "nobody"},
            retracts={"report": "nobody-else"},
        ),
    )
    assert [(each.place, each.code) for each in found] == [
        ("story: published", "E-FUTURE"),
        ("story: cites", "E-CITE"),
        ("story: elements.x", "E-KIND"),
        ("story: claim 1", "E-FIELD"),
        ("story: claim 3 round.size", "E-AMOUNT"),
        ("story: claim 3.2 round.size", "E-STAGE"),
        ("story: claim 4 round.size", "E-SOURCING"),
        ("story: corrects", "E-CORRECT-TARGET"),
        ("story: retracts", "E-NOTFOUND"),
    ]
    assert all(each.hint for each in found if each.code not in ("E-CORRECT-TARGET", "E-NOTFOUND"))


def test_a_denial_and_a_declined_comment_need_no_value(told: Story) -> None:
    found = decision(
        told, **report(deny("amazon.commitment"), no_comment("nvidia.commitment"), id="ft")
    )
    assert all("value" not in event.state() for event in found.events)


def test_a_denial_may_speak_of_a_whole_report(told: Story) -> None:
    (*_, denial) = decision(told, **report(deny("report wsj"), id="ft")).events
    assert denial.state() == {"report": "ft", "claim": "1", "of_report": "wsj"}


def test_what_was_read_is_kept_beside_the_value(story: Story) -> None:
    (*_, claim) = decision(
        story, **report(rumor("amazon.commitment = about $50bn", as_quoted="nearly $50bn"))
    ).events
    assert claim.state()["value"]["as_quoted"] == "nearly $50bn"


def test_nested_money_is_a_list_of_figures_with_portions(told: Story) -> None:
    (*_, claim) = decision(
        told,
        **report(
            rumor(
                "amazon.in_kind = up to $38bn",
                part_of=["amazon.commitment", {"of": "round.size", "portion": "$20bn"}],
            ),
            id="ft",
        ),
    ).events
    first, second = claim.state()["part_of"]
    assert first == {"of": "amazon.commitment"}
    assert (second["of"], text(second["portion"])) == ("round.size", "$20bn")


def test_the_denial_of_a_whole_report_takes_no_field_and_no_value(told: Story) -> None:
    for part in ({"field": "round.size"}, {"value": "$100bn"}, {"stage": "agreed"}):
        found = only(told, **report(deny({"of_report": "wsj", **part}), id="ft"))
        assert (found.code, found.seen) == ("E-CLAIM", next(iter(part)))
        assert "deny: report wsj" in found.hint
    said = deny({"of_report": "wsj"}, said_by="Amazon", scope="all of it")
    assert decision(told, **report(said, id="ft")).events


@pytest.mark.parametrize("part", ["on_top_of", "part_of"])
def test_a_claim_adds_to_or_lies_inside_of_a_figure_that_somebody_has_spoken_of(
    told: Story, part: str
) -> None:
    def inside(figure: str, *more: Claim) -> dict[str, Any]:
        return report(rumor("amazon.paid = $5bn", **{part: figure}), *more, id="ft")

    for unknown in ("rond.size", "amazon.total_invested", "deal.total_value", "bid-a.cash_total"):
        found = only(told, **inside(unknown))
        assert (found.code, found.seen) == ("E-NOTFOUND", unknown)
        assert found.hint
    assert "did you mean round.size" in only(told, **inside("rond.size")).hint
    assert decision(told, **inside("round.size")).events
    assert decision(told, **inside("bid-a.cash_total", rumor("bid-a.cash_total = $9bn"))).events
    told.report("reuters", "2026-01-20", rumor("nvidia.commitment = $1bn"))
    assert decision(told, **inside("nvidia.commitment")).events
    told.fix(withdraw="reuters#1")
    assert only(told, **inside("nvidia.commitment")).code == "E-NOTFOUND"


def test_a_figure_that_was_only_named_beside_another_introduces_no_element(told: Story) -> None:
    found = decision(
        told,
        **report(
            rumor("amazon.in_kind = $5bn", part_of="nvidia.commitment"),
            rumor("nvidia.commitment = $9bn"),
            id="ft",
        ),
    )
    described = [event for event in found.events if isinstance(event, ElementDescribed)]
    assert [(event.element, event.report) for event in described] == [("nvidia", "ft")]


def test_an_amendment_does_not_lie_inside_of_a_figure_that_it_takes_away(told: Story) -> None:
    amended = rumor("round.size = $5bn", part_of="amazon.commitment")
    assert only(told, amend="wsj#1", claim=amended).code == "E-NOTFOUND"
    assert decision(told, amend="wsj#2", claim=amended).events


def test_the_figure_of_an_element_that_is_one_with_another_is_that_of_both(told: Story) -> None:
    told.report("ft", "2026-01-20", rumor("amzn.commitment = $1bn"))
    told.fix(identify=["amazon", "amzn"])
    inside = rumor("amazon.in_kind = $1bn", part_of="amzn.commitment")
    assert decision(told, **report(inside, id="reuters")).events


@pytest.mark.parametrize(
    ("claim", "base"),
    [
        (rumor("amazon.stake = 5%"), "round.size"),
        (rumor("amazon.commitment = $5bn"), "amazon.stake"),
        (rumor("round.settled = fluid"), "round.settled"),
        (rumor("round.expected_close = 2026-03"), "round.expected_close"),
        (rumor("round.lead = amazon"), "round.lead"),
    ],
)
def test_an_increment_is_on_top_of_a_figure_of_its_own_type_that_adds_up(
    told: Story, claim: Claim, base: str
) -> None:
    told.report("reuters", "2026-01-20", rumor("amazon.stake = 2%"))
    found = only(told, **report({**claim, "on_top_of": base}, id="ft"))
    assert (found.code, found.seen) == ("E-INCREMENT", base)
    assert "same type" in found.hint
    for sum_ in ("amazon.commitment = $5bn", "round.size = $5bn"):
        assert decision(told, **report(rumor(sum_, on_top_of="round.size"), id="ft")).events


@pytest.mark.parametrize("verb", ["rumor", "change", "deny", "no_comment"])
@pytest.mark.parametrize("base", ["amazon.commitment", "round.size"])
def test_an_increment_always_has_a_value(told: Story, verb: str, base: str) -> None:
    found = only(told, **report({verb: "amazon.commitment", "on_top_of": base}, id="ft"))
    assert (found.code, found.message) == ("E-CLAIM", "an increment has a value")


def test_a_figure_lies_inside_of_itself_only_as_the_part_that_its_scope_names(
    story: Story,
) -> None:
    loss = "openai.net_loss = $12bn in the quarter"
    found = only(story, **report(rumor(loss, part_of="openai.net_loss")))
    assert (found.code, found.seen) == ("E-CLAIM", "openai.net_loss")
    assert "scope" in found.hint
    scoped = rumor(loss, part_of="openai.net_loss", scope="a non-cash charge")
    assert decision(story, **report(scoped)).events


@pytest.mark.parametrize("part", ["value", "was"])
def test_a_declined_comment_says_no_value(told: Story, part: str) -> None:
    found = only(told, **report(no_comment("amazon.commitment", **{part: "$5bn"}), id="ft"))
    assert found.code == "E-CLAIM"
    assert "no_comment: amazon.commitment" in found.hint


def test_a_report_without_a_claim_is_taken_with_a_warning(story: Story) -> None:
    assert decision(story, **report()).warnings == ("W-EMPTY this report has no claim",)


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


LEAD = "round.lead = "


def lead(story: Story, name: str, **header: Any) -> str:
    """Who leads the round, in the report of somebody who writes that name."""
    (*_, claim) = decision(story, **report(rumor(f"{LEAD}{name}"), id="ft", **header)).events
    return text(claim.state()["value"])


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


# -- verbs and sourcing ---------------------------------------------------------------------------


ON_RECORD = ("filing", "company_statement", "on_record")
NOT = ("document_seen", "anonymous_plural", "anonymous_single", "unattributed", "aggregated",
       "own_confidential")  # fmt: skip


@pytest.mark.parametrize("sourcing", ON_RECORD)
def test_what_is_on_the_record_is_confirmed_and_is_no_rumour(story: Story, sourcing: str) -> None:
    assert decision(story, **report(confirm(COMMITMENT), sourcing=sourcing)).events
    found = only(story, **report(rumor(COMMITMENT), sourcing=sourcing))
    assert (found.code, found.seen) == ("E-SOURCING", sourcing)


@pytest.mark.parametrize("sourcing", NOT)
def test_what_is_not_on_the_record_is_a_rumour_and_confirms_nothing(
    story: Story, sourcing: str
) -> None:
    assert decision(story, **report(rumor(COMMITMENT), sourcing=sourcing)).events
    found = only(story, **report(confirm(COMMITMENT), sourcing=sourcing))
    assert (found.code, found.seen) == ("E-SOURCING", sourcing)


@pytest.mark.parametrize("verb", ["change", "deny", "no_comment"])
@pytest.mark.parametrize("sourcing", [*ON_RECORD, *NOT])
def test_a_change_a_denial_and_a_declined_comment_may_have_any_sourcing(
    story: Story, verb: str, sourcing: str
) -> None:
    said = "amazon.commitment" if verb == "no_comment" else COMMITMENT
    assert decision(story, **report({verb: said}, sourcing=sourcing)).events


def test_the_sourcing_of_a_claim_goes_before_that_of_its_report(story: Story) -> None:
    assert decision(
        story, **report(confirm(COMMITMENT, sourcing="on_record", said_by="Andy Jassy"))
    ).events
    assert refused(story, **report(confirm(COMMITMENT, sourcing="unattributed"), sourcing="filing"))


# -- stages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "taken"),
    [
        (rumor(COMMITMENT, stage="in_talks"), True),
        (rumor(COMMITMENT, stage="paid"), True),
        (rumor(COMMITMENT, stage="mentioned"), "mentioned" in fields.STAGE_GROUPS["pay"]),
        (rumor("round.lead = amazon", stage="agreed"), True),
        (rumor("round.hard_cap = $5bn", stage="paid"), False),
        (rumor("amazon.rank = largest", stage="agreed"), False),
        (rumor("round.size = $5bn", stage="asleep"), False),
        (rumor("round.stage = in talks"), True),
        (rumor("round.stage = in talks", stage="agreed"), False),
    ],
)
def test_a_figure_stands_at_the_stages_that_its_field_knows(
    told: Story, claim: Claim, *, taken: bool
) -> None:
    document = report(claim, id="ft")
    if taken:
        assert decision(told, **document).events
    else:
        found = only(told, **document)
        assert found.code == "E-STAGE"
        assert found.hint


def test_a_stage_may_be_written_as_people_say_it(told: Story) -> None:
    (*_, claim) = decision(told, **report(rumor(COMMITMENT, stage="in talks"), id="ft")).events
    assert claim.state()["stage"] == "in_talks"


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
    assert event == ElementsIdentified(same=("amazon", "amzn"))
    told.fix(**document, identify=[["amazon", "amzn"]])
    (event,) = decision(told, **document, distinguish=[["amazon", "amzn"]]).events
    assert event == ElementsDistinguished(different=("amazon", "amzn"))
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
    assert [warning.split()[:2] for warning in found.warnings] == [["W-DUP", "wsj"]]


# -- sightings ------------------------------------------------------------------------------------


def test_a_sighting_names_a_claim_of_the_record_or_of_its_own_report(told: Story) -> None:
    assert decision(
        told,
        **report(
            rumor("valuation.unspecified = $730bn", sighting_of="wsj#1"),
            rumor("round.size = about $100bn", sighting_of=["wsj#2", "ft#1"]),
            id="ft",
        ),
    ).events


def test_a_claim_is_no_sighting_of_itself(told: Story) -> None:
    found = only(told, **report(rumor(COMMITMENT, sighting_of="ft#1"), id="ft"))
    assert (found.code, found.seen) == ("E-SIGHTING", "ft#1")


def test_a_sighting_of_nothing_is_refused(told: Story) -> None:
    found = only(told, **report(rumor(COMMITMENT, sighting_of="wsj#9"), id="ft"))
    assert (found.code, found.seen) == ("E-NOTFOUND", "wsj#9")
    assert "wsj#1" in found.hint
    found = only(told, amend="wsj#1", claim=rumor(COMMITMENT, sighting_of="wsj#9"))
    assert (found.code, found.seen) == ("E-NOTFOUND", "wsj#9")
    found = only(told, amend="wsj#1", claim=rumor(COMMITMENT, sighting_of="wsj#1"))
    assert found.code == "E-SIGHTING"


# -- corrections by the publisher -----------------------------------------------------------------


def correction(by: str, of: str, *replaces: str, **header: Any) -> dict[str, Any]:
    return report(
        rumor("amazon.commitment = $10bn"),
        **{
            "id": by,
            "published": "2026-01-30",
            "corrects": {"report": of, "replaces": list(replaces)},
            **header,
        },
    )


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
    assert found.events[-1] == ElementsIdentified(same=("mgx", "fund-a"))


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


# -- a source -------------------------------------------------------------------------------------


def test_a_grade_needs_no_deal() -> None:
    content = shape({"grade": {"source": "Reuters", "grade": "B", "why": "careful"}}, "")
    (event,) = decide(None, content, "", NOW).events
    assert event.state() == {"source": "Reuters", "grade": "B", "why": "careful"}


# -- a new kind of term ---------------------------------------------------------------------------


def test_a_new_kind_of_term_is_one_entry_of_the_catalogue(
    told: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = fields.Field(
        name="golden_parachute",
        kinds=("party",),
        type="money",
        label="golden parachute",
        meaning="What its managers are paid if they leave.",
        compare="iv",
        stages="pay",
        examples=("amazon.golden_parachute = $5m",),
    )
    monkeypatch.setitem(fields.CATALOGUE, ("party", "golden_parachute"), entry)
    document = report(rumor("amazon.golden_parachute = about $5m", stage="agreed"), id="ft")
    told.fix(**document)
    assert told.value("amazon.golden_parachute") == "about $5m"
