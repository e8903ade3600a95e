"""Standing as a shape *and* a colour, so that neither colour-blind eyes nor print lose it."""

from cli.pictures.svg import ACCENT, INK, PAPER, QUIET, WARN, Number, at, element, path

SIGNS = {"confirmed": "●", "rumored": "○", "contested": "◐", "denied": "✕", "withdrawn": "⊘"}
"""The same shapes as signs, for text beside a picture."""


def standing(word: str | None, x: Number, y: Number, radius: float = 5) -> str:
    """The shape of a standing with its middle at a place; a small square where none is known."""
    x, y = float(x), float(y)
    shape = _SHAPES.get(word or "", _square)
    return shape(x, y, radius, f"standing {word or 'unknown'}")


def _full(x: float, y: float, radius: float, class_: str) -> str:
    return element("circle", cx=x, cy=y, r=radius, fill=ACCENT, stroke=ACCENT, class_=class_)


def _ring(x: float, y: float, radius: float, class_: str) -> str:
    return element(
        "circle", cx=x, cy=y, r=radius - 0.5, fill=PAPER, stroke=ACCENT, stroke_width=2,
        class_=class_,
    )  # fmt: skip


def _half(x: float, y: float, radius: float, class_: str) -> str:
    left = path(
        at("M", x, y - radius), at("A", radius, radius, 0, 0, 0, x, y + radius), "Z", fill=WARN
    )
    ring = element("circle", cx=x, cy=y, r=radius, fill=PAPER, stroke=WARN, stroke_width=2)
    return element("g", ring, left, class_=class_)


def _cross(x: float, y: float, radius: float, class_: str) -> str:
    r = radius * 0.85
    return path(
        at("M", x - r, y - r), at("L", x + r, y + r), at("M", x - r, y + r), at("L", x + r, y - r),
        stroke=WARN, stroke_width=2.5, fill="none", class_=class_,
    )  # fmt: skip


def _struck(x: float, y: float, radius: float, class_: str) -> str:
    ring = element("circle", cx=x, cy=y, r=radius, fill=PAPER, stroke=QUIET, stroke_width=2)
    bar = path(
        at("M", x - radius, y + radius), at("L", x + radius, y - radius), stroke=QUIET,
        stroke_width=2,
    )  # fmt: skip
    return element("g", ring, bar, class_=class_)


def _square(x: float, y: float, radius: float, class_: str) -> str:
    r = radius * 0.8
    return element(
        "rect", x=x - r, y=y - r, width=2 * r, height=2 * r, fill=PAPER, stroke=INK, class_=class_
    )


_SHAPES = {
    "confirmed": _full,
    "rumored": _ring,
    "contested": _half,
    "denied": _cross,
    "withdrawn": _struck,
}
