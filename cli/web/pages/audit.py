"""The audit of a figure: every step, why it leads, and the proof of its events."""

from typing import TYPE_CHECKING, Any

from cli.audits import audit_answer
from cli.views.rows import row_of
from cli.views.steps import reasons_of, step_of
from cli.web.faces import Page
from cli.web.pages.heading import heading
from cli.web.proofs import proof_of
from cli.web.timebar import stepped
from cli.words import beneath, said, source
from domain.values import NUMERIC
from projections import portfolio
from projections.audit import audit
from projections.why import why

if TYPE_CHECKING:
    from cli.web.address import Address
    from projections.audit import Audit

OWN = ("step", "parts", "steps")
LATEST = 40  # steps that are shown at first


def page(at: "Address", deal: str, field: str) -> Page | str:
    """The steps of `amazon.commitment`, or of all fields of `amazon` interleaved."""
    if moved := stepped(at, deal):
        return moved
    view = at.view(deal)
    if "parts" in at.own:
        from projections.parts import audit_parts

        found = audit_parts(view, field, at.policy)
    else:
        found = audit(view, field, at.policy)
    return Page(
        template="audit.html",
        parts=lambda: _parts(at, found),
        answer=lambda: audit_answer(found),
    )


def _parts(at: "Address", found: "Audit") -> dict[str, Any]:
    view = found.view
    names, deal = view.names, view.known.deal
    reasons = {id(each.figure): each for each in why(view, found.current, found.policy)}
    shown = found.steps if at.own.get("steps") == "all" else found.steps[-LATEST:]
    several = len({step.field for step in found.steps}) > 1
    return {
        **heading(at, portfolio.deal(view, found.policy), ""),
        "asked": found.asked,
        "several": several,
        "steps": [step_of(found, step) for step in shown],
        "earlier": len(found.steps) - len(shown),
        "moves": found.moves,
        "revised": sum(step.step == "revises" and step.led for step in found.steps),
        "current": [
            {
                "row": row_of(view, figure),
                "beneath": beneath(view, figure, (figure.rule,)),
                "reasons": reasons_of(found, reasons.get(id(figure))),
                "proof": proof_of(at.where, f"{deal}#{figure.events[0]}")
                if figure.events
                else None,
            }
            for figure in found.current
        ],
        "beside": [
            {
                "value": said(claim.value, names),
                "if": claim.if_,
                "source": source(claim.report),
                "published": claim.report.published,
                "number": claim.number,
            }
            for claim in found.beside
        ],
        "drawn": any(figure.value and figure.value["type"] in NUMERIC for figure in found.current),
    }
