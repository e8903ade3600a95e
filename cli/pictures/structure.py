"""The structure of a deal as boxes in layers: who holds what, through what, on which condition."""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from textwrap import wrap

from cli.graphs import Edge, Graph, Node
from cli.pictures.layers import Box, Layout, layout
from cli.pictures.svg import (
    ACCENT,
    INK,
    LINE,
    PAPER,
    QUIET,
    at,
    cut,
    element,
    linked,
    path,
    picture,
    printable,
    words,
)

Address = Callable[[str], str]
"""From the id of an element to the address that its box leads to."""

_WIDE, _LINE, _PAD = 216, 15, 8
_NAME, _TERM = 25, 34  # signs that fit in a line of a box


def structure(graph: Graph, *, address: Address | None = None) -> str:
    """The boxes and arrows of a structure, left to right; what is over is dashed.

    Elements without a tie stand in rows below the rest. Gives '' for an empty deal.
    """
    nodes = {each.name: each for each in (*graph.inside, *graph.beside)}
    if not nodes:
        return ""
    edges = [each for each in graph.edges if {each.start, each.end} <= nodes.keys()]
    tied = {end for edge in edges for end in (edge.start, edge.end)}
    boxes = [_box(each) for each in nodes.values() if each.name in tied]
    found = layout(boxes, _rightwards(nodes, edges), across=84, apart=14)
    loose = [each for each in nodes.values() if each.name not in tied]
    width = max(found.width, min(len(loose), 4) * (_WIDE + 14) - 14)
    places, height = _rows(loose, found, width)
    places |= found.places
    inside = [
        *(_arrow(edge, found, nodes) for edge in edges),
        *(_drawn(nodes[name], place, address) for name, place in places.items()),
    ]
    body = element("g", _heads(), *inside, transform="translate(8 8)")
    name = f"{graph.title}: structure"
    return picture([body], width=width + 16, height=height + 16, name=name, class_="structure")


def _rightwards(nodes: Mapping[str, Node], edges: Iterable[Edge]) -> list[tuple[str, str]]:
    """The arrows as they are laid out: the part right of the whole, whichever names the other."""
    found = []
    for edge in edges:
        ends = edge.start, edge.end
        turned = _depth(nodes, edge.start) > _depth(nodes, edge.end)
        found.append((ends[1], ends[0]) if turned else ends)
    return found


def _depth(nodes: Mapping[str, Node], name: str) -> int:
    """How many boxes one stands within."""
    seen = {name}
    parent = nodes[name].within
    while parent is not None and parent in nodes and parent not in seen:
        seen.add(parent)
        parent = nodes[parent].within
    return len(seen) - 1


def _lines(node: Node) -> list[str]:
    """The lines of a box: its name over two, each term on one."""
    kind, _, name = node.lines[0].partition(": ")
    if node.joins or not name:
        return [node.lines[0]]
    return [kind, *wrap(name, _NAME)[:2], *(cut(line, _TERM) for line in node.lines[1:])]


def _box(node: Node) -> Box:
    if node.joins:
        return Box(name=node.name, width=52, height=24)
    return Box(name=node.name, width=_WIDE, height=_LINE * len(_lines(node)) + 2 * _PAD)


def _rows(
    loose: list[Node], found: Layout, width: float
) -> tuple[dict[str, tuple[float, float]], float]:
    """Places for what has no tie, in rows under the rest, and the height of it all."""
    places: dict[str, tuple[float, float]] = {}
    top = found.height + 24 if found.places else 0.0
    bottom = found.height
    across = 0.0
    for node in loose:
        box = _box(node)
        if across and across + box.width > width:
            top, across = bottom + 14, 0.0
        places[node.name] = (across + box.width / 2, top + box.height / 2)
        bottom = max(bottom, top + box.height)
        across += box.width + 14
    return places, bottom


def _heads() -> str:
    """The tips of arrows."""
    return element(
        "defs",
        element(
            "marker", element("path", d="M 0 0 L 8 4 L 0 8 Z", fill=QUIET, class_="tip"),
            id="tip", viewBox="0 0 8 8", refX=8, refY=4, markerWidth=7, markerHeight=7,
            orient="auto-start-reverse",
        ),
    )  # fmt: skip


def _drawn(node: Node, place: tuple[float, float], address: Address | None) -> str:
    box = _box(node)
    x, y = place[0] - box.width / 2, place[1] - box.height / 2
    dashes = "4 3" if node.faint else None
    frame = element(
        "rect", x=x, y=y, width=box.width, height=box.height, rx=12 if node.joins else 5,
        fill=PAPER, stroke=QUIET if node.faint else ACCENT, stroke_width=1.2,
        stroke_dasharray=dashes, class_="box over" if node.faint else "box",
    )  # fmt: skip
    if node.joins:
        said = words(node.lines[0], place[0], place[1] + 4, size=11, anchor="middle", fill=QUIET)
        return element("g", frame, said)
    inside = [frame]
    shown = _lines(node)
    names = len(wrap(node.lines[0].partition(": ")[2], _NAME)[:2])
    for line, text in enumerate(shown):
        named = 1 <= line <= names
        inside.append(
            words(
                text, x + _PAD, y + _PAD + _LINE * (line + 1) - 4, size=12 if named else 11,
                fill=INK if named and not node.faint else QUIET,
                weight="600" if named else None, class_="name" if named else "term",
            )
        )  # fmt: skip
    href = address(node.name) if address else None
    return linked(element("g", *inside), "; ".join(node.lines), href)


def _arrow(edge: Edge, found: Layout, nodes: dict[str, Node]) -> str:
    """An arrow from the right side of its start to the left side of its end, over its bends."""
    way = found.ways.get((edge.start, edge.end))
    way = way or tuple(reversed(found.ways.get((edge.end, edge.start), ())))
    if not way:  # an element that refers to itself
        return ""
    forward = way[0][0] < way[-1][0]
    side = 1 if forward else -1
    first = (way[0][0] + side * _box(nodes[edge.start]).width / 2, way[0][1])
    last = (way[-1][0] - side * _box(nodes[edge.end]).width / 2, way[-1][1])
    points = [first, *way[1:-1], last]
    steps = [at("M", *points[0])]
    for (x, y), (to_x, to_y) in pairwise(points):
        half = (x + to_x) / 2
        steps.append(at("C", half, y, half, to_y, to_x, to_y))
    line = path(
        *steps, stroke=QUIET if not edge.line else LINE, stroke_width=1.2, fill="none",
        stroke_dasharray="4 3" if edge.faint else None,
        marker_end=None if edge.line else "url(#tip)", class_="arrow",
    )  # fmt: skip
    told = edge.label.removesuffix(" (rumored)")
    if told in ("", "within"):
        return line
    near = points[-2] if len(points) > 2 else first
    x, y = (near[0] + last[0]) / 2, (near[1] + last[1]) / 2
    label = element(
        "text", printable(told), x=x, y=y - 3, font_size=10, text_anchor="middle",
        fill=QUIET, stroke=PAPER, stroke_width=3, paint_order="stroke", class_="label",
    )  # fmt: skip
    return element("g", line, label)
