"""Dates that name their day, month, part of the year or year, with the year or without it."""

import datetime
import re
from collections.abc import Sequence
from datetime import timedelta

from domain.errors import Refused
from domain.reading.almanac import LENGTHS, last_of, week, weekday_name
from domain.reading.datewords import Word
from domain.reading.dating import Reader, Reading, Unread


def _edtf(reading: Reading, words: Sequence[Word]) -> str:
    found = str(words[0].meaning)
    if "T" in found and not re.search(r"(Z|[+-]\d\d:?\d\d)$", found):
        message = f"write {found}Z for UTC, or {found}-05:00 for New York in winter"
        raise reading.refuse("a time of day needs its zone", message)
    return found


def _slashed(reading: Reading, words: Sequence[Word]) -> str:
    text = words[0].text
    match = re.fullmatch(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", text)
    if match:
        return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    match = re.fullmatch(r"(\d{1,2})/(\d{4})", text)
    if match:
        if not 1 <= int(match[1]) <= 12:
            raise Unread
        return f"{match[2]}-{int(match[1]):02}"
    first, second, year = re.split(r"[/.-]", text)
    if len(year) == 2:
        raise reading.refuse("a year of two digits", "write the year in full")
    one, two = int(first), int(second)
    day_first, month_first = f"{year}-{two:02}-{one:02}", f"{year}-{one:02}-{two:02}"
    said = reading.context.day_first
    if one == two or (one > 12 and two > 12):
        return day_first
    if one > 12 or two > 12:
        only = day_first if one > 12 else month_first
        if said not in (None, one > 12):
            order, other = ("day", "month") if said else ("month", "day")
            raise reading.refuse(
                f"with the {order} first this is no date",
                f"with the {other} first it is {only}: is that the order of the others too?",
            )
        return only
    if said is None:
        raise reading.refuse(
            f"{day_first} or {month_first}?", "write the one you mean", code="E-DATE-AMBIG"
        )
    reading.loud = True
    return day_first if said else month_first


def _day(reading: Reading, words: Sequence[Word]) -> str:
    """A day of a month, with or without its year; a weekday beside it has to fit."""
    found: dict[str, Word] = {"number" if word.sort == "nth" else word.sort: word for word in words}
    number = found.get("number") or found["ordinal"]
    if not 1 <= number.meaning <= 31:
        raise Unread
    tail = f"-{found['month'].meaning:02}-{number.meaning:02}"
    reading.weekday = found["weekday"].meaning if "weekday" in found else None
    if "year" in found:
        edtf = f"{reading.year(found['year'])}{tail}"
    elif (
        len(words) == 2
        and words[0].sort == "month"
        and number.meaning >= 13
        and number.sort == "number"
        and not reading.spanning
        and not (reading.field.ahead and _is_over(reading, number.meaning))
    ):
        raise _day_or_year(reading, tail, number.meaning)
    else:
        edtf = reading.of_some_year(tail)
    reading.check(edtf)
    if reading.weekday is not None:
        true = datetime.date.fromisoformat(edtf).weekday()
        if true != reading.weekday:
            message = f"{edtf} is a {weekday_name(true)}"
            raise reading.refuse(message, "which of the two is right?")
    return edtf


def _is_over(reading: Reading, number: int) -> bool:
    """Whether the year of two digits that a number could be had passed at the publication."""
    return f"20{number:02}" < str(reading.context.day or "0000")[:4]


def _day_or_year(reading: Reading, tail: str, number: int) -> Refused:
    """ "March 26" is a day of March, or March of a year."""
    year = str(reading.context.day or "2026")[:4]
    either = f"{year}{tail}", f"20{number:02}{tail[:3]}"
    message = f"{either[0]} or {either[1]}?"
    return reading.refuse(message, "write the one you mean", code="E-DATE-AMBIG")


def _month(reading: Reading, words: Sequence[Word]) -> str:
    found = {word.sort: word for word in words}
    tail = f"-{found['month'].meaning:02}"
    if "year" in found:
        return f"{reading.year(found['year'])}{tail}"
    return reading.of_some_year(tail)


def _season(reading: Reading, words: Sequence[Word]) -> str:
    tail = f"-{words[0].meaning}"
    if len(words) == 3:
        last, first = reading.year(words[-1]), reading.year(words[1])
        if int(last) != int(first) + 1 or words[0].meaning != 24:
            raise Unread
        return f"{first}{tail}"
    if len(words) == 1:
        if words[0].meaning == 24:
            now = int(str(reading.context.day or "2026")[:4])
            some = f"{now - 1}-24 or {now}-24, by the year in which it begins"
            raise reading.refuse("of which year?", f"write {some}")
        return reading.of_some_year(tail)
    year = reading.year(words[1])
    if words[0].meaning == 24:
        before = int(year) - 1
        message = f"the winter of {before}-{year}, or of {year}-{int(year) + 1}?"
        hint = f"write {before}-24 for the first, {year}-24 for the second"
        raise reading.refuse(message, hint)
    return f"{year}{tail}"


def _part_of_year(reading: Reading, words: Sequence[Word]) -> str:
    part = words[0].meaning
    if len(words) == 1:
        return reading.of_some_year(f"-{part}")
    if words[1].sort == "unit":  # "the first quarter of the year"
        if words[1].meaning != "year":
            raise Unread
        return f"{reading.today(4).year}-{part}"
    if words[1].sort == "number":  # analysts' "Q1 26"
        if not 10 <= words[1].meaning <= 99:
            raise Unread
        reading.loud = True
        return f"20{words[1].meaning}-{part}"
    return f"{reading.year(words[1])}-{part}"


def _feast(reading: Reading, words: Sequence[Word]) -> str:
    tail = f"-{words[0].meaning}"
    reading.loud = True
    return f"{reading.year(words[1])}{tail}" if len(words) > 1 else reading.of_some_year(tail)


def _year(reading: Reading, words: Sequence[Word]) -> str:
    if words[0].sort == "unit" and words[0].meaning != "year":
        raise Unread
    return reading.year(words[-1])


def _vague(reading: Reading, words: Sequence[Word]) -> str:
    """Early, mid, late, the end of: what holds it, with the words beside it."""
    part = words[0].meaning
    reading.vague = part
    approximately, reading.approximately = reading.approximately, False
    whole = reading.one(words[1:])
    reading.approximately = approximately
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?|-[QH]\d)?|\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d", whole):
        raise Unread
    if part == "end" and not _is_this_one(words[1:]):
        if re.fullmatch(r"\d{4}", whole):
            return f"{whole}-12"
        if found := re.fullmatch(r"(\d{4})-([QH])(\d)", whole):
            return f"{found[1]}-{int(found[3]) * (3 if found[2] == 'Q' else 6):02}"
    elif part == "end" and re.fullmatch(r"\d{4}", whole):
        return f"{whole}-12"
    return whole


