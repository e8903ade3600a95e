"""What may stand in a figure of each type, by field: the tables that a text is cut by."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from domain.fields.words import BASES, UNITS, synonyms
from domain.reading import lexer, said
from domain.reading.vocabulary import Hedge, Phrases, Vocabulary, vocabulary

_PERCENT = lexer.listed("percent", {"": "%|per cent|percent|pour cent|pct|percents|pc|p.c."})
_HALVES = {
    **lexer.listed(
        "fraction",
        {
            "50": "half|a half|one half|half of it|la moitié|moitié|the half",
            "33.33": "a third|one third|un tiers|le tiers",
            "66.66": "two thirds|les deux tiers|deux tiers",
            "25": "a quarter|one quarter|un quart|le quart",
            "75": "three quarters|les trois quarts|trois quarts",
            "20": "a fifth|one fifth|un cinquième",
            "10": "a tenth|one tenth|un dixième",
        },
    ),
    **lexer.listed(
        "hedge",
        {
            Hedge(
                "more_than", loud=True, place="after"
            ): "plus one share|plus a share|plus une action|+ 1 share|plus 1 share|+ one share",
        },
    ),
}
_AS_WRITTEN = lexer.listed(
    "basis",
    {
        "as_converted": "as converted|on an as converted basis|as converted basis",
        "fully_diluted": "fully diluted|on a fully diluted basis|on a fully diluted share basis|"
        "sur une base pleinement diluée|sur une base entièrement diluée|sur base diluée|"
        "sur une base diluée|après dilution complète|pleinement dilué|entièrement dilué",
        "voting": "of voting rights|of the voting rights|of the voting power|of the votes|"
        "des droits de vote",
        "outstanding": "of outstanding|of the outstanding shares|of outstanding shares|"
        "of the outstanding|of shares outstanding|of issued shares|of the shares outstanding",
        "post_money": "post money",
        "pre_money": "pre money",
    },
)
_TENS = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties")


def _decades() -> dict[str, tuple[str, Any]]:
    """ "high thirties", "mid-60s" and the like: a band of a third of ten."""
    found: dict[str, tuple[str, Any]] = {}
    for ten, word in enumerate(("teens", *_TENS, "nineties"), 1):
        found[word] = ("band", (10 * ten, 10 * ten + 10))
        for which, (low, high) in {"low": (0, 4), "mid": (3, 7), "high": (6, 10)}.items():
            for spoken in (f"{which} {word}", f"{which} {ten}0s"):
                found[spoken] = ("band", (10 * ten + low, 10 * ten + high))
                found[f"the {spoken}"] = found[spoken]
                found[f"in the {spoken}"] = found[spoken]
    return found


def _kept(words: Sequence[str], sort: str, table: Mapping[str, str]) -> Phrases:
    """The listed words and their synonyms as phrases of one sort."""
    return {
        spoken.lower().replace("-", " ").replace("_", " "): (sort, word)
        for word in words
        for spoken in (*synonyms(table.get(word, "")), word)
    }


PLACES = {
    word: place
    for place, words in enumerate(
        (
            "first 1st premier première 1er 1re",
            "second 2nd deuxième seconde 2e",
            "third 3rd troisième 3e",
            "fourth 4th quatrième 4e",
            "fifth 5th cinquième 5e",
            "sixth 6th sixième 6e",
        ),
        1,
    )
    for word in words.split()
}


@cache
def money_phrases(name: str, words: Vocabulary, *, flow: bool) -> Phrases:
    return {
        **words.common,
        **_decades(),
        **words.fractions,
        **words.scales,
        **words.currencies,
        **(words.per if flow else {}),
        **said.phrases(name),
    }


@cache
def price_phrases(name: str, words: Vocabulary) -> Phrases:
    share = lexer.listed(
        "share",
        {
            "common": "a share|per share|each|par action|l'action|/share|/action|par titre|"
            "the share|per common share|per ordinary share|an ordinary share|apiece|"
            "pour chaque action|le titre|par action ordinaire|for each share|a common share",
            "preferred": "a preferred share|per preferred share|par action de préférence",
            "ads": "per ads|per adr|an ads|par ads|per american depositary share|"
            "per american depositary receipt|an american depositary share|a depositary share",
        },
    )
    return {
        **words.common,
        **_decades(),
        **words.currencies,
        **share,
        **words.share,
        **said.phrases(name),
    }


@cache
def percent_phrases(
    name: str, bases: tuple[str, ...], over: tuple[str, ...], words: Vocabulary
) -> Phrases:
    written = {phrase: basis for phrase, basis in _AS_WRITTEN.items() if basis[1] in bases}
    return {
        **words.common,
        **lexer.listed("article", {"": "un|une"}),
        **words.percent,
        **_decades(),
        **_PERCENT,
        **_HALVES,
        **_kept(bases, "basis", BASES),
        **written,
        **_kept(over, "over", BASES),
        **(lexer.listed("either", {Hedge("more_than"): "over|above"}) if over else {}),
        **said.phrases(name),
        **(lexer.listed("onto", {"": "to|au|aux|à"}) if over else {}),
    }


@cache
def count_phrases(name: str, unit: str) -> Phrases:
    dozen = lexer.listed("band", {(24, 100): "dozens of"})
    units = _kept((unit,), "unit", UNITS)
    return {**vocabulary().common, **dozen, **vocabulary().scales, **units, **said.phrases(name)}


@cache
def quantity_phrases(name: str, units: tuple[str, ...], bases: tuple[str, ...]) -> Phrases:
    scales = {
        phrase: scale for phrase, scale in vocabulary().scales.items() if phrase not in ("t", "m")
    }
    return {
        **vocabulary().common,
        **scales,
        **_kept(bases, "basis", BASES),
        **_kept(units, "unit", UNITS),
        **said.phrases(name),
    }


@cache
def period_phrases() -> Phrases:
    units = lexer.listed(
        "unit",
        {
            ("business_day", 1, False): "business day|business days|working day|working days|"
            "jour ouvré|jours ouvrés",
            ("business_day", 1, True): "trading day|trading days|jours ouvrables|jour ouvrable|"
            "jours de bourse",
            ("day", 1, False): "day|days|jour|jours|calendar day|calendar days|jours calendaires",
            ("week", 1, False): "week|weeks|semaine|semaines",
            ("month", 1, False): "month|months|mois",
            ("quarter", 1, False): "quarter|quarters|trimestre|trimestres",
            ("year", 1, False): "year|years|an|ans|année|années",
            ("year", 10, True): "decade|decades|décennie|décennies",
        },
    )
    unclear = lexer.listed("unclear", {"": "over"})
    around = lexer.listed(
        "filler", {"": "for|sur|pendant|pour|pour une durée de|a period of|a term of"}
    )
    many = lexer.listed("band", {(2, 10): "multi|multiple|many|several|plusieurs|quelques"})
    return {**vocabulary().common, **many, **around, **unclear, **units}
