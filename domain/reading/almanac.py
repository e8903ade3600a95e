"""The words of dates in English and French, from `words/dates/`, and counting in the calendar.

Both languages are read together, as reports mix them. A phrase may mean several things ("second",
"sept", "an"): all are kept, and the text decides. Nothing is loaded before a date is read.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("any", "en", "fr")

Meanings = dict[str, list[tuple[str, Any]]]
"""A phrase in lower case with spaces for hyphens, and the sorts and meanings it may have."""

LENGTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""The units that are whole months, and of how many."""
_AROUND = {"before": -1, "here": 0, "after": 1, "just_before": -1, "just_after": 1}


@cache
def meanings(field: str = "") -> Meanings:
    """Every phrase of dates, with what a field of that name says by itself ("matures in")."""
    found: Meanings = {}
    for language in LANGUAGES:
        _take(found, words_in(language))
    if not field:
        return found
    found = {phrase: list(several) for phrase, several in found.items()}
    for language in LANGUAGES:
        said = words_in(language).get("said", {})
        for name in ("any", field):
            _add(found, said.get(name, ()), "said", None)
            _add(found, said.get(f"{name}_as_quoted", ()), "said", "as_quoted")
    return found


@cache
def longest() -> int:
    """The length of the longest phrase."""
    said = (phrase for language in LANGUAGES for some in words_in(language).get("said", {}).values()
            for phrase in some)  # fmt: skip
    return max(map(len, (*meanings(), *said)))


@cache
def names(sort: str) -> frozenset[str]:
    """The words of one sort, such as the names of months."""
    return frozenset(
        phrase for phrase, several in meanings().items() if any(each == sort for each, _ in several)
    )


def either(words: Iterable[str]) -> str:
    """The words as one alternative of a regular expression, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def weekday_name(number: int) -> str:
    """A weekday in English, by its number (0 is Monday)."""
    name: str = words_in("en")["weekdays"][str(number + 1)][0]
    return name.capitalize()


@cache
def words_in(name: str) -> dict[str, Any]:
    """The file of a language as it is written, `any` for what all have."""
    import tomllib

    place = Path(__file__).parent / "words" / "dates" / f"{name}.toml"
    read: dict[str, Any] = tomllib.loads(place.read_text(encoding="utf-8"))
    return read


def _take(found: Meanings, words: Mapping[str, Any]) -> None:
    for table, sort in (("months", "month"), ("seasons", "season")):
        for number, phrases in words.get(table, {}).items():
            _add(found, phrases, sort, int(number))
    for number, phrases in words.get("weekdays", {}).items():
        _add(found, phrases, "weekday", int(number) - 1)
    for day, phrases in words.get("feasts", {}).items():
        _add(found, phrases, "feast", day)
    for number, phrases in words.get("ordinals", {}).items():
        _add(found, phrases, "ordinal", 0 if number == "last" else int(number))
    numbers = words.get("numbers", {})
    for number, phrase in enumerate(numbers.get("units", ()), 1):
        _add(found, (phrase,), "count", (number, False))
    for number, phrases in numbers.get("others", {}).items():
        _add(found, phrases, "count", (int(number), False))
    for number, phrases in words.get("rough", {}).items():
        _add(found, phrases, "count", (int(number), True))
    for length, phrases in words.get("lengths", {}).items():
        number, _, unit = length.partition(" ")
        _add(found, phrases, "length", (int(number), unit))
    for unit, phrases in words.get("one", {}).items():
        _add(found, phrases, "unit", unit)
    for unit, phrases in words.get("several", {}).items():
        _add(found, phrases, "units", unit)
    for where, phrases in words.get("way", {}).items():
        name = where.removesuffix("_of_several")
        sort = "near_way" if name.startswith("just") else "way"
        _add(found, phrases, sort if name == where else "ways", _AROUND[name])
    for part, phrases in words.get("parts", {}).items():
        _add(found, phrases, "part", part)
    for days, phrases in words.get("near", {}).items():
        _add(found, phrases, "near", int(days))
    for table, sort in (("hedges", "hedge"), ("hedges_after", "late_hedge")):
        for name, phrases in words.get(table, {}).items():
            _add(found, phrases, sort, name)
    for sort, phrases in words.get("grammar", {}).items():
        _add(found, phrases, sort, None)


def _add(found: Meanings, phrases: Iterable[str], sort: str, meaning: Any) -> None:
    for phrase in phrases:
        several = found.setdefault(phrase.replace("-", " "), [])
        if (sort, meaning) not in several:
            several.append((sort, meaning))


# -- the calendar ----------------------------------------------------------------------------------


def last_of(year: int, month: int) -> datetime.date:
    """The last day of a month."""
    return datetime.date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def week(day: datetime.date) -> str:
    """The week of a day, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return f"{monday}/{monday + timedelta(days=6)}"


def moved(today: datetime.date, unit: str, by: int) -> str:
    """The day, week, month, quarter, half or year that lies so many of them away."""
    match unit:
        case "day":
            return str(today + timedelta(days=by))
        case "week":
            return week(today + timedelta(days=7 * by))
        case "fortnight":
            return week(today + timedelta(days=14 * by))
        case "month":
            months = 12 * today.year + today.month - 1 + by
            return f"{months // 12:04}-{months % 12 + 1:02}"
        case "quarter":
            quarters = 4 * today.year + (today.month - 1) // 3 + by
            return f"{quarters // 4:04}-Q{quarters % 4 + 1}"
        case "half":
            halves = 2 * today.year + (today.month - 1) // 6 + by
            return f"{halves // 2:04}-H{halves % 2 + 1}"
        case _:
            return f"{today.year + by:04}"
