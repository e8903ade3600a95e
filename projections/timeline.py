"""The reports of a deal in the order of publication, and the dates ahead.

What a report only repeats is told from what it says itself; a report that only repeats is folded
under the one that it repeats.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from domain import fields
from domain.dates import span
from domain.known import Claim, Report
from domain.record import Record
from domain.values import text
from projections.clocks import View
from projections.figures import Figure, State, state, value_json
from projections.groups import groups
from projections.origins import sighted
from projections.policies import DEFAULT


class Entry(Record):
    """A report on the timeline.

    `own` are the claims that it says itself, the headline ones first; `echoes` counts those that
    repeat another report, `repeats` names these reports, the most repeated first. `copies` only
    repeat this report and stand under it, `in_part` names those that also say something of their
    own. `fate` says what its publisher did to it.
    """

    report: Report
    own: tuple[Claim, ...]
    echoes: int
    repeats: tuple[str, ...]
    copies: tuple["Entry", ...] = ()
    in_part: tuple[Report, ...] = ()
    fate: str | None = None

    @property
    def is_copy(self) -> bool:
        """Whether it says nothing that another report had not said."""
        return bool(self.repeats) and not self.own


class Ahead(Record):
    """A date still to come: a term that names it, or a figure that takes effect then."""

    date: str
    field: str
    label: str
    what: str
    standing: str
    event: int


class Timeline(Record):
    """The reports by the clocks, in order, and what was ahead then."""

    view: View
    entries: tuple[Entry, ...]
    ahead: tuple[Ahead, ...]


def timeline(view: View, policy: str = DEFAULT) -> Timeline:
    """The reports, each copy under its origin, and the dates ahead."""
    return timeline_of(state(view, policy))


def timeline_of(found: State) -> Timeline:
    """The same where the state is there already."""
    view = found.view
    return Timeline(view=view, entries=entries_of(view), ahead=tuple(ahead_of(found)))


def entries_of(view: View) -> tuple[Entry, ...]:
    """The reports alone, each copy under its origin."""
    origins = _origins(view)
    entries: dict[str, Entry] = {}
    for report in in_order(view):
        entries[report.id] = _entry(view, report, origins)
    copies: dict[str, list[Entry]] = {}
    in_part: dict[str, list[Report]] = {}
    for entry in entries.values():
        if entry.is_copy:
            copies.setdefault(_first(entries, entry), []).append(entry)
        else:
            for name in entry.repeats:
                in_part.setdefault(name, []).append(entry.report)
    return tuple(
        entry.but(copies=tuple(copies.get(name, ())), in_part=tuple(in_part.get(name, ())))
        for name, entry in entries.items()
        if not entry.is_copy or name in copies
    )


def in_order(view: View) -> list[Report]:
    """The reports in the order of publication; within a day a citing report after the cited."""
    depths: dict[str, int] = {}

    def depth(report: Report) -> int:
        if report.id not in depths:
            depths[report.id] = 0  # where reports cite each other in a circle, it ends here
            cited = (view.reports.get(name) for name in report.cites)
            depths[report.id] = max((depth(each) + 1 for each in cited if each), default=0)
        return depths[report.id]

    return sorted(
        view.reports.values(), key=lambda each: (each.last[:10], depth(each), each.number)
    )


def _origins(view: View) -> dict[int, str]:
    """For each claim that only repeats another: the report where it comes from."""
    found: dict[int, str] = {}
    for field in view.by_field:
        for group in groups(view, field) if field != "." else ():
            for said in group.saids:
                if said.echo_of is not None:
                    found[said.claim.number] = said.origin.claim.report.id
    for claim in view.claims.values():
        seen = sighted(view, claim)
        if seen is not None:
            found[claim.number] = seen.report.id
    return found


def _entry(view: View, report: Report, origins: dict[int, str]) -> Entry:
    claims = [claim for claim in report.claims if claim.id in view.claims]
    own = [claim for claim in claims if claim.number not in origins]
    echoes = [origins[claim.number] for claim in claims if claim.number in origins]
    repeated = Counter(name for name in echoes if name != report.id)
    own.sort(key=lambda claim: _weight(view, claim))
    return Entry(
        report=report,
        own=tuple(own),
        echoes=len(echoes),
        repeats=tuple(name for name, _ in repeated.most_common()),
        fate=_fate(view, report),
    )


def _weight(view: View, claim: Claim) -> tuple[bool, bool]:
    entry = fields.find(view.known.kind_of(claim.element), claim.name)
    return not (entry and entry.headline), bool(entry and entry.context)


def _fate(view: View, report: Report) -> str | None:
    for act in view.acts:
        if act.step == "retracts" and act.report is report:
            return f"retracted {act.at[:10]}"
        if act.step == "corrects" and any(claim.number in act.targets for claim in report.claims):
            return f"corrected by {act.report.id}"
    return None


def _first(entries: dict[str, Entry], entry: Entry) -> str:
    """The report at the start of a chain of reports that only repeat each other."""
    passed: set[str] = set()
    while entry.is_copy and entry.report.id not in passed:
        passed.add(entry.report.id)
        entry = entries[entry.repeats[0]]
    return entry.report.id


def ahead_of(found: State) -> Iterable[Ahead]:
    """The dates that lie after the clock of truth, the nearest first."""
    now = found.view.clocks.true_at
    ahead = [each for figure in found.figures for each in _dates(found, figure, now)]
    return sorted(ahead, key=lambda each: (span(each.date)[1], each.date, each.field))


def _dates(found: State, figure: Figure, now: str) -> Iterable[Ahead]:
    names = found.view.names
    value = figure.value
    live = figure.standing not in ("denied", "withdrawn") and not figure.context
    if live and value is not None and value["type"] == "date" and span(value["edtf"])[1] > now:
        yield Ahead(
            date=value["edtf"],
            field=figure.field,
            label=figure.label,
            what=text(value),
            standing=figure.standing,
            event=figure.events[0],
        )
    for said in figure.scheduled:
        if said.last > now:
            yield Ahead(
                date=said.effective,
                field=figure.field,
                label=figure.label,
                what=" ".join(
                    filter(None, (text(said.value, names), (said.claim.stage or "")))
                ).replace("_", " "),
                standing="scheduled",
                event=said.claim.number,
            )


# -- as JSON -------------------------------------------------------------------------------------


def timeline_json(found: Timeline) -> dict[str, Any]:
    """`timeline --json`: the schema `dealtrail.timeline/1`."""
    view = found.view
    return {
        "schema": "dealtrail.timeline/1",
        "deal": view.known.deal,
        "clocks": view.clocks.json(),
        "reports": [entry_json(view, entry) for entry in found.entries],
        "ahead": [
            {
                "date": each.date,
                "field": each.field,
                "label": each.label,
                "what": each.what,
                "standing": each.standing,
                "event": f"{view.known.deal}#{each.event}",
            }
            for each in found.ahead
        ],
    }


def entry_json(view: View, entry: Entry) -> dict[str, Any]:
    """A report on the timeline as `timeline --json` prints it, its copies within."""
    report, deal = entry.report, view.known.deal
    return {
        "report": report.id,
        "event": f"{deal}#{report.number}",
        "source": report.source,
        "published": report.published,
        "sourcing": report.sourcing,
        "quality": report.quality,
        "read_through": report.read_through,
        "cites": list(report.cites),
        "fate": entry.fate,
        "claims": [
            {
                "claim": claim.id,
                "event": f"{deal}#{claim.number}",
                "verb": claim.verb,
                "field": claim.field,
                "value": value_json(claim.value),
                "stage": claim.stage,
            }
            for claim in entry.own
        ],
        "echoes": entry.echoes,
        "repeats": list(entry.repeats),
        "copies": [entry_json(view, copy) for copy in entry.copies],
        "in_part": [each.id for each in entry.in_part],
    }
