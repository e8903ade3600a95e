"""How the sources have done: who was first, who only copied, and what became of their rumours.

A record is counts with the events behind them, and no score: numbers are small, hedges differ, and
a rumour that the record never bore out may have been true when it was published.

Only the main terms of a deal count (the bold ones of docs/reference/fields.md). A *rumour* of a
source is a value that it stated off the record, of its own, before the record had it; the same
value of the same figure counts once. What became of it is said by the record alone: statements and
denials that are on the record and were published no earlier.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from domain.history import Item, event_id, unknown_event
from domain.known import Claim, Report
from domain.names import source_stream
from domain.record import Record
from domain.values import (
    Interval,
    Stored,
    comparable,
    conflict,
    days,
    key,
    number,
    tolerance,
)
from projections.clocks import View
from projections.denials import hits
from projections.figures import State, state, value_json
from projections.groups import Group, groups
from projections.origins import ENDS, LADDER, Said, all_sighted
from projections.policies import DEFAULT

OUTCOMES = ("confirmed", "allowed", "differs", "denied", "corrected", "retracted", "open")
_WORDS = frozenset(("text", "choice", "refs", "condition", "consideration"))
_STANDING = frozenset(("confirmed", "rumored", "contested"))


class Rumor(Record):
    """A value that a source was ahead of the record with, and what became of it.

    `outcome` is one of `OUTCOMES`; `by` the event that decided it, None where it is open.
    """

    deal: str
    field: str
    value: Stored
    event: int
    outcome: str
    by: int | None


class First(Record):
    """A value now standing that a source stated on an earlier day than all others."""

    deal: str
    field: str
    value: Stored
    event: int


class Track(Record):
    """What one source did in one deal, by the view's clocks."""

    deal: str
    name: str
    reports: int = 0
    copies: int = 0
    claims: int = 0
    echoes: int = 0
    first: tuple[First, ...] = ()
    rumors: tuple[Rumor, ...] = ()
    first_day: str | None = None
    last_day: str | None = None


class Source(Record):
    """A source in all deals together: its grade now, how it was graded, and its tracks.

    `grades` are the stored events, the last one holds.
    """

    name: str
    grades: tuple[Item, ...]
    tracks: tuple[Track, ...]

    @property
    def grade(self) -> str | None:
        """The Admiralty grade at the record clock; None where none was given."""
        return self.grades[-1].data["grade"] if self.grades else None

    def total(self, part: str) -> int:
        """A number of all deals together: `reports`, `copies`, `claims`, `echoes`."""
        return sum(getattr(track, part) for track in self.tracks)

    @property
    def first_day(self) -> str | None:
        """The day of its first report."""
        return min((day for track in self.tracks if (day := track.first_day)), default=None)

    @property
    def last_day(self) -> str | None:
        """The day of its last report."""
        return max((day for track in self.tracks if (day := track.last_day)), default=None)

    @property
    def first(self) -> tuple[First, ...]:
        """The values it was first with."""
        return tuple(each for track in self.tracks for each in track.first)

    @property
    def rumors(self) -> tuple[Rumor, ...]:
        """Its rumours."""
        return tuple(each for track in self.tracks for each in track.rumors)


def sources(
    tracks: Iterable[Track], grades: Iterable[Item] = (), known_at: str | None = None
) -> list[Source]:
    """Every source that published anything or was graded, by name; one name in any case.

    `grades` are the `source-graded` events; those recorded after `known_at` are left out. Raises
    `NewerVersion` for an event that this version does not know.
    """
    by_name: dict[str, list[Track]] = {}
    for track in tracks:
        by_name.setdefault(track.name.casefold(), []).append(track)
    graded: dict[str, list[Item]] = {}
    for item in grades:
        if known_at is None or item.recorded_at <= known_at:
            if item.name != "source-graded":
                raise unknown_event("source/…", item.number, item.name, item.recorded_at)
            graded.setdefault(item.data["source"].casefold(), []).append(item)
    return [
        Source(
            name=min([track.name for track in by_name.get(name, ())] or [_graded_as(graded[name])]),
            grades=tuple(graded.get(name, ())),
            tracks=tuple(sorted(by_name.get(name, ()), key=lambda track: track.deal)),
        )
        for name in sorted({*by_name, *graded})
    ]


def _graded_as(items: Sequence[Item]) -> str:
    name: str = items[-1].data["source"]
    return name


def tracks(view: View, policy: str = DEFAULT) -> list[Track]:
    """What each source did in a deal, by name."""
    view.keep_groups()
    return tracks_of(state(view, policy))


