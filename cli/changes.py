"""What a write changed: the figures that it touched, as they led before and as they lead after."""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

from domain import dates, events, history
from domain.entries import Entry
from domain.errors import NotFound
from domain.known import Claim, Known, known
from domain.ledger import Receipt
from domain.record import Record
from domain.values import basis, text
from projections.audit import Step, audit
from projections.clocks import Clocks, View
from projections.figures import Figure, ended_elements, figures_of
from projections.groups import sightings
from projections.policies import DEFAULT


class Change(Record):
    """What became of one figure: texts before and after ('' for none), the step, and why."""

    deal: str
    field: str
    before: str
    after: str
    step: str = ""
    note: str = ""

    @property
    def line(self) -> str:
        """`amazon.commitment: at least $10bn (rumored) → up to $50bn (rumored), revises`."""
        why = ": ".join(filter(None, (self.step, self.note)))
        if self.before == self.after:
            leads = f"{self.after} leads" if self.after else "nothing leads"
            return f"{self.field}: no change: {leads}{f'; {why}' if why else ''}"
        return (
            f"{self.field}: {self.before or '—'} → {self.after or '—'}{f', {why}' if why else ''}"
        )


class Written(Record):
    """One deal before and after a write."""

    deal: str
    entries: tuple[Entry, ...]
    before: View
    after: View


def before_and_after(receipt: Receipt, path: str) -> Iterator[Written]:
    """Each deal that a write touched, before it and after it; a dry run is thought through.

    A ledger whose last entry is ahead of this computer's clock is seen as of that entry.
    """
    recorded = max((entry.recorded_at for entry in receipt.entries), default="")
    clocks = Clocks.at(as_of=recorded if recorded > dates.now() else None)
    by_deal: dict[str, list[Entry]] = {}
    for entry in receipt.entries:
        if entry.stream.startswith("deal/"):
            by_deal.setdefault(entry.stream.removeprefix("deal/"), []).append(entry)
    for deal, entries in by_deal.items():
        earlier = [item for item in _read(path, deal) if item.number < entries[0].number]
        added = [
            history.Item(entry.number, entry.event.stored_name, state_of(entry), "", "", "")
            for entry in entries
        ]
        yield Written(
            deal=deal,
            entries=tuple(entries),
            before=View(known(deal, earlier), clocks),
            after=View(known(deal, [*earlier, *added]), clocks),
        )


def _read(path: str, deal: str) -> list[history.Item]:
    with closing(history.open_ledger(path)) as connection:
        try:
            return history.read_deal(connection, deal)
        except NotFound:
            return []


def changes(written: Written) -> Iterator[Change]:
    """What became of the figures that a write touched, one line a figure."""
    touched = _touched(written)
    before, after = (_figures(view, touched) for view in (written.before, written.after))
    numbers = {entry.number for entry in written.entries}
    places = {field: place for place, field in enumerate(touched)}
    for key in sorted({**before, **after}, key=lambda key: places[key[0]]):
        field = key[0]
        was, now = (_shown(found.get(key), written.after) for found in (before, after))
        spoke = [
            step
            for step in _steps(written.after, field)
            if step.number in numbers and (step.to is None or basis(step.to) == key[1])
        ]
        if was != now or (touched[field] and spoke):
            step = spoke[-1] if spoke else None
            yield Change(
                deal=written.deal,
                field=field,
                before=was,
                after=now,
                step=step.step if step else "",
                note=_note(step, same=was == now),
            )
    told = {field for field, *_ in (*before, *after)}
    for field, said in touched.items():
        if said and field not in told:
            note = _why_silent(written, field)
            yield Change(deal=written.deal, field=field, before="", after="", note=note)


def _note(step: Step | None, *, same: bool) -> str:
    if step is None:
        return ""
    if same and step.led and step.step in ("revises", "moves", "opens"):
        return "it led in its time, what came later leads now"
    return step.note or ""


def _why_silent(written: Written, field: str) -> str:
    claims = [each for each in _new_claims(written) if each.field == field]
    if any(claim.if_ for claim in claims):
        return f"kept beside the main line, under the hypothesis '{claims[0].if_}'"
    if any(claim.verb == "no_comment" for claim in claims):
        return "a refusal to comment denies nothing"
    return ""


_ANYTHING = events.EntryUndone | events.ElementsIdentified | events.ElementsDistinguished


def _touched(written: Written) -> dict[str, bool]:
    """The fields that a write can have moved; True for those that it speaks of itself."""
    before, after = written.before.known, written.after.known
    found: dict[str, bool] = {}
    for claim in _new_claims(written):
        if claim.of_report:
            found.update(dict.fromkeys(_fields_of_report(after, claim.of_report), True))
            continue
        found[claim.field] = True
        sighted = [after.claims[ref].field for ref in claim.sighting_of if ref in after.claims]
        for other in filter(None, (claim.on_top_of, *sighted)):
            found.setdefault(other, False)
        if claim.name == "stage":
            _add_quiet(found, _fields_of_element(written.after, claim.element))
    for entry in written.entries:
        event = entry.event
        if isinstance(event, events.ClaimAmended | events.ClaimWithdrawn):
            for record in (before, after):
                if event.claim in record.claims:
                    found[record.claims[event.claim].field] = True
        elif isinstance(
            event, events.ReportRetracted | events.ReportCorrected | events.ReportAmended
        ):
            _add_quiet(found, _fields_of_report(after, event.report))
        elif isinstance(event, _ANYTHING):
            _add_quiet(found, (*written.before.by_field, *written.after.by_field))
    return {field: said for field, said in found.items() if field != "."}


def _add_quiet(found: dict[str, bool], fields: Iterable[str]) -> None:
    for field in fields:
        found.setdefault(field, False)


def _new_claims(written: Written) -> Iterator[Claim]:
    numbers = {entry.number for entry in written.entries}
    for claim in written.after.known.claims.values():
        if claim.number in numbers:
            yield claim


def _fields_of_report(record: Known, report: str) -> list[str]:
    found = record.reports.get(report)
    return [claim.field for claim in found.claims] if found else []


def _fields_of_element(view: View, element: str) -> list[str]:
    return [field for field in view.by_field if field.startswith(f"{element}.")]


Key = tuple[str, tuple[str, ...], int]


def _figures(view: View, fields: Iterable[str]) -> dict[Key, Figure]:
    supports, ended = sightings(view), ended_elements(view, DEFAULT)
    found: dict[Key, Figure] = {}
    for field in fields:
        for figure in figures_of(view, field, DEFAULT, supports, ended):
            alike = sum(key[:2] == (field, figure.basis) for key in found)
            found[field, figure.basis, alike] = figure
    return found


def _shown(figure: Figure | None, view: View) -> str:
    """`up to $50bn (rumored, in talks)`; '' where there is no figure."""
    if figure is None:
        return ""
    stage = f", {figure.stage.replace('_', ' ')}" if figure.stage else ""
    if figure.value is None:
        return f"nothing left ({figure.standing}{stage})"
    return f"{text(figure.value, view.names)} ({figure.standing}{stage})"


def _steps(view: View, field: str) -> tuple[Step, ...]:
    try:
        return audit(view, field).steps
    except NotFound:
        return ()


def state_of(entry: Entry) -> Any:
    """What is stored of an entry."""
    return json.loads(entry.event.model_dump_json(exclude_defaults=True))
