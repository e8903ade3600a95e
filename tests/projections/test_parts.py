"""A figure beside its parts, and what these come to after each step."""

import pytest

from domain.errors import NotFound
from domain.values import text
from projections.parts import audit_parts
from tests.telling import Story, change, confirm, rumor


def told(story: Story, whole: str) -> list[str]:
    """The steps of a figure and its parts: field, step, and what the parts come to."""
    return [
        f"{step.field} {step.step} {text(step.derived)}"
        for step in audit_parts(story.view(), whole).steps
    ]


def test_the_commitments_stand_between_the_steps_of_the_round_with_their_sum() -> None:
    story = Story()
    story.report("a", "2026-01-01", rumor("amazon.commitment = $10bn", stage="in_talks"))
    story.report("b", "2026-01-02", rumor("round.size = up to $100bn", stage="in_talks"))
    story.report("c", "2026-01-03", rumor("nvidia.commitment = up to $20bn", stage="in_talks"))
    story.official("d", "2026-01-04", change("amazon.commitment = $50bn", stage="agreed"))
    story.official("e", "2026-01-05", change("round.size = $70bn", stage="agreed"))
    assert told(story, "round.size") == [
        "amazon.commitment opens $10bn",
        "round.size opens $10bn",
        "nvidia.commitment opens $10bn to $30bn",
        "amazon.commitment moves $50bn to $70bn",
        "round.size moves $50bn to $70bn",
    ]


def test_a_tranche_is_inside_the_commitment_of_its_payer() -> None:
    story = Story()
    story.official(
        "a",
        "2026-01-01",
        confirm("amazon-1.amount = $15bn"),
        confirm("amazon-1.payer = amazon"),
        elements={"amazon": {"kind": "party"}},
    )
    story.official("b", "2026-01-02", confirm("amazon.commitment = $50bn"))
    story.official("c", "2026-01-03", confirm("nvidia.commitment = $30bn"))
    assert told(story, "round.size") == [
        "amazon-1.amount opens $15bn",
        "amazon.commitment opens $50bn",
        "nvidia.commitment opens $80bn",
    ]
    assert told(story, "amazon.commitment") == [
        "amazon-1.amount opens $15bn",
        "amazon.commitment opens $15bn",
    ]


def test_what_ends_leaves_the_sum_in_a_step_of_its_own() -> None:
    story = Story()
    story.official("a", "2026-01-01", confirm("amazon.commitment = $50bn"))
    story.official("b", "2026-01-02", confirm("disney.commitment = $1bn"))
    story.official("c", "2026-01-03", confirm("disney.stage = agreed"))
    story.official("d", "2026-03-24", confirm("disney.stage = withdrawn"))
    assert told(story, "round.size") == [
        "amazon.commitment opens $50bn",
        "disney.commitment opens $51bn",
        "disney.stage ends $50bn",
    ]


def test_a_denied_part_is_no_longer_in_the_sum() -> None:
    story = Story()
    story.report("a", "2026-01-01", rumor("amazon.commitment = $50bn"))
    story.report("b", "2026-01-02", rumor("nvidia.commitment = $100bn"))
    story.official("c", "2026-01-03", {"deny": "nvidia.commitment = $100bn"})
    assert told(story, "round.size") == [
        "amazon.commitment opens $50bn",
        "nvidia.commitment opens $150bn",
        "nvidia.commitment denies $50bn",
    ]


def test_an_increment_counts_with_what_it_was_added_to() -> None:
    story = Story()
    story.official("a", "2026-01-01", confirm("amazon.commitment = $50bn"))
    story.official(
        "b",
        "2026-01-02",
        change({"field": "amazon.commitment", "value": "$5bn", "on_top_of": "amazon.commitment"}),
    )
    assert told(story, "round.size")[-1] == "amazon.commitment moves $55bn"


def test_the_parts_of_a_post_money_are_the_pre_money_and_the_round() -> None:
    story = Story()
    story.official("a", "2026-01-01", confirm("valuation.post_money = $840bn"))
    story.official("b", "2026-01-02", confirm("valuation.pre_money = $730bn"))
    story.official("c", "2026-01-03", confirm("round.size = $110bn"))
    story.official("d", "2026-01-04", change("round.size = $122bn"))
    story.official("e", "2026-01-05", confirm("round.secondary = $2bn"))
    assert told(story, "valuation.post_money") == [
        "valuation.post_money opens —",
        "valuation.pre_money opens —",
        "round.size opens $840bn",
        "round.size moves $852bn",
        "round.secondary opens $850bn",
    ]


def test_the_parts_of_an_equity_value_are_the_price_and_the_shares() -> None:
    story = Story("take_private")
    story.official("a", "2026-01-01", confirm("bid-a.price_per_share = $30"))
    story.official("b", "2026-01-02", confirm("bid-a.diluted_shares = 280 million"))
    story.official("c", "2026-01-03", change("bid-a.price_per_share = $32"))
    found = audit_parts(story.view(), "bid-a.equity_value")
    assert found.parts == ("bid-a.price_per_share", "bid-a.diluted_shares")
    assert [text(step.derived) for step in found.steps] == ["—", "about $8.4bn", "about $8.96bn"]


def test_amounts_in_another_currency_leave_the_sum_as_it_is() -> None:
    story = Story()
    story.official("a", "2026-01-01", confirm("amazon.commitment = $50m"))
    story.official("b", "2026-01-02", confirm("nvidia.commitment = €30m"))
    assert told(story, "round.size") == [
        "amazon.commitment opens $50m",
        "nvidia.commitment opens $50m",
    ]


def test_a_figure_without_parts_is_refused_with_those_that_have_some() -> None:
    story = Story()
    story.official("a", "2026-01-01", confirm("amazon.commitment = $50m"))
    with pytest.raises(NotFound) as refused:
        audit_parts(story.view(), "round.lead")
    assert refused.value.place == "--parts"
    assert "round.size" in refused.value.hint
