"""From claims to a figure: each rule of the default policy, one small history each."""

from typing import Any

import pytest

from domain.values import text
from tests.telling import Story, change, confirm, deny, no_comment, rumor

COMMITMENT = "amazon.commitment"


def test_the_latest_rumour_leads_where_nothing_is_on_record(story: Story) -> None:
    story.report("the-information", "2025-12-16", rumor("amazon.commitment = at least $10bn"))
    story.report("wsj", "2026-01-29", rumor("amazon.commitment = up to $50bn", stage="in_talks"))
    assert story.value(COMMITMENT) == "up to $50bn"
    assert story.standing(COMMITMENT) == "rumored"


def test_an_earlier_rumour_does_not_contest_a_later_one_of_another_day(story: Story) -> None:
    story.report("a", "2026-01-28", rumor("amazon.commitment = $20bn"))
    story.report("b", "2026-01-29", rumor("amazon.commitment = $50bn"))
    assert story.standing(COMMITMENT) == "rumored"


def test_two_rumours_of_one_day_that_cannot_both_hold_are_contested(story: Story) -> None:
    story.report("a", "2026-01-28", rumor("nvidia.commitment = $20bn"))
    story.report("b", "2026-01-28", rumor("nvidia.commitment = $30bn"))
    figure = story.figure("nvidia.commitment")
    assert figure.standing == "contested"
    assert [each.why for each in figure.challengers] == ["contests"]


def test_two_bounds_that_can_both_hold_are_no_conflict(story: Story) -> None:
    story.report("a", "2026-01-28", rumor("round.size = at least $50bn"))
    story.report("b", "2026-01-28", rumor("round.size = up to $100bn"))
    assert story.standing("round.size") == "rumored"


def test_a_statement_on_the_record_leads_over_a_later_rumour_and_is_contested_by_it(
    story: Story,
) -> None:
    story.official("openai", "2026-02-27", confirm("round.size = $110bn", stage="agreed"))
    story.report("ft", "2026-03-10", rumor("round.size = $90bn", stage="agreed"))
    figure = story.figure("round.size")
    assert story.value("round.size") == "$110bn"
    assert figure.standing == "contested"
    assert [each.said.claim.report.id for each in figure.challengers] == ["ft"]


def test_an_earlier_rumour_is_settled_by_what_comes_on_the_record(story: Story) -> None:
    story.report("wsj", "2026-01-29", rumor("round.size = up to $100bn", stage="in_talks"))
    story.official("openai", "2026-02-27", confirm("round.size = $110bn", stage="agreed"))
    assert story.standing("round.size") == "confirmed"


def test_talks_do_not_displace_an_agreed_figure_but_stand_beside_it_as_proposed(
    story: Story,
) -> None:
    story.official("openai", "2026-02-27", confirm("round.size = $110bn", stage="agreed"))
    story.report("cnbc", "2026-03-20", rumor("round.size = $150bn", stage="in_talks"))
    figure = story.figure("round.size")
    assert story.value("round.size") == "$110bn"
    assert figure.standing == "confirmed"
    assert [each.why for each in figure.challengers] == ["proposed"]


def test_an_account_that_names_no_original_does_not_lead_over_one_that_does(
    story: Story,
) -> None:
    story.report("ft", "2026-01-28", rumor("microsoft.commitment = less than $10bn"))
    story.report(
        "blog", "2026-02-10", rumor("microsoft.commitment = $40bn"), sourcing="unattributed"
    )
    figure = story.figure("microsoft.commitment")
    assert story.value("microsoft.commitment") == "less than $10bn"
    assert [finding.kind for finding in figure.findings] == ["unsupported"]


def test_an_account_that_names_no_original_leads_where_there_is_nothing_better(
    story: Story,
) -> None:
    story.report("blog", "2026-02-10", rumor("mgx.commitment = $1bn"), sourcing="aggregated")
    assert story.value("mgx.commitment") == "$1bn"


def test_a_copy_never_leads_over_its_origin_and_is_a_finding_where_it_differs(
    story: Story,
) -> None:
    story.report("wsj", "2026-01-29", rumor("amazon.commitment = up to $50bn"))
    story.report(
        "techcrunch", "2026-01-30", rumor("amazon.commitment = at least $50bn"), cites=["wsj"]
    )
    figure = story.figure(COMMITMENT)
    assert story.value(COMMITMENT) == "up to $50bn"
    assert figure.origins == 1
    assert [finding.kind for finding in figure.findings] == ["bound flipped"]


def test_a_report_with_a_source_of_its_own_is_no_copy_though_it_cites(story: Story) -> None:
    story.report("wsj", "2026-01-27", rumor("softbank.commitment = up to $30bn"))
    story.report(
        "reuters",
        "2026-01-28",
        rumor("softbank.commitment = up to $30bn", own_sources="true"),
        cites=["wsj"],
    )
    assert story.figure("softbank.commitment").origins == 2


def test_what_a_citing_report_adds_in_another_field_is_its_own(story: Story) -> None:
    story.report("wsj", "2026-01-29", rumor("amazon.commitment = up to $50bn"))
    story.report("cnbc", "2026-01-30", rumor("nvidia.commitment = $30bn"), cites=["wsj"])
    assert story.figure("nvidia.commitment").origins == 1


