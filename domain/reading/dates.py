"""Dates as people write them, to EDTF.

A date stays as imprecise as its words: "Q1 2026" is `2026-Q1`, "late March 2026" is `2026-03`
with the words beside it. A year that is not written is not made up, nor is the week of a weekday;
relative words ("last month") count from the day of publication, which is stored as `anchor`.
"""

import datetime
import re
from functools import cache
from typing import Any

from domain.dates import span
from domain.errors import Refused
from domain.reading.absolute import FISCAL
from domain.reading.almanac import meanings, names
from domain.reading.context import Context, flat, refuse
from domain.reading.datewords import cut, readings
from domain.reading.dating import Reading, Unread, hint

Value = dict[str, Any]

_SLASHED = r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)"


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
    return _in_words(text, field, context)


def _in_words(text: str, field: Any, context: Context) -> Value:
    """What every way of taking the words says; two that say otherwise are refused."""
    plain = re.sub(r"\d", lambda digit: str(int(digit[0])), flat(text))
    words = cut(plain.rstrip("."), meanings(field.name))
    if unknown := [several[0].text for several in words if several[0].sort == "rest"]:
        raise _unread(text, " ".join(unknown))
    found: list[Value] = []
    refused: list[Refused] = []
    for taken in readings(words):
        try:
            value = Reading(text, field, context).value(taken)
        except Unread:
            continue
        except Refused as refusal:
            refused.append(refusal)
        else:
            same = [each for each in found if _says(each) == _says(value)]
            if not same:
                found.append(value)
            elif len(value) > len(same[0]):  # the one that keeps the words
                found[found.index(same[0])] = value
    if len(found) > 1:
        both = " or ".join(sorted(value["edtf"] for value in found))
        raise refuse("E-DATE-AMBIG", f"{both}?", text, "write the one you mean")
    if found:
        return found[0]
    if refused:
        raise refused[0]
    if any(word.sort == "fiscal" for several in words for word in several):
        raise refuse("E-DATE", FISCAL[0], text, FISCAL[1])
    raise _unread(text, plain)


def unused(text: str, field: Any) -> list[str]:
    """The words of a text that was read which the stored date does not say: "late", "noon"."""
    words = cut(flat(text).rstrip("."), meanings(field.name))
    return [
        several[0].text
        for several in words
        if all(
            word.sort in ("part", "part_of_day", "zone", "filler", "few")
            or (word.sort, word.meaning) == ("said", "as_quoted")
            for word in several
        )
        and any(word.sort not in ("filler",) for word in several)
    ]


def _says(value: Value) -> tuple[str, str]:
    return value["edtf"], value["qualifier"]


def _unread(text: str, words: str) -> Refused:
    return refuse(
        "E-DATE",
        f"could not read {words!r} as a date",
        text,
        "write 2026-01-30, 30 January 2026, January 2026, Q1 2026, H2 2026 or 2026",
    )


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
    return any(word in names("month") for word in words) or bool(re.search(r"\d{4}-\d\d", text))


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
        raise refuse(refusal.code, refusal.message, text, hint(edtf, refusal)) from None
