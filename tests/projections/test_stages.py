"""The stage that a headline figure implies."""

from tests.telling import Story, confirm, rumor


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


def test_talk_of_a_figure_does_not_take_a_round_back_to_talks(story: Story) -> None:
    story.official("a", "2026-02-27", confirm("round.stage = agreed"))
    story.report(
        "blog", "2026-03-20", rumor("round.size = $50bn", stage="in_talks"), sourcing="aggregated"
    )
    assert story.state().stage == "agreed"


def test_the_stage_of_an_offer_is_implied_by_whichever_price_it_names() -> None:
    story = Story("acquisition")
    story.report("a", "2025-03-25", rumor("bid-b.price_per_share = $63", stage="considering"))
    story.official("b", "2025-03-31", confirm("bid-b.equity_value = $2bn", stage="signed"))
    story.report("c", "2025-03-20", rumor("bid-b.stage = considering"))
    assert story.figure("bid-b.stage").stage == "signed"


def test_the_stage_is_implied_by_the_latest_of_several_currencies(story: Story) -> None:
    story.report("a", "2026-01-01", rumor("round.size = €9bn", stage="in_talks"))
    story.official("b", "2026-01-05", confirm("round.size = $10bn", stage="agreed"))
    assert story.state().stage == "agreed"


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