def test_a_statement_on_the_record_is_not_the_echo_of_the_rumour_it_cites(story: Story) -> None:
    story.report("wsj", "2026-01-29", rumor("amazon.commitment = up to $50bn"))
    story.official(
        "amazon", "2026-02-27", confirm("amazon.commitment = $50bn", stage="agreed"), cites=["wsj"]
    )
    assert story.standing(COMMITMENT) == "confirmed"


def test_copies_of_a_report_we_do_not_hold_are_one_origin(story: Story) -> None:
    story.report("a", "2026-01-10", rumor("mgx.commitment = $2bn"), cites=["ft-2026"])
    story.report("b", "2026-01-11", rumor("mgx.commitment = $2bn"), cites=["ft-2026"])
    figure = story.figure("mgx.commitment")
    assert figure.origins == 1
    assert figure.leader is not None
    assert figure.leader.claim.report.id == "a"
    assert "ft-2026" in figure.rule


def test_copies_along_a_chain_of_a_report_we_do_not_hold_are_one_origin(story: Story) -> None:
    story.report("near", "2026-01-12", rumor("round.size = $20bn"), cites=["unseen"])
    story.report("between", "2026-01-10", rumor("round.stage = in talks"), cites=["unseen"])
    story.report("far", "2026-01-11", rumor("round.size = $25bn"), cites=["between"])
    figure = story.figure("round.size")
    assert (text(figure.value), figure.origins, figure.since) == ("$20bn", 1, "2026-01-11")
    assert [finding.kind for finding in figure.findings] == ["copy differs"]
    assert story.words("round.size") == ["repeats", "opens*"]
    story.official("own", "2026-01-13", confirm("round.size = $30bn"), cites=["between"])
    assert "copies" not in story.figure("round.size").rule


def test_copies_by_way_of_a_report_held_without_claims_fall_with_it(story: Story) -> None:
    story.report("between", "2026-01-10", cites=["unseen"])
    story.report("far", "2026-01-11", rumor("round.size = $20bn"), cites=["between"])
    story.report("near", "2026-01-12", rumor("round.size = $20bn"), cites=["unseen"])
    assert story.figure("round.size").origins == 1
    story.fix(retract="between", published="2026-01-14")
    figure = story.figure("round.size")
    assert (figure.leader and figure.leader.claim.report.id, figure.origins) == ("near", 1)


def test_a_better_graded_copy_decides_between_two_that_differ(story: Story) -> None:
    for copy, size in (("a", "$20bn"), ("b", "$25bn")):
        story.report(copy, "2026-01-12", rumor(f"round.size = {size}"), cites=["unseen"])
    assert story.standing("round.size") == "contested"
    story.grades["b"] = "B"
    assert (story.value("round.size"), story.standing("round.size")) == ("$25bn", "rumored")


def test_reports_that_cite_each_other_in_a_circle_have_the_earlier_one_as_origin(
    story: Story,
) -> None:
    story.report("a", "2026-01-10", rumor("mgx.commitment = $2bn"), cites=["b"])
    story.report("b", "2026-01-11", rumor("mgx.commitment = $2bn"), cites=["a"])
    figure = story.figure("mgx.commitment")
    assert figure.origins == 1
    assert figure.leader is not None
    assert figure.leader.claim.report.id == "a"


def test_one_outlet_that_says_it_twice_is_one_origin(story: Story) -> None:
    story.report("wsj-1", "2025-12-18", rumor("round.size = up to $100bn"), source="WSJ")
    story.report("wsj-2", "2026-01-27", rumor("round.size = up to $100bn"), source="WSJ")
    assert story.figure("round.size").origins == 1


def test_a_sighting_supports_its_figure_and_is_none_of_its_own(story: Story) -> None:
    story.official("openai", "2026-02-27", confirm("valuation.pre_money = $730bn"))
    story.report(
        "ats",
        "2026-02-28",
        rumor("valuation.unspecified = $730bn", sighting_of="openai#1"),
        sourcing="unattributed",
    )
    assert story.value("valuation.unspecified") == "absent"
    assert len(story.figure("valuation.pre_money").events) == 2


def test_a_sighting_stands_alone_where_what_it_saw_is_not_visible(story: Story) -> None:
    story.official("openai", "2026-02-27", confirm("valuation.pre_money = $730bn"))
    story.report(
        "ats",
        "2026-02-26",
        rumor("valuation.unspecified = $730bn", sighting_of="openai#1"),
        sourcing="unattributed",
    )
    assert story.value("valuation.unspecified", as_of="2026-02-26") == "$730bn"


@pytest.mark.parametrize("logged", [("a", "b"), ("b", "a")])
def test_a_value_without_its_basis_saw_the_latest_statement_again_in_whichever_order(
    story: Story, logged: tuple[str, str]
) -> None:
    days = {"a": "2026-01-05", "b": "2026-01-07"}
    for report in logged:
        story.official(report, days[report], confirm("valuation.pre_money = $730bn"))
    story.report("wire", "2026-01-09", rumor("valuation.unspecified = $730bn"))
    (finding,) = story.state().findings
    assert (finding.kind, "that b gives it" in finding.text) == ("basis lost", True)


