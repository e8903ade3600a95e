"""Dates that count from the day of publication: "last month", "within two weeks", "soon"."""

import datetime
import re
from collections.abc import Sequence
from datetime import timedelta

from domain.dates import LAST_YEAR, span
from domain.reading.almanac import LENGTHS, last_of, moved
from domain.reading.datewords import Word
from domain.reading.dating import Reader, Reading, Unread

_NEEDS = {"day": 10, "week": 10, "fortnight": 10, "month": 7, "quarter": 7, "half": 7, "year": 4}
"""How far the day of publication has to be known to count that unit: day, month or year."""
_WAY = "way|near_way"
_ONE = Word("count", "", (1, False))


def _near(reading: Reading, words: Sequence[Word]) -> str:
    return moved(reading.today(10), "day", words[-1].meaning)


def _which(words: Sequence[Word], sort: str) -> Word:
    return next(word for word in words if word.sort in sort.split("|"))


def _this_or_that(reading: Reading, words: Sequence[Word]) -> str:
    """ "this week", "la semaine dernière"."""
    unit, way = _which(words, "unit").meaning, _which(words, _WAY).meaning
    if unit == "day" and way:
        raise Unread  # "the next day" follows what was told before
    if unit == "fortnight" or (reading.across and way):
        return _counted(reading, [_ONE, *words])
    return moved(reading.today(_NEEDS[unit]), unit, way)


def _unit_alone(reading: Reading, words: Sequence[Word]) -> str:
    """ "the end of the month" is of this one; "within the year" may be so, or twelve months."""
    if not reading.vague or words[0].meaning == "fortnight":
        raise Unread
    return moved(reading.today(_NEEDS[words[0].meaning]), words[0].meaning, 0)


def _day_of(reading: Reading, words: Sequence[Word]) -> str:
    """ "le 22 janvier dernier": the nearest such day before publication, or after it."""
    day, month = words[0].meaning, words[1].meaning
    today, way = reading.today(10), words[2].meaning
    tail = f"-{month:02}-{day:02}"
    reading.check(f"{today.year}{tail}")
    this = datetime.date.fromisoformat(f"{today.year}{tail}")
    if not way or this == today:
        raise Unread
    by = way if (this - today).days * way < 0 else 0
    return f"{today.year + by}{tail}"


def _month_of(reading: Reading, words: Sequence[Word]) -> str:
    """ "last October", "en octobre dernier"; refused where two years are meant as often."""
    month, way = _which(words, "month").meaning, _which(words, _WAY).meaning
    today = reading.today(7)
    near = _nearest_year(way, today, month, month)
    if near != today.year + way and words[0].sort == "way":  # English puts it first
        raise _either(reading, f"{near}-{month:02}", f"{today.year + way}-{month:02}")
    return f"{near:04}-{month:02}"


def _nearest_year(way: int, today: datetime.date, first: int, last: int) -> int:
    """The year of the nearest such months before (-1) or after (1) this one."""
    if way < 0:
        return today.year if last < today.month else today.year - 1
    if way > 0:
        return today.year if first > today.month else today.year + 1
    return today.year


def _season_of(reading: Reading, words: Sequence[Word]) -> str:
    """ "this summer", "l'été dernier"; refused where two years are meant as often."""
    season, way = _which(words, "season").meaning, _which(words, _WAY).meaning
    today = reading.today(7)
    if season == 24:
        return _winter(reading, way, today)
    first = 3 * (season - 20)
    if way > 0 and today.month == first:  # by the sun it begins on the twentieth or so
        raise _either(reading, f"{today.year}-{season}", f"{today.year + 1}-{season}")
    near = _nearest_year(way, today, first, first + 2)
    if near != today.year + way and words[0].sort == "way":
        raise _either(reading, f"{near}-{season}", f"{today.year + way}-{season}")
    return f"{near:04}-{season}"


def _winter(reading: Reading, way: int, today: datetime.date) -> str:
    """A winter counts as that of the year in which it begins."""
    begun = today.year - 1 if today.month < 3 else today.year
    if today.month in (12, 1, 2):
        return f"{begun + way}-24"
    if way == 0 and today.month < 9:
        raise _either(reading, f"{today.year - 1}-24", f"{today.year}-24")
    return f"{today.year - 1 if way < 0 else today.year}-24"


