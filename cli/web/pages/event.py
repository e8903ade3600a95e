"""One event, claim or report with all that it holds, and its seal."""

from typing import TYPE_CHECKING, Any

from cli.output import Answer
from cli.show import claim_line, kind_of, later_line, show_answer, shown, told_parts
from cli.web.faces import Page
from cli.web.proofs import Proof, proof_of
from domain.errors import NotFound
from domain.history import event_id
from domain.known import VERB_OF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.show import Found
    from cli.web.address import Address
    from domain.history import Item

OWN = ("deal",)


def page(at: "Address", name: str) -> Page:
    """`openai-2026#17`, a report or a claim; `deal` says whose where several have the report."""
    deal = at.own.get("deal")
    found = shown(at, deal, name) if deal else shown(at, name)
    return Page(
        template="event.html",
        parts=lambda: _parts(at, found),
        answer=lambda: show_answer(found),
    )


def _parts(at: "Address", found: "Found") -> dict[str, Any]:
    item, report, names = found.item, found.report, found.names
    name = event_id(found.stream, item.number)
    is_claim = item.name in VERB_OF
    return {
        "event": name,
        "kind": kind_of(item),
        "undone": found.undone,
        "ref": f"{item.data['report']}#{item.data['claim']}" if is_claim else "",
        "recorded": item.recorded_at,
        "logged_by": item.logged_by,
        "of_deal": found.stream.partition("/")[2] if found.stream.startswith("deal/") else None,
        "field": item.data.get("field"),
        "data": list(told_parts(item.data, names, ("report", "claim") if is_claim else ())),
        "report": list(told_parts(report.data, names, ("report",))) if report else [],
        "report_id": item.data.get("report"),
        "report_event": event_id(found.stream, report.number) if report else "",
        "claims": [(each.number, claim_line(found, each)) for each in found.claims],
        "later": [(each.number, later_line(found, each)) for each in found.later],
        "proof": proof_of(at.where, name),
        "fixes": [] if found.undone else list(_fixes(item, name)),
    }


def _fixes(item: "Item", name: str) -> "Iterator[tuple[str, str, str]]":
    """What may be done about an entry: the word for it, the form, and what that is of."""
    if item.name in VERB_OF:
        claim = f"{item.data['report']}#{item.data['claim']}"
        yield "Amend", "amend", claim
        yield "Withdraw", "withdraw", claim
    elif item.name == "report-logged":
        report = item.data["report"]
        yield "Amend", "amend", report
        yield "Corrected by its publisher", "correct", report
        yield "Retracted by its publisher", "retract", report
    if item.name != "deal-opened":
        yield "Undo", "undo", name


def proof_page(at: "Address", name: str) -> Page:
    """The way from an event's leaf to the root; for programs all that `export --proof` gives."""
    found = proof_of(at.where, name) if name.rpartition("#")[2].isdecimal() else None
    if found is None:
        raise NotFound("there is no such event with a seal", code="E-NOTFOUND", seen=name)
    return Page(
        template="proof.html", parts=lambda: {"proof": found}, answer=lambda: _proof(at, found)
    )


def _proof(at: "Address", found: Proof) -> Answer:
    from domain.proof import bundle

    steps = [{"part": "leaf", "hash": found.leaf}]
    steps += [{"part": f"beside, step {n}", "hash": each} for n, each in enumerate(found.path, 1)]
    steps.append({"part": "root", "hash": found.root})
    return Answer(
        columns=("part", "hash"),
        rows=lambda: steps,
        whole=lambda: bundle(at.where, [found.event]),
        each=lambda: steps,
        show=lambda screen: screen.line(found.root),
    )
