"""A deal told report by report: what each one changed, and what it only said again.

After the last report the figures are those of the state at the same clocks. Only the fields that a
report can have touched are asked again.
"""

from collections.abc import Container, Iterable, Iterator
from collections.abc import Set as AbstractSet
from copy import copy
from typing import Any

from domain import fields
from domain.known import Act, Claim, Report
from domain.record import Record
from domain.values import comparable
from projections.clocks import DECIDES, View
from projections.diff import differs, paired
from projections.figures import (
    ENDING,
    Figure,
    each_once,
    ended_elements,
    figure_json,
    figure_of,
    latest_of_each,
    with_implied_stage,
)
from projections.groups import Group, groups, sightings
from projections.origins import Said, sighted
from projections.policies import DEFAULT
from projections.timeline import in_order

DAY_END = "T23:59:59.999999Z"


class Change(Record):
    """A figure that is not what it was: None before where it is new, None after where it went."""

    field: str
    label: str
    before: Figure | None
    after: Figure | None


class Quiet(Record):
    """Claims of a report that changed nothing: `repeats` and `sights` (of that report), `agrees`,
    `differs`, `denies`, `declines`, `scheduled`, `only if`. `leads` are the figures that stand
    where each of the claims would."""

    word: str
    of: str | None
    claims: tuple[Claim, ...]
    leads: tuple[Figure | None, ...]


class Frame(Record):
    """One report (`act` is "reports"), the retraction of one ("retracted"), or a day on which
    something that had been reported before takes effect ("takes effect", without a report).
    `event` is the number of the report's event, or of the retraction's."""

    date: str
    act: str
    event: int | None
    view: View
    report: Report | None
    changes: tuple[Change, ...]
    quiet: tuple[Quiet, ...] = ()


def replay(view: View, policy: str = DEFAULT, start: str = "") -> Iterator[Frame]:
    """The frames of a deal in the order of publication, up to the view's clocks.

    Within a day a citing report comes after the cited. With `start`, a day such as 2026-01-30, only
    those from that day on; what came before is read at once and not told.
    """
    player = _Player(view, policy)
    happenings = _happenings(view)
    if start:
        player.begin([each for day, each in happenings if day < start], start)
        happenings = [each for each in happenings if each[0] >= start]
    for day, happening in happenings:
        yield from player.due(day + DAY_END)
        yield player.play(day, happening)
    yield from player.due(view.clocks.as_of)


def _before(day: str) -> str:
    """The last instant of the day before."""
    from datetime import date, timedelta

    return f"{date.fromisoformat(day) - timedelta(days=1)}{DAY_END}"


def _happenings(view: View) -> list[tuple[str, Report | Act]]:
    """Reports and retractions with their days, a retraction after the reports of its day."""
    reports = [(report.last[:10], False, report) for report in in_order(view)]
    acts = [(act.at[:10], True, act) for act in view.acts if act.step == "retracts"]
    found: list[tuple[str, bool, Report | Act]] = [*reports, *acts]
    return [(day, each) for day, _, each in sorted(found, key=lambda each: each[:2])]


