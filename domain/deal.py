"""What a document becomes: the record and a document go in, events or a refusal come out.

Pure functions. Nothing is read from a file here and nothing is stored; the ledger hands in the
record as it stands and the time, and stores what comes back in one transaction.

Where the rules are: what a report may say in `domain.reports`, a claim in `domain.claims`, what an
element may be in `domain.draft`, log fixes and publishers' acts in `domain.fixes`.
"""

from domain import fixes
from domain.conflicts import ALL_SEEN, Seen
from domain.documents import (
    AmendDocument,
    AmendReportDocument,
    Content,
    DealDocument,
    DescribeDocument,
    DistinguishDocument,
    GradeDocument,
    IdentifyDocument,
    ReportDocument,
    RetractDocument,
    UndoDocument,
    WithdrawDocument,
)
from domain.draft import Decision, Draft
from domain.errors import Duplicate, NotFound
from domain.events import DealOpened, SourceGraded
from domain.known import Known
from domain.reports import log_report


def decide(
    known: Known | None,
    content: Content,
    place: str,
    now: str,
    *,
    day_first: bool | None = None,
    seen: Seen = ALL_SEEN,
) -> Decision:
    """The events of one document, given the record of its deal (None: no such deal yet).

    `now` is the present instant; nothing can have been published after it. `day_first` says what
    03/04/2026 means in the texts of its claims; without it that is refused. `seen` says what
    its writer had seen of the record. Raises `Problems` with
    all that is wrong, `NotFound`, `Duplicate` or `Refused`.
    """
    if isinstance(content, DealDocument):
        return _open(known, content, place)
    if isinstance(content, GradeDocument):
        grade = content.grade
        return Decision(events=(SourceGraded(**grade.model_dump(exclude_none=True)),))
    if known is None:
        raise NotFound(
            "there is no such deal",
            code="E-NOTFOUND",
            place=place,
            seen=content.deal,
            hint=f"'dealtrail open {content.deal}' opens it; 'dealtrail deals' lists the others",
        )
    match content:
        case ReportDocument():
            return log_report(known, content, place, now, day_first=day_first, seen=seen)
        case AmendDocument():
            return fixes.amend(known, content, place, day_first=day_first, seen=seen)
        case WithdrawDocument():
            return fixes.withdraw(known, content, place, seen=seen)
        case AmendReportDocument():
            return fixes.amend_report(known, content, place, now, seen=seen)
        case RetractDocument():
            return fixes.retract(known, content, place, now)
        case DescribeDocument():
            return fixes.describe(known, content, place, seen=seen)
        case IdentifyDocument():
            return fixes.identify(known, content, place)
        case DistinguishDocument():
            return fixes.distinguish(known, content, place)
        case UndoDocument():
            return fixes.undo(known, content, place, seen=seen)


def _open(known: Known | None, deal: DealDocument, place: str) -> Decision:
    """A deal that we begin to follow, with the elements known at the start."""
    opened = DealOpened(
        deal=deal.open, name=deal.name, type=deal.type, currency=deal.currency, note=deal.note
    )
    draft = Draft(known or Known(deal.open), place, again=1 if known else None)
    for element, item in deal.elements.items():
        if item.model_extra:
            draft.refuse(
                "a field is a claim, and a claim belongs to a report",
                code="E-CLAIM",
                place=f"elements.{element}",
                seen=", ".join(item.model_extra),
                hint="put it into the report that says so",
            )
        draft.describe(element, item, None)
    draft.done()
    if known is None:
        return Decision(events=(opened, *draft.events), warnings=tuple(draft.warnings))
    if (known.name, known.type, known.currency) != (opened.name, opened.type, opened.currency):
        raise Duplicate(
            "this deal is open already, under other terms",
            code="E-DUPLICATE",
            place=place,
            seen=deal.open,
            hint="choose another id; 'dealtrail describe' adds names to its elements",
        )
    note = known.rows[0].data.get("note")
    if opened.note not in (None, note):
        raise Duplicate(
            "this deal is open already, with another note",
            code="E-DUPLICATE",
            place=place,
            seen=opened.note,
            hint="an opening stays as it was logged: leave the note out, or log it with a report",
        )
    return Decision(
        events=tuple(draft.events),
        warnings=tuple(draft.warnings),
        already="" if draft.events else f"{deal.open} is open already",
    )