def test_a_denial_on_the_record_removes_the_rumour_and_still_shows_it(story: Story) -> None:
    story.report("blog", "2026-01-30", rumor("nvidia.commitment = $100bn", stage="in_talks"))
    story.report(
        "huang",
        "2026-01-31",
        deny("nvidia.commitment = $100bn", said_by="Jensen Huang"),
        sourcing="on_record",
    )
    figure = story.figure("nvidia.commitment")
    assert figure.value is None
    assert figure.standing == "denied"
    assert [each.why for each in figure.challengers] == ["denied"]


def test_a_denial_of_one_value_leaves_the_others(story: Story) -> None:
    story.report("wsj", "2026-01-28", rumor("nvidia.commitment = up to $30bn"))
    story.report("blog", "2026-01-30", rumor("nvidia.commitment = $100bn"))
    story.report("huang", "2026-01-31", deny("nvidia.commitment = $100bn"), sourcing="on_record")
    assert story.value("nvidia.commitment") == "up to $30bn"


def test_a_fresh_report_after_a_denial_leads_and_is_contested(story: Story) -> None:
    story.report("blog", "2026-01-30", rumor("nvidia.commitment = $100bn"))
    story.report("huang", "2026-01-31", deny("nvidia.commitment"), sourcing="on_record")
    story.report("ft", "2026-02-19", rumor("nvidia.commitment = $30bn"))
    assert story.value("nvidia.commitment") == "$30bn"
    assert story.standing("nvidia.commitment") == "contested"


def test_a_denial_from_an_unnamed_source_removes_nothing(story: Story) -> None:
    story.report("wsj", "2026-01-28", rumor("nvidia.commitment = $30bn"))
    story.report("other", "2026-01-29", deny("nvidia.commitment"))
    assert story.value("nvidia.commitment") == "$30bn"
    assert story.standing("nvidia.commitment") == "contested"


def test_only_whoever_said_it_on_the_record_can_take_it_back(story: Story) -> None:
    story.official("target", "2026-03-01", confirm("deal.position = supports", said_by="Target"))
    story.official("bidder", "2026-03-02", deny("deal.position = supports", said_by="Bidder"))
    assert story.standing("deal.position") == "contested"
    story.official("target-2", "2026-03-03", deny("deal.position = supports", said_by="Target"))
    assert story.standing("deal.position") == "denied"


def test_the_denial_of_a_report_hits_all_that_it_said(story: Story) -> None:
    story.report(
        "wsj", "2026-01-28", rumor("nvidia.commitment = $30bn"), rumor("round.size = $100bn")
    )
    story.official("openai", "2026-01-29", deny("report wsj"))
    assert story.standing("nvidia.commitment") == "denied"
    assert story.standing("round.size") == "denied"


def test_denying_one_leaf_hits_the_condition_and_not_the_money(story: Story) -> None:
    story.report(
        "ti",
        "2026-02-25",
        rumor("amazon-2.amount = $35bn"),
        rumor("amazon-2.condition = agi-leg or ipo-leg"),
    )
    story.report("altman", "2026-03-31", deny("amazon-2.condition = agi-leg"), sourcing="on_record")
    assert story.standing("amazon-2.condition") == "denied"
    assert story.value("amazon-2.amount") == "$35bn"


def test_declining_to_comment_denies_nothing(story: Story) -> None:
    story.report("wsj", "2026-01-29", rumor("amazon.commitment = up to $50bn"))
    story.report("reuters", "2026-01-29", no_comment("amazon.commitment", said_by="Amazon"))
    assert story.standing(COMMITMENT) == "rumored"


def test_a_hypothetical_branch_stands_beside_the_main_line_and_never_leads(story: Story) -> None:
    story.report(
        "ti",
        "2026-01-28",
        rumor("amazon.commitment = more than $10bn"),
        rumor("amazon.commitment = more than $20bn", if_="possibly"),
    )
    assert story.value(COMMITMENT) == "more than $10bn"


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


def test_amounts_in_two_currencies_are_two_figures(story: Story) -> None:
    story.official("a", "2026-02-27", confirm("round.size = $110bn"))
    story.official("b", "2026-02-28", confirm("round.size = €93.21bn"))
    figures = [each for each in story.state().figures if each.field == "round.size"]
    assert [each.basis for each in figures] == [("EUR",), ("USD",)]
    assert {each.standing for each in figures} == {"confirmed"}


def test_a_percentage_without_a_basis_joins_the_stated_one_that_says_the_same(
    story: Story,
) -> None:
    story.official("msft", "2026-01-28", confirm("microsoft.stake = about 27% as-converted"))
    story.report("ft", "2026-03-01", rumor("microsoft.stake = about 27%"))
    figures = [each for each in story.state().figures if each.field == "microsoft.stake"]
    assert len(figures) == 1


