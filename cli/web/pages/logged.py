"""What a write from the page has stored: how each claim was understood, what changed, and undo."""

from typing import TYPE_CHECKING, Any

from cli.changes import before_and_after, changes
from cli.echo import entry_lines, undoable
from cli.web.address import segment
from cli.web.faces import Page

if TYPE_CHECKING:
    from cli.web.address import Address
    from domain.ledger import Receipt


def logged(at: "Address", receipt: "Receipt", deal: str, told: str = "") -> Page:
    """The receipt of a write to a deal; `told` says what it was, where it is no report."""
    return Page(template="logged.html", parts=lambda: _parts(at, receipt, deal, told))


def _parts(at: "Address", receipt: "Receipt", deal: str, told: str) -> dict[str, Any]:
    deals = [] if receipt.repeated else list(before_and_after(receipt, at.where))
    views = {f"deal/{each.deal}": each.after for each in deals}
    entries = []
    for entry in receipt.entries:
        line, *beneath = entry_lines(entry, views.get(entry.stream))
        entries.append(
            {
                "id": entry.id,
                "line": line.removeprefix(f"{entry.id} "),
                "beneath": [each.strip() for each in beneath],
            }
        )
    return {
        "deal": deal,
        "home": f"/deal/{segment(deal)}",
        "told": told,
        "repeated": receipt.repeated,
        "already": receipt.already,
        "warnings": receipt.warnings,
        "entries": entries,
        "changes": [change for each in deals for change in changes(each)],
        "undo": [] if receipt.repeated else undoable(receipt.entries),
        "seen": receipt.entries[-1].number if receipt.entries else "",
    }
