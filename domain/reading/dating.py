"""One reading of a text with a date in it: its hedge, its span, and the date itself.

The words come cut and with one meaning each (`datewords.py`). What they say is read by the order
of their sorts: a number, a month and a year are a day, whatever the language. What the stored form
does not keep makes the reading `loud`: the text then stands beside the value.
"""

import datetime
import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from domain.dates import span
from domain.errors import Refused
from domain.reading.almanac import last_of
from domain.reading.context import Context, refuse
from domain.reading.datewords import Word

TWO_BOUNDS = "log each as a claim of its own"
_SPAN_ALONE = "write the span alone"
_JUST_GONE = 45
"""In days: a month or day that ended within them may still be meant, and not the next one."""
_UNKEPT = ("part_of_day", "zone")


class Unread(Exception):
    """The words of this reading make no date; another reading may."""


class Reading:
    """The words of a text in one meaning each, and what has been found in them."""

    def __init__(self, text: str, field: Any, context: Context) -> None:
        self.text = text
        self.field = field
        self.context = context
        self.hedge = ""
        self.loud = False
        self.relative = False
        self.vague = ""
        """The part of the month or year that is stored of which it speaks: early, end."""
        self.inside = False
        """It said "in" before a length of time."""
        self.weekday: int | None = None
        self.across = False
        """It said "over" before a length of time: the seven days ahead, no week of a calendar."""
        self.spanning = False
        self.after = ""
        """The start of a span, which its end does not lie before."""
        self.timed = False
        """A time of day stands beside the date, which then is a day."""
        self.approximately = False

    def refuse(self, message: str, hint: str = "", code: str = "E-DATE") -> Refused:
        """A refusal of the whole text."""
        return refuse(code, message, self.text, hint)

    def value(self, words: Sequence[Word]) -> dict[str, Any]:
        """The stored date. Raises `Unread` where these words make none, `Refused` as `date`."""
        rest = self._without_said([word for word in words if word.sort != "filler"])
        rest = self._without_time(rest)
        if rest and rest[0].sort == "from" and any(word.sort == "to" for word in rest[2:]):
            rest = rest[1:]
        edtf = self._two_bounds(rest)
        if edtf is None:
            rest = self._without_hedge(rest)
            edtf = self._range(rest) or self.one(rest)
        qualifier = {"at_most": "at_most", "at_least": "at_least"}.get(self.hedge, "exactly")
        if self.hedge == "before":
            edtf, qualifier, self.loud = self._beyond(edtf, -1), "at_most", True
        elif self.hedge == "after":
            edtf, qualifier, self.loud = self._beyond(edtf, 1), "at_least", True
        if self.timed and len(edtf) not in (10, 11):
            raise Unread
        self.check(edtf)
        value = {"type": "date", "edtf": edtf, "qualifier": qualifier}
        if self.loud or self.relative or self.vague:
            value["as_quoted"] = self.text
        return value | ({"anchor": str(self.context.day)[:10]} if self.relative else {})

    # -- what stands around the date ---------------------------------------------------------------

    def _without_said(self, words: list[Word]) -> list[Word]:
        if words and words[0].sort == "said":
            self.loud = self.loud or words[0].meaning == "as_quoted"
            return words[1:]
        return words

    def _without_time(self, words: list[Word]) -> list[Word]:
        """Without a time of day that names no zone: the day is kept, the words stand beside it."""
        kept = [word for word in words if word.sort not in _UNKEPT]
        if len(kept) == len(words):
            return kept
        zones = [place for place, word in enumerate(words) if word.sort == "zone"]
        if not kept or any(not at or words[at - 1].sort != "part_of_day" for at in zones):
            raise Unread
        self.loud = self.timed = True
        return kept

    def _without_hedge(self, words: list[Word]) -> list[Word]:
        approximately = False
        while words and words[0].sort in ("hedge", "in", "from", "over"):
            word, words = words[0], words[1:]
            if word.sort == "in":
                self.inside = True
            elif word.sort == "over":
                self.across = True
            elif word.meaning == "about":
                approximately = True
            else:
                self.set_hedge("at_least" if word.sort == "from" else word.meaning)
        if words and words[-1].sort == "late_hedge":
            word, words = words[-1], words[:-1]
            if word.meaning == "about":
                approximately = True
            else:
                self.set_hedge(word.meaning)
        self.approximately = approximately
        return words

    def set_hedge(self, hedge: str) -> None:
        """Take a bound; a second one that says otherwise is refused."""
        name = hedge.removesuffix("_as_quoted")
        if self.hedge and self.hedge != name:
            raise self.refuse("two bounds at once", TWO_BOUNDS)
        self.hedge, self.loud = name, self.loud or name != hedge

    def _two_bounds(self, words: list[Word]) -> str | None:
        """ "Not before March and no later than June" is from the one to the other."""
        joins = [at for at, word in enumerate(words) if word.sort == "and"]
        if len(joins) != 1 or words[0].sort != "hedge" or joins[0] + 1 >= len(words):
            return None
        first, last = words[1 : joins[0]], words[joins[0] + 2 :]
        opens, closes = words[0], words[joins[0] + 1]
        if closes.sort != "hedge" or (opens.meaning, closes.meaning) != ("at_least", "at_most"):
            return None
        return f"{self.one(first)}/{self.one(last)}"

    def _range(self, words: list[Word]) -> str | None:
        """From one date to another, or one of two that follow each other."""
        between = bool(words) and words[0].sort == "between"
        inner = words[1:] if between or (words and words[0].sort == "from") else words
        sorts = ("and", "to", "-") if between else ("to", "-", "or")
        joins = [at for at, word in enumerate(inner) if word.sort in sorts]
        if not joins and not between:
            return None
        if len(joins) != 1 or not joins[0] or joins[0] + 1 == len(inner):
            raise Unread
        left, right = _complete(inner[: joins[0]], inner[joins[0] + 1 :])
        if self.hedge:
            raise self.refuse("a span of time with a bound", _SPAN_ALONE)
        if self.approximately:
            raise self.refuse("'about' a span of time", _SPAN_ALONE)
        self.spanning = True
        first = self.after = self.one(left)
        last = self.one(right)
        if inner[joins[0]].sort == "or":
            self._follows(first, last)
        if first == last:
            return first
        if "/" in first or "/" in last:
            self.loud = True
            return f"{span(first)[0][:10]}/{span(last)[1][:10]}"
        return f"{first}/{last}"

    def _follows(self, first: str, last: str) -> None:
        """Refuse two dates with a gap between them: a span would say more than both."""
        self.check(first)
        self.check(last)
        end = datetime.date.fromisoformat(span(first)[1][:10]) + timedelta(days=1)
        if first != last and str(end) != span(last)[0][:10]:
            raise self.refuse(f"{first} or {last}?", "log each, or write 'between … and …'")

    def _beyond(self, edtf: str, way: int) -> str:
        """The last day, month or year before (or the first after) a date of that precision."""
        if self.vague and not (way > 0 and self.vague == "end"):
            return edtf  # "before the end of March" and "after mid-March" may be in March
        season = re.fullmatch(r"\d{4}-2[1-4]", edtf)
        match = None if season else re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", edtf)
        if match is None:
            first, last = span(edtf)
            edge = datetime.date.fromisoformat((first if way < 0 else last)[:10])
            return str(edge + timedelta(days=way))
        year, month, day = (int(part) if part else 0 for part in match.groups())
        if day:
            self.check(edtf)
            return str(datetime.date(year, month, day) + timedelta(days=way))
        if month:
            moved = 12 * year + month - 1 + way
            return f"{moved // 12:04}-{moved % 12 + 1:02}"
        return f"{year + way:04}"

    # -- one date ----------------------------------------------------------------------------------

    def one(self, words: Sequence[Word]) -> str:
        """The EDTF of the words of one date."""
        from domain.reading import absolute, relative

        left = _reduced([word for word in words if word.sort not in ("in", "-")])
        for sorts, reader in (*absolute.FORMS, *relative.FORMS):
            if fits(left, sorts):
                return self._about(reader(self, left))
        raise Unread

    def _about(self, edtf: str) -> str:
        if not self.approximately:
            return edtf
        if "/" in edtf or "T" in edtf:
            raise self.refuse("'about' a span of time", _SPAN_ALONE)
        if re.search("[QH]", edtf):
            self.loud = True
            return edtf
        return edtf.rstrip("~?%") + "~"

    def check(self, edtf: str) -> None:
        """Refuse what is no day of the calendar, or lies outside the years that are kept."""
        try:
            span(edtf)
        except Refused as refusal:
            raise refuse(refusal.code, refusal.message, self.text, hint(edtf, refusal)) from None

    def year(self, word: Word) -> str:
        """A year, as written or counted from that of publication."""
        year, counted = word.meaning
        if counted is None:
            return f"{self.today(4).year + int(year):04}"
        self.loud = self.loud or counted
        return str(year)

    # -- counted from the day of publication -------------------------------------------------------

    def today(self, precision: int) -> datetime.date:
        """The day of publication, known to 10 characters (the day), 7 (month) or 4 (year)."""
        day = str(self.context.day or "")
        if not re.fullmatch(r"\d{4}(-\d\d)?(-\d\d(T.*)?)?", day) or len(day) < precision:
            have = f"is only known as {day}" if day else "is not known"
            raise self.refuse(
                f"it counts from the day of publication, which {have}", "write the date itself"
            )
        self.relative = True
        try:
            return datetime.date.fromisoformat((day + "-01-01")[:10] if len(day) < 10 else day[:10])
        except ValueError:
            raise self.refuse(f"the day of publication {day} is none", "correct it first") from None

    def of_some_year(self, tail: str) -> str:
        """A date that leaves its year out, such as `-03-09`: which year its words or field leave.

        A weekday beside it decides, if it fits one year only. A date that lies ahead by what the
        field means ("expected close") is the coming one, unless the last one has just gone by.
        Everything else is refused with the two it may be.
        """
        day = str(self.context.day or "")
        if self.weekday is not None and re.match(r"\d{4}-\d\d-\d\d", day):
            found = self._near(tail, day)
            if len(found) == 1:
                self.today(10)
                self.weekday = None
                return found[0]
        if self.after and (ends := self._ends_after(tail)):
            return ends
        if self.weekday is not None or not (self.field.ahead and re.match(r"\d{4}-\d\d-\d\d", day)):
            raise self._which_year(tail)
        coming, gone = self._nearest(tail, day)
        since = datetime.date.fromisoformat(day[:10]) - timedelta(days=_JUST_GONE)
        begun = span(coming)[0][:10] <= day
        late_for = {"early": 11, "middle": 21}.get(self.vague, 99)
        just_gone = re.fullmatch(r"\d{4}-[01]\d(-\d\d)?", gone) and span(gone)[1][:10] >= str(since)
        if (just_gone and not begun) or (begun and len(coming) == 7 and int(day[8:10]) >= late_for):
            raise self._which_year(tail)
        self.today(10)
        return coming

    def _ends_after(self, tail: str) -> str:
        """The end of a span: the first such date after its start, if that was counted too."""
        if not self.relative:
            return ""
        start = span(self.after)[0]
        found = [f"{int(start[:4]) + by}{tail}" for by in (0, 1)]
        return found[0] if span(found[0])[0] >= start else found[1]

    def _near(self, tail: str, day: str) -> list[str]:
        """Such days of that weekday within ten months; ahead only, where the field's dates are."""
        today = datetime.date.fromisoformat(day[:10])
        found = []
        for edtf in filter(self._is_weekday, self._years(tail, day)):
            away = (datetime.date.fromisoformat(edtf) - today).days
            if abs(away) <= 300 and (away >= 0 or not self.field.ahead):
                found.append(edtf)
        return found

    def _years(self, tail: str, day: str) -> list[str]:
        return [f"{int(day[:4]) + by}{tail}" for by in (-1, 0, 1)]

    def _is_weekday(self, edtf: str) -> bool:
        try:
            return datetime.date.fromisoformat(edtf).weekday() == self.weekday
        except ValueError:
            return False

    def _nearest(self, tail: str, day: str) -> tuple[str, str]:
        """The first such date that has not ended, and the one before it."""
        for edtf in self._years(tail, day):
            self.check(edtf)
        last, this, following = self._years(tail, day)
        return (this, last) if span(this)[1][:10] >= day[:10] else (following, this)

    def _which_year(self, tail: str) -> Refused:
        day = str(self.context.day or "")
        some = f"2026{tail}"
        if re.match(r"\d{4}", day):
            try:
                coming, gone = self._nearest(tail, (day + "-01-01")[:10] if len(day) < 10 else day)
            except Refused:
                coming, gone = self._years(tail, day)[1:]
            some = f"{gone} or {coming}" if gone < coming else f"{coming} or {gone}"
        return self.refuse("of which year?", f"write it with its year, such as {some}")


