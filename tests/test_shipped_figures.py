"""Figures of the shipped case, read by hand against the reports.

Each figure was compared by hand with the report that it rests on, its bound and its stage.
"""

import pytest

from domain.known import Known
from domain.values import text
from projections.audit import audit
from projections.clocks import Clocks, View
from projections.figures import state
from tests.shipped import ROOT, record


@pytest.fixture(scope="module")
def shipped() -> Known:
    """The record in the shipped ledger."""
    return record(ROOT / "events.db")


FIGURES = [  # as of, field, value, standing, stage, the claim that it rests on
    (
        "2025-12-16",
        "amazon.commitment",
        "at least $10bn",
        "rumored",
        "in_talks",
        "2025-12-16-cnbc-amazon#1",
    ),
    (
        "2025-12-17",
        "valuation.unspecified",
        "about $750bn",
        "rumored",
        "considering",
        "2025-12-17-theinformation-750#2",
    ),
    ("2025-12-18", "round.size", "up to $100bn", "rumored", "considering", "2025-12-18-wsj-830#1"),
    (
        "2025-12-18",
        "valuation.unspecified",
        "up to $830bn",
        "rumored",
        "considering",
        "2025-12-18-wsj-830#2",
    ),
    ("2025-12-18", "disney.commitment", "$1bn", "rumored", "agreed", "2025-12-18-wsj-830#5"),
    (
        "2025-12-31",
        "softbank-2025.total_value",
        "$41bn",
        "confirmed",
        "closed",
        "2025-12-31-softbank-official#2",
    ),
    (
        "2025-12-31",
        "softbank-2025-own.amount",
        "$30bn",
        "confirmed",
        "paid",
        "2025-12-31-softbank-official#3",
    ),
    (
        "2025-12-31",
        "softbank.stake",
        "about 11% of openai",
        "confirmed",
        None,
        "2025-12-31-softbank-official#4",
    ),
    (
        "2026-01-22",
        "round.size",
        "at least $50bn",
        "rumored",
        "in_talks",
        "2026-01-21-bloomberg-gulf#1",
    ),
    (
        "2026-01-22",
        "valuation.unspecified",
        "$750bn to $830bn",
        "rumored",
        "in_talks",
        "2026-01-21-bloomberg-gulf#2",
    ),
    (
        "2026-01-28",
        "nvidia.commitment",
        "up to $20bn",
        "rumored",
        "in_talks",
        "2026-01-28-ft-strategic#1",
    ),
    (
        "2026-01-28",
        "microsoft.commitment",
        "$2bn to $10bn",
        "rumored",
        "in_talks",
        "2026-01-28-ft-strategic#3",
    ),
    (
        "2026-01-28",
        "strategic.size",
        "up to $60bn",
        "rumored",
        "in_talks",
        "2026-01-28-theinformation-60bn#1",
    ),
    (
        "2026-01-28",
        "valuation.pre_money",
        "$730bn",
        "rumored",
        "in_talks",
        "2026-01-28-theinformation-60bn#6",
    ),
    (
        "2026-01-30",
        "amazon.commitment",
        "up to $50bn",
        "rumored",
        "in_talks",
        "2026-01-30-bloomberg-amazon#1",
    ),
    (
        "2026-01-30",
        "softbank.commitment",
        "up to $30bn",
        "rumored",
        "in_talks",
        "2026-01-29-cnbc-amazon#4",
    ),
    (
        "2026-01-30",
        "round.size",
        "up to $100bn",
        "rumored",
        "in_talks",
        "2026-01-28-ft-strategic#5",
    ),
    (
        "2026-01-30",
        "valuation.unspecified",
        "about $830bn",
        "rumored",
        "in_talks",
        "2026-01-29-reuters-fr-amazon-v2#2",
    ),
    (
        "2026-01-30",
        "microsoft.stake",
        "about 27% of openai, as converted",
        "confirmed",
        None,
        "bg-2025-10-microsoft-10q#1",
    ),
    (
        "2026-01-30",
        "aws-compute.total_value",
        "$38bn",
        "confirmed",
        "signed",
        "bg-2025-11-03-aws-38bn#1",
    ),
    (
        "2026-02-03",
        "nvidia.commitment",
        "about $20bn",
        "rumored",
        "in_talks",
        "2026-02-03-reuters-nvidia20#1",
    ),
    (
        "2026-02-12",
        "softbank.position",
        "undecided",
        "confirmed",
        None,
        "2026-02-12-softbank-goto#1.2",
    ),
    (
        "2026-02-18",
        "valuation.post_money",
        "more than $850bn",
        "rumored",
        "in_talks",
        "2026-02-18-bloomberg-850#2",
    ),
    (
        "2026-02-18",
        "strategic.size",
        "more than $100bn",
        "rumored",
        "in_talks",
        "2026-02-18-bloomberg-850#1",
    ),
    (
        "2026-02-19",
        "nvidia.commitment",
        "up to $30bn",
        "rumored",
        "in_talks",
        "2026-02-19-cnbc-nvidia30#1",
    ),
    (
        "2026-02-20",
        "round.size",
        "more than $100bn",
        "rumored",
        "in_talks",
        "2026-02-19-reuters-nvidia30#2",
    ),
    (
        "2026-02-20",
        "openai.spending_plan",
        "about $600bn",
        "rumored",
        None,
        "2026-02-20-cnbc-600bn#1",
    ),
    (
        "2026-02-26",
        "amazon-1.amount",
        "$15bn",
        "rumored",
        "in_talks",
        "2026-02-25-theinformation-amazon-35#1",
    ),
    (
        "2026-02-26",
        "amazon-2.amount",
        "$35bn",
        "rumored",
        "in_talks",
        "2026-02-25-theinformation-amazon-35#2",
    ),
    (
        "2026-02-26",
        "amazon-2.condition",
        "agi-leg or ipo-leg",
        "rumored",
        "in_talks",
        "2026-02-25-theinformation-amazon-35#3",
    ),
    ("2026-02-28", "round.size", "$110bn", "confirmed", "agreed", "2026-02-27-openai-official#1"),
    (
        "2026-02-28",
        "valuation.pre_money",
        "$730bn",
        "confirmed",
        "agreed",
        "2026-02-27-openai-official#2",
    ),
    (
        "2026-02-28",
        "valuation.unspecified",
        "$840bn",
        "rumored",
        "agreed",
        "2026-02-27-reuters-840#1",
    ),
    (
        "2026-02-28",
        "amazon.commitment",
        "$50bn",
        "confirmed",
        "agreed",
        "2026-02-27-openai-official#3",
    ),
    ("2026-02-28", "amazon-1.amount", "$15bn", "confirmed", "agreed", "2026-02-27-amazon-8k#1"),
    ("2026-02-28", "amazon-2.amount", "$35bn", "confirmed", "signed", "2026-02-27-amazon-8k#3"),
    (
        "2026-02-28",
        "nvidia.commitment",
        "$30bn",
        "confirmed",
        "agreed",
        "2026-02-27-openai-official#4",
    ),
    (
        "2026-02-28",
        "softbank.commitment",
        "$30bn",
        "confirmed",
        "signed",
        "2026-02-27-softbank-official#1",
    ),
    (
        "2026-02-28",
        "softbank.total_invested_pro_forma",
        "$64.6bn",
        "confirmed",
        "agreed",
        "2026-02-27-softbank-official#2",
    ),
    (
        "2026-02-28",
        "aws-expansion.total_value",
        "$100bn",
        "confirmed",
        "agreed",
        "2026-02-27-amazon-openai-official#5",
    ),
    (
        "2026-02-28",
        "openai-foundation.stake_value",
        "more than $180bn",
        "confirmed",
        None,
        "2026-02-27-openai-official#7",
    ),
    ("2026-02-28", "chips.quantity", "about 2 GW", "confirmed", "agreed", "2026-02-27-amazon-8k#9"),
    (
        "2026-02-28",
        "softbank.total_invested",
        "about $34.6bn",
        "confirmed",
        None,
        "2026-02-12-softbank-goto#2",
    ),
    (
        "2026-02-28",
        "softbank.stake_pro_forma",
        "about 13% of openai",
        "confirmed",
        "signed",
        "2026-02-27-softbank-official#3",
    ),
    (
        "2026-03-07",
        "bridge-loan.amount",
        "up to $40bn",
        "rumored",
        "in_talks",
        "2026-03-06-bloomberg-bridge#1",
    ),
    (
        "2026-03-24",
        "round.size",
        "about $120bn",
        "confirmed",
        "agreed",
        "2026-03-24-cnbc-friar-120#2",
    ),
    (
        "2026-03-28",
        "bridge-loan.amount",
        "$40bn",
        "confirmed",
        "signed",
        "2026-03-27-softbank-bridge#1",
    ),
    ("2026-04-01", "round.size", "$122bn", "confirmed", "closed", "2026-03-31-openai-close#2"),
    ("2026-04-01", "round.stage", "closed", "confirmed", "closed", "2026-03-31-openai-close#1"),
    (
        "2026-04-01",
        "valuation.post_money",
        "$852bn",
        "confirmed",
        "closed",
        "2026-03-31-openai-close#3",
    ),
    (
        "2026-04-01",
        "valuation.pre_money",
        "$730bn",
        "confirmed",
        "agreed",
        "2026-02-27-openai-official#2",
    ),
    (
        "2026-04-01",
        "disney.commitment",
        "$1bn",
        "withdrawn",
        "withdrawn",
        "2026-03-24-disney-exit#2",
    ),
    (
        "2026-04-01",
        "individuals.commitment",
        "more than $3bn",
        "confirmed",
        "closed",
        "2026-03-31-openai-close#4",
    ),
    (
        "2026-04-01",
        "microsoft.commitment",
        "undisclosed",
        "confirmed",
        "closed",
        "2026-03-31-openai-close#5.3",
    ),
    (
        "2026-04-01",
        "openai.revenue",
        "about $2bn a month",
        "confirmed",
        None,
        "2026-03-31-openai-close#8",
    ),
    (
        "2026-05-31",
        "margin-loan.amount",
        "at least $6bn",
        "rumored",
        "in_talks",
        "2026-05-08-bloomberg-margin6#1",
    ),
    (
        "2026-07-01",
        "softbank-1.amount",
        "$10bn",
        "confirmed",
        "paid",
        "2026-07-01-softbank-tranche2#3",
    ),
    (
        "2026-07-01",
        "softbank-2.amount",
        "$10bn",
        "confirmed",
        "paid",
        "2026-07-01-softbank-tranche2#1",
    ),
    (
        "2026-07-01",
        "softbank-3.due",
        "2026-10-01",
        "confirmed",
        None,
        "2026-07-01-softbank-tranche2#4.2",
    ),
    (
        "2026-07-31",
        "amazon-2.condition",
        "milestone-leg or ipo-leg",
        "confirmed",
        "agreed",
        "2026-02-27-amazon-8k#4",
    ),
    (
        "2026-07-31",
        "margin-loan.amount",
        "$10bn",
        "rumored",
        "in_talks",
        "2026-07-01-margin-restart#1",
    ),
    ("2026-07-31", "ipo.filed_on", "by 2026-06-08", "confirmed", None, "2026-06-08-openai-s1#1.2"),
    (
        "2026-07-31",
        "anthropic-aws.total_value",
        "more than $100bn",
        "confirmed",
        "agreed",
        "2026-04-20-amazon-anthropic#4",
    ),
]