def tracks_of(found: State) -> list[Track]:
    """The same from a state whose view keeps its groups."""
    view = found.view
    repeated, first, rumors = _read(found)
    by_source: dict[str, list[Report]] = {}
    for report in view.reports.values():
        by_source.setdefault(report.source.casefold(), []).append(report)
    every = []
    for name, reports in sorted(by_source.items()):
        made = [
            [claim.number in repeated for claim in report.claims if claim.id in view.claims]
            for report in reports
        ]
        every.append(
            Track(
                deal=view.known.deal,
                name=min(report.source for report in reports),
                reports=len(reports),
                copies=sum(bool(repeats) and all(repeats) for repeats in made),
                claims=sum(map(len, made)),
                echoes=sum(map(sum, made)),
                first=tuple(first.get(name, ())),
                rumors=tuple(rumors.get(name, ())),
                first_day=min(report.last for report in reports)[:10],
                last_day=max(report.last for report in reports)[:10],
            )
        )
    return every


def _read(found: State) -> tuple[set[int], dict[str, list[First]], dict[str, list[Rumor]]]:
    """The claims that only repeat, and by source what it was first with and its rumours."""
    view = found.view
    repeated = set(all_sighted(view))
    first: dict[str, list[First]] = {}
    rumors: dict[str, dict[int, Rumor]] = {}
    leaders = {
        id(figure.group): figure.leader
        for figure in found.figures
        if figure.leader is not None and figure.standing in _STANDING
    }
    for field in sorted(view.by_field):
        for group in groups(view, field) if field != "." else ():
            repeated.update(said.claim.number for said in group.saids if said.echo_of is not None)
            if group.entry is None or not group.entry.headline:
                continue
            leader = leaders.get(id(group))
            if leader is not None:
                for source, each in _first_with(group, leader):
                    first.setdefault(source, []).append(each)
            for source, rumor in _rumors(group):  # "none" is one of every basis, and counts once
                rumors.setdefault(source, {}).setdefault(rumor.event, rumor)
    return repeated, first, {source: list(each.values()) for source, each in rumors.items()}


def _source(said: Said) -> str:
    return said.claim.report.source.casefold()


def _day(said: Said) -> str:
    return said.claim.report.last[:10]


def _first_with(group: Group, leader: Said) -> Iterator[tuple[str, First]]:
    """Who stated the leading value on an earlier day than everyone else who states it, if anyone.

    Where nobody else does, nobody was first; nor where two did on the first day.
    """
    stating = [
        said
        for said in group.saids
        if said.key == leader.key
        and said.value is not None
        and said.claim.verb != "deny"
        and group.counts(said, group.view.removed)
    ]
    days_of: dict[str, Said] = {}
    for said in stating:
        former = days_of.get(_source(said))
        if former is None or _day(said) < _day(former):
            days_of[_source(said)] = said
    if len(days_of) < 2:
        return
    one, other, *_ = sorted(days_of.values(), key=lambda said: (_day(said), said.claim.id))
    if _day(one) < _day(other) and one.value is not None:
        yield (
            _source(one),
            First(
                deal=group.view.known.deal,
                field=group.field,
                value=one.value,
                event=one.claim.number,
            ),
        )


# -- what became of a rumour ---------------------------------------------------------------------


def _rumors(group: Group) -> Iterator[tuple[str, Rumor]]:
    """The rumours about one figure, each with its source."""
    view, removed = group.view, group.view.removed
    record = [said for said in group.saids if said.claim.on_record and group.stands(said, removed)]
    stated = sorted(
        (said for said in record if said.claim.verb != "deny"),
        key=lambda each: (_day(each), each.claim.id),
    )
    denials = [said for said in record if said.claim.verb == "deny"]
    told: dict[tuple[str, tuple[object, ...]], Said] = {}
    for said in sorted(group.saids, key=lambda each: (_day(each), each.claim.id)):
        if _is_rumor(view, said) and not _known_before(said, stated):
            former = told.get((_source(said), said.key))
            if former is None or former.claim.number in removed:
                told[_source(said), said.key] = said
    for (source, _), said in told.items():
        outcome, by = _outcome(group, said, stated, denials)
        if said.value is not None:
            yield (
                source,
                Rumor(
                    deal=view.known.deal,
                    field=group.field,
                    value=said.value,
                    event=said.claim.number,
                    outcome=outcome,
                    by=by,
                ),
            )


def _is_rumor(view: View, said: Said) -> bool:
    claim = said.claim
    return (
        not claim.on_record
        and claim.verb in ("rumor", "change")
        and said.value is not None
        and said.value["type"] != "undisclosed"
        and said.echo_of is None
        and claim.if_ is None
        and view.claims.get(claim.id) is claim  # and not the former value that a claim names
    )


def _known_before(said: Said, stated: Iterable[Said]) -> bool:
    """Whether the record had it on an earlier day: then it is no rumour of this source."""
    return any(_day(each) < _day(said) and bears_out(said, each) == "confirmed" for each in stated)


