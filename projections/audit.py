"""How a figure came to be what it is: every step, each with its event.

A step says what one report did to the figure, against the figure that led just before. `moves`
(the deal changed) and `revises` (another report says otherwise) are never mixed up.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from domain.dates import span
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
from projections.origins import ENDS, LADDER, Said, all_sighted, sighted
from projections.policies import DEFAULT, Outcome
from projections.why import why, why_json

Order = tuple[object, ...]
_LATE = 10**6  # within a day after every claim


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


class _Point:
    """One thing that happens to a figure, at its place in the order."""

    __slots__ = ("act", "claim", "effective", "order", "said")

    def __init__(
        self,
        order: Order,
        *,
        said: Said | None = None,
        act: Act | None = None,
        claim: Claim | None = None,
    ) -> None:
        self.order = order
        self.said = said
        self.act = act
        self.claim = claim
        self.effective: str | None = None


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
        steps=tuple(_steps_of(view, wanted, policy)),
        current=tuple(current),
        beside=tuple(supposed),
    )


def every_step(view: View, policy: str = DEFAULT) -> Iterator[tuple[str, list[Step]]]:
    """Every field that has a step at these clocks, with the steps of its audit."""
    for field in audited_fields(view):
        yield field, _steps_of(view, [field], policy)


def _steps_of(view: View, wanted: Iterable[str], policy: str) -> list[Step]:
    """The steps of some fields in order; what one sighting did to two of them is one step."""
    steps = [
        step
        for field in wanted
        for group in groups(view, field) or [Group(view, field, [])]
        for step in _steps(group, policy)
    ]
    seen_in = {(step.number, step.field) for step in steps}
    steps = [
        step
        for step in steps
        if step.step != "sights"
        or step.field != step.claim.field
        or not any(number == step.number and other != step.field for number, other in seen_in)
    ]
    return sorted(steps, key=lambda step: step.order)


def audited_fields(view: View) -> list[str]:
    """Every field that has a step at these clocks, also those whose claims we took back."""
    fields = dict.fromkeys(field for field in view.by_field if field != ".")
    fields.update(dict.fromkeys(act.former.field for act in view.acts if act.former))
    return list(fields)


def _no_field(view: View, asked: str) -> NotFound:
    from difflib import get_close_matches

    known = audited_fields(view)
    near = get_close_matches(asked, [*known, *{each.partition(".")[0] for each in known}], 3)
    return NotFound(
        "nobody spoke of that at these clocks",
        code="E-NOTFOUND",
        place="FIELD",
        seen=asked,
        hint=f"did you mean {', '.join(near)}?" if near else "`dealtrail state` lists the fields",
    )


def _steps(group: Group, policy: str) -> Iterable[Step]:
    """Walk through one figure, asking the policy again after each thing that happened."""
    active: list[Said] = []
    ranks = {id(said): (said.day, place) for place, said in enumerate(group.saids)}
    acts: list[Act] = []
    stated = False
    outcome = Outcome()
    for point in _points(group):
        before = outcome
        act, said = point.act, point.said
        if act is not None:
            acts.append(act)
            active = [each for each in active if each.claim is not act.former]
        if said is not None:
            active.append(said)
            active.sort(key=lambda each: ranks.get(id(each), (each.day, 0)))
        outcome = group.outcome(policy, active, taken_back(acts))
        yield _step(group, point, before, outcome, stated=stated)
        stated = stated or (said is not None and said.claim.verb != "deny")


def _points(group: Group) -> list[_Point]:
    """All that happened to a figure, in order: claims, sightings, silence, and acts."""
    view, field = group.view, group.field
    fixes = {
        act.becomes.number: act for act in view.acts if act.becomes and act.becomes.field == field
    }
    points: list[_Point] = []
    corrections = _carried_corrections(group)
    for index, said in enumerate(group.saids):
        if said.claim.if_ is None and said.claim.number not in fixes:
            act = corrections.get(said.claim.number)
            points.append(_Point((*said.day, index, said.claim.id), said=said, act=act))
    numbers = {said.claim.number for said in group.saids}
    by_claim = {said.claim.number: said for said in group.saids}
    for claim, seen in all_sighted(view).values():
        if claim.number in fixes:
            continue  # its amendment is the step
        if seen.number in numbers or (claim.field == field != seen.field and group.is_first):
            origin = by_claim.get(seen.number)
            at = origin.at if origin else claim.report.last
            points.append(_Point(_order(at, claim), claim=claim))
            points[-1].effective = claim.effective or (origin.effective if origin else None)
    for claim in view.by_field.get(field, ()):
        if claim.verb == "no_comment" and claim.number not in fixes:
            points.append(_Point(_order(claim.report.last, claim), claim=claim))
    points += _act_points(group, by_claim, tuple(corrections.values()))
    points.sort(key=lambda point: point.order)
    return points


def _order(at: str, claim: Claim) -> Order:
    return (at[:10], claim.report.last[:10], _LATE, claim.id)


def _carried_corrections(group: Group) -> dict[int, Act]:
    """The corrections whose corrected version states this figure anew, by that claim's number.

    Such a correction is one step, from what it replaces to what it says.
    """
    found: dict[int, Act] = {}
    numbers = {said.claim.number for said in group.saids}
    for act in group.view.acts:
        if act.step == "corrects" and numbers.intersection(act.targets):
            anew = [
                said
                for said in group.saids
                if said.claim.report is act.report and group.stands(said)
            ]
            if anew:
                found[anew[0].claim.number] = act
    return found


def _act_points(
    group: Group, by_claim: dict[int, Said], carried: Sequence[Act]
) -> Iterable[_Point]:
    view, field = group.view, group.field
    for act in view.acts:
        if act in carried:
            continue
        day = act.at[:10]
        if act.step in ("corrects", "retracts"):
            if _hit_by(group, act):
                yield _Point((day, day, _place_in_day(group, act), str(act.number)), act=act)
            continue
        former, becomes = act.former, act.becomes
        place = by_claim.get(former.number) if former else None
        order: Order = (
            (*place.day, group.saids.index(place), place.claim.id)
            if place
            else (day, day, _LATE, former.id if former else "")
        )
        if former is not None and former.field == field:
            first = not any(each.becomes is former for each in view.acts)
            if first:
                yield _Point((*order, 0), said=_as_it_was_logged(former, place))
        if (former and former.field == field) or (becomes and becomes.field == field):
            said = None
            if becomes is not None and becomes.field == field and not _is_beside(view, becomes):
                said = by_claim.get(becomes.number)
                if said is None or said.claim is not becomes:  # amended once more, or withdrawn
                    said = _as_it_was_logged(becomes, said)
            yield _Point((*order, act.number), act=act, said=said)


def _is_beside(view: View, claim: Claim) -> bool:
    """Whether a claim states no value of the figure: a sighting, silence, a hypothesis."""
    return claim.verb == "no_comment" or bool(claim.if_) or claim.number in all_sighted(view)


def _as_it_was_logged(claim: Claim, now: Said | None) -> Said:
    """A claim before a fix of ours, at the place in time that it has since."""
    said = Said(claim)
    said.asserter = now.asserter if now else ""
    said.at = said.start = said.last = now.at if now else claim.report.last
    said.effective = now.effective if now else claim.report.published
    said.day = (claim.report.last[:10], claim.report.last[:10])
    said.weight = now.weight if now else said.weight
    return said


def _place_in_day(group: Group, act: Act) -> float:
    """After the claims of its day, or before those that are of a later time than it states."""
    if span(act.published)[0] == act.at:
        for place, said in enumerate(group.saids):
            if said.moment is not None and said.day[0] == act.at[:10] and said.at > act.at:
                return place - 0.5
    return _LATE + 1


def _hit_by(group: Group, act: Act) -> list[Said]:
    """The claims of a figure that a publisher's act takes away, or gives back."""
    hit = set(act.targets)
    if act.step == "retracts":
        hit.update(claim.number for claim in act.report.claims)
        for other in group.view.acts:
            if other.step == "corrects" and other.report is act.report:
                hit.update(other.targets)
    return [
        said for said in group.saids if said.claim.number in hit or act.number in said.falls_with
    ]