def _either(reading: Reading, one: str, other: str) -> Exception:
    message = f"{min(one, other)} or {max(one, other)}?"
    return reading.refuse(message, "write the one you mean", code="E-DATE-AMBIG")


def _weekday(reading: Reading, words: Sequence[Word]) -> str:
    """A weekday alone: the coming one, in a field whose dates lie ahead; else two are possible."""
    day = str(reading.context.day or "")
    if not re.match(r"\d{4}-\d\d-\d\d", day):
        raise reading.refuse("a weekday without its date", "write the date itself")
    today = datetime.date.fromisoformat(day[:10])
    ahead = (words[0].meaning - today.weekday()) % 7
    coming = today + timedelta(days=ahead)
    if not reading.field.ahead or not ahead:
        other = coming + timedelta(days=7 if reading.field.ahead else -7)
        raise _two_days(reading, coming, other)
    return str(reading.today(10) + timedelta(days=ahead))


def _two_days(reading: Reading, one: datetime.date, other: datetime.date) -> Exception:
    hint = f"write {min(one, other)} or {max(one, other)}"
    return reading.refuse("a weekday without its date", hint)


def _weekday_of(reading: Reading, words: Sequence[Word]) -> str:
    """ "next Tuesday": the coming one, where that is the Tuesday of the next week as well."""
    name, way = _which(words, "weekday").meaning, _which(words, _WAY).meaning
    today = reading.today(10)
    in_week = today + timedelta(days=name - today.weekday() + 7 * way)
    if way > 0:
        near = today + timedelta(days=(name - today.weekday()) % 7 or 7)
    elif way < 0:
        near = today - timedelta(days=(today.weekday() - name) % 7 or 7)
    else:
        near = today + timedelta(days=(name - today.weekday()) % 7)
    if near != in_week and words[0].sort != "near_way":
        raise _two_days(reading, near, in_week)
    return str(near)


def _weekday_of_week(reading: Reading, words: Sequence[Word]) -> str:
    """ "Tuesday of next week"."""
    name, way = _which(words, "weekday").meaning, _which(words, _WAY).meaning
    if _which(words, "unit").meaning != "week":
        raise Unread
    today = reading.today(10)
    return str(today + timedelta(days=name - today.weekday() + 7 * way))


def _weekend(reading: Reading, words: Sequence[Word]) -> str:
    way = _which(words, _WAY).meaning if len(words) > 1 else None
    today = reading.today(10)
    saturday = today + timedelta(days=-1 if today.weekday() == 6 else 5 - today.weekday())
    before = saturday - timedelta(days=7)
    if way == -1 and 1 <= today.weekday() <= 4:
        saturday = before
    elif way == -1:
        raise _two_weekends(reading, before - timedelta(days=7), before)
    elif way == 1:
        raise _two_weekends(reading, saturday, saturday + timedelta(days=7))
    elif way is None and not reading.vague:
        raise _two_weekends(reading, before, saturday)
    return f"{saturday}/{saturday + timedelta(days=1)}"


def _two_weekends(reading: Reading, one: datetime.date, other: datetime.date) -> Exception:
    hint = f"write {one}/{one + timedelta(days=1)} or {other}/{other + timedelta(days=1)}"
    return reading.refuse("which weekend?", hint, code="E-DATE-AMBIG")


def _overnight(reading: Reading, _words: Sequence[Word]) -> str:
    today = reading.today(10)
    return f"{today - timedelta(days=1)}/{today}"


# -- so many days, weeks or months -----------------------------------------------------------------


def _count(words: Sequence[Word]) -> tuple[int, bool, str]:
    """How many, whether that is rounded, and of what."""
    count, unit = _which(words, "count|number"), _which(words, "unit|units").meaning
    number, rough = count.meaning if count.sort == "count" else (count.meaning, False)
    return (2 * number, rough, "week") if unit == "fortnight" else (number, rough, unit)


