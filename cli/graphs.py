"""A structure as a graph in the languages of other programs: Mermaid and DOT.

Every name comes out of a report, so that it may hold any sign there is. Nodes are named by our ids,
which hold only letters, digits and hyphens; all else stands quoted, and no sign in it can end the
quotes or begin something else.
"""

from collections.abc import Collection, Iterable, Iterator

from cli.first_screen import is_minor, main_elements, main_terms, name_of
from cli.output import clean
from cli.words import date, said, words
from domain.record import Record
from projections.conditions import Branch
from projections.elements import Element
from projections.relations import Relation
from projections.structure import Structure

_DRAWN = frozenset(("left", "replaced", "withdrawn", "contests", "only if"))  # drawn, but dashed


class Node(Record):
    """A box: its name in the graph, its lines, what it is in; whether it is over, or a join."""

    name: str
    lines: tuple[str, ...]
    within: str | None = None
    joins: bool = False
    faint: bool = False


class Edge(Record):
    """An arrow from one box to another; a mere line where nobody said how they hang together."""

    start: str
    end: str
    label: str = ""
    faint: bool = False
    line: bool = False


class Graph(Record):
    """A structure as boxes and arrows: what is inside the deal, and what stands beside it."""

    title: str
    inside: tuple[Node, ...]
    beside: tuple[Node, ...]
    edges: tuple[Edge, ...]


def drawn(found: Structure, language: str, *, everything: bool = False) -> str:
    """The main elements as `mermaid` or as `dot`; linked deals and the like in a frame."""
    graph = graph_of(found, everything=everything)
    lines = _mermaid if language == "mermaid" else _dot
    return "\n".join(lines(graph.title, graph.inside, graph.beside, graph.edges)) + "\n"


def graph_of(found: Structure, *, everything: bool = False) -> Graph:
    """The main elements, or all, with the conditions as trees and the references as arrows."""
    shown = main_elements(found, everything=everything)
    nodes = {each.id: _node(found, each) for each in found.elements if each.id in shown}
    joins, edges = _trees(found, shown)
    edges += [
        _edge(each)
        for each in found.relations
        if _is_drawn(each, shown) and (everything or not is_minor(found, each))
    ]
    tied = {end for edge in edges for end in (edge.start, edge.end)}
    edges += [
        Edge(start=each.parent, end=each.id, line=True)
        for each in found.elements
        if each.parent is not None
        and {each.id, each.parent} <= nodes.keys()
        and each.id not in tied
    ]
    inside = [nodes[each.id] for each in found.elements if each.inside and each.id in nodes]
    beside = [nodes[each.id] for each in found.elements if not each.inside and each.id in nodes]
    return Graph(
        title=found.state.view.known.name,
        inside=(*inside, *joins),
        beside=tuple(beside),
        edges=tuple(edges),
    )


def _node(found: Structure, element: Element) -> Node:
    names = found.state.view.names
    lines = [f"{words(element.kind)}: {element.name}"]
    for figure in main_terms(element):
        doubt = "" if figure.standing == "confirmed" else f" ({figure.standing})"
        lines.append(f"{words(name_of(figure))} {said(figure.value, names)}{doubt}")
    how = words(element.status or element.stage)
    if how and element.standing == "contested":
        how += " (contested)"
    if element.ended is not None:
        by = f" by {names.get(element.ended.by, element.ended.by)}" if element.ended.by else ""
        how = words(element.ended.how) + by
    since = element.ended.since if element.ended else element.since
    if element.only_if:
        how = f"only if {element.only_if}"
    if how:
        lines.append(f"{how} since {date(since)}" if since else how)
    return Node(name=element.id, lines=tuple(lines), within=element.parent, faint=not element.alive)


