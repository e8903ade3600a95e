"""A sentence as a row of tokens: its figures, its names, and the classes of its words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from domain.articles.lexicon import PUNCTUATION, WORD, Lexicon, any_of
from domain.articles.mentions import Mention, Names
from domain.articles.sentences import Sentence, searchable
from domain.articles.spans import Figure, figures
from domain.articles.when import times
from domain.reading.context import Context


class Token(NamedTuple):
    """One class of word at its place in the sentence, with what it stands for."""

    sort: str
    start: int
    end: int
    form: str = ""
    figure: Figure | None = None
    mentions: tuple[Mention, ...] = ()
    """Who is meant; of a reference, who may be."""


COMPANIES = frozenset(("issuer", "party", "unknown", "ref", "group"))


def tokens(
    sentence: Sentence,
    lexicon: Lexicon,
    names: Names,
    context: Context,
    issuer: str,
) -> list[Token]:
    """The tokens of a sentence; who a reference means is not told yet."""
    text = sentence.text
    plain = searchable(text)
    changes = [
        match.start() for match in re.finditer(r"[^\W\d_]+", plain) if _changes(match[0], lexicon)
    ]
    found = figures(text, plain, context, changes)
    found += times(text, plain, context, found)
    named = names.of(text, title=sentence.title)
    held: list[Token] = [Token(each.sort, each.start, each.end, figure=each) for each in found]
    taken = [(each.start, each.end) for each in found]
    place = re.compile(rf"[\s-]+(?:{any_of('firm_words')})\b")
    for mention in named:
        if mention.kind == "new" and place.match(plain, mention.end):
            continue  # "the Ohio company" names no Ohio
        if not any(start < mention.end and mention.start < end for start, end in taken):
            held.append(
                Token(_sort(mention, issuer), mention.start, mention.end, mentions=(mention,))
            )
    words = list(_words(plain, lexicon, sorted((each.start, each.end) for each in held)))
    return _grouped(_appositions(_persons(sorted([*held, *words], key=lambda each: each.start))))


def _changes(word: str, lexicon: Lexicon) -> bool:
    found = lexicon.phrases.get((word,))
    return found is not None and (found.name == "change" or found == ("raise", "past"))


def _sort(mention: Mention, issuer: str) -> str:
    if issuer and mention.element == issuer:
        return "issuer"
    if mention.kind in ("outlet", "new", "person"):
        return "unknown" if mention.kind == "new" else mention.kind
    return "party" if mention.kind == "party" else "thing"


def _words(plain: str, lexicon: Lexicon, taken: Sequence[tuple[int, int]]) -> Iterator[Token]:
    """The classes of the words that no figure and no name has taken; the longest phrase wins."""
    words = [
        word
        for word in WORD.finditer(plain)
        if not any(start < word.end() and word.start() < end for start, end in taken)
    ]
    said = [word[0] for word in words]
    ends = dict(taken)
    at = 0
    while at < len(words):
        for length in range(min(lexicon.longest, len(words) - at), 0, -1):
            first, last = words[at], words[at + length - 1]
            phrase = tuple(said[at : at + length])
            if phrase in lexicon.phrases and not _parted(first.start(), last.end(), ends):
                meaning = lexicon.phrases[phrase]
                yield Token(meaning.name, first.start(), last.end(), meaning.form)
                at += length
                break
        else:
            yield _plain(words[at])
            at += 1


def _parted(start: int, end: int, taken: Mapping[int, int]) -> bool:
    return any(start < place < end for place in taken)


def _plain(word: re.Match[str]) -> Token:
    sign = word[0]
    if sign in PUNCTUATION:
        return Token(PUNCTUATION[sign], word.start(), word.end())
    if sign in ("'s", "'"):
        return Token("poss", word.start(), word.end())
    if sign in ("-", "/"):
        return Token("dash", word.start(), word.end())
    if not sign[0].isalnum():
        return Token("stop", word.start(), word.end())
    return Token("word", word.start(), word.end())


def _appositions(row: list[Token]) -> list[Token]:
    """A reference before a name is no more than a word: "the group Globex", "l'allemand Globex".

    A name after "the group of" is a place.
    """
    found = list(row)
    for place, token in enumerate(row):
        after = [each.sort for each in row[place + 1 : place + 3]]
        if token.sort != "ref" or token.form == "it":
            continue
        if after[:1] and after[0] in ("issuer", "party", "unknown", "person"):
            found[place] = token._replace(sort="word", form="")
        elif after == ["of", "unknown"]:
            found[place + 2] = row[place + 2]._replace(sort="word", mentions=())
    return found


def _persons(row: list[Token]) -> list[Token]:
    """Names beside the word for an office are persons: "chief executive Jane Roe"."""
    found = list(row)
    for place, token in enumerate(row):
        if token.sort not in ("unknown", "party"):
            continue
        before = row[place - 1].sort if place else ""
        after = [each.sort for each in row[place + 1 : place + 4]]
        office = after[:2] == ["comma", "office"] or after[:3] == ["comma", "word", "office"]
        if before == "office" or office or (before == "comma" and _office_before(row, place)):
            found[place] = token._replace(sort="person")
    return found


def _office_before(row: list[Token], place: int) -> bool:
    """Whether a name stands between commas after an office: "its chief executive, Jane Roe,"."""
    ahead = [each.sort for each in row[max(0, place - 6) : place - 1]]
    closed = place + 1 < len(row) and row[place + 1].sort in ("comma", "stop")
    return closed and "office" in ahead and not {"comma", "stop"} & set(ahead)


def _grouped(row: list[Token]) -> list[Token]:
    """Names joined by "and" as one group: "Globex, Initech and MGX"."""
    found: list[Token] = []
    place = 0
    while place < len(row):
        end = _group_end(row, place)
        if end > place + 1:
            part = row[place:end]
            members = tuple(each for token in part for each in token.mentions)
            found.append(Token("group", part[0].start, part[-1].end, mentions=members))
            place = end
        else:
            found.append(row[place])
            place += 1
    return found


def _group_end(row: Sequence[Token], place: int) -> int:
    """Where a list of names that begins here ends; one place on where there is none."""
    member = ("party", "unknown", "issuer")
    if row[place].sort not in member:
        return place + 1
    end, closed, at = place + 1, False, place + 1
    while at < len(row):
        joint = row[at].sort
        step = at + 1
        if joint == "comma" and step < len(row) and row[step].sort == "and":
            joint, step = "and", step + 1
        if joint == "and" and step < len(row) and row[step].sort in ("of", "word"):
            step += row[step].end - row[step].start <= 3  # "et du Fonds Littoral", "and the …"
        if joint not in ("comma", "and") or step >= len(row) or row[step].sort not in member:
            break
        at = step + 1
        if joint == "and":
            end, closed = at, True
    return end if closed else place + 1


# -- rows to match rules against -------------------------------------------------------------------


def without_asides(row: Sequence[Token]) -> list[Token]:
    """The row without what stands between commas, dashes or brackets and holds no figure."""
    found: list[Token] = []
    place = 0
    while place < len(row):
        end = _aside_end(row, place)
        if end:
            place = end
        else:
            found.append(row[place])
            place += 1
    return found


def without_relatives(row: Sequence[Token]) -> list[Token]:
    """The row without its relative clauses between commas, figures in them or not."""
    found: list[Token] = []
    place = 0
    while place < len(row):
        after = row[place + 1].sort if place + 1 < len(row) else ""
        end = 0
        if row[place].sort == "comma" and after == "who":
            commas = (at for at in range(place + 2, len(row)) if row[at].sort in ("comma", "semi"))
            end = next(commas, 0)
        if end and row[end].sort == "comma":
            place = end + 1
        else:
            found.append(row[place])
            place += 1
    return found


_CLOSES = {"comma": "comma", "dash": "dash", "open": "close"}
_AMOUNTS = frozenset(("MONEY", "PRICE", "PERCENT"))


def _aside_end(row: Sequence[Token], place: int) -> int:
    """Where an aside that opens here ends, its closing sign included; 0 if none opens."""
    opens = row[place].sort
    if opens not in _CLOSES:
        return 0
    for end in range(place + 1, min(len(row), place + 16)):
        sort = row[end].sort
        if sort == _CLOSES[opens]:
            inside = row[place + 1 : end]
            alone = len(inside) == 1 and opens != "open" and inside[0].sort in COMPANIES
            if not inside or alone or inside[0].sort in ("and", "or"):
                return 0
            return end + (opens != "comma" or row[end].sort == "comma")
        if sort in _AMOUNTS or sort in ("semi", "stop"):
            return 0
    return 0
