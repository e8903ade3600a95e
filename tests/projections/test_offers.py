"""Offers, tranches, deadlines and instruments: chains, rivals, who pays, what replaced what."""

from domain.values import text
from projections.structure import structure_json
from tests.projections.shaping import PARTIES, element, ending, history, relation, shape
from tests.telling import Story, change, confirm, rumor

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