@pytest.mark.parametrize(
    ("as_of", "field", "value", "standing", "stage", "claim"),
    FIGURES,
    ids=[f"{row[1]} as of {row[0]}" for row in FIGURES],
)
def test_a_figure_is_what_its_report_says(
    shipped: Known,
    as_of: str,
    field: str,
    value: str,
    standing: str,
    stage: str | None,
    claim: str,
) -> None:
    figure = state(View(shipped, Clocks.at(as_of=as_of))).figure(field)
    assert figure is not None
    assert figure.leader is not None
    assert (text(figure.value), figure.standing, figure.stage) == (value, standing, stage)
    assert figure.leader.claim.id == claim


def test_the_valuation_tells_730_pre_money_from_830_840_and_852(shipped: Known) -> None:
    found = audit(View(shipped, Clocks.at(as_of="2026-04-01")), "valuation")
    led = {(step.field, text(step.to)) for step in found.steps if step.led}
    assert {
        ("valuation.pre_money", "$730bn"),
        ("valuation.unspecified", "about $830bn"),
        ("valuation.unspecified", "$840bn"),
        ("valuation.post_money", "$840bn"),
        ("valuation.post_money", "$852bn"),
    } <= led


def test_the_round_was_upsized_twice_and_the_audit_says_that_the_deal_moved(
    shipped: Known,
) -> None:
    found = audit(View(shipped, Clocks.at(as_of="2026-04-01")), "round.size")
    moves = [(text(step.to), step.delta) for step in found.steps if step.step == "moves"]
    assert moves == [("about $120bn", "+$10bn"), ("$122bn", "+$2bn")]
    assert found.moves == 2


