"""How a figure moved, as a chart: a step for each value that led, a point for each report."""

from typing import TYPE_CHECKING, Any

from cli.audits import audit_answer
from cli.web import drawings
from cli.web.faces import Page
from cli.web.pages.heading import heading
from cli.web.timebar import stepped
from projections import portfolio
from projections.audit import audit

if TYPE_CHECKING:
    from cli.web.address import Address
    from projections.audit import Audit


OWN = ("step",)


def page(at: "Address", deal: str, field: str) -> Page | str:
    """The chart of a field, or of each field of an element that can be drawn."""
    if moved := stepped(at, deal):
        return moved
    found = audit(at.view(deal), field, at.policy)
    return Page(
        template="history.html",
        parts=lambda: _parts(at, found),
        answer=lambda: audit_answer(found),
    )


def _parts(at: "Address", found: "Audit") -> dict[str, Any]:
    fields = dict.fromkeys(figure.field for figure in found.current)
    charts = [(field, *drawings.history_of(at, found, field)) for field in fields]
    return {
        **heading(at, portfolio.deal(found.view, found.policy), ""),
        "asked": found.asked,
        "charts": [(field, chart, left) for field, chart, left in charts if chart],
    }


def sparkline_page(at: "Address", deal: str, field: str) -> Page:
    """The same in the space of a word, for the table of deals."""
    view = at.view(deal)
    found = audit(view, field, at.policy)
    return Page(
        template="sparkline.html",
        parts=lambda: {"spark": drawings.sparkline_of(at, view, field)},
        answer=lambda: audit_answer(found),
    )
