"""What comes "on top": sums, what stays unknown of them, and what takes them back."""

from typing import Any

import pytest

from projections.replay import replay
from tests.telling import Story, change, confirm, deny, rumor

SIZE = "round.size"
ON_TOP = {"on_top_of": SIZE}


def told(base: str | None, increment: str, **parts: Any) -> Story:
    """A base, where there is one, and what came on top of it."""
    story = Story()
    if base is not None:
        story.official("a", "2026-01-01", confirm(f"{SIZE} = {base}", stage="agreed"))
    story.official("b", "2026-01-05", confirm(f"{SIZE} = {increment}", **ON_TOP, **parts))
    return story


@pytest.mark.parametrize(
    ("increment", "shown"),
    [
        ("$10bn", "at least $10bn"),
        ("more than $10bn", "more than $10bn"),
        ("$20bn to $25bn", "at least $20bn"),
        ("up to $10bn", "absent"),
        ("less than $10bn", "absent"),
        ("undisclosed", "absent"),
        ("none", "absent"),
    ],
)
def test_an_increment_on_an_unknown_base_says_no_more_than_its_hedge_lets_it(
    increment: str, shown: str
) -> None:
    assert told(None, increment).value(SIZE) == shown


@pytest.mark.parametrize(
    ("increment", "shown"),
    [
        ("up to $10bn", "$110bn to $120bn"),
        ("undisclosed", "at least $110bn"),
        ("none", "$110bn"),
        ("at least $10bn", "at least $120bn"),
    ],
)
def test_a_sum_keeps_the_hedge_of_what_came_on_top(increment: str, shown: str) -> None:
    assert told("$110bn", increment).value(SIZE) == shown


def test_an_increment_in_another_currency_leaves_the_sum_as_it_was() -> None:
    story = told("$110bn", "up to €10bn")
    assert [figure.basis for figure in story.state().figures] == [("USD",)]
    assert story.value(SIZE) == "$110bn"


def test_denying_the_increment_leaves_the_base(story: Story) -> None:
    story.report("a", "2026-01-01", rumor(f"{SIZE} = $110bn"))
    story.report("b", "2026-01-05", rumor(f"{SIZE} = $10bn", **ON_TOP))
    assert story.value(SIZE) == "$120bn"
    story.official("d", "2026-01-06", deny(f"{SIZE} = $10bn", **ON_TOP))
    figure = story.figure(SIZE)
    assert story.value(SIZE) == "$110bn"
    assert [(each.why, each.said.claim.id) for each in figure.challengers] == [("denied", "b#1")]


def test_denying_an_increment_does_not_deny_a_figure_of_that_size(story: Story) -> None:
    story.report("a", "2026-01-01", rumor(f"{SIZE} = $10bn"))
    story.official("d", "2026-01-06", deny(f"{SIZE} = $10bn", **ON_TOP))
    assert (story.value(SIZE), story.standing(SIZE)) == ("$10bn", "rumored")


def test_the_former_value_of_a_sum_is_no_increment(story: Story) -> None:
    story.official("b", "2026-01-05", change(f"{SIZE} = $10bn", was="$110bn", **ON_TOP))
    assert [step.to and step.to.get("amount") for step in story.steps(SIZE)] == [
        "110000000000",
        "120000000000",
    ]


def test_a_replay_takes_back_an_increment_that_was_corrected_away(story: Story) -> None:
    story.report(
        "r1",
        "2026-01-02",
        rumor(f"{SIZE} = $20bn"),
        rumor("amazon.commitment = $30bn", **ON_TOP),
    )
    story.report("r2", "2026-01-06", source="r1", corrects={"report": "r1", "replaces": ["r1#2"]})
    *_, last = replay(story.view())
    assert {change.field: change.after and change.after.value for change in last.changes} == {
        "amazon.commitment": None,
        SIZE: story.figure(SIZE).value,
    }
    assert story.value(SIZE) == "$20bn"


def test_an_increment_stands_on_the_figure_that_led_and_since_says_when_it_began(
    story: Story,
) -> None:
    story.official("a", "2026-01-01", confirm(f"{SIZE} = $50bn"), source="Acme")
    story.official("b", "2026-01-06", change(f"{SIZE} = $60bn", stage="in_talks"), source="Acme")
    again = confirm(f"{SIZE} = $60bn", stage="in_talks")
    story.official("c", "2026-01-08", again, source="Acme")
    assert (story.value(SIZE), story.figure(SIZE).since) == ("$60bn", "2026-01-06")
    more = change(f"{SIZE} = $10bn", stage="in_talks", **ON_TOP)
    story.official("d", "2026-01-10", more, source="Acme")
    assert story.value(SIZE) == "$70bn"


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
