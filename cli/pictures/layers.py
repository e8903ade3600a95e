"""Where the boxes of a graph stand: in layers from left to right, with few crossings.

The steps of Sugiyama, Tagawa and Toda (1981): turn the arrows of cycles round, put each box a layer
right of what points to it, order each layer by the middle of its neighbours, and move boxes towards
them. The same graph always gives the same picture.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import fmean

from domain.record import Record

Arrow = tuple[str, str]


class Box(Record):
    """A box with its size; the place of its middle is found here."""

    name: str
    width: float
    height: float


class Layout(Record):
    """The middle of every box, the way of every arrow over its bends, and the size of it all."""

    places: Mapping[str, tuple[float, float]]
    ways: Mapping[Arrow, tuple[tuple[float, float], ...]]
    width: float
    height: float


def layout(boxes: Sequence[Box], arrows: Iterable[Arrow], *, across: float, apart: float) -> Layout:
    """A place for every box: layers `across` from each other, boxes of one layer `apart`.

    Arrows from or to an unknown box are left out.
    """
    sizes = {box.name: box for box in boxes}
    known = list(dict.fromkeys(each for each in arrows if each[0] in sizes and each[1] in sizes))
    straight = _without_cycles(list(sizes), [each for each in known if each[0] != each[1]])
    layer_of = _layers(list(sizes), straight)
    chains = _chains(straight, layer_of, sizes)
    layers = _ordered(sizes, layer_of, chains)
    heights = _heights(layers, sizes, chains, apart)
    lefts, width = _lefts(layers, sizes, across)
    places = {
        name: (lefts[place] + sizes[name].width / 2, heights[name])
        for place, layer in enumerate(layers)
        for name in layer
    }
    down = min((y - sizes[name].height / 2 for name, (_, y) in places.items()), default=0)
    places = {name: (x, y - down) for name, (x, y) in places.items()}
    ways = {
        each: (places[chain[0]], *_through(chain[:-1], places, layers, sizes), places[chain[-1]])
        for each, chain in chains.items()
    }
    ways |= {
        each: tuple(reversed(ways[each[1], each[0]])) for each in known if each not in ways
        and (each[1], each[0]) in ways
    }  # fmt: skip
    height = max((y + sizes[name].height / 2 for name, (_, y) in places.items()), default=0)
    return Layout(
        places={name: places[name] for name in (box.name for box in boxes)},
        ways=ways,
        width=width,
        height=height,
    )


def _without_cycles(names: Sequence[str], arrows: Sequence[Arrow]) -> list[Arrow]:
    """The arrows, those that would close a circle turned round."""
    follow: dict[str, list[str]] = {name: [] for name in names}
    for start, end in arrows:
        follow[start].append(end)
    open_, done, kept = set[str](), set[str](), list[Arrow]()
    for root in names:
        ways = [] if root in done else [(root, iter(follow[root]))]
        open_ |= {root} if ways else set()
        while ways:
            start, rest = ways[-1]
            for end in rest:
                if end in open_:
                    kept.append((end, start))
                    continue
                kept.append((start, end))
                if end not in done:
                    open_.add(end)
                    ways.append((end, iter(follow[end])))
                    break
            else:
                ways.pop()
                open_.discard(start)
                done.add(start)
    return list(dict.fromkeys(kept))


def _layers(names: Sequence[str], arrows: Sequence[Arrow]) -> dict[str, int]:
    """Each box one layer right of the last that points to it; sources beside what they point to."""
    before: dict[str, list[str]] = {name: [] for name in names}
    after: dict[str, list[str]] = {name: [] for name in names}
    for start, end in arrows:
        before[end].append(start)
        after[start].append(end)
    found: dict[str, int] = {}
    waiting = [name for name in names if not before[name]]
    left = {name: len(before[name]) for name in names}
    while waiting:
        name = waiting.pop()
        found[name] = max((found[each] + 1 for each in before[name]), default=0)
        for each in after[name]:
            left[each] -= 1
            if not left[each]:
                waiting.append(each)
    for name in names:
        if not before[name] and after[name]:
            found[name] = min(found[each] for each in after[name]) - 1
    return found


def _chains(
    arrows: Sequence[Arrow], layer_of: dict[str, int], sizes: dict[str, Box]
) -> dict[Arrow, list[str]]:
    """Each arrow as boxes of neighbouring layers, with bends (boxes without a size) between."""
    found = {}
    for start, end in arrows:
        bends = []
        for layer in range(layer_of[start] + 1, layer_of[end]):
            name = f"{start}\n{end}\n{layer}"
            layer_of[name] = layer
            sizes[name] = Box(name=name, width=0, height=10)
            bends.append(name)
        found[start, end] = [start, *bends, end]
    return found


def _through(
    chain: Sequence[str],
    places: Mapping[str, tuple[float, float]],
    layers: Sequence[Sequence[str]],
    sizes: Mapping[str, Box],
) -> Iterator[tuple[float, float]]:
    """The way over a box and some bends: straight through each layer, so that it cuts no box."""
    for name in chain:
        x, y = places[name]
        left = x - sizes[name].width / 2
        layer = next(each for each in layers if name in each)
        if not sizes[name].width:
            yield left, y
        yield left + max(sizes[each].width for each in layer), y


def _neighbours(chains: Mapping[Arrow, Sequence[str]]) -> dict[str, tuple[list[str], list[str]]]:
    """What stands left and what stands right of each box."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for chain in chains.values():
        for left, right in pairwise(chain):
            found.setdefault(right, ([], []))[0].append(left)
            found.setdefault(left, ([], []))[1].append(right)
    return found


