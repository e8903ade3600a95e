"""The shape of the shipped case at three dates, compared by hand with the reports it rests on."""

from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from domain import history
from domain.known import known
from domain.values import text
from projections.clocks import Clocks, View
from projections.conditions import Branch
from projections.relations import Relation
from projections.structure import Structure, structure

ROOT = Path(__file__).parent.parent
DEAL = "openai-2026"
JANUARY, FEBRUARY, APRIL = "2026-01-30", "2026-02-28", "2026-04-01"


@cache
def shape(as_of: str) -> Structure:
    with closing(history.open_ledger(ROOT / "events.db")) as connection:
        record = known(DEAL, history.read_deal(connection, DEAL))
    return structure(View(record, Clocks.at(as_of=as_of)))


def told(tree: Branch) -> tuple[str, list[str]]:
    return tree.join, [leaf.element for leaf in tree.leaves()]


def claims(as_of: str, relation: Relation | None) -> list[str]:
    """The claims that a relation rests on, as `report#number`."""
    assert relation is not None
    view = shape(as_of).state.view
    by_number = {claim.number: claim.id for claim in view.claims.values()}
    return [by_number[number] for number in relation.events]


def test_cnbc_put_softbank_into_the_second_phase_and_bloomberg_into_the_first() -> None:
    assert shape(JANUARY).named("softbank.within") == ["financial"]
    relation = shape(JANUARY).relation("softbank.within", "financial")
    assert claims(JANUARY, relation) == ["2026-01-29-cnbc-amazon#4.2"]
    assert shape(FEBRUARY).named("softbank.within") == ["strategic"]
    former = shape(FEBRUARY).relation("softbank.within", "financial")
    assert former is not None
    assert (former.why, former.since) == ("left out", "2026-02-18")
    assert shape(FEBRUARY).named("strategic.within") == ["round"]


def test_the_strategic_phase_is_nvidia_amazon_and_microsoft_by_the_information() -> None:
    assert shape(JANUARY).named("strategic.participant") == ["nvidia", "amazon", "microsoft"]
    relation = shape(JANUARY).relation("strategic.participant", "microsoft")
    assert claims(JANUARY, relation) == [
        "2026-01-28-theinformation-60bn#1.2",
        "2026-01-29-cnbc-amazon#3.3",
    ]


@pytest.mark.parametrize(
    ("tranche", "payer", "amount", "due"),
    [
        ("amazon-1", "amazon", "$15bn", "2026-03-31"),
        ("amazon-2", "amazon", "$35bn", "about 2026-03/2026-08"),
        ("softbank-1", "softbank", "$10bn", "2026-04-01"),
        ("softbank-2", "softbank", "$10bn", "2026-07-01"),
        ("softbank-3", "softbank", "$10bn", "2026-10-01"),
    ],
)
def test_in_february_there_are_five_tranches_and_in_january_none(
    tranche: str, payer: str, amount: str, due: str
) -> None:
    assert shape(JANUARY).element(tranche) is None
    found = shape(FEBRUARY).element(tranche)
    assert found is not None
    assert (found.parent, shape(FEBRUARY).named(f"{tranche}.payer")) == (payer, [payer])
    terms = {each.field.partition(".")[2]: text(each.value) for each in found.terms}
    assert (terms["amount"], terms["due"]) == (amount, due)


def test_amazons_money_was_said_to_depend_on_two_commercial_clauses() -> None:
    (condition,) = [
        each for each in shape(JANUARY).conditions if each.figure.field == "amazon.condition"
    ]
    assert told(condition.tree) == ("all", ["cloud-expansion", "models"])


def test_the_filing_has_a_milestone_or_a_listing_and_no_agi() -> None:
    (condition,) = [
        each for each in shape(FEBRUARY).conditions if each.figure.field == "amazon-2.condition"
    ]
    assert told(condition.tree) == ("any", ["milestone-leg", "ipo-leg"])
    assert (condition.figure.standing, condition.tree.met) == ("confirmed", None)
    agi = shape(FEBRUARY).element("agi-leg")
    assert agi is not None
    assert agi.ended is not None
    assert (agi.ended.how, agi.ended.since, agi.parent) == ("left out", "2026-02-27", "amazon-2")