@pytest.mark.parametrize("gone", ["only supposed", "retracted"])
def test_what_is_only_supposed_or_was_taken_back_states_no_basis(story: Story, gone: str) -> None:
    story.report("a", "2026-01-01", rumor("amazon.stake = 27% fully diluted"))
    other = rumor("amazon.stake = 30% as converted")
    if gone == "retracted":
        story.report("b", "2026-01-02", other)
        story.fix(retract="b", published="2026-01-03")
    else:
        story.report("b", "2026-01-02", {**other, "if_": "the notes convert"})
    story.report("c", "2026-01-05", rumor("amazon.stake = 28%"))
    figures = [each for each in story.state().figures if each.field == "amazon.stake"]
    assert [text(each.value) for each in figures] == ["28%"]


def test_what_is_only_supposed_supports_no_value(story: Story) -> None:
    values = rumor("round.size = $20bn"), rumor("round.size = $30bn")
    story.report("b", "2026-01-02", values[0])
    story.report("a", "2026-01-02", values[1])
    assert story.value("round.size") == "$20bn"
    story.report("c", "2026-01-01", {**values[1], "if_": "Amazon joins"})
    assert story.value("round.size") == "$20bn"
    story.report("d", "2026-01-01", values[1])
    assert story.value("round.size") == "$30bn"


def test_undisclosed_is_a_value_and_joins_the_figure_it_is_about(story: Story) -> None:
    story.report("ft", "2026-01-28", rumor("microsoft.commitment = less than $10bn"))
    story.official(
        "openai", "2026-03-31", confirm("microsoft.commitment = undisclosed", stage="closed")
    )
    assert story.value("microsoft.commitment") == "undisclosed"


def test_a_figure_whose_investor_withdrew_keeps_its_value_as_withdrawn(story: Story) -> None:
    story.report("wsj", "2025-12-18", rumor("disney.commitment = $1bn", stage="agreed"))
    story.official("disney", "2026-03-24", confirm("disney.stage = withdrawn"))
    assert story.value("disney.commitment") == "$1bn"
    assert story.standing("disney.commitment") == "withdrawn"


def test_a_former_value_holds_for_the_time_before_where_nothing_else_does(story: Story) -> None:
    story.report(
        "bid",
        "2026-03-10",
        change("bid-a.price_per_share = $61.50", was="$58", effective="2026-03-04"),
    )
    assert story.value("bid-a.price_per_share", true_at="2026-03-01") == "$58 a share"
    assert story.value("bid-a.price_per_share") == "$61.50 a share"
    assert story.words("bid-a.price_per_share") == ["opens*", "moves*"]


@pytest.mark.parametrize(
    ("told", "until"),
    [
        ({"published": "2026-03-05/2026-03-07"}, "../2026-03-07"),
        ({"published": "2026-03-06", "effective": "2026-03-05/2026-03-07"}, "../2026-03-05"),
        ({"published": "2026-03-01", "effective": "2026-03-05/2026-03-07"}, "../2026-03-07"),
        ({"published": "2026-03-09", "effective": "../2026-03-07"}, "../2026-03-07"),
    ],
)
def test_a_former_value_holds_until_the_window_from_which_the_new_one_counts(
    story: Story, told: dict[str, str], until: str
) -> None:
    dated = {"effective": told["effective"]} if "effective" in told else {}
    story.official(
        "bid", told["published"], change("bid-a.price_per_share = $61.50", was="$58", **dated)
    )
    assert story.figure("bid-a.price_per_share", true_at="2026-03-01").since == until


def test_an_increment_is_added_to_what_stood_then_and_once_only(story: Story) -> None:
    story.official("openai", "2026-02-27", confirm("round.size = $110bn", stage="agreed"))
    extra = confirm("round.size = $10bn", stage="agreed", on_top_of="round.size")
    story.official("friar", "2026-03-24", extra)
    story.official("friar-2", "2026-03-25", extra)
    assert story.value("round.size") == "$120bn"
    assert story.words("round.size") == ["opens*", "moves*", "confirms*"]


def test_an_increment_on_an_unknown_base_is_a_floor(story: Story) -> None:
    story.report("a", "2026-03-24", rumor("round.size = $10bn", on_top_of="round.size"))
    assert story.value("round.size") == "at least $10bn"


def test_the_stage_of_a_round_is_implied_by_its_size_where_that_is_more_recent(
    story: Story,
) -> None:
    story.report("a", "2025-12-17", rumor("round.stage = considering"))
    story.report("b", "2026-01-29", rumor("round.size = up to $100bn", stage="in_talks"))
    found = story.state()
    assert (found.stage, found.stage_implied) == ("in_talks", True)
    story.official("c", "2026-03-31", confirm("round.stage = closed"))
    found = story.state()
    assert (found.stage, found.stage_implied) == ("closed", False)


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


def test_leaving_the_winner_out_lets_the_runner_up_win(story: Story) -> None:
    story.report("a", "2026-01-10", rumor("round.size = $100bn"))
    story.report("b", "2026-01-12", rumor("round.size = $50bn"))
    assert story.value("round.size") == "$50bn"
    assert story.figure("round.size", without=("b",)).leader is not None
    state = story.state(without=("b",))
    figure = state.figure("round.size")
    assert figure is not None
    assert figure.leader is not None
    assert figure.leader.claim.report.id == "a"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_order_of_logging_decides_nothing(order: tuple[int, int, int]) -> None:
    reports = [
        ("a", "2026-01-10", "round.size = $100bn"),
        ("b", "2026-01-12", "round.size = $50bn"),
        ("c", "2026-01-11", "round.size = up to $70bn"),
    ]
    story = Story()
    for place in order:
        report, published, said = reports[place]
        story.report(report, published, rumor(said))
    assert story.value("round.size") == "$50bn"
    assert [step.claim.report.id for step in story.steps("round.size")] == ["a", "c", "b"]


