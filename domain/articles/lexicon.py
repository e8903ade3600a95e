"""The words and rules of drafting, from the files in `words/`: what a text's words are classed as.

Words are data: a class ("raise", "valuation") has its words in each language, a rule says which
row of classes makes a figure the value of which field. A row is matched as a regular expression
over one sign a class, so that a sentence of forty words is a text of forty signs.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from domain.fields import STAGES
from domain.record import Record

LANGUAGES = ("en", "fr")
"""The languages that articles can be drafted from."""

_FOLDER = Path(__file__).parent / "words"
WORD = re.compile(
    r"(?:l|d|qu|n|s|c|j|m|t|jusqu|lorsqu|puisqu|quelqu)'(?=\w)|"
    r"[^\W_]+(?:'(?:t|ll|re|ve|d)\b)?|'s\b|[^\w\s]"
)
FIGURES = ("MONEY", "PRICE", "PERCENT", "COUNT", "DATE", "PERIOD", "TIMES")
_NAMED = {
    "Company": ("issuer", "party", "unknown", "ref"),
    "Issuer": ("issuer", "ref"),
    "Investor": ("party", "unknown", "ref"),
    "Parties": ("party", "unknown", "group"),
    "Name": ("unknown", "person"),
}
"""The roles that a rule may ask for, and the sorts of mention that may be in them."""
MENTIONS = ("issuer", "party", "unknown", "ref", "group", "thing", "outlet", "person")


class Class(NamedTuple):
    """What a word is: its class, and the form of a verb or which word of its class it is."""

    name: str
    form: str = ""


class Rule(Record):
    """A row of classes, and the field that the figure in it is the value of."""

    says: str
    """`element.field`; `investor`, `offer` and the like stand for what the row names."""
    row: str
    pattern: str
    """The row as a regular expression over the signs of classes; see `compiled`."""
    deals: str = ""
    """`raise` or `takeover`; any deal if empty."""
    verb: str = ""
    """The class whose form says how far it has come."""
    needs: frozenset[str] = frozenset()
    """Signs that a sentence must have for the row to be in it."""
    given: Mapping[str, Any] = {}


class Lexicon:
    """The words of one language, with the rules."""

    def __init__(self, language: str) -> None:
        words, common = _file(language), _file("any")
        self.outlets: Mapping[str, list[str]] = common["outlets"]
        self.titles: list[str] = common["titles"]["words"]
        self.firms: list[str] = common["firms"]["words"]
        self.openers: list[str] = words["openers"]["words"]
        self.phrases: dict[tuple[str, ...], Class] = {}
        for form in ("base", "now", "ing", "past", "would", "will"):
            for verb, forms in words["verbs"].items():
                self._add(forms.get(form, ()), Class(verb, form))
        for table in ("small", "nouns", "marks"):
            for name, phrases in words[table].items():
                self._add(phrases, Class(name))
        for table, name in (
            ("loans", "loan"),
            ("stages", "stage"),
            ("sourcing", "sourcing"),
            ("refs", "ref"),
            ("spans", "span"),
        ):
            for form, phrases in words[table].items():
                self._add(phrases, Class(name, form))
        for form, phrases in words["refs"].items():
            for people in words["peoples"]["words"]:
                said = [f"the {people} {phrase[4:]}".lower() for phrase in phrases if " " in phrase]
                self._add(said, Class("ref", form))
        for name, phrases in words["facts"].items():
            self._add(phrases, Class(name))
        for bound, phrases in words["verb_hedges"].items():
            self._add(phrases, Class("bound", bound))
        self.citing: list[str] = words["citing"]["said"]
        self.longest = max(map(len, self.phrases))
        classes = {each.name for each in self.phrases.values()}
        self.signs = Signs(classes, words["facts"].keys())
        self.rules = [
            rule for given in _file("rules")["rule"] for rule in _rules(given, self.signs)
        ]

    def _add(self, phrases: list[str], meaning: Class) -> None:
        for phrase in phrases:
            self.phrases.setdefault(_words(phrase), meaning)


@cache
def lexicon(language: str) -> Lexicon:
    """The words of one of `LANGUAGES`."""
    return Lexicon(language)


def _words(phrase: str) -> tuple[str, ...]:
    if phrase.endswith("'"):  # what the word that follows takes: "d'" before a vowel
        return tuple(WORD.findall(f"{phrase}x")[:-1])
    return tuple(WORD.findall(phrase))


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def words_of(table: str) -> Sequence[str]:
    """The words of one table of figures, as the file has them."""
    found: Sequence[str] = _file("any")["figures"][table]
    return found


@cache
def any_of(table: str) -> str:
    """The words of one table of figures as alternatives of a regular expression, longest first."""
    words = sorted(words_of(table), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A row ready to be looked for; most rows are never needed for one article."""
    return re.compile(pattern)


