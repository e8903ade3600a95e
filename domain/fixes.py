"""Log fixes and publishers' acts: what may be amended, withdrawn, retracted, named, or undone.

Each is an event of its own. One that would change nothing is no error: it is `already` so.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.claims import check_figures, check_sightings, read_parts, sourcing_agrees
from domain.conflicts import (
    ALL_SEEN,
    Change,
    Seen,
    check_claims,
    check_parts,
    claim_in_words,
)
from domain.dates import span
from domain.documents import (
    AmendDocument,
    AmendReportDocument,
    DescribeDocument,
    DistinguishDocument,
    ElementItem,
    IdentifyDocument,
    RetractDocument,
    UndoDocument,
    WithdrawDocument,
    build,
)
from domain.draft import Decision, Draft
from domain.errors import NotFound, Problems, Refused
from domain.events import (
    ClaimAmended,
    ClaimWithdrawn,
    ElementsDistinguished,
    ElementsIdentified,
    EntryUndone,
    HeaderParts,
    ReportAmended,
    ReportLogged,
    ReportRetracted,
    Restated,
)
from domain.known import Act, Claim, Known, Report
from domain.names import near_report
from domain.reports import check_header, corrections, retraction_of, too_early

_ENVELOPE = ("report", "claim", "verb")
_DESCRIBED = ("kind", "name", "aliases", "identifiers")


# -- which claim or report is meant ---------------------------------------------------------------


def claim_of(known: Known, name: str, place: str = "") -> str:
    """The reference of a claim that is named so, or as an event (`openai-2026#17`).

    An amendment names the claim that it restates. Raises `NotFound`, or `Refused` (E-STATE) where
    it was withdrawn, or is no claim but an opening.
    """
    if name in known.claims:
        return name
    _no_opening(known, name, place)
    number = _number(known, name)
    if amendment := _amendment(known, number):
        number = amendment.targets[0]
    for claim in known.claims.values():
        if claim.number == number:
            return claim.id
    if withdrawn := _withdrawn(known, name):
        claim, act = withdrawn
        raise Refused(
            f"this claim was withdrawn by {known.deal}#{act.number}",
            code="E-STATE",
            place=place,
            seen=claim.id,
            hint=f"'dealtrail undo {known.deal}#{act.number}' brings it back",
        )
    raise NotFound(
        "no claim of this deal has that name",
        code="E-NOTFOUND",
        place=place,
        seen=name,
        hint=near_report(name, known.claims, known.deal)
        or f"name an event such as {known.deal}#17, or a claim as REPORT-ID#NUMBER",
    )


def _number(known: Known, name: str) -> int | None:
    """The number of an entry that is named as an event of this deal."""
    number = name.removeprefix(f"{known.deal}#")
    return int(number) if number.isdecimal() and len(number) < 12 else None


def _amendment(known: Known, number: int | None) -> Act | None:
    """The amendment of that number."""
    return next((act for act in known.acts if act.step == "amends" and act.number == number), None)


def _seen_in(known: Known, name: str, seen: Seen) -> Seen:
    """What was seen by who names an entry: an amendment is named by who has read it."""
    number = _number(known, name)
    if seen.upto is None and _amendment(known, number):
        return seen.but(upto=number)
    return seen


def seen_by(known: Known, name: str, person: str) -> int:
    """The last entry about a claim that a person can be taken to have seen.

    That is an amendment named, else his own last one, else the claim as it was logged. Raises as
    `claim_of` does.
    """
    claim = known.claims[claim_of(known, name, "EVENT")]
    if named := _amendment(known, _number(known, name)):
        return named.number
    own = (
        act.number
        for act in known.acts
        if claim.number in act.targets and known.rows[act.number - 1].logged_by == person
    )
    return max(own, default=claim.number)


def _withdrawn(known: Known, name: str) -> tuple[Claim, Act] | None:
    """The claim of that name that we withdrew from our log, and the act by which we did."""
    number = _number(known, name)
    every = [(act.former, act) for act in known.acts if act.step == "withdraws" and act.former]
    named = [each for each in every if each[0].number == number]
    named += [each for each in every if each[0].id == name]
    return named[0] if named else None


def _no_opening(known: Known, name: str, place: str) -> None:
    """Refuse the name of the entry that opened the deal."""
    if name in (f"{known.deal}#{number}" for number in known.openings):
        raise Refused(
            "this entry opened the deal, and an opening stays",
            code="E-STATE",
            place=place,
            seen=name,
            hint=f"take back what was logged in it: 'dealtrail undo --deal {known.deal}'",
        )


def _report(known: Known, name: str, place: str) -> Report:
    found = known.reports.get(name)
    if found is None:
        raise NotFound(
            "there is no such report in this deal",
            code="E-NOTFOUND",
            place=place,
            seen=name,
            hint=near_report(name, known.reports, known.deal),
        )
    return found


# -- our own log ---------------------------------------------------------------------------------


def amend(
    known: Known,
    content: AmendDocument,
    place: str,
    *,
    day_first: bool | None = None,
    seen: Seen = ALL_SEEN,
) -> Decision:
    """What a claim should have said. Yesterday's record still shows yesterday's mistake.

    Raises `Conflict` where somebody else amended it unseen.
    """
    ref = claim_of(known, content.amend, place)
    claim = known.claims[ref]
    draft = Draft(known, place, day_first=day_first)
    report = claim.report
    _need_key(report)
    header = HeaderParts.model_construct(
        source=report.source, published=report.published, sourcing=report.sourcing
    )
    parts = read_parts(draft, content.claim, f"claim {ref}", header, report.id)
    draft.done()
    if parts is None:
        raise Problems(draft.problems)
    verb, body = parts
    becomes = build(Restated, {"verb": verb, **body}, place)
    check_sightings(draft, ref, becomes.sighting_of, (), f"claim {ref}")
    check_figures(draft, becomes, ref, f"claim {ref}")
    draft.done()
    if _unchanged(claim, becomes):
        return Decision(already=f"no change: {ref} says that already")
    yours = claim_in_words(known, verb, {**becomes.state(), "verb": verb})
    check_claims(known, [claim], _seen_in(known, content.amend, seen), yours=yours, place=place)
    amended = ClaimAmended(claim=ref, becomes=becomes, why=content.why)
    return Decision(
        events=(*draft.events, amended), warnings=tuple(draft.warnings), read=tuple(draft.read)
    )


def _unchanged(claim: Claim, becomes: Restated) -> bool:
    stored = becomes.state()
    said = {part: given for part, given in claim.body.items() if part not in _ENVELOPE}
    return bool(stored.pop("verb") == claim.verb and stored == said)


def withdraw(
    known: Known, content: WithdrawDocument, place: str, *, seen: Seen = ALL_SEEN
) -> Decision:
    """A claim that we should not have logged. Raises `Conflict` where it was amended unseen."""
    _no_opening(known, content.withdraw, place)
    try:
        ref = claim_of(known, content.withdraw, place)
    except Refused as refusal:
        if refusal.code == "E-STATE":
            return Decision(already=f"{refusal.message} already")
        raise
    seen = _seen_in(known, content.withdraw, seen)
    check_claims(known, [known.claims[ref]], seen, yours="withdrawn", place=place)
    return Decision(events=(ClaimWithdrawn(claim=ref, why=content.why),))


def amend_report(
    known: Known, content: AmendReportDocument, place: str, now: str, *, seen: Seen = ALL_SEEN
) -> Decision:
    """The parts of a report's header that we had logged wrongly, or learnt later.

    Raises `Conflict` where somebody else set one of them otherwise, unseen.
    """
    report = _report(known, content.amend_report, place)
    _need_key(report)
    parts = {**report.header, **content.header}
    header = build(ReportAmended, {**parts, "report": report.id, "why": content.why}, place)
    draft = Draft(known, place)
    check_header(draft, header, now)
    if report.id in known.confidential:
        from domain.confidential import check_cites

        for refusal in check_cites(header.cites, known):
            draft.adopt(refusal, "")
    if header.published != report.published:
        _check_acts(draft, report, header.published)
    for claim in report.claims:
        if "sourcing" not in claim.body and claim.verb in ("rumor", "confirm"):
            sourcing_agrees(draft, claim.verb, header.sourcing, f"claim {claim.id}")
    draft.done()
    stated = {name: part for name, part in header.state().items() if name != "why"}
    if stated == {**report.header, "report": report.id}:
        return Decision(already=f"no change: {report.id} says that already")
    said = {part: stated.get(part) for part in content.header}
    check_parts(known, _headers(known, report.id), said, seen, name=report.id, place=place)
    return Decision(events=(header,), warnings=tuple(draft.warnings))


def _need_key(report: Report) -> None:
    """Refuse where what is restated whole cannot be read."""
    if report.sealed:
        from domain.confidential import no_key

        raise no_key(report.id)


def _headers(known: Known, report: str) -> Iterator[Change]:
    """Each amendment of a report's header."""
    before: Mapping[str, Any] = {}
    for row in known.rows:
        if row.data.get("report") != report or row.number in known.undone:
            continue
        if row.name == ReportAmended.stored_name:
            yield Change(row=row, before=before, after=row.data)
        if row.name in (ReportLogged.stored_name, ReportAmended.stored_name):
            before = row.data


