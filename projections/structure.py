"""What belongs to a deal, and what stands beside it."""

from collections.abc import Mapping

from domain import fields
from domain.values import leaves
from projections.figures import State

# What belongs to every deal of which it is an element; other kinds only where something says so.
_OF_THE_DEAL = frozenset(("deal", "party", "offer", "agreement", "approval", "vote", "fee"))
_TIES = ("within", "set_by", "funds", "over", "applies_to", "payer")


def inside(state: State, element: str) -> bool:
    """Whether an element is part of the deal, and not a linked deal or something beside it.

    The root and its valuation are, parties and offers are; anything else where a reference ties it
    to one of these (`within`, `set_by`, `payer` …), or where a condition of the deal rests on it.
    """
    ties: dict[str, set[str]] = {}
    for figure in state.figures:
        name = figure.field.partition(".")[2]
        if figure.value is None:
            continue
        if name in _TIES and figure.value["type"] == "refs":
            ties.setdefault(figure.element, set()).update(figure.value["to"])
        elif figure.value["type"] == "condition":
            for leaf in leaves(figure.value):
                ties.setdefault(leaf, set()).add(figure.element)
    return _tied(state, element, ties, set())


def _tied(state: State, element: str, ties: Mapping[str, set[str]], seen: set[str]) -> bool:
    kind = state.view.known.kind_of(element)
    apart = kind == "linked_deal" or element in seen
    if element in fields.RESERVED:
        return True
    to = ties.get(element, set())
    if any(state.view.known.kind_of(each) == "linked_deal" for each in to):
        return False
    if kind in _OF_THE_DEAL:
        return True
    return not apart and any(_tied(state, each, ties, {*seen, element}) for each in to)
