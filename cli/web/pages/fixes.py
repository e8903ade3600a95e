"""Putting the log right from the page, and noting what publishers take back.

Each has an address of its own and works without a script; what comes of it is decided by the rules
of the command line.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cli.fixes import next_version, stated_again
from cli.typed import Row, Typed, document_of, row_of, typed_in
from cli.web.address import segment
from cli.web.checking import Checked, as_problems, sort
from cli.web.faces import Page
from cli.web.pages.log import new_command, parts_of
from cli.web.pages.logged import logged
from cli.writing import entry_number
from domain.documents import Document, shape
from domain.errors import DealtrailError, NotFound, Refused
from domain.fixes import claim_of
from domain.ledger import Ledger
from domain.names import near_report
from domain.values import text

if TYPE_CHECKING:
    from cli.web.address import Address
    from cli.web.forms import Form
    from domain.known import Claim, Known, Report

_ASIDE = ("report", "claim", "sealed", "verb", "field", "value")
_KEPT = ("source", "byline", "url", "language", "quality", "sourcing", "cites")
_MAY_GO = ("byline", "url", "note")  # parts of a header that can be emptied
KEY = "1"


# -- amend -----------------------------------------------------------------------------------------


def amend_page(at: "Address", deal: str, name: str) -> Page:
    """What we logged of a claim or of a report's header, to be put right."""
    record = at.records.known(deal)
    return _amend_form(record, name, _as_logged(record, name))


def amend(at: "Address", form: "Form", deal: str, name: str) -> Page:
    """Restate a claim, or the parts of a report's header that are otherwise."""
    record = at.records.known(deal)
    _as_logged(record, name)  # what is sealed is refused
    typed = typed_in(form).but(deal=deal)
    try:
        content = _amendment(record, name, typed)
        return _written(at, form, deal, {**content, **_given(form, "why")}, "Put right")
    except DealtrailError as error:
        return _amend_form(record, name, typed, form.get("why"), error)


def _as_logged(record: "Known", name: str) -> Typed:
    if name in record.reports:
        _refuse_sealed(record, name)
        header = {part: _plain(said) for part, said in record.reports[name].header.items()}
        return Typed(deal=record.deal, header=header)
    claim = record.claims[claim_of(record, name, "name")]
    _refuse_sealed(record, claim.report.id)
    return Typed(deal=record.deal, rows=(_row(record, claim, KEY),))


def _refuse_sealed(record: "Known", report: str) -> None:
    """Refuse to restate what is sealed: the page does not open it, and would leave it out."""
    if report in record.confidential:
        raise Refused(
            "this is confidential, and is put right on the command line alone",
            code="E-CONFIDENTIAL",
            place="name",
            seen=report,
            hint="'dealtrail amend' and 'dealtrail correct' restate it with what is sealed",
        )


def _row(record: "Known", claim: "Claim", key: str) -> Row:
    """A claim as it was logged, its value in words."""
    parts = {name: part for name, part in claim.body.items() if name not in _ASIDE}
    field = claim.body.get("field") or f"report {parts.pop('of_report', '')}"
    value = text(claim.value, record.names()) if claim.value else ""
    return row_of({claim.verb: field, **parts}, key).but(value=value)


def _plain(said: Any) -> str:
    return ", ".join(said) if isinstance(said, list | tuple) else str(said)


def _amendment(record: "Known", name: str, typed: Typed) -> dict[str, Any]:
    """The fix as a document. Raises `Problems` where a part of it cannot be told."""
    document = document_of(typed)
    if name in record.reports:
        parts = ("deal", "id", "elements", "claims")
        said = {part: each for part, each in document.items() if part not in parts}
        former = record.reports[name].header
        gone: dict[str, Any] = {part: None for part in _MAY_GO if part in former}
        changed = {
            part: each for part, each in {**gone, **said}.items() if each != former.get(part)
        }
        return {"deal": record.deal, "amend_report": name, "header": changed}
    claim = record.claims[claim_of(record, name, "name")]
    (said,) = document["claims"] or ({},)
    return {"deal": record.deal, "amend": claim.id, "claim": _with_value(record, claim, said)}


