"""The audit of a figure: every step, why it leads, and the proof of its events."""

from typing import TYPE_CHECKING, Any

from cli.audits import audit_answer
from cli.web.faces import Page
from cli.web.pages.heading import heading
from cli.web.proofs import proof_of
from cli.web.rows import row_of
from cli.web.timebar import stepped
from cli.words import SOURCING, beneath, said, source, words
from domain.values import NUMERIC, text
from projections import portfolio
from projections.audit import audit
from projections.why import why

if TYPE_CHECKING:
    from cli.web.address import Address
    from projections.audit import Audit, Step

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
        "steps": [_step(found, step) for step in shown],
        "earlier": len(found.steps) - len(shown),
        "moves": found.moves,
        "revised": sum(step.step == "revises" and step.led for step in found.steps),
        "current": [
            {
                "row": row_of(view, figure),
                "beneath": beneath(view, figure, (figure.rule,)),
                "reasons": _reasons(found, reasons.get(id(figure))),
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


def _step(found: "Audit", step: "Step") -> dict[str, Any]:
    """One step in words: what it says, who said it and how he knew, its dates, what it cites."""
    names, claim, report = found.view.names, step.claim, step.report
    former, now = words(step.before_stage), words(claim.stage)
    return {
        "led": step.led,
        "step": step.step,
        "field": step.field,
        "before": text(step.before, names) if step.before and step.led else "",
        "to": said(step.to, names) if step.to else "",
        "quoted": (claim.value or {}).get("as_quoted"),
        "delta": step.delta,
        "former_stage": former if step.led and former not in ("", now) else "",
        "stage": now,
        "published": step.published,
        "published_how": words(report.published_how),
        "effective": step.effective,
        "recorded": step.recorded_at,
        "source": source(report),
        "said_by": claim.said_by,
        "byline": report.byline,
        "sourcing": SOURCING[claim.sourcing],
        "report": report.id,
        "url": report.url or report.read_through,
        "cites": [(name, name in found.view.known.reports) for name in report.cites],
        "note": step.note,
        "number": step.number,
        "claim": claim.id,
        "place": claim.place,
        "derived": said(step.derived, names) if step.derived else "",
    }


def _reasons(found: "Audit", reasons: Any) -> dict[str, Any] | None:
    """What the figure stands over, and what would be shown without its event."""
    if reasons is None:
        return None
    names = found.view.names
    other = reasons.without
    return {
        "event": reasons.figure.events[0],
        "over": [
            {
                "value": said(each.value, names),
                "source": source(each.claim.report),
                "published": each.claim.report.published,
                "number": each.claim.number,
            }
            for each in reasons.beat
        ],
        "without": other
        and {
            "value": said(other.value, names),
            "standing": other.standing,
            "number": other.events[0] if other.events else None,
        },
    }