def hint(edtf: str, refusal: Refused) -> str:
    """What to write instead of a date that is none."""
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)[~?%]?", edtf)
    if match:
        year, month, day = (int(part) for part in match.groups())
        if 1900 <= year <= 2200 and 1 <= month <= 12 and day > 28:
            return f"the nearest day is {last_of(year, month)}; write it if you mean it"
    return refusal.hint or "is the year right?"


def fits(words: Sequence[Word], sorts: str) -> bool:
    """Whether the words are of these sorts, in this order; `number|nth` is either."""
    wanted = sorts.split()
    if len(wanted) != len(words) and wanted[-1:] != ["..."]:
        return False
    if wanted[-1:] == ["..."]:
        wanted = wanted[:-1]
        if len(words) <= len(wanted):
            return False
    return all(word.sort in sort.split("|") for word, sort in zip(words, wanted, strict=False))


def _reduced(words: list[Word]) -> list[Word]:
    """With "second quarter" as one word, "next year" as a year where more stands before it, and
    "a fortnight" as so many weeks."""
    found: list[Word] = []
    for word in words:
        last = found[-1] if found else None
        if word.sort == "length":
            number, unit = word.meaning
            found += [Word("count", word.text, (number, False)), Word("units", word.text, unit)]
        elif last is not None and (part := _part(last, word)):
            found[-1] = part
        elif last is not None and len(found) > 1 and (year := _year(found[0], last, word)):
            found[-1] = year
        else:
            found.append(word)
    return found