def _with_value(record: "Known", claim: "Claim", said: Mapping[str, Any]) -> dict[str, Any]:
    """A restated claim with the stored value where its words were left as they are."""
    verb = next(iter(said), claim.verb)
    former = f"{claim.field} = {text(claim.value, record.names())}" if claim.value else ""
    if former and said.get(verb) == former:
        return {**said, verb: {"field": claim.body["field"], "value": claim.value}}
    return dict(said)


def _amend_form(
    record: "Known",
    name: str,
    typed: Typed,
    why: str = "",
    error: DealtrailError | None = None,
) -> Page:
    problems: dict[str, list[DealtrailError]] = {}
    if error is not None:
        sort(error, typed, problems)
    return _form(
        record,
        "amend.html",
        {
            "of": name,
            "is_report": name in record.reports,
            "why": why,
            **parts_of(typed, Checked(problems=problems), record),
        },
        wrong=bool(problems),
    )


# -- withdraw, retract -----------------------------------------------------------------------------


def withdraw_page(at: "Address", deal: str, name: str) -> Page:
    """A claim that we should not have logged."""
    record = at.records.known(deal)
    claim = record.claims[claim_of(record, name, "name")]
    return _small_form(record, "Withdraw", claim.id, _told(record, claim), ("why",))


def withdraw(at: "Address", form: "Form", deal: str, name: str) -> Page:
    """Take a claim out of our log."""
    record = at.records.known(deal)
    claim = record.claims[claim_of(record, name, "name")]
    content = {"deal": deal, "withdraw": claim.id, **_given(form, "why")}
    try:
        return _written(at, form, deal, content, "Withdrawn from our log")
    except DealtrailError as error:
        told = _told(record, claim)
        return _small_form(record, "Withdraw", claim.id, told, ("why",), form, error)


def retract_page(at: "Address", deal: str, name: str) -> Page:
    """A report that its publisher withdrew."""
    record = at.records.known(deal)
    report = _report(record, name)
    return _small_form(record, "Retract", report.id, _header(report), _RETRACTION)


def retract(at: "Address", form: "Form", deal: str, name: str) -> Page:
    """Note that a publisher withdrew a report."""
    record = at.records.known(deal)
    report = _report(record, name)
    content = {"deal": deal, "retract": report.id, **_given(form, *_RETRACTION)}
    try:
        return _written(at, form, deal, content, "Noted that its publisher withdrew it")
    except DealtrailError as error:
        told = _header(report)
        return _small_form(record, "Retract", report.id, told, _RETRACTION, form, error)


_RETRACTION = ("published", "url", "note")
_LABELS = {
    "why": "Why",
    "published": "When its publisher withdrew it",
    "url": "Where it says so",
    "note": "What it says",
}
_MEANING = {
    "Withdraw": "It stays in the log, and no longer counts from now on: it should not have been"
    " there. What the publisher takes back is a retraction.",
    "Retract": "None of its claims stands from that day on. It is an act of the publisher; what we"
    " mis-logged ourselves is put right with an amendment.",
}


def _report(record: "Known", name: str) -> "Report":
    if name in record.reports:
        return record.reports[name]
    raise NotFound(
        "there is no such report in this deal",
        code="E-NOTFOUND",
        place="name",
        seen=name,
        hint=near_report(name, record.reports, record.deal),
    )


def _told(record: "Known", claim: "Claim") -> str:
    value = f" = {text(claim.value, record.names())}" if claim.value else ""
    return f"{claim.field}{value}, {_header(claim.report)}"


def _header(report: "Report") -> str:
    return f"{report.source}, {report.published}"


def _small_form(
    record: "Known",
    act: str,
    name: str,
    told: str,
    parts: Iterable[str],
    form: "Form | None" = None,
    error: DealtrailError | None = None,
) -> Page:
    return _form(
        record,
        "fix.html",
        {
            "act": act,
            "of": name,
            "told": told,
            "meaning": _MEANING[act],
            "inputs": [(part, _LABELS[part], form.get(part) if form else "") for part in parts],
            "problems": as_problems(error) if error else (),
        },
        wrong=error is not None,
    )