class _Player:
    """The figures as they stand while the reports come in."""

    def __init__(self, view: View, policy: str) -> None:
        self.whole = view
        self.policy = policy
        self.known = view.known  # with the merging of ids that has been reported so far
        self.follows = view.clocks.true_at == view.clocks.as_of
        self.seen: set[str] = set()
        self.played: list[Act] = []
        self.figures: dict[str, list[Figure]] = {}
        self.own: dict[str, list[Figure]] = {}  # the same, a stage not yet implied by a figure
        self.pending: dict[str, str] = {}  # a field, and when something reported of it takes effect
        self.ended: dict[str, Said] = {}  # an element, and what ended it
        self.authorities: AbstractSet[str] = frozenset()
        self.describing = {each.report for each in view.descriptions}
        shown = view.claims.values()
        self.hidden = tuple(
            str(claim.number)
            for report in view.reports.values()
            for claim in report.claims
            if claim.id not in view.claims
        )
        self.citing: dict[str, list[Report]] = {}
        for report in view.reports.values():
            for name in report.cites:
                self.citing.setdefault(name, []).append(report)
        self.sights: dict[str, list[Claim]] = {}
        for claim in shown:
            for name in claim.sighting_of:
                self.sights.setdefault(name.partition("#")[0], []).append(claim)

    def begin(self, happenings: Iterable[Report | Act], day: str) -> None:
        """Take in what happened before a day, and make the figures as they stood then."""
        for happening in happenings:
            self._take_in(happening)
        view = self._view(_before(day))
        self.authorities = view.authorities
        self.ended = ended_elements(view, self.policy)
        self._ask(view, (field for field in view.by_field if field != "."))

    def _take_in(self, happening: Report | Act) -> None:
        if isinstance(happening, Act):
            self.played.append(happening)
            return
        self.seen.add(happening.id)
        self.played += [
            each for each in self.whole.acts if each.step == "corrects" and each.report is happening
        ]

    def play(self, day: str, happening: Report | Act) -> Frame:
        """The next thing that happened."""
        self._take_in(happening)
        is_report = isinstance(happening, Report)
        report = happening if isinstance(happening, Report) else happening.report
        act = "reports" if is_report else "retracted"
        view = self._view(day + DAY_END)
        changes, saids = self._ask(view, self._touched(view, report))
        return Frame(
            date=report.published if is_report else day,
            act=act,
            event=happening.number,
            view=view,
            report=report,
            changes=changes,
            quiet=self._quiet(view, report, changes, saids) if is_report else (),
        )

    def due(self, until: str) -> Iterator[Frame]:
        """What takes effect by that instant, day by day."""
        while True:
            limit = min(until, self.whole.clocks.as_of) if self.follows else ""
            ready = [at for at in self.pending.values() if at <= limit]
            if not ready:
                return
            day = min(ready)[:10]
            fields = [field for field, at in self.pending.items() if at[:10] == day]
            for field in fields:
                del self.pending[field]
            view = self._view(day + DAY_END)
            changes, _ = self._ask(view, self._with_ended(view, None, dict.fromkeys(fields)))
            if changes:
                yield Frame(
                    date=day,
                    act="takes effect",
                    event=None,
                    view=view,
                    report=None,
                    changes=changes,
                )

    def _view(self, until: str) -> View:
        """What could be seen after this report: none of the same day that are still to come."""
        clocks = self.whole.clocks
        until = min(until, clocks.as_of)
        self.known = self.known.as_published(self._standing())
        known = copy(self.known)
        known.reports = {
            name: report for name, report in known.reports.items() if name in self.seen
        }
        played = {act.number for act in self.played}
        known.acts = [
            act
            for act in known.acts
            if act.number in played or act.step not in ("corrects", "retracts")
        ]
        at = clocks.but(as_of=until, true_at=until if self.follows else clocks.true_at)
        return View(known, at, self.hidden)

    def _standing(self) -> set[str]:
        """The reports seen so far, without those retracted."""
        return self.seen - {act.report.id for act in self.played if act.step == "retracts"}

    def _touched(self, view: View, report: Report) -> dict[str, None]:
        """The fields whose figures this report can have changed."""
        about = [report, *self._descendants(report)]
        claims = [
            view.claims[claim.id]
            for each in about
            for claim in each.claims
            if claim.id in view.claims
        ]
        claims += [
            view.claims[claim.id]
            for claim in self.sights.get(report.id, ())
            if claim.id in view.claims
        ]
        found: dict[str, None] = {}
        for claim in claims:
            found[claim.field] = None
            found.update(dict.fromkeys(_beyond(view, claim)))
        hit = {number for act in self.played if act.report is report for number in act.targets}
        for claim in view.claims.values():
            if claim.number in hit:
                found.update(dict.fromkeys((claim.field, *_beyond(view, claim))))
        merged = {
            element
            for row in self.known.merging
            if row.data.get("report") == report.id
            for element in (*row.data.get("same", ()), *row.data.get("different", ()))
        }
        if merged:
            every = (*view.by_field, *self.figures)
            found.update({field: None for field in every if field.partition(".")[0] in merged})
        for field in list(found):
            found.update(dict.fromkeys(_without_basis(view, field)))
        return self._with_ended(view, report, found)

    def _descendants(self, report: Report) -> list[Report]:
        """The reports seen so far that cite this one, directly or along the chain."""
        found: dict[str, Report] = {}
        level = [report]
        while level:
            level = [
                citing
                for each in level
                for citing in self.citing.get(each.id, ())
                if citing.id in self.seen and citing.id not in found and citing is not report
            ]
            found.update({each.id: each for each in level})
        return list(found.values())

    def _with_ended(
        self, view: View, report: Report | None, fields: dict[str, None]
    ) -> dict[str, None]:
        """Where an element ended, or came back, all its figures are touched."""
        names = {field.partition(".")[2] for field in fields}
        if not DECIDES.isdisjoint(names) and view.authorities != self.authorities:
            self.authorities = view.authorities
            fields.update(dict.fromkeys(view.by_field))
        stages = {field for field in fields if field.endswith(ENDING)}
        closing = _bears_on_closing(view, fields, names)
        if stages or closing:
            former = self.ended
            if closing or (report is not None and report.id in self.describing):
                self.ended = ended_elements(view, self.policy)  # who is who bears on every end
            else:
                elements = {field.partition(".")[0] for field in stages}
                asked = [
                    f"{name}{end}"
                    for name in elements
                    for end in ENDING
                    if f"{name}{end}" in view.by_field
                ]
                stay = {name: end for name, end in former.items() if name not in elements}
                self.ended = {**stay, **ended_elements(view, self.policy, asked)}
            before, after = (
                {(name, said.claim.id, said.day) for name, said in ends.items()}
                for ends in (former, self.ended)
            )
            moved = {name for name, *_ in before ^ after}
            fields.update(
                {field: None for field in view.by_field if field.partition(".")[0] in moved}
            )
        fields.pop(".", None)
        return fields

    def _ask(self, view: View, fields: Iterable[str]) -> tuple[tuple[Change, ...], dict[int, Said]]:
        """Make the figures of these fields anew: what changed, and the claims about them."""
        supports = sightings(view)
        saids: dict[int, Said] = {}
        asked = dict.fromkeys(fields)
        for field in asked:
            members = groups(view, field)
            for group in members:
                saids.update({said.claim.number: said for said in group.saids})
                self._note_pending(view, group)
            self.own[field] = each_once(
                figure_of(group, self.policy, supports, self.ended) for group in members
            )
        stages = {field.partition(".")[0] + ".stage" for field in asked}
        asked.update(dict.fromkeys(field for field in self.own if field in stages))
        changes = [change for field in asked for change in self._changes(view, field)]
        return tuple(sorted(changes, key=_place)), saids

    def _changes(self, view: View, field: str) -> Iterator[Change]:
        """How the figures of a field differ from those before; from now on they are the new."""
        element = field.partition(".")[0]
        carriers = fields.headline_amounts(view.known.kind_of(element))
        around = [
            *self.own.get(f"{element}.stage", ()),
            *(figure for name in carriers for figure in self.own.get(f"{element}.{name}", ())),
        ]
        found = [
            with_implied_stage(view, figure, latest_of_each(around)) for figure in self.own[field]
        ]
        for before, after in paired(self.figures.get(field, ()), found):
            figure = after or before
            if figure and (before is None or after is None or differs(before, after)):
                yield Change(field=field, label=figure.label, before=before, after=after)
        self.figures[field] = found

    def _note_pending(self, view: View, group: Group) -> None:
        later = [said.at for said in group.saids if said.at > view.clocks.true_at]
        if later:
            known = self.pending.get(group.field, later[0])
            self.pending[group.field] = min(known, *later)

    def _quiet(
        self, view: View, report: Report, changes: Iterable[Change], saids: dict[int, Said]
    ) -> tuple[Quiet, ...]:
        """What the report said without changing anything, by what became of it."""
        changed = {change.field for change in changes}
        found: dict[tuple[str, str | None], list[Claim]] = {}
        for claim in (view.claims[each.id] for each in report.claims if each.id in view.claims):
            if claim.field in changed or claim.of_report:
                continue
            found.setdefault(self._fate(view, claim, saids.get(claim.number)), []).append(claim)
        return tuple(
            Quiet(word=word, of=of, claims=tuple(claims), leads=tuple(map(self._lead, claims)))
            for (word, of), claims in found.items()
        )

    def _lead(self, claim: Claim) -> Figure | None:
        """The figure that stands where a claim would: the one on its basis, if there is one."""
        figures = self.figures.get(claim.on_top_of or claim.field, ())
        alike = (
            figure
            for figure in figures
            if claim.value and figure.value and comparable(claim.value, figure.value)
        )
        return next(alike, figures[0] if figures else None)

    def _fate(self, view: View, claim: Claim, said: Said | None) -> tuple[str, str | None]:
        if claim.if_:
            return "only if", None
        if claim.verb == "no_comment":
            return "declines", None
        if said is None:
            seen = sighted(view, claim) if claim.sighting_of else None
            return "sights", seen.report.id if seen else None
        if said.echo_of is not None:
            return "repeats", said.unheld or said.origin.claim.report.id
        if claim.verb == "deny":
            return "denies", None
        if said.at > view.clocks.true_at:
            return "scheduled", None
        leaders = [figure.leader for figure in self.own[claim.on_top_of or claim.field]]
        agrees = any(leader is not None and leader.key == said.key for leader in leaders)
        return "agrees" if agrees else "differs", None


