"""The receipt of a write: how each claim was understood, and what it changed.

openai-2026#41 report wsj-2026-01-29-amazon: The Wall Street Journal, 2026-01-29
openai-2026#42 rumor amazon.commitment (commitment)
  understood: USD 50,000,000,000 or less; stage in talks; sourcing anonymous plural
amazon.commitment: at least $10bn (rumored) → up to $50bn (rumored), revises
undo: dealtrail undo openai-2026#41
next: dealtrail audit openai-2026 amazon.commitment
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from shlex import quote
from typing import Any

from cli.changes import Change, Written, before_and_after, changes, state_of
from cli.hints import hints
from cli.options import ledger_option
from cli.output import clean, write, write_json
from domain import events
from domain.dates import span
from domain.documents import ReadDate
from domain.entries import Entry
from domain.history import grades, open_ledger
from domain.known import VERB_OF
from domain.ledger import Receipt
from domain.names import source_stream
from domain.reading import digits, unused
from projections.clocks import View

SCHEMA = "dealtrail.receipt/1"
WORD_OF = {**VERB_OF, "comment-declined": "no comment"}


def show_receipt(
    receipt: Receipt, path: str, *, as_json: bool = False, summary_of: int = 0
) -> None:
    """Print a receipt; of that many documents only a summary. A dry run tells every event."""
    deals = [] if receipt.repeated else list(before_and_after(receipt, path))
    if as_json:
        found = [change for each in deals for change in changes(each)] if summary_of < 2 else []
        write_json(receipt_json(receipt, found))
        return
    if receipt.dry_run:
        write("".join(f"{clean(line)}\n" for line in _rehearsed(receipt, deals, path)))
        return
    lines: list[str] = []
    if receipt.repeated:
        stored = ", ".join(runs(receipt.entries))
        lines = [f"already saved as {stored}: nothing was stored twice"]
        if len(receipt.entries) <= _FEW:
            for entry in receipt.entries:
                lines += entry_lines(entry, None)
    else:
        if summary_of:
            already, left_out = len(receipt.already), len(receipt.rejected)
            lines = [f"{summary_of - already - left_out:,} new, {already:,} known"]
            if left_out:
                lines[0] += f", {left_out:,} left out"
        lines += (_told if summary_of < 2 else _summary)(receipt, deals, path)
    write("".join(f"{clean(line)}\n" for line in lines))


def receipt_json(receipt: Receipt, found: Sequence[Change]) -> dict[str, Any]:
    """A receipt as JSON, the schema `dealtrail.receipt/1`."""
    return {
        "schema": SCHEMA,
        "dry_run": receipt.dry_run,
        "repeated": receipt.repeated,
        "events": [
            {"event": entry.id, "name": entry.event.stored_name, "state": state_of(entry)}
            for entry in receipt.entries
        ],
        "changed": [
            {
                "deal": each.deal,
                "field": each.field,
                "before": each.before or None,
                "after": each.after or None,
                "step": each.step or None,
                "note": each.note or None,
            }
            for each in found
        ],
        "keys": list(receipt.keys),
        "already": list(receipt.already),
        "warnings": list(receipt.warnings),
        "rejected": [
            {
                "place": each.place,
                "report": each.report or None,
                "problems": [
                    {
                        "code": problem.code,
                        "place": problem.place,
                        "seen": None if problem.seen is None else str(problem.seen),
                        "message": problem.message,
                        "hint": problem.hint or None,
                    }
                    for problem in each.problems
                ],
            }
            for each in receipt.rejected
        ],
        "dates_read": [
            {"place": each.place, "text": each.text, "date": each.date} for each in receipt.read
        ],
    }


# -- as text -------------------------------------------------------------------------------------


def _told(receipt: Receipt, deals: Sequence[Written], path: str) -> Iterator[str]:
    """Everything: entry by entry, then what changed, warnings, and what to do next."""
    yield from receipt.already
    views = {f"deal/{each.deal}": each.after for each in deals}
    for entry in receipt.entries:
        yield from entry_lines(entry, views.get(entry.stream))
    found = [change for each in deals for change in changes(each)]
    yield from (change.line for change in found)
    yield from _read_lines(_not_told(receipt))
    yield from (f"warning: {warning}" for warning in receipt.warnings)
    yield from _keys(receipt)
    yield from (hint for each in deals for hint in hints(each))
    if receipt.entries:
        yield from _undo(receipt.entries, path)
        yield from _next(deals, found)


def _rehearsed(receipt: Receipt, deals: Sequence[Written], path: str) -> Iterator[str]:
    """What a dry run found: every event in full, what would change, and what is doubtful."""
    from cli.dry_run import events_in_full

    yield from receipt.already
    yield from events_in_full(receipt)
    if len(deals) < 2:
        yield from (change.line for each in deals for change in changes(each))
    yield from (f"{each.text} was read as {each.date} ({each.place})" for each in receipt.read)
    yield from (f"warning: {warning}" for warning in receipt.warnings)
    if receipt.alike:
        from cli.likeness import side_by_side

        for _, lines in side_by_side(receipt, path):
            yield from lines
    yield from (hint for each in deals for hint in hints(each, planned=True))
    for each in receipt.rejected:
        yield f"left out: {each.place}"
        yield from (f"  {line}" for problem in each.problems for line in str(problem).splitlines())


def entry_lines(entry: Entry, view: View | None) -> Iterator[str]:
    """An entry as it was understood: what it is, and beneath, what its claim says."""
    event = entry.event
    if isinstance(event, events.ClaimBody) and event.stored_name in WORD_OF:
        yield f"{entry.id} {WORD_OF[event.stored_name]} {_field_words(event, view)}"
        yield from _claim_lines(event, view, report=getattr(event, "report", ""))
    elif isinstance(event, events.ClaimAmended):
        field = _field_words(event.becomes, view)
        yield f"{entry.id} amends {event.claim}: {event.becomes.verb} {field}"
        yield from _claim_lines(event.becomes, view, report=event.claim.partition("#")[0])
    else:
        yield f"{entry.id} {_sentence(event)}"


def _field_words(body: events.ClaimBody, view: View | None) -> str:
    if body.field is None:
        return f"report {getattr(body, 'of_report', '')}"
    entry = view.entry(body.field) if view else None
    return f"{body.field} ({entry.label})" if entry else body.field


def _claim_lines(body: events.ClaimBody, view: View | None, *, report: str) -> Iterator[str]:
    state = body.state()
    value = state.get("value")
    said = [f"understood: {digits(value)}"] if value else []
    said += _beside(body, value, view) if value else []
    said += [f"was {digits(state['was'])}"] if "was" in state else []
    held = view.known.reports.get(report) if view else None
    state.setdefault("sourcing", held.sourcing if held else None)
    for part in ("stage", "sourcing"):
        if state.get(part):
            said.append(f"{part} {state[part].replace('_', ' ')}")
    for part in ("said_by", "effective", "scope", "if_", "on_top_of", "place"):
        if part in state:
            said.append(f"{part.rstrip('_').replace('_', ' ')} {state[part]}")
    if "sighting_of" in state:
        said.append(f"a sighting of {', '.join(state['sighting_of'])}")
    if "part_of" in state:
        said.append(f"inside {', '.join(part['of'] for part in state['part_of'])}")
    if said:
        yield f"  {'; '.join(said)}"


def _beside(body: events.ClaimBody, value: Mapping[str, Any], view: View | None) -> list[str]:
    """The words that were read and stand in no part of the value."""
    entry = view.entry(body.field) if view and body.field else None
    words = unused(value["as_quoted"], entry) if entry and "as_quoted" in value else []
    return [f"kept as quoted only: {', '.join(words)}"] if words else []


def _sentence(event: Any) -> str:
    """One line for an event that is no claim."""
    match event:
        case events.DealOpened():
            currency = f", currency {event.currency}" if event.currency else ""
            return f"opened: {event.name} ({event.type.replace('_', ' ')}{currency})"
        case events.ReportLogged() | events.ReportAmended():
            cites = f", cites {', '.join(event.cites)}" if event.cites else ""
            word = "amends report" if isinstance(event, events.ReportAmended) else "report"
            return f"{word} {event.report}: {event.source}, {_published(event.published)}{cites}"
        case events.ElementDescribed():
            names = ", ".join(filter(None, (event.kind, event.name, *event.aliases)))
            more = "".join(f", {name} {value}" for name, value in event.identifiers.items())
            return f"{'introduces' if event.kind else 'describes'} {event.element}: {names}{more}"
        case events.ReportCorrected():
            replaces = f", which replaces {', '.join(event.replaces)}" if event.replaces else ""
            return f"{event.report} was corrected by its publisher as {event.by}{replaces}"
        case events.ReportRetracted():
            return f"{event.report} was retracted by its publisher on {event.published}"
        case events.ClaimWithdrawn():
            return f"withdraws {event.claim} from our log"
        case events.EntryUndone():
            return f"takes back {', '.join(f'#{number}' for number in event.entries)}"
        case events.ElementsIdentified():
            return f"{', '.join(event.same)} are one: {event.same[0]}"
        case events.ElementsDistinguished():
            return f"{', '.join(event.different)} are not one"
        case events.SourceGraded():
            return f"{event.source} is graded {event.grade}"
    return str(event.stored_name)


def _published(edtf: str) -> str:
    """A date of publication as it counts: its latest instant, and UTC where no zone is given."""
    _, separator, time = edtf.partition("T")
    if separator:
        return edtf if time.endswith("Z") or "+" in time or "-" in time else f"{edtf} (UTC)"
    last = span(edtf)[1][:10]
    return edtf if last == edtf else f"{edtf} (counts from {last})"


_SHOWN = 3
_FEW = 10


def _not_told(receipt: Receipt) -> list[ReadDate]:
    """The dates so read that do not stand with their words in an entry."""
    values = (state_of(entry).get("value", {}) for entry in receipt.entries if receipt.read)
    told = {value.get("as_quoted") for value in values}
    return [each for each in receipt.read if each.text not in told]


def _read_lines(read: Sequence[ReadDate]) -> Iterator[str]:
    """How dates were read that somebody else would read otherwise: the first few, and how many."""
    for each in read[:_SHOWN]:
        yield f"{each.text} was read as {each.date} ({each.place})"
    if len(read) > _SHOWN:
        yield f"… and {len(read) - _SHOWN:,} more; before an import, --dry-run lists all of them"


def _keys(receipt: Receipt) -> Iterator[str]:
    """Where the keys are without which nobody reads what was sealed."""
    for place in receipt.keys[:_SHOWN]:
        yield f"sealed: its source and notes; the key, without which nobody reads them: {place}"
    if len(receipt.keys) > _SHOWN:
        yield f"… and {len(receipt.keys) - _SHOWN:,} more: 'dealtrail key list' lists all of them"


def _undo(entries: Sequence[Entry], path: str) -> Iterator[str]:
    """The commands that take a write back; an opening alone stays."""
    ids = undoable(entries)
    if len(ids) > _FEW:
        ids = list(_ranges(entries))
    if ids:
        yield f"undo: dealtrail undo {' '.join(ids)}{ledger_option()}"
    graded = {
        each.stream: (each.number, each.event.source)
        for each in reversed(entries)
        if isinstance(each.event, events.SourceGraded)
    }
    if 0 < len(graded) <= _FEW:
        yield from _graded_before(graded, path)


def undoable(entries: Sequence[Entry]) -> list[str]:
    """The entries by which a write is taken back, a report with all its claims by itself.

    An opening stays, and so does a grade until the next one.
    """
    named = [
        entry
        for entry in entries
        if isinstance(entry.event, events.ReportLogged)
        or not isinstance(entry.event, events.Claim | events.DealOpened | events.SourceGraded)
    ]
    reports = {each.event.report for each in named if isinstance(each.event, events.ReportLogged)}
    return [each.id for each in named if getattr(each.event, "by", None) not in reports]


def _ranges(entries: Iterable[Entry]) -> Iterator[str]:
    """`acme#11-57`: all that was stored in each deal, without what opened it."""
    deals: dict[str, list[int]] = {}
    for entry in entries:
        if entry.stream.startswith("deal/") and not isinstance(entry.event, events.DealOpened):
            deals.setdefault(entry.stream.removeprefix("deal/"), []).append(entry.number)
    for deal, numbers in deals.items():
        first, last = min(numbers), max(numbers)
        yield f"{deal}#{first}-{last}" if first < last else f"{deal}#{first}"


def _graded_before(graded: Mapping[str, tuple[int, str]], path: str) -> Iterator[str]:
    """A grade is not undone but given again as it was; F where there was none.

    `graded` has the number and the source of each, by its stream.
    """
    with closing(open_ledger(path)) as connection:
        rows = grades(connection)
    for stream, (number, source) in graded.items():
        former = "F"
        for row in rows:
            if source_stream(row.data["source"]) == stream and row.number < number:
                former = row.data["grade"]
        yield f"undo: dealtrail grade {quote(source)} {former}{ledger_option()}"


def _next(deals: Sequence[Written], found: Sequence[Change]) -> Iterator[str]:
    """One command worth running now."""
    if found:
        yield f"next: dealtrail audit {found[0].deal} {found[0].field}{ledger_option()}"
    elif deals:
        opened = any(isinstance(entry.event, events.DealOpened) for entry in deals[0].entries)
        verb = "log" if opened else "state"
        yield f"next: dealtrail {verb} {deals[0].deal}{ledger_option()}"


# -- a summary -----------------------------------------------------------------------------------

_COUNTED = {  # one, and several
    "deal-opened": ("deal opened", "deals opened"),
    "report-logged": ("report", "reports"),
    "rumor-reported": ("rumor", "rumors"),
    "term-changed": ("change", "changes"),
    "term-confirmed": ("confirmation", "confirmations"),
    "term-denied": ("denial", "denials"),
    "comment-declined": ("refusal to comment", "refusals to comment"),
    "element-described": ("element described", "elements described"),
    "elements-identified": ("identity", "identities"),
    "elements-distinguished": ("distinction", "distinctions"),
    "report-corrected": ("correction", "corrections"),
    "report-retracted": ("retraction", "retractions"),
    "report-amended": ("report amended", "reports amended"),
    "claim-amended": ("claim amended", "claims amended"),
    "claim-withdrawn": ("claim withdrawn", "claims withdrawn"),
    "entry-undone": ("undo", "undos"),
    "source-graded": ("grade", "grades"),
}


def _summary(receipt: Receipt, deals: Sequence[Written], path: str) -> Iterator[str]:
    """What many documents became: counted by kind, and where they stand in the ledger."""
    if not receipt.entries:
        return
    yield f"  {', '.join(counts(receipt.entries))}"
    for each in deals:
        yield f"  {', '.join(runs(each.entries))}"
    yield from _read_lines(receipt.read)
    yield from (f"warning: {warning}" for warning in receipt.warnings)
    yield from _keys(receipt)
    yield from _undo(receipt.entries, path)
    if deals:
        yield f"next: dealtrail state {deals[0].deal}{ledger_option()}"


def counts(entries: Iterable[Entry]) -> Iterator[str]:
    """`2 reports`, `5 rumors`: how many entries of each kind."""
    names = [entry.event.stored_name for entry in entries]
    for name, words in _COUNTED.items():
        if count := names.count(name):
            yield f"{count:,} {words[count > 1]}"


def runs(entries: Iterable[Entry]) -> Iterator[str]:
    """`openai-2026#41` to `openai-2026#47`, stream by stream."""
    by_stream: dict[str, list[str]] = {}
    for entry in entries:
        by_stream.setdefault(entry.stream, []).append(entry.id)
    for ids in by_stream.values():
        yield ids[0] if len(ids) == 1 else f"{ids[0]} to {ids[-1]}"
