"""The course of a figure as numbers: what led from when to when, from the frames of a replay."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from domain.dates import span
from domain.record import Record

Json = Mapping[str, Any]
Unit = tuple[Any, ...]
"""What two values have to share to stand on one scale."""

_GONE = ("denied", "withdrawn")
_DRAWN = ("money", "per_share", "percent", "count", "quantity", "period", "date")


class Ends(NamedTuple):
    """What a value leaves possible: None is open, a day is its place in the calendar."""

    low: Decimal | None
    high: Decimal | None

    @property
    def stated(self) -> Decimal:
        """The one number to stand at: the middle, or the end that is not open."""
        closed = [end for end in self if end is not None]
        return sum(closed, Decimal(0)) / len(closed)


class Reign(Record):
    """The time during which one value led; `last` is the day that ended it, None if it leads still.

    `ranged` says that both ends were stated. `stands` is False from where nothing leads any more:
    the ends are then those of the last value.
    """

    ends: Ends
    ranged: bool
    text: str
    standing: str
    stands: bool
    first: date
    last: date | None = None


def ends_of(value: Json | None) -> Ends | None:
    """The ends of a value as JSON; None for words, choices and what is not disclosed."""
    if value is None or value["type"] not in _DRAWN:
        return None
    found = Ends(*(None if value[end] is None else _number(value[end]) for end in ("low", "high")))
    return None if found == (None, None) else found


def unit_of(value: Json) -> Unit:
    """What tells the scale of a value."""
    return tuple(value.get(part) for part in ("type", "currency", "unit", "per", "of", "share"))


def ordinal(day: date) -> Decimal:
    """A day as its place in the calendar."""
    return Decimal(day.toordinal())


def day_of(published: str) -> date:
    """The day by which something was out: the last of a period."""
    return date.fromisoformat(span(published)[1][:10])


def reigns(field: str, frames: Sequence[Json]) -> list[Reign]:
    """What led one field from when to when, in the unit of what led last.

    `frames` are those of `replay --json`. What came and went within a day is left out.
    """
    unit = leading_unit(field, frames)
    found: list[Reign] = []
    for day, after in _changes(field, frames):
        if after and ends_of(after["value"]) and unit_of(after["value"]) != unit:
            continue
        reign = _reign(day, after, found[-1] if found else None)
        if reign is None:
            continue
        if found:
            found[-1] = found[-1].but(last=day)
        found.append(reign)
    return [each for each in found if each.last is None or each.last > each.first]


def leading_unit(field: str, frames: Sequence[Json]) -> Unit | None:
    """The unit of the number that led last; None if none ever did."""
    led = [after["value"] for _, after in _changes(field, frames) if after is not None]
    return next((unit_of(each) for each in reversed(led) if ends_of(each)), None)


def _changes(field: str, frames: Sequence[Json]) -> list[tuple[date, Json | None]]:
    """The days on which a figure changed, and what it was then."""
    return [
        (day_of(frame["date"]), change["after"])
        for frame in frames
        for change in frame["changes"]
        if change["field"] == field
    ]


def _reign(day: date, figure: Json | None, before: Reign | None) -> Reign | None:
    """What begins with a change; None where nothing ever stood that could be drawn."""
    value = figure["value"] if figure else None
    standing = figure["standing"] if figure else "withdrawn"
    ends = ends_of(value)
    if value is None or ends is None:
        return before and before.but(standing=standing, stands=False, first=day, last=None)
    ranged = value["type"] == "date" or value.get("qualifier") == "between"
    return Reign(
        ends=ends,
        ranged=ranged and None not in ends,
        text=value["text"],
        standing=standing,
        stands=standing not in _GONE,
        first=day,
    )


def _number(end: str) -> Decimal:
    return ordinal(date.fromisoformat(end)) if end[4:5] == "-" else Decimal(end)
