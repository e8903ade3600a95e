"""What a report leaves open that the record suggests: said after a write, and never filled in.

hint: no stage was said of amazon.commitment, last in_talks (CNBC, 2026-01-29): dealtrail amend …
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.options import ledger_option
from domain import events

if TYPE_CHECKING:
    from cli.changes import Written
    from domain.known import Claim, Known

_MOST = 3


def hints(written: "Written", *, planned: bool = False) -> Iterator[str]:
    """One line for each part that was left out, with the command that adds it once it is stored."""
    record = written.before.known
    found: list[tuple[str, str]] = []
    for entry in written.entries:
        event = entry.event
        if isinstance(event, events.ReportLogged) and not event.sealed:
            found += _of_header(record, event)
        elif isinstance(event, events.Claim) and event.field and event.stage is None:
            found += _of_stage(written, event)
    for hint, fix in found[:_MOST]:
        then = "" if planned else f": dealtrail amend {fix}{ledger_option()}"
        yield f"hint: {hint}{then}"
    if len(found) > _MOST:
        yield f"hint: … and so of {len(found) - _MOST} more"


def _of_header(record: "Known", report: events.ReportLogged) -> Iterator[tuple[str, str]]:
    """How the source knew last, and in which language it wrote, where this was left out."""
    said = report.state()
    former = [
        each
        for each in record.reports.values()
        if each.source.casefold() == report.source.casefold() and not each.sealed
    ]
    if not former:
        return
    last = former[-1]
    for part in ("sourcing", "language"):
        before, now = getattr(last, part), getattr(report, part)
        if part not in said and before != now:
            yield (
                f"no {part} was said, kept as {now}; {last.source} had {before} in {last.id}",
                f"{report.report} --{part} {before}",
            )


def _of_stage(written: "Written", claim: events.Claim) -> Iterator[tuple[str, str]]:
    """The stage that the figure had last, where a value comes without one."""
    entry = written.after.entry(claim.field or "")
    if entry is None or not entry.stages or "value" not in claim.state():
        return
    report = written.after.known.reports.get(claim.report)
    last = _last_with_stage(written.before.known, claim.field or "", report.last if report else "")
    if last is not None:
        where = f"{last.report.source}, {last.report.published}"
        yield (
            f"no stage was said of {claim.field}, last {last.stage} ({where})",
            f"{claim.report}#{claim.claim} --stage {last.stage}",
        )


def _last_with_stage(record: "Known", field: str, by: str) -> "Claim | None":
    """The claim that had the last word on the stage of a field, of those published by then."""
    with_stage = [
        each
        for each in record.claims.values()
        if each.field == field and each.stage and each.report.last <= by
    ]
    return max(with_stage, key=lambda each: each.report.last, default=None)
