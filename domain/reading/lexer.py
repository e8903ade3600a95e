"""Text with figures in it, cut into words that have a meaning and words that have none.

Longest phrase first, so that "not more than" is never read as "more than". What no phrase
covers comes out as a `rest` token, and its reader refuses it by name.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from domain.currencies import EVERYDAY_WORDS, MINOR_DIGITS, WRITTEN
from domain.reading.context import Names, called


class Token(NamedTuple):
    """One phrase: what sort it is of, as read, and what it means."""

    sort: str
    text: str
    meaning: Any = None


Phrases = Mapping[str, tuple[str, Any]]

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


HEDGES = listed(
    "hedge",
    {
        ("at_most", False): "up to|as much as|as many as|no more than|not more than|at most|"
        "at the most|maximum|a maximum of|maximum of|max|max.|not exceeding|not to exceed|"
        "not over|not above|or less|or fewer|jusqu'à|jusqu'a|jusqu'en|au plus|tout au plus|"
        "pas plus de|pas plus d'|pas plus que|au maximum|un maximum de|maximum de|ou moins|≤|<=",
        ("at_most", True): "as high as|as long as|up to about|jusqu'à environ|capped at|"
        "plafonné à|plafonnée à|plafond de",
        ("at_least", False): "at least|at the least|no less than|not less than|no fewer than|"
        "not fewer than|not under|not below|minimum|a minimum of|minimum of|min|min.|or more|"
        "and up|au moins|pas moins de|pas moins d'|au minimum|un minimum de|minimum de|"
        "ou plus|et plus|≥|>=",
        ("at_least", True): "upwards of|upward of|as little as|à partir de|plus",
        ("more_than", False): "more than|over|above|greater than|in excess of|exceeding|"
        "plus de|plus d'|supérieur à|supérieure à|au dessus de|>",
        ("more_than", True): "well over|well above|far more than|much more than|north of|"
        "significantly more than|bien plus de|nettement plus de|largement plus de",
        ("less_than", False): "less than|fewer than|under|below|moins de|moins d'|inférieur à|"
        "inférieure à|au dessous de|en dessous de|<",
        ("less_than", True): "well under|well below|far less than|bien moins de",
        ("about", False): "about|around|roughly|approximately|approx|approx.|circa|ca.|c.|some|"
        "environ|approximativement|autour de|autour d'|aux alentours de|aux alentours d'|"
        "à peu près|quelque|~|≈",
        ("about", True): "nearly|almost|just over|just under|just above|just below|just shy of|"
        "shy of|close to|near|barely|just about|slightly over|slightly under|slightly more than|"
        "slightly less than|a little over|a little under|a bit more than|a bit less than|"
        "little more than|or so|or thereabouts|more or less|"
        "give or take|plus ou moins|a reported|an estimated|estimated|estimated at|"
        "près de|près d'|presque|à peine|tout juste|quasi|un peu plus de|un peu plus d'|"
        "un peu moins de|un peu moins d'|"
        "légèrement plus de|à peine plus de|à peine moins de|estimé à|estimée à|de l'ordre de",
    },
)

SCALES = {
    **listed(
        "scale",
        {
            (10**3, "", ""): "k",
            (10**3, "en", ""): "thousand|thousands",
            (10**3, "fr", ""): "mille|milliers",
            (10**5, "en", ""): "lakh|lakhs",
            (10**6, "", ""): "million|millions|m|mm|mn|mln|mio",
            (10**7, "en", ""): "crore|crores|cr",
            (10**9, "en", ""): "bn|bln|b",
            (10**9, "en", "milliard"): "billion|billions",
            (10**9, "fr", ""): "milliard|milliards|md|mds|mrd|mrds|mld|mlds|mia",
            (10**12, "en", ""): "tn|trn|tln|t",
            (10**12, "en", "billion"): "trillion|trillions",
        },
    ),
}

BANDS = listed(
    "band",
    {
        (2, 10): "several|a few|plusieurs|quelques",
        (10, 100): "tens of|dizaines de|des dizaines de|quelques dizaines de|double digit",
        (100, 1000): "hundreds of|centaines de|des centaines de",
        (1000, 10000): "thousands of|milliers de|des milliers de",
        (1, 10): "single digit",
        (1, 4): "low single digit",
        (4, 7): "mid single digit",
        (7, 10): "high single digit",
    },
)

FILLERS = {
    **listed(
        "filler",
        {"": "the|of|at|le|la|les|worth|amount of|an amount of|the sum of|a sum of|une somme de"},
    ),
    **listed("article", {"": "a|an"}),
    **listed("french", {"": "de|d'|du|des|l'|un montant de|d'un montant de"}),
    **listed(
        "between",
        {"": "between|entre|from|somewhere between|anywhere between|anywhere from|a range of"},
    ),
    **listed("to", {"": "to|à|through"}),
    **listed("and", {"": "and|et"}),
    **listed("or", {"": "or|ou"}),
}

PER = listed(
    "per",
    {
        "day": "a day|per day|daily|par jour|/day",
        "week": "a week|per week|weekly|par semaine|/week",
        "month": "a month|per month|monthly|each month|every month|in the month|par mois|mensuels|"
        "mensuel|/month|/mois",
        "quarter": "a quarter|per quarter|quarterly|in the quarter|each quarter|par trimestre|"
        "trimestriels|au trimestre|sur le trimestre|dans le trimestre|/quarter",
        "half_year": "in the half|in the half year|par semestre|au semestre|sur le semestre",
        "year": "a year|per year|yearly|annually|annual|annualised|annualized|per annum|p.a.|"
        "each year|every year|in the year|par an|par année|annuels|annuel|sur l'année|sur un an|"
        "dans l'année|/year|/an",
    },
)

_EN = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_FR = [
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
    "vingt",
]
_TENS = ("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_DIZAINES = ("trente", "quarante", "cinquante", "soixante")


def _number_words() -> dict[str, tuple[str, Any]]:
    found = {word: number for number, word in enumerate(_EN, 1)}
    found |= {word.replace("-", " "): number for number, word in enumerate(_FR, 1)}
    found |= {"une": 1, "twenty": 20, "quatre vingts": 80, "cent": 100, "a hundred": 100}
    found |= {"soixante dix": 70, "quatre vingt dix": 90, "one hundred": 100}
    for ten, word in enumerate(("twenty", *_TENS), 2):
        found[word] = 10 * ten
        found |= {f"{word} {_EN[unit - 1]}": 10 * ten + unit for unit in range(1, 10)}
    for ten, word in enumerate(("vingt", *_DIZAINES), 2):
        found[word] = 10 * ten
        found[f"{word} et un"] = 10 * ten + 1
        found |= {f"{word} {_FR[unit - 1]}": 10 * ten + unit for unit in range(2, 10)}
    return {word: ("words", number) for word, number in found.items()}


NUMBER_WORDS = _number_words()

CURRENCIES: Phrases = {
    written.replace("-", " "): ("currency", codes) for written, codes in WRITTEN.items()
}