def _step(group: Group, point: _Point, before: Outcome, after: Outcome, *, stated: bool) -> Step:
    act, said = point.act, point.said
    claim = said.claim if said else point.claim or _target(group, act)
    led_before, leads = before.leader, after.leader
    previous = led_before.value if led_before else None
    value = said.value if said else claim.value
    if act is not None and said is None:
        value = leads.value if leads else None
    word = act.step if act else _word(said, claim, before, stated=stated)
    led = bool(said and leads is said) if act is None else leads is not led_before
    return Step(
        step=word,
        field=group.field,
        before=previous,
        before_stage=led_before.stage if led_before else None,
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
        note=_note(group, point, before, after, led=led),
        order=point.order,
    )


def _target(group: Group, act: Act | None) -> Claim:
    if act is None:
        raise ValueError("a step without a claim and without an act")
    return act.former or _hit_by(group, act)[0].claim


def _word(said: Said | None, claim: Claim, before: Outcome, *, stated: bool) -> str:
    """What kind of step a claim is, against the figure that led just before."""
    if said is None:
        return "declines" if claim.verb == "no_comment" else "sights"
    if claim.verb == "deny":
        return "denies"
    if said.echo_of is not None:
        return "repeats"
    leader = before.leader
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


def _note(group: Group, point: _Point, before: Outcome, after: Outcome, *, led: bool) -> str | None:
    said, act = point.said, point.act
    claim = said.claim if said else point.claim or _target(group, act)
    notes: list[str] = []
    if act is not None:
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
        notes.append(_why_not(said, after))
    elif claim.verb == "deny" and after.leader is not before.leader:
        left = after.leader.value if after.leader else None
        notes.append(f"leaves {text(left)}" if left else "leaves nothing")
    if said is not None and said.base is not None and claim.value is not None:
        notes.append(f"{text(said.base.value)} and {text(claim.value)} on top")
    if claim.scope:
        notes.append(f"scope: {claim.scope}")
    return "; ".join(note for note in notes if note) or None


def _why_not(said: Said, after: Outcome) -> str:
    if said.later:
        return f"takes effect {said.effective}"
    for each in after.challengers:
        if each.said is said:
            return {"contests": "contests the figure", "proposed": "proposed, beside it"}.get(
                each.why, each.why
            )
    leader = after.leader
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


def sequence(steps: Sequence[Step]) -> list[str]:
    """The words of the steps, for tests and short summaries."""
    return [step.step for step in steps]
