"""Conditions as trees of words, each leaf with its status."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.words import said, source, words
from domain.record import Record
from projections.conditions import Branch, conditions
from projections.figures import latest_of_each

if TYPE_CHECKING:
    from projections.conditions import Leaf
    from projections.figures import State

VERDICT = {True: "met", False: "failed", None: "open"}


class Node(Record):
    """A leaf of a condition, or a branch, of which `of` is what is joined (`any of`, `all of`).

    `told` is what a leaf demands, in the words of its own main term.
    """

    label: str
    status: str
    element: str = ""
    told: str = ""
    contested: bool = False
    of: Sequence["Node"] = ()


class Tree(Record):
    """A condition of a field; `told` says who else tells it otherwise, where another does."""

    field: str
    of: str
    name: str
    standing: str
    root: Node
    told: str = ""


def trees_of(found: "State") -> list[Tree]:
    """The headline conditions at the clocks, each followed by those that others state."""
    view = found.view
    trees: list[Tree] = []
    for each in conditions(view, latest_of_each(found.figures)):
        figure = each.figure
        if not figure.headline:
            continue
        one = Tree(
            field=figure.field,
            of=view.names.get(figure.element, words(figure.element)),
            name=words(figure.field.partition(".")[2]),
            standing=figure.standing,
            root=_node(found, each.tree),
        )
        trees.append(one)
        for tree, challenger in each.beside:
            claim = challenger.said.claim
            told = f"{challenger.why}, {source(claim.report)}, {claim.report.published}"
            trees.append(one.but(root=_node(found, tree), told=told))
    return trees


def _node(found: "State", each: "Branch | Leaf") -> Node:
    if isinstance(each, Branch):
        return Node(
            label=f"{each.join} of" if len(each.of) > 1 else "",
            status=VERDICT[each.met],
            of=tuple(_node(found, one) for one in each.of),
        )
    status = words(each.status) or "not said"
    terms = (found.figure(f"{each.element}.{name}") for name in ("definition", "provision"))
    return Node(
        label=found.view.names.get(each.element, words(each.element)),
        status=f"{each.tests}: {status}" if each.tests else status,
        element=each.element,
        told="; ".join(said(term.value, found.view.names) for term in terms if term and term.value),
        contested=each.standing == "contested",
    )


def leaves_of(node: Node) -> set[str]:
    """The ids of the elements that a condition rests on."""
    if node.of:
        return {name for each in node.of for name in leaves_of(each)}
    return {node.element}