def _beyond(view: View, claim: Claim) -> Iterator[str]:
    """The fields, beside its own, that a claim has a say in."""
    if claim.on_top_of:
        yield claim.on_top_of
    if claim.of_report and (denied := view.reports.get(claim.of_report)):
        for each in denied.claims:
            yield each.field
            if each.on_top_of:
                yield each.on_top_of
    seen = sighted(view, claim) if claim.sighting_of else None
    if seen is not None:
        yield seen.field


def _bears_on_closing(view: View, touched: Container[str], names: AbstractSet[str]) -> bool:
    """Whether fields, and their names, bear on which offers are over since the deal closed."""
    root = fields.root_of(view.known.type)
    if f"{root}.accepted_offer" not in view.by_field:
        return False
    amounts = fields.headline_amounts(view.known.kind_of(root))
    return any(f"{root}.{name}" in touched for name in ("stage", "accepted_offer", *amounts)) or (
        not names.isdisjoint(("target", "perimeter"))
    )


def _without_basis(view: View, field: str) -> Iterator[str]:
    """The fields of the same element whose claims can prove to be this figure, its basis lost."""
    element, _, name = field.partition(".")
    for other in view.by_field:
        if other.partition(".")[0] == element:
            entry = view.entry(other)
            if entry is not None and name in entry.open_basis_of:
                yield other


