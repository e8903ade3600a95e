"""Full text over what was reported, in all deals."""

from typing import TYPE_CHECKING, Any

from cli.output import Answer, say
from cli.search import search_answer, searched
from cli.web.faces import Page
from domain.errors import Refused

if TYPE_CHECKING:
    from cli.web.address import Address
    from projections.search import Found

OWN = ("q", "deal", "since", "limit")
MOST = 50  # hits on a page


def page(at: "Address") -> Page:
    """The claims and reports that have all words of `q`. Without `q` the page asks for it."""
    text = at.own.get("q", "")
    deal, since = at.own.get("deal"), at.own.get("since")
    limit = _limit(at)

    def parts(found: "Found") -> dict[str, Any]:
        return {
            "hits": list(found.hits(limit or None)),
            "total": len(found.places),
            "unread": [str(each) for each in found.unread],
        }

    def answer(found: "Found") -> Answer:
        made = search_answer(at, found, text, deal, since, int(at.own.get("limit", "0")))
        whole, rows = made.whole(), list(made.rows())
        return made.but(whole=lambda: whole, rows=lambda: rows)

    return Page(
        template="search.html",
        parts=lambda: {
            "text": text,
            "deals": at.records.deals(),
            "limit": limit,
            **(
                searched(at, text, deal, since, parts, say)
                if text
                else {"hits": None, "total": 0, "unread": []}
            ),
        },
        answer=lambda: searched(at, text, deal, since, answer, say),
    )


def _limit(at: "Address") -> int:
    given = at.own.get("limit", str(MOST))
    if not (given.isascii() and given.isdecimal() and len(given) < 7):
        raise Refused(
            "a limit is a whole number, 0 for all",
            code="E-CHOICE",
            place="limit",
            seen=given,
        )
    return int(given)
