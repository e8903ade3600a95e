"""What changed in a deal between two states: figures, elements and relations that were added,
removed or changed."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from domain.record import Record
from domain.values import key
from projections.figures import Figure, State, figure_json

if TYPE_CHECKING:
    from projections.reshaping import Reshaped
    from projections.structure import Structure

Pair = tuple[Figure | None, Figure | None]


class Difference(Record):
    """From one state to another: pairs of a figure before and after, and what became of the shape.

    `shapes` are the structures of the two states.
    """

    before: State
    after: State
    added: tuple[Figure, ...]
    removed: tuple[Figure, ...]
    changed: tuple[tuple[Figure, Figure], ...]
    shapes: "tuple[Structure, Structure]"
    shape: "Reshaped"

    @property
    def joined(self) -> tuple[str, ...]:
        """The ids of the elements that are there now and were not before."""
        return tuple([each.id for each in self.shape.joined])

    @property
    def left(self) -> tuple[str, ...]:
        """The ids of the elements that were there before and are not now."""
        return tuple([each.id for each in self.shape.left])


def diff(before: State, after: State) -> Difference:
    """Two states of one deal compared, in the order of the later one."""
    from projections.reshaping import reshaped  # a replay pairs figures too, and has no shape
    from projections.structure import structure_of

    former, latter = _by_field(before.figures), _by_field(after.figures)
    pairs = [
        pair
        for field in dict.fromkeys((*latter, *former))
        for pair in paired(former.get(field, ()), latter.get(field, ()))
    ]
    shapes = structure_of(before), structure_of(after)
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
        shapes=shapes,
        shape=reshaped(*shapes),
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


def diff_json(found: Difference) -> dict[str, Any]:
    """`diff --json`: the schema `dealtrail.diff/1`."""
    from projections.reshaping import elements_json, relations_json

    here, there = found.after.view, found.before.view
    return {
        "schema": "dealtrail.diff/1",
        "deal": here.known.deal,
        "from": there.clocks.json(),
        "to": here.clocks.json(),
        "policy": found.before.policy,
        "against": found.after.policy,
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
        "elements": elements_json(here.known.deal, found.shape),
        "relations": relations_json(here.known.deal, found.shape),
    }
