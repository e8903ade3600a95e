"""The shape of a deal told in a few lines, for the tests of the structure."""

from typing import Any

from projections.conditions import Branch, Condition
from projections.elements import Element
from projections.relations import Relation
from projections.structure import Structure, structure
from tests.telling import Story, confirm


def shape(story: Story, **clocks: Any) -> Structure:
    return structure(story.view(**clocks))


def element(story: Story, name: str, **clocks: Any) -> Element:
    found = shape(story, **clocks).element(name)
    assert found is not None, f"{name} is not there"
    return found


def relation(story: Story, field: str, to: str, **clocks: Any) -> Relation:
    found = shape(story, **clocks).relation(field, to)
    assert found is not None, f"{field} does not name {to}"
    return found


def ending(story: Story, name: str, **clocks: Any) -> tuple[str, str | None]:
    ended = element(story, name, **clocks).ended
    return ("alive", None) if ended is None else (ended.how, ended.since)


def alive(story: Story, **clocks: Any) -> set[str]:
    return {each.id for each in shape(story, **clocks).elements if each.alive}


def condition(story: Story, field: str, **clocks: Any) -> Condition:
    return next(each for each in shape(story, **clocks).conditions if each.figure.field == field)


def drawn(tree: Branch) -> str:
    """A tree in one line: `any of (ipo-leg: open, all of (…))`."""
    parts = [
        drawn(each) if isinstance(each, Branch) else f"{each.element}: {each.status}"
        for each in tree.of
    ]
    return f"{tree.join} of ({', '.join(parts)})"


def history(story: Story, **clocks: Any) -> list[str]:
    return [
        " ".join(filter(None, (each.date, each.element, each.act, each.by, each.field)))
        for each in shape(story, **clocks).history
    ]


PARTIES: dict[str, Any] = {
    name: {"kind": "party"}
    for name in ("fund-a", "fund-b", "fund-c", "consortium", "amazon", "disney")
}


def group(story: Story) -> None:
    story.official(
        "bid",
        "2026-01-05",
        confirm("consortium.member = fund-a, fund-b"),
        confirm("consortium.commitment = $10bn", stage="agreed"),
        elements=PARTIES,
    )
