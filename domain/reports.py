"""What a report may say: its header, its claims, and what it corrects, retracts or merges.

A report comes in whole or not at all. `domain.claims` reads each of its claims; here is what has to
hold between them, and between this report and those in the record.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain import doubts
from domain.claims import check_figures, check_sightings, read_claim
from domain.conflicts import ALL_SEEN, Seen, check_claims, claim_in_words
from domain.dates import span
from domain.documents import Correction, ReportDocument
from domain.draft import Decision, Draft
from domain.duplicates import likenesses, mistyped
from domain.endings import after_the_end
from domain.errors import Duplicate
from domain.events import (
    CLAIMS,
    Claim,
    ElementDescribed,
    ElementsDistinguished,
    ElementsIdentified,
    Event,
    HeaderParts,
    ReportCorrected,
    ReportHeader,
    ReportLogged,
    ReportRetracted,
    verb_of,
)
from domain.known import ON_RECORD, Act, Known, Report
from domain.names import ALIAS, near_report, slug
from domain.values import text


def log_report(
    known: Known,
    content: ReportDocument,
    place: str,
    now: str,
    *,
    day_first: bool | None = None,
    seen: Seen = ALL_SEEN,
) -> Decision:
    """A report with all its claims; refused whole if anything in it is wrong."""
    report = content.id or report_id(content)
    former = known.reports.get(report)
    draft = Draft(known, place, former.number if former else None, day_first=day_first)
    header = ReportLogged(
        report=report,
        **{name: getattr(content, name) for name in HeaderParts.model_fields},
    )
    check_header(draft, header, now)
    _check_confidential(draft, content)
    draft.events.append(header)
    for element, item in content.elements.items():
        draft.describe(element, item, report)
    claims = [
        claim
        for claim_id, item in _numbered(content)
        if (claim := read_claim(draft, item, claim_id, header, report)) is not None
    ]
    draft.events += claims
    if content.corrects and content.corrects.report == report:
        draft.refuse(
            "a report does not correct itself",
            code="E-CORRECT-SELF",
            place="corrects",
            seen=report,
            hint="give the corrected version an id of its own, such as …-v2",
        )
        draft.done()
    if former is None:  # else it was checked when it was logged, and much may have happened since
        _check_claims(draft, claims, report)
        draft.warnings += after_the_end(known, header, claims)
        draft.warnings += doubts.of_sides(known, claims)
        _correct(draft, report, content)
        _retract_by(draft, header, content)
        _merge(draft, content, report)
    draft.done()
    if content.corrects and former is None and seen.upto is not None:
        _check_replaced(known, content, claims, seen, place)
    if not claims and not content.corrects and not content.retracts:
        draft.warnings.append("W-EMPTY this report has no claim")
    if former is not None:
        return _logged_before(former, draft, content, place)
    corrected = content.corrects.report if content.corrects else None
    draft.warnings += mistyped(known, header, confidential=content.confidential)
    alike = tuple(likenesses(known, header, [claim.state() for claim in claims], corrected))
    return Decision(
        events=tuple(draft.events),
        warnings=(*draft.warnings, *map(str, alike)),
        alike=alike,
        read=tuple(draft.read),
    )


def report_id(content: ReportDocument) -> str:
    """The key of a report that was given none: its source, its date, and its address."""
    import hashlib
    from unicodedata import normalize

    plain = normalize("NFKD", content.source.casefold()).encode("ascii", "ignore").decode()
    source = slug(plain)[:60].strip("-")  # nothing is left of some alphabets
    date = slug(content.published.partition("T")[0])
    seed = content.url or repr(content.claims)
    return "-".join(filter(None, (date, source, hashlib.sha256(seed.encode()).hexdigest()[:6])))


def _check_confidential(draft: Draft, content: ReportDocument) -> None:
    """Whether what is secret stays so: told by no part that is readable."""
    if content.confidential:
        from domain.confidential import check

        for refusal in check(content, draft.known):
            draft.adopt(refusal, "")
        _doubt_open_names(draft, content)
    elif content.source.startswith(ALIAS) or (
        content.corrects and content.corrects.report in draft.known.confidential
    ):
        draft.refuse(
            "this is of a source that is sealed, and the report is not said to be confidential",
            code="E-CONFIDENTIAL",
            place="confidential",
            seen=content.source,
            hint="say 'confidential: true', or --confidential",
        )
    else:
        _doubt_sealed_name(draft, content)


def _doubt_open_names(draft: Draft, content: ReportDocument) -> None:
    """Point out a source that other reports name openly: nobody can see that it is the same."""
    known = draft.known
    openly = [
        each.id
        for each in known.reports.values()
        if each.source.casefold() == content.source.casefold() and each.id not in known.confidential
    ]
    if openly:
        draft.warnings.append(
            f"W-CONFIDENTIAL {openly[0]} names the same source openly; sealed it counts as another "
            "origin. If that is wrong: leave this one open, or undo it"
        )


def _doubt_sealed_name(draft: Draft, content: ReportDocument) -> None:
    """Point out an open report of a source that is sealed elsewhere, as far as can be read here."""
    known = draft.known
    for name in known.confidential:
        if known.reports[name].source.casefold() == content.source.casefold():
            draft.warnings.append(
                f"W-CONFIDENTIAL {name} is confidential, and this report names its source openly; "
                "the two count as two origins"
            )
            return


def _numbered(content: ReportDocument) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every claim of a report with its id: births of elements, then the list."""
    on_record = content.sourcing in ON_RECORD
    for element, item in content.elements.items():
        for name, value in (item.model_extra or {}).items():
            said = {"field": f"{element}.{name}", "value": value}
            yield f"{element}.{name}", {"confirm" if on_record else "rumor": said}
    for place, entry in enumerate(content.claims, start=1):
        several = entry if isinstance(entry, tuple) else (entry,)
        for count, claim in enumerate(several, start=1):
            yield (f"{place}.{count}" if count > 1 else str(place)), claim


