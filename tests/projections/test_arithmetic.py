"""What figures imply for each other, and where they cannot all hold."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import fields
from domain.fields import Field
from domain.values import Interval, Stored, interval, text
from projections.arithmetic import Derived
from projections.findings import Finding
from projections.terms import Term, leaf, made, value_of
from tests.telling import Story, change, confirm, deny, rumor


def implied(story: Story, name: str, stage: str | None = None, **clocks: Any) -> Derived:
    """The derived figure of that name; of a coverage, the one at a stage."""
    found = [
        each
        for each in story.state(**clocks).derived
        if each.name == name and stage in (None, each.stage)
    ]
    assert found, f"nothing implies {name}"
    return found[0]


def words(story: Story, name: str, stage: str | None = None, **clocks: Any) -> str:
    """A derived figure in words; `absent` where nothing implies it."""
    known = {(each.name, each.stage) for each in story.state(**clocks).derived}
    if (name, stage) in known or (stage is None and name in dict(known)):
        return text(implied(story, name, stage, **clocks).value)
    return "absent"


def impossible(story: Story, **clocks: Any) -> list[Finding]:
    """The sums that cannot be."""
    return [each for each in story.state(**clocks).findings if each.kind == "impossible sum"]


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


# -- commitments against the round ---------------------------------------------------------------


def committed(*stages: tuple[str, str, str]) -> Story:
    """A round with commitments: party, amount, stage."""
    story = Story()
    for party, amount, stage in stages:
        story.official(
            f"r-{party}", "2026-02-01", confirm(f"{party}.commitment = {amount}", stage=stage)
        )
    return story


def test_the_coverage_of_a_round_is_a_range_per_stage() -> None:
    story = committed(
        ("amazon", "up to $50bn", "in_talks"),
        ("nvidia", "at least $10bn", "in_talks"),
        ("softbank", "$30bn", "agreed"),
        ("mgx", "$2bn", "signed"),
        ("thrive", "$1bn", "paid"),
        ("khosla", "$9bn", "considering"),
    )
    assert words(story, "round.coverage", "in_talks") == "at least $43bn"
    assert words(story, "round.coverage", "agreed") == "$33bn"
    assert words(story, "round.coverage", "signed") == "$3bn"
    assert words(story, "round.coverage", "paid") == "$1bn"


def test_a_ceiling_and_a_figure_make_a_range() -> None:
    story = committed(("amazon", "up to $50bn", "agreed"), ("nvidia", "$30bn", "agreed"))
    assert words(story, "round.coverage", "agreed") == "$30bn to $80bn"


def test_an_undisclosed_commitment_leaves_the_sum_open() -> None:
    story = committed(("amazon", "$50bn", "agreed"), ("microsoft", "undisclosed", "agreed"))
    found = implied(story, "round.coverage", "agreed")
    assert text(found.value) == "at least $50bn"
    assert "microsoft.commitment is undisclosed" in found.rule


def test_a_commitment_without_a_stage_is_in_no_stage() -> None:
    story = Story()
    story.official("a", "2026-02-01", confirm("amazon.commitment = $5m"))
    story.official("b", "2026-02-01", confirm("nvidia.commitment = $3m", stage="agreed"))
    assert words(story, "round.coverage", "agreed") == "$3m"
    (open_,) = [
        each
        for each in story.state().derived
        if each.name == "round.coverage" and each.stage is None
    ]
    assert text(open_.value) == "$5m"
    assert open_.label == "commitments, stage not stated"


def test_who_withdrew_is_in_no_sum() -> None:
    story = committed(("amazon", "$50bn", "agreed"), ("disney", "$1bn", "agreed"))
    assert words(story, "round.coverage", "agreed") == "$51bn"
    story.official("out", "2026-03-24", confirm("disney.stage = withdrawn"))
    assert words(story, "round.coverage", "agreed") == "$50bn"


def test_the_money_of_one_who_may_have_left_may_be_in_or_not() -> None:
    story = committed(("orme", "$80m", "agreed"), ("senne", "$120m", "agreed"))
    story.official("s", "2026-02-01", confirm("round.size = $200m", stage="agreed"))
    story.official("out", "2026-03-03", confirm("orme.stage = withdrawn"), source="Company")
    story.official("in", "2026-03-03", confirm("kestrel.commitment = $80m", stage="agreed"))
    assert words(story, "round.coverage", "agreed") == "$200m"
    story.official("no", "2026-03-04", deny("orme.stage = withdrawn"), source="Orme")
    found = implied(story, "round.coverage", "agreed")
    assert text(found.value) == "$200m to $280m"
    assert found.standing == "contested"
    assert "orme.stage is contested, its money may be out" in found.rule
    assert impossible(story) == []


def test_what_a_party_gives_in_the_deals_currency_it_does_not_give_again_in_another() -> None:
    story = committed(("kestrel", "$80m", "agreed"))
    story.official("k", "2026-02-02", confirm("kestrel.commitment = €74m", stage="agreed"))
    found = [each for each in story.state().derived if each.name == "round.coverage"]
    assert {text(each.value) for each in found} == {"$80m"}


def test_a_commitment_in_talks_counts_with_the_tranches_that_are_further() -> None:
    story = committed(("amazon", "up to $50bn", "in_talks"))
    story.official(
        "t",
        "2026-02-02",
        confirm("amazon-1.amount = $15bn", stage="signed"),
        confirm("amazon-2.amount = $20bn", stage="in_talks"),
        confirm("amazon-1.payer = amazon"),
        confirm("amazon-2.payer = amazon"),
    )
    assert words(story, "round.coverage", "signed") == "$15bn"
    assert words(story, "round.coverage", "in_talks") == "$35bn to $50bn"


def test_what_a_party_paid_counts_as_paid() -> None:
    story = committed(("softbank", "$30bn", "signed"))
    story.official("p", "2026-04-02", confirm("softbank.paid = $10bn"))
    assert words(story, "round.coverage", "paid") == "$10bn"
    assert words(story, "round.coverage", "signed") == "$30bn"


def test_a_group_and_its_members_are_not_counted_twice() -> None:
    story = committed(
        ("consortium", "$10bn", "agreed"),
        ("fund-a", "$4bn", "agreed"),
        ("fund-b", "$3bn", "agreed"),
    )
    assert words(story, "round.coverage", "agreed") == "$17bn"
    story.official("m", "2026-02-02", confirm("consortium.member = fund-a, fund-b"))
    assert words(story, "round.coverage", "agreed") == "$10bn"


def test_two_groups_with_a_common_member_leave_open_how_much_they_share() -> None:
    story = committed(("pool-a", "$10bn", "agreed"), ("pool-b", "$6bn", "agreed"))
    story.official(
        "m",
        "2026-02-02",
        confirm("pool-a.member = fund-a, fund-b"),
        confirm("pool-b.member = fund-b, fund-c"),
        elements={each: {"kind": "party"} for each in ("fund-a", "fund-b", "fund-c")},
    )
    assert words(story, "round.coverage", "agreed") == "$10bn to $16bn"


def test_a_vehicle_holds_the_money_of_its_party() -> None:
    story = committed(("softbank", "$30bn", "agreed"), ("vision-fund", "$30bn", "agreed"))
    story.official("v", "2026-02-02", confirm("softbank.vehicle = vision-fund"))
    assert words(story, "round.coverage", "agreed") == "$30bn"


def test_an_amount_inside_another_is_not_on_top_of_it() -> None:
    story = committed(("amazon", "$50bn", "agreed"))
    story.official(
        "p",
        "2026-02-02",
        confirm("aws.commitment = $8bn", stage="agreed", part_of="amazon.commitment"),
    )
    assert words(story, "round.coverage", "agreed") == "$50bn"


def test_of_an_amount_with_a_portion_inside_another_the_rest_is_on_top() -> None:
    story = committed(("amazon", "$50bn", "agreed"))
    story.official(
        "p",
        "2026-02-02",
        confirm(
            "aws.commitment = $8bn",
            stage="agreed",
            part_of={"of": "amazon.commitment", "portion": "$5bn"},
        ),
    )
    assert words(story, "round.coverage", "agreed") == "$53bn"


def test_money_of_another_deal_is_in_no_sum_of_this_one() -> None:
    story = committed(("softbank", "$30bn", "agreed"))
    story.fix(describe="round-2025", kind="linked_deal")
    story.fix(describe="old", kind="tranche")
    story.official(
        "o",
        "2026-02-02",
        confirm("old.amount = $22.5bn", stage="paid"),
        confirm("old.payer = softbank"),
        confirm("old.within = round-2025"),
    )
    assert words(story, "round.coverage", "agreed") == "$30bn"
    assert words(story, "round.coverage", "paid") == "absent"


def test_commitments_agreed_beyond_the_round_are_a_finding_of_the_fewest_claims() -> None:
    story = committed(
        ("amazon", "$50bn", "agreed"),
        ("nvidia", "$30bn", "agreed"),
        ("softbank", "$40bn", "agreed"),
        ("thrive", "$1bn", "agreed"),
    )
    story.official("s", "2026-02-01", confirm("round.size = $85bn", stage="agreed"))
    (found,) = impossible(story)
    assert found.field == "round.size"
    assert found.text == (
        "round.size is USD 85,000,000,000; its parts make at least USD 89,000,000,000: "
        "amazon.commitment USD 50,000,000,000, softbank.commitment USD 40,000,000,000"
    )
    assert len(found.events) == 3


def test_one_can_be_in_talks_for_more_than_there_is_room_for() -> None:
    story = committed(("amazon", "$50bn", "in_talks"), ("nvidia", "$60bn", "in_talks"))
    story.official("s", "2026-02-01", confirm("round.size = $100bn", stage="in_talks"))
    assert impossible(story) == []


def test_what_has_closed_is_not_held_against_what_is_only_agreed() -> None:
    story = committed(("amazon", "$50bn", "agreed"), ("nvidia", "$30bn", "closed"))
    story.official("s", "2026-02-01", confirm("round.size = $30bn", stage="closed"))
    assert impossible(story) == []


def test_a_round_cut_back_is_not_held_against_the_commitments_before() -> None:
    story = committed(("amazon", "$50bn", "agreed"), ("nvidia", "$30bn", "agreed"))
    story.official("s", "2026-02-01", confirm("round.size = $80bn", stage="agreed"))
    story.official("t", "2026-03-01", change("round.size = $60bn", stage="agreed"))
    assert impossible(story) == []
    story.official("u", "2026-03-01", confirm("amazon.commitment = $50bn", stage="agreed"))
    assert impossible(story) == []
    story.official("v", "2026-03-02", confirm("nvidia.commitment = $30bn", stage="agreed"))
    assert len(impossible(story)) == 1


def test_commitments_say_what_a_round_is_at_least_where_nobody_reports_its_size() -> None:
    story = committed(("amazon", "$50bn", "agreed"), ("nvidia", "$30bn", "in_talks"))
    assert words(story, "round.size") == "at least $50bn"


# -- tranches, phases, instruments ---------------------------------------------------------------


def tranches(first: str, second: str, commitment: str | None = "$50bn") -> Story:
    """A commitment in two tranches."""
    story = Story()
    claims = [
        confirm(f"amazon-1.amount = {first}", stage="agreed"),
        confirm(f"amazon-2.amount = {second}", stage="agreed"),
        confirm("amazon-1.payer = amazon"),
        confirm("amazon-2.payer = amazon"),
    ]
    if commitment:
        claims.append(confirm(f"amazon.commitment = {commitment}", stage="agreed"))
    story.official("a", "2026-02-27", *claims, elements={"amazon": {"kind": "party"}})
    return story


def test_tranches_that_make_the_commitment_are_no_finding() -> None:
    assert impossible(tranches("$15bn", "$35bn")) == []
    assert impossible(tranches("$15bn", "up to $50bn")) == []


def test_tranches_beyond_the_commitment_are_a_finding() -> None:
    (found,) = impossible(tranches("$15bn", "$45bn"))
    assert found.field == "amazon.commitment"
    assert len(found.events) == 3


def test_tranches_say_what_a_commitment_is_at_least() -> None:
    story = tranches("$15bn", "$35bn", None)
    assert words(story, "amazon.commitment") == "at least $50bn"
    assert words(story, "round.coverage", "agreed") == "$50bn"


def test_tranches_are_held_against_the_round_too() -> None:
    story = tranches("$15bn", "$35bn", None)
    story.official("s", "2026-02-27", confirm("round.size = $40bn", stage="agreed"))
    assert {each.field for each in impossible(story)} == {"round.size"}


def test_a_tranche_of_several_payers_is_counted_once_and_divided_among_nobody() -> None:
    story = tranches("$15bn", "$35bn")
    story.fix(describe="joint", kind="tranche")
    story.official(
        "j",
        "2026-02-28",
        confirm("joint.amount = $40bn", stage="agreed"),
        confirm("joint.payer = amazon, nvidia"),
        elements={"nvidia": {"kind": "party"}},
    )
    assert impossible(story) == []
    assert words(story, "nvidia.commitment") == "absent"


def test_phases_beyond_the_round_are_a_finding_though_it_is_only_talk() -> None:
    story = Story()
    for phase, size in (("strategic", "$110bn"), ("financial", "about $10bn")):
        story.fix(describe=phase, kind="round")
        story.report(
            f"r-{phase}",
            "2026-02-01",
            rumor(f"{phase}.size = {size}", stage="in_talks"),
            rumor(f"{phase}.within = round"),
        )
    story.report("s", "2026-02-01", rumor("round.size = $122bn", stage="in_talks"))
    assert impossible(story) == []
    story.report("t", "2026-02-02", rumor("round.size = $115bn", stage="in_talks"))
    assert impossible(story) == []  # the phases were said before that
    story.report("u", "2026-02-02", rumor("strategic.size = $110bn", stage="in_talks"))
    story.report("v", "2026-02-02", rumor("financial.size = about $10bn", stage="in_talks"))
    assert len(impossible(story)) == 1


def test_a_commitment_within_a_phase_is_in_the_round_and_in_the_phase() -> None:
    story = committed(("softbank", "$30bn", "agreed"), ("amazon", "$50bn", "agreed"))
    story.fix(describe="strategic", kind="round")
    story.official(
        "w",
        "2026-02-02",
        confirm("strategic.within = round"),
        confirm("softbank.within = strategic"),
    )
    assert words(story, "round.coverage", "agreed") == "$80bn"
    assert words(story, "strategic.coverage", "agreed") == "$30bn"


def test_the_instruments_that_fund_an_offer_are_held_against_its_financing() -> None:
    story = Story("take_private")
    for name in ("term-loan", "equity-letter", "bridge", "bond"):
        story.fix(describe=name, kind="instrument")
    story.official(
        "a",
        "2026-02-01",
        confirm("bid-a.financing_total = $9bn", stage="signed"),
        confirm("term-loan.amount = $6bn", stage="signed"),
        confirm("equity-letter.amount = $3bn", stage="signed"),
        confirm("term-loan.funds = bid-a"),
        confirm("equity-letter.funds = bid-a"),
    )
    assert impossible(story) == []
    assert words(story, "bid-a.coverage", "signed") == "$9bn"
    story.official(
        "b",
        "2026-02-02",
        confirm("bridge.amount = $2bn", stage="signed"),
        confirm("bridge.funds = bid-a"),
        confirm("bridge.refinances = term-loan"),
    )
    assert words(story, "bid-a.coverage", "signed") == "$9bn"
    assert impossible(story) == []
    story.official(
        "c",
        "2026-02-03",
        confirm("bond.amount = $3bn", stage="signed"),
        confirm("bond.funds = bid-a"),
    )
    (found,) = impossible(story)
    assert found.field == "bid-a.financing_total"


def test_a_contract_grows_by_what_was_added_since() -> None:
    story = Story()
    story.fix(describe="aws", kind="linked_deal")
    story.fix(describe="expansion", kind="linked_deal")
    story.official("a", "2025-11-03", confirm("aws.total_value = $38bn", stage="signed"))
    story.official(
        "b",
        "2026-02-27",
        confirm("expansion.total_value = $100bn", stage="agreed", effective="2026-02-27"),
        confirm("expansion.within = aws"),
    )
    assert impossible(story) == []
    found = implied(story, "aws.total_value")
    assert text(found.value) == "$138bn"
    assert found.reported is not None


def test_what_lies_inside_a_figure_is_not_more_than_it() -> None:
    story = committed(("softbank", "$30bn", "signed"))
    story.official("p", "2026-04-02", confirm("softbank.paid = $35bn", stage="paid"))
    (found,) = impossible(story)
    assert found.text == (
        "softbank.commitment is USD 30,000,000,000; its part is at least USD 34,500,000,000: "
        "softbank.paid USD 35,000,000,000"
    )


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


# -- whatever the numbers ------------------------------------------------------------------------


def stated(draw: st.DrawFn, true: int) -> tuple[str, str]:
    """A true amount, in tenths of a million, as a report may give it: hedge and text."""
    match draw(st.sampled_from(("exactly", "rounded", "about", "floor", "ceiling", "range"))):
        case "rounded":
            return "", money((true + 5) // 10 * 10)
        case "about":
            off = draw(st.integers(-(true // 102), true // 102))
            return "about ", money(true + off)
        case "floor":
            return draw(st.sampled_from(("at least ", "more than "))), money(
                true - draw(st.integers(1, 1 + true // 3))
            )
        case "ceiling":
            return draw(st.sampled_from(("up to ", "less than "))), money(
                true + draw(st.integers(1, 1 + true // 3))
            )
        case "range":
            low, high = (draw(st.integers(0, true // 3)) for _ in range(2))
            return "", f"{money(true - low)} to {money(true + high + 1)}"
    return "", money(true)


def money(tenths: int) -> str:
    """Tenths of a million dollars as text."""
    return f"${tenths // 10}.{tenths % 10}m" if tenths % 10 else f"${tenths // 10}m"


@st.composite
def rounds(draw: st.DrawFn) -> tuple[Story, dict[str, Fraction]]:
    """A round of which everybody reports the truth, hedged and rounded; and the truth itself."""
    names = ("fund-a", "fund-b", "fund-c", "fund-d")[: draw(st.integers(1, 4))]
    owed = {name: draw(st.integers(20, 3000)) for name in names}
    true = {f"{name}.commitment": amount for name, amount in owed.items()}
    total = sum(owed.values())
    grouped = len(names) > 2 and draw(st.booleans())
    if grouped:  # the first is the group of the next two
        true["fund-a.commitment"] = owed["fund-b"] + owed["fund-c"]
        total += true["fund-a.commitment"] - owed["fund-a"] - owed["fund-b"] - owed["fund-c"]
    first = draw(st.integers(5, owed[names[-1]] - 5))
    true |= {"t-1.amount": first, "t-2.amount": owed[names[-1]] - first}
    secondary = draw(st.sampled_from((0, 0, draw(st.integers(10, 500)))))
    true["round.size"] = size = total + secondary + draw(st.sampled_from((0, 0, 777)))
    true["valuation.pre_money"] = pre = draw(st.integers(size // 2, 20 * size))
    true["valuation.post_money"] = post = pre + size - secondary
    story = Story()
    story.fix(describe="t-1", kind="tranche")
    story.fix(describe="t-2", kind="tranche")
    story.official(
        "ties",
        "2026-01-01",
        confirm(f"t-1.payer = {names[-1]}"),
        confirm(f"t-2.payer = {names[-1]}"),
        *([confirm("fund-a.member = fund-b, fund-c")] if grouped else []),
        *([confirm(f"round.secondary = {money(secondary)}", stage="agreed")] if secondary else []),
        elements={name: {"kind": "party"} for name in names},
    )
    told = draw(st.lists(st.sampled_from(sorted(true)), min_size=2, max_size=12))
    for place, field in enumerate(told):
        hedge, amount = stated(draw, true[field])
        verb = draw(st.sampled_from((confirm, change)))
        story.official(
            f"r{place}",
            f"2026-01-{draw(st.integers(1, 9)):02}",
            verb(f"{field} = {hedge}{amount}", stage="agreed"),
        )
    whole = {field: Fraction(amount, 10) * 10**6 for field, amount in true.items()}
    whole["round.new_money"] = whole["round.size"] - Fraction(secondary, 10) * 10**6
    whole["round.secondary"] = Fraction(secondary, 10) * 10**6
    for name in names:
        whole[f"{name}.stake_bought"] = (
            100 * whole[f"{name}.commitment"] / Fraction(post, 10) / 10**6
        )
    whole["round.stake_sold"] = 100 * whole["round.new_money"] / Fraction(post, 10) / 10**6
    return story, whole


def admits(found: Derived, true: Fraction) -> bool:
    """Whether a derived figure says that the truth is possible."""
    return (found.low is None or Fraction(found.low) <= true) and (
        found.high is None or true <= Fraction(found.high)
    )


def told_by(found: Derived, true: Fraction) -> str:
    """What a failing example is about."""
    inputs = [(figure.field, text(figure.value)) for figure in found.inputs]
    return f"{found.name} {text(found.value)} {found.low}..{found.high} not {true}: {inputs}"


@settings(max_examples=120, deadline=None)
@given(rounds())
def test_true_reports_are_never_impossible_and_imply_nothing_but_the_truth(
    told: tuple[Story, dict[str, Fraction]],
) -> None:
    story, true = told
    found = story.state()
    assert [each.text for each in found.findings if each.kind == "impossible sum"] == []
    for each in found.derived:
        if not each.name.endswith(".coverage"):
            assert admits(each, true[each.name]), told_by(each, true[each.name])
            continue
        fields_in = {figure.field for figure in each.inputs}
        if each.stage == "agreed" and all(name.endswith(".commitment") for name in fields_in):
            grouped = {"fund-a.commitment", "fund-b.commitment", "fund-c.commitment"} <= fields_in
            members = ("fund-b.commitment", "fund-c.commitment")
            together = "most" in each.rule
            counted = fields_in - set(members if together and grouped else ())
            if together and not grouped:
                counted = {"fund-a.commitment", *(fields_in - set(members))}
            total = sum((true[name] for name in counted), Fraction(0))
            assert admits(each, total), told_by(each, total)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_round_that_grows_is_never_impossible_whoever_reports_what_of_it(
    data: st.DataObject,
) -> None:
    size, pre = data.draw(st.integers(50, 500)), data.draw(st.integers(500, 5000))
    story = Story()
    story.official(
        "r0",
        "2026-01-01",
        confirm(f"valuation.pre_money = {money(pre)}", stage="agreed"),
        confirm(f"round.size = {money(size)}", stage="agreed"),
        confirm(f"valuation.post_money = {money(pre + size)}", stage="agreed"),
    )
    for place in range(data.draw(st.integers(1, 5))):
        size += data.draw(st.integers(0, 90))
        claims = {
            f"valuation.pre_money = {money(pre)}",
            f"round.size = {money(size)}",
            f"valuation.post_money = {money(pre + size)}",
        }
        told = data.draw(
            st.lists(st.sampled_from(sorted(claims)), min_size=1, max_size=3, unique=True)
        )
        story.official(
            f"r{place + 1}",
            f"2026-01-{place + 2:02}",
            *(change(each, stage="agreed") for each in told),
        )
        assert impossible(story) == []


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_planted_error_is_found_with_no_claim_too_many(data: st.DataObject) -> None:
    owed = {f"fund-{letter}": data.draw(st.integers(100, 900)) for letter in "abcd"}
    size = sum(owed.values())
    pre = data.draw(st.integers(size, 5 * size))
    true = {
        **{f"{name}.commitment": amount for name, amount in owed.items()},
        "round.size": size,
        "valuation.pre_money": pre,
        "valuation.post_money": pre + size,
    }
    wrong = data.draw(
        st.sampled_from(("round.size", "valuation.pre_money", "valuation.post_money"))
    )
    true[wrong] = true[wrong] * 2 if wrong != "round.size" else size // 2
    story = Story()
    for place, (field, amount) in enumerate(data.draw(st.permutations(sorted(true.items())))):
        story.official(
            f"r{place}", "2026-01-05", confirm(f"{field} = {money(amount)}", stage="agreed")
        )
    claims = {str(item.number) for item in story.items if item.name == "term-confirmed"}
    found = impossible(story)
    assert found
    for each in found:
        needed = {str(number) for number in each.events}
        alone = tuple(claims - needed)
        assert each.events in {other.events for other in impossible(story, without=alone)}
        for number in needed:
            assert impossible(story, without=(*alone, number)) == []


@st.composite
def values(draw: st.DrawFn) -> tuple[Stored, Fraction]:
    """A stored amount, and a true one that it admits."""
    low = draw(st.decimals(0, 10**6, places=2))
    high = low + draw(st.decimals(0, 10**4, places=2))
    share = Fraction(draw(st.integers(0, 100)), 100)
    inside = Fraction(low) + share * (Fraction(high) - Fraction(low))
    kind = {"type": "money", "currency": "USD"}
    match draw(st.sampled_from(("between", "at_least", "at_most", "about", "exactly", "none"))):
        case "between":
            return {**kind, "qualifier": "between", "low": str(low), "high": str(high)}, inside
        case "at_least":
            return {**kind, "qualifier": "at_least", "amount": str(low)}, inside
        case "at_most":
            return {**kind, "qualifier": "at_most", "amount": str(high)}, inside
        case "about":
            near = Fraction(low) * (1 + Fraction(draw(st.integers(-100, 100)), 10**4))
            return {**kind, "qualifier": "about", "amount": str(low)}, near
        case "none":
            return {"type": "none"}, Fraction(0)
    step = draw(st.sampled_from(("0.01", "1", "1000")))
    near = Fraction(low) + Fraction(Decimal(step)) * Fraction(draw(st.integers(-50, 50)), 100)
    return {**kind, "qualifier": "exactly", "amount": str(low), "step": step}, max(
        near, Fraction(0)
    )


def holds(term: Term, true: Fraction) -> bool:
    """Whether a term admits a number."""
    low, high = term.sure.low, term.sure.high
    return (low is None or Fraction(low) <= true) and (high is None or true <= Fraction(high))


@settings(max_examples=150, deadline=None)
@given(st.lists(values(), min_size=2, max_size=4))
def test_a_sum_of_intervals_holds_every_sum_of_their_points(
    told: list[tuple[Stored, Fraction]],
) -> None:
    terms = [term for value, _ in told if (term := leaf(value)) is not None]
    points = [point for _, point in told]
    assert all(holds(term, point) for term, point in zip(terms, points, strict=True))
    assert holds(made("+", *terms), sum(points, Fraction(0)))
    assert holds(made("most", *terms), max(points))
    assert holds(made("overlapping", *terms), max(points))
    assert holds(made("overlapping", *terms), sum(points, Fraction(0)))
    for (one, other), (here, there) in zip(pairwise(terms), pairwise(points), strict=True):
        assert holds(made("-", one, other), here - there)
        assert holds(made("*", one, other), here * there)
        if there:
            assert holds(made("/", one, other), here / there)
        if here >= there:
            assert holds(made("holding", one, other), here)


@settings(max_examples=150, deadline=None)
@given(st.lists(values(), min_size=2, max_size=3), st.sampled_from("+*/"))
def test_the_value_of_a_sum_says_no_more_than_the_sum(
    told: list[tuple[Stored, Fraction]], op: str
) -> None:
    terms = [term for value, _ in told if (term := leaf(value)) is not None]
    term = made(op, *(terms if op == "+" else terms[:2]))
    value = value_of(term, {"type": "money", "currency": "USD"})
    if value is not None and term.single is not None:
        says = interval(value, rounded=True)
        assert says is not None
        # Sums keep both ends of what rounds to a figure, so that none is called impossible by one.
        assert Interval(says.low, says.high).holds(term.sure)
