"""The shape of a deal: what is there, how it hangs together, how each part stands or ended."""

from typing import Any

from domain.values import text
from projections.conditions import Branch, Condition
from projections.elements import Element
from projections.relations import Relation
from projections.structure import Structure, inside, structure, structure_json
from tests.telling import Story, change, confirm, deny, no_comment, rumor


def shape(story: Story, **clocks: Any) -> Structure:
    return structure(story.view(**clocks))


def element(story: Story, name: str, **clocks: Any) -> Element:
    found = shape(story, **clocks).element(name)
    assert found is not None, f"{name} is not there"
    return found


def relation(story: Story, field: str, to: str, **clocks: Any) -> Relation:
    found = shape(story, **clocks).relation(field, to)
    assert found is not None, f"{field} does not name {to}"
    return found


def ending(story: Story, name: str, **clocks: Any) -> tuple[str, str | None]:
    ended = element(story, name, **clocks).ended
    return ("alive", None) if ended is None else (ended.how, ended.since)


def alive(story: Story, **clocks: Any) -> set[str]:
    return {each.id for each in shape(story, **clocks).elements if each.alive}


def condition(story: Story, field: str, **clocks: Any) -> Condition:
    return next(each for each in shape(story, **clocks).conditions if each.figure.field == field)


def drawn(tree: Branch) -> str:
    """A tree in one line: `any of (ipo-leg: open, all of (…))`."""
    parts = [
        drawn(each) if isinstance(each, Branch) else f"{each.element}: {each.status}"
        for each in tree.of
    ]
    return f"{tree.join} of ({', '.join(parts)})"


def history(story: Story, **clocks: Any) -> list[str]:
    return [
        " ".join(filter(None, (each.date, each.element, each.act, each.by, each.field)))
        for each in shape(story, **clocks).history
    ]


PARTIES: dict[str, Any] = {
    name: {"kind": "party"}
    for name in ("fund-a", "fund-b", "fund-c", "consortium", "amazon", "disney")
}


# -- what belongs to the deal --------------------------------------------------------------------


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
    assert element(story, "softbank-1").parent == "aws-compute"
    assert element(story, "aws-compute").parent is None


def test_a_tranche_is_where_its_payer_is(story: Story) -> None:
    story.report(
        "a",
        "2026-01-10",
        rumor("amazon-1.amount = $15bn"),
        rumor("amazon-1.payer = amazon"),
        elements={"amazon": {"kind": "party"}},
    )
    assert inside(story.state(), "amazon-1")
    assert element(story, "amazon-1").parent == "amazon"


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


def test_the_paper_that_a_party_takes_and_what_it_converts_into_hang_under_the_party(
    story: Story,
) -> None:
    story.official(
        "a",
        "2026-01-10",
        confirm("amazon.commitment = $5bn"),
        confirm("amazon.instrument = preferred"),
        confirm("preferred.converts_into = common"),
        elements={each: {"kind": "instrument"} for each in ("preferred", "common")},
    )
    found = shape(story)
    assert [(each.id, each.parent, each.inside) for each in found.elements] == [
        ("amazon", "round", True),
        ("preferred", "amazon", True),
        ("common", "preferred", True),
    ]


def test_elements_that_lie_within_each_other_in_a_circle_hang_under_the_root(
    story: Story,
) -> None:
    story.report(
        "a",
        "2026-01-10",
        rumor("round.size = $10bn"),
        rumor("fund-a.within = fund-b"),
        rumor("fund-b.within = fund-a"),
        elements=PARTIES,
    )
    assert {each.id: each.parent for each in shape(story).elements} == {
        "round": None,
        "fund-a": "round",
        "fund-b": "round",
    }


# -- who is there --------------------------------------------------------------------------------


def test_an_element_only_pointed_to_is_there(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("amazon-1.payer = amazon"), elements=PARTIES)
    assert alive(story) == {"amazon-1", "amazon"}
    assert element(story, "amazon").first_word == "2026-01-05"


