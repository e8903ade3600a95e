"""Dates as people write them, to EDTF.

A date stays as imprecise as its words: "Q1 2026" is `2026-Q1`, "late March 2026" is `2026-03`
with the words beside it. A year that is not written is not made up, nor is the week of a weekday;
relative words ("last month") count from the day of publication, which is stored as `anchor`.
"""

import datetime
import re
from datetime import timedelta
from functools import cache
from typing import Any

from domain.dates import FIRST_YEAR, LAST_YEAR, span
from domain.errors import Refused
from domain.reading.almanac import MONTHS, ORDINALS, WEEKDAYS, either, last_of, pattern, week
from domain.reading.context import Context, flat, quoted, refuse
from domain.reading.relative import RELATIVE

Value = dict[str, Any]

_HEDGES = (
    ("before", "before|prior to|earlier than|avant le|avant la|avant"),
    ("after", "after|later than|après le|après la|après"),
    (
        "at_most",
        "by|as late as|"
        "no later than|not later than|at the latest by|on or before|not after|within|d'ici le|"
        "d'ici au|d'ici à|d'ici la|d'ici|au plus tard le|au plus tard en|au plus tard fin|"
        "au plus tard à|au plus tard au|au plus tard|pas plus tard que|pas après|avant ou le|"
        "par le",
    ),
    (
        "at_least",
        "not before|no earlier than|no sooner than|not earlier than|as soon as|as early as|"
        "from|starting|"
        "starting in|starting on|starting from|beginning|beginning in|on or after|at the earliest|"
        "not until|pas avant le|pas avant la|pas avant|dès le|dès la|dès|à partir du|à partir de|"
        "à compter du|à compter de|au plus tôt le|au plus tôt en|au plus tôt",
    ),
    (
        "about",
        "about|around|circa|c.|ca.|roughly|approximately|vers le|vers la|vers|environ|autour du|"
        "autour de|aux alentours du|aux alentours de|~|≈",
    ),
)
_LATE_HEDGES = (
    ("at_most", "at the latest|or earlier|au plus tard|or before|ou avant"),
    ("at_least", "at the earliest|onwards|onward|or later|au plus tôt|ou après|ou plus tard"),
)
_SAID = {
    "founded": "founded|founded in|fondé en|fondée en|créé en|créée en|créée|established in",
    "outside_date": "extended to|automatically extended to|prorogée au|prorogé au|repoussée au|"
    "repoussé au|reportée au|reporté au|extended until|now",
    "deadline": "extended to|prorogé au|prorogée au|repoussé au|repoussée au|reporté au|"
    "extended until",
    "trial_on": "moved to|postponed to|delayed to|put back to|rescheduled for|brought forward to|"
    "reporté au|repoussé au|avancé au",
    "meeting_on": "moved to|postponed to|adjourned to|delayed to|rescheduled for|reportée au|"
    "repoussée au|ajournée au",
    "maturity": "matures|maturing|due|matures in|matures on|échéance",
    "ends": "until|expires|expires in|expires on|jusqu'au|jusqu'en|expire en|expire le",
    "starts": "starting|starts|starts in|starts on|from|à partir de|à partir du|dès",
}
"""Words that a field of dates says already: "until 2032" is when it `ends`."""
_SLASHED = r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)"
_EXPECTED = "expected|expected in|expected on|expected by|prévu le|prévu en|prévue en|prévue le"


def date(text: str, field: Any, context: Context) -> Value:
    """A date, imprecise where the words are.

    `{"type": "date", "edtf", "qualifier", "as_quoted"?, "anchor"?}`; qualifier exactly, at_most
    (by) or at_least (not before). Raises `Refused`: E-DATE, E-DATE-AMBIG, E-RANGE.
    """
    edtf = _edtf(text)
    if edtf:
        _check(edtf, text)
        return {"type": "date", "edtf": edtf, "qualifier": "exactly"}
    if zoned := _in_zone(text):
        return {"type": "date", "edtf": zoned, "qualifier": "exactly"}
    return Words(text, field, context).value()


