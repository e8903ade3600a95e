"""When a claim counts: days, periods, what is scheduled, the order within a day."""

import pytest

from tests.telling import Story, change, confirm, rumor


def test_what_takes_effect_later_is_scheduled_and_does_not_lead_yet(story: Story) -> None:
    story.official("deal", "2026-03-01", confirm("break-fee.amount = $280m"))
    story.official(
        "deal-2", "2026-03-01", confirm("break-fee.amount = $300m", effective="2026-09-01")
    )
    assert story.value("break-fee.amount", as_of="2026-03-02") == "$280m"
    scheduled = story.figure("break-fee.amount", as_of="2026-03-02").scheduled
    assert [said.effective for said in scheduled] == ["2026-09-01"]
    assert story.value("break-fee.amount", as_of="2026-09-01") == "$300m"


def test_late_news_fills_the_past_only_for_those_who_ask_with_todays_knowledge(
    story: Story,
) -> None:
    story.official("sb-1", "2026-02-27", confirm("softbank-1.amount = $10bn", stage="signed"))
    story.official(
        "sb-2",
        "2026-07-01",
        confirm("softbank-1.amount = $10bn", stage="paid", effective="2026-04-01"),
    )
    assert story.figure("softbank-1.amount", as_of="2026-05-01").stage == "signed"
    at = story.figure("softbank-1.amount", as_of="2026-08-01", true_at="2026-05-01")
    assert at.stage == "paid"


def test_since_goes_back_to_where_the_present_value_began_unbroken(story: Story) -> None:
    story.report("a", "2026-01-10", rumor("round.size = $100bn"))
    story.report("b", "2026-01-12", rumor("round.size = $50bn"))
    story.report("c", "2026-01-20", rumor("round.size = $100bn"))
    story.report("d", "2026-01-25", rumor("round.size = $100bn"))
    assert story.figure("round.size").since == "2026-01-20"
    assert story.figure("round.size").last_word == "2026-01-25"


def test_an_imprecise_publication_counts_from_its_latest_day(story: Story) -> None:
    story.report("a", "2026-01-27/2026-01-31", rumor("round.size = $100bn"))
    assert story.value("round.size", as_of="2026-01-30") == "absent"
    assert story.value("round.size", as_of="2026-01-31") == "$100bn"


def test_a_citing_report_of_the_same_day_comes_after_the_cited(story: Story) -> None:
    story.report(
        "b",
        "2026-01-28",
        rumor("round.size = $60bn", own_sources="true"),
        cites=["a"],
    )
    story.report("a", "2026-01-28", rumor("round.size = $60bn"))
    assert [step.claim.report.id for step in story.steps("round.size")] == ["a", "b"]


def test_a_stage_announced_ahead_is_due_until_somebody_says_that_it_happened(
    story: Story,
) -> None:
    signed = confirm("softbank-1.amount = $10bn", stage="signed")
    paid = confirm("softbank-1.amount = $10bn", stage="paid", effective="2026-04-01")
    story.official("sb", "2026-02-27", signed, paid)
    figure = story.figure("softbank-1.amount", as_of="2026-04-15")
    assert figure.stage == "signed"
    assert [said.effective for said in figure.scheduled] == ["2026-04-01"]
    story.official("sb-2", "2026-07-01", paid)
    assert story.figure("softbank-1.amount").stage == "paid"


def test_a_period_takes_its_day_from_a_compatible_claim_that_names_one(story: Story) -> None:
    closed = "round.size = $122bn"
    story.official("a", "2026-04-10", confirm(closed, stage="closed", effective="2026-03"))
    story.official("b", "2026-04-11", confirm(closed, stage="closed", effective="2026-03-31"))
    assert story.state(true_at="2026-03-15").figure("round.size") is not None
    assert story.standing("round.size", true_at="2026-03-15") == "scheduled"
    assert story.standing("round.size", true_at="2026-03-31") == "confirmed"


def test_an_announced_end_does_not_come_by_the_passing_of_time(story: Story) -> None:
    story.official(
        "bidder",
        "2026-03-01",
        confirm("bid-a.stage = offered"),
        confirm("bid-a.stage = expired", effective="2026-04-01"),
    )
    assert story.value("bid-a.stage", as_of="2026-04-15") == "offered"


def test_a_term_of_a_signed_contract_changes_by_itself_on_its_day() -> None:
    story = Story("merger")
    fee = "break-fee.amount"
    story.official("signing", "2025-02-12", confirm(f"{fee} = $450m", stage="signed"))
    stepped = change(f"{fee} = $520m", was="$450m", stage="signed", effective="2026-03-01")
    story.official("amendment", "2025-12-19", stepped)
    assert story.value(fee, as_of="2026-02-28") == "$450m"
    assert story.value(fee, as_of="2026-03-02") == "$520m"
    assert story.figure(fee, as_of="2026-03-02").scheduled == ()


@pytest.mark.parametrize(
    ("first", "then", "stage"),
    [
        ("signed", "closed", "closed"),
        ("signed", "terminated", "terminated"),
        ("closed", "signed", "closed"),
        ("terminated", "signed", "terminated"),
    ],
)
def test_a_period_comes_after_what_an_earlier_report_says_of_a_day_in_it(
    story: Story, first: str, then: str, stage: str
) -> None:
    story.official("a", "2026-03-01", confirm(f"round.stage = {first}"), source="Acme")
    period = confirm(f"round.stage = {then}", effective="2026-Q1")
    story.official("b", "2026-04-20", period, source="Acme")
    assert (story.value("round.stage"), story.standing("round.stage")) == (stage, "confirmed")


def test_a_period_of_another_figure_is_no_older_than_a_day_in_it_either(story: Story) -> None:
    party = {"disney": {"kind": "party"}}
    amount = confirm("disney.commitment = $1bn", stage="agreed")
    story.official("a", "2026-03-01", amount, elements=party)
    story.official("b", "2026-04-20", confirm("disney.stage = withdrawn", effective="2026-Q1"))
    assert story.standing("disney.commitment") == "withdrawn"
    assert story.value("disney.stage") == "withdrawn"


def test_what_was_so_until_a_day_stays_before_it(story: Story) -> None:
    story.report("a", "2026-01-29", rumor("round.size = $100bn"))
    story.report("b", "2026-02-18", rumor("round.size = $90bn", effective="../2026-02-17"))
    assert story.value("round.size") == "$100bn"


def test_the_time_of_day_decides_where_both_reports_state_it(story: Story) -> None:
    price = "bid-b.price_per_share"
    story.official(
        "morning",
        "2025-04-22T08:00:00Z",
        confirm(f"{price} = $68.50", stage="offered"),
        source="Target",
    )
    story.official(
        "evening", "2025-04-22T20:00:00Z", change(f"{price} = $71", stage="offered"), source="Bid"
    )
    assert (story.value(price), story.standing(price)) == ("$71 a share", "confirmed")
    assert story.value(price, as_of="2025-04-22T12:00:00Z") == "$68.50 a share"


def test_a_retraction_stands_in_the_audit_where_its_time_puts_it(story: Story) -> None:
    story.official("before", "2025-02-24", confirm("round.size = $100m"))
    story.report("flash", "2025-03-28T14:02:00Z", rumor("round.size = $900m"))
    story.fix(retract="flash", published="2025-03-28T14:40:00Z")
    story.official("after", "2025-03-28T15:00:00Z", change("round.size = $120m"))
    assert story.words("round.size") == ["opens*", "revises", "retracts", "moves*"]
