"""What of a structure is shown first: the same in the tree and in the drawn graph."""

from typing import TYPE_CHECKING

from domain import fields

if TYPE_CHECKING:
    from projections.elements import Element
    from projections.figures import Figure
    from projections.relations import Relation
    from projections.structure import Structure

BARE = frozenset(
    (
        *("size", "commitment", "price_per_share", "amount", "total_value"),
        *("definition", "provision"),
    )
)
"""Fields that say what an element is, so that their name need not stand before them."""

NAMED_KINDS = frozenset(
    (
        *("condition", "clause", "instrument", "agreement", "linked_deal", "process", "lawsuit"),
        *("approval", "vote", "fee"),
    )
)
"""Kinds whose elements are better known by name than by id."""

_RULINGS = frozenset(("agreement", "approval", "vote", "lawsuit"))
_MINOR = frozenset(
    (
        *("negotiator", "adviser", "vehicle", "arranger", "bank", "purpose", "reason"),
        *("collateral", "relates_to", "waivable_by", "tests", "priced_at"),
    )
)
_DUE = frozenset(("outside_date", "deadline", "due"))


def name_of(figure: "Figure") -> str:
    """A figure's field without its element: `commitment`."""
    return figure.field.partition(".")[2]


def main_elements(found: "Structure", *, everything: bool = False) -> set[str]:
    """The ids of what is shown first; of every element if asked.

    Those with a headline figure of the deal, contracts and rulings, groups and their members, the
    leaves of conditions, and what all these hang under.
    """
    if everything:
        return {each.id for each in found.elements}
    rests = {each.figure.element for each in found.conditions if each.figure.headline}
    main = {
        each.id for each in found.elements if each.inside and (each.id in rests or _is_main(each))
    }
    for relation in found.relations:
        if relation.name == "member":
            main.update((relation.of, relation.to))
    for condition in found.conditions:
        if condition.figure.element in main:
            trees = (condition.tree, *(tree for tree, _ in condition.beside))
            main.update(leaf.element for tree in trees for leaf in tree.leaves())
    parents = {each.id: each.parent for each in found.elements}
    for name in list(main):
        above = parents.get(name)
        while above is not None and above not in main:
            main.add(above)
            above = parents.get(above)
    return main


def _is_main(element: "Element") -> bool:
    if element.kind in _RULINGS or element.id in fields.RESERVED:
        return True
    return any(each.headline and each.group.field == each.field for each in element.figures)


def main_terms(element: "Element", *, everything: bool = False) -> "list[Figure]":
    """The headline terms of an element and when it is due; where it has none, a few others."""
    named = [each.name for each in fields.fields_of(element.kind)]
    place = {name: at for at, name in enumerate(named)}
    terms = [each for each in element.terms if not each.context and each.value is not None]
    terms.sort(key=lambda each: (name_of(each) not in BARE, place.get(name_of(each), len(place))))
    if everything:
        return terms
    headline = [each for each in terms if each.headline]
    due = [each for each in terms if name_of(each) in _DUE and not each.headline]
    few = 1 if element.kind in NAMED_KINDS else 2
    return [*headline, *due] if headline else terms[:few]


def is_minor(found: "Structure", relation: "Relation") -> bool:
    """Whether a relation is left out at first: who advised, what for, and mere context."""
    entry = found.state.view.entry(relation.field)
    return relation.name in _MINOR or (entry is not None and entry.context)
