"""The words of amounts in each language, from the files in `words/`.

English and French are read together, as reports mix them. German, Spanish and Italian are tried
one at a time, each with its own words only, because the same letters mean other things in them:
`fast` is nearly, `a` is to, `once` is eleven. Nothing is loaded before an amount is read.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from domain.currencies import WRITTEN

OTHERS = ("de", "es", "it")
"""The languages that are tried after English and French."""

Phrases = Mapping[str, tuple[str, Any]]


class Hedge(NamedTuple):
    """What a hedge says, whether more than the stored form keeps, and where it may stand."""

    qualifier: str
    loud: bool = False
    place: str = "before"


class Scale(NamedTuple):
    """A scale word: its factor, whose it is, its French name where that differs."""

    factor: int
    language: str = ""
    french: str = ""
    alone: bool = False
    """It stands without a number before it: "mille milliards"."""


class Marks(NamedTuple):
    """Which sign parts thousands and which decimals; both ways where countries differ."""

    thousands: str
    decimal: str
    both_ways: bool = False


class Vocabulary:
    """The phrases of the languages that are read together."""

    def __init__(self, marks: Marks | None) -> None:
        self.marks = marks
        self.common: dict[str, tuple[str, Any]] = {}
        """Hedges, number words, bands and what is passed over."""
        self.scales: dict[str, tuple[str, Any]] = {}
        self.fractions: dict[str, tuple[str, Any]] = {}
        self.per: dict[str, tuple[str, Any]] = {}
        self.share: dict[str, tuple[str, Any]] = {}
        self.percent: dict[str, tuple[str, Any]] = {}
        self.numbers: dict[str, int] = {}
        self.english: frozenset[str] = frozenset()
        """The phrases that only English has, where it is read with French: they tell it apart."""
        self.currencies = {
            spoken(written): ("currency", codes) for written, codes in WRITTEN.items()
        }


@cache
def vocabulary(language: str = "") -> Vocabulary:
    """The words of one of `OTHERS`; of English and French where none is named."""
    files = [words_in(name) for name in ("any", *((language,) if language else ("en", "fr")))]
    marks = files[-1].get("marks")
    found = Vocabulary(Marks(**marks) if marks else None)
    places = {
        place: {
            spoken(phrase) for each in files for phrase in each.get("places", {}).get(place, ())
        }
        for place in ("after", "either_side")
    }
    for each in files:
        _take(found, each, places)
    found.common |= {word: ("words", number) for word, number in found.numbers.items()}
    if not language:
        found.english = _phrases(words_in("en")) - _phrases(words_in("fr")) - {"a", "an"}
    return found


def increments() -> frozenset[str]:
    """The words of every language that may say "on top of what there was": "a further"."""
    names = ("en", "fr", *OTHERS)
    return frozenset(word for name in names for word in words_in(name)["grammar"].get("more", ()))


@cache
def words_in(name: str) -> dict[str, Any]:
    """The file of a language as it is written, `any` for what all have."""
    import tomllib

    read: dict[str, Any] = tomllib.loads(
        (Path(__file__).parent / "words" / f"{name}.toml").read_text(encoding="utf-8")
    )
    return read | {"language": "" if name == "any" else name}


def _phrases(words: Mapping[str, Any]) -> frozenset[str]:
    """The hedges and the grammar of one language."""
    tables = (*words["hedges"].values(), *words["grammar"].values())
    return frozenset(spoken(phrase) for phrases in tables for phrase in phrases)


def spoken(phrase: str) -> str:
    """A phrase as texts are matched: a hyphen is a space."""
    return phrase.replace("-", " ")


def _take(found: Vocabulary, words: Mapping[str, Any], places: Mapping[str, set[str]]) -> None:
    language = words["language"]
    for sort, phrases in words.get("grammar", {}).items():
        found.common |= _listed("french" if sort == "link" else sort, sort == "said", phrases)
    for band, phrases in words.get("bands", {}).items():
        low, _, high = band.partition("..")
        found.common |= _listed("band", (int(low), int(high)), phrases)
    for number, phrases in words.get("rounds", {}).items():
        found.common |= _listed("round", _rounded(int(number)), phrases)
    found.common |= _listed("and_half", "", words.get("halves", {}).get("more", ()))
    for name, phrases in words.get("hedges", {}).items():
        qualifier, loud = name.removesuffix("_as_quoted"), name.endswith("_as_quoted")
        for phrase in map(spoken, phrases):
            place = next((place for place, some in places.items() if phrase in some), "before")
            found.common[phrase] = ("hedge", Hedge(qualifier, loud, place))
    elsewhere = words.get("elsewhere", {})
    scales = dict(words.get("scales", {}))
    alone = scales.pop("alone", ())
    for factor, phrases in scales.items():
        for phrase in phrases:
            scale = Scale(int(factor), language, elsewhere.get(phrase, ""), phrase in alone)
            found.scales[spoken(phrase)] = ("scale", scale)
    for part, phrases in words.get("fractions", {}).items():
        found.fractions |= _listed("fraction", part, phrases)
    for unit, phrases in words.get("per", {}).items():
        found.per |= _listed("per", unit, phrases)
    for share, phrases in words.get("share", {}).items():
        found.share |= _listed("share", share, phrases)
    for sort, phrases in words.get("percent", {}).items():
        sign = sort == "sign"
        found.percent |= _listed("percent" if sign else "said", "" if sign else False, phrases)
    for codes, names in words.get("currencies", {}).items():
        found.currencies |= _listed("currency", WRITTEN.get(codes, (codes,)), names)
    found.numbers |= _numbers(words.get("numbers", {}))


def _listed(sort: str, meaning: Any, phrases: Iterable[str]) -> dict[str, tuple[str, Any]]:
    return {spoken(phrase): (sort, meaning) for phrase in phrases}


def _rounded(number: int) -> Decimal:
    """A number such as "une cinquantaine", good to ten; below twenty to one."""
    return Decimal(number) if number < 20 else Decimal(number // 10).scaleb(1)


def _numbers(words: Mapping[str, Any]) -> dict[str, int]:
    units = words.get("units", ())
    found = {spoken(unit): number for number, unit in enumerate(units, 1)}
    for ten, word in enumerate(words.get("tens", ()), 2):
        found[spoken(word)] = 10 * ten
        for number, unit in enumerate(units[:9], 1):
            form = words.get("joined_one", words["joined"]) if number == 1 else words["joined"]
            found[spoken(form.format(ten=word, unit=unit))] = 10 * ten + number
    for number, phrases in words.get("others", {}).items():
        found |= {spoken(phrase): int(number) for phrase in phrases}
    if form := words.get("joined_hundred"):
        small = {word: number for word, number in found.items() if number < 100}
        for hundred, phrases in words["others"].items():
            if int(hundred) in range(100, 1000, 100):
                for phrase, (word, number) in product(phrases, small.items()):
                    found[spoken(form.format(hundred=phrase, rest=word))] = int(hundred) + number
    return found