def test_an_element_that_was_only_described_is_not_there(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $10bn"), elements=PARTIES)
    assert alive(story) == {"round"}


def test_silence_makes_no_element(story: Story) -> None:
    story.report("a", "2026-01-05", no_comment("amazon.commitment"), elements=PARTIES)
    assert shape(story).elements == ()


def test_an_element_of_which_every_claim_was_retracted_is_not_there(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("amazon.commitment = $10bn"))
    story.report("b", "2026-01-06", rumor("round.size = $100bn"))
    story.fix(retract="a", published="2026-01-09")
    assert alive(story, as_of="2026-01-08") == {"amazon", "round"}
    assert [each.id for each in shape(story, as_of="2026-01-09").elements] == ["round"]


def test_an_element_whose_claim_we_withdrew_is_not_there(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("amazon.commitment = $10bn"))
    (number,) = story.fix(withdraw="a#1")
    assert shape(story).elements == ()
    assert alive(story, known_at=story.recorded(number - 1)) == {"amazon"}


def test_an_element_that_was_denied_stays_and_says_so(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("amazon.commitment = $10bn"))
    story.official("b", "2026-01-09", deny("amazon.commitment"), source="Amazon")
    assert ending(story, "amazon", as_of="2026-01-08") == ("alive", None)
    assert ending(story, "amazon") == ("denied", "2026-01-09")


def test_an_element_known_only_by_the_denial_of_it_is_shown_as_denied(story: Story) -> None:
    story.official("a", "2026-01-09", deny("round.lead = fund-a"), elements=PARTIES)
    assert ending(story, "fund-a") == ("denied", "2026-01-09")


def test_an_element_named_under_a_hypothesis_only_says_which(story: Story) -> None:
    story.report(
        "a", "2026-01-05", rumor("round.lead = fund-a", if_="the funds join"), elements=PARTIES
    )
    found = element(story, "fund-a")
    assert (found.only_if, found.alive, found.ended) == ("the funds join", False, None)
    assert relation(story, "round.lead", "fund-a").why == "only if"


def test_an_element_that_ended_stays_with_its_stage_and_date(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("disney.commitment = $1bn", stage="agreed"))
    story.official("b", "2026-03-24", confirm("disney.stage = withdrawn"))
    found = element(story, "disney", as_of="2026-04-01")
    assert (found.stage, found.since) == ("withdrawn", "2026-03-24")
    assert ending(story, "disney", as_of="2026-04-01") == ("withdrawn", "2026-03-24")
    assert [each.standing for each in found.terms] == ["withdrawn"]
    assert "2026-03-24 disney withdrawn" in history(story)


def test_an_end_told_by_the_amount_alone_ends_the_party(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("disney.commitment = $1bn", stage="agreed"))
    story.official("b", "2026-03-24", confirm("disney.commitment = $1bn", stage="withdrawn"))
    assert ending(story, "disney") == ("withdrawn", "2026-03-24")


def test_an_end_that_is_contested_does_not_end_the_element() -> None:
    story = Story("merger")
    story.official("a", "2026-01-05", confirm("deal.stage = signed"), source="Acme")
    story.official("b", "2026-03-01", confirm("deal.stage = terminated"), source="Bidco")
    story.official("c", "2026-03-02", deny("deal.stage = terminated"), source="Acme")
    found = element(story, "deal")
    assert found.ended is None
    assert (found.stage, found.standing) == ("terminated", "contested")


def test_an_end_that_is_refused_later_stays_in_the_history_as_contested() -> None:
    story = Story("merger")
    story.official("a", "2026-01-05", confirm("deal.stage = signed"), source="Acme")
    story.official("b", "2026-03-01", confirm("deal.stage = terminated"), source="Bidco")
    story.official("c", "2026-03-02", deny("deal.stage = terminated"), source="Acme")
    assert history(story, as_of="2026-03-01") == ["2026-03-01 deal terminated"]
    assert history(story, as_of="2026-03-02") == [
        "2026-03-01 deal terminated",
        "2026-03-02 deal contested",
    ]


def test_who_comes_back_after_an_end_is_alive_again(story: Story) -> None:
    story.official("a", "2026-01-05", confirm("disney.stage = agreed"), elements=PARTIES)
    story.official("b", "2026-02-01", confirm("disney.stage = withdrawn"))
    story.official("c", "2026-03-01", confirm("disney.stage = agreed"))
    assert ending(story, "disney", as_of="2026-02-15") == ("withdrawn", "2026-02-01")
    assert ending(story, "disney") == ("alive", None)
    assert history(story) == ["2026-02-01 disney withdrawn", "2026-03-01 disney returned"]


def test_who_is_known_only_by_leaving_was_there_before(story: Story) -> None:
    story.official("a", "2026-03-24", confirm("disney.stage = withdrawn"), elements=PARTIES)
    assert shape(story, as_of="2026-03-23").elements == ()
    assert ending(story, "disney", as_of="2026-03-24") == ("withdrawn", "2026-03-24")
    assert ending(story, "disney", as_of="2026-03-24", true_at="2026-03-01") == ("alive", None)


def test_what_came_later_was_not_there_before_though_we_know_it_now(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $10bn"))
    story.official("b", "2026-03-01", confirm("amazon.commitment = $1bn"))
    assert alive(story, as_of="2026-04-01", true_at="2026-02-01") == {"round"}


def test_what_is_announced_for_later_is_there_from_the_announcement_on(story: Story) -> None:
    story.official(
        "a", "2026-01-05", confirm("amazon-1.amount = $1bn", stage="paid", effective="2026-06-01")
    )
    assert alive(story, as_of="2026-02-01") == {"amazon-1"}
    assert element(story, "amazon-1", as_of="2026-02-01").stage is None


# -- stages --------------------------------------------------------------------------------------


def test_the_stage_is_that_of_the_headline_figure_where_nobody_spoke_of_the_element(
    story: Story,
) -> None:
    story.official("a", "2026-01-05", confirm("amazon-1.amount = $15bn", stage="agreed"))
    story.official("b", "2026-01-09", confirm("amazon-1.amount = $16bn", stage="agreed"))
    found = element(story, "amazon-1")
    assert (found.stage, found.stage_implied) == ("agreed", True)
    assert found.since == "2026-01-05", "agreed since then, whatever the amount"


def test_a_lawsuit_stands_at_its_status_and_ends_with_it(story: Story) -> None:
    suit = {"suit": {"kind": "lawsuit"}}
    story.report("a", "2026-01-05", rumor("suit.status = threatened"), elements=suit)
    story.report("b", "2026-02-05", rumor("suit.status = settled"))
    found = element(story, "suit", as_of="2026-01-31")
    assert (found.status, found.since, found.ended) == ("threatened", "2026-01-05", None)
    assert ending(story, "suit") == ("settled", "2026-02-05")


def test_an_approval_that_is_blocked_ends_neither_itself_nor_the_deal() -> None:
    story = Story("merger")
    story.official("a", "2026-01-05", confirm("deal.stage = signed"))
    story.official(
        "b",
        "2026-02-05",
        confirm("ec-merger.status = blocked"),
        confirm("ec-merger.authority = ec"),
        elements={"ec-merger": {"kind": "approval"}, "ec": {"kind": "party"}},
    )
    assert element(story, "ec-merger").status == "blocked"
    assert ending(story, "ec-merger") == ("alive", None)
    assert (ending(story, "deal"), element(story, "deal").stage) == (("alive", None), "signed")
    assert shape(story).named("ec-merger.authority") == ["ec"]


# -- offers --------------------------------------------------------------------------------------


def contest() -> Story:
    story = Story("acquisition")
    parties = {each: {"kind": "party"} for each in ("corvane", "halvorsen", "acme")}
    story.official(
        "first",
        "2026-03-01",
        confirm("bid-a.bidder = corvane"),
        confirm("bid-a.target = acme"),
        confirm("bid-a.price_per_share = $58", stage="offered"),
        elements=parties,
        source="Corvane",
    )
    story.official(
        "raise",
        "2026-03-20",
        change("bid-a.price_per_share = $61.50", was="$58", stage="offered"),
        source="Corvane",
    )
    story.official(
        "rival",
        "2026-03-31",
        confirm("bid-b.bidder = halvorsen"),
        confirm("bid-b.target = acme"),
        confirm("bid-b.price_per_share = $66", stage="offered"),
        source="Halvorsen",
    )
    return story


def test_a_revised_offer_is_one_element_with_the_chain_of_its_prices() -> None:
    links = element(contest(), "bid-a").chains["price_per_share"]
    assert [(text(each.value), each.since, each.moved) for each in links] == [
        ("$58 a share", "2026-03-01", False),
        ("$61.50 a share", "2026-03-20", True),
    ]


def test_a_price_that_only_another_report_puts_otherwise_did_not_move(story: Story) -> None:
    story.report("a", "2026-03-01", rumor("bid-a.price_per_share = $58"))
    story.report("b", "2026-03-02", rumor("bid-a.price_per_share = $60"))
    links = element(story, "bid-a").chains["price_per_share"]
    assert [each.moved for each in links] == [False, False]


def test_offers_for_one_target_at_one_time_are_rivals() -> None:
    story = contest()
    assert element(story, "bid-a", as_of="2026-03-30").rivals == ()
    assert element(story, "bid-a").rivals == ("bid-b",)
    assert element(story, "bid-b").rivals == ("bid-a",)
    assert element(story, "halvorsen").parent == "bid-b"


def test_offers_for_different_perimeters_are_no_rivals() -> None:
    story = contest()
    story.official("part", "2026-04-01", confirm("bid-b.perimeter = the packaging division only"))
    assert element(story, "bid-a").rivals == ()


def test_an_offer_that_was_rejected_lives_on() -> None:
    story = contest()
    story.official("no", "2026-04-02", confirm("bid-a.response = rejected"), source="Acme")
    assert ending(story, "bid-a") == ("alive", None)


def test_an_offer_is_overtaken_when_the_deal_closes_on_another() -> None:
    story = contest()
    story.official("yes", "2026-04-05", confirm("deal.accepted_offer = bid-b"), source="Acme")
    assert ending(story, "bid-a") == ("alive", None)
    story.official("done", "2026-06-30", confirm("deal.stage = closed"), source="Acme")
    found = element(story, "bid-a")
    assert ending(story, "bid-a") == ("overtaken", "2026-06-30")
    assert found.ended is not None
    assert found.ended.by == "bid-b"
    assert ending(story, "bid-b") == ("alive", None)


def test_an_offer_that_another_replaced_is_over_unless_that_is_contested() -> None:
    story = contest()
    story.report("ft", "2026-04-02", rumor("bid-a.replaced_by = bid-b"))
    assert ending(story, "bid-a") == ("replaced", "2026-04-02")
    assert history(story) == ["2026-04-02 bid-a replaced bid-b"]
    story.report("cnbc", "2026-04-02", rumor("bid-a.replaced_by = none"))
    assert ending(story, "bid-a") == ("alive", None)


# -- tranches and payers -------------------------------------------------------------------------


def test_tranches_by_payers_name_joint_payers_and_divide_nothing(story: Story) -> None:
    story.official(
        "a",
        "2026-01-05",
        confirm("round.size = $60bn"),
        confirm("amazon-1.payer = amazon"),
        confirm("amazon-1.amount = $15bn"),
        confirm("amazon-1.within = round"),
        confirm("softbank-1.payer = fund-a and fund-b"),
        confirm("softbank-1.amount = $10bn"),
        elements=PARTIES,
    )
    rows = structure_json(shape(story))["tranches"]
    assert [(row["tranche"], row["payers"], row["amount"]["value"]["text"]) for row in rows] == [
        ("amazon-1", ["amazon"], "$15bn"),
        ("softbank-1", ["fund-a", "fund-b"], "$10bn"),
    ]
    assert element(story, "amazon-1").parent == "amazon"
    assert element(story, "softbank-1").parent == "round"
    assert element(story, "fund-a").terms == ()


def test_a_payer_who_is_replaced_hands_the_tranche_over(story: Story) -> None:
    story.official("a", "2026-01-05", confirm("amazon-1.payer = fund-a"), elements=PARTIES)
    story.official("b", "2026-02-05", change("amazon-1.payer = fund-b", was="fund-a"))
    assert shape(story).named("amazon-1.payer") == ["fund-b"]
    assert relation(story, "amazon-1.payer", "fund-a").why == "left"
    assert ending(story, "fund-a") == ("left", "2026-02-05")
    assert element(story, "amazon-1").parent == "fund-b"


# -- conditions ----------------------------------------------------------------------------------


def leaves(story: Story) -> None:
    story.official(
        "signing",
        "2026-01-05",
        confirm("bid-a.condition = agi-leg and (ipo-leg or ec-merger)"),
        confirm("ipo-leg.status = open"),
        confirm("ec-merger.status = filed"),
        elements={"ec-merger": {"kind": "approval"}},
    )


def test_a_condition_is_a_tree_whose_leaves_have_their_status_at_the_clocks(story: Story) -> None:
    leaves(story)
    story.official("b", "2026-02-05", confirm("agi-leg.status = satisfied"))
    story.official("c", "2026-03-05", confirm("ec-merger.status = cleared"))
    told = [
        (drawn(tree), tree.met)
        for day in ("2026-01-31", "2026-02-28", "2026-03-31")
        for tree in [condition(story, "bid-a.condition", as_of=day).tree]
    ]
    assert told == [
        ("all of (agi-leg: None, any of (ipo-leg: open, ec-merger: filed))", None),
        ("all of (agi-leg: satisfied, any of (ipo-leg: open, ec-merger: filed))", None),
        ("all of (agi-leg: satisfied, any of (ipo-leg: open, ec-merger: cleared))", True),
    ]


def test_one_leaf_that_fails_fails_all_of_them_and_a_waived_one_is_out_of_the_way(
    story: Story,
) -> None:
    leaves(story)
    story.official("b", "2026-02-05", confirm("agi-leg.status = failed"))
    assert condition(story, "bid-a.condition").tree.met is False
    story.official("c", "2026-03-05", confirm("agi-leg.status = waived"))
    assert condition(story, "bid-a.condition").tree.met is None
    story.official("d", "2026-03-06", confirm("ipo-leg.status = waived"))
    assert condition(story, "bid-a.condition").tree.met is True


def test_a_waiting_period_that_ran_out_is_no_clearance_and_a_refusal_is_no_end() -> None:
    story = Story("merger")
    story.official(
        "a",
        "2026-01-05",
        confirm("deal.stage = signed"),
        confirm("deal.condition = hsr"),
        confirm("hsr.status = waiting period expired"),
        elements={"hsr": {"kind": "approval"}},
    )
    (leaf,) = condition(story, "deal.condition").tree.leaves()
    assert (leaf.status, leaf.met) == ("waiting_period_expired", None)
    story.official("b", "2026-02-05", confirm("hsr.status = blocked"))
    (leaf,) = condition(story, "deal.condition").tree.leaves()
    assert (leaf.status, leaf.met) == ("blocked", False)
    assert ending(story, "deal") == ("alive", None)


def test_a_leaf_takes_the_status_of_what_it_tests_where_it_has_none(story: Story) -> None:
    listing = {"ipo": {"kind": "process"}}
    story.official(
        "a",
        "2026-01-05",
        confirm("amazon-2.condition = ipo-leg"),
        confirm("ipo-leg.tests = ipo"),
        confirm("ipo.stage = considering"),
        elements=listing,
    )
    (leaf,) = condition(story, "amazon-2.condition").tree.leaves()
    assert (leaf.status, leaf.tests, leaf.met) == ("considering", "ipo", None)
    story.official("b", "2026-06-05", confirm("ipo.stage = closed"))
    (leaf,) = condition(story, "amazon-2.condition").tree.leaves()
    assert (leaf.status, leaf.met) == ("closed", True)


def test_how_far_a_condition_is_agreed_upon_does_not_meet_it(story: Story) -> None:
    story.official(
        "a",
        "2026-01-05",
        confirm("amazon-2.condition = ipo-leg"),
        confirm("ipo-leg.stage = agreed"),
    )
    (leaf,) = condition(story, "amazon-2.condition").tree.leaves()
    assert (leaf.status, leaf.met) == (None, None)


def test_a_contested_condition_shows_the_tree_that_another_report_states(story: Story) -> None:
    story.official("a", "2026-01-05", confirm("amazon-2.condition = ipo-leg"))
    story.report("b", "2026-02-05", rumor("amazon-2.condition = ipo-leg or agi-leg"))
    found = condition(story, "amazon-2.condition")
    assert drawn(found.tree) == "all of (ipo-leg: None)"
    assert [(drawn(tree), each.why) for tree, each in found.beside] == [
        ("any of (ipo-leg: None, agi-leg: None)", "contests")
    ]
    assert relation(story, "amazon-2.condition", "agi-leg").why == "contests"
    assert "agi-leg" in alive(story)


def test_a_leaf_that_the_tree_no_longer_names_is_over_though_it_was_described(
    story: Story,
) -> None:
    story.report(
        "a",
        "2026-01-05",
        rumor("amazon-2.condition = ipo-leg or agi-leg"),
        rumor("agi-leg.definition = AGI is achieved"),
    )
    story.official("b", "2026-02-05", confirm("amazon-2.condition = ipo-leg"))
    assert ending(story, "agi-leg", as_of="2026-01-31") == ("alive", None)
    assert ending(story, "agi-leg") == ("left out", "2026-02-05")
    assert element(story, "agi-leg").parent == "amazon-2"


def test_what_sets_a_fee_off_is_no_condition_that_a_clearance_meets(story: Story) -> None:
    story.official(
        "a",
        "2026-01-05",
        confirm("break-fee.trigger = ec-merger"),
        confirm("ec-merger.status = cleared"),
        elements={"ec-merger": {"kind": "approval"}},
    )
    assert condition(story, "break-fee.trigger").tree.met is None


# -- deadlines -----------------------------------------------------------------------------------


def test_a_deadline_keeps_the_chain_of_its_extensions() -> None:
    story = Story("merger")
    story.official("a", "2026-01-05", confirm("deal.outside_date = 2026-06-30"))
    story.official("b", "2026-06-01", change("deal.outside_date = 2026-09-30", was="2026-06-30"))
    story.official("c", "2026-09-01", change("deal.outside_date = 2026-12-31", was="2026-09-30"))
    links = element(story, "deal").chains["outside_date"]
    assert [(text(each.value), each.since, each.moved) for each in links] == [
        ("2026-06-30", "2026-01-05", False),
        ("2026-09-30", "2026-06-01", True),
        ("2026-12-31", "2026-09-01", True),
    ]
    links = element(story, "deal", as_of="2026-07-01").chains["outside_date"]
    assert [text(each.value) for each in links] == ["2026-06-30", "2026-09-30"]
    assert "outside_date" not in element(story, "deal", as_of="2026-05-01").chains


# -- groups, joining and leaving -----------------------------------------------------------------


def group(story: Story) -> None:
    story.official(
        "bid",
        "2026-01-05",
        confirm("consortium.member = fund-a, fund-b"),
        confirm("consortium.commitment = $10bn", stage="agreed"),
        elements=PARTIES,
    )


def test_a_groups_joint_amount_is_not_divided_among_its_members(story: Story) -> None:
    group(story)
    assert element(story, "fund-a").parent == "consortium"
    assert element(story, "fund-a").terms == ()
    assert [text(each.value) for each in element(story, "consortium").terms] == ["$10bn"]


def test_a_member_who_leaves_the_list_has_left_and_stays_visible(story: Story) -> None:
    group(story)
    story.official("b", "2026-02-05", change("consortium.member = fund-a, fund-c"))
    assert shape(story).named("consortium.member") == ["fund-a", "fund-c"]
    assert relation(story, "consortium.member", "fund-a").since == "2026-01-05"
    assert relation(story, "consortium.member", "fund-c").since == "2026-02-05"
    assert ending(story, "fund-b", as_of="2026-01-31") == ("alive", None)
    assert ending(story, "fund-b") == ("left", "2026-02-05")
    assert element(story, "fund-b").parent == "consortium"
    assert history(story) == [
        "2026-02-05 fund-b left consortium.member",
        "2026-02-05 fund-c joined consortium.member",
    ]


def test_a_member_whose_own_stage_is_an_end_has_ended_though_the_list_names_it(
    story: Story,
) -> None:
    group(story)
    story.official("b", "2026-02-05", confirm("fund-b.stage = withdrawn"), source="Fund B")
    assert ending(story, "fund-b") == ("withdrawn", "2026-02-05")
    assert ending(story, "consortium") == ("alive", None)


def test_a_member_named_only_as_former_was_there_before(story: Story) -> None:
    story.official(
        "a",
        "2026-02-05",
        change("consortium.member = fund-a", was="fund-a, fund-b"),
        elements=PARTIES,
    )
    assert ending(story, "fund-b", as_of="2026-03-01") == ("left", "2026-02-05")
    assert alive(story, as_of="2026-03-01", true_at="2026-01-01") == {
        "consortium",
        "fund-a",
        "fund-b",
    }


def test_a_member_denied_alone_is_out_and_the_others_stay(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("consortium.member = fund-a, fund-b"), elements=PARTIES)
    story.official("b", "2026-02-05", deny("consortium.member = fund-b"), source="Fund B")
    assert shape(story).named("consortium.member") == ["fund-a"]
    assert ending(story, "fund-b") == ("denied", "2026-02-05")
    story.report("c", "2026-03-05", rumor("consortium.member = fund-a, fund-b"))
    assert ending(story, "fund-b") == ("alive", None)


def test_a_member_denied_by_an_unnamed_source_is_contested(story: Story) -> None:
    group(story)
    story.report("b", "2026-02-05", deny("consortium.member = fund-b"))
    assert relation(story, "consortium.member", "fund-b").standing == "contested"
    assert relation(story, "consortium.member", "fund-a").standing == "confirmed"


def test_a_list_that_is_not_full_leaves_nobody_out(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.lead = fund-a"), elements=PARTIES)
    story.report("b", "2026-02-05", rumor("round.lead = fund-b and others"))
    assert relation(story, "round.lead", "fund-a").why == "not named"
    assert "fund-a" in alive(story)


def test_a_full_list_by_another_report_leaves_out_and_nobody_has_left(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.lead = fund-a"), elements=PARTIES)
    story.report("b", "2026-02-05", rumor("round.lead = fund-b"))
    assert ending(story, "fund-a") == ("left out", "2026-02-05")
    assert history(story) == []


def test_the_issuer_of_whom_the_deal_says_another_was_replaced(story: Story) -> None:
    story.official("a", "2026-01-05", confirm("round.issuer = fund-a"), elements=PARTIES)
    story.official("b", "2026-02-05", change("round.issuer = fund-b"))
    found = relation(story, "round.issuer", "fund-a")
    assert (found.why, found.by, found.since) == ("replaced", "fund-b", "2026-02-05")
    assert history(story) == ["2026-02-05 fund-a replaced fund-b round.issuer"]


# -- identities ----------------------------------------------------------------------------------


def unnamed(story: Story) -> None:
    people = {**PARTIES, "gulf-fund": {"kind": "party", "name": "A Gulf fund"}}
    story.report("a", "2026-01-05", rumor("gulf-fund.commitment = $5bn"), elements=people)
    story.report("b", "2026-01-09", rumor("round.lead = gulf-fund"))


def test_an_unnamed_party_identified_later_is_one_element_with_all_that_was_said(
    story: Story,
) -> None:
    unnamed(story)
    story.report("c", "2026-02-05", rumor("fund-a.stake = 5%"))
    before = structure_json(shape(story))
    story.fix(identify=["fund-a", "gulf-fund"], why="named by the FT")
    found = shape(story)
    party = found.element("fund-a")
    assert party is not None
    assert party.same == ("gulf-fund",)
    assert [each.field for each in party.terms] == ["fund-a.commitment", "fund-a.stake"]
    assert found.element("gulf-fund") is None
    assert found.named("round.lead") == ["fund-a"]
    assert [(each.act, each.element, each.by) for each in found.history] == [
        ("identified", "fund-a", "gulf-fund")
    ]
    number = story.items[-1].number
    earlier = structure_json(shape(story, known_at=story.recorded(number - 1)))
    assert without_clocks(earlier) == without_clocks(before)


def without_clocks(found: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in found.items() if name != "clocks"}


def test_an_identification_undone_leaves_the_shape_as_it_was(story: Story) -> None:
    unnamed(story)
    before = structure_json(shape(story, as_of="2026-04-01"))
    numbers = story.fix(identify=["fund-a", "gulf-fund"])
    story.fix(undo=[str(number) for number in numbers])
    assert without_clocks(structure_json(shape(story, as_of="2026-04-01"))) == without_clocks(
        before
    )


def test_who_a_party_was_is_known_from_the_report_that_showed_it(story: Story) -> None:
    unnamed(story)
    story.report("ft", "2026-03-05", rumor("fund-a.stake = 5%"), identify=[["fund-a", "gulf-fund"]])
    assert alive(story, as_of="2026-02-01") == {"gulf-fund", "round"}
    assert alive(story, as_of="2026-03-05") == {"fund-a", "round"}
    assert history(story) == ["2026-03-05 fund-a identified gulf-fund"]


def test_an_identification_taken_back_by_a_later_finding_leaves_only_its_history(
    story: Story,
) -> None:
    unnamed(story)
    before = structure_json(shape(story, as_of="2026-04-01"))
    story.fix(identify=["fund-a", "gulf-fund"])
    story.fix(distinguish=["fund-a", "gulf-fund"])
    after = structure_json(shape(story, as_of="2026-04-01"))
    assert [each["act"] for each in after["history"]] == ["identified", "distinguished"]
    after["history"] = before["history"]
    assert without_clocks(after) == without_clocks(before)


def test_an_identification_shows_nothing_of_an_id_that_no_report_had_used_by_then(
    story: Story,
) -> None:
    unnamed(story)
    story.report("c", "2026-02-05", rumor("fund-a.stake = 5%"))
    story.fix(identify=["gulf-fund", "fund-a"])
    assert element(story, "gulf-fund", as_of="2026-01-31").same == ()
    assert history(story, as_of="2026-01-31") == []
    assert element(story, "gulf-fund", as_of="2026-02-28").same == ("fund-a",)


# -- instruments and linked deals ----------------------------------------------------------------


def test_instruments_hang_under_what_they_fund_and_name_their_lenders(story: Story) -> None:
    story.official(
        "a",
        "2026-01-05",
        confirm("bid-a.price_per_share = $60"),
        confirm("term-loan.funds = bid-a"),
        confirm("term-loan.amount = $4bn", stage="signed"),
        confirm("term-loan.lender = fund-a and others"),
        elements={**PARTIES, "term-loan": {"kind": "instrument"}},
    )
    loan = element(story, "term-loan")
    assert (loan.parent, loan.stage) == ("bid-a", "signed")
    assert shape(story).named("term-loan.lender") == ["fund-a"]


def test_a_deal_that_changes_its_form_keeps_its_lineage(story: Story) -> None:
    story.report(
        "a",
        "2025-09-23",
        rumor("loi.total_value = up to $100bn", stage="offered"),
        rumor("loi.form = letter of intent"),
        rumor("loi.relates_to = round"),
        elements={**PARTIES, "loi": {"kind": "linked_deal"}},
    )
    story.report(
        "b",
        "2026-02-19",
        rumor("amazon.commitment = $30bn", stage="in_talks"),
        change("loi.replaced_by = amazon"),
    )
    assert ending(story, "loi", as_of="2026-01-01") == ("alive", None)
    found = element(story, "loi")
    assert found.ended is not None
    assert (found.ended.how, found.ended.by, found.ended.since) == (
        "replaced",
        "amazon",
        "2026-02-19",
    )
    assert not found.inside
    assert shape(story).named("loi.relates_to") == ["round"]


def test_the_form_of_a_linked_deal_is_told_as_a_chain(story: Story) -> None:
    linked = {"supply": {"kind": "linked_deal"}}
    story.official("a", "2026-01-05", confirm("supply.form = letter of intent"), elements=linked)
    story.official("b", "2026-02-05", change("supply.form = definitive agreement"))
    links = element(story, "supply").chains["form"]
    assert [text(each.value) for each in links] == ["loi", "definitive"]


# -- three clocks --------------------------------------------------------------------------------


def test_the_same_deal_has_another_shape_at_each_clock(story: Story) -> None:
    story.official("a", "2026-01-05", confirm("round.lead = fund-a"), elements=PARTIES)
    story.official(
        "b", "2026-02-10", change("round.lead = fund-b", effective="2026-02-01"), source="Fund B"
    )
    (number,) = story.fix(withdraw="b#1")
    at = story.recorded(number - 1)

    def lead(**clocks: str) -> list[str]:
        return shape(story, **clocks).named("round.lead")

    assert lead(as_of="2026-02-05", known_at=at) == ["fund-a"]
    assert lead(as_of="2026-02-10", known_at=at) == ["fund-b"]
    assert lead(as_of="2026-02-10", known_at=at, true_at="2026-01-31") == ["fund-a"]
    assert lead(as_of="2026-02-10") == ["fund-a"]


def test_without_everything_there_is_no_shape(story: Story) -> None:
    group(story)
    found = structure(story.view(without=("bid",)))
    assert (found.elements, found.relations, found.conditions, found.history) == ((), (), (), ())


def test_as_json_it_has_elements_relations_conditions_and_the_clocks(story: Story) -> None:
    group(story)
    story.official("b", "2026-02-05", confirm("amazon-2.condition = ipo-leg or agi-leg"))
    found = structure_json(shape(story, as_of="2026-02-10"))
    assert found["schema"] == "dealtrail.structure/1"
    assert found["clocks"]["as_of"] == "2026-02-10"
    by_id = {each["id"]: each for each in found["elements"]}
    assert by_id["consortium"]["terms"]["commitment"]["value"]["text"] == "$10bn"
    assert by_id["fund-a"]["parent"] == "consortium"
    assert {(each["from"], each["field"], each["to"]) for each in found["relations"]} == {
        ("consortium", "consortium.member", "fund-a"),
        ("consortium", "consortium.member", "fund-b"),
        ("amazon-2", "amazon-2.condition", "ipo-leg"),
        ("amazon-2", "amazon-2.condition", "agi-leg"),
    }
    (tree,) = found["conditions"]
    assert (tree["tree"]["join"], [leaf["id"] for leaf in tree["tree"]["leaves"]]) == (
        "any",
        ["ipo-leg", "agi-leg"],
    )
