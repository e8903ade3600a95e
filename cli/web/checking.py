"""What would come of a report that is being typed: how each row is read, or why it is refused.

Asked of the ledger itself, by a write that stores nothing, so that the page and the command line
can't differ. Where some rows are refused, the others are read without them.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cli.changes import before_and_after, changes
from cli.typed import HEADER, Typed, counted, document_of
from domain import dates, fields
from domain.documents import Document, shape
from domain.errors import DealtrailError, Problems, Refused
from domain.events import Claim
from domain.ledger import Ledger
from domain.reading import digits
from domain.record import Record

if TYPE_CHECKING:
    from domain.known import Known, Report
    from domain.ledger import Receipt

_CLAIM = re.compile(r"claims?[ .]([0-9]+)")


class Echo(Record):
    """How a row is read: the label of its field, and its value with every digit."""

    label: str
    understood: str


class Checked(Record):
    """What is wrong, by where it was typed (`row 3`, `published`, '' for the whole); how each row
    is read, by its key; what it would change, warnings, and reports that may be the same one."""

    problems: Mapping[str, Sequence[DealtrailError]] = {}
    echoes: Mapping[str, Echo] = {}
    changes: Sequence[str] = ()
    warnings: Sequence[str] = ()
    alike: "Sequence[Report]" = ()

    @property
    def wrong(self) -> int:
        """How many things are wrong."""
        return sum(map(len, self.problems.values()))


def check(where: str, typed: Typed, record: "Known | None") -> Checked:
    """Read what was typed as the ledger would, and store nothing. Raises what the ledger does."""
    problems: dict[str, list[DealtrailError]] = {}
    receipt = _tried(where, typed, problems)
    dated = "published" not in problems
    while receipt is None and (readable := _readable(typed, problems)) is not None:
        typed, found = readable, dict[str, list[DealtrailError]]()
        receipt = _tried(where, typed, found)
        if not found.keys() - problems.keys():
            break  # it is not for a part of it that it cannot be read
        problems = {**found, **problems}
    checked = Checked(problems=problems, alike=_alike(typed, record))
    if receipt is None:
        return checked
    return checked.but(
        echoes=_echoes(typed, receipt, record, dated=dated),
        changes=[] if problems else changes_in_words(receipt, where),
        warnings=[] if problems else [*receipt.already, *receipt.warnings],
    )


def _tried(where: str, typed: Typed, problems: dict[str, list[DealtrailError]]) -> "Receipt | None":
    try:
        document = Document(content=shape(document_of(typed), ""), place="")
        with Ledger.open(where) as ledger:
            return ledger.write([document], dry_run=True)
    except Refused as refused:
        sort(refused, typed, problems)
    except DealtrailError as error:
        problems.setdefault("", []).append(error)
    return None


def sort(refused: DealtrailError, typed: Typed, problems: dict[str, list[DealtrailError]]) -> None:
    """Put what is wrong to where it was typed."""
    rows = counted(typed)
    for each in as_problems(refused):
        claim = _CLAIM.match(each.place)
        name = each.place.partition(".")[0].partition(":")[0]
        if claim and 0 < int(claim[1]) <= len(rows):
            name = f"row {rows[int(claim[1]) - 1].key}"
        elif name not in (*HEADER, "elements", "deal"):
            name = ""
        problems.setdefault(name, []).append(each)


def as_problems(error: DealtrailError) -> Sequence[DealtrailError]:
    """Everything that is wrong, one by one."""
    return error.problems if isinstance(error, Problems) else (error,)


def _readable(typed: Typed, problems: Mapping[str, object]) -> Typed | None:
    """What was typed without what is wrong with it, so that the rest is read all the same.

    What a report must have and this one lacks is put in its place; None without a deal.
    """
    if "deal" in problems:
        return None
    stand_in = {"source": "?", "published": _today()}
    header = {name: said for name, said in typed.header.items() if said and name not in problems}
    rows = tuple(row for row in typed.rows if f"row {row.key}" not in problems)
    elements = "" if "elements" in problems else typed.elements
    return typed.but(header={**stand_in, **header}, rows=rows, elements=elements)


def _today() -> str:

    return dates.now()[:10]


def _echoes(
    typed: Typed, receipt: "Receipt", record: "Known | None", *, dated: bool
) -> dict[str, Echo]:
    """How each row is read; without a day of publication no date that counts from it."""
    rows = counted(typed)
    found: dict[str, Echo] = {}
    for entry in receipt.entries:
        event = entry.event
        if isinstance(event, Claim) and event.claim.isdecimal():
            if not dated and "anchor" in event.state().get("value", {}):
                continue
            row = rows[int(event.claim) - 1]
            found[row.key] = Echo(label=_label(event, record), understood=_understood(event))
    return found


def _label(claim: Claim, record: "Known | None") -> str:
    if claim.field is None:
        return "the whole report"
    element, _, name = claim.field.partition(".")
    entry = fields.find(record.kind_of(element), name) if record is not None else None
    return entry.label if entry else name.replace("_", " ")


def _understood(claim: Claim) -> str:
    state: dict[str, Any] = claim.state()
    said = [digits(state["value"])] if "value" in state else []
    said += [f"was {digits(state['was'])}"] if "was" in state else []
    return "; ".join(said)


def changes_in_words(receipt: "Receipt", where: str) -> list[str]:
    """What a write changes, a line a figure."""
    return [change.line for each in before_and_after(receipt, where) for change in changes(each)]


def _alike(typed: Typed, record: "Known | None") -> "list[Report]":
    """The reports of the record that may be this very one."""
    if record is None:
        return []
    header = typed.header
    return record.reports_like(
        header.get("source", ""), header.get("published", ""), header.get("url") or None
    )