def test_the_first_tranche_was_paid_in_april_and_known_so_in_july(shipped: Known) -> None:
    then = state(View(shipped, Clocks.at(as_of="2026-05-01"))).figure("softbank-1.amount")
    now = state(View(shipped, Clocks.at(as_of="2026-07-02", true_at="2026-05-01")))
    paid = now.figure("softbank-1.amount")
    assert then is not None
    assert paid is not None
    assert (then.stage, paid.stage) == ("agreed", "paid")


def test_the_softbank_figures_stand_under_their_own_definitions(shipped: Known) -> None:
    found = state(View(shipped, Clocks.at(as_of="2026-07-02")))
    values = {
        field: text(figure.value)
        for field in (
            "softbank.commitment",
            "softbank.total_invested",
            "softbank.total_invested_pro_forma",
            "softbank-2025-own.amount",
            "softbank-2025.total_value",
        )
        if (figure := found.figure(field)) is not None
    }
    assert values == {
        "softbank.commitment": "$30bn",
        "softbank.total_invested": "about $34.6bn",
        "softbank.total_invested_pro_forma": "$64.6bn",
        "softbank-2025-own.amount": "$30bn",
        "softbank-2025.total_value": "$41bn",
    }


def test_no_page_that_is_wrong_by_a_digit_leads(shipped: Known) -> None:
    found = state(View(shipped, Clocks.at(as_of="2026-07-31")))
    wrong = {"up to $500bn", "$3bn", "$20bn a month", "up to $4bn", "up to $200bn", "$80bn"}
    leading = {figure.field: text(figure.value) for figure in found.figures}
    assert {field: value for field, value in leading.items() if value in wrong} == {}


