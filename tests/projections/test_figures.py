"""From claims to a figure: who leads, what contests, what the order of logging decides."""

import pytest

from tests.telling import Story, change, confirm, rumor

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


def test_a_hypothetical_branch_stands_beside_the_main_line_and_never_leads(story: Story) -> None:
    story.report(
        "ti",
        "2026-01-28",
        rumor("amazon.commitment = more than $10bn"),
        rumor("amazon.commitment = more than $20bn", if_="possibly"),
    )
    assert story.value(COMMITMENT) == "more than $10bn"


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


def test_an_amended_header_changes_how_its_claims_are_weighed(story: Story) -> None:
    story.report("a", "2026-01-28", rumor("round.size = $10bn"))
    story.report("b", "2026-01-29", rumor("round.size = $12bn"))
    story.fix(amend_report="b", header={"sourcing": "aggregated"})
    assert story.value("round.size") == "$10bn"


def test_a_source_that_changes_its_word_within_a_day_is_not_contested_by_itself(
    story: Story,
) -> None:
    story.official("z", "2026-01-28T08:00:00Z", confirm("round.size = $20bn"), source="Acme")
    story.official(
        "a", "2026-01-28T18:00:00Z", change("round.size = $30bn", was="$20bn"), source="Acme"
    )
    assert story.value("round.size") == "$30bn"
    assert story.standing("round.size") == "confirmed"


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


def test_neighbours_at_their_rounding_contradict_each_other(story: Story) -> None:
    story.report("a", "2026-01-28", rumor("round.size = $11bn"))
    story.report("b", "2026-01-28", rumor("round.size = $12bn"))
    assert story.standing("round.size") == "contested"


def test_a_statement_without_a_stage_gives_way_to_a_later_one_in_talks(story: Story) -> None:
    story.official("a", "2026-01-01", confirm("round.size = $50bn"), source="Acme")
    story.official("b", "2026-01-06", change("round.size = $60bn", stage="in_talks"), source="Acme")
    assert story.value("round.size") == "$60bn"
