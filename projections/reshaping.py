"""How the shape of a deal differs between two structures of it."""

from typing import Any

from domain.record import Record
from projections.elements import Element
from projections.relations import Relation, relation_json
from projections.structure import Structure, ending_json


class Reshaped(Record):
    """Elements that joined, left or stand elsewhere now, and relations likewise.

    What left is given as it stands afterwards, with how it ended; as it was before where nothing
    speaks of it any more.
    """

    joined: tuple[Element, ...]
    left: tuple[Element, ...]
    changed: tuple[tuple[Element, Element], ...]
    tied: tuple[Relation, ...]
    untied: tuple[Relation, ...]
    retied: tuple[tuple[Relation, Relation], ...]


def reshaped(before: Structure, after: Structure) -> Reshaped:
    """Two structures of one deal compared, in the order of the later one."""
    former = {each.id: each for each in before.elements if each.alive}
    latter = {each.id: each for each in after.elements if each.alive}
    later = {each.id: each for each in after.elements}
    were = {(each.field, each.to): each for each in before.relations if each.holds}
    are = {(each.field, each.to): each for each in after.relations if each.holds}
    known = {(each.field, each.to): each for each in after.relations}
    return Reshaped(
        joined=tuple([each for name, each in latter.items() if name not in former]),
        left=tuple([later.get(name, each) for name, each in former.items() if name not in latter]),
        changed=tuple(
            [
                (former[name], each)
                for name, each in latter.items()
                if name in former and _how_far(former[name]) != _how_far(each)
            ]
        ),
        tied=tuple([each for place, each in are.items() if place not in were]),
        untied=tuple([known.get(place, each) for place, each in were.items() if place not in are]),
        retied=tuple(
            [
                (were[place], each)
                for place, each in are.items()
                if place in were and _how_firm(were[place]) != _how_firm(each)
            ]
        ),
    )


def _how_far(element: Element) -> tuple[str | None, str | None]:
    return element.stage, element.status


def _how_firm(relation: Relation) -> tuple[str | None, str | None]:
    return relation.standing, relation.stage


# -- as JSON -------------------------------------------------------------------------------------


def elements_json(deal: str, found: Reshaped) -> dict[str, Any]:
    """The elements of `diff --json`."""
    return {
        "added": [_brief(deal, each) for each in found.joined],
        "removed": [_brief(deal, each) for each in found.left],
        "changed": [
            {
                "id": new.id,
                "kind": new.kind,
                "name": new.name,
                "before": _brief(deal, old),
                "after": _brief(deal, new),
            }
            for old, new in found.changed
        ],
    }


def _brief(deal: str, element: Element) -> dict[str, Any]:
    return {
        "id": element.id,
        "kind": element.kind,
        "name": element.name,
        "stage": element.stage,
        "stage_implied": element.stage_implied,
        "status": element.status,
        "since": element.since,
        "ended": element.ended and ending_json(deal, element.ended),
        "parent": element.parent,
    }


def relations_json(deal: str, found: Reshaped) -> dict[str, Any]:
    """The relations of `diff --json`."""
    return {
        "added": [relation_json(deal, each) for each in found.tied],
        "removed": [relation_json(deal, each) for each in found.untied],
        "changed": [
            {
                "from": new.of,
                "field": new.field,
                "to": new.to,
                "before": relation_json(deal, old),
                "after": relation_json(deal, new),
            }
            for old, new in found.retied
        ],
    }