def _ago(reading: Reading, words: Sequence[Word]) -> str:
    """ "three days ago" is that day; "three weeks ago" is about that day."""
    if not any(word.sort in ("count", "number") for word in words):
        words = [*words, _ONE]  # "il y a quinze jours" is one fortnight
    by, rough, unit = _count(words)
    today = reading.today(_NEEDS[unit])
    if unit == "half":
        unit, by = "month", 6 * by
    back = moved(today, "day", -7 * by) if unit == "week" else moved(today, unit, -by)
    if unit == "quarter" and rough:
        raise Unread
    return back if unit == "quarter" or (unit == "day" and not rough) else f"{back}~"


def _within(reading: Reading, words: Sequence[Word]) -> str:
    """ "within two weeks" is by that day; "in two weeks" is about that day."""
    by, rough, unit = _count(words)
    inside = any(word.sort in ("way", "ways") for word in words) or reading.hedge == "at_most"
    if not (inside or reading.inside or any(word.sort == "from_now" for word in words)):
        raise reading.refuse("a length of time, not a date", "write 'within two weeks' or the date")
    if reading.hedge not in ("", "at_most"):
        raise reading.refuse("two bounds at once", "write the date itself")
    today = reading.today(10)
    reading.hedge = "at_most" if inside else ""
    if unit in ("day", "week"):
        reached = today + timedelta(days=by * (7 if unit == "week" else 1))
    else:
        months = 12 * today.year + today.month - 1
        months += by * LENGTHS[unit]
        if months // 12 > LAST_YEAR:
            raise reading.refuse("that is too far ahead", "write the date itself")
        last = last_of(months // 12, months % 12 + 1)
        reached = last.replace(day=min(today.day, last.day))
    return str(reached) if inside and not rough else f"{reached}~"


def _in_the_last(reading: Reading, words: Sequence[Word]) -> str:
    """ "over the last two weeks": some day from then to publication."""
    by, rough, unit = _count(words)
    if rough or reading.hedge not in ("", "at_most"):
        raise Unread
    reading.hedge = ""
    today = reading.today(10)
    if unit in ("day", "week"):
        return f"{today - timedelta(days=by * (7 if unit == 'week' else 1))}/{today}"
    months = 12 * today.year + today.month - 1 - by * LENGTHS[unit]
    last = last_of(months // 12, months % 12 + 1)
    return f"{last.replace(day=min(today.day, last.day))}/{today}"


def _past(reading: Reading, words: Sequence[Word]) -> str:
    """ "in the past week": the seven days up to publication."""
    counted = [word for word in words if word.sort in ("count", "number")]
    return _in_the_last(reading, [*(counted or [_ONE]), words[-1]])


def _counted(reading: Reading, words: Sequence[Word]) -> str:
    way = next((word.meaning for word in words if word.sort in ("way", "ways")), 1)
    if way == 0:
        raise Unread
    return _within(reading, words) if way > 0 else _in_the_last(reading, words)


# -- words that name no day ------------------------------------------------------------------------


def _soon(reading: Reading, words: Sequence[Word]) -> str:
    """ "soon", "within weeks": not before the day it was said, and no more is known."""
    if reading.hedge not in ("", "at_most"):
        raise reading.refuse("two bounds at once", "write the date itself")
    bare = len(words) == 1 and words[0].sort == "units"
    if bare and not (reading.inside or reading.hedge):
        raise reading.refuse("a length of time, not a date", "write 'within weeks' or the date")
    if any(word.sort in ("way", "ways") and word.meaning < 1 for word in words):
        return _recently(reading, words)
    today = reading.today(10)
    reading.hedge = "at_least"
    return str(today)


def _few(reading: Reading, words: Sequence[Word]) -> str:
    """ "in a few weeks"; but not the length of time alone."""
    named = any(word.sort in ("next_few", "ways") for word in words)
    if not (named or reading.inside or reading.hedge):
        raise reading.refuse("a length of time, not a date", "write 'within weeks' or the date")
    return _soon(reading, words)


def _recently(reading: Reading, _words: Sequence[Word]) -> str:
    """ "recently": by the day it was said, and no more is known."""
    if reading.hedge:
        raise reading.refuse("two bounds at once", "write the date itself")
    today = reading.today(10)
    reading.hedge = "at_most"
    return str(today)


def _unit_of(words: Sequence[Word]) -> str:
    if any(word.sort == "way" and word.meaning for word in words):
        raise Unread
    unit: str = _which(words, "unit").meaning
    return unit


def _later(reading: Reading, words: Sequence[Word]) -> str:
    """ "later this year": some day between publication and the year's end."""
    if reading.hedge:
        raise reading.refuse("two bounds at once", "write the date itself")
    unit, today = _unit_of(words), reading.today(10)
    return f"{today}/{span(moved(today, unit, 0))[1][:10]}"


def _earlier(reading: Reading, words: Sequence[Word]) -> str:
    """ "earlier this month": some day between its first and that of publication."""
    if reading.hedge:
        raise reading.refuse("two bounds at once", "write the date itself")
    unit, today = _unit_of(words), reading.today(10)
    return f"{span(moved(today, unit, 0))[0][:10]}/{today}"


def _end_of(reading: Reading, words: Sequence[Word]) -> str:
    """ "year-end", "fin de mois": of this one, or of the one that is named."""
    unit = words[0].sort.partition("_")[0]
    way = words[1].meaning if len(words) > 1 else 0
    whole = moved(reading.today(_NEEDS[unit]), unit, way)
    reading.vague = "end"
    return f"{whole}-12" if unit == "year" else whole


def _start_of(reading: Reading, words: Sequence[Word]) -> str:
    """ "en début d'année": of this one or the next, if nothing says which."""
    unit = words[0].sort.partition("_")[0]
    today = reading.today(_NEEDS[unit])
    if len(words) == 1:
        raise _either(reading, moved(today, unit, 0), moved(today, unit, 1))
    reading.vague = "early"
    return moved(today, unit, words[1].meaning)


_ENDS = "year_end|month_end|quarter_end|week_end"
_STARTS = "year_start|month_start|week_start"
FORMS: Sequence[tuple[str, Reader]] = (
    ("near", _near),
    ("earlier|later near", _near),
    ("way|near_way unit", _this_or_that),
    ("unit way", _this_or_that),
    ("unit", _unit_alone),
    ("way|near_way month", _month_of),
    ("month way", _month_of),
    ("number|nth|ordinal month way", _day_of),
    ("way|near_way season", _season_of),
    ("season way", _season_of),
    ("weekday", _weekday),
    ("way|near_way weekday", _weekday_of),
    ("weekday way", _weekday_of),
    ("weekday way unit", _weekday_of_week),
    ("weekday unit way", _weekday_of_week),
    ("weekend", _weekend),
    ("way|near_way weekend", _weekend),
    ("weekend way", _weekend),
    ("overnight", _overnight),
    ("count|number unit|units ago", _ago),
    ("ago count|number unit|units", _ago),
    ("unit ago", _ago),
    ("ago unit", _ago),
    ("few unit|units ago", _recently),
    ("ago few unit|units", _recently),
    ("count|number unit|units", _within),
    ("count|number unit|units from_now", _within),
    ("way count|number unit|units", _counted),
    ("count|number way|ways unit|units", _counted),
    ("ways count|number unit|units", _counted),
    ("count|number unit|units ways", _counted),
    ("past unit", _past),
    ("past count|number unit|units", _past),
    ("past units", _recently),
    ("soon", _soon),
    ("units", _soon),
    ("way units", _soon),
    ("ways unit|units", _soon),
    ("unit|units ways", _soon),
    ("few|next_few unit|units", _few),
    ("few ways unit|units", _few),
    ("few unit|units ways", _few),
    ("recently", _recently),
    ("last_few unit|units", _recently),
    ("later unit", _later),
    ("earlier unit", _earlier),
    ("later way unit", _later),
    ("later unit way", _later),
    ("earlier way unit", _earlier),
    ("earlier unit way", _earlier),
    (_ENDS, _end_of),
    (f"{_ENDS} way", _end_of),
    (_STARTS, _start_of),
    (f"{_STARTS} way", _start_of),
)
"""Orders of words that count from the day of publication, each with its reader."""