def test_a_value_without_the_basis_that_the_record_gave_is_its_sighting(story: Story) -> None:
    story.official("openai", "2026-03-31", confirm("valuation.post_money = $852bn"))
    story.report("wire", "2026-04-14", rumor("valuation.unspecified = $852bn"))
    assert story.value("valuation.unspecified") == "absent"
    assert len(story.figure("valuation.post_money").events) == 2
    assert story.words("valuation") == ["opens*", "sights"]


def test_a_value_without_a_basis_before_the_record_gave_one_stands_alone(story: Story) -> None:
    story.report("wire", "2026-03-30", rumor("valuation.unspecified = $852bn"))
    story.official("openai", "2026-03-31", confirm("valuation.post_money = $852bn"))
    assert story.value("valuation.unspecified") == "$852bn"


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


def test_claims_that_sight_each_other_in_a_circle_are_figures(story: Story) -> None:
    story.report(
        "a",
        "2026-01-10",
        rumor("round.size = $5bn", sighting_of="a#2"),
        rumor("valuation.unspecified = $50bn", sighting_of="a#1"),
    )
    assert story.value("round.size") == "$5bn"
    assert story.value("valuation.unspecified") == "$50bn"


def test_an_increment_on_the_record_is_not_swallowed_by_the_rumour_of_it(story: Story) -> None:
    story.official("openai", "2026-02-27", confirm("round.size = $110bn", stage="agreed"))
    story.report("wsj", "2026-03-01", rumor("round.size = $10bn", on_top_of="round.size"))
    extra = confirm("round.size = $10bn", stage="agreed", on_top_of="round.size")
    story.official("friar", "2026-03-24", extra)
    assert story.value("round.size") == "$120bn"
    assert story.standing("round.size") == "confirmed"


def test_an_increment_stands_though_its_first_report_was_retracted(story: Story) -> None:
    story.official("a", "2026-02-27", confirm("round.size = $110bn", stage="agreed"))
    extra = confirm("round.size = $10bn", stage="agreed", on_top_of="round.size")
    story.official("b", "2026-03-01", extra)
    story.official("c", "2026-03-02", extra)
    story.fix(retract="b", published="2026-03-05")
    assert story.value("round.size") == "$120bn"


def test_an_amended_header_changes_how_its_claims_are_weighed(story: Story) -> None:
    story.report("a", "2026-01-28", rumor("round.size = $10bn"))
    story.report("b", "2026-01-29", rumor("round.size = $12bn"))
    story.fix(amend_report="b", header={"sourcing": "aggregated"})
    assert story.value("round.size") == "$10bn"


def test_a_citing_report_that_turns_out_to_have_its_own_source_becomes_an_origin(
    story: Story,
) -> None:
    story.report("a", "2026-01-28", rumor("round.size = $10bn"))
    story.report("b", "2026-01-29", rumor("round.size = $12bn"), cites=["a"])
    story.fix(amend_report="b", header={"own_sources": "true"})
    assert story.value("round.size") == "$12bn"


def test_an_announced_end_does_not_come_by_the_passing_of_time(story: Story) -> None:
    story.official(
        "bidder",
        "2026-03-01",
        confirm("bid-a.stage = offered"),
        confirm("bid-a.stage = expired", effective="2026-04-01"),
    )
    assert story.value("bid-a.stage", as_of="2026-04-15") == "offered"


def test_a_rumoured_end_does_not_withdraw_a_figure_on_the_record(story: Story) -> None:
    story.official("disney", "2026-03-24", confirm("disney.commitment = $1bn", stage="agreed"))
    story.report("blog", "2026-05-01", rumor("disney.stage = withdrawn"), sourcing="aggregated")
    assert story.standing("disney.commitment") == "confirmed"


@pytest.mark.parametrize(
    ("sourcing", "stage", "standing", "whys"),
    [
        ("anonymous_plural", "agreed", "contested", ["contests"]),
        ("anonymous_plural", "in_talks", "confirmed", ["proposed"]),
        ("aggregated", "agreed", "confirmed", []),
    ],
)
def test_an_amount_rumoured_after_an_end_counts_as_if_it_spoke_of_the_stage(
    story: Story, sourcing: str, stage: str, standing: str, whys: list[str]
) -> None:
    party = {"disney": {"kind": "party"}}
    story.official("out", "2026-03-24", confirm("disney.stage = withdrawn"), elements=party)
    amount = rumor("disney.commitment = $2bn", stage=stage)
    story.report("back", "2026-05-01", amount, sourcing=sourcing)
    figure = story.figure("disney.stage")
    assert (text(figure.value), figure.standing) == ("withdrawn", standing)
    assert [each.why for each in figure.challengers] == whys
    coverage = [text(each.value) for each in story.state().derived]
    assert coverage == (["up to $2bn"] * 2 if standing == "contested" else [])


