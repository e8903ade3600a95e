"""From amounts and days to places on the paper, and where the ticks stand."""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_CEILING, Decimal

Place = Callable[[Decimal], float]


def linear(low: Decimal, high: Decimal, start: float, end: float) -> Place:
    """A straight scale from `low` at `start` to `high` at `end`; if they are one, the middle."""
    if low == high:
        return lambda _: (start + end) / 2
    return lambda amount: start + float((amount - low) / (high - low)) * (end - start)


def ticks(low: Decimal, high: Decimal, most: int = 5) -> list[Decimal]:
    """At most `most` + 1 round numbers between two, in steps of 1, 2 or 5 times a power of ten."""
    if high <= low:
        return [low]
    rough = (high - low) / most
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    first = (low / step).to_integral_value(ROUND_CEILING) * step
    count = int((high - first) / step) + 1
    return [first + step * place for place in range(count)]


def days(first: date, last: date, most: int = 6) -> list[tuple[date, str]]:
    """The first days of months, quarters or years between two days, with what to write there."""
    months = _months(first, last)
    for every in (1, 2, 3, 6, 12, 24, 60, 120):
        kept = [each for each in months if (each.year * 12 + each.month - 1) % every == 0]
        if len(kept) <= most:
            break
    if len(kept) < 2:  # within two months: the days themselves
        return [(first, f"{first.day} {first:%b %Y}"), (last, f"{last.day} {last:%b %Y}")][
            : 1 + (first < last)
        ]
    return [
        (each, f"{each:%b %Y}" if place == 0 or each.month <= every else f"{each:%b}")
        for place, each in enumerate(kept)
    ]


def _months(first: date, last: date) -> list[date]:
    found = []
    year, month = first.year, first.month
    while date(year, month, 1) <= last:
        if date(year, month, 1) >= first:
            found.append(date(year, month, 1))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found