def _in_zone(text: str) -> str | None:
    """A time of day in a zone that is named: `2026-10-25T14:30 Europe/Rome`, with its offset.

    Refuses the hour that comes twice and the one that never comes, when clocks are changed.
    """
    match = re.fullmatch(r"\s*(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)\s+(\w+/\S+)\s*", text)
    if match is None:
        return None
    from zoneinfo import ZoneInfo

    try:
        zone = ZoneInfo(match[3])
        naive = datetime.datetime.fromisoformat(f"{match[1]}T{match[2]}")
    except (ValueError, OSError, KeyError):  # no such zone, or no such time
        return None
    _check(match[1], text)
    summer, winter = (naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    told = [each.isoformat(timespec="minutes") for each in (summer, winter)]
    if summer.utcoffset() == winter.utcoffset():
        return told[0]
    if summer.astimezone(datetime.UTC).astimezone(zone).replace(tzinfo=None) != naive:
        raise refuse(
            "E-DATE",
            f"there was no such time in {match[3]}: clocks were put forward",
            text,
            "is the hour right?",
        )
    raise refuse(
        "E-DATE-AMBIG",
        f"{match[3]} had that hour twice: clocks were put back",
        text,
        f"write {told[0]} for the first, or {told[1]} for the second",
    )


def is_slashed(text: str) -> bool:
    """Whether a text is a date whose order of day and month has to be known: 03/04/2026."""
    return re.fullmatch(rf"\s*{_SLASHED}\s*", text) is not None


def has_slashed(text: str) -> bool:
    """Whether such a date stands in a text."""
    return re.search(rf"\b{_SLASHED}\b", text) is not None


def names_a_day(text: str) -> bool:
    """Whether a flat text holds a month's name or a written-out ISO date."""
    words = re.findall(r"[^\W\d_]+", text)
    return any(word in MONTHS for word in words) or bool(re.search(r"\d{4}-\d\d", text))


# -- EDTF as it is written -------------------------------------------------------------------------


@cache
def _edtf_form() -> re.Pattern[str]:
    day = r"[0-9]{4}(?:-(?:[0-9]{2}|XX|[QH][0-9])(?:-(?:[0-9]{2}|XX))?)?[~?%]?"
    return re.compile(
        rf"(?:{day}|(?:{day}|\.\.)?/(?:{day}|\.\.)?|"
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9]{2}:?[0-9]{2})?)",
        re.IGNORECASE,
    )


def _edtf(text: str) -> str | None:
    """The text in EDTF's own spelling, if it is EDTF; it may still be no day of the calendar."""
    plain = text.strip()
    if not plain.isascii() or not _edtf_form().fullmatch(plain):
        return None
    upper = plain.upper()
    if "T" in upper and not re.search(r"(Z|[+-]\d\d:?\d\d)$", upper):
        hint = f"write {upper}Z for UTC, or {upper}-05:00 for New York in winter"
        raise refuse("E-DATE", "a time of day needs its zone", text, hint)
    return upper


def _check(edtf: str, text: str) -> None:
    """Refuse what is no day of the calendar, or lies outside the years that are kept."""
    try:
        span(edtf)
    except Refused as refusal:
        raise refuse(refusal.code, refusal.message, text, _hint(edtf, refusal)) from None


def _hint(edtf: str, refusal: Refused) -> str:
    return _nearest(edtf) or refusal.hint or "is the year right?"


def _nearest(edtf: str) -> str:
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)[~?%]?", edtf)
    if match is None:
        return ""
    year, month, day = (int(part) for part in match.groups())
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and day > 28):
        return ""
    return f"the nearest day is {last_of(year, month)}; write it if you mean it"


# -- words -----------------------------------------------------------------------------------------


