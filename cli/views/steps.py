"""The steps of an audit in words, as a page or a printed report shows them."""

from typing import TYPE_CHECKING, Any

from cli.words import SOURCING, said, source, words
from domain.values import text

if TYPE_CHECKING:
    from projections.audit import Audit, Step
    from projections.why import Why


def step_of(found: "Audit", step: "Step") -> dict[str, Any]:
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


def reasons_of(found: "Audit", reasons: "Why | None") -> dict[str, Any] | None:
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
