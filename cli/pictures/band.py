"""The hedge of one figure as a band, in the space of a word; its words stand beside it."""

from decimal import Decimal

from cli.pictures.course import Json, ends_of
from cli.pictures.scales import linear
from cli.pictures.svg import ACCENT, LINE, at, element, path

_FADES = ("0.5", "0.28", "0.12")  # towards an open end


def band(value: Json | None, *, width: int = 72, height: int = 10) -> str:
    """From zero to a third above the figure: what it leaves possible, open ends fading out.

    Gives '' for an exact figure, which has no hedge, for days, words and what is not a number. The
    scale is each figure's own, so that bands tell hedges and not sizes; hence it has no name for
    screen readers, to whom the words say the same.
    """
    ends = ends_of(value)
    if ends is None or value is None or value["type"] == "date":
        return ""
    if value.get("qualifier") in ("exactly", None):
        return ""
    stated = [end for end in ends if end is not None]
    most = max(stated) * 4 / 3
    if most <= 0:
        return ""
    x = linear(Decimal(0), most, 1, width - 1)
    low = 1.0 if ends.low is None else x(max(ends.low, Decimal(0)))
    high = width - 1.0 if ends.high is None else x(ends.high)
    middle = height / 2
    inside = [
        path(at("M", 1, middle), at("H", width - 1), stroke=LINE, stroke_width=1, class_="grid")
    ]
    if ends.low is None or ends.high is None:
        inside += _fading(low, high, height, rising=ends.low is None)
        inside.append(_upright(high if ends.low is None else low, height))
    else:
        inside.append(_part(low, high - low, height, "0.5"))
        inside += [_upright(end, height) for end in {low, high}] if high - low > 6 else []
    return element(
        "svg", *inside, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {height}",
        width=width, height=height, class_="picture hedge", aria_hidden="true",
    )  # fmt: skip


def _fading(low: float, high: float, height: float, *, rising: bool) -> list[str]:
    """A band in three parts, each lighter than the one nearer to what was said."""
    part = (high - low) / len(_FADES)
    shades = reversed(_FADES) if rising else _FADES
    return [_part(low + part * place, part, height, shade) for place, shade in enumerate(shades)]


def _part(left: float, width: float, height: float, opacity: str) -> str:
    return element(
        "rect", x=left, y=1, width=max(width, 2), height=height - 2, fill=ACCENT,
        fill_opacity=opacity, class_="band",
    )  # fmt: skip


def _upright(across: float, height: float) -> str:
    return path(at("M", across, 0), at("V", height), stroke=ACCENT, stroke_width=2, class_="line")