def check_header(draft: Draft, header: ReportHeader, now: str) -> None:
    """Whether it can have been published then, and cites others and not itself."""
    if span(header.published)[0] > now:
        draft.refuse(
            "nothing can have been published in the future",
            code="E-FUTURE",
            place="published",
            seen=header.published,
            hint="check the year; what a report expects is a claim with a date of its own",
        )
    if header.copy_published and span(header.copy_published)[1] < span(header.published)[0]:
        draft.warnings.append(
            f"W-ORDER the copy ({header.copy_published}) is older than what it copies "
            f"({header.published}); kept as it stands"
        )
    if header.report in header.cites:
        draft.refuse(
            "a report does not cite itself",
            code="E-CITE",
            place="cites",
            seen=header.report,
            hint="leave it out of what this report cites",
        )


def _check_claims(draft: Draft, claims: Sequence[Claim], report: str) -> None:
    """Whether the claims and the figures that these ones refer to exist."""
    own = {f"{report}#{claim.claim}" for claim in claims}
    for claim in claims:
        ref = f"{report}#{claim.claim}"
        check_sightings(draft, ref, claim.sighting_of, own, f"claim {claim.claim}")
        check_figures(draft, claim, ref, f"claim {claim.claim}")


# -- what it does to other reports ----------------------------------------------------------------


def _correct(draft: Draft, report: str, content: ReportDocument) -> None:
    """The act of correcting another report, where this one may."""
    corrects = content.corrects
    target = _correctable(draft, report, corrects) if corrects else None
    if corrects is None or target is None:
        return
    if span(content.published)[1] < target.first:
        draft.warnings.append(too_early(report, content.published, target.id, target.published))
    if retraction_of(draft.known, target):
        draft.refuse(
            "this report was retracted; a correction of it has nothing to stand on",
            code="E-STATE",
            place="corrects",
            seen=corrects.report,
            hint="if the retraction was logged wrongly, 'dealtrail undo' it first",
        )
    for ref in corrects.replaces:
        if ref not in draft.known.claims or not ref.startswith(f"{corrects.report}#"):
            draft.refuse(
                "the corrected report has no such claim",
                code="E-CORRECT-TARGET",
                place="corrects.replaces",
                seen=ref,
                hint=near_report(ref, [claim.id for claim in target.claims], draft.known.deal),
            )
        else:
            _not_replaced_before(draft, ref)
    draft.events.append(
        ReportCorrected(
            report=corrects.report, by=report, replaces=corrects.replaces, note=corrects.note
        )
    )


