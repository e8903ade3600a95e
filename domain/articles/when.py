"""The dates and lengths of time of a sentence, and what is said as so many times a result."""

import re
from datetime import date, timedelta
from functools import cache
from typing import Any

from domain import fields
from domain.articles.lexicon import any_of, words_of
from domain.articles.spans import Figure
from domain.dates import span
from domain.errors import Refused
from domain.reading import read
from domain.reading.context import Context

DATE, PERIOD, TIMES = "DATE", "PERIOD", "TIMES"
_PERIOD_FIELD = fields.CATALOGUE["instrument", "term"]
_TIMES_FIELD = fields.CATALOGUE["offer", "multiple"]
_DATE_FIELD = fields.CATALOGUE["any", "closed_on"]  # one that no day ahead is read for
_SAYS_NOTHING = ("the ", "of ", "on ", "at ", "le ", "la ", "les ", "de ", "du ", "à ")
_WORDS_TOO = frozenset(("may", "march", "mar", "jun", "jul"))
_YEAR = r"(?:19|20)[0-9]{2}"


def times(text: str, plain: str, context: Context, taken: list[Figure]) -> list[Figure]:
    """The dates, lengths of time and multiples of a sentence where no figure is `taken` yet.

    A date without its year has no value; see `ahead`.
    """
    found: list[Figure] = []
    for sort, pattern, field in (
        (PERIOD, _periods(), _PERIOD_FIELD),
        (TIMES, _times(), _TIMES_FIELD),
    ):
        for match in pattern.finditer(plain):
            start, end = match.span()
            value, _ = _read(text[start:end], field, context)
            if value is not None:
                figure = Figure(sort=sort, text=text[start:end], start=start, end=end, value=value)
                found.append(figure)
    found = [each for each in found if not _meets(each, taken)]
    return found + [
        each for each in _dates(text, plain, context) if not _meets(each, [*taken, *found])
    ]


def _meets(figure: Figure, taken: list[Figure]) -> bool:
    return any(each.start < figure.end and figure.start < each.end for each in taken)


def _read(said: str, field: fields.Field, context: Context) -> tuple[dict[str, Any] | None, str]:
    try:
        return read(said, field, context), ""
    except Refused as refusal:
        return None, refusal.message


@cache
def _periods() -> re.Pattern[str]:
    number = rf"[0-9]+(?:[.,][0-9]+)?|{any_of('numbers')}"
    return re.compile(
        rf"\b(?:{number})[ -](?:{any_of('spans_of_time')})\b(?![ -](?:{any_of('no_span')}))"
    )


@cache
def _times() -> re.Pattern[str]:
    results = rf"(?: (?:(?:its|the|son|le|l')\s?)?(?:{any_of('results')}))?"
    return re.compile(rf"\b[0-9]+(?:[.,][0-9]+)?(?:x| times| fois){results}")


# -- dates -----------------------------------------------------------------------------------------


@cache
def _date() -> re.Pattern[str]:
    month, day, unit = any_of("months"), any_of("days"), any_of("units_of_time")
    year = rf"(?:,?\s+(?:of\s+|de\s+)?{_YEAR})"
    which = r"of\s+(?:the|next|this)\s+year|de\s+l'(?:année|an)"
    forms = (
        rf"(?:{day}|{month}|{unit})\s+(?:{any_of('last_or_next')})",
        r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?",
        rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th|er)?\s+(?:of\s+)?)?(?:{month})(?![a-z])"
        rf"(?:\s+[0-9]{{1,2}}(?:st|nd|rd|th)?(?![0-9]))?{year}?",
        rf"(?:q[1-4]|h[12]|t[1-4]|s[12]){year}?",
        rf"(?:{any_of('ordinals')})\s+(?:quarter|half|trimestre|semestre)(?:\s+(?:{which})|{year})?",
        rf"(?:{any_of('this_or_next')})\s+(?:{day}|{month}|{unit})",
        rf"(?:{any_of('coming')})\s+(?:days|weeks|months|jours|semaines|mois)",
        any_of("whole_dates"),
        rf"(?:{any_of('seasons')})\s+(?:of\s+)?{_YEAR}",
        rf"(?:on\s+|le\s+)?(?:{day})",
        rf"{_YEAR}(?![0-9%,.][0-9])",
    )
    ahead = rf"(?:(?:{any_of('before_dates')})(?:[\s-]+|(?<=')))*"
    return re.compile(rf"(?<![\w$€£])({ahead})({'|'.join(forms)})(?!\w)")


def _dates(text: str, plain: str, context: Context) -> list[Figure]:
    """The dates of a sentence, each with what bounds it."""
    found: list[Figure] = []
    for match in _date().finditer(plain):
        start, end = match.span()
        if match[2] in _WORDS_TOO and not text[match.start(2)].isupper():
            continue
        value, why = None, ""
        for begin in _starts(plain, match):
            value, why = _read(text[begin:end].strip(), _DATE_FIELD, context)
            if value is not None:
                start = begin
                break
        found.append(
            Figure(sort=DATE, text=text[start:end], start=start, end=end, value=value, why=why)
        )
    return found


def _starts(plain: str, match: re.Match[str]) -> list[int]:
    """Where a date may begin: with all that bounds it, less words that say nothing."""
    starts = [match.start()]
    while plain.startswith(_SAYS_NOTHING, starts[-1]) and starts[-1] < match.start(2):
        starts.append(plain.index(" ", starts[-1]) + 1)
    return starts


def ahead(said: str, context: Context) -> dict[str, Any] | None:
    """A day or month without its year that is known to lie ahead: the first after publication.

    None where even so it is no date, or where nothing says when the article was published.
    """
    if context.day is None:
        return None
    today, year = context.day[:10], int(context.day[:4])
    part = r"(?i)\b(?:mois de|month of|(?:first|second) half of(?= [a-z]{3,9}$))\s+"
    plain = re.sub(part, "", said)
    for each in (year, year + 1):
        value, _ = _read(f"{plain} {each}", _DATE_FIELD, context)
        if value is not None and span(value["edtf"])[1][:10] >= today:
            return _anchored(value, said, today)
    return None


def behind(said: str, context: Context) -> dict[str, Any] | None:
    """A day or month without its year, or a day of the week, on which something has happened: the
    last one before publication, or that of it."""
    if context.day is None:
        return None
    today, year = context.day[:10], int(context.day[:4])
    weekday = _WEEKDAY.fullmatch(said.casefold())
    if weekday and weekday[1] in _days():
        gone = (date.fromisoformat(today).weekday() - _days()[weekday[1]]) % 7
        day = date.fromisoformat(today) - timedelta(days=gone)
        return _anchored(
            {"type": "date", "edtf": day.isoformat(), "qualifier": "exactly"}, said, today
        )
    plain = re.sub(r"\s+dernier$", "", said)
    for each in (year, year - 1):
        value, _ = _read(f"{plain} {each}", _DATE_FIELD, context)
        if value is not None and span(value["edtf"])[1][:10] <= today:
            return _anchored(value, said, today)
    return None


_WEEKDAY = re.compile(r"(?:on |le )?(\w+)")


@cache
def _days() -> dict[str, int]:
    return {name: place % 7 for place, name in enumerate(words_of("days"))}


def _anchored(value: dict[str, Any], said: str, day: str) -> dict[str, Any]:
    found = {name: value[name] for name in ("type", "edtf", "qualifier")}
    return {**found, "as_quoted": said, "anchor": day}
