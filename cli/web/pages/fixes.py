"""Putting the log right from the page: amend, withdraw, retract and undo, by the rules of the
command line."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cli.web.address import segment
from cli.web.checking import as_problems
from cli.web.faces import Page
from cli.web.pages.log import new_command
from cli.web.pages.logged import logged
from cli.writing import entry_number
from domain.documents import Document, shape
from domain.errors import Conflict, Duplicate, Refused
from domain.ledger import Ledger

if TYPE_CHECKING:
    from cli.web.address import Address
    from cli.web.forms import Form


def undo_page(at: "Address", deal: str) -> Page:
    """Which entries are taken back, and why: those of the address, else those that are typed."""
    at.records.known(deal)
    return _undo_form(at, deal, [at.own["event"]] if "event" in at.own else [])


def undo(at: "Address", form: "Form", deal: str) -> Page:
    """Take entries of our log back."""
    events = [event for each in form.every("event") for event in each.split()]
    try:
        numbers = [entry_number(event, "event") for event in events]
        content = {"deal": deal, "undo": numbers, **_given(form, "why")}
        return _written(at, form, deal, content, "Taken back")
    except (Refused, Duplicate, Conflict) as error:
        return _undo_form(at, deal, events, form.get("why"), as_problems(error))


def _undo_form(
    at: "Address", deal: str, events: list[str], why: str = "", problems: Iterable[Any] = ()
) -> Page:
    known = at.records.known(deal)
    problems = list(problems)
    return Page(
        template="undo.html",
        status=422 if problems else 200,
        parts=lambda: {
            "deal": deal,
            "home": f"/deal/{segment(deal)}",
            "name": known.name,
            "events": events,
            "why": why,
            "seen": known.last_number,
            "command": new_command(),
            "problems": problems,
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