def _part(order: Word, unit: Word) -> Word | None:
    """ "Second quarter" as a part of the year; "last" is which one only beside its year."""
    most = {"quarter": 4, "half": 2}.get(str(unit.meaning)) if unit.sort in _UNITS else None
    if most is None or order.sort not in ("ordinal", "nth"):
        return None
    which = order.meaning or most
    if which > most:
        raise Unread
    sort = "part_of_year" if order.meaning else "last_part"
    return Word(sort, unit.text, f"{unit.meaning[0].upper()}{which}")


def _year(first: Word, one: Word, other: Word) -> Word | None:
    """ "Next year" as a year; the "year" of "the year 2026" adds nothing to it."""
    if _is_year(one, other) and first.sort not in _OF_THIS:
        return Word("year", other.text, (one.meaning if one.sort == "way" else other.meaning, None))
    return other if other.sort == "year" and (one.sort, one.meaning) == ("unit", "year") else None


_UNITS = ("unit", "units")
_OF_THIS = ("later", "earlier")


def _is_year(one: Word, other: Word) -> bool:
    sorts = {one.sort: one.meaning, other.sort: other.meaning}
    return set(sorts) == {"way", "unit"} and sorts["unit"] == "year"


_DATED = ("year", "edtf", "slashed", "near")


