"""The figures of a sentence: every amount, price, percentage, count and date, with its hedge.

A figure is the longest stretch of words around a number that `domain.reading` has a meaning for.
Words at its ends that say nothing ("of the") are left off; a hedge never is: a stretch that cannot
be read with its hedge comes out unread, with the reason, and not a shorter one in its place.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from domain import fields
from domain.articles.lexicon import any_of
from domain.errors import Refused
from domain.reading.amounts import money, per_share, percent
from domain.reading.context import Context
from domain.reading.vocabulary import vocabulary
from domain.record import Record

MONEY, PRICE, PERCENT, COUNT = "MONEY", "PRICE", "PERCENT", "COUNT"


class Figure(Record):
    """One figure and its place in the text it was looked for in.

    `value` is what it says, None where it cannot be read; `why` then says why not. `flow` says
    that it is so much for a span of time ("$2bn a month").
    """

    sort: str
    text: str
    start: int
    end: int
    value: dict[str, Any] | None = None
    why: str = ""
    flow: bool = False


class Piece(NamedTuple):
    """A word or phrase that may be a part of a figure: its sort and place."""

    sort: str
    start: int
    end: int


_WORD = re.compile(
    r"[.,]?[0-9]+(?:[.,'][0-9]+|[ \u00a0\u202f\u2009][0-9]{3}(?![0-9]))*|[^\W\d_]+'?|\S"
)
_SHARE = (
    *("a share", "per share", "par action", "l'action", "/share", "/action", "par titre"),
    *("per common share", "per ordinary share", "pence", "p a share", "p per share"),
)
_PERCENT = ("%", "per cent", "percent", "pour cent", "pct")
_CORE = frozenset(("number", "scale", "currency", "percent", "band", "fraction", "round"))
_JOINTS = frozenset(("to", "and", "or", "-", "between"))
_PASSED = frozenset(("filler", "article"))
_PREPOSITIONS = frozenset(("over", "above", "under", "below"))
_OPENS = frozenset(
    ("hedge", "either", "between", "number", "currency", "band", "fraction", "round", "words")
)
_CLOSES = frozenset(
    (
        "late",
        "either",
        "number",
        "scale",
        "currency",
        "percent",
        "and_half",
        "share",
        "per",
        "words",
    )
)
_READERS: Mapping[str, list[tuple[Callable[[str, Any, Context], dict[str, Any]], Any]]] = {
    MONEY: [(money, fields.CATALOGUE["tranche", "amount"])],
    PRICE: [(per_share, fields.CATALOGUE["instrument", "strike"])],
    PERCENT: [  # a premium alone may be more than the whole
        (percent, fields.CATALOGUE["party", "stake"]),
        (percent, fields.CATALOGUE["offer", "premium"]),
    ],
}


@cache
def _phrases() -> tuple[dict[tuple[str, ...], tuple[str, Any]], int]:
    """The phrases of figures by their words, and how many words the longest has."""
    words = vocabulary()
    every: dict[str, tuple[str, Any]] = {
        **words.common,
        **words.fractions,
        **words.scales,
        **words.per,
        **words.currencies,
        **dict.fromkeys(_SHARE, ("share", None)),
        **dict.fromkeys(_PERCENT, ("percent", None)),
    }
    found = {
        tuple(_WORD.findall(phrase)): (_place(sort, meaning), meaning)
        for phrase, (sort, meaning) in every.items()
    }
    return found, max(map(len, found))


def _place(sort: str, meaning: Any) -> str:
    """A hedge's sort by where it may stand: before its figure, after it, or on either side."""
    if sort != "hedge":
        return sort
    return {"before": "hedge", "after": "late", "either_side": "either"}[meaning.place]


@cache
def _counted() -> re.Pattern[str]:
    """What stands after the number of things that are counted."""
    between = r"(?:\s+(?:new|existing|of its|of the company's|of|d'|de)\b)?"
    return re.compile(rf"{between}\s*(?:{any_of('counted')})\b")


@cache
def _bare() -> re.Pattern[str]:
    """What may follow a sum that stands without its currency; no thing that is counted."""
    return re.compile(rf"\s*(?:$|[^\w\s]|(?:{any_of('after_sum')})\b)")


