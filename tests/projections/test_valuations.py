"""What a valuation, a price and a stake imply, and where they cannot all hold."""

import pytest

from domain import fields
from domain.fields import Field
from domain.values import text
from tests.projections.implying import committed, implied, impossible, words
from tests.telling import Story, change, confirm, rumor

# -- pre-money, new money, post-money ------------------------------------------------------------


def test_pre_money_and_new_money_make_post_money() -> None:
    story = Story()
    *_, pre, size = story.report(
        "a",
        "2026-02-27",
        rumor("valuation.pre_money = $730bn", stage="agreed"),
        rumor("round.size = $110bn", stage="agreed"),
    )
    found = implied(story, "valuation.post_money")
    assert text(found.value) == "$840bn"
    assert (found.low, found.high) == ("839000000000", "841000000000")
    assert found.stage == "agreed"
    assert found.standing == "rumored"
    assert found.reported is None
    assert [each.field for each in found.inputs] == ["valuation.pre_money", "round.size"]
    assert [each.events for each in found.inputs] == [(pre,), (size,)]
    assert found.rule == "valuation.pre_money + round.size; no secondary part is reported"


def test_a_bound_stays_a_bound_in_a_sum() -> None:
    story = Story()
    story.report("a", "2026-01-28", rumor("valuation.pre_money = $730bn", stage="in_talks"))
    story.report("b", "2026-01-29", rumor("round.size = up to $100bn", stage="in_talks"))
    assert words(story, "valuation.post_money") == "$730bn to $830bn"


def test_only_the_primary_money_comes_on_top_of_the_pre_money() -> None:
    story = Story()
    story.official(
        "a",
        "2026-01-05",
        confirm("valuation.pre_money = $160m"),
        confirm("round.size = $50m"),
        confirm("round.secondary = $10m"),
    )
    assert words(story, "round.new_money") == "$40m"
    assert words(story, "valuation.post_money") == "$200m"
    story.official("b", "2026-01-06", confirm("valuation.post_money = $200m"))
    assert impossible(story) == []


def test_a_secondary_sale_brings_no_new_money() -> None:
    story = Story("secondary_sale")
    story.report("a", "2026-01-05", rumor("valuation.pre_money = $160m"), rumor("round.size = $5m"))
    assert words(story, "valuation.post_money") == "absent"


def test_a_post_money_that_does_not_add_up_is_a_finding_of_three_claims() -> None:
    story = Story()
    numbers = story.official(
        "a",
        "2026-02-27",
        confirm("valuation.pre_money = $730bn", stage="agreed"),
        confirm("round.size = $110bn", stage="agreed"),
        confirm("valuation.post_money = $850bn", stage="agreed"),
    )
    (found,) = impossible(story)
    assert found.field == "valuation.post_money"
    assert set(found.events) == set(numbers[-3:])
    assert found.text == (
        "valuation.post_money is USD 850,000,000,000; valuation.pre_money + round.size would be "
        "USD 839,000,000,000 to 841,000,000,000: valuation.pre_money USD 730,000,000,000, "
        "round.size USD 110,000,000,000; no secondary part is reported"
    )
    assert found.severity == "contradiction"


def test_a_pre_money_above_the_post_money_takes_two_claims_alone() -> None:
    story = Story()
    story.official(
        "a",
        "2026-02-27",
        confirm("valuation.pre_money = $860bn"),
        confirm("round.size = $110bn"),
        confirm("valuation.post_money = $850bn"),
    )
    (found,) = impossible(story)
    assert "round.size USD" not in found.text
    assert len(found.events) == 2
    two = Story()
    two.official(
        "a",
        "2026-02-27",
        confirm("valuation.pre_money = $860bn"),
        confirm("valuation.post_money = $850bn"),
    )
    assert len(impossible(two)) == 1


def test_what_rounds_to_a_figure_is_no_contradiction() -> None:
    story = Story()
    story.official(
        "a",
        "2026-02-27",
        confirm("valuation.pre_money = $7.3m"),
        confirm("round.size = $1.1m"),
        confirm("valuation.post_money = $8m"),
    )
    assert impossible(story) == []


def test_about_is_wider_than_a_stated_figure() -> None:
    for pre, doubtful in (("$100m", True), ("about $100m", False)):
        story = Story()
        story.official(
            "a",
            "2026-02-27",
            confirm(f"valuation.pre_money = {pre}"),
            confirm("round.size = $10m"),
            confirm("valuation.post_money = $112m"),
        )
        assert bool(impossible(story)) == doubtful


