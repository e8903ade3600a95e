"""How a figure moved: the leading value as steps with its band, and a point for every report.

A band that is open at one end fades towards it. Where nothing stands any more (denied, ended, taken
back) the line goes on dashed at its last height. What did not lead is a small ring at its own
value.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from cli.pictures.course import (
    Ends,
    Json,
    Reign,
    Unit,
    day_of,
    ends_of,
    leading_unit,
    ordinal,
    reigns,
    unit_of,
)
from cli.pictures.scales import days, linear, ticks
from cli.pictures.svg import (
    ACCENT,
    LINE,
    PAPER,
    QUIET,
    WARN,
    at,
    element,
    linked,
    path,
    picture,
    words,
)
from domain.record import Record
from domain.values import text

Address = Callable[[Json], str]
"""From a step of an audit to the address that its point leads to."""

_FAR = 3  # a value that led nowhere and is so many times beyond the rest is shown at the edge
_RIGHT, _TOP, _BOTTOM = 14, 14, 28


class _Said(Record):
    """A step with a place: its day, and the ends of what it says."""

    step: Json
    day: date
    ends: Ends


def history(
    field: str,
    frames: Sequence[Json],
    steps: Sequence[Json],
    *,
    until: str,
    name: str = "",
    width: int = 720,
    height: int = 260,
    address: Address | None = None,
) -> str:
    """A step chart of one field up to the day `until`.

    `frames` are those of `replay --json`: they say what led from when on. `steps` are those of
    `audit --json`: each is a point. Gives '' where there is nothing to draw: words, choices, or no
    number at all. What is in another currency or unit than what leads is left out; `left_out`
    counts it.
    """
    drawn = _drawn(steps, leading_unit(field, frames))
    if not drawn:
        return ""
    led = reigns(field, frames)
    name = name or f"{field} over time"
    first = min([drawn[0].day, *(each.first for each in led)])
    asked = max(date.fromisoformat(until[:10]), drawn[-1].day)
    last = min(asked, _quiet_from(first, max([drawn[-1].day, *(each.first for each in led)])))
    left = 64 if width >= 480 else 52
    low, high = _extent(drawn, led)
    frame = _Frame(
        x=linear(ordinal(first), ordinal(last), left + 8, width - _RIGHT - 8),
        y=linear(low, high, height - _BOTTOM, _TOP),
        left=left, width=width, height=height, low=low, high=high, key=_key(name),
    )  # fmt: skip
    inside = [
        _fades(frame.key),
        *_axes(frame, drawn[-1], first, last),
        *([_still(frame, asked)] if last < asked else []),
        *(_reign(frame, each, last) for each in led),
        *_risers(frame, led),
        *_points(frame, drawn, address),
    ]
    return picture(inside, width=width, height=height, name=name, class_="history")


def left_out(field: str, frames: Sequence[Json], steps: Sequence[Json]) -> int:
    """How many steps with a number the chart leaves out, being in another currency or unit."""
    drawn = _drawn(steps, leading_unit(field, frames))
    return sum(ends_of(each["to"]) is not None for each in steps) - len(drawn)


def _quiet_from(first: date, last: date) -> date:
    """How long the paper goes on after the last news: a long silence takes little room."""
    return last + max((last - first) * 2 // 5, timedelta(days=21))


class _Frame(Record):
    """The paper: where days and amounts stand on it, and its margins."""

    x: Callable[[Decimal], float]
    y: Callable[[Decimal], float]
    left: float
    width: float
    height: float
    low: Decimal
    high: Decimal
    key: str

    def across(self, day: date) -> float:
        return self.x(ordinal(day))

    def up(self, amount: Decimal) -> float:
        return self.y(min(max(amount, self.low), self.high))


def _drawn(steps: Iterable[Json], unit: Unit | None) -> list[_Said]:
    """The steps that have a place, by day: of the leading unit, or else of the first one."""
    found = [(each, ends) for each in steps if (ends := ends_of(each["to"])) is not None]
    if found and unit is None:
        unit = unit_of(found[0][0]["to"])
    said = [
        _Said(step=each, day=day_of(each["published"]), ends=ends)
        for each, ends in found
        if unit_of(each["to"]) == unit
    ]
    return sorted(said, key=lambda each: each.day)


def _extent(drawn: Sequence[_Said], reigns: Sequence[Reign]) -> tuple[Decimal, Decimal]:
    """What the paper has to show: all that led, and the rest unless it is far beyond."""
    led: Sequence[Reign | _Said] = reigns or drawn
    ends = [end for each in led for end in each.ends if end is not None]
    far = max(abs(end) for end in ends) * _FAR
    is_date = drawn[0].step["to"]["type"] == "date"
    ends += [each.ends.stated for each in drawn if is_date or abs(each.ends.stated) <= far]
    low, high = min(ends), max(ends)
    if is_date:
        room = max((high - low) / 10, Decimal(5))
        return low - room, high + room
    if low >= 0:
        low = Decimal(0) if low < high / 2 or low == high else low - (high - low) / 4
    return low, high + (high - low) / 12


def _axes(frame: _Frame, unit: _Said, first: date, last: date) -> list[str]:
    found = []
    for amount in _amounts(frame, unit):
        up = frame.y(amount)
        found.append(
            element(
                "line", x1=frame.left, x2=frame.width - _RIGHT, y1=up, y2=up, stroke=LINE,
                class_="grid",
            )
        )  # fmt: skip
        label = _said_as(unit, amount)
        found.append(
            words(label, frame.left - 6, up + 4, size=11, anchor="end", fill=QUIET, class_="tick")
        )
    for day, label in days(first, last, 6 if frame.width >= 480 else 4):
        across = frame.across(day)
        bottom = frame.height - _BOTTOM
        found.append(element("line", x1=across, x2=across, y1=bottom, y2=bottom + 4, stroke=QUIET))
        place = "start" if across < frame.left + 30 else "middle"
        place = "end" if across > frame.width - 50 else place
        found.append(
            words(label, across, bottom + 18, size=11, anchor=place, fill=QUIET, class_="tick")
        )
    return found


def _still(frame: _Frame, until: date) -> str:
    """That the paper ends before the day asked for, since nothing changed up to it."""
    said = f"unchanged to {until.day} {until:%b %Y} →"
    return words(
        said, frame.width - _RIGHT, frame.height - _BOTTOM - 6, size=11, anchor="end", fill=QUIET,
        class_="tick",
    )  # fmt: skip


def _amounts(frame: _Frame, unit: _Said) -> list[Decimal]:
    if unit.step["to"]["type"] == "date":
        ends = (date.fromordinal(int(frame.low)), date.fromordinal(int(frame.high)))
        return [Decimal(day.toordinal()) for day, _ in days(*ends, 5)]
    return ticks(frame.low, frame.high, 4)


def _said_as(unit: _Said, amount: Decimal) -> str:
    """An amount of the axis in the words of the figure, without its hedge."""
    value = unit.step["to"]
    if value["type"] == "date":
        return f"{date.fromordinal(int(amount)):%b %Y}"
    if amount == 0:
        return "0"
    number = "amount" if value["type"] in ("money", "per_share") else "number"
    kept = {part: value[part] for part in ("type", "currency", "unit", "share") if part in value}
    return text({**kept, number: f"{amount:f}", "qualifier": "exactly"})


def _fades(key: str) -> str:
    """The two fillings of bands that are open at one end."""
    return element(
        "defs",
        *(
            element(
                "linearGradient",
                element("stop", offset="0", stop_color=ACCENT, stop_opacity="0.26"),
                element("stop", offset="1", stop_color=ACCENT, stop_opacity="0"),
                id=f"{key}-{way}", x1="0", x2="0", y1=start, y2=end,
            )
            for way, start, end in (("up", "1", "0"), ("down", "0", "1"))
        ),
    )  # fmt: skip


def _key(name: str) -> str:
    """An id for the fillings of one picture, so that two on a page do not share theirs."""
    return "fade-" + "".join(sign if sign.isalnum() else "-" for sign in name.lower())


def _reign(frame: _Frame, reign: Reign, until: date) -> str:
    """The band and the line of one leading value; dashed where it has gone."""
    start, end = frame.across(reign.first), frame.across(reign.last or until)
    if not reign.stands:
        up = frame.up(reign.ends.stated)
        return path(
            at("M", start, up), at("H", end), stroke=QUIET, stroke_width=1.5,
            stroke_dasharray="3 4", fill="none", class_="gone", aria_hidden="true",
        )  # fmt: skip
    top = _TOP if reign.ends.high is None else frame.up(reign.ends.high)
    bottom = frame.height - _BOTTOM if reign.ends.low is None else frame.up(reign.ends.low)
    fill, opacity = ACCENT, "0.18"
    if reign.ends.high is None or reign.ends.low is None:
        fill, opacity = f"url(#{frame.key}-{'up' if reign.ends.high is None else 'down'})", "1"
    band = element(
        "rect", x=start, y=top, width=max(end - start, 1), height=max(bottom - top, 1), fill=fill,
        fill_opacity=opacity, class_="band",
    )  # fmt: skip
    heights = (top, bottom) if reign.ranged else (frame.up(reign.ends.stated),)
    stroke = WARN if reign.standing == "contested" else ACCENT
    lines = (
        path(
            at("M", start, up), at("H", end), stroke=stroke, stroke_width=2, fill="none",
            class_=f"line {reign.standing}",
        )
        for up in heights
    )  # fmt: skip
    return element("g", band, *lines, aria_hidden="true")


def _risers(frame: _Frame, reigns: Sequence[Reign]) -> list[str]:
    """The uprights from one leading value to the next."""
    return [
        path(
            at("M", frame.across(new.first), frame.up(old.ends.stated)),
            at("V", frame.up(new.ends.stated)),
            stroke=ACCENT, stroke_width=1, fill="none", class_="riser", aria_hidden="true",
        )
        for old, new in pairwise(reigns)
        if old.stands and new.stands
    ]  # fmt: skip


def _points(frame: _Frame, drawn: Sequence[_Said], address: Address | None) -> list[str]:
    """A point a step, those at one place side by side."""
    taken: dict[tuple[int, int], int] = {}
    found = []
    for said in drawn:
        step = said.step
        across, up = frame.across(said.day), frame.up(said.ends.stated)
        place = (round(across / 7), round(up / 7))
        across += 5 * taken.get(place, 0)
        taken[place] = taken.get(place, 0) + 1
        across = min(across, frame.width - 5)
        leads = step["led"] and step["step"] != "repeats"
        mark = element(
            "circle", cx=across, cy=up, r=4.5 if leads else 3,
            fill=ACCENT if step["led"] else PAPER, stroke=ACCENT, stroke_width=1.5,
            class_=f"point {'led' if step['led'] else 'beside'}",
        )  # fmt: skip
        if said.step["to"].get("qualifier") == "between" and said.ends.low and said.ends.high:
            ends = frame.up(said.ends.low), frame.up(said.ends.high)
            mark = _span(across, ends, mark)
        if said.ends.stated > frame.high or said.ends.stated < frame.low:
            mark = _beyond(across, up, above=said.ends.stated > frame.high)
        name = ", ".join(
            filter(None, (step["published"], step["source"], step["step"], step["to"]["text"]))
        )
        found.append(linked(mark, name, address(step) if address else None))
    return found


def _span(across: float, ends: tuple[float, float], mark: str) -> str:
    """A value between two ends: an upright between them behind its point."""
    bottom, top = ends
    caps = (
        path(at("M", across - 3, end), at("H", across + 3), stroke=ACCENT, stroke_width=1.5)
        for end in ends
    )
    upright = path(at("M", across, bottom), at("V", top), stroke=ACCENT, stroke_width=1.5)
    return element("g", upright, *caps, mark)


def _beyond(across: float, up: float, *, above: bool) -> str:
    """An arrow at the edge for a value beyond it."""
    tip, foot = (up - 5, up + 3) if above else (up + 5, up - 3)
    return path(
        at("M", across - 4, foot), at("L", across, tip), at("L", across + 4, foot), "Z",
        fill=PAPER, stroke=QUIET, stroke_width=1.5, class_="point beyond",
    )  # fmt: skip