def _derived(shipped: Known, as_of: str) -> dict[tuple[str, str | None], str]:
    """The derived figures at a date, by name, a coverage also by its stage."""
    return {
        (each.name, each.stage if each.name.endswith(".coverage") else None): text(each.value)
        for each in state(View(shipped, Clocks.at(as_of=as_of))).derived
    }


def test_in_january_the_pre_money_and_the_round_imply_up_to_830_after_it(shipped: Known) -> None:
    found = _derived(shipped, "2026-01-30")
    assert found["valuation.post_money", None] == "$730bn to $830bn"
    assert found["round.coverage", "in_talks"] == "$13bn to $191bn"
    assert found["round.coverage", "agreed"] == "$1bn"
    assert found["amazon.stake_bought", None] == "up to 6.85% of openai"


def test_in_february_730_and_110_are_the_840_of_bloomberg(shipped: Known) -> None:
    found = _derived(shipped, "2026-02-28")
    assert ("valuation.post_money", None) not in found  # it is reported, and nothing is off
    assert found["round.coverage", "agreed"] == "$111bn"
    assert found["round.stake_sold", None] == "about 13.1% of openai"
    assert found["aws-compute.total_value", None] == "$138bn"


def test_in_march_the_840_is_older_than_the_round_that_grew_to_120(shipped: Known) -> None:
    found = state(View(shipped, Clocks.at(as_of="2026-03-25")))
    (post,) = [each for each in found.derived if each.name == "valuation.post_money"]
    assert text(post.value) == "about $850bn"
    assert post.reported is not None
    assert text(post.reported.value) == "$840bn"


def test_in_april_852_is_reported_and_more_than_113_of_the_122_is_accounted_for(
    shipped: Known,
) -> None:
    found = _derived(shipped, "2026-04-01")
    assert ("valuation.post_money", None) not in found
    assert found["round.coverage", "agreed"] == "more than $113bn"
    assert found["nvidia.stake_bought", None] == "about 3.52% of openai"
    assert ("round.coverage", "paid") not in found


def test_two_payments_of_softbank_are_paid_by_july_and_its_totals_are_in_no_sum(
    shipped: Known,
) -> None:
    found = state(View(shipped, Clocks.at(as_of="2026-07-02")))
    (paid,) = [
        each for each in found.derived if each.stage == "paid" and each.field == "round.size"
    ]
    assert text(paid.value) == "$20bn"
    assert [figure.field for figure in paid.inputs] == ["softbank-1.amount", "softbank-2.amount"]
    summed = {figure.field for each in found.derived for figure in each.inputs}
    assert not {field for field in summed if "total_invested" in field or "softbank-2025" in field}


def test_no_sum_of_the_case_is_impossible_on_any_day(shipped: Known) -> None:
    days = sorted({report.last[:10] for report in shipped.reports.values()})
    assert len(days) > 50
    for day in days:
        found = state(View(shipped, Clocks.at(as_of=day)))
        assert [each.text for each in found.findings if each.kind == "impossible sum"] == []