# -- rows as regular expressions -------------------------------------------------------------------

_PLAIN = (
    *("word", "have", "had", "be", "new", "on", "per", "series", "its", "may", "would", "will"),
    *("announce", "topay", "further", "each", "span", "joint", "earlier"),
)
_OPEN = ("of", "in", "at", "to", "by", "for", "with", "and", "or", "each", "over", "from", "about")
_GAP = frozenset((*_PLAIN, *_OPEN, "fund", "equity", "DATE", "PERIOD"))
_WORDS = ("word", "new", "series", "its", "fund", "equity", "further", "on", "span", "PERIOD")
PUNCTUATION = {",": "comma", ";": "semi", ":": "colon", "(": "open", ")": "close", '"': "quote"}


class Signs(Mapping[str, str]):
    """One sign for every class, so that those which a gap may hold follow each other.

    `plain` is the range of words alone, `gap` that of all that a rule passes over.
    """

    def __init__(self, classes: Set[str], passed: Set[str]) -> None:
        stages = [f"stage.{stage}" for stage in STAGES]
        others = {*classes, *_WORDS, *passed, *FIGURES, *MENTIONS, *PUNCTUATION.values()}
        others |= {"poss", "dash", "stop"}
        over = sorted((_GAP | passed) - set(_WORDS) - {"stage"})
        first = [*_WORDS, *over, *stages]
        every = [*first, *sorted(others - set(first))]
        self._signs = {name: chr(0xE000 + place) for place, name in enumerate(every)}
        self.plain = f"{self._signs[_WORDS[0]]}-{self._signs[_WORDS[-1]]}"
        self.gap = f"{self._signs[_WORDS[0]]}-{self._signs[stages[-1]]}"
        self.stages = f"{self._signs[stages[0]]}-{self._signs[stages[-1]]}"

    def __getitem__(self, name: str) -> str:
        return self._signs[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._signs)

    def __len__(self) -> int:
        return len(self._signs)


def _rules(given: Mapping[str, Any], signs: Signs) -> list[Rule]:
    rest = {
        key: part for key, part in given.items() if key not in ("says", "rows", "deals", "verb")
    }
    return [
        Rule(
            says=given["says"],
            row=row,
            pattern=_pattern(row, signs),
            deals=given.get("deals", ""),
            verb=given.get("verb", ""),
            needs=frozenset(
                signs[each]
                for each in row.split()
                if each in signs and each not in MENTIONS and each != "stage"
            ),
            given=rest,
        )
        for row in given["rows"]
    ]


def _pattern(row: str, signs: Signs) -> str:
    """A row as a regular expression: `Investor ~8 invest ~ MONEY`.

    `~` are up to four words without a meaning of their own, `~8` up to eight; `a|b` is one of
    both, `a?` may be missing. The figure meant is the last one of its sort that is not marked
    `was:`; `v:` marks it where there are two. A role is found again by its name; a comma, "which"
    or a possessive may follow it.
    """
    parts: list[str] = []
    items = row.split()
    marked = any(item.startswith("v:") for item in items)
    seen: set[str] = set()
    figures = [item for item in items if set(item.strip("?").split("|")) <= set(FIGURES)]
    for item in items:
        optional = item.endswith("?")
        item = item.rstrip("?")
        mark, _, name = item.rpartition(":")
        if name.startswith("~"):
            parts.append(f"[{signs.gap}]{{0,{name[1:] or 4}}}?")
            continue
        if name.startswith("+"):  # words alone, none of them small
            parts.append(f"[{signs.plain}]{{0,{name[1:] or 3}}}?")
            continue
        names = [each for part in name.split("|") for each in _NAMED.get(part, (part,))]
        missing = [each for each in names if each not in signs]
        if missing:
            names = [each for each in names if each in signs] or ["stop"]
        listed = "".join(signs[each] for each in names if each != "stage")
        inner = f"[{listed}{signs.stages if 'stage' in names else ''}]"
        if mark == "was":
            inner = f"(?P<was>{inner})"
        elif mark == "v" or (not marked and [item] == figures[-1:]):
            inner = f"(?P<value>{inner})"
        elif mark == "o":
            inner = f"(?P<other>{inner})"
        elif name in _NAMED and name not in seen:
            seen.add(name)
            inner = f"(?P<{name.lower()}>{inner})"
        if name in _NAMED:
            inner += f"(?:{signs['comma']}?{signs['who']}?|{signs['poss']})"
        parts.append(f"(?:{inner})?" if optional else inner)
    return "".join(parts)
