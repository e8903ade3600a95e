"""Small deals, and what is drafted for them from a few sentences, for the tests of articles."""

from collections.abc import Mapping
from typing import Any

from domain.articles.article import Article
from domain.articles.proposal import Claimed, Proposal
from domain.articles.propose import propose
from domain.deal import decide
from domain.documents import shape
from domain.history import Item
from domain.known import Known, known

NOW = "2026-11-25T12:00:00.000000Z"
DAY = "2026-03-10"
RAISE: dict[str, Any] = {
    "open": "globex-c",
    "name": "Globex Robotics' Series C",
    "type": "funding_round",
    "currency": "USD",
    "elements": {
        "round": {"kind": "round", "name": "Series C"},
        "globex": {"kind": "party", "name": "Globex Robotics", "aliases": ["Globex"]},
        "initech": {"kind": "party", "name": "Initech Capital", "aliases": ["Initech"]},
        "umbra": {"kind": "party", "name": "Umbra Ventures", "aliases": ["Umbra"]},
    },
}
TAKEOVER: dict[str, Any] = {
    "open": "acme-bid",
    "name": "The takeover of Acme",
    "type": "acquisition",
    "currency": "GBP",
    "elements": {
        "acme": {"kind": "party", "name": "Acme", "aliases": ["Acme plc"]},
        "hooli": {"kind": "party", "name": "Hooli Industries", "aliases": ["Hooli"]},
        "vandelay": {"kind": "party", "name": "Vandelay Asset Management"},
        "bid-a": {"kind": "offer", "name": "Hooli's offer"},
    },
}
LEVEE: dict[str, Any] = {
    "open": "salvia-b",
    "name": "Série B de Salvia",
    "type": "funding_round",
    "currency": "EUR",
    "elements": {
        "round": {"kind": "round", "name": "Série B", "aliases": ["tour de table"]},
        "salvia": {"kind": "party", "name": "Salvia Biotech", "aliases": ["Salvia"]},
        "armor": {"kind": "party", "name": "Armor Capital", "aliases": ["Armor"]},
        "fonds-estran": {"kind": "party", "name": "Fonds Estran"},
    },
}
OPA: dict[str, Any] = {
    "open": "orbel-opa",
    "name": "L'offre sur Orbel",
    "type": "tender_offer",
    "currency": "EUR",
    "elements": {
        "orbel": {"kind": "party", "name": "Groupe Orbel", "aliases": ["Orbel"]},
        "delmar": {"kind": "party", "name": "Delmar-Kervan", "aliases": ["Delmar"]},
        "offre-delmar": {"kind": "offer", "name": "Offre de Delmar-Kervan"},
    },
}


def record(deal: Mapping[str, Any], *reports: Mapping[str, Any]) -> Known:
    """The record of a deal that was opened so, with reports if there are any."""
    items: list[Item] = []
    for document in (deal, *({"deal": deal["open"], **each} for each in reports)):
        before = known(deal["open"], items) if items else None
        events = decide(before, shape(dict(document), ""), "", NOW).events
        items += [
            Item(number, each.stored_name, each.state(), "2026-03-01T00:00:00Z", "tester", "1")
            for number, each in enumerate(events, start=len(items) + 1)
        ]
    return known(deal["open"], items)


def drafted(deal: Mapping[str, Any], text: str, **parts: Any) -> Proposal:
    """What is proposed from a text of that day, in English or by the deal's name in French."""
    language = "fr" if deal in (LEVEE, OPA) else "en"
    given = {"source": "Gazette", "published": DAY, "language": language, **parts}
    return propose(Article.from_text(text, **given), record(deal))


def told(claim: Claimed) -> str:
    """A claim in one line: `rumor round.size = $5m (in_talks)`."""
    value = " ".join(filter(None, (claim.value, claim.beside)))
    line = f"{claim.kind} {claim.field}" + (f" = {value}" if value else "")
    return f"{line} ({claim.stage})" if claim.stage else line


def claims(deal: Mapping[str, Any], text: str, **parts: Any) -> list[str]:
    """The claims that a text gives, each in one line."""
    return [told(each) for each in drafted(deal, text, **parts).claims]


def figures(deal: Mapping[str, Any], text: str, **parts: Any) -> list[str]:
    """The claims of figures and dates alone, each without its kind and stage."""
    return [
        " ".join(filter(None, (each.field, "=", each.value, each.beside)))
        for each in drafted(deal, text, **parts).claims
        if not each.worded and each.kind != "no_comment"
    ]


def why_left(deal: Mapping[str, Any], text: str, **parts: Any) -> str:
    """Why the only sentence of a text gave no claim."""
    proposal = drafted(deal, text, **parts)
    assert [told(each) for each in proposal.claims] == []
    (left,) = proposal.left
    return left.why