def test_a_valuation_older_than_the_last_move_of_the_size_is_outdated_and_not_impossible() -> None:
    story = Story()
    story.official(
        "a",
        "2026-02-27",
        confirm("valuation.pre_money = $730bn", stage="agreed"),
        confirm("round.size = $110bn", stage="agreed"),
        confirm("valuation.post_money = $840bn", stage="agreed"),
    )
    story.official("b", "2026-03-24", change("round.size = $120bn", stage="agreed"))
    assert impossible(story) == []
    found = implied(story, "valuation.post_money")
    assert text(found.value) == "$850bn"
    assert found.reported is not None
    assert text(found.reported.value) == "$840bn"
    assert words(story, "valuation.post_money", as_of="2026-03-01") == "absent"


def test_a_valuation_that_moved_is_not_held_against_the_size_before() -> None:
    story = Story()
    story.official(
        "a",
        "2026-02-27",
        confirm("valuation.pre_money = $730bn", stage="agreed"),
        confirm("round.size = $110bn", stage="agreed"),
        confirm("valuation.post_money = $840bn", stage="agreed"),
    )
    story.official("b", "2026-03-31", confirm("valuation.post_money = $852bn", stage="agreed"))
    assert impossible(story) == []
    story.official("c", "2026-03-31", change("round.size = $125bn", stage="agreed"))
    (found,) = impossible(story)
    assert "852" in found.text
    assert "125" in found.text


def test_the_part_of_a_round_that_closed_makes_no_valuation() -> None:
    story = Story()
    story.official(
        "a",
        "2026-02-27",
        confirm("valuation.pre_money = $730bn", stage="agreed"),
        confirm("valuation.post_money = $840bn", stage="agreed"),
        confirm("round.size = $75bn", stage="closed"),
    )
    assert impossible(story) == []


def test_a_price_agreed_before_stands_when_the_round_has_closed() -> None:
    story = Story()
    story.official(
        "a",
        "2026-02-27",
        confirm("valuation.pre_money = $730bn", stage="agreed"),
        confirm("round.size = $122bn", stage="closed"),
        confirm("valuation.post_money = $860bn", stage="closed"),
    )
    assert len(impossible(story)) == 1


def test_amounts_in_two_currencies_are_never_added() -> None:
    story = Story()
    story.official(
        "a",
        "2026-02-27",
        confirm("valuation.pre_money = $100m"),
        confirm("round.size = €10m"),
        confirm("valuation.post_money = $112m"),
    )
    assert impossible(story) == []
    story.official(
        "b",
        "2026-02-28",
        confirm("amazon.commitment = $4m", stage="agreed"),
        confirm("nvidia.commitment = €3m", stage="agreed"),
        confirm("thrive.commitment = €2m", stage="agreed"),
    )
    lines = [
        text(each.value)
        for each in story.state().derived
        if each.name == "round.coverage" and each.stage == "agreed"
    ]
    assert lines == ["$4m", "€5m"]


def test_a_contested_input_is_said_to_be_contested() -> None:
    story = Story()
    story.report("a", "2026-01-05", rumor("valuation.pre_money = $20m"))
    story.report("b", "2026-01-05", rumor("valuation.pre_money = $30m"))
    story.report("c", "2026-01-06", rumor("round.size = $10m"))
    found = implied(story, "valuation.post_money")
    assert found.standing == "contested"
    assert "valuation.pre_money is contested, its leading value is used" in found.rule


# -- prices --------------------------------------------------------------------------------------


def offer(*claims: str) -> Story:
    """One bid, as its bidder states it."""
    story = Story("take_private")
    story.fix(describe="bidco", kind="party")
    story.official(
        "a", "2026-02-01", *(confirm(f"bid-a.{claim}", stage="offered") for claim in claims)
    )
    return story


def test_equity_and_net_debt_make_the_enterprise_value() -> None:
    assert words(offer("equity_value = $8.4bn", "net_debt = $1.6bn"), "bid-a.enterprise_value") == (
        "$10bn"
    )
    story = offer("equity_value = $8.4bn", "enterprise_value = $10bn")
    assert words(story, "bid-a.net_debt") == "$1.6bn"
    three = ("equity_value = $8.4bn", "net_debt = $1.6bn", "enterprise_value = $11bn")
    assert len(impossible(offer(*three))) == 1


