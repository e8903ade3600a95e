"""Who is who in a deal: the company that it is about, the bidders and their offers, its fees.

Only what the record says, or the names in it leave no doubt of. Nobody is given a part in the deal
because he is the only one left.
"""

import re
from collections.abc import Iterator, Sequence

from domain.articles.mentions import id_of
from domain.known import Known
from domain.reading.context import key
from domain.record import Record


class Whole(Record):
    """The parts of one deal that a claim can be about.

    `about` is the company that raises, or that is bought or sells; '' where nothing says who.
    `offers` are the offers by their bidders, `fees` the fee elements by their type.
    """

    about: str
    raises: bool
    root: str
    offers: dict[str, str]
    sole_offer: str
    series: frozenset[str]
    """The rounds that it is named as: "series c", "série b"; a figure of another is not its own."""
    persons: frozenset[str]
    fees: dict[str, str]
    tranches: dict[str, str]


_PERSONAL = frozenset(("ceo", "negotiator", "founder"))


def whole(record: Known) -> Whole:
    """The parts of a deal, from its record."""
    from domain.fields import root_of

    offers = _offers(record)
    every = [each.id for each in record.elements.values() if each.kind == "offer"]
    root = root_of(record.type)
    return Whole(
        about=_about(record),
        raises=root == "round" or record.type == "minority_stake",
        root=root,
        offers=offers,
        sole_offer=every[0] if len(every) == 1 else "",
        series=named_rounds(
            " ".join((record.name, record.deal.replace("-", " "), *_roots(record)))
        ),
        persons=_persons(record),
        fees=_fees(record),
        tranches={
            each.id: each.name for each in record.elements.values() if each.kind == "tranche"
        },
    )


_SERIES = re.compile(r"\b(?:series|série) [a-j]\b|\bseed\b|\bamorçage\b")


def named_rounds(text: str) -> frozenset[str]:
    """The rounds of a start-up's life that a text names, each by its letter or as the seed."""
    found = _SERIES.findall(key(text))
    return frozenset("seed" if each in ("seed", "amorçage") else each[-1] for each in found)


def _roots(record: Known) -> Iterator[str]:
    for element in record.elements.values():
        if element.kind == "round":
            yield from (element.name, *element.aliases)


def _about(record: Known) -> str:
    """The company that raises or is sold: as a claim says, or as the deal is named."""
    for claim in record.claims.values():
        if claim.name in ("issuer", "target") and claim.element in ("round", "deal"):
            named: Sequence[str] = claim.value.get("to", ()) if claim.value else ()
            if len(named) == 1:
                return record.same_as.get(named[0], named[0])
    every = [each for each in record.elements.values() if each.kind == "party"]
    spoken = record.deal.replace("-", " ")
    for text in (record.name, spoken):
        parties = [
            (place, each.id)
            for each in every
            for place in [_place_in(text, each.name, *each.aliases, each.id.replace("-", " "))]
            if place >= 0
        ]
        if len(parties) == 1:
            return parties[0][1]
        bought = [element for place, element in parties if _BOUGHT.search(text[:place])]
        if len(bought) == 1:
            return bought[0]
    company = company_named(record)
    fuller = [each.id for each in every if company and key(each.name).startswith(key(company))]
    return fuller[0] if len(fuller) == 1 else id_of(company)


def company_named(record: Known) -> str:
    """The company in the name of a raise that nobody described: "Acme" of "Acme series B"."""
    from domain.fields import root_of

    if root_of(record.type) != "round":
        return ""
    found = _RAISER.match(record.name) or _RAISER_LAST.fullmatch(record.name)
    return found["name"] if found else ""


_NAMED = r"(?P<name>[A-ZÀ-Ý][\w&.-]+(?: [A-ZÀ-Ý][\w&.-]*)*?)"
_ROUND = r"(?i:pre-?seed|seed|series|série|round|tour|funding|financing|raise|levée|[0-9]{4})"
_RAISER = re.compile(rf"(?:The )?{_NAMED}(?:['’]s)? {_ROUND}\b")
_RAISER_LAST = re.compile(rf"[^A-ZÀ-Ý]*{_ROUND}[^A-ZÀ-Ý]*(?: [A-J])?(?: of| de| d['’]) ?{_NAMED}")

_BOUGHT = re.compile(
    r"(?:of|for|on|sur|de|d'|du|pour)\s+(?:the\s+|le\s+|la\s+|l')?$", re.IGNORECASE
)


def _place_in(text: str, *names: str) -> int:
    plain = key(text)
    for name in sorted(filter(None, names), key=len, reverse=True):
        found = re.search(rf"(?<!\w){re.escape(key(name))}(?!\w)", plain)
        if found:
            return found.start()
    return -1


def _offers(record: Known) -> dict[str, str]:
    """The offers by who makes them: as a claim says, or as the offer is named."""
    found: dict[str, list[str]] = {}
    kinds = {each.id: each.kind for each in record.elements.values()}
    for claim in record.claims.values():
        if claim.name == "bidder" and claim.value and claim.verb not in ("deny", "no_comment"):
            for bidder in claim.value.get("to", ()):
                found.setdefault(record.same_as.get(bidder, bidder), []).append(claim.element)
    for offer in (each for each in record.elements.values() if each.kind == "offer"):
        for party in (each for each in record.elements.values() if each.kind == "party"):
            if _place_in(f"{offer.name} {offer.id}", party.name, *party.aliases, party.id) >= 0:
                found.setdefault(party.id, []).append(offer.id)
    return {
        bidder: offers[0]
        for bidder, offers in found.items()
        if len(set(offers)) == 1 and kinds.get(bidder) == "party"
    }


def _persons(record: Known) -> frozenset[str]:
    return frozenset(
        person
        for claim in record.claims.values()
        if claim.name in _PERSONAL and claim.value
        for person in claim.value.get("to", ())
    )


def _fees(record: Known) -> dict[str, str]:
    """The fees of the deal by type; a type that two have is left out."""
    found: dict[str, list[str]] = {}
    for fee in (each for each in record.elements.values() if each.kind == "fee"):
        plain = f"{fee.id} {fee.name}".casefold()
        reverse = re.search(r"\brbf\b|reverse|inver", plain) is not None
        found.setdefault("reverse_fee" if reverse else "break_fee", []).append(fee.id)
    return {sort: ids[0] for sort, ids in found.items() if len(ids) == 1}


def is_about(record: Known, text: str) -> bool:
    """Whether a text names the company that a deal is about; where that is not known, two of its
    parties."""
    about = _about(record)
    named = [
        each.id
        for each in record.elements.values()
        if each.kind == "party" and _place_in(text, each.name, *each.aliases) >= 0
    ]
    if not about:
        return len(named) > 1
    return about in named or _place_in(text, company_named(record)) >= 0