def test_an_investor_who_comes_back_is_no_longer_withdrawn(story: Story) -> None:
    story.official(
        "a",
        "2026-03-24",
        confirm("disney.stage = withdrawn"),
        elements={"disney": {"kind": "party"}},
    )
    story.official("b", "2026-05-01", confirm("disney.commitment = $2bn", stage="agreed"))
    assert story.standing("disney.commitment") == "confirmed"
    story.official(
        "c", "2026-05-02", confirm("mgx.stage = withdrawn"), elements={"mgx": {"kind": "party"}}
    )
    story.official("d", "2026-05-20", confirm("mgx.stage = in_talks"))
    assert story.value("mgx.stage") == "in talks"


def test_talk_of_a_figure_does_not_take_a_round_back_to_talks(story: Story) -> None:
    story.official("a", "2026-02-27", confirm("round.stage = agreed"))
    story.report(
        "blog", "2026-03-20", rumor("round.size = $50bn", stage="in_talks"), sourcing="aggregated"
    )
    assert story.state().stage == "agreed"


def test_a_source_that_changes_its_word_within_a_day_is_not_contested_by_itself(
    story: Story,
) -> None:
    story.official("z", "2026-01-28T08:00:00Z", confirm("round.size = $20bn"), source="Acme")
    story.official(
        "a", "2026-01-28T18:00:00Z", change("round.size = $30bn", was="$20bn"), source="Acme"
    )
    assert story.value("round.size") == "$30bn"
    assert story.standing("round.size") == "confirmed"


def test_copies_that_differ_and_weigh_the_same_are_contested(story: Story) -> None:
    story.report("a", "2026-01-28", rumor("mgx.commitment = $2bn"), cites=["ft-2026"])
    story.report("b", "2026-01-28", rumor("mgx.commitment = $5bn"), cites=["ft-2026"])
    assert story.standing("mgx.commitment") == "contested"


def test_a_late_copy_of_a_report_that_we_do_not_hold_does_not_revive_what_was_denied(
    story: Story,
) -> None:
    story.report(
        "blog", "2026-01-10", rumor("mgx.commitment = $2bn"), cites=["ft"], sourcing="aggregated"
    )
    story.official("no", "2026-01-15", deny("mgx.commitment = $2bn"))
    assert story.standing("mgx.commitment") == "denied"
    story.report("paper", "2026-01-20", rumor("mgx.commitment = $2bn"), cites=["ft"])
    assert story.standing("mgx.commitment") == "denied"
    story.report("fresh", "2026-01-21", rumor("mgx.commitment = $2bn"))
    assert story.standing("mgx.commitment") == "contested"


def test_leaving_out_a_retraction_brings_back_what_it_took(story: Story) -> None:
    story.report("old", "2026-01-10", rumor("round.size = $10bn"))
    story.report("wsj", "2026-01-12", rumor("round.size = $50bn"))
    (act,) = story.fix(retract="wsj", published="2026-01-20")
    assert story.value("round.size") == "$10bn"
    figure = story.figure("round.size", without=(f"deal-x#{act}",))
    assert figure.leader is not None
    assert figure.leader.claim.report.id == "wsj"


def test_a_rumour_that_was_out_before_a_statement_is_settled_by_it_whatever_time_it_speaks_of(
    story: Story,
) -> None:
    price = "bid-a.price_per_share"
    story.report("first", "2025-03-03", rumor(f"{price} = about $58", stage="considering"))
    story.official(
        "target", "2025-03-07", confirm(f"{price} = $60", stage="offered", effective="2025-02-28")
    )
    assert story.figure(price).challengers == ()


def test_the_stage_of_an_offer_is_implied_by_whichever_price_it_names() -> None:
    story = Story("acquisition")
    story.report("a", "2025-03-25", rumor("bid-b.price_per_share = $63", stage="considering"))
    story.official("b", "2025-03-31", confirm("bid-b.equity_value = $2bn", stage="signed"))
    story.report("c", "2025-03-20", rumor("bid-b.stage = considering"))
    assert story.figure("bid-b.stage").stage == "signed"


def test_a_former_value_holds_no_earlier_than_another_claim_says_that_it_began(
    story: Story,
) -> None:
    price = "bid-a.price_per_share"
    story.official("target", "2025-03-07", confirm(f"{price} = $60", effective="2025-02-28"))
    story.official("bidder", "2025-03-20", change(f"{price} = $61.50", was="$60"))
    before = story.figure(price, as_of="2025-06-10", true_at="2025-01-31")
    assert (before.value, before.standing) == (None, "scheduled")


def test_a_term_of_a_signed_contract_changes_by_itself_on_its_day() -> None:
    story = Story("merger")
    fee = "break-fee.amount"
    story.official("signing", "2025-02-12", confirm(f"{fee} = $450m", stage="signed"))
    stepped = change(f"{fee} = $520m", was="$450m", stage="signed", effective="2026-03-01")
    story.official("amendment", "2025-12-19", stepped)
    assert story.value(fee, as_of="2026-02-28") == "$450m"
    assert story.value(fee, as_of="2026-03-02") == "$520m"
    assert story.figure(fee, as_of="2026-03-02").scheduled == ()


