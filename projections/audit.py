"""How a figure came to be what it is: every step, each with its event.

A step says what one report did to the figure, against the figure that led just before. `moves`
(the deal changed) and `revises` (another report says otherwise) are never mixed up.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from domain.errors import NotFound
from domain.known import Act, Claim, Report
from domain.record import Record
from domain.values import Stored, basis, comparable, number, plain, text
from projections.clocks import View, taken_back
from projections.figures import (
    Figure,
    ended_elements,
    figure_json,
    figures_of,
    value_json,
)
from projections.findings import copy_differs
from projections.groups import Group, groups, sightings
from projections.origins import ENDS, LADDER, Said, sighted
from projections.points import Around, Order, Point, points, weighs
from projections.policies import DEFAULT
from projections.race import Race
from projections.why import why, why_json


class Step(Record):
    """One step of an audit.

    `before` is the figure that led just before, `to` what this step states; `led` says whether it
    leads after the step, `leads` is the event that does, `note` why, or what else one should know.
    `derived` is what the parts come to after it, where they were asked for.
    """

    step: str
    field: str
    before: Stored | None = None
    before_stage: str | None = None
    to: Stored | None = None
    delta: str | None = None
    led: bool
    leads: int | None
    number: int
    claim: Claim
    report: Report
    published: str
    effective: str
    recorded_at: str
    note: str | None = None
    derived: Stored | None = None
    order: Order


class Audit(Record):
    """The steps of one field, or of several interleaved, and how they stand now.

    `beside` holds what was said under a hypothesis only, and never led; `parts` the fields that add
    up to the one asked for, where they were asked for.
    """

    view: View
    policy: str
    asked: str
    steps: tuple[Step, ...]
    current: tuple[Figure, ...]
    beside: tuple[Claim, ...]
    parts: tuple[str, ...] = ()

    @property
    def moves(self) -> int:
        """How often the deal changed: the moves that led."""
        return sum(step.step == "moves" and step.led for step in self.steps)


def audit(view: View, asked: str, policy: str = DEFAULT, *, beside: Collection[str] = ()) -> Audit:
    """The steps of `amazon.commitment`, or of all fields of `amazon` or `valuation` interleaved.

    `beside` names further fields to interleave. Raises `NotFound` where nobody spoke of such a
    field at these clocks.
    """
    wanted = [
        field
        for field in audited_fields(view)
        if field == asked or field.partition(".")[0] == asked or field in beside
    ]
    if not wanted:
        raise _no_field(view, asked)
    supports = sightings(view)
    ended = ended_elements(view, policy)
    current: list[Figure] = []
    supposed: list[Claim] = []
    for field in wanted:
        current += figures_of(view, field, policy, supports, ended)
        supposed += [claim for claim in view.by_field.get(field, ()) if claim.if_]
    return Audit(
        view=view,
        policy=policy,
        asked=asked,
        steps=tuple(_steps_of(Around(view), wanted, policy)),
        current=tuple(current),
        beside=tuple(supposed),
    )


def every_step(view: View, policy: str = DEFAULT) -> Iterator[tuple[str, list[Step]]]:
    """Every field that has a step at these clocks, with the steps of its audit."""
    around = Around(view)
    for field in audited_fields(view):
        yield field, _steps_of(around, [field], policy)


def _steps_of(around: Around, wanted: Iterable[str], policy: str) -> list[Step]:
    """The steps of some fields in order; what one sighting did to two of them is one step."""
    view = around.view
    steps = [
        step
        for field in wanted
        for group in groups(view, field) or [Group(view, field, [])]
        for step in _steps(group, around, policy)
    ]
    elsewhere: dict[int, set[str]] = {}  # the fields in which an event is a step
    for step in steps:
        elsewhere.setdefault(step.number, set()).add(step.field)
    steps = [
        step
        for step in steps
        if step.step != "sights"
        or step.field != step.claim.field
        or len(elsewhere[step.number]) == 1
    ]
    return sorted(steps, key=lambda step: step.order)


def audited_fields(view: View) -> list[str]:
    """Every field that has a step at these clocks, also those whose claims we took back."""
    fields = dict.fromkeys(field for field in view.by_field if field != ".")
    fields.update(dict.fromkeys(act.former.field for act in view.acts if act.former))
    return list(fields)


def _no_field(view: View, asked: str) -> NotFound:
    from domain.names import meant_field

    return NotFound(
        "nobody spoke of that at these clocks",
        code="E-NOTFOUND",
        place="FIELD",
        seen=asked,
        hint=meant_field(asked, audited_fields(view)),
    )


def _steps(group: Group, around: Around, policy: str) -> Iterable[Step]:
    """Walk through one figure, asking the policy again after each thing that happened."""
    line = _Line(group)
    race = Race(group, policy, frozenset())
    acts: list[Act] = []
    stated = False
    leader: Said | None = None
    for point in points(group, around):
        before = leader
        act, said = point.act, point.said
        if act is not None:
            acts.append(act)
            line.drop(act.former)
        if act is not None and said is not None and said.claim is act.becomes:
            line.add_former(said)
        is_last = said is None or line.add(said)
        if is_last and (act is None or act.former is None):
            if act is not None:
                race.take_back(taken_back(acts))
            if said is not None:
                race.add(said)
        else:  # a claim that we amended or withdrew
            race = Race(group, policy, taken_back(acts))
            for each in line.saids:
                race.add(each)
        leader = race.leader
        yield _step(group, point, before, race, stated=stated)
        stated = stated or (said is not None and said.echo_of is None and said.claim.verb != "deny")


class _Line:
    """The claims of a figure as far as they have come in, in its order."""

    def __init__(self, group: Group) -> None:
        self.saids: list[Said] = []
        self._former = group.former
        self._ranks = {id(said): (said.day, place) for place, said in enumerate(group.saids)}
        self._taken: list[tuple[tuple[str, str], int]] = []

    def add(self, said: Said) -> bool:
        """Take a claim in at its place; whether that is the last one."""
        rank = self._ranks.get(id(said), (said.day, 0))
        place = bisect_right(self._taken, rank)
        self._taken.insert(place, rank)
        self.saids.insert(place, said)
        return place == len(self.saids) - 1

    def add_former(self, said: Said) -> None:
        """Take in the value that a claim names as the one before it, where an amendment said so."""
        former = self._former
        if (
            former is not None
            and former.claim.number == said.claim.number
            and id(said) in self._ranks
        ):
            self.add(former)

    def drop(self, claim: Claim | None) -> None:
        """Leave out a claim that we took back."""
        for place in reversed(range(len(self.saids))) if claim is not None else ():
            if self.saids[place].claim is claim:
                del self.saids[place], self._taken[place]


def _step(group: Group, point: Point, before: Said | None, race: Race, *, stated: bool) -> Step:
    act, said, leads = point.act, point.said, race.leader
    claim = _claim_of(point)
    previous = before.value if before else None
    value = said.value if said else claim.value
    if act is not None and (said is None or said.claim.verb == "deny"):
        value = leads.value if leads else None
    word = act.step if act else _word(said, claim, before, stated=stated)
    led = bool(said and leads is said) if act is None else leads is not before
    return Step(
        step=word,
        field=group.field,
        before=previous,
        before_stage=before.stage if before else None,
        to=value,
        delta=difference(previous, value)
        if word in ("moves", "revises", "corrects", "amends")
        else None,
        led=led,
        leads=leads.claim.number if leads else None,
        number=act.number if act else claim.number,
        claim=claim,
        report=act.report if act else claim.report,
        published=act.published if act else claim.report.published,
        effective=said.effective if said else point.effective or claim.report.published,
        recorded_at=act.recorded_at if act else claim.recorded_at,
        note=_note(group, point, before, race, led=led),
        order=point.order,
    )


def _claim_of(point: Point) -> Claim:
    """The claim that came in, or that was acted on."""
    claim = point.said.claim if point.said else point.claim or point.hit
    if claim is None:
        raise ValueError("a step without a claim and without an act")
    return claim


def _word(said: Said | None, claim: Claim, leader: Said | None, *, stated: bool) -> str:
    """What kind of step a claim is, against the figure that led just before."""
    if said is None:
        return "declines" if claim.verb == "no_comment" else "sights"
    if claim.verb == "deny":
        return "denies"
    if said.echo_of is not None:
        return "repeats"
    if said.stage in ENDS and (
        leader is None or (leader.key, leader.stage) != (said.key, said.stage)
    ):
        return "ends"
    if not stated:
        return "opens"
    if leader is not None and leader.key == said.key:
        if claim.on_record or _differs(said.stage, leader.stage):
            return "confirms"
        return "repeats"
    return "moves" if claim.verb == "change" or said.base else "revises"


def _differs(stage: str | None, former: str | None) -> bool:
    return stage is not None and former is not None and stage != former


def _note(group: Group, point: Point, before: Said | None, race: Race, *, led: bool) -> str | None:
    said, act = point.said, point.act
    claim = _claim_of(point)
    notes: list[str] = []
    if act is not None:
        if said is not None and said.claim.verb == "deny":
            notes.append(f"denies {text(said.value)}" if said.value else "denies the whole field")
        notes += [_as_amended(part, *each) for part, each in weighs(act).items()]
        if act.why:
            notes.append(act.why)
    elif said is None:
        if claim.verb != "no_comment":
            seen = sighted(group.view, claim)
            notes.append(f"a sighting of {seen.id if seen else ', '.join(claim.sighting_of)}")
            if not claim.sighting_of:
                notes.append("basis lost")
    elif said.echo_of is not None:
        origin = said.origin.claim
        notes.append(f"after {said.unheld or origin.report.id}")
        if copy_differs(said):
            notes.append("copy differs")
    elif not led and claim.verb != "deny":
        notes.append(_why_not(said, race))
    elif claim.verb == "deny" and race.leader is not before:
        left = race.leader.value if race.leader else None
        notes.append(f"leaves {text(left)}" if left else "leaves nothing")
    if said is not None and said.base is not None and claim.value is not None:
        notes.append(f"{text(said.base.value)} and {text(claim.value)} on top")
    if claim.scope:
        notes.append(f"scope: {claim.scope}")
    return "; ".join(note for note in notes if note) or None


def _as_amended(part: str, before: object, after: object) -> str:
    """What an amendment of a report's header put right: `published 2026-01-10 became …`."""
    told = [
        ", ".join(each) if isinstance(each, list | tuple) else "yes" if each is True else each
        for each in (before, after)
    ]
    return f"{part.replace('_', ' ')} {told[0] or 'nothing'} became {told[1] or 'nothing'}"


