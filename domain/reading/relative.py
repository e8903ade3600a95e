"""Dates that count from the day of publication: "last month", "within two weeks", "soon"."""

import datetime
import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.dates import LAST_YEAR, span
from domain.reading.almanac import COUNTS, MONTHS, either, last_of, week

if TYPE_CHECKING:
    from domain.reading.dates import Words


def _moved(today: datetime.date, unit: str, by: int) -> str:
    """The day, week, month, quarter or year that lies so many of them away."""
    match unit:
        case "day":
            return str(today + timedelta(days=by))
        case "week":
            return week(today + timedelta(days=7 * by))
        case "month":
            months = 12 * today.year + today.month - 1 + by
            return f"{months // 12:04}-{months % 12 + 1:02}"
        case "quarter":
            quarters = 4 * today.year + (today.month - 1) // 3 + by
            return f"{quarters // 4:04}-Q{quarters % 4 + 1}"
        case _:
            return f"{today.year + by:04}"


_UNITS = {
    **dict.fromkeys(("day", "days", "jour", "jours"), "day"),
    **dict.fromkeys(("week", "weeks", "semaine", "semaines"), "week"),
    **dict.fromkeys(("month", "months", "mois"), "month"),
    **dict.fromkeys(("quarter", "quarters", "trimestre", "trimestres"), "quarter"),
    **dict.fromkeys(("year", "years", "an", "ans", "année", "années"), "year"),
}
_NEEDS = {"day": 10, "week": 10, "month": 7, "quarter": 7, "year": 4}


def _plain_day(words: "Words", match: re.Match[str]) -> str:
    away = {
        "the day before yesterday": -2,
        "avant-hier": -2,
        "yesterday": -1,
        "hier": -1,
        "tomorrow": 1,
        "demain": 1,
        "the day after tomorrow": 2,
        "après-demain": 2,
    }.get(match[0], 0)
    return _moved(words.today(10), "day", away)


def _this_or_that(words: "Words", match: re.Match[str]) -> str:
    """ "this week", "la semaine dernière"."""
    unit = _UNITS[match["unit"]]
    return _moved(words.today(_NEEDS[unit]), unit, _way(match[0]))


def _way(spoken: str) -> int:
    """-1 for what is past, 1 for what comes, 0 for this one."""
    if re.search(r"\b(last|previous|dernier|dernière|passée?)\b", spoken):
        return -1
    return 1 if re.search(r"\b(next|coming|prochaine?)\b", spoken) else 0


def _month_of(words: "Words", match: re.Match[str]) -> str:
    """ "last October", "en octobre dernier"; refused where two years are meant as often."""
    month, way = MONTHS[match["month"]], _way(match[0])
    today = words.today(7)
    if way < 0:
        near_by = today.year if month < today.month else today.year - 1
    elif way > 0:
        near_by = today.year if month > today.month else today.year + 1
    else:
        near_by = today.year
    far = today.year + way
    if near_by != far and match["english"]:
        message = f"{near_by}-{month:02} or {far}-{month:02}?"
        raise words.refuse(message, "write the one you mean", code="E-DATE-AMBIG")
    return f"{near_by:04}-{month:02}"


def _ago(words: "Words", match: re.Match[str]) -> str:
    """ "three days ago" is that day; "three weeks ago" is about that day."""
    unit, by = _UNITS[match["unit"]], _how_many(match["count"])
    today = words.today(_NEEDS[unit])
    moved = _moved(today, "day", -7 * by) if unit == "week" else _moved(today, unit, -by)
    return moved if unit in ("day", "quarter") else f"{moved}~"


