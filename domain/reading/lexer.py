"""Text with figures in it, cut into words that have a meaning and words that have none.

Longest phrase first, so that "not more than" is never read as "more than". What no phrase
covers comes out as a `rest` token, and its reader refuses it by name.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from domain.currencies import EVERYDAY_WORDS, MINOR_DIGITS
from domain.reading.context import Names, called
from domain.reading.vocabulary import Phrases


class Token(NamedTuple):
    """One phrase: what sort it is of, as read, and what it means."""

    sort: str
    text: str
    meaning: Any = None


_NUMBER = r"[.,]?[0-9]+(?:[.,'][0-9]+| [0-9]{3}(?![0-9]))*"


@cache
def _number() -> re.Pattern[str]:
    return re.compile(_NUMBER)


def cut(text: str, original: str, phrases: Phrases, names: Names) -> list[Token]:
    """The tokens of a flat text, in order; `original` tells capitals apart."""
    lengths = sorted({len(phrase) for phrase in (*phrases, *names)}, reverse=True)
    spaced = text.replace("-", " ").replace("_", " ")
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        token = _token(text, spaced, at, phrases, names, lengths) or _code(text, at, original)
        if token is None:
            end = at + 1
            while text[at].isalpha() and end < len(text) and text[end].isalpha():
                end += 1
            token = Token("rest", text[at:end])
        found.append(token)
        at += len(token.text)
    return found


def _token(
    text: str,
    spaced: str,
    at: int,
    phrases: Phrases,
    names: Names,
    lengths: list[int],
) -> Token | None:
    for length in lengths:
        end = at + length
        if end > len(text):
            continue
        phrase = spaced[at:end]
        if phrase in phrases:
            sort, meaning = phrases[phrase]
            if _ends(text, at, end, before_digit=sort == "currency"):
                return Token(sort, text[at:end], meaning)
        named = text[at:end]
        if named in names and _ends(text, at, end, before_digit=False):
            return Token("name", named, called(named, names) or "")
    number = _number().match(text, at)
    if number:
        return Token("number", number[0])
    if text[at] in "-+":
        return Token(text[at], text[at])
    if text[at] in ',;:")' or (text[at] == "(" and at):
        return Token("filler", text[at])
    if text[at] == "." and (at == len(text) - 1 or text[at - 1 : at].isalpha()):
        return Token("filler", text[at])
    return None


def _ends(text: str, at: int, end: int, *, before_digit: bool) -> bool:
    """Whether a phrase stands alone there and is no piece of a longer word."""
    if text[at].isalnum() and at and text[at - 1].isalpha():
        return False
    if not text[end - 1].isalnum() or end == len(text):
        return True
    after = text[end]
    return not (after.isalpha() or (after.isdigit() and not before_digit))


def _code(text: str, at: int, original: str) -> Token | None:
    """An ISO 4217 code; words such as "all" only where written in capitals."""
    code = text[at : at + 3].upper()
    if code in MINOR_DIGITS and _ends(text, at, at + 3, before_digit=True):
        if code.lower() in EVERYDAY_WORDS and code not in original:
            return None
        if "GBp" in original and code == "GBP":
            return None  # pence, a hundredth of a pound
        return Token("currency", text[at : at + 3], (code,))
    return None


def listed(sort: str, meanings: Mapping[Any, str]) -> dict[str, tuple[str, Any]]:
    """A phrase table from lines of phrases parted by bars: `{meaning: "one | other"}`."""
    return {
        phrase.strip().replace("-", " "): (sort, meaning)
        for meaning, phrases in meanings.items()
        for phrase in phrases.split("|")
    }
