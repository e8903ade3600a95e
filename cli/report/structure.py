"""The structure of a deal in a report: drawn, and as a tree of words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.graphs import graph_of
from cli.pictures.structure import structure as drawn_structure
from cli.report import anchors
from cli.report.figures import node
from cli.report.markup import Part, Tag, elements, tag, to
from cli.report.words import joined, of, picture, scrolled, section, stage, standing
from cli.structures import told_of
from cli.views.branches import Drawing
from cli.words import date, day
from projections.structure import structure_of

if TYPE_CHECKING:
    from cli.views.branches import Branch
    from cli.views.trees import Tree
    from projections.figures import State


def structure(found: "State") -> Tag | None:
    """What the deal is made of: its elements, who plays what part, and what became of them."""
    shape = structure_of(found)
    drawing = Drawing(shape, everything=False)
    deal = found.view.known.deal
    tree = [_branch(each) for each in drawing.tree()]
    if not tree:
        return None
    beside = [drawing.branch(each) for each in shape.elements if not each.inside]
    beside = [each for each in beside if each.kind]
    if beside:
        tree.append(tag("li", of("Beside the deal"), tag("ul", [_branch(each) for each in beside])))
    there = {each.attributes.get("id") for each in elements(tree)}

    def address(element: str) -> str:
        anchor = anchors.of_element(element)
        return f"#{anchor}" if anchor in there else "#structure"

    drawn = drawn_structure(graph_of(shape, everything=False), address=address)
    happened = [
        tag("li", tag("span", date(each.date), class_="when"), " ", told_of(each), " ",
            anchors.event(deal, each.event))
        for each in reversed(shape.history)
    ]  # fmt: skip
    return section(
        "structure",
        "Structure",
        scrolled(
            "The structure as a graph",
            picture(drawn, "Boxes lead to what is said of them; what is over is dashed."),
            class_="wide graph",
        ),
        tag("ul", tree, class_="branch"),
        [tag("h3", "What happened to its shape"), tag("ul", happened, class_="lines")]
        if happened
        else None,
    )  # fmt: skip


def _branch(each: "Branch") -> Tag:
    """An element with its terms, its roles, its conditions, and what hangs under it."""
    state: Part = stage(each.stage, implied=each.implied)
    if each.over:
        state = tag("span", each.over, class_="standing withdrawn")
    elif each.only_if:
        state = of(f"only if {each.only_if}")
    terms: list[Part] = [
        [
            to(anchors.of_audit(field), of(label, " ") if label else None, value),
            None if firm in ("confirmed", "withdrawn") else [" ", standing(firm)],
        ]
        for field, label, value, firm in each.terms
    ]
    terms += [
        [
            of(name),
            " ",
            joined([who, of(f" ({doubt})") if doubt else None] for who, doubt in people),
        ]
        for name, people in each.roles
    ]
    return tag(
        "li",
        tag("p", tag("b", each.name), " ", of(each.kind), " ", state, " ", of(day(each.since))),
        tag("p", joined(terms, " · ")) if terms else None,
        [_chain(name, links) for name, links in each.chains],
        [_condition(tree) for tree in each.trees],
        tag("ul", [_branch(one) for one in each.under]) if each.under else None,
        id=anchors.of_element(each.id),
        class_="over" if each.over else None,
    )


def _chain(name: str, links: Sequence[tuple[str, str]]) -> Tag:
    values: list[Part] = [[value, of(f" ({date(since)})")] for value, since in links]
    return tag("p", of(name), " ", joined(values, " → "))


def _condition(tree: "Tree") -> Tag:
    head: list[Part] = [of(tree.name), " ", standing(tree.standing)]
    return tag(
        "div", tag("p", of(tree.told) if tree.told else head), tag("ul", node(tree.root)),
        class_="tree",
    )  # fmt: skip