def _outcome(
    group: Group, said: Said, stated: Iterable[Said], denials: Iterable[Said]
) -> tuple[str, int | None]:
    if said.claim.number in group.view.removed:
        return _taken_back(group.view, said.claim)
    found: dict[str, int] = {}  # each word with the first statement that decides so
    for each in stated:
        if _day(each) >= _day(said) and each.claim.report is not said.claim.report:
            word = bears_out(said, each)
            if word == "confirmed":
                return word, each.claim.number
            if word is not None:
                found.setdefault(word, each.claim.number)
    for denial in denials:
        if hits(denial, said):
            return "denied", denial.claim.number
    for word in ("allowed", "differs"):
        if word in found:
            return word, found[word]
    return "open", None


def _taken_back(view: View, claim: Claim) -> tuple[str, int]:
    """Whether its publisher withdrew the report or corrected the claim, and by which event."""
    retracts = [act for act in view.acts if act.step == "retracts" and act.report is claim.report]
    corrects = [act for act in view.acts if claim.number in act.targets and act.step == "corrects"]
    return ("retracted" if retracts else "corrected"), (retracts or corrects)[0].number


def bears_out(rumor: Said, record: Said) -> str | None:
    """What the record's value does to a rumour's: `confirmed`, `allowed`, `differs`, or nothing.

    Confirmed is a number that is the stated one but for rounding, or lies in the stated band,
    whatever the hedges; a date within the date; the same word, condition or list. Allowed is what a
    bound admits and does not state, and a stage further on. Of other words nothing can be said.
    """
    mine, theirs = rumor.value, record.value
    if mine is None or theirs is None or theirs["type"] == "undisclosed":
        return None
    if rumor.claim.name == "stage":
        return _stage_borne_out(rumor.stage, record.stage)
    if key(mine) == key(theirs):
        return "confirmed"
    if not comparable(mine, theirs):
        return None
    kinds = {mine["type"], theirs["type"]}
    if "none" not in kinds:
        if kinds & _WORDS or "floating" in mine or "floating" in theirs:
            return None
        if _within(theirs, mine) if kinds == {"date"} else _stated_alike(mine, theirs):
            return "confirmed"
    return "differs" if conflict(mine, theirs) else "allowed"


def _stage_borne_out(rumored: str | None, stated: str | None) -> str | None:
    if rumored == stated:
        return "confirmed"
    if rumored in ENDS or stated in ENDS or rumored is None or stated is None:
        return "differs"
    return "allowed" if LADDER[stated] > LADDER[rumored] else "differs"


def _stated_alike(one: Stored, other: Stored) -> bool:
    """Whether one of two numbers, its hedge aside, lies in the other's rounding, or its band."""
    (mine, my_band), (theirs, their_band) = _stated(one), _stated(other)
    return my_band.holds(theirs) or their_band.holds(mine)


def _stated(value: Stored) -> tuple[Interval, Interval]:
    """The number that a value states, and the same with its rounding; a band is both."""
    if value.get("qualifier") == "between":
        band = Interval(Decimal(value["low"]), Decimal(value["high"]))
        return band, band
    middle, slack = number(value), tolerance(value)
    return Interval(middle, middle), Interval(middle - slack, middle + slack)


def _within(inner: Stored, outer: Stored) -> bool:
    (first, last), (start, end) = days(inner), days(outer)
    return start <= first and last <= end


# -- as JSON -------------------------------------------------------------------------------------


def rumor_json(rumor: Rumor) -> dict[str, Any]:
    """A rumour as `sources --json` prints it."""
    return {
        "deal": rumor.deal,
        "field": rumor.field,
        "value": value_json(rumor.value),
        "event": f"{rumor.deal}#{rumor.event}",
        "by": f"{rumor.deal}#{rumor.by}" if rumor.by else None,
    }


def source_json(source: Source) -> dict[str, Any]:
    """A source as `sources --json` prints it."""
    return {
        "source": source.name,
        "grade": source.grade,
        "grades": [
            {
                "grade": item.data["grade"],
                "recorded": item.recorded_at,
                "why": item.data.get("why"),
                "event": event_id(source_stream(item.data["source"]), item.number),
            }
            for item in source.grades
        ],
        "deals": [track.deal for track in source.tracks],
        "reports": source.total("reports"),
        "copies": source.total("copies"),
        "claims": source.total("claims"),
        "echoes": source.total("echoes"),
        "first_day": source.first_day,
        "last_day": source.last_day,
        "first_with": [
            {
                "deal": each.deal,
                "field": each.field,
                "value": value_json(each.value),
                "event": f"{each.deal}#{each.event}",
            }
            for each in source.first
        ],
        "rumors": len(source.rumors),
        **{
            word: [rumor_json(each) for each in source.rumors if each.outcome == word]
            for word in OUTCOMES
        },
    }


def sources_json(found: Iterable[Source], clocks: Mapping[str, str], policy: str) -> dict[str, Any]:
    """`sources --json`: the schema `dealtrail.sources/1`."""
    return {
        "schema": "dealtrail.sources/1",
        "clocks": dict(clocks),
        "policy": policy,
        "sources": [source_json(each) for each in found],
    }