def too_early(by: str, published: str, target: str, of: str) -> str:
    """The warning that a report of a date seems older than the one that it corrects."""
    return (
        f"W-ORDER {by} ({published}) was published before what it corrects ({target}, {of}); "
        "check both dates"
    )


def corrections(known: Known) -> Iterator[tuple[Report, Report]]:
    """Each report that corrects another, and that one."""
    for by in known.reports.values():
        for corrected in by.corrects:
            if corrected in known.reports:
                yield by, known.reports[corrected]


def _correctable(draft: Draft, report: str, corrects: Correction) -> Report | None:
    """The report that another one may correct: an earlier one that we hold."""
    target = draft.known.reports.get(corrects.report)
    if target is None:
        draft.refuse(
            "there is no such report to correct",
            code="E-CORRECT-TARGET",
            place="corrects",
            seen=corrects.report,
            hint=near_report(corrects.report, draft.known.reports, draft.known.deal),
        )
    elif report in _corrected_through(draft.known, target):
        draft.refuse(
            f"{corrects.report} corrects this report already, directly or by way of others",
            code="E-CORRECT-CYCLE",
            place="corrects",
            seen=corrects.report,
            hint="the corrected version is the later one; give it an id of its own",
        )
    else:
        return target
    return None


def _corrected_through(known: Known, report: Report) -> set[str]:
    """The reports that one corrects, directly or by way of others."""
    found: set[str] = set()
    open_ = [report]
    while open_:
        for corrected in open_.pop().corrects:
            if corrected not in found:
                found.add(corrected)
                if held := known.reports.get(corrected):
                    open_.append(held)
    return found


def _not_replaced_before(draft: Draft, ref: str) -> None:
    """Refuse where another correction of a claim is logged already, and still stands."""
    former = draft.known.claims[ref]
    for act in draft.known.acts:
        if (
            act.step == "corrects"
            and former.number in act.targets
            and retraction_of(draft.known, act.report) is None
        ):
            shown = ", ".join(
                f"{claim.field} = {text(claim.value)}"
                for claim in act.report.claims
                if claim.field == former.field and claim.value
            )
            draft.refuse(
                f"{act.report.id} replaced this claim already" + (f": {shown}" if shown else ""),
                code="E-CONFLICT",
                place="corrects.replaces",
                seen=ref,
                hint=f"correct the correction: 'dealtrail correct {act.report.id}'",
            )


def _check_replaced(
    known: Known, content: ReportDocument, claims: Sequence[Claim], seen: Seen, place: str
) -> None:
    """Raise `Conflict` where a claim that is replaced was amended since the writer read it."""
    replaces = content.corrects.replaces if content.corrects else ()
    said = (claim_in_words(known, verb_of(claim), claim.state()) for claim in claims)
    replaced = [known.claims[ref] for ref in replaces]
    check_claims(known, replaced, seen, yours=f"replaced by {', '.join(said)}", place=place)


def _retract_by(draft: Draft, header: ReportLogged, content: ReportDocument) -> None:
    """The act of retracting another report, where this one may."""
    retracts = content.retracts
    if retracts is None:
        return
    target = draft.known.reports.get(retracts.report)
    if target is None:
        draft.refuse(
            "there is no such report to retract",
            code="E-NOTFOUND",
            place="retracts",
            seen=retracts.report,
            hint=near_report(retracts.report, draft.known.reports, draft.known.deal),
        )
    elif span(header.published)[1] < target.first:
        draft.refuse(
            f"published before what it retracts ({target.published})",
            code="E-RANGE",
            place="retracts",
            seen=header.published,
            hint="check both dates",
        )
    elif (act := retraction_of(draft.known, target)) and act.at <= span(header.published)[1]:
        draft.warnings.append(
            f"W-STATE {target.id} was retracted by {draft.known.deal}#{act.number} already"
        )
    else:
        draft.events.append(
            ReportRetracted(
                report=retracts.report,
                published=header.published,
                url=header.url,
                note=retracts.note,
            )
        )


