"""What is still told of as negotiated after it was over is kept, and pointed out."""

from typing import Any

import pytest

from domain import fields
from domain.known import OVER
from tests.domain.deciding import decision, report
from tests.telling import Story, change, confirm, deny, rumor

TALKS = rumor("round.size = $120bn", stage="in_talks")


@pytest.fixture
def over() -> Story:
    """A round that closed on 31 March, by the company; Amazon had withdrawn on 20 February."""
    story = Story()
    parties = {each: {"kind": "party"} for each in ("amazon", "softbank")}
    claim = rumor("round.size = $100bn", stage="in_talks")
    story.report("wsj", "2026-01-29", claim, elements=parties)
    story.official("amzn", "2026-02-20", confirm("amazon.stage = withdrawn"))
    story.official("acme", "2026-04-01", confirm("round.stage = closed", effective="2026-03-31"))
    return story


def test_what_is_over_is_closed_paid_or_at_an_end() -> None:
    assert {"closed", "paid", *fields.ENDS} == OVER


def warnings(story: Story, *claims: Any, **header: Any) -> list[str]:
    """What the one who logs a report of 10 April is told of stages."""
    found = decision(story, **report(*claims, **{"id": "ft", "published": "2026-04-10", **header}))
    return [each for each in found.warnings if each.startswith("W-STATE")]


def test_talks_about_what_had_closed_are_pointed_out_with_both_dates(over: Story) -> None:
    (told,) = warnings(over, TALKS)
    for words in (
        "ft#1 tells of round.size as in talks",
        "round was closed on 2026-03-31 (acme#1)",
        "another deal",
        "'effective:'",
        "log 'change: round.stage = …'",
    ):
        assert words in told


@pytest.mark.parametrize(
    ("claim", "header"),
    [
        (TALKS, {"published": "2026-03-30"}),
        (TALKS, {"published": "2026-03-31"}),
        (TALKS, {"published": "2026-03"}),
        ({**TALKS, "effective": "2026-02"}, {}),
        ({**TALKS, "if_": "it is upsized"}, {}),
        (TALKS, {"cites": ["wsj"]}),
        (rumor("round.size = $120bn"), {}),
        (rumor("round.size = $120bn", stage="paid"), {}),
        (change("round.stage = in talks"), {}),
        (change("round.size = $120bn", stage="in_talks"), {}),
        (deny("round.stage = closed"), {}),
        (rumor("softbank.commitment = $5bn", stage="in_talks"), {}),
        (rumor("round.use_of_proceeds = chips"), {}),
    ],
)
def test_what_may_be_said_after_a_close_is_nothing_to_point_out(
    over: Story, claim: Any, header: dict[str, Any]
) -> None:
    assert warnings(over, claim, **header) == []


def test_one_element_is_pointed_out_once(over: Story) -> None:
    assert len(warnings(over, TALKS, rumor("round.stage = in talks"))) == 1
    both = warnings(over, TALKS, rumor("amazon.commitment = $5bn", stage="considering"))
    assert [each.split()[1] for each in both] == ["ft#1", "ft#2"]
    assert "amazon was withdrawn on 2026-02-20 (amzn#1)" in both[1]


def test_a_statement_that_talks_go_on_is_pointed_out_too(over: Story) -> None:
    official = {"sourcing": "company_statement"}
    assert len(warnings(over, confirm("round.stage = in talks"), **official)) == 1


def test_where_the_whole_deal_had_ended_its_parts_are_pointed_out(over: Story) -> None:
    over.official("end", "2026-04-05", change("round.stage = terminated"))
    (told,) = warnings(over, rumor("softbank.commitment = $5bn", stage="agreed"))
    assert "round was terminated on 2026-04-05 (end#1)" in told


def test_an_end_that_no_longer_stands_is_none(over: Story) -> None:
    over.official("again", "2026-04-06", change("round.stage = in talks"))
    assert warnings(over, TALKS) == []


def test_an_end_that_was_denied_retracted_or_corrected_is_none(over: Story) -> None:
    number = over.official("no", "2026-04-06", deny("round.stage = closed"))[0]
    assert warnings(over, TALKS) == []
    over.fix(undo=[number])
    assert len(warnings(over, TALKS)) == 1
    (retraction,) = over.fix(retract="acme", published="2026-04-06")
    assert warnings(over, TALKS) == []
    over.fix(undo=[retraction])
    over.official(
        "acme-v2",
        "2026-04-06",
        confirm("round.stage = signed"),
        corrects={"report": "acme", "replaces": ["acme#1"]},
    )
    assert warnings(over, TALKS) == []


def test_an_end_that_lies_ahead_or_is_rumoured_is_none() -> None:
    story = Story()
    story.report("wsj", "2026-03-01", rumor("round.stage = closed"))
    story.official("acme", "2026-03-02", confirm("round.stage = closed", effective="2026-03-31"))
    assert warnings(story, TALKS) == []


def test_ids_that_are_one_end_together(over: Story) -> None:
    over.report("x", "2026-04-02", rumor("aws.commitment = $1bn"))
    over.fix(identify=["amazon", "aws"])
    assert len(warnings(over, rumor("aws.commitment = $5bn", stage="in_talks"))) == 1
