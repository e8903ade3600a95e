"""The one catalogue: every kind of element, and every field that an element can have.

A deal is made of elements (a round, a party, an offer, a tranche), each of one `Kind`. Whatever a
report says about an element it says about a `Field` of it, written `element.field`: `round.size`,
`amazon.commitment`. The entry of a field holds how its value is read and stored, how it is shown,
when two values contradict each other, what it adds up to, and examples as people write them.

To add a field, write one `Field(...)` in the module of its kind, with an English and a French
example. A field of several kinds is written once and names them all; one of every kind stands in
`any_`. A choice has its words, each with one text of what English and French reporters write for
it, in lower case: `words={"agreed": "agreement reached | in principle | accord de principe"}`.
Nothing else changes: commands, file schema, page and docs are made from here.
"""

from domain.fields import (
    agreement,
    any_,
    clause,
    deal,
    instrument,
    offer,
    party,
    round_,
    ruling,
)
from domain.fields.entry import COMPARISONS, DENOMINATORS, TYPES, Field, Kind
from domain.fields.words import (
    BASES,
    ENDS,
    LADDER,
    OTHER,
    STAGE_GROUPS,
    STAGES,
    UNITS,
    plain,
    synonyms,
    word_for,
)

__all__ = [
    "BASES",
    "CATALOGUE",
    "COMPARISONS",
    "DENOMINATORS",
    "ENDS",
    "KINDS",
    "LADDER",
    "RAISES",
    "RESERVED",
    "STAGES",
    "STAGE_GROUPS",
    "TYPES",
    "UNITS",
    "Field",
    "Kind",
    "basis_for",
    "choice_for",
    "choices_for",
    "every_field",
    "fields_of",
    "find",
    "headline_amounts",
    "key",
    "kind_for",
    "kinds_with",
    "over_for",
    "plain",
    "refers",
    "root_of",
    "stage_for",
    "synonyms",
    "unit_for",
    "word_for",
]

_MODULES = (deal, round_, party, offer, instrument, ruling, agreement, clause)

KINDS: dict[str, Kind] = {kind.name: kind for module in _MODULES for kind in module.KINDS}
"""The kinds of element, by name."""

CATALOGUE: dict[tuple[str, str], Field] = {
    (kind, field.name): field
    for module in (any_, *_MODULES)
    for field in module.FIELDS
    for kind in field.kinds
}
"""The fields, by kind and name; a field of every kind under the kind `any`."""

RESERVED = {"deal": "deal", "round": "round", "valuation": "valuation"}
"""Ids that always mean the same: the root, the root of a raise, and the root's valuation."""

RAISES = ("funding_round", "secondary_sale", "debt_financing")
"""Types of deal in which several put money together: their root is a round, which has a size."""


def key(kind: str, name: str) -> tuple[str, str] | None:
    """Where an element's field stands in the catalogue: under its kind, else under `any`."""
    for place in ((kind, name), ("any", name)):
        if place in CATALOGUE:
            return place
    return None


def find(kind: str, name: str) -> Field | None:
    """The field of that name that an element of that kind has."""
    return CATALOGUE.get((kind, name)) or CATALOGUE.get(("any", name))


def kinds_with(name: str) -> tuple[str, ...]:
    """The kinds that have a field of that name of their own; none for a field of every kind."""
    return tuple(kind for kind, known in CATALOGUE if known == name and kind != "any")


def kind_for(element: str, name: str) -> str | None:
    """The only kind that an element not seen before can be, given its id and one of its fields.

    There is one root, so an id that is not reserved is never a deal. `None` if several kinds have
    such a field, or none, or all: then somebody has to say.
    """
    if element in RESERVED:
        return RESERVED[element]
    kinds = [kind for kind in kinds_with(name) if kind != "deal"]
    return kinds[0] if len(kinds) == 1 else None


def fields_of(kind: str) -> list[Field]:
    """The fields that an element of that kind has: those of its kind, then those of every kind."""
    return [field for place in (kind, "any") for (k, _), field in CATALOGUE.items() if k == place]


def every_field() -> list[Field]:
    """Each entry of the catalogue once, in the order in which they are written."""
    return list({id(field): field for field in CATALOGUE.values()}.values())


def headline_amounts(kind: str) -> tuple[str, ...]:
    """The money fields of a kind that are shown first and say how far the negotiation has come."""
    return _HEADLINE_AMOUNTS.get(kind, ())


_AMOUNTS = [
    (kind, name)
    for (kind, name), field in CATALOGUE.items()
    if field.headline and field.stages and field.type in ("money", "per_share", "consideration")
]
_HEADLINE_AMOUNTS: dict[str, tuple[str, ...]] = {
    kind: tuple([name for of, name in _AMOUNTS if of == kind]) for kind in KINDS
}


def refers(kind: str) -> dict[str, tuple[str, ...]]:
    """What an element of that kind can point to: its reference fields, with the kinds meant."""
    return {field.name: field.targets for field in fields_of(kind) if field.targets}


def root_of(deal_type: str) -> str:
    """The id, and the kind, of the root of a deal of that type."""
    return "round" if deal_type in RAISES else "deal"


def choice_for(field: Field, text: str) -> str | None:
    """The word of a choice that a text says: the word itself or a listed synonym, never a guess.

    Every choice also takes `other`, for what its list has no word for, save the stage.
    """
    word = word_for(field.words, text)
    if word is None and not field.closed:
        return word_for({"other": OTHER}, text)
    return word


def choices_for(field: Field, text: str) -> tuple[str, ...] | None:
    """The words that a text lists ("chips and capacity"); `None` if any part of it is unknown."""
    whole = choice_for(field, text)
    if whole is not None:
        return (whole,)
    for separator in (";", " and ", " et ", " & ", " + "):
        text = text.replace(separator, ",")
    words = [choice_for(field, part) for part in text.split(",") if part.strip()]
    known = tuple(dict.fromkeys(word for word in words if word is not None))
    return known if words and None not in words else None


def stage_for(text: str) -> str | None:
    """The stage that a text says: the word itself or a listed synonym."""
    return word_for(STAGES, text)


def unit_for(field: Field, text: str) -> str | None:
    """The unit that a text says, if values of the field may be in it."""
    allowed = field.units or (field.unit,)
    return word_for({unit: UNITS.get(unit, "") for unit in allowed if unit}, text)


def basis_for(field: Field, text: str) -> str | None:
    """The basis that a text says, if the field may be counted on it.

    Where a field has no bases to choose from, `unspecified` is the one there is.
    """
    allowed = field.bases or ("unspecified",)
    return word_for({basis: BASES.get(basis, "") for basis in allowed}, text)


def over_for(field: Field, text: str) -> str | None:
    """The dated price that a text says, if a premium may be over it."""
    return word_for({price: BASES.get(price, "") for price in field.over}, text)