def test_who_an_investor_was_is_not_known_before_the_report_that_named_him(story: Story) -> None:
    story.official("filing", "2025-02-10", confirm("fund.commitment = $60m", stage="agreed"))
    story.report(
        "paper",
        "2025-02-18",
        rumor("northgate.prior_holder = newcomer"),
        elements={"northgate": {"kind": "party", "name": "Northgate"}},
        identify=[["northgate", "fund"]],
    )
    story.official("more", "2025-03-01", change("northgate.commitment = $70m", was="$60m"))
    assert story.value("fund.commitment", as_of="2025-02-10") == "$60m"
    assert story.value("northgate.commitment", as_of="2025-02-18") == "$60m"
    assert story.value("fund.commitment", as_of="2025-02-18") == "absent"
    assert story.words("northgate.commitment") == ["opens*", "moves*"]
    assert "northgate" not in story.view(as_of="2025-02-17").names
    assert story.value("fund.commitment", without=("paper",)) == "$60m"
    story.fix(retract="paper", published="2025-03-10")
    assert story.value("northgate.commitment", as_of="2025-03-09") == "$70m"
    assert story.value("fund.commitment", as_of="2025-03-10") == "$60m"


def test_what_we_found_out_ourselves_about_an_id_is_so_at_every_date(story: Story) -> None:
    story.official("filing", "2025-02-10", confirm("fund.commitment = $60m", stage="agreed"))
    story.fix(describe="northgate", kind="party")
    (number,) = story.fix(identify=["northgate", "fund"])
    assert story.value("northgate.commitment", as_of="2025-02-10") == "$60m"
    before = story.recorded(number - 1)
    assert story.value("fund.commitment", as_of="2025-02-10", known_at=before) == "$60m"


def test_the_figures_of_an_offer_that_was_overtaken_or_replaced_are_withdrawn() -> None:
    story = Story("acquisition")
    for offer, price in (("bid-a", "$60"), ("bid-b", "$65")):
        said = confirm(f"{offer}.price_per_share = {price}", stage="offered")
        story.official(offer, "2026-01-05", said)
    story.official("accepts", "2026-02-02", confirm("deal.accepted_offer = bid-b"))
    assert story.standing("bid-a.price_per_share") == "confirmed"
    closing = story.official("closing", "2026-06-29", confirm("deal.stage = closed"))
    assert story.standing("bid-a.price_per_share") == "withdrawn"
    assert story.standing("bid-b.price_per_share") == "confirmed"
    story.fix(undo=[str(number) for number in closing])
    story.official("replaces", "2026-03-01", confirm("bid-b.replaced_by = bid-a"))
    assert story.standing("bid-a.price_per_share") == "confirmed"
    assert story.standing("bid-b.price_per_share") == "withdrawn"
    story.official("denies", "2026-03-01", deny("bid-b.replaced_by = bid-a"))
    assert story.standing("bid-b.price_per_share") == "confirmed"


def test_a_disputed_end_is_not_settled_by_what_took_its_place(story: Story) -> None:
    parties = {each: {"kind": "party"} for each in ("orme", "kestrel")}
    amount = confirm("orme.commitment = $80m", stage="agreed")
    story.official("in", "2026-02-01", amount, elements=parties)
    gone = confirm("orme.stage = withdrawn"), confirm("orme.replaced_by = kestrel")
    story.official("out", "2026-03-03", *gone, source="Company")
    assert story.standing("orme.commitment") == "withdrawn"
    story.official("no", "2026-03-04", deny("orme.stage = withdrawn"), source="Orme")
    assert story.standing("orme.commitment") == "confirmed"


def test_the_facts_about_an_end_are_no_figures_that_end_with_it(story: Story) -> None:
    story.official("filing", "2025-02-10", confirm("orme.commitment = $80m", stage="agreed"))
    story.official(
        "out",
        "2025-03-03",
        change("orme.stage = withdrawn"),
        confirm("orme.replaced_by = kestrel"),
        confirm("orme.reason = no committee approval"),
        elements={"kestrel": {"kind": "party"}},
    )
    assert story.standing("orme.commitment") == "withdrawn"
    assert story.standing("orme.replaced_by") == "confirmed"
    assert story.standing("orme.reason") == "confirmed"


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


def test_a_former_value_displaces_nothing_that_names_it(story: Story) -> None:
    story.official("a", "2026-01-06", change("round.size = $60bn", stage="in_talks", was="$50bn"))
    assert (story.value("round.size"), story.standing("round.size")) == ("$60bn", "confirmed")
    assert story.value("round.size", true_at="2026-01-05") == "$50bn"
    assert story.words("round.size") == ["opens*", "moves*"]


def test_the_stage_is_implied_by_the_latest_of_several_currencies(story: Story) -> None:
    story.report("a", "2026-01-01", rumor("round.size = €9bn", stage="in_talks"))
    story.official("b", "2026-01-05", confirm("round.size = $10bn", stage="agreed"))
    assert story.state().stage == "agreed"