def _is_this_one(words: Sequence[Word]) -> bool:
    """Whether it is named as this one or the next: "this quarter"."""
    return len(words) <= 2 and any(word.sort in ("way", "unit") for word in words)


def _piece(reading: Reading, words: Sequence[Word]) -> str:
    """ "The third week of March", "the first days of 2026": what holds it, as it is quoted."""
    whole = reading.one([word for word in words[1:] if word.sort not in _PIECES])
    if (words[1].sort, words[1].meaning) == ("unit", "day") and len(whole) == 7:
        last = last_of(int(whole[:4]), int(whole[5:]))
        return str(last.replace(day=min(words[0].meaning, last.day)) if words[0].meaning else last)
    reading.vague = "middle"
    return whole


_PIECES = ("unit", "units", "few", "week_of")


def _week_of(reading: Reading, words: Sequence[Word]) -> str:
    day = reading.one(words[1:])
    reading.check(day)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        raise Unread
    reading.loud = True
    found = datetime.date.fromisoformat(day)
    if words[0].sort == "week_to":
        return f"{found - timedelta(days=6)}/{day}"
    return week(found)


def _fiscal(reading: Reading, _words: Sequence[Word]) -> str:
    raise reading.refuse(*FISCAL)


FISCAL = (
    "a financial year, which starts when the company says",
    "write its months: 'between April 2026 and March 2027', or 'the year to March 2027'",
)


