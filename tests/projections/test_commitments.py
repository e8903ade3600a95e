"""How commitments, tranches and instruments cover a round, and where they are more than it."""

from domain.values import text
from tests.projections.implying import committed, implied, impossible, words
from tests.telling import Story, change, confirm, deny, rumor

# -- commitments against the round ---------------------------------------------------------------


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