def _check_acts(draft: Draft, report: Report, published: str) -> None:
    """Whether a report can be of that date, given who corrected or retracted it and what it did."""
    first, last = span(published)
    act = retraction_of(draft.known, report)
    if act and act.at < first:
        draft.refuse(
            f"its publisher retracted it before that ({act.published})",
            code="E-RANGE",
            place="published",
            seen=published,
            hint=f"check both dates; 'dealtrail undo {draft.known.deal}#{act.number}' takes the "
            "retraction back",
        )
    for by, target in corrections(draft.known):
        if (by is report and last < target.first) or (target is report and by.last < first):
            dates = [published if each is report else each.published for each in (by, target)]
            draft.warnings.append(too_early(by.id, dates[0], target.id, dates[1]))


def undo(known: Known, content: UndoDocument, place: str, *, seen: Seen = ALL_SEEN) -> Decision:
    """Entries of our log to take back; undoing an undo brings them back.

    Raises `Conflict` where a claim among them was amended unseen.
    """
    wanted: list[int] = []
    for number in content.undo:
        _may_undo(known, number, place)
        if number not in known.undone and number not in wanted:
            wanted.append(number)
    if not wanted:
        named = ", ".join(f"{known.deal}#{number}" for number in content.undo)
        return Decision(already=f"{named} was undone already")
    for report in known.reports.values():
        if report.number in wanted:
            wanted += [number for number in known.of_report(report) if number not in wanted]
    claims = [claim for claim in known.claims.values() if claim.number in wanted]
    check_claims(known, claims, seen, yours="taken back", place=place, apart_from=content.undo)
    return Decision(events=(EntryUndone(entries=tuple(sorted(wanted)), why=content.why),))