def _why_not(said: Said, race: Race) -> str:
    if said.later:
        return f"takes effect {said.effective}"
    why = race.why_not(said)
    if why is not None:
        return {"contests": "contests the figure", "proposed": "proposed, beside it"}.get(why, why)
    leader = race.leader
    if leader is None or leader.key == said.key:
        return ""
    if leader.claim.on_record and not said.claim.on_record:
        return "does not displace what is on the record"
    if LADDER.get(said.stage or "", 99) < LADDER.get(leader.stage or "", 0):
        return "does not displace a further stage"
    return "does not take the lead"


def _single(value: Stored) -> bool:
    return ("amount" in value or "number" in value) and value.get("qualifier") in (
        None,
        "exactly",
        "about",
    )


def difference(former: Stored | None, value: Stored | None) -> str | None:
    """`+20bn` as text, between two single numbers on one basis; None elsewhere."""
    if former is None or value is None or not comparable(former, value):
        return None
    if basis(former) != basis(value) or not (_single(former) and _single(value)):
        return None
    change = number(value) - number(former)
    if not change:
        return None
    size = {**value, "qualifier": "exactly", "type": value["type"]}
    size["amount" if "amount" in value else "number"] = plain(abs(change))
    return ("+" if change > 0 else "−") + text(size)