def _within(words: "Words", match: re.Match[str]) -> str:
    """ "within two weeks" is by that day; "in two weeks" is about that day."""
    unit, by, spoken = _UNITS[match["unit"]], _how_many(match["count"]), match[0]
    inside = bool(re.search(r"\b(within|next|coming|prochaine?s|sous)\b", spoken))
    about = not inside and spoken.startswith(("in ", "dans "))
    if not (inside or about or words.hedge == "at_most"):
        raise words.refuse("a length of time, not a date", "write 'within two weeks' or the date")
    today = words.today(10)
    if inside and words.hedge not in ("", "at_most"):
        raise words.refuse("two bounds at once", "write the date itself")
    words.hedge = "at_most" if inside else words.hedge
    if unit in ("day", "week"):
        reached = today + timedelta(days=by * (7 if unit == "week" else 1))
    else:
        months = 12 * today.year + today.month - 1
        months += by * {"month": 1, "quarter": 3, "year": 12}[unit]
        if months // 12 > LAST_YEAR:
            raise words.refuse("that is too far ahead", "write the date itself")
        last = last_of(months // 12, months % 12 + 1)
        reached = last.replace(day=min(today.day, last.day))
    return f"{reached}~" if about else str(reached)


def _how_many(word: str) -> int:
    return int(word) if word.isdigit() else COUNTS[word]


def _end_of(words: "Words", match: re.Match[str]) -> str:
    """ "the end of the month", "fin de l'année", "year-end"."""
    unit = _UNITS[match["unit"]] if match["unit"] else "year"
    whole = _moved(words.today(_NEEDS[unit]), unit, max(_way(match[0]), 0))
    words.vague = words.ending = True
    return f"{whole}-12" if unit == "year" else whole


def _weekend(words: "Words", match: re.Match[str]) -> str:
    today = words.today(10)
    saturday = today + timedelta(days=-1 if today.weekday() == 6 else 5 - today.weekday())
    if _way(match[0]):
        hint = f"write {saturday} or {saturday + timedelta(days=7)}"
        raise words.refuse("which weekend?", hint, code="E-DATE-AMBIG")
    return f"{saturday}/{saturday + timedelta(days=1)}"


def _soon(words: "Words", match: re.Match[str]) -> str:
    """ "soon", "within weeks": not before the day it was said, and no more is known."""
    if words.hedge not in ("", "at_most"):
        raise words.refuse("two bounds at once", "write the date itself")
    if not words.hedge and match[0] in _UNITS:
        raise words.refuse("a length of time, not a date", "write 'within weeks' or the date")
    today = words.today(10)
    words.hedge = "at_least"
    return str(today)


def _later(words: "Words", match: re.Match[str]) -> str:
    """ "later this year": some day between publication and the year's end."""
    if words.hedge:
        raise words.refuse("two bounds at once", "write the date itself")
    today, unit = words.today(10), _UNITS[match["unit"]]
    return f"{today}/{span(_moved(today, unit, 0))[1][:10]}"


def _earlier(words: "Words", match: re.Match[str]) -> str:
    """ "earlier this month": some day between its first and that of publication."""
    if words.hedge:
        raise words.refuse("two bounds at once", "write the date itself")
    today, unit = words.today(10), _UNITS[match["unit"]]
    return f"{span(_moved(today, unit, 0))[0][:10]}/{today}"


def _recently(words: "Words", _match: re.Match[str]) -> str:
    """ "recently": by the day it was said, and no more is known."""
    today = words.today(10)
    if words.hedge:
        raise words.refuse("two bounds at once", "write the date itself")
    words.hedge = "at_most"
    return str(today)


_UNIT = rf"(?P<unit>{either(_UNITS)})"
_COUNT = rf"(?P<count>[0-9]{{1,3}}|{either(COUNTS)})"
_MONTH = rf"(?P<month>{either(MONTHS)})"
RELATIVE: tuple[tuple[str, Callable[["Words", re.Match[str]], str]], ...] = (
    (
        r"today|yesterday|tomorrow|aujourd'hui|hier|demain|immediately|at once|right away|"
        r"the day before yesterday|the day after tomorrow|avant-hier|après-demain|"
        r"immédiatement|tout de suite|sans délai",
        _plain_day,
    ),
    (rf"(?:this|last|the last|the previous|next|the coming|the current) {_UNIT}", _this_or_that),
    (rf"(?:ce|cet|cette) {_UNIT}(?:-ci)?", _this_or_that),
    (rf"(?:le |la |l')?{_UNIT} (?:derni[eè]re?|passée?|prochaine?)", _this_or_that),
    (rf"(?P<english>last|this past|this|this coming|next) {_MONTH}", _month_of),
    (rf"(?:en |in )?{_MONTH} (?P<english>)(?:dernier|prochain)", _month_of),
    (rf"{_COUNT} {_UNIT} ago", _ago),
    (rf"il y a {_COUNT} {_UNIT}", _ago),
    (
        rf"(?:within |in |in the |the |over the |dans |dans les |les |sous )?(?:next |coming )?"
        rf"{_COUNT} (?:prochaines |prochains )?{_UNIT}",
        _within,
    ),
    (rf"(?:the )?end of (?:the |this |next ){_UNIT}", _end_of),
    (rf"(?:la )?fin (?:de la |du |de l'|de cette |de ce |de )?{_UNIT}(?: prochaine?)?", _end_of),
    (r"(?:the )?year[ -]end(?P<unit>)", _end_of),
    (r"(?:this|the|next) weekend|(?:ce|le) week-end(?: prochain)?", _weekend),
    (
        r"soon|very soon|shortly|imminently|bientôt|prochainement|"
        r"(?:within |in the |the )?(?:coming |next )?(?:few )?(?:days|weeks|months)|"
        r"(?:dans )?(?:les |quelques )?(?:prochaines? )?(?:jours|semaines|mois)(?: à venir)?",
        _soon,
    ),
    (rf"(?:later this |plus tard cette |plus tard dans l'|plus tard ce ){_UNIT}", _later),
    (rf"(?:earlier this |plus tôt cette |plus tôt ce ){_UNIT}", _earlier),
    (r"recently|lately|récemment|dernièrement", _recently),
)
"""Forms that count from the day of publication, each with its reader."""