def figures(text: str, plain: str, context: Context, changes: list[int]) -> list[Figure]:
    """The sums, prices, percentages and counts of a sentence, in order.

    `plain` is the sentence as `searchable` has it.

    `changes` are the places of verbs that move a figure: after one, "from $58 to $61" is two
    figures and no range.
    """
    found: list[Figure] = []
    for pieces in _stretches(plain, text):
        for stretch in _apart(pieces, plain, changes):
            found += _read(stretch, text, plain, context)
    return sorted(found, key=lambda each: each.start)


# -- stretches of words that have a meaning in a figure -------------------------------------------


def _stretches(plain: str, text: str) -> list[list[Piece]]:
    """Runs of neighbouring pieces that hold a number."""
    if not any(sign.isdigit() for sign in plain) and not _phrases_of_words(plain):
        return []
    found: list[list[Piece]] = []
    run: list[Piece] = []
    for piece in _pieces(plain, text):
        if run and not re.fullmatch(r"[\s-]*", plain[run[-1].end : piece.start]):
            found.append(run)
            run = []
        run.append(piece)
    found.append(run)
    return [each for each in found if any(piece.sort in _CORE for piece in each)]


def _phrases_of_words(plain: str) -> bool:
    return (
        re.search(r"\b(?:m?illion|milliard|billion|trillion|per cent|percent)", plain) is not None
    )


def _pieces(plain: str, text: str) -> list[Piece]:
    phrases, longest = _phrases()
    words = list(_WORD.finditer(plain))
    said = [word[0] for word in words]
    found: list[Piece] = []
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            meaning = phrases.get(tuple(said[at : at + length]))
            first, last = words[at].start(), words[at + length - 1].end()
            if meaning and _stands(plain, first, last):
                sort = "filler" if _particle(plain, first, last) else meaning[0]
                found.append(Piece(sort, first, last))
                at += length
                break
        else:
            word = words[at]
            if word[0][-1].isdigit():
                start = word.start() + (word[0][0] in ".," and word.start() > 0)
                found.append(Piece("number", start, word.end()))
            elif word[0] == "p" and plain[word.start() - 1 : word.start()].isdigit():
                found.append(Piece("share", word.start(), word.end()))
            elif word[0] in "-+":
                found.append(Piece(word[0], word.start(), word.end()))
            elif text[word.start() : word.end()] in ("EUR", "USD", "GBP", "CHF", "JPY", "CAD"):
                found.append(Piece("currency", word.start(), word.end()))
            at += 1
    return found


def _particle(plain: str, start: int, end: int) -> bool:
    """Whether "up to" belongs to the verb before it ("topped up to 10%") and bounds nothing."""
    if plain[start:end] != "up to":
        return False
    return re.search(rf"\b(?:{any_of('verbs_with_up')})\s+$", plain[:start]) is not None


def _stands(plain: str, start: int, end: int) -> bool:
    """Whether a phrase is no part of a longer word: the m of "m&a", the b of "series b"."""
    before, after = plain[start - 1 : start], plain[end : end + 1]
    if plain[end - 1] in "$¥€£" and " " in plain[start:end]:
        return False  # "a $5" is no Australian sign
    if plain[start:end] in ("b", "t", "m", "k", "p", "cr", "md", "mm", "kr", "rs"):
        return bool(re.search(r"[0-9]\s?$", plain[max(0, start - 2) : start])) and not (
            after.isalnum() or after == "&"
        )
    return not (before.isalpha() and plain[start].isalpha())


def _apart(run: list[Piece], plain: str, changes: list[int]) -> list[list[Piece]]:
    """A run cut where a new figure begins: at a second one, or where a verb moves the first."""
    moved = any(place < run[0].end + 40 for place in changes)
    found: list[list[Piece]] = [[]]
    numbers = 0
    for place, piece in enumerate(run):
        ahead = [each.sort for each in run[place + 1 : place + 3]]
        if piece.sort == "number":
            found[-1:] = _parted(found[-1])
            numbers += 1
        said = plain[piece.start : piece.end]
        if said in _PREPOSITIONS and ahead[:1] in (["article"], ["filler"]):
            found.append([])  # "talks over a $2bn sale" is no bound
            continue
        joined = piece.sort in ("to", "and", "or", "between")
        if moved and numbers and joined and "number" in [piece.sort, *ahead]:
            found.append([])
            numbers = 0
            continue
        if moved and piece.sort == "between":
            continue
        if numbers and piece.sort in ("between", "or"):
            found.append([])
            numbers = 0
        found[-1].append(piece)
    found = [
        each if _is_range(each) else [p for p in each if p.sort != "between"] for each in found
    ]
    return [each for each in map(_trimmed, found) if any(p.sort in _CORE for p in each)]