def _may_undo(known: Known, number: int, place: str) -> None:
    if not 1 <= number <= known.last_number:
        raise NotFound(
            "there is no such entry",
            code="E-NOTFOUND",
            place=place,
            seen=f"{known.deal}#{number}",
            hint=f"the last one is {known.deal}#{known.last_number}",
        )
    if number in known.openings:
        raise Refused(
            "the opening of a deal cannot be undone",
            code="E-STATE",
            place=place,
            seen=f"{known.deal}#{number}",
            hint="withdraw or undo what was logged in it",
        )


# -- acts of a publisher ---------------------------------------------------------------------------


def retract(known: Known, content: RetractDocument, place: str, now: str) -> Decision:
    """A report that its publisher withdrew; said again, it counts where that was known earlier."""
    report = _report(known, content.retract, place)
    act = retraction_of(known, report)
    if act is not None and act.at <= span(content.published)[1]:
        return Decision(already=f"{report.id} was retracted by {known.deal}#{act.number}")
    if span(content.published)[0] > now:
        raise Refused(
            "nothing can have been retracted in the future",
            code="E-FUTURE",
            place=place,
            seen=content.published,
            hint="check the year",
        )
    if span(content.published)[1] < report.first:
        raise Refused(
            f"retracted before it was published ({report.published})",
            code="E-RANGE",
            place=place,
            seen=content.published,
            hint="check both dates; 'dealtrail amend' puts right that of the report",
        )
    event = ReportRetracted(
        report=report.id, published=content.published, url=content.url, note=content.note
    )
    return Decision(events=(event,))


# -- elements --------------------------------------------------------------------------------------


def describe(
    known: Known, content: DescribeDocument, place: str, *, seen: Seen = ALL_SEEN
) -> Decision:
    """The kind, name, other names or identifiers of an element.

    Raises `Conflict` where one of them was set otherwise since the writer read it.
    """
    draft = Draft(known, place)
    item = ElementItem(**content.model_dump(include=set(_DESCRIBED), exclude_none=True))
    draft.describe(content.describe, item, None, afresh=True)
    draft.done()
    if not draft.events:
        return Decision(already=f"no change: {content.describe} is described so already")
    if seen.upto is not None:
        said = _description(content.model_dump(exclude_none=True))
        changes = _descriptions(known, content.describe)
        check_parts(known, changes, said, seen, name=content.describe, place=place)
    return Decision(events=tuple(draft.events), warnings=tuple(draft.warnings))


def _description(parts: Mapping[str, Any]) -> dict[str, Any]:
    """The name and the identifiers of an element, each a part of its own."""
    name = {"name": parts["name"]} if parts.get("name") else {}
    return {**name, **parts.get("identifiers", {})}


def _descriptions(known: Known, element: str) -> Iterator[Change]:
    """Each entry that described an element."""
    before: dict[str, Any] = {}
    for row in known.rows:
        if row.data.get("element") == element and row.number not in known.undone:
            after = _description(row.data)
            yield Change(row=row, before=before, after=after)
            before = {**before, **after}


def identify(known: Known, content: IdentifyDocument, place: str) -> Decision:
    """Ids that are one thing; 'distinguish' takes it back."""
    draft = Draft(known, place)
    draft.may_merge(content.identify, "", alike=True)
    draft.done()
    same = [known.same_as.get(element, element) for element in content.identify]
    if len(set(same)) == 1:
        return Decision(already=f"no change: {', '.join(content.identify)} are one already")
    return Decision(events=(ElementsIdentified(same=content.identify, why=content.why),))


def distinguish(known: Known, content: DistinguishDocument, place: str) -> Decision:
    """Ids that are not one thing after all."""
    draft = Draft(known, place)
    draft.may_merge(content.distinguish, "", alike=False)
    draft.done()
    same = [known.same_as.get(element, element) for element in content.distinguish]
    if len(set(same)) == len(same):
        return Decision(already=f"no change: {', '.join(content.distinguish)} are apart already")
    event = ElementsDistinguished(different=content.distinguish, why=content.why)
    return Decision(events=(event,))
