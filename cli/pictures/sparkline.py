"""A figure's course in the space of a word, for tables; the figure itself stands beside it."""

from collections.abc import Sequence
from datetime import date

from cli.pictures.course import Json, ordinal, reigns
from cli.pictures.scales import linear
from cli.pictures.svg import ACCENT, QUIET, at, element, path, picture


def sparkline(
    field: str, frames: Sequence[Json], *, until: str, width: int = 96, height: int = 22
) -> str:
    """The leading value of a field over time, from the frames of `replay --json`.

    Gives '' where it never was a number. Only the shape is shown: the scale is its own.
    """
    led = reigns(field, frames)
    if not led:
        return ""
    heights = [each.ends.stated for each in led]
    first, last = led[0].first, max(date.fromisoformat(until[:10]), led[-1].first)
    x = linear(ordinal(first), ordinal(last), 2, width - 4)
    y = linear(min(heights), max(heights), height - 4, 4)
    steps = [at("M", 2, y(heights[0]))]
    for each, amount in zip(led, heights, strict=True):
        steps += [at("H", x(ordinal(each.first))), at("V", y(amount))]
    steps.append(at("H", width - 4))
    line = path(*steps, stroke=ACCENT, stroke_width=1.5, fill="none", class_="line")
    ink = ACCENT if led[-1].stands else QUIET
    end = element("circle", cx=width - 4, cy=y(heights[-1]), r=2.5, fill=ink, class_="point")
    name = f"{field}: {len(led)} value{'s' if len(led) > 1 else ''}, last {led[-1].text}"
    return picture([line, end], width=width, height=height, name=name, class_="sparkline")
