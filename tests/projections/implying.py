"""What figures imply for each other, in the words of the tests."""

from typing import Any

from domain.values import text
from projections.arithmetic import Derived
from projections.findings import Finding
from tests.telling import Story, confirm


def implied(story: Story, name: str, stage: str | None = None, **clocks: Any) -> Derived:
    """The derived figure of that name; of a coverage, the one at a stage."""
    found = [
        each
        for each in story.state(**clocks).derived
        if each.name == name and stage in (None, each.stage)
    ]
    assert found, f"nothing implies {name}"
    return found[0]


def words(story: Story, name: str, stage: str | None = None, **clocks: Any) -> str:
    """A derived figure in words; `absent` where nothing implies it."""
    known = {(each.name, each.stage) for each in story.state(**clocks).derived}
    if (name, stage) in known or (stage is None and name in dict(known)):
        return text(implied(story, name, stage, **clocks).value)
    return "absent"


def impossible(story: Story, **clocks: Any) -> list[Finding]:
    """The sums that cannot be."""
    return [each for each in story.state(**clocks).findings if each.kind == "impossible sum"]


def committed(*stages: tuple[str, str, str]) -> Story:
    """A round with commitments: party, amount, stage."""
    story = Story()
    for party, amount, stage in stages:
        story.official(
            f"r-{party}", "2026-02-01", confirm(f"{party}.commitment = {amount}", stage=stage)
        )
    return story