def _complete(left: list[Word], right: list[Word]) -> tuple[list[Word], list[Word]]:
    """Both ends of a span with the month and the year that only one of them names."""
    left, right = list(left), list(right)
    if fits(left, "unit") or (
        fits(right, "year") and not any(word.sort in _DATED for word in left)
    ):
        raise Unread
    if fits(left, "part") and not fits(right, "part"):
        return [*left, *_after_parts(right)], right
    if fits(left, "ordinal|nth") and fits(right[:2], "ordinal|nth unit|units"):
        left.append(right[1])
    first, last = ({word.sort for word in side} for side in (left, right))
    bare = {"number", "nth"}
    if "month" in last and "month" not in first and first & bare:
        if right[0].sort not in (*bare, "weekday", "part"):
            raise Unread
        left.append(next(word for word in right if word.sort == "month"))
    elif "month" in first and "month" not in last and last & bare:
        if left[-1].sort not in bare:
            raise Unread
        right.insert(0, next(word for word in left if word.sort == "month"))
    if not any(word.sort in _DATED for word in left):
        left += [word for word in right if word.sort == "year"]
        at = next((at for at, word in enumerate(right) if _is_pair(right, at)), None)
        if at is not None and not _counted(left):
            left += right[at : at + 2]
    return left, right


def _is_pair(words: Sequence[Word], at: int) -> bool:
    return at + 1 < len(words) and at > 0 and _is_year(words[at], words[at + 1])


def _counted(words: Sequence[Word]) -> bool:
    return any(word.sort in ("way", "ways", "ago", "weekday") for word in words)


def _after_parts(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.sort != "part"]


Reader = Callable[[Reading, Sequence[Word]], str]
"""What makes EDTF of words in a known order."""
