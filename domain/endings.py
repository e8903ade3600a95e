"""News of a negotiation that was over: kept as it stands, with a warning for who logs it.

A deal that closed or ended goes on to be reported about: what is learnt later, its lawsuits, what
follows from it. Only a report that tells of it as still being negotiated is odd, and then mostly it
is about another deal, or about the time before.
"""

from collections.abc import Iterable, Iterator

from domain import fields
from domain.dates import span
from domain.events import Claim, HeaderParts, RumorReported, TermConfirmed
from domain.known import OVER, Known
from domain.known import Claim as Held
from domain.values import Stored

_PLACE = {word: place for place, word in enumerate(fields.LADDER)}


def after_the_end(known: Known, header: HeaderParts, claims: Iterable[Claim]) -> Iterator[str]:
    """A warning for each element that is told of as negotiated after it had closed or ended.

    Where the deal itself ended without closing, that goes for all its elements. A `change` says
    that the deal moved, and so is no mistake; a copy is as old as what it cites.
    """
    root = fields.root_of(known.type)
    told: set[str] = set()
    for claim in claims:
        if not isinstance(claim, RumorReported | TermConfirmed) or claim.field is None or claim.if_:
            continue
        element, _, name = claim.field.partition(".")
        element = known.same_as.get(element, element)
        value = claim.state().get("value") if name == "stage" else None
        stage = _stage(value) or (claim.stage if name != "stage" else None)
        if stage not in _PLACE or element in told:
            continue
        for each in dict.fromkeys((element, root)):
            end = _end_of(known, each)
            if end is None or not _comes_after(claim, header, end):
                continue
            if _copies_older(known, header, claim.field, end):
                continue
            reached = _stage(end.value)
            if reached in fields.ENDS or (each == element and _earlier(stage, reached)):
                told.add(element)
                yield _warning(claim, stage, end)
                break


def _stage(value: Stored | None) -> str | None:
    return value.get("choice") if value else None


def _earlier(stage: str, reached: str | None) -> bool:
    return _PLACE[stage] < _PLACE.get(reached or "", 0)


def _end_of(known: Known, element: str) -> Held | None:
    """The claim on the record by which an element is over, if it still stands and has happened."""
    if f"{element}.stage" not in known.ended:
        return None
    told = known.told_of(f"{element}.stage")
    retracted = {act.report.id for act in known.acts if act.step == "retracts"}
    replaced = {
        number
        for act in known.acts
        if act.step == "corrects" and act.report.id not in retracted
        for number in act.targets
    }
    said = [
        claim
        for claim in told
        if claim.verb != "no_comment"
        and claim.on_record
        and not claim.if_
        and claim.number not in replaced
        and claim.report.id not in retracted
    ]
    last = max(said, key=lambda claim: (_when(claim)[1], claim.report.last), default=None)
    if last is None or last.verb == "deny" or _stage(last.value) not in OVER:
        return None
    return last if _when(last)[0] <= last.report.last else None


def _when(claim: Held) -> tuple[str, str]:
    return span(claim.effective or claim.report.published)


def _comes_after(claim: Claim, header: HeaderParts, end: Held) -> bool:
    return span(claim.effective or header.published)[0] > _when(end)[1]


def _copies_older(known: Known, header: HeaderParts, field: str, end: Held) -> bool:
    """Whether the report credits one from before the end that spoke of the same."""
    cited = (known.reports.get(name) for name in header.cites)
    return any(
        report.last <= _when(end)[1] and any(claim.field == field for claim in report.claims)
        for report in cited
        if report
    )


def _warning(claim: Claim, stage: str, end: Held) -> str:
    over = (_stage(end.value) or "").replace("_", " ")
    return (
        f"W-STATE {claim.report}#{claim.claim} tells of {claim.field} as {stage.replace('_', ' ')},"
        f" and {end.element} was {over} on {end.effective or end.report.published} ({end.id}); kept"
        " as it stands. Is it about another deal, or about the time before ('effective:')? If "
        f"negotiations were taken up again, log 'change: {end.field} = …'"
    )
