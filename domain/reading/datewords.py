"""A text with a date in it, cut into words that have a meaning, each with all that it may mean.

Longest phrase first, so that "not before" is never read as "before". What has no meaning comes
out as a `rest` word, and no date is made of a text that has one.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from domain.reading.almanac import Meanings, longest

MOST_READINGS = 512
"""Of a text whose words can be taken in more ways than this, no date is made."""


class Word(NamedTuple):
    """One phrase in one of its meanings: what sort it is of, as written, and what it means."""

    sort: str
    text: str
    meaning: Any = None


_DAY = r"[0-9]{4}(?:-(?:[0-9]{2}|xx|[qh][0-9])(?:-(?:[0-9]{2}|xx))?[~?%]?|[~?%])"
_FIGURES = (
    ("edtf", rf"{_DAY}t[0-9:.]+(?:z|[+-][0-9]{{2}}:?[0-9]{{2}})?"),
    ("edtf", rf"(?:{_DAY}|[0-9]{{4}}|\.\.)/(?:{_DAY}|\.\.)|{_DAY}(?:/[0-9]{{4}}|/)?"),
    ("slashed", r"[0-9]{4}[/.][0-9]{1,2}[/.][0-9]{1,2}"),
    ("slashed", r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{4}|[0-9]{2})"),
    ("slashed", r"[0-9]{1,2}/[0-9]{4}"),
    (
        "part_of_day",
        r"[0-9]{1,2}(?:[:.][0-9]{2})?\s?(?:am|pm|a\.m\.|p\.m\.)|[0-9]{1,2}[:h][0-9]{2}|[0-9]{1,2}h",
    ),
    ("fiscal", r"fy\s?'?[0-9]{2,4}e?"),
    ("dated_part", r"[0-9]{4}\s?[qh][1-4]|(?:[1-4][qt]|[12][hs])(?:[0-9]{4}|[0-9]{2})"),
    ("part_of_year", r"[1-4][qt]|[12][hs]|[qt]\s?[1-4]|[hs]\s?[12]"),
    ("nth", r"[0-9]{1,2}(?:st|nd|rd|th|er|ère|nde|nd|ème|eme|re|e)"),
    ("year", r"[0-9]{4}"),
    ("number", r"[0-9]{1,3}"),
    ("short_year", r"'[0-9]{2}"),
)
"""Sorts of what has digits, with their forms; at a place all forms that fit there are tried."""


@cache
def _figures() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sort, re.compile(form)) for sort, form in _FIGURES)


def cut(text: str, phrases: Meanings) -> list[list[Word]]:
    """The words of a flat text in order, each in all its meanings."""
    spaced = text.replace("-", " ")
    found: list[list[Word]] = []
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        several = _at(text, spaced, at, phrases)
        found.append(several)
        at += len(several[0].text)
    return found


def _at(text: str, spaced: str, at: int, phrases: Meanings) -> list[Word]:
    """All meanings of the longest phrase that begins here, or of the figure."""
    if text[at].isdigit() or text[at] in "./'qtshf":
        figures = _figure(text, at)
        if figures:
            return figures
    if text[at] == "-":
        spaced_out = text[at - 1 : at] == " " or text[at + 1 : at + 2] == " "
        return [Word("to", "-", None)] if spaced_out else [Word("-", "-"), Word("filler", "-")]
    for end in range(min(len(text), at + longest()), at, -1):
        several = phrases.get(spaced[at:end])
        if several and _alone(text, at, end):
            return [Word(sort, text[at:end], meaning) for sort, meaning in several]
    end = at + 1
    while end < len(text) and text[at].isalnum() and text[end].isalnum():
        end += 1
    return [Word("rest", text[at:end])]


def _figure(text: str, at: int) -> list[Word]:
    """What may be meant by the longest form with digits that begins here."""
    if at and text[at - 1].isalnum() and text[at].isalnum():
        return []
    found: list[Word] = []
    for sort, form in _figures():
        match = form.match(text, at)
        if match and match[0] and not text[match.end() : match.end() + 1].isalnum():
            found.append(Word(sort, match[0]))
    longest_form = max((len(word.text) for word in found), default=0)
    return [_meant(word) for word in found if len(word.text) == longest_form]


def _meant(word: Word) -> Word:
    sort, text, _ = word
    match sort:
        case "year":
            return Word(sort, text, (text, False))
        case "short_year":
            return Word("year", text, (f"20{text[1:]}", True))
        case "number":
            return Word(sort, text, int(text))
        case "nth":
            return Word(sort, text, int(re.sub(r"\D", "", text)))
        case "part_of_year":
            letter = re.sub(r"[^qths]", "", text)
            return Word(sort, text, ("Q" if letter in "qt" else "H") + re.sub(r"\D", "", text))
        case "dated_part":
            digits = re.sub(r"\D", "", text)
            letter = "Q" if re.search("[qt]", text) else "H"
            year, part = (digits[:4], digits[4]) if text[1].isdigit() else (digits[1:], digits[0])
            return Word("edtf", text, f"{year if len(year) == 4 else '20' + year}-{letter}{part}")
        case "edtf":
            return Word(sort, text, text.upper())
    return word


def readings(words: Sequence[Sequence[Word]]) -> Iterator[list[Word]]:
    """Every way to take the words: one meaning of each."""
    count = 1
    for several in words:
        count *= len(several)
    if count <= MOST_READINGS:
        yield from map(list, product(*words))


def _alone(text: str, at: int, end: int) -> bool:
    """Whether a phrase stands alone there and is no piece of a longer word."""
    if text[at].isalnum() and at and text[at - 1].isalnum():
        return False
    return not (text[end - 1].isalnum() and text[end : end + 1].isalnum())
