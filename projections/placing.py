"""Where each element of a deal hangs, so that the whole can be read as one tree."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from projections.belonging import Belonging
from projections.elements import Element
from projections.relations import Relation, Ties

# Under what it points to by one of these, or (<) what points to it; the first that is found.
_HANGS: Mapping[str, tuple[str, ...]] = {
    "valuation": ("set_by",),
    "party": ("within", "<member", "<bidder"),
    "tranche": ("payer", "within"),
    "instrument": (
        *("within", "funds", "holder", "<instrument", "<consideration"),
        *("<converts_into", "issuer"),
    ),
    "condition": ("within", "<condition", "<trigger", "<conversion"),
    "clause": ("within", "applies_to", "<condition"),
    "fee": ("within", "payer"),
    "lawsuit": ("within", "over"),
}
_ALONE = frozenset(("payer", "holder", "<bidder"))  # of several none is the place
_STILL = frozenset(("contests", "proposed", "left", "left out", "withdrawn", "denied", "only if"))
# The paper that money of the deal comes in, and the leaves of a tree, are where what names them is.
_DRAWN_IN: Mapping[str, tuple[str, ...]] = {
    "instrument": ("instrument", "consideration", "converts_into"),
    "condition": ("condition", "trigger", "conversion"),
}
_KINDS = {
    kind: place
    for place, kind in enumerate(
        (
            *("deal", "valuation", "round", "offer", "agreement", "party", "tranche"),
            *("instrument", "condition", "approval", "vote", "lawsuit", "fee", "clause"),
            *("process", "linked_deal"),
        )
    )
}


def placed(
    found: Mapping[str, Element], ties: Ties, belonging: Belonging, root: str
) -> list[Element]:
    """The elements, each with its parent, in the order of the tree: first what the deal is made
    of, then what stands beside it."""
    known = {
        name: each.but(inside=_is_inside(found, ties, belonging, each))
        for name, each in found.items()
    }
    parents = _parents(known, ties, root)
    return _in_order([each.but(parent=parents[name]) for name, each in known.items()], root)


def _is_inside(
    found: Mapping[str, Element], ties: Ties, belonging: Belonging, element: Element
) -> bool:
    waiting, seen = [element], {element.id}
    while waiting:
        each = waiting.pop()
        if belonging.holds(each.id):
            return True
        for relation in ties.to(each.id):
            if relation.name in _DRAWN_IN.get(each.kind, ()) and relation.of not in seen:
                seen.add(relation.of)
                waiting.append(found[relation.of])
    return False


def _parents(found: Mapping[str, Element], ties: Ties, root: str) -> dict[str, str | None]:
    """Under which element each hangs; what nothing holds hangs under the root, or stands beside."""
    hangs = {name: _hang(found, ties, each, root) for name, each in found.items()}
    parents: dict[str, str | None] = {}
    for name, each in found.items():
        passed, above = {name}, hangs[name]
        while above is not None and above not in passed:
            passed.add(above)
            above = hangs.get(above)
        if hangs[name] is None or above is not None:  # the latter in a circle
            parents[name] = root if each.inside and name != root else None
        else:
            parents[name] = hangs[name]
    return parents


def _hang(found: Mapping[str, Element], ties: Ties, each: Element, root: str) -> str | None:
    if each.id == root:
        return None
    for field in _HANGS.get(each.kind, ("within",)):
        if field.startswith("<"):
            naming = [one for one in ties.to(each.id) if one.name == field[1:]]
            names = list(dict.fromkeys(one.of for one in _foremost(naming)))
        else:
            names = list(dict.fromkeys(one.to for one in _foremost(ties.of(each.id, field))))
        if not names or (len(names) > 1 and field in _ALONE):
            continue
        above = found.get(names[0])
        if above is not None and above is not each and above.inside == each.inside:
            return names[0]
    return None


def _foremost(naming: Sequence[Relation]) -> list[Relation]:
    """The relations that hold; if none does, those that others state, or that held."""
    held = [each for each in naming if each.holds]
    return held or [each for each in naming if each.why in _STILL]


def _in_order(elements: Iterable[Element], root: str) -> list[Element]:
    under: dict[str | None, list[Element]] = {}
    for each in elements:
        under.setdefault(each.parent, []).append(each)
    for siblings in under.values():
        siblings.sort(key=_place)
    top = under.get(None, [])
    found = [*_branch(under, [each for each in top if each.id == root])]
    if not found:  # nobody spoke of the root itself
        found += _branch(under, under.get(root, ()))
    return [*found, *_branch(under, [each for each in top if each.id != root])]


def _branch(
    under: Mapping[str | None, Sequence[Element]], siblings: Iterable[Element]
) -> Iterator[Element]:
    for each in siblings:
        yield each
        yield from _branch(under, under.get(each.id, ()))


def _place(element: Element) -> tuple[int, int, str]:
    """By kind, then the place in an order that was reported, then id."""
    order = 0
    for figure in element.figures:
        if figure.field == f"{element.id}.sequence" and figure.value is not None:
            order = int(figure.value.get("number", 0))
    return _KINDS.get(element.kind, len(_KINDS)), order, element.id