# -- as JSON -------------------------------------------------------------------------------------


def step_json(deal: str, step: Step) -> dict[str, Any]:
    """A step as `audit --json` prints it."""
    claim = step.claim
    return {
        "step": step.step,
        "field": step.field,
        "from": value_json(step.before),
        "to": value_json(step.to),
        "delta": step.delta,
        "led": step.led,
        "leads": f"{deal}#{step.leads}" if step.leads else None,
        "event": f"{deal}#{step.number}",
        "claim": claim.id,
        "report": step.report.id,
        "source": step.report.source,
        "sourcing": claim.sourcing,
        "from_stage": step.before_stage,
        "stage": claim.stage,
        "said_by": claim.said_by,
        "published": step.published,
        "effective": step.effective,
        "recorded": step.recorded_at,
        "cites": list(step.report.cites),
        "note": step.note,
        "derived": value_json(step.derived),
    }


def audit_json(found: Audit) -> dict[str, Any]:
    """`audit --json`: the schema `dealtrail.audit/1`."""
    deal = found.view.known.deal
    current = [figure_json(found.view, figure) for figure in found.current]
    return {
        "schema": "dealtrail.audit/1",
        "deal": deal,
        "field": found.asked,
        "clocks": found.view.clocks.json(),
        "parts": list(found.parts),
        "moves": found.moves,
        "steps": [step_json(deal, step) for step in found.steps],
        "current": current[0] if len(current) == 1 else current,
        "why": [why_json(each) for each in why(found.view, found.current, found.policy)],
        "beside": [
            {
                "value": value_json(claim.value),
                "if": claim.if_,
                "report": claim.report.id,
                "event": f"{deal}#{claim.number}",
            }
            for claim in found.beside
        ],
    }
