"""The sources: who was first, who only copied, and what became of their rumours."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from cli.sources import sources_answer, sources_found
from cli.web.faces import Page
from cli.web.pages.heading import heading
from cli.web.timebar import stepped
from cli.words import said
from projections import portfolio
from projections.sources import OUTCOMES

if TYPE_CHECKING:
    from cli.web.address import Address
    from domain.errors import NewerVersion
    from projections.sources import Source

OWN = ("name",)
OWN_OF_DEAL = ("step", "name")


def page(at: "Address") -> Page:
    """The sources of all deals, or one with each of its rumours."""
    return _page(at, None, {})


def deal_page(at: "Address", deal: str) -> Page | str:
    """The sources of one deal."""
    if moved := stepped(at, deal):
        return moved
    found = portfolio.deal(at.view(deal), at.policy)
    return _page(at, deal, heading(at, found, "sources"))


def _page(at: "Address", deal: str | None, head: dict[str, Any]) -> Page:
    names: dict[str, dict[str, str]] = {}
    unread: list[NewerVersion] = []
    name = at.own.get("name")
    found = sources_found(at, name, deal, names, unread)
    return Page(
        template="deal_sources.html" if deal else "sources.html",
        parts=lambda: {
            **head,
            "rows": sorted(map(_row, found), key=lambda row: -row["reports"]),
            "one": _one(found[0], names) if name else None,
            "outcomes": OUTCOMES,
        },
        answer=lambda: sources_answer(at, found, names, unread, one=bool(name)),
    )


def _row(source: "Source") -> dict[str, Any]:
    outcomes = Counter(rumor.outcome for rumor in source.rumors)
    return {
        "source": source.name,
        "grade": source.grade,
        "reports": source.total("reports"),
        "copies": source.total("copies"),
        "first_with": len(source.first),
        "rumors": len(source.rumors),
        "outcomes": {word: outcomes[word] for word in OUTCOMES},
        "last_day": source.last_day,
        "deals": len(source.tracks),
    }


def _one(source: "Source", names: dict[str, dict[str, str]]) -> dict[str, Any]:
    """What a source was first with, and each of its rumours by what became of it."""
    rumors: dict[str, list[dict[str, Any]]] = {}
    for rumor in source.rumors:
        rumors.setdefault(rumor.outcome, []).append(
            {
                "deal": rumor.deal,
                "field": rumor.field,
                "value": said(rumor.value, names[rumor.deal]),
                "number": rumor.event,
                "by": rumor.by,
            }
        )
    return {
        "first": [
            {
                "deal": each.deal,
                "field": each.field,
                "value": said(each.value, names[each.deal]),
                "number": each.event,
            }
            for each in source.first
        ],
        "rumors": {word: rumors[word] for word in OUTCOMES if word in rumors},
    }
