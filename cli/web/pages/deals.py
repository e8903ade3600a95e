"""The first page: every deal of the ledger, how far it is and what it is about."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cli.deals import deals_answer, deals_found
from cli.options import unread_json
from cli.views.wording import days_between
from cli.web.faces import Page
from cli.words import words
from domain.errors import Refused
from domain.names import near_hint

if TYPE_CHECKING:
    from cli.web.address import Address
    from domain.errors import NewerVersion

OWN = ("q", "type", "stage", "standing", "sort")
SORTS = {
    "last": "last word",
    "name": "name",
    "stage": "stage",
    "reports": "reports",
}
_FILTERS = ("type", "stage", "standing")
Both = Sequence[tuple[dict[str, Any], dict[str, Any]]]


def page(at: "Address") -> Page:
    """The deals asked for: by words of their names, type, stage, standing; in an order."""
    clocks = at.clocks()
    unread: list[NewerVersion] = []
    every = deals_found(at, clocks, unread)
    found = _sorted(_filtered(every, at.own), at.own.get("sort", "last"))
    return Page(
        template="deals.html",
        parts=lambda: {
            "rows": [_row(row, each, clocks.as_of) for row, each in found],
            "every": len(every),
            "choices": {name: _choices(every, name) for name in _FILTERS},
            "sorts": SORTS,
            "unread": unread_json(unread),
            "clocks": clocks,
        },
        answer=lambda: deals_answer(at, clocks, list(found), unread),
    )


def _filtered(every: Both, asked: Mapping[str, str]) -> Both:
    wanted = asked.get("q", "").casefold().split()
    return [
        (row, each)
        for row, each in every
        if all(word in f"{row['name']} {row['deal']}".casefold() for word in wanted)
        and all(row[name] == asked[name] for name in _FILTERS if name in asked)
    ]


def _sorted(found: Both, by: str) -> Both:
    if by not in SORTS:
        raise Refused(
            "deals are in no such order",
            code="E-CHOICE",
            place="sort",
            seen=by,
            hint=near_hint(by, list(SORTS)),
        )
    named = sorted(found, key=lambda both: str(both[0]["name"]).casefold())
    if by == "last":
        return sorted(named, key=lambda both: both[0]["last_published"] or "", reverse=True)
    if by == "reports":
        return sorted(named, key=lambda both: -both[0]["reports"])
    return sorted(named, key=lambda both: both[0]["stage"] or "") if by == "stage" else named


def _choices(every: Both, name: str) -> list[str]:
    return sorted({str(row[name]) for row, _ in every if row[name]})


def _row(row: Mapping[str, Any], each: Mapping[str, Any], now: str) -> dict[str, Any]:
    headline = each["headline"]
    return {
        **row,
        "type": words(row["type"]),
        "stage": words(row["stage"]),
        "label": headline and headline["label"],
        "headline_stage": words(headline["stage"]) if headline else "",
        "origins": headline and headline["origins"],
        "age": days_between(row["last_published"], now),
    }
