"""What changed in a deal between two states: figures and elements added, removed, changed."""

from collections.abc import Iterable, Sequence
from typing import Any

from domain.record import Record
from domain.values import key, leaves
from projections.clocks import View
from projections.figures import Figure, State, figure_json

Pair = tuple[Figure | None, Figure | None]


class Difference(Record):
    """From one state to another: pairs of a figure before and after, and the elements."""

    before: State
    after: State
    added: tuple[Figure, ...]
    removed: tuple[Figure, ...]
    changed: tuple[tuple[Figure, Figure], ...]
    joined: tuple[str, ...]
    left: tuple[str, ...]


def diff(before: State, after: State) -> Difference:
    """Two states of one deal compared, in the order of the later one."""
    former, latter = _by_field(before.figures), _by_field(after.figures)
    pairs = [
        pair
        for field in dict.fromkeys((*latter, *former))
        for pair in paired(former.get(field, ()), latter.get(field, ()))
    ]
    there, here = elements_alive(before.view), elements_alive(after.view)
    return Difference(
        before=before,
        after=after,
        added=tuple(new for old, new in pairs if old is None and new is not None),
        removed=tuple(old for old, new in pairs if new is None and old is not None),
        changed=tuple(
            (old, new)
            for old, new in pairs
            if old is not None and new is not None and differs(old, new)
        ),
        joined=tuple(name for name in here if name not in there),
        left=tuple(name for name in there if name not in here),
    )


def _by_field(figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.field, []).append(figure)
    return found


def differs(before: Figure, after: Figure) -> bool:
    """Whether the value, its hedge, its standing or its stage is another one."""
    return _what(before) != _what(after)


def _what(figure: Figure) -> tuple[object, ...]:
    value = key(figure.value) if figure.value else None
    return value, figure.standing, figure.stage


def paired(before: Sequence[Figure], after: Sequence[Figure]) -> list[Pair]:
    """The figures of one field, each with what it was before.

    A figure stays itself on its basis and scope. It also stays itself where a basis is stated only
    now, and where a denial, "none" or "not disclosed" leaves no basis to go by.
    """
    rest = list(before)
    found: list[Pair] = []
    left: list[Figure] = list(after)
    for alike in (_same_scope, _same_basis, _basis_within):
        for new in list(left):
            old = next((each for each in rest if alike(each, new)), None)
            if old is not None:
                rest.remove(old)
                left.remove(new)
                found.append((old, new))
    return [*found, *((None, new) for new in left), *((old, None) for old in rest)]


def _same_scope(one: Figure, other: Figure) -> bool:
    return one.basis == other.basis and _scope(one) == _scope(other)


def _scope(figure: Figure) -> str | None:
    return figure.leader.claim.scope if figure.leader else None


def _same_basis(one: Figure, other: Figure) -> bool:
    return one.basis == other.basis


def _basis_within(one: Figure, other: Figure) -> bool:
    short, long = sorted((one.basis, other.basis), key=len)
    return long[: len(short)] == short


def elements_alive(view: View) -> list[str]:
    """The elements that any claim in force speaks of or points to."""
    found: dict[str, None] = {}
    for claim in view.claims.values():
        if claim.number in view.removed:
            continue
        if claim.element:
            found[claim.element] = None
        value = claim.value
        if value is not None and value["type"] == "refs":
            found.update(dict.fromkeys(value["to"]))
        elif value is not None and value["type"] == "condition":
            found.update(dict.fromkeys(leaves(value)))
    return list(found)


def diff_json(found: Difference) -> dict[str, Any]:
    """`diff --json`: the schema `dealtrail.diff/1`."""
    here, there = found.after.view, found.before.view
    return {
        "schema": "dealtrail.diff/1",
        "deal": here.known.deal,
        "from": there.clocks.json(),
        "to": here.clocks.json(),
        "policy": found.after.policy,
        "figures": {
            "added": [figure_json(here, figure) for figure in found.added],
            "removed": [figure_json(there, figure) for figure in found.removed],
            "changed": [
                {
                    "field": new.field,
                    "label": new.label,
                    "before": figure_json(there, old),
                    "after": figure_json(here, new),
                }
                for old, new in found.changed
            ],
        },
        "elements": {
            "added": [_element_json(here, name) for name in found.joined],
            "removed": [_element_json(there, name) for name in found.left],
        },
    }


def _element_json(view: View, name: str) -> dict[str, Any]:
    known = view.known
    return {"id": name, "kind": known.kind_of(name), "name": view.names.get(name, name)}
