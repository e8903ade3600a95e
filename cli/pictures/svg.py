"""The few elements that pictures are made of, escaped once, here."""

from collections.abc import Iterable
from decimal import Decimal
from html import escape

INK, QUIET, LINE, ACCENT, WARN, PAPER = (
    "#1f2430",
    "#6b7280",
    "#d5d9e0",
    "#1d5fa8",
    "#a8501d",
    "#ffffff",
)
"""On white paper 4.5:1 for text and 3:1 for marks (WCAG 2.2, 1.4.3 and 1.4.11)."""

Number = int | float | Decimal


class Drawn:
    """A picture as markup, what it says escaped already; a template asks it for `__html__`."""

    __slots__ = ("svg",)

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def __html__(self) -> str:
        return self.svg


def element(name: str, *inside: str, **attributes: str | Number | None) -> str:
    """One element; `inside` is SVG already, attributes are not; `class_` stands for `class`.

    An attribute that is None is left out. Underscores in a name become hyphens.
    """
    parts = [name]
    for key, value in attributes.items():
        if value is not None:
            shown = value if isinstance(value, str) else _short(value)
            parts.append(f'{key.rstrip("_").replace("_", "-")}="{printable(shown)}"')
    opening = " ".join(parts)
    return f"<{opening}>{''.join(inside)}</{name}>" if inside else f"<{opening}/>"


def printable(text: str) -> str:
    """Text for markup: escaped, and signs that XML cannot hold or that turn text round as codes."""
    kept = "".join(
        sign if sign.isprintable() or sign == " " else f"<U+{ord(sign):04X}>" for sign in text
    )
    return escape(kept, quote=True)


def words(
    text: str,
    x: Number,
    y: Number,
    *,
    size: Number = 12,
    anchor: str | None = None,
    fill: str = INK,
    class_: str | None = None,
    weight: str | None = None,
) -> str:
    """A line of text with its baseline at `y`."""
    return element(
        "text", printable(text), x=x, y=y, font_size=size, text_anchor=anchor, fill=fill,
        class_=class_, font_weight=weight,
    )  # fmt: skip


def cut(text: str, most: int) -> str:
    """The text, or as much as fits in `most` signs with an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def linked(mark: str, name: str, href: str | None) -> str:
    """A mark with its name; a link, so that a keyboard reaches it, where there is an address."""
    titled = element("title", printable(name))
    if href is None:
        return element("g", titled, mark, role="img", aria_label=name, class_="mark")
    return element("a", titled, mark, href=href, aria_label=name, class_="mark")


def picture(inside: Iterable[str], *, width: Number, height: Number, name: str, class_: str) -> str:
    """The whole picture, as wide as its place allows up to its own width."""
    return element(
        "svg",
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_short(width)} {_short(height)}",
        width=width,
        height=height,
        role="group",
        aria_label=name,
        class_=f"picture {class_}",
        font_family="system-ui, sans-serif",
    )


def path(*steps: str, **attributes: str | Number | None) -> str:
    """A path of ready steps such as `M 3 4`."""
    return element("path", d=" ".join(steps), **attributes)


def at(command: str, *places: Number) -> str:
    """One step of a path, its numbers at a tenth of a pixel."""
    return " ".join((command, *map(_short, places)))


def _short(value: Number) -> str:
    return f"{float(value):.1f}".removesuffix(".0")
