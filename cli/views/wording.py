"""How pages word what they show, beside the words that the command line has."""

from collections.abc import Callable, Mapping
from datetime import date as calendar_day
from typing import Any
from urllib.parse import urlsplit

from cli.words import SOURCING, count, date, day, plural, words
from domain.dates import span


def days_between(earlier: str | None, instant: str) -> int | None:
    """Whole days from the last day of a date to an instant; None without a date."""
    if not earlier:
        return None
    start = calendar_day.fromisoformat(span(earlier)[1][:10])
    return (calendar_day.fromisoformat(instant[:10]) - start).days


def ago(days: int | None) -> str:
    """`today`, `1 day`, `12 days`, `5 months`, `2 years`."""
    if days is None:
        return ""
    if days <= 0:
        return "today"
    if days < 60:
        return count(days, "day")
    return count(days // 30, "month") if days < 730 else count(days // 365, "year")


def outside(url: str | None) -> str | None:
    """An address that a page may link to; None for anything but a web address."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def host_of(url: str) -> str:
    """The site of a web address, as a link's text."""
    return urlsplit(url).netloc.removeprefix("www.")


def sourcing(word: str) -> str:
    """How a source knew, in words."""
    return SOURCING.get(word, words(word))


GLOBALS: Mapping[str, Any] = {"count": count}
FILTERS: Mapping[str, Callable[..., Any]] = {
    "ago": ago,
    "date": date,
    "day": day,
    "host": host_of,
    "outside": outside,
    "plural": plural,
    "sourcing": sourcing,
    "words": words,
}
