"""A deal in one row."""

import pytest

from domain.values import text
from projections.figures import figure_json, state
from projections.portfolio import Deal, deal, deal_json
from tests.telling import Story, confirm, deny, rumor


def row(story: Story, as_of: str = "2026-12-31") -> Deal:
    return deal(story.view(as_of=as_of))


def headline(story: Story) -> str:
    found = row(story).headline
    return f"{found.field} {text(found.value)}" if found else "—"


def test_a_round_shows_its_size_and_how_far_it_has_come(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $100bn", stage="in_talks"))
    story.report("b", "2026-01-08", rumor("valuation.pre_money = $730bn"))
    found = row(story)
    assert headline(story) == "round.size $100bn"
    assert (found.stage, found.stage_implied) == ("in_talks", True)
    assert found.last is not None
    assert found.last.id == "b"
    assert (found.reports, found.events) == (2, story.items[-1].number)


def test_without_a_size_a_round_shows_the_value_put_on_the_company(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("valuation.unspecified = $500bn"))
    assert headline(story) == "valuation.unspecified $500bn"


def test_an_acquisition_shows_the_price_of_the_offer_heard_of_last() -> None:
    story = Story("acquisition")
    story.report("a", "2026-01-05", rumor("bid-b.price_per_share = $30"))
    story.report("b", "2026-01-09", rumor("bid-a.price_per_share = $31"))
    assert headline(story) == "bid-a.price_per_share $31 a share"


def test_a_denied_figure_is_shown_only_if_nothing_else_is_there(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $100bn"))
    story.official("b", "2026-01-06", deny("round.size"))
    assert headline(story) == "round.size —"
    story.report("c", "2026-01-07", rumor("valuation.pre_money = $730bn"))
    assert headline(story) == "valuation.pre_money $730bn"


def test_a_deal_that_nobody_wrote_about_yet_is_a_row_too(story: Story) -> None:
    found = row(story)
    assert (found.stage, found.headline, found.last, found.reports) == (None, None, None, 0)
    assert deal_json(found)["headline"] is None


@pytest.mark.parametrize("day", ["2026-01-05", "2026-01-31", "2026-02-28"])
def test_the_row_says_what_the_state_says(story: Story, day: str) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $100bn", stage="in_talks"))
    story.report("b", "2026-01-20", rumor("round.stage = considering"))
    story.official("c", "2026-02-20", confirm("round.size = $110bn", stage="signed"))
    whole, short = state(story.view(as_of=day)), row(story, as_of=day)
    assert (short.stage, short.stage_implied) == (whole.stage, whole.stage_implied)
    size = whole.figure("round.size")
    assert size is not None
    assert short.headline is not None
    assert figure_json(whole.view, short.headline) == figure_json(whole.view, size)