def test_a_target_with_more_cash_than_debt_is_worth_less_than_its_shares() -> None:
    story = offer("equity_value = $8bn", "enterprise_value = $7bn")
    assert impossible(story) == []
    assert implied(story, "bid-a.net_debt").low == "-2000000000"


def test_the_price_times_the_shares_is_the_equity_value() -> None:
    story = offer("price_per_share = $30", "diluted_shares = 280 million")
    assert words(story, "bid-a.equity_value") == "about $8.4bn"
    wrong = ("price_per_share = $30", "diluted_shares = 280 million", "equity_value = $9.4bn")
    (found,) = impossible(offer(*wrong))
    assert len(found.events) == 3


def test_cash_and_stock_make_the_equity_value() -> None:
    assert words(offer("cash_total = $6bn", "stock_total = $2.4bn"), "bid-a.equity_value") == (
        "$8.4bn"
    )


def test_the_cash_of_a_price_is_no_more_than_the_price() -> None:
    assert words(offer("consideration = $24.10 cash"), "bid-a.price_per_share") == "$24.10 a share"
    mixed = offer("consideration = $24.10 cash + 0.2 bidco shares")
    assert words(mixed, "bid-a.price_per_share") == "at least $24.10 a share"
    assert impossible(offer("consideration = $24.10 cash + 1 CVR", "price_per_share = $30")) == []
    assert (
        len(impossible(offer("consideration = $34.10 cash + 1 CVR", "price_per_share = $30"))) == 1
    )


# -- stakes --------------------------------------------------------------------------------------


def test_a_commitment_buys_its_part_of_the_post_money() -> None:
    story = committed(("nvidia", "$30bn", "agreed"))
    story.official("v", "2026-02-01", confirm("valuation.post_money = $840bn", stage="agreed"))
    found = implied(story, "nvidia.stake_bought")
    assert text(found.value) == "about 3.57%"
    assert [each.field for each in found.inputs] == ["nvidia.commitment", "valuation.post_money"]


def test_a_stake_and_the_valuation_make_its_value_on_one_basis_alone() -> None:
    story = Story()
    story.official("v", "2026-02-01", confirm("valuation.post_money = $100bn"))
    story.official("s", "2026-02-02", confirm("fund-a.stake = 25%"))
    story.official("t", "2026-02-02", confirm("microsoft.stake = 27% as-converted"))
    assert words(story, "fund-a.stake_value") == "about $25bn"
    assert words(story, "microsoft.stake_value") == "absent"


def test_a_stake_of_before_the_round_is_not_valued_at_its_price() -> None:
    story = Story()
    story.official("s", "2025-12-26", confirm("softbank.stake = 11%"))
    story.official("v", "2026-02-01", confirm("valuation.post_money = $852bn"))
    assert words(story, "softbank.stake_value") == "absent"


def test_new_money_over_the_stake_sold_is_the_post_money() -> None:
    story = Story()
    story.official(
        "a", "2026-02-01", confirm("round.size = $40m"), confirm("round.stake_sold = 20%")
    )
    assert words(story, "valuation.post_money") == "about $200m"
    story.official("b", "2026-02-01", confirm("valuation.post_money = $240m"))
    (found,) = impossible(story)
    assert len(found.events) == 3


# -- the catalogue -------------------------------------------------------------------------------


def test_a_new_money_term_takes_part_as_its_entry_says(monkeypatch: pytest.MonkeyPatch) -> None:
    grant = Field(
        name="grant",
        kinds=("party",),
        type="money",
        label="grant",
        meaning="Money that the party gives beside its commitment.",
        compare="iv",
        stages="pay",
        adds="sums into the size of the round",
        adds_to=("within.size",),
        examples=("state.grant = $5m", "state.grant = 5 M€"),
    )
    monkeypatch.setitem(fields.CATALOGUE, ("party", "grant"), grant)
    story = committed(("amazon", "$50m", "agreed"))
    story.official("g", "2026-02-01", confirm("state.grant = $5m", stage="agreed"))
    assert words(story, "round.coverage", "agreed") == "$55m"
    story.official("s", "2026-02-01", confirm("round.size = $52m", stage="agreed"))
    assert len(impossible(story)) == 1
