"""Which elements belong to a deal, and which stand beside it."""

from projections.structure import inside
from tests.telling import Story, rumor


def test_the_root_and_the_parties_belong_to_the_deal(story: Story) -> None:
    story.report("a", "2026-01-10", rumor("round.size = $10bn"), rumor("mgx.commitment = $1bn"))
    assert inside(story.state(), "round")
    assert inside(story.state(), "mgx")


def test_a_linked_deal_and_what_is_within_it_stand_beside(story: Story) -> None:
    story.report(
        "a",
        "2026-01-10",
        rumor("aws-compute.total_value = $38bn"),
        rumor("softbank-1.amount = $22.5bn"),
        rumor("softbank-1.within = aws-compute"),
        elements={"aws-compute": {"kind": "linked_deal"}},
    )
    assert not inside(story.state(), "aws-compute")
    assert not inside(story.state(), "softbank-1")


def test_a_tranche_is_where_its_payer_is(story: Story) -> None:
    story.report(
        "a",
        "2026-01-10",
        rumor("amazon-1.amount = $15bn"),
        rumor("amazon-1.payer = amazon"),
        elements={"amazon": {"kind": "party"}},
    )
    assert inside(story.state(), "amazon-1")


def test_a_loan_belongs_only_where_something_ties_it_to_the_deal(story: Story) -> None:
    loan = {"bridge-loan": {"kind": "instrument"}}
    story.report("a", "2026-01-10", rumor("bridge-loan.amount = $40bn"), elements=loan)
    assert not inside(story.state(), "bridge-loan")
    story.report("b", "2026-01-11", rumor("bridge-loan.funds = bid-a"))
    assert inside(story.state(), "bridge-loan")


def test_a_leaf_belongs_to_the_deal_whose_condition_rests_on_it(story: Story) -> None:
    story.report(
        "a",
        "2026-01-10",
        rumor("ipo-leg.status = open"),
        rumor("agi-leg.status = open"),
        rumor("bid-a.condition = ipo-leg"),
    )
    assert inside(story.state(), "ipo-leg")
    assert not inside(story.state(), "agi-leg")