def _ordered(
    sizes: Mapping[str, Box], layer_of: Mapping[str, int], chains: Mapping[Arrow, Sequence[str]]
) -> list[list[str]]:
    """The layers, each in an order that crosses few arrows; the best of a dozen sweeps."""
    layers: list[list[str]] = [[] for _ in range(max(layer_of.values(), default=-1) + 1)]
    for name in sizes:
        layers[layer_of[name]].append(name)
    near = _neighbours(chains)
    best, fewest = [list(layer) for layer in layers], _crossings(layers, near)
    for sweep in range(12):
        side = sweep % 2
        for layer in layers if side == 0 else reversed(layers):
            place = {name: at for each in layers for at, name in enumerate(each)}
            middle = {
                name: fmean(map(place.__getitem__, near[name][side]))
                if name in near and near[name][side]
                else place[name]
                for name in layer
            }
            layer.sort(key=middle.__getitem__)
        count = _crossings(layers, near)
        if count < fewest:
            best, fewest = [list(layer) for layer in layers], count
    return best


def _crossings(
    layers: Sequence[Sequence[str]], near: Mapping[str, tuple[list[str], list[str]]]
) -> int:
    count = 0
    for layer, right in pairwise(layers):
        place = {name: at for at, name in enumerate(right)}
        ends = [
            sorted(place[each] for each in near[name][1]) if name in near else [] for name in layer
        ]
        for at, above in enumerate(ends):
            for below in ends[at + 1 :]:
                count += sum(one > other for one in above for other in below)
    return count


def _heights(
    layers: Sequence[Sequence[str]],
    sizes: Mapping[str, Box],
    chains: Mapping[Arrow, Sequence[str]],
    apart: float,
) -> dict[str, float]:
    """The height of every box: near its neighbours, in the order of its layer, none on another."""
    near = _neighbours(chains)
    found: dict[str, float] = {}
    for layer in layers:
        top = 0.0
        for name in layer:
            found[name] = top + sizes[name].height / 2
            top += sizes[name].height + apart
    for turn in range(24):
        for layer in layers if turn % 2 == 0 else reversed(layers):
            wanted = [
                fmean(found[each] for side in near[name] for each in side)
                if name in near
                else found[name]
                for name in layer
            ]
            for name, height in zip(layer, _spread(layer, wanted, sizes, apart), strict=True):
                found[name] = height
    return found


def _spread(
    layer: Sequence[str], wanted: Sequence[float], sizes: Mapping[str, Box], apart: float
) -> list[float]:
    """The wanted heights, moved as little as may be until nothing touches.

    Boxes that would touch become a block, which stands at the mean of what its boxes want (pool
    adjacent violators).
    """
    blocks: list[tuple[list[float], float]] = []  # what each wants of the block's first, its height
    for place, name in enumerate(layer):
        half = sizes[name].height / 2
        wants, height = [wanted[place] - half], 2 * half
        while blocks and fmean(blocks[-1][0]) + blocks[-1][1] + apart > fmean(wants):
            above, over = blocks.pop()
            wants = above + [want - over - apart for want in wants]
            height = over + apart + height
        blocks.append((wants, height))
    found: list[float] = []
    for wants, _ in blocks:
        top = fmean(wants)
        for _each in wants:
            half = sizes[layer[len(found)]].height / 2
            found.append(top + half)
            top += 2 * half + apart
    return found


def _lefts(
    layers: Sequence[Sequence[str]], sizes: Mapping[str, Box], across: float
) -> tuple[list[float], float]:
    """The left edge of every layer, and the width of all."""
    found, left = [], 0.0
    for layer in layers:
        found.append(left)
        left += max((sizes[name].width for name in layer), default=0) + across
    return found, max(left - across, 0)