def retraction_of(known: Known, report: Report) -> Act | None:
    """The act by which its publisher withdrew a report, if it did."""
    act = known.retractions.get(report.id)
    return act if act is not None and act.report is report else None


def _merge(draft: Draft, content: ReportDocument, report: str) -> None:
    """The elements that it shows to be one thing, or to be apart."""
    for ids in content.identify:
        if draft.may_merge(ids, "identify", alike=True):
            draft.events.append(ElementsIdentified(same=ids, report=report))
    for ids in content.distinguish:
        if draft.may_merge(ids, "distinguish", alike=False):
            draft.events.append(ElementsDistinguished(different=ids, report=report))


# -- whether it is in the record already ----------------------------------------------------------


def _logged_before(former: Report, draft: Draft, content: ReportDocument, place: str) -> Decision:
    """A report whose id is in the record: the same again may add to elements, another is refused.

    What was taken back since is not added again.
    """
    if former.sealed:
        from domain.confidential import no_key

        raise no_key(former.id)
    events: list[Event] = [
        event for event in draft.events if isinstance(event, ReportLogged | Claim)
    ]
    if content.corrects:
        parts = content.corrects.model_dump(exclude_defaults=True)
        events.append(ReportCorrected(by=former.id, **parts))
    said = [(event.stored_name, event.state()) for event in events]
    retracted = {act.report.id for act in draft.known.acts if act.step == "retracts"}
    alike = content.confidential == (former.id in draft.known.confidential)
    if (
        alike
        and said == list(_first_said(draft.known, former))
        and (content.retracts is None or content.retracts.report in retracted)
    ):
        _merge(draft, content, former.id)
        draft.done()
        new = [
            event
            for event in draft.events
            if isinstance(event, ElementDescribed | ElementsIdentified | ElementsDistinguished)
            and not _said_before(draft.known, event)
        ]
        already = "" if new else f"{former.id} is in the ledger already"
        return Decision(events=tuple(new), warnings=tuple(draft.warnings), already=already)
    raise Duplicate(
        "a report of that id is in the ledger, and it says something else",
        code="E-DUPLICATE",
        place=place,
        seen=former.id,
        hint="a corrected version is a report of its own ('corrects:'); what we mis-logged is put "
        "right with 'dealtrail amend'",
    )


def _first_said(known: Known, former: Report) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a report said when it was logged, whatever was taken back of it since."""
    said = {claim.stored_name for claim in CLAIMS}
    for row in known.rows[former.number - 1 :]:
        if row.name == ReportLogged.stored_name and row.data["report"] == former.id:
            if row.number != former.number:
                return  # it was logged once more
            yield row.name, {part: said for part, said in row.data.items() if part != "proposed"}
        elif (row.name in said and row.data["report"] == former.id) or (
            row.name == ReportCorrected.stored_name and row.data["by"] == former.id
        ):
            yield row.name, row.data


def _said_before(
    known: Known, event: ElementDescribed | ElementsIdentified | ElementsDistinguished
) -> bool:
    """Whether the record had what a document adds to it, and somebody took it back."""
    rows = [row for row in known.rows if row.name == event.stored_name]
    if isinstance(event, ElementsIdentified):
        return list(event.same) in [row.data["same"] for row in rows]
    if isinstance(event, ElementsDistinguished):
        return list(event.different) in [row.data["different"] for row in rows]
    details = _details(event.state())
    return event.element in known.elements and any(
        row.number in known.undone
        and row.data["element"] == event.element
        and details <= _details(row.data)
        for row in rows
    )


def _details(description: Mapping[str, Any]) -> set[tuple[str, str]]:
    """What a stored description says of an element, its kind apart."""
    names = [("name", description["name"])] if "name" in description else []
    aliases = [("alias", alias) for alias in description.get("aliases", ())]
    return {*names, *aliases, *description.get("identifiers", {}).items()}