def test_at_the_close_bloomberg_keeps_the_agi_alternative_against_the_filing() -> None:
    (condition,) = [
        each for each in shape(APRIL).conditions if each.figure.field == "amazon-2.condition"
    ]
    assert condition.figure.standing == "contested"
    assert [(told(tree), each.why) for tree, each in condition.beside] == [
        (("any", ["ipo-leg", "agi-leg"]), "contests")
    ]
    relation = shape(APRIL).relation("amazon-2.condition", "agi-leg")
    assert claims(APRIL, relation) == ["2026-03-31-bloomberg-close#2"]


def test_disney_is_in_until_24_march_and_stays_visible_as_withdrawn() -> None:
    before, after = shape(FEBRUARY).element("disney"), shape(APRIL).element("disney")
    assert before is not None
    assert (before.stage, before.alive) == ("agreed", True)
    assert after is not None
    assert after.ended is not None
    assert (after.ended.how, after.ended.since) == ("withdrawn", "2026-03-24")
    assert [text(each.value) for each in after.terms if each.headline] == ["$1bn"]


def test_the_leads_at_the_close_are_those_of_cnbc_and_amazon_is_not_among_them() -> None:
    assert shape(APRIL).named("round.lead") == [
        *("softbank", "a16z", "d-e-shaw", "mgx", "tpg", "t-rowe-price")
    ]
    amazon = shape(APRIL).relation("round.lead", "amazon")
    assert amazon is not None
    assert amazon.why == "left out"
    assert shape(FEBRUARY).named("round.lead") == []


def test_the_letter_of_intent_stands_beside_and_its_replacement_is_contested() -> None:
    for as_of in (JANUARY, FEBRUARY, APRIL):
        letter = shape(as_of).element("nvidia-loi")
        assert letter is not None
        assert (letter.inside, letter.alive, letter.stage) == (False, True, "offered")
    assert shape(JANUARY).named("nvidia-loi.replaced_by") == []
    relation = shape(APRIL).relation("nvidia-loi.replaced_by", "nvidia")
    assert relation is not None
    assert (relation.holds, relation.standing) == (True, "contested")


def test_the_bridge_loan_is_softbanks_and_five_banks_arrange_it() -> None:
    assert shape(FEBRUARY).named("bridge-loan.issuer") == ["softbank"]
    assert shape(FEBRUARY).named("bridge-loan.arranger") == []
    assert shape(APRIL).named("bridge-loan.arranger") == [
        *("jpmorgan", "goldman-sachs", "mizuho", "smbc", "mufg")
    ]
    loan = shape(APRIL).element("bridge-loan")
    assert loan is not None
    assert (loan.stage, loan.since, loan.parent) == ("signed", "2026-03-27", "softbank")


def test_the_expansion_of_the_cloud_contract_is_part_of_it_and_beside_the_round() -> None:
    assert shape(JANUARY).element("aws-expansion") is None
    expansion = shape(FEBRUARY).element("aws-expansion")
    assert expansion is not None
    assert (expansion.parent, expansion.inside) == ("aws-compute", False)


def test_what_was_told_as_deals_of_its_own_is_known_as_phases_from_the_report_on() -> None:
    strategic = shape(JANUARY).element("strategic")
    assert strategic is not None
    assert strategic.same == ()
    assert [(each.date, each.element, each.by) for each in shape(APRIL).history] == [
        ("2026-02-20", "strategic", "january-talks"),
        ("2026-03-24", "disney", None),
        ("2026-03-01/2026-03-31", "financial", "mgx-round"),
    ]


def test_the_deal_is_one_tree_with_its_root_on_top_and_the_rest_beside() -> None:
    for as_of in (JANUARY, FEBRUARY, APRIL):
        found = shape(as_of)
        ids = [each.id for each in found.elements]
        assert ids[0] == "round"
        for each in found.elements[1:]:
            assert each.parent is None or ids.index(each.parent) < ids.index(each.id)
            assert each.parent is not None or not each.inside
