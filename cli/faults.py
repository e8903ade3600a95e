"""Where in a text each fault stands that was found in it, so that an editor can open there.

A refusal names its place in words: `template: claim 2 stage`, `reports.yaml, line 5 column 2`. Here
they become lines of the text.
"""

import re
from collections.abc import Iterator

import yaml

from domain.errors import DealtrailError, Problems
from domain.record import Record

MARK = "#! "
"""How a line begins that tells a fault; taken away before the text is read again."""

_LINE = re.compile(r", line (\d+)")
_DOCUMENT = re.compile(r", document (\d+)")
_CLAIM = re.compile(r"claims?[ .](\d+)(?:\.(\d+))?")
_NAMES = re.compile(r"[\w-]+")


class Fault(Record):
    """What is wrong, in lines for people, and the line of the text it is about; 0 for the whole."""

    line: int
    told: tuple[str, ...]


def faults(text: str, error: DealtrailError) -> list[Fault]:
    """All that an error says of a text, in the order of its lines."""
    every = error.problems if isinstance(error, Problems) else (error,)
    found = [Fault(line=_line(text, each), told=tuple(_told(each))) for each in every]
    return sorted(found, key=lambda fault: fault.line)


def _told(error: DealtrailError) -> Iterator[str]:
    seen = f" (seen: {error.seen!r})" if error.seen is not None else ""
    yield f"{error.code} {error.message}{seen}"
    yield from (f"  {line}" for line in error.hint.splitlines())


def marked(text: str, found: list[Fault]) -> tuple[str, int]:
    """The text with each fault told above its line, and the line of the first one then."""
    many = f"{len(found)} things are" if len(found) > 1 else "One thing is"
    out = [f"{MARK}{many} to be put right. Lines with {MARK.strip()} go away by themselves."]
    first = 0
    lines = text.splitlines()
    for number, line in enumerate(("", *lines)):
        here = [fault for fault in found if fault.line == number]
        indent = line[: len(line) - len(line.lstrip())]
        out += [f"{indent}{MARK}{told}" for fault in here for told in fault.told]
        if number:
            out.append(line)
            if here and not first:
                first = len(out)
    return "\n".join(out) + "\n", first or 1


def unmarked(text: str) -> str:
    """The text without the lines that tell faults."""
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.lstrip().startswith(MARK.strip()))


# -- from a place in words to a line ---------------------------------------------------------------


def _line(text: str, error: DealtrailError) -> int:
    if found := _LINE.search(error.place):
        return int(found[1])
    try:
        documents = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError):
        return 0
    numbered = _DOCUMENT.search(error.place)
    place = int(numbered[1]) - 1 if numbered else 0
    if not 0 <= place < len(documents):
        return 0
    node, key = _at(documents[place], list(_steps(error.place.partition(": ")[2])))
    said = _said(node, str(error.seen)) if error.seen is not None else None
    mark = (said or key).start_mark
    return int(mark.line) + 1 if said or key is not documents[place] else 0


def _steps(place: str) -> Iterator[str | int]:
    """`claim 2 stage` as `claims`, 1, `stage`."""
    if found := _CLAIM.match(place):
        # The shape of a claim counts from 0, its meaning from 1.
        first = int(found[1]) - (0 if place.startswith("claims") else 1)
        yield "claims"
        yield first
        if found[2]:
            yield int(found[2]) - 1
        place = place[found.end() :]
    yield from _NAMES.findall(place)


def _at(node: yaml.Node, steps: list[str | int]) -> tuple[yaml.Node, yaml.Node]:
    """The deepest node that the steps lead to, and the key or item by which it is named."""
    key = node
    for step in steps:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            if not 0 <= step < len(node.value):
                break
            node = key = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            for name, inner in node.value:
                if name.value == step:
                    node, key = inner, name
                    break
    return node, key


def _said(node: yaml.Node, seen: str) -> yaml.Node | None:
    """The text inside of a node that was seen: the same, else one that has it in it."""
    texts = list(_texts(node))
    same = (each for each in texts if each.value == seen)
    inside = (each for each in texts if seen and seen in each.value)
    return next(same, None) or next(inside, None)


def _texts(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _texts(each)
    elif isinstance(node, yaml.MappingNode):
        for name, inner in node.value:
            yield from _texts(name)
            yield from _texts(inner)
