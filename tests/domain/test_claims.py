"""The claims of a report: what is taken, how it is stored, and what is refused and why."""

from typing import Any

import pytest

from domain import fields
from domain.events import (
    ElementDescribed,
    RumorReported,
)
from domain.values import text
from tests.domain.deciding import COMMITMENT, decision, only, refused, report
from tests.telling import Claim, Story, change, confirm, deny, no_comment, rumor

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


def test_a_price_may_be_paid_in_the_shares_of_a_bidder_who_is_a_party(story: Story) -> None:
    (*_, claim) = decision(
        story,
        **report(
            rumor("bid-a.consideration = $24.10 cash + 0.2 bidco shares + 1 CVR"),
            elements={"bidco": {"kind": "party", "name": "Bidco"}},
        ),
    ).events
    assert text(claim.state()["value"]) == "$24.10 cash + 0.2 bidco shares + 1 CVR a share"


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
    found = only(Story(), **report(rumor("round.size = $5bn", sighting_of="wsj#9"), id="ft"))
    assert (found.code, "has no report yet" in found.hint) == ("E-NOTFOUND", True)
    found = only(told, amend="wsj#1", claim=rumor(COMMITMENT, sighting_of="wsj#9"))
    assert (found.code, found.seen) == ("E-NOTFOUND", "wsj#9")
    found = only(told, amend="wsj#1", claim=rumor(COMMITMENT, sighting_of="wsj#1"))
    assert found.code == "E-SIGHTING"