def _place(change: Change) -> tuple[int, str]:
    figure = change.after or change.before
    headline, context = (figure.headline, figure.context) if figure else (False, False)
    return (0 if headline else 2 if context else 1), change.field


# -- as JSON -------------------------------------------------------------------------------------


def frame_json(frame: Frame) -> dict[str, Any]:
    """A frame as `replay --json` prints it."""
    deal, report = frame.view.known.deal, frame.report
    return {
        "date": frame.date,
        "act": frame.act,
        "report": report and report.id,
        "event": frame.event and f"{deal}#{frame.event}",
        "source": report and report.source,
        "sourcing": report and report.sourcing,
        "quality": report and report.quality,
        "read_through": report and report.read_through,
        "cites": list(report.cites) if report else [],
        "changes": [
            {
                "field": change.field,
                "label": change.label,
                "before": change.before and figure_json(frame.view, change.before),
                "after": change.after and figure_json(frame.view, change.after),
            }
            for change in frame.changes
        ],
        "quiet": [
            {"word": quiet.word, "of": quiet.of, "claims": [claim.id for claim in quiet.claims]}
            for quiet in frame.quiet
        ],
    }


def replay_json(view: View, policy: str, frames: Iterable[Frame]) -> dict[str, Any]:
    """`replay --json`: the schema `dealtrail.replay/1`."""
    return {
        "schema": "dealtrail.replay/1",
        "deal": view.known.deal,
        "clocks": view.clocks.json(),
        "policy": policy,
        "frames": [frame_json(frame) for frame in frames],
    }
