"""What belongs to a deal, and what stands beside it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from domain import fields
from domain.values import Stored, leaves

if TYPE_CHECKING:
    from projections.figures import State

# What belongs to every deal of which it is an element; other kinds only where something says so.
_OF_THE_DEAL = frozenset(("deal", "party", "offer", "agreement", "approval", "vote", "fee"))
_TIES = ("within", "set_by", "funds", "over", "applies_to", "payer")


class Belonging:
    """Which elements are part of a deal at the clocks of a state.

    The root and its valuation are, parties and offers are; anything else where a reference ties it
    to one of these (`within`, `set_by`, `payer` …), or where a condition of the deal rests on it.
    """

    def __init__(self, state: "State") -> None:
        self._kind_of = state.view.known.kind_of
        self._ties: dict[str, set[str]] = {}
        self._found: dict[str, bool] = {}
        for figure in state.figures:
            if figure.value is not None:
                for one, other in _tied_by(figure.element, figure.field, figure.value):
                    self._ties.setdefault(one, set()).add(other)

    def holds(self, element: str) -> bool:
        """Whether an element is part of the deal, and no linked deal or something beside it."""
        if element not in self._found:
            self._found[element] = self._tied(element, set())
        return self._found[element]

    def _tied(self, element: str, seen: set[str]) -> bool:
        kind = self._kind_of(element)
        apart = kind == "linked_deal" or element in seen
        if element in fields.RESERVED:
            return True
        to = self._ties.get(element, set())
        if any(self._kind_of(each) == "linked_deal" for each in to):
            return False
        if kind in _OF_THE_DEAL:
            return True
        return not apart and any(self._tied(each, {*seen, element}) for each in to)


def _tied_by(element: str, field: str, value: Stored) -> Iterator[tuple[str, str]]:
    """Pairs of an element and what a value ties it to."""
    if value["type"] == "condition":
        yield from ((leaf, element) for leaf in leaves(value))
    elif value["type"] == "refs" and field.partition(".")[2] in _TIES:
        yield from ((element, to) for to in value["to"])


def inside(state: "State", element: str) -> bool:
    """Whether one element is part of the deal; for many, ask one `Belonging`."""
    return Belonging(state).holds(element)
