"""Who is there: what belongs to a deal, how far it has come, when it is over."""

from projections.structure import inside
from tests.projections.shaping import PARTIES, alive, element, ending, history, relation, shape
from tests.telling import Story, confirm, deny, no_comment, rumor

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