def _parted(run: list[Piece]) -> list[list[Piece]]:
    """A stretch before its next number: cut after a first figure that nothing joins to it.

    "$900m at a $7bn" are two figures; "$900m to $1bn" is one.
    """
    last = max((place for place, each in enumerate(run) if each.sort == "number"), default=-1)
    between = run[last + 1 :]
    if last < 0 or any(each.sort in _JOINTS for each in between):
        return [run]
    cut = next((place for place, each in enumerate(between) if each.sort in _PASSED), None)
    money = any(each.sort == "currency" for each in (*run[: last + 1], *between[:cut]))
    if cut is None or not (money or any(each.sort == "currency" for each in between[cut:])):
        return [run]
    return [run[: last + 1 + cut], run[last + 1 + cut :]]


def _is_range(run: list[Piece]) -> bool:
    """Whether a stretch holds two numbers, so that its "from" may open a range."""
    return sum(piece.sort in ("number", "words") for piece in run) > 1


def _trimmed(run: list[Piece]) -> list[Piece]:
    """A stretch without the words at its ends that say nothing."""
    first, last = 0, len(run)
    while first < last and (
        run[first].sort not in _OPENS
        or (run[first].sort == "words" and [p.sort for p in run[first + 1 : first + 2]] in _STARTS)
    ):
        first += 1
    while last > first and run[last - 1].sort not in _CLOSES:
        last -= 1
    return run[first:last]


_STARTS = [[sort] for sort in ("number", "currency", "hedge", "filler", "french", "article")]
"""What no number in words stands before: the one of "one of 385p" counts nothing."""


# -- reading them ----------------------------------------------------------------------------------


def _read(run: list[Piece], text: str, plain: str, context: Context) -> list[Figure]:
    """A stretch as a figure, or as two where it joins two; a stray number is none."""
    sorts = {piece.sort for piece in run}
    if not sorts & {"number", "words", "band", "round", "fraction"}:
        return []
    start, end = run[0].start, run[-1].end
    sort = _sort(run, sorts, plain, context)
    if sort is None:
        return []
    figure = _as_read(sort, run, text, context)
    if figure.value is None:
        for place, piece in enumerate(run):
            if piece.sort in ("and", "or", "to") and 0 < place < len(run) - 1:
                halves = [_trimmed(run[:place]), _trimmed(run[place + 1 :])]
                both = [
                    each for half in halves if half for each in _read(half, text, plain, context)
                ]
                if len(both) == 2 and all(each.value for each in both):
                    return both
        shorter = _without_stray_ends(run)
        if shorter and shorter != run:
            return _read(shorter, text, plain, context)
    return [figure.but(start=start, end=end)]


def _without_stray_ends(run: list[Piece]) -> list[Piece]:
    """A stretch without number words at its ends that are articles: "un", "one"."""
    first, last = 0, len(run)
    core = [place for place, piece in enumerate(run) if piece.sort in _CORE]
    if not core:
        return []
    if run[0].sort == "words" and core[0] > 0 and run[1].sort in ("hedge", "currency", "number"):
        first = 1
    if run[-1].sort in ("words", "hedge") and core[-1] < last - 1 and run[-1].sort == "words":
        last -= 1
    return _trimmed(run[first:last])


def _sort(run: list[Piece], sorts: set[str], plain: str, context: Context) -> str | None:
    """What a stretch is: by its signs, or by what stands after it."""
    after = plain[run[-1].end :]
    if "share" in sorts and sorts & {"currency", "number"}:
        return PRICE
    if "percent" in sorts:
        return PERCENT
    if "currency" in sorts:
        return MONEY
    if _counted().match(after):
        return COUNT
    if not sorts & {"scale"}:
        return None
    return MONEY if context.currency and _bare().match(after) else COUNT


def _as_read(sort: str, run: list[Piece], text: str, context: Context) -> Figure:
    start, end = run[0].start, run[-1].end
    said = text[start:end]
    flow = any(piece.sort == "per" for piece in run)
    figure = Figure(sort=sort, text=said, start=start, end=end, flow=flow)
    if sort == COUNT or flow:
        return figure.but(value={"type": "flow" if flow else "count"})
    for reader, field in _READERS[sort]:
        try:
            return figure.but(value=reader(said, field, context))
        except Refused as refusal:
            figure = figure.but(why=figure.why or refusal.message)
    return figure