class Words:
    """One text in the making: what is left to read, and what was found."""

    def __init__(self, text: str, field: Any, context: Context) -> None:
        self.text = text
        self.field = field
        self.context = context
        self.left = flat(text).rstrip(".")
        self.hedge = ""
        self.loud = False
        self.relative = False
        self.vague = False
        """It speaks of a part of the month or year that is stored: early, late, the end of."""
        self.ending = False
        """That part is the very end."""

    def refuse(self, message: str, hint: str = "", code: str = "E-DATE") -> Refused:
        """A refusal of the whole text."""
        return refuse(code, message, self.text, hint)

    def value(self) -> Value:
        """Take off the hedge, read the rest, and put both together."""
        self._take_said()
        self._take_hedge()
        self.left = self._without_time(self.left)
        edtf = self._range() or self._one(self.left)
        qualifier = {"at_most": "at_most", "at_least": "at_least"}.get(self.hedge, "exactly")
        if self.hedge == "before":
            edtf, qualifier, self.loud = self._beyond(edtf, -1), "at_most", True
        elif self.hedge == "after":
            edtf, qualifier, self.loud = self._beyond(edtf, 1), "at_least", True
        elif self.hedge == "about":
            edtf, self.loud = self._approximately(edtf)
        _check(edtf, self.text)
        value = {"type": "date", "edtf": edtf, "qualifier": qualifier}
        value = quoted(value, self.text, when=self.loud or self.relative)
        return value | ({"anchor": self._day_string()} if self.relative else {})

    def _take_said(self) -> None:
        said = f"{_SAID.get(self.field.name, '')}|{_EXPECTED}".strip("|")
        match = re.match(rf"(?:{either(said.split('|'))})\s+(?=\S)", self.left)
        if match:
            spoken = match[0].strip()
            self.left = self.left[match.end() :]
            if spoken not in ("in", "on", "now") and not spoken.startswith(("fond", "found")):
                self.loud = True
            if spoken.endswith(" by"):
                self.hedge = "at_most"

    def _take_hedge(self) -> None:
        before = {word: hedge for hedge, words in _HEDGES for word in words.split("|")}
        match = re.match(rf"({either(before)})(?:\s+|(?<=[~≈])|(?<=d'))(?=\S)", self.left)
        if match:
            self._set_hedge(before[match[1]])
            self.left = self.left[match.end() :]
        after = {word: hedge for hedge, words in _LATE_HEDGES for word in words.split("|")}
        match = re.search(rf"[\s,]+({either(after)})$", self.left)
        if match:
            self._set_hedge(after[match[1]])
            self.left = self.left[: match.start()]

    def _set_hedge(self, hedge: str) -> None:
        if self.hedge and self.hedge != hedge:
            raise self.refuse("two bounds at once", "log each as a claim of its own")
        self.hedge = hedge

    def _approximately(self, edtf: str) -> tuple[str, bool]:
        if "/" in edtf or "T" in edtf:
            raise self.refuse("'about' a span of time", "write the span alone")
        if re.search("[QH]", edtf):
            return edtf, True
        return edtf.rstrip("~?%") + "~", self.loud

    def _range(self) -> str | None:
        match = re.match(
            r"(?:between|entre(?: le)?)\s+(.+?)\s+(?:and|et(?: le)?)\s+(.+)$", self.left
        )
        if match is None:
            match = re.match(r"(?:du |de )?(.+?)\s+(?:to|until|through|au|à)\s+(.+)$", self.left)
            if match is None or self.hedge not in ("", "at_least") or match[2] == "venir":
                return None
        if self.hedge == "at_least" and flat(self.text).startswith("from"):
            self.hedge = ""
        if self.hedge:
            raise self.refuse("a span of time with a bound", "write the span alone")
        start, end = match[1], match[2]
        year = re.search(r"\b(?:1[89]|2[0-2])\d\d\b", end)
        if year and not re.search(r"\d{4}", start):
            start = self._complete(start, end, year[0])
        return f"{self._one(start)}/{self._one(end)}"

    def _complete(self, start: str, end: str, year: str) -> str:
        """The start of a span with the month and year that only its end names."""
        if not any(word in MONTHS for word in re.findall(r"[^\W\d_]+", start)):
            month = next((w for w in re.findall(r"[^\W\d_]+", end) if w in MONTHS), "")
            start = f"{start} {month}"
        return f"{start} {year}"

    def _beyond(self, edtf: str, way: int) -> str:
        """The last day, month or year before (or the first after) a date of that precision."""
        if self.vague and not (way > 0 and self.ending):
            return edtf  # "before the end of March" and "after mid-March" may be in March
        season = re.fullmatch(r"\d{4}-2[1-4]", edtf)
        match = None if season else re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", edtf)
        if match is None:
            first, last = span(edtf)
            edge = datetime.date.fromisoformat((first if way < 0 else last)[:10])
            return str(edge + timedelta(days=way))
        year, month, day = (int(part) if part else 0 for part in match.groups())
        if day:
            _check(edtf, self.text)
            return str(datetime.date(year, month, day) + timedelta(days=way))
        if month:
            moved = 12 * year + month - 1 + way
            return f"{moved // 12:04}-{moved % 12 + 1:02}"
        return f"{year + way:04}"

    # -- one date ----------------------------------------------------------------------------------

    def _one(self, words: str) -> str:
        words = self._without_time(words.strip(" ,"))
        counted = self._from_day(words)
        if counted:
            return counted
        words = re.sub(r"^(?:on|in|the|le|la|en|au|à|du|dated|courant|during)\s+(?=\S)", "", words)
        words = re.sub(r"^(?:(?:the|le|la)\s+|l')(?=\S)", "", words)
        edtf = _edtf(words)
        if edtf:
            return edtf
        for reader in (self._slashed, self._part_of_year, self._from_day, self._vague, self._named):
            found = reader(words)
            if found:
                return found
        self._no_year(words)
        self._weekday(words)
        raise self.refuse(
            f"could not read {words!r} as a date",
            "write 2026-01-30, 30 January 2026, January 2026, Q1 2026, H2 2026 or 2026",
        )

    def _without_time(self, words: str) -> str:
        """Without a time of day that names no zone: the day is kept, the words stand beside it."""
        clock = (
            r"(?:\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.)|\d{1,2}[:h]\d\d|\d{1,2}h|"
            r"noon|midnight|midi|minuit)"
        )
        zone = (
            r"(?:\s+(?:utc|gmt|et|est|edt|ct|pt|pst|pdt|cet|cest|bst|"
            r"[a-z]+(?: [a-z]+)? time|heure de [a-z]+))?"
        )
        match = re.match(
            rf"(?:at |à )?(?:one minute after )?{clock}{zone}(?: on|,| le)?\s+(?=\S)"
            r"(?!(?:of )?\d{4}$)",  # 2h 2026 is a half
            words,
        )
        if match is None:
            match = re.search(rf",?\s+(?:at |à )?{clock}{zone}$", words)
        if match is None:
            return words
        self.loud = True
        return (words[: match.start()] + words[match.end() :]).strip(" ,")

    def _slashed(self, words: str) -> str | None:
        match = re.fullmatch(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", words)
        if match:
            return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
        match = re.fullmatch(_SLASHED, words)
        if match is None:
            match = re.fullmatch(r"(\d{1,2})/(\d{4})", words)
            return f"{match[2]}-{int(match[1]):02}" if match and 1 <= int(match[1]) <= 12 else None
        one, two, year = int(match[1]), int(match[2]), match[3]
        if len(year) == 2:
            raise self.refuse("a year of two digits", "write the year in full")
        day_first, month_first = f"{year}-{two:02}-{one:02}", f"{year}-{one:02}-{two:02}"
        said = self.context.day_first
        if one == two or (one > 12 and two > 12):
            return day_first
        if one > 12 or two > 12:
            only = day_first if one > 12 else month_first
            if said not in (None, one > 12):
                order, other = ("day", "month") if said else ("month", "day")
                raise self.refuse(
                    f"with the {order} first this is no date",
                    f"with the {other} first it is {only}: is that the order of the others too?",
                )
            return only
        if said is None:
            raise self.refuse(
                f"{day_first} or {month_first}?", "write the one you mean", code="E-DATE-AMBIG"
            )
        self.loud = True
        return day_first if said else month_first

    def _part_of_year(self, words: str) -> str | None:
        """Quarters and halves."""
        year = r"(?:\s+(?:of|de|of the year|de l'année))?\s*(\d{4})"
        match = re.fullmatch(rf"(?:([qt])\s?([1-4])|([1-4])[qt]){year}", words)
        if match:
            return f"{match[4]}-Q{match[2] or match[3]}"
        match = re.fullmatch(rf"(?:[hs]\s?([12])|([12])[hs]){year}", words)
        if match:
            return f"{match[3]}-H{match[1] or match[2]}"
        order = rf"(?:the |le |la )?({either(ORDINALS)})\s+"
        match = re.fullmatch(rf"{order}(quarter|trimestre|half|semestre){year}", words)
        if match is None:
            return None
        which, part = ORDINALS[match[1]], match[2]
        if part in ("quarter", "trimestre"):
            return f"{match[3]}-Q{which}"
        if match[1] in ("last", "final", "dernier"):
            which = 2
        return f"{match[3]}-H{which}" if which <= 2 else None

    def _vague(self, words: str) -> str | None:
        """Early, mid, late, the end of: what holds it, with the words beside it."""
        early = (
            r"early in|early|beginning of|the beginning of|start of|the start of|début|"
            r"au début de|debut"
        )
        middle = r"mid|middle of|the middle of|mi|milieu|courant"
        late = r"late in|late|fin|la fin de|the latter part of|end|later in"
        end = r"end of|the end of|the end|year end|end of the year"
        match = re.match(
            rf"(?:({end})|({early}|{middle}|{late}))[\s-]+(?:of\s+|de\s+|du\s+|d')?(?:the\s+)?(?=\S)",
            words,
        )
        if match is None:
            match_year = re.fullmatch(r"year[ -]end (\d{4})", words)
            if match_year:
                self.loud = True
                return f"{match_year[1]}-12"
            return None
        whole = self._whole(words[match.end() :])
        if whole is None:
            return None
        self.vague, self.ending = True, bool(match[1])
        self.loud = True
        if match[1] and re.fullmatch(r"\d{4}", whole):
            return f"{whole}-12"
        if match[1] and (part := re.fullmatch(r"(\d{4})-([QH])(\d)", whole)):
            return f"{part[1]}-{int(part[3]) * (3 if part[2] == 'Q' else 6):02}"
        return whole

    def _whole(self, words: str) -> str | None:
        """The day, month, quarter, half or year that "late …" speaks of."""
        if re.fullmatch(r"\d{4}", words):
            return words
        part = self._part_of_year(words)
        if part:
            return part
        named = self._named(words)
        if named is None:
            named = self._from_day(words)
        if named is None:
            self._no_year(words)
        whole = r"\d{4}(-\d\d(-\d\d)?|-[QH]\d)?|\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d"
        return named if named and re.fullmatch(whole, named) else None

    def _named(self, words: str) -> str | None:
        """A day or month with its name and its year."""
        weekday = rf"(?:({either(WEEKDAYS)})\.?,?\s+(?:the\s+|le\s+)?)?"
        month, day = rf"({either(MONTHS)})\.?", r"(\d{1,2})(?:st|nd|rd|th|er)?"
        match = pattern(rf"{weekday}{day}[\s-]+(?:of\s+)?{month},?[\s-]+(\d{{4}})").fullmatch(words)
        if match:
            return self._day_of(match[4], match[3], match[2], match[1])
        match = pattern(rf"{weekday}{month}\s+(?:the\s+)?{day},?\s+(\d{{4}})").fullmatch(words)
        if match:
            return self._day_of(match[4], match[2], match[3], match[1])
        match = pattern(rf"(\d{{4}})[\s-]{month}[\s-]{day}").fullmatch(words)
        if match:
            return self._day_of(match[1], match[2], match[3], None)
        match = pattern(rf"{month},?[\s-]+(?:of\s+|de\s+)?(\d{{4}})").fullmatch(words)
        if match:
            return f"{match[2]}-{MONTHS[match[1]]:02}"
        seasons = {"spring": 21, "printemps": 21, "summer": 22, "été": 22, "autumn": 23, "fall": 23}
        seasons |= {"automne": 23}
        match = pattern(rf"({either(seasons)})(?:\s+of|\s+de)?\s+(\d{{4}})").fullmatch(words)
        if match:
            return f"{match[2]}-{seasons[match[1]]}"
        match = pattern(
            r"(?:the )?(?:week (?:of|commencing|beginning)|semaine du)\s+(?:the\s+)?(.*\d{4}.*)"
        ).fullmatch(words)
        if match and (day_of_week := _edtf(match[1]) or self._named(match[1])):
            _check(day_of_week, self.text)
            self.loud = True
            if len(day_of_week) == 10:
                return week(datetime.date.fromisoformat(day_of_week))
        return None

    def _day_of(self, year: str, month: str, day: str, weekday: str | None) -> str:
        edtf = f"{year}-{MONTHS[month]:02}-{int(day):02}"
        _check(edtf, self.text)
        if weekday:
            true = datetime.date.fromisoformat(edtf).weekday()
            if true != WEEKDAYS[weekday]:
                name = next(name for name, number in WEEKDAYS.items() if number == true)
                raise self.refuse(f"{edtf} is a {name.capitalize()}", "which of the two is right?")
        return edtf

    # -- counted from the day of publication -------------------------------------------------------

    def _day_string(self) -> str:
        return str(self.context.day)[:10]

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

    def _from_day(self, words: str) -> str | None:
        for form, reader in RELATIVE:
            match = pattern(form).fullmatch(words)
            if match:
                return reader(self, match)
        return None

    def _no_year(self, words: str) -> None:
        """Refuse a date that leaves its year to the reader, naming what it may be."""
        bare = re.sub(rf"\b({either(MONTHS)})\.", r"\1", words)
        month = next((w for w in re.findall(r"[^\W\d_]+", bare) if w in MONTHS), None)
        part = re.search(r"\b([qths])\s?([1-4])\b|\b([1-4])([qh])\b", bare)
        whole = re.search(r"\b(quarter|trimestre|half|semestre)\b", bare)
        if re.search(r"\d{4}", bare) or not (month or part or whole):
            return
        number = re.search(r"\b(\d{1,2})(?:st|nd|rd|th|er)?\b", bare) if month else None
        if month:
            tail = f"-{MONTHS[month]:02}" + (f"-{int(number[1]):02}" if number else "")
        elif part and part[1 if part[1] else 4] in "qt":
            tail = f"-Q{part[2] or part[3]}"
        else:
            tail = "-H1" if not whole or whole[1] in ("half", "semestre") else "-Q1"
        years = self._around(tail)
        raise self.refuse("of which year?", f"write it with its year, such as {years}")

    def _around(self, tail: str) -> str:
        """The last such date before the day of publication, and the first after it."""
        day = str(self.context.day or "")
        if not re.match(r"\d{4}", day):
            return f"2026{tail}"
        year = int(day[:4])
        try:
            coming = year if span(f"{year}{tail}")[1][:10] >= day else year + 1
        except Refused:
            coming = year
        return f"{coming - 1}{tail} or {coming}{tail}"

    def _weekday(self, words: str) -> None:
        last = re.sub(r"[^\w ]", "", words).split()
        name = next((word for word in last if word in WEEKDAYS), None)
        if name is None:
            return
        hint = "write the date itself"
        day = str(self.context.day or "")
        if re.match(r"\d{4}-\d\d-\d\d", day):
            today = datetime.date.fromisoformat(day[:10])
            ahead = (WEEKDAYS[name] - today.weekday()) % 7 or 7
            coming = today + timedelta(days=ahead)
            near, far = coming - timedelta(days=7), coming
            if re.search(r"\b(last|previous|past|dernier|passé)\b", words):
                near, far = near - timedelta(days=7), near
            elif re.search(r"\b(next|prochain)\b", words):
                near, far = coming, coming + timedelta(days=7)
            hint = f"write {near} or {far}"
        raise self.refuse("a weekday without its date", hint)