# -- correct ---------------------------------------------------------------------------------------


def correct_page(at: "Address", deal: str, name: str) -> Page:
    """The claims of a report, of which those are ticked that its corrected version states anew."""
    record = at.records.known(deal)
    former = _report(record, name)
    _refuse_sealed(record, name)
    header = {part: _plain(former.header[part]) for part in _KEPT if part in former.header}
    rows = [_row(record, claim, str(n)) for n, claim in enumerate(former.claims, start=1)]
    typed = Typed(
        deal=deal,
        header={**header, "id": next_version(record, name)},
        rows=tuple(row.but(taken=False) for row in rows),
    )
    return _correct_form(record, name, typed, None)


def correct(at: "Address", form: "Form", deal: str, name: str) -> Page:
    """Log the corrected version of a report."""
    record = at.records.known(deal)
    former = _report(record, name)
    _refuse_sealed(record, name)
    typed = typed_in(form).but(deal=deal)
    asked, _, key = form.get("do").partition(" ")
    if asked in ("add", "remove"):
        typed = typed.with_empty() if asked == "add" else typed.without(key)
        return _correct_form(record, name, typed, None)
    try:
        document = document_of(typed)
        replaces = stated_again(former, document["claims"])
        content = {**document, "corrects": {"report": name, "replaces": replaces}}
        return _written(at, form, deal, content, "The corrected version is logged")
    except DealtrailError as error:
        return _correct_form(record, name, typed, error)


def _correct_form(record: "Known", name: str, typed: Typed, error: DealtrailError | None) -> Page:
    problems: dict[str, list[DealtrailError]] = {}
    if error is not None:
        sort(error, typed, problems)
    checked = Checked(problems=problems)
    parts = {"of": name, **parts_of(typed, checked, record)}
    return _form(record, "correct.html", parts, wrong=bool(problems))


# -- undo ------------------------------------------------------------------------------------------


def undo_page(at: "Address", deal: str) -> Page:
    """Which entries are taken back, and why: those of the address, else those that are typed."""
    record = at.records.known(deal)
    return _undo_form(record, [at.own["event"]] if "event" in at.own else [])


def undo(at: "Address", form: "Form", deal: str) -> Page:
    """Take entries of our log back."""
    record = at.records.known(deal)
    events = [event for each in form.every("event") for event in each.split()]
    try:
        numbers = [entry_number(event, "event") for event in events]
        content = {"deal": deal, "undo": numbers, **_given(form, "why")}
        return _written(at, form, deal, content, "Taken back")
    except DealtrailError as error:
        return _undo_form(record, events, form.get("why"), as_problems(error))


def _undo_form(
    record: "Known",
    events: list[str],
    why: str = "",
    problems: Iterable[DealtrailError] = (),
) -> Page:
    found = list(problems)
    parts = {"events": events, "why": why, "problems": found}
    return _form(record, "undo.html", parts, wrong=bool(found))


# -- what they share -------------------------------------------------------------------------------


def _form(record: "Known", template: str, parts: Mapping[str, Any], *, wrong: bool) -> Page:
    return Page(
        template=template,
        status=422 if wrong else 200,
        parts=lambda: {
            "deal": record.deal,
            "home": f"/deal/{segment(record.deal)}",
            "name": record.name,
            "seen": record.last_number,
            "command": new_command(),
            **parts,
        },
    )


def _written(at: "Address", form: "Form", deal: str, content: dict[str, Any], told: str) -> Page:
    """Write one document, decided on what its reader had seen of the deal, and show the receipt."""
    seen = form.get("seen")
    document = Document(
        content=shape(content, ""), place="", seen=int(seen) if seen.isdecimal() else None
    )
    with Ledger.open(at.where) as ledger:
        receipt = ledger.write([document], command_id=form.get("command") or None)
    return logged(at, receipt, deal, told)


def _given(form: "Form", *names: str) -> dict[str, str]:
    """The parts that were typed."""
    return {name: form.get(name) for name in names if form.get(name)}