def test_who_named_a_former_value_can_take_it_back(story: Story) -> None:
    price = "bid-a.price_per_share"
    story.official("b", "2026-03-04", change(f"{price} = $61.50", was="$58"), source="Bidder")
    story.official("b2", "2026-03-05", deny(f"{price} = $58"), source="Bidder")
    assert story.standing(price, true_at="2026-02-25") == "denied"


def test_a_former_value_holds_where_what_was_said_before_was_denied(story: Story) -> None:
    price = "bid-a.price_per_share"
    story.report("r", "2026-02-20", rumor(f"{price} = $59", stage="offered"))
    story.official("d", "2026-02-22", deny(f"{price} = $59"))
    story.official("b", "2026-03-04", change(f"{price} = $61.50", was="$58", stage="offered"))
    before = story.figure(price, true_at="2026-02-25")
    assert before.value is not None
    assert before.value["amount"] == "58"


def test_what_is_scheduled_for_a_stage_is_shown_beside_an_implied_one(story: Story) -> None:
    disney = {"disney": {"kind": "party"}}
    story.report("a", "2026-01-01", rumor("disney.stage = considering"), elements=disney)
    story.report("wsj", "2026-01-05", rumor("disney.commitment = $1bn", stage="agreed"))
    story.official("d", "2026-01-10", confirm("disney.stage = withdrawn", effective="2026-02-01"))
    figure = story.figure("disney.stage", as_of="2026-01-15")
    assert (figure.stage, [each.effective for each in figure.scheduled]) == (
        "agreed",
        ["2026-02-01"],
    )


def test_a_copy_of_a_sighting_is_a_sighting_too(story: Story) -> None:
    price = "valuation.pre_money"
    story.report("wsj", "2026-01-01", rumor(f"{price} = $730bn"))
    story.report("x", "2026-01-03", rumor(f"{price} = about $700bn", sighting_of="wsj#1"))
    story.report("y", "2026-01-04", rumor(f"{price} = about $700bn"), cites=["x"])
    story.report("z", "2026-01-05", rumor(f"{price} = about $700bn"), cites=["y"])
    assert (story.value(price), story.figure(price).origins) == ("$730bn", 1)
    assert story.words(price) == ["opens*", "sights", "sights", "sights"]


def test_neighbours_at_their_rounding_contradict_each_other(story: Story) -> None:
    story.report("a", "2026-01-28", rumor("round.size = $11bn"))
    story.report("b", "2026-01-28", rumor("round.size = $12bn"))
    assert story.standing("round.size") == "contested"


def test_a_part_with_its_scope_does_not_replace_the_total(story: Story) -> None:
    debt = {"part_of": "round.size", "scope": "debt"}
    story.official(
        "a", "2026-01-01", confirm("round.size = $110bn"), confirm("round.size = $30bn", **debt)
    )
    story.official("a2", "2026-01-03", change("round.size = $35bn", **debt), source="a")
    shown = {each.value["amount"] for each in story.state().figures if each.value}
    assert shown == {"110000000000", "35000000000"}
    story.official("d", "2026-01-04", deny("round.size", scope="debt"), source="a")
    left = [(each.value is None, each.standing) for each in story.state().figures]
    assert sorted(left) == [(False, "confirmed"), (True, "denied")]


def test_undisclosed_speaks_of_every_currency_until_an_amount_leads_again(story: Story) -> None:
    story.report("a", "2026-01-01", rumor("round.size = $10bn"))
    story.report("b", "2026-01-02", rumor("round.size = €9bn"))
    story.official("c", "2026-01-03", confirm("round.size = undisclosed"))
    assert [each.value and each.value["type"] for each in story.state().figures] == ["undisclosed"]
    story.official("d", "2026-02-01", change("round.size = $12bn"), source="c")
    assert [each.basis for each in story.state().figures] == [("USD",)]


def test_a_statement_without_a_stage_gives_way_to_a_later_one_in_talks(story: Story) -> None:
    story.official("a", "2026-01-01", confirm("round.size = $50bn"), source="Acme")
    story.official("b", "2026-01-06", change("round.size = $60bn", stage="in_talks"), source="Acme")
    assert story.value("round.size") == "$60bn"


def test_who_was_who_is_read_in_the_order_of_publication() -> None:
    def told(*order: str) -> Story:
        story = Story()
        parties = {each: {"kind": "party"} for each in ("fund", "mgx")}
        acts: dict[str, tuple[str, dict[str, Any]]] = {
            "a": ("2026-01-01", {"elements": parties}),
            "b": ("2026-01-18", {"identify": [["fund", "mgx"]]}),
            "c": ("2026-01-25", {"distinguish": [["fund", "mgx"]]}),
        }
        for name in order:
            day, header = acts[name]
            story.report(name, day, rumor("fund.commitment = $5bn"), **header)
        story.report("d", "2026-01-26", rumor("mgx.commitment = $7bn"))
        return story

    for story in (told("a", "b", "c"), told("a", "c", "b")):
        assert story.value("mgx.commitment") == "$7bn"
        assert story.value("fund.commitment") == "$5bn"