def _trees(found: Structure, shown: Collection[str]) -> tuple[list[Node], list[Edge]]:
    """A box for every join of a condition, with its arrows to what it joins."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    for condition in found.conditions:
        figure = condition.figure
        if figure.element not in shown:
            continue
        label = words(name_of(figure))
        trees = [(condition.tree, label, False)]
        trees += [(tree, f"{label}, {each.why}", True) for tree, each in condition.beside]
        for place, (tree, told, faint) in enumerate(trees):
            name = f"{figure.element}--{name_of(figure).replace('_', '-')}-{place}"
            edges.append(Edge(start=figure.element, end=name, label=told, faint=faint))
            _join(tree, name, figure.element, nodes, edges, faint=faint)
    return nodes, edges


def _join(
    tree: Branch, name: str, within: str, nodes: list[Node], edges: list[Edge], *, faint: bool
) -> None:
    lines = (f"{tree.join} of",)
    nodes.append(Node(name=name, lines=lines, within=within, joins=True, faint=faint))
    for place, each in enumerate(tree.of):
        if isinstance(each, Branch):
            inner = f"{name}-{place}"
            edges.append(Edge(start=name, end=inner, faint=faint))
            _join(each, inner, name, nodes, edges, faint=faint)
        else:
            edges.append(Edge(start=name, end=each.element, faint=faint))


def _is_drawn(relation: Relation, shown: Collection[str]) -> bool:
    """References between boxes; a condition is drawn as a tree, and what is over and done not."""
    return (
        relation.of in shown
        and relation.to in shown
        and (relation.holds or relation.why in _DRAWN)
        and relation.name not in ("condition", "trigger", "conversion")
    )


def _edge(relation: Relation) -> Edge:
    label = words(relation.name)
    if relation.why is not None:
        label += f" ({words(relation.why)})"
    elif relation.standing not in ("confirmed", None):
        label += f" ({relation.standing})"
    return Edge(start=relation.of, end=relation.to, label=label, faint=not relation.holds)


# -- Mermaid -------------------------------------------------------------------------------------

_SAFE = frozenset(" .,()/+-'=*!?€£¥")


def _mermaid(
    title: str, inside: Iterable[Node], beside: Collection[Node], edges: Iterable[Edge]
) -> Iterator[str]:
    yield "flowchart LR"
    yield f"  %% {_comment(title)}"
    for node in inside:
        yield f"  {_mermaid_node(node)}"
    if beside:
        yield '  subgraph beside ["Beside the deal"]'
        for node in beside:
            yield f"    {_mermaid_node(node)}"
        yield "  end"
    for edge in edges:
        arrow = "---" if edge.line else "-.->" if edge.faint else "-->"
        label = f'|"{_entities(edge.label)}"|' if edge.label else ""
        yield f"  {_mermaid_id(edge.start)} {arrow}{label} {_mermaid_id(edge.end)}"
    yield "  classDef faint stroke-dasharray: 4 4, color: #666"


def _mermaid_node(node: Node) -> str:
    text = "<br>".join(_entities(line) for line in node.lines)
    box = f'{{"{text}"}}' if node.joins else f'["{text}"]'
    return f"{_mermaid_id(node.name)}{box}{':::faint' if node.faint else ''}"


def _mermaid_id(name: str) -> str:
    """An id that is none of Mermaid's words, nor can run into an arrow."""
    return "e_" + name.replace("-", "_")


def _entities(text: str) -> str:
    """Text between Mermaid's quotes: what is no letter, digit or plain sign, by its number."""
    return "".join(
        sign if sign.isalnum() or sign in _SAFE else f"#{ord(sign)};" for sign in clean(text)
    )


def _comment(text: str) -> str:
    """Text after Mermaid's %%, in which it still looks for its own directives."""
    return "".join(sign if sign.isalnum() or sign in _SAFE else " " for sign in clean(text))


# -- DOT -----------------------------------------------------------------------------------------


def _dot(
    title: str, inside: Iterable[Node], beside: Collection[Node], edges: Iterable[Edge]
) -> Iterator[str]:
    yield f"digraph {_quoted(title)} {{"
    yield '  graph [rankdir=LR, charset="UTF-8"]'
    yield '  node [shape=box, fontname="sans-serif"]'
    yield '  edge [fontname="sans-serif", fontsize=10]'
    for node in inside:
        yield f"  {_dot_node(node)}"
    if beside:
        yield "  subgraph cluster_beside {"
        yield '    label="Beside the deal"'
        yield "    style=dashed"
        for node in beside:
            yield f"    {_dot_node(node)}"
        yield "  }"
    for edge in edges:
        style = ", style=dashed" if edge.faint else ", arrowhead=none" if edge.line else ""
        label = f"label={_quoted(edge.label)}"
        yield f"  {_quoted(edge.start)} -> {_quoted(edge.end)} [{label}{style}]"
    yield "}"


def _dot_node(node: Node) -> str:
    label = "\\n".join(_escaped(line) for line in node.lines)
    shape = ", shape=diamond" if node.joins else ""
    style = ", style=dashed, fontcolor=gray40" if node.faint else ""
    return f'{_quoted(node.name)} [label="{label}"{shape}{style}]'


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    """Text between DOT's quotes: no sign ends them, starts an escape, or is read as an entity."""
    return clean(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
