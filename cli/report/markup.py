"""The markup of a report: elements that hold text, and text that can never become an element.

    tag("p", "Up to ", tag("b", "$50bn"), class_="big")

What is written is HTML and XML at once, so that any parser reads the same tree. A link within the
file whose target is not in it becomes plain text.
"""

from collections.abc import Collection, Iterable, Iterator
from html import escape
from typing import Union

from cli.output import coded
from cli.pictures.svg import Drawn

_VOID = frozenset(("br", "col", "meta"))

Part = Union[str, int, "Tag", "Drawn", None, Iterable["Part"]]
"""What an element may hold: text, a number, elements, a picture, nothing, or several of these."""


class Tag:
    """An element with its attributes and what it holds."""

    __slots__ = ("attributes", "inside", "name")

    def __init__(self, name: str, inside: tuple[Part, ...], attributes: dict[str, str]) -> None:
        self.name = name
        self.inside = inside
        self.attributes = attributes

    def __iter__(self) -> Iterator["Tag"]:
        """Itself and every element below it."""
        yield self
        yield from elements(self.inside)


def tag(name: str, /, *inside: Part, **attributes: str | int | None) -> Tag:
    """An element; `class_` stands for `class`, an attribute that is None is left out."""
    given = {
        key.rstrip("_").replace("_", "-"): str(value)
        for key, value in attributes.items()
        if value is not None
    }
    return Tag(name, tuple(map(_kept, inside)), given)


def _kept(part: Part) -> Part:
    """A part that can be gone through twice."""
    if part is None or isinstance(part, str | int | Tag | Drawn):
        return part
    return tuple(map(_kept, part))


def elements(parts: Part) -> Iterator[Tag]:
    """Every element within some parts."""
    if isinstance(parts, Tag):
        yield from parts
    elif parts is not None and not isinstance(parts, str | int | Drawn):
        for each in parts:
            yield from elements(each)


def to(anchor: str, /, *inside: Part, **attributes: str | None) -> Tag:
    """A link to another place of the file."""
    return tag("a", *inside, href=f"#{anchor}", **attributes)


def written(root: Tag) -> str:
    """A document as text."""
    anchors = {each.attributes["id"] for each in root if "id" in each.attributes}
    pieces: list[str] = ["<!DOCTYPE html>\n"]
    _write(root, anchors, pieces)
    return "".join(pieces) + "\n"


def _write(part: Part, anchors: Collection[str], pieces: list[str]) -> None:
    if part is None:
        return
    if isinstance(part, str | int):
        pieces.append(escape(coded(str(part)), quote=False))
    elif isinstance(part, Drawn):
        pieces.append(part.svg)
    elif isinstance(part, Tag):
        _write_tag(part, anchors, pieces)
    else:
        for each in part:
            _write(each, anchors, pieces)


def _write_tag(tag_: Tag, anchors: Collection[str], pieces: list[str]) -> None:
    name, attributes = tag_.name, tag_.attributes
    target = attributes.get("href", "")
    if target.startswith("#") and target[1:] not in anchors:
        name, attributes = "span", {key: part for key, part in attributes.items() if key != "href"}
    shown = "".join(f' {key}="{escape(coded(part))}"' for key, part in attributes.items())
    if name in _VOID:
        pieces.append(f"<{name}{shown}/>")
        return
    pieces.append(f"<{name}{shown}>")
    if name == "style":
        pieces.extend(str(each) for each in tag_.inside)  # our own, and not read as text in HTML
    else:
        _write(tag_.inside, anchors, pieces)
    pieces.append(f"</{name}>{_ENDS.get(name, '')}")


_ENDS = dict.fromkeys(
    ("article", "details", "dl", "figure", "h1", "h2", "h3", "head", "header", "li", "nav", "p",
     "section", "style", "table", "tbody", "thead", "title", "tr", "ul"),
    "\n",
)  # fmt: skip
"""After these a line ends, so that a file can be compared with another."""
