"""Which ids are one thing, after all that was found out about them, and how a claim reads then.

An identification lets one id be read as another from then on, a reversal takes that back. Neither
changes an event: `domain.known` asks here while it folds.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from domain.dates import span
from domain.history import Item
from domain.values import Stored

if TYPE_CHECKING:
    from domain.known import Claim

MERGING = frozenset(("elements-identified", "elements-distinguished"))
"""The names of the events that say which ids are one thing, and which are not."""


def identities(
    merging: Sequence[Item], rows: Iterable[Item], ignored: Container[int]
) -> dict[str, str]:
    """Which id is read as which other: `{"fund-b": "fund-a"}`.

    `merging` are the identifications and their reversals that were not taken back, `rows` all
    events of the deal, `ignored` the numbers of merges to leave aside.
    """
    links: list[tuple[str, str]] = []
    for row in _in_order_of_publication(merging, rows):
        if row.number in ignored:
            continue
        if row.name == "elements-identified":
            first, *others = row.data["same"]
            links += [(first, other) for other in others]
        else:
            different = row.data["different"]
            for place, other in enumerate(different):
                for one in different[:place]:
                    links = _cut(links, one, other)
    found: dict[str, str] = {}
    for first, other in links:
        keep, drop = found.get(first, first), found.get(other, other)
        if keep != drop:
            found[drop] = keep
            found.update({each: keep for each, to in found.items() if to == drop})
    return found


def _in_order_of_publication(merging: Sequence[Item], rows: Iterable[Item]) -> Sequence[Item]:
    """What reports showed of ids, as they were published, then what we found out ourselves."""
    if len(merging) < 2 or not any("report" in row.data for row in merging):
        return merging
    out: dict[str, str] = {}
    for row in rows:
        if row.name in ("report-logged", "report-amended"):
            out[row.data["report"]] = span(row.data["published"])[1]
    return sorted(
        merging,
        key=lambda row: (row.data.get("report") is None, out.get(row.data.get("report", ""), "")),
    )


def _cut(links: list[tuple[str, str]], one: str, other: str) -> list[tuple[str, str]]:
    """The links without those that bind the other, directly or not, to the one named before it."""
    near = {one}
    size = 0
    while size < len(near):
        size = len(near)
        for link in links:
            if other not in link and not near.isdisjoint(link):
                near.update(link)
    return [link for link in links if other not in link or near.isdisjoint(link)]


def rename(claim: "Claim", same_as: Mapping[str, str]) -> None:
    """Let a claim speak of the elements that its ids stand for."""
    if claim.element in same_as:
        claim.element = same_as[claim.element]
        claim.field = f"{claim.element}.{claim.name}"
    value = claim.value
    if value is not None and (value["type"] in _MANY or "of" in value or "floating" in value):
        claim.value = _value(value, same_as)
    if claim.was is not None:
        claim.was = _value(claim.was, same_as)
    if claim.part_of:
        claim.part_of = [{**part, "of": _field(part["of"], same_as)} for part in claim.part_of]
    if claim.on_top_of is not None:
        claim.on_top_of = _field(claim.on_top_of, same_as)


_MANY = frozenset(("refs", "condition", "consideration"))  # the values that can name several ids


def _field(field: str, same_as: Mapping[str, str]) -> str:
    element, _, name = field.partition(".")
    return f"{same_as.get(element, element)}.{name}"


def _value(value: Stored, same_as: Mapping[str, str]) -> Stored:
    """A value as it reads; itself where it names no id that is read as another."""
    kind = value["type"]
    if kind == "refs":
        if same_as.keys().isdisjoint(value["to"]):
            return value
        return {**value, "to": list(dict.fromkeys(same_as.get(to, to) for to in value["to"]))}
    if kind == "condition":
        return {**value, **_tree(value, same_as)}
    if kind == "consideration":
        return {**value, "parts": [_share(part, same_as) for part in value["parts"]]}
    return _share(value, same_as)


def _share(part: Stored, same_as: Mapping[str, str]) -> Stored:
    """A percentage, a price or a part of one, with the elements that it names."""
    named: dict[str, Any] = {
        name: same_as[part[name]] for name in ("of", "instrument") if part.get(name) in same_as
    }
    if "floating" in part:
        named["floating"] = _share(part["floating"], same_as)
    return {**part, **named} if named else part


def _tree(branch: Stored, same_as: Mapping[str, str]) -> dict[str, Any]:
    join = "any" if "any" in branch else "all"
    return {
        join: [
            same_as.get(leaf, leaf) if isinstance(leaf, str) else _tree(leaf, same_as)
            for leaf in branch[join]
        ]
    }