def _to_its_end(reading: Reading, words: Sequence[Word]) -> str:
    """ "The year to March 2027": the months up to that one, whenever the books are closed."""
    at = next(at for at, word in enumerate(words) if word.sort == "ending")
    end = reading.one(words[at + 1 :])
    reading.check(end)
    if not re.fullmatch(r"\d{4}-\d\d(-\d\d)?", end):
        raise Unread
    unit = next((word for word in words[:at] if word.sort in ("unit", "units")), None)
    count = next((word for word in words[:at] if word.sort in ("count", "number")), None)
    length = LENGTHS.get(unit.meaning if unit else "year", 0)
    length *= _number(count) if count else 1
    if not 0 < length <= 24:
        raise Unread
    year, month = int(end[:4]), int(end[5:7])
    if len(end) == 10 and datetime.date.fromisoformat(end) != last_of(year, month):
        raise reading.refuse("it ends in the middle of a month", "write 'between … and …'")
    start = 12 * year + month - length
    reading.loud = True
    return f"{start // 12:04}-{start % 12 + 1:02}/{end[:7]}"


def _number(word: Word) -> int:
    return int(word.meaning[0]) if word.sort == "count" else int(word.meaning)


_N = "number|nth|ordinal"
_EARLY, _END = Word("part", "", "early"), Word("part", "", "end")
FORMS: Sequence[tuple[str, Reader]] = (
    ("edtf", _edtf),
    ("slashed", _slashed),
    ("year", _year),
    ("unit year", _year),
    (f"{_N} month year", _day),
    (f"month {_N} year", _day),
    (f"year month {_N}", _day),
    (f"weekday {_N} month year", _day),
    (f"weekday month {_N} year", _day),
    (f"weekday {_N} month", _day),
    (f"weekday month {_N}", _day),
    (f"{_N} month", _day),
    (f"month {_N}", _day),
    ("month year", _month),
    ("month", _month),
    ("season year", _season),
    ("season year year", _season),
    ("season", _season),
    ("part_of_year|last_part year", _part_of_year),
    ("part_of_year number", _part_of_year),
    ("part_of_year|last_part unit", _part_of_year),
    ("year part_of_year", lambda reading, words: _part_of_year(reading, words[::-1])),
    ("part_of_year", _part_of_year),
    ("feast year", _feast),
    ("feast", _feast),
    ("year_end year", lambda reading, words: _vague(reading, [Word("part", "", "end"), words[1]])),
    (
        "year_start year",
        lambda reading, words: _vague(reading, [Word("part", "", "early"), words[1]]),
    ),
    ("ordinal|nth unit|units month", _piece),
    ("ordinal|nth unit|units month year", _piece),
    ("ordinal|nth|part units year", _piece),
    ("ordinal|nth|part units part_of_year year", _piece),
    ("part units month", _piece),
    ("part units month year", _piece),
    ("ordinal|nth week_of month", _piece),
    ("ordinal|nth week_of month year", _piece),
    ("ordinal|part few units month|year", _piece),
    ("ordinal|part few units month year", _piece),
    ("part_of_year|last_part month", _piece),
    ("part_of_year|last_part month year", _piece),
    ("part ...", _vague),
    ("week_of ...", _week_of),
    ("week_to ...", _week_of),
    ("fiscal", _fiscal),
    ("fiscal year", _fiscal),
    ("year fiscal", _fiscal),
    ("fiscal part_of_year|last_part year", _fiscal),
    ("part_of_year|last_part fiscal year", _fiscal),
    ("part_of_year|last_part year fiscal", _fiscal),
    ("fiscal number", _fiscal),
    ("fiscal ending ...", _to_its_end),
    ("unit ending ...", _to_its_end),
    ("count|number unit|units ending ...", _to_its_end),
)
"""Orders of words that name a date, each with its reader."""
