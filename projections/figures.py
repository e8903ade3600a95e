"""The state of a deal: for every field that anyone spoke of, its figure at the clocks.

One field can carry several figures, one a basis (currency, denominator, unit): values on different
bases neither conflict nor replace each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from domain import fields
from domain.dates import EARLIEST
from domain.known import Claim, Report
from domain.record import Record
from domain.values import Stored, add, basis, bounds, conflict, key, leaves, text
from projections.clocks import View
from projections.origins import Said, all_sighted, said_of
from projections.policies import (
    DEFAULT,
    ENDS,
    NAMES_NO_ORIGINAL,
    POLICIES,
    Challenger,
    Outcome,
    order,
)

HEADLINE_MONEY = {"round": "size", "party": "commitment", "offer": "price_per_share"}


class Figure(Record):
    """A field at the clocks: its value with all that it rests on.

    `value` is None where the field was denied and nothing is left. `since` is the date from which
    the present value has held unbroken, `last_word` the date of the latest report about it, both
    as given. `origins` counts independent origins of this value, `events` are the numbers of the
    claims that carry it, the leading one first.
    """

    field: str
    element: str
    label: str
    value: Stored | None
    standing: str
    stage: str | None
    since: str | None
    last_word: str
    origins: int
    events: tuple[int, ...]
    challengers: tuple[Challenger, ...]
    rule: str
    headline: bool
    context: bool
    leader: Said | None
    scheduled: tuple[Said, ...]
    findings: tuple["Finding", ...]

    @property
    def basis(self) -> tuple[str, ...]:
        """The basis of the value; empty for a value without one."""
        return basis(self.value) if self.value else ()


class Finding(Record):
    """Something doubtful in the data: a value, never raised."""

    kind: str
    field: str
    text: str
    events: tuple[int, ...]


class State(Record):
    """A deal at the clocks: its stage, and every figure of it."""

    view: View
    policy: str
    stage: str | None
    stage_implied: bool
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]

    def figure(self, field: str) -> Figure | None:
        """The first figure of a field, `amazon.commitment`; None where it has no live claim."""
        return next((each for each in self.figures if each.field == field), None)


class Group:
    """The claims of one figure, in order, as the audit and the state both read them."""

    def __init__(
        self, view: View, field: str, saids: Iterable[Said], *, is_first: bool = True
    ) -> None:
        self.view = view
        self.entry = view.entry(field)
        self.is_first = is_first  # of the figures of its field
        self.field = field
        self.saids = order(view, list(saids))
        for said in self.saids:
            if said.claim.was is not None:
                self._hold_former()
                break
        if field in view.on_top_of:
            self._add_increments()

    def _hold_former(self) -> None:
        """Let a former value ("was") hold for the time before, where nothing else does.

        It is a claim by the same report: `since 58` is known from whoever reported the 61.50.
        """
        for place, said in enumerate(self.saids):
            claim = said.claim
            if claim.was is None or not self.stands(said, self.view.removed):
                continue
            if any(self.counts(each, self.view.removed) for each in self.saids[:place]):
                continue
            body = {
                **{
                    part: given
                    for part, given in claim.body.items()
                    if part not in ("was", "stage")
                },
                "value": claim.was,
                "effective": f"../{said.effective}",
            }
            verb = "confirm" if claim.on_record else "rumor"
            claim_id = claim.id.partition("#")[2]
            same_as = self.view.known.same_as
            earlier = Said(
                Claim(claim.number, verb, claim_id, claim.report, body, claim.recorded_at, same_as)
            )
            earlier.effective = body["effective"]
            earlier.at = earlier.start = EARLIEST
            earlier.last = EARLIEST  # it has no day in common with the change itself
            earlier.day, earlier.weight = (EARLIEST[:10], said.day[1]), said.weight
            self.saids.insert(0, earlier)
            return

    def _add_increments(self) -> None:
        """Make of "a further 10bn" the figure that it led to: what stood before, and it.

        The same increment reported again is the same increment. On an unknown base it is a floor.
        """
        added: dict[tuple[object, ...], Said] = {}
        for place, said in enumerate(self.saids):
            claim = said.claim
            if claim.on_top_of != self.field or claim.value is None or claim.verb == "deny":
                continue
            again = added.get(said.key)
            if said.echo_of is not None or (again is not None and not claim.own_sources):
                origin = again or said.origin
                said.echo_of = None if origin is said else origin
                said.other_key = origin.key
                continue
            base = self.outcome(DEFAULT, self.saids[:place]).leader
            floor = {**claim.value, "qualifier": "at_least"}
            whole = base and base.value and add(base.value, claim.value)
            added[said.key] = said
            said.value = whole or floor
            said.other_key = key(said.value)
            said.base = base

    def outcome(
        self,
        policy: str,
        saids: Sequence[Said] | None = None,
        removed: AbstractSet[int] | None = None,
    ) -> Outcome:
        """What the policy makes of these claims, or of some of them at an earlier point."""
        saids = self.saids if saids is None else saids
        removed = self.view.removed if removed is None else removed
        counted = [said for said in saids if self.counts(said, removed)]
        denials = [said for said in counted if said.claim.verb == "deny"]
        if denials:
            counted = [said for said in counted if said.claim.verb != "deny"]
        return POLICIES[policy](self.view, counted, denials)

    def counts(self, said: Said, removed: AbstractSet[int] = frozenset()) -> bool:
        """Whether a claim is on the main line, of this time, and no mere announcement."""
        return not said.later and self.stands(said, removed)

    def stands(self, said: Said, removed: AbstractSet[int] = frozenset()) -> bool:
        """Whether a claim is on the main line: an origin, not taken back, under no hypothesis."""
        return said.echo_of is None and said.claim.number not in removed and said.claim.if_ is None


def groups(view: View, field: str) -> list[Group]:
    """The figures of one field, one a basis, each with the claims and denials that touch it."""
    claims = list(view.by_field.get(field, ()))
    if field in view.on_top_of:
        claims = [claim for claim in claims if claim.on_top_of != field] + view.on_top_of[field]
    if len(claims) > 1:
        claims.sort(key=lambda claim: (claim.report.last, claim.id))  # not the order of logging
    saids = [said for said in said_of(view, claims) if said.claim.value or _denies(said)]
    if not saids:
        return []
    general = report_denials(view, claims) if "." in view.by_field else []
    if len(saids) == 1 and not general:
        return [Group(view, field, saids)]
    by_basis: dict[tuple[object, ...], list[Said]] = {}
    anywhere: list[Said] = [*general]
    entry = view.entry(field)
    scoped = entry is not None and entry.scoped
    for said in saids:
        apart = _basis_of(said.claim, scoped=scoped)
        if apart is None:
            anywhere.append(said)
        else:
            by_basis.setdefault(apart, []).append(said)
    if not by_basis:
        by_basis[()] = []
    if len(by_basis) > 1:
        _join_open_bases(by_basis)
    first = next(iter(by_basis))
    for said in anywhere:
        for apart, members in by_basis.items():
            if said.claim.verb == "deny" or apart == first:
                members.append(said)
    bases = sorted(by_basis, key=repr) if len(by_basis) > 1 else (first,)
    return [Group(view, field, by_basis[apart], is_first=apart == first) for apart in bases]


def _denies(said: Said) -> bool:
    return said.claim.verb == "deny"


def _basis_of(claim: Claim, *, scoped: bool) -> tuple[object, ...] | None:
    """What a claim's figure is told apart by; None where it has no basis of its own."""
    value = claim.value
    if value is None or value["type"] in ("none", "undisclosed"):
        return None
    inside_itself = bool(claim.part_of) and claim.field in [part["of"] for part in claim.part_of]
    apart = claim.scope if inside_itself or scoped else None
    return (*basis(value), *((apart,) if apart else ()))


def _join_open_bases(by_basis: dict[tuple[object, ...], list[Said]]) -> None:
    """Claims that leave the basis open join the figure that states one.

    "27%" compares with "27% as converted", whatever either says, where only one basis is stated;
    where several are, it joins the one of the same number, or stays a figure of its own.
    """
    for apart in list(by_basis):
        stated = [each for each in by_basis if len(each) > len(apart) and _within(apart, each)]
        for other in stated:
            numbers = {said.key[:3] for said in by_basis[other]}
            joins = [
                said for said in by_basis[apart] if len(stated) == 1 or said.key[:3] in numbers
            ]
            by_basis[other] += joins
            by_basis[apart] = [said for said in by_basis[apart] if said not in joins]
        if not by_basis[apart] and len(by_basis) > 1:
            del by_basis[apart]


def _within(apart: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return other[: len(apart)] == apart


def report_denials(view: View, claims: Iterable[Claim]) -> list[Said]:
    """The denials of whole reports that touch any of these claims."""
    reports = {claim.report.id for claim in claims}
    return said_of(view, (claim for claim in view.by_field["."] if claim.of_report in reports))


def state(view: View, policy: str = DEFAULT) -> State:
    """Every figure of a deal at the view's clocks, headline figures first."""
    supports = sightings(view)
    every = {field: groups(view, field) for field in view.by_field if field != "."}
    ended = _ended(every, policy)
    found = [
        figure
        for members in every.values()
        for group in members
        if (figure := figure_of(group, policy, supports, ended)) is not None
    ]
    found.sort(key=lambda figure: (_place(view, figure), figure.field))
    of = first_of_each(found)
    stage, implied = stage_of_element(view, fields.root_of(view.known.type), of)
    return State(
        view=view,
        policy=policy,
        stage=stage,
        stage_implied=implied,
        figures=tuple([with_implied_stage(view, figure, of) for figure in found]),
        findings=(
            *(finding for figure in found for finding in figure.findings),
            *_bases_lost(view, supports),
        ),
    )


def first_of_each(figures: Iterable[Figure]) -> dict[str, Figure]:
    """The first figure of every field."""
    found: dict[str, Figure] = {}
    for figure in figures:
        found.setdefault(figure.field, figure)
    return found


def with_implied_stage(view: View, figure: Figure, of: Mapping[str, Figure]) -> Figure:
    """The stage of an element as its headline figure carries it, where that is more recent."""
    if not figure.field.endswith(".stage"):
        return figure
    stage, implied = stage_of_element(view, figure.element, of)
    if not implied or stage is None:
        return figure
    carrier = _headline_figure(view, figure.element, of)
    if carrier is None:
        return figure
    return carrier.but(
        field=figure.field,
        label=figure.label,
        value={"type": "choice", "choice": stage},
        stage=stage,
        rule=f"implied by {carrier.field}",
        challengers=(),
        scheduled=(),
        findings=(),
    )


def _bases_lost(view: View, supports: Mapping[int, Sequence[Claim]]) -> Iterable[Finding]:
    """The claims that repeat a figure of the record and leave its basis out."""
    by_number = {claim.number: claim for claim in view.claims.values()}
    for number, seen_again in supports.items():
        stated = by_number[number]
        for claim in seen_again:
            entry = view.entry(claim.field)
            if entry is not None and stated.name in entry.open_basis_of:
                yield Finding(
                    kind="basis lost",
                    field=claim.field,
                    text=f"{claim.report.id} says {text(claim.value)} without the basis that "
                    f"{stated.report.id} gives it: {stated.name.replace('_', ' ')}",
                    events=(claim.number, stated.number),
                )


_KIND_ORDER = {
    kind: place
    for place, kind in enumerate(
        ("round", "deal", "valuation", "offer", "party", "tranche", "instrument")
    )
}


def _place(view: View, figure: Figure) -> tuple[int, int]:
    """The headline figures first, context last; then the root, its price, the parties."""
    kind = view.known.kind_of(figure.element)
    rank = _KIND_ORDER.get(kind, len(_KIND_ORDER))
    shelf = 0 if figure.headline else 2 if figure.context else 1
    return shelf, -1 if figure.element in fields.RESERVED else rank


def sightings(view: View) -> dict[int, list[Claim]]:
    """The visible sightings of each claim, by its event number."""
    found: dict[int, list[Claim]] = {}
    for claim, seen in all_sighted(view).values():
        if claim.number not in view.removed:
            found.setdefault(seen.number, []).append(claim)
    return found


def ended_elements(view: View, policy: str) -> dict[str, str]:
    """The elements that have ended, with the word for it."""
    stages = [field for field in view.by_field if field.endswith(".stage")]
    return _ended({field: groups(view, field) for field in stages}, policy)


def _ended(every: Mapping[str, Sequence[Group]], policy: str) -> dict[str, str]:
    ended: dict[str, str] = {}
    for field, members in every.items():
        element, _, name = field.partition(".")
        if name == "stage":
            for group in members:
                outcome = group.outcome(policy)
                word = outcome.leader.stage if outcome.leader else None
                if word in ENDS and outcome.standing != "contested":
                    ended[element] = word or ""
    return ended


def figure_of(
    group: Group,
    policy: str,
    supports: Mapping[int, Sequence[Claim]],
    ended: Mapping[str, str],
) -> Figure | None:
    """One figure at the clocks; None where nothing about it is live."""
    outcome = group.outcome(policy)
    leader, saids, removed = outcome.leader, group.saids, group.view.removed
    scheduled = [said for said in saids if said.later and group.stands(said, removed)]
    if not outcome.standing and not scheduled:
        return None
    element, _, name = group.field.partition(".")
    entry = group.entry
    standing = outcome.standing or "scheduled"
    since = leader.effective if leader else None
    last_word = saids[0].claim.report
    carriers = [leader] if leader else []
    findings: tuple[Finding, ...] = ()
    if len(saids) > 1:
        since = _since(group, policy, leader).effective if leader else None
        last_word = max((said.claim.report for said in saids), key=_word_at)
        carriers = _carriers(group, outcome)
        findings = tuple(_findings(group, outcome))
    if leader and name != "stage" and (leader.stage in ENDS or element in ended):
        standing = "withdrawn"
    events = [said.claim.number for said in carriers]
    for said in carriers:
        events += [claim.number for claim in supports.get(said.claim.number, ())]
    return Figure(
        field=group.field,
        element=element,
        label=entry.label if entry else name.replace("_", " "),
        value=leader.value if leader else None,
        standing=standing,
        stage=leader.stage if leader else None,
        since=since,
        last_word=last_word.published,
        origins=_origins(carriers),
        events=tuple(events),
        challengers=outcome.challengers,
        rule=outcome.rule or "takes effect later",
        headline=entry.headline if entry else False,
        context=entry.context if entry else False,
        leader=leader,
        scheduled=tuple(scheduled),
        findings=findings,
    )


def _origins(carriers: Sequence[Said]) -> int:
    """How many sources stand at the start of what carries a figure, each counted once."""
    if len(carriers) < 2:
        return len(carriers)
    return len({said.claim.report.source.casefold() for said in carriers if said.echo_of is None})


def _word_at(report: Report) -> tuple[str, str]:
    return report.last, report.id


def _carriers(group: Group, outcome: Outcome) -> list[Said]:
    """The live claims that state the leading value, the leader first, echoes too."""
    leader, removed = outcome.leader, group.view.removed
    if leader is None:
        return []
    denied = [each.said for each in outcome.challengers if each.why == "denied"]
    same = [
        said
        for said in group.saids
        if said.key == leader.key
        and said is not leader
        and group.stands(said.origin, removed)
        and said.claim.number not in removed
        and said.claim.if_ is None
        and said.claim.verb != "deny"
        and not said.later
        and said.origin not in denied
    ]
    return [leader, *same]


def _since(group: Group, policy: str, leader: Said) -> Said:
    """The claim that began the unbroken run of the present value."""
    first = leader
    place = group.saids.index(leader)
    if all(said.key != leader.key for said in group.saids[:place]):
        return leader
    while place > 0:
        before = group.outcome(policy, group.saids[:place]).leader
        if before is None or before.key != leader.key:
            break
        first = before
        place = group.saids.index(before)
    return first


def _findings(group: Group, outcome: Outcome) -> Iterable[Finding]:
    removed = group.view.removed
    for said in group.saids:
        if said.echo_of is not None and said.claim.verb != "deny":
            cited = said.echo_of
            if {said.claim.number, cited.claim.number, said.origin.claim.number} & removed:
                continue
            if copy_differs(said):
                names = group.view.names
                mine, theirs = _as_told(said, names), _as_told(cited, names)
                yield Finding(
                    kind="copy differs",
                    field=group.field,
                    text=f"{said.claim.report.id} retells {cited.claim.report.id}: "
                    f"{theirs} became {mine}",
                    events=(said.claim.number, cited.claim.number),
                )
    leader = outcome.leader
    if leader is None or leader.value is None or leader.claim.sourcing in NAMES_NO_ORIGINAL:
        return
    for said in group.saids[group.saids.index(leader) + 1 :]:
        if (
            group.counts(said, removed)
            and said.claim.sourcing in NAMES_NO_ORIGINAL
            and said.claim.verb != "deny"
            and says_otherwise(said, leader)
        ):
            yield Finding(
                kind="unsupported",
                field=group.field,
                text=f"{said.claim.report.id} says {text(said.value)} and names no original for it",
                events=(said.claim.number,),
            )


def copy_differs(said: Said) -> bool:
    """Whether an echo says another value, hedge or stage than the claim that it repeats."""
    cited = said.echo_of
    if cited is None:
        return False
    if said.claim.stage is not None and said.claim.stage != cited.claim.stage:
        return True
    return says_otherwise(said, cited)


def says_otherwise(said: Said, other: Said) -> bool:
    """Whether two claims state another value or hedge; a wording or a coarser date does not."""
    if said.value is None or other.value is None or said.key == other.key:
        return False
    kinds = {said.value["type"], other.value["type"]}
    if kinds == {"text"} or kinds == {"date"}:
        return conflict(said.value, other.value)
    return True


def _as_told(said: Said, names: Mapping[str, str]) -> str:
    stage = said.claim.stage or ""
    return f"{text(said.value, names)} {stage.replace('_', ' ')}".strip()


def stage_of_element(view: View, element: str, of: Mapping[str, Figure]) -> tuple[str | None, bool]:
    """The stage of an element, and whether it is implied by the stage of its headline figure."""
    own = of.get(f"{element}.stage")
    figure = _headline_figure(view, element, of)
    if figure is None or figure.leader is None or figure.stage is None:
        return (own.stage, False) if own and own.leader else (None, False)
    if own is None or own.leader is None or own.leader.day < figure.leader.day:
        return figure.stage, True
    return own.stage, False


def _headline_figure(view: View, element: str, of: Mapping[str, Figure]) -> Figure | None:
    carried = HEADLINE_MONEY.get(view.known.kind_of(element))
    return of.get(f"{element}.{carried}")


# What belongs to every deal of which it is an element; other kinds only where something says so.
_OF_THE_DEAL = frozenset(("deal", "party", "offer", "agreement", "approval", "vote", "fee"))
_TIES = ("within", "set_by", "funds", "over", "applies_to", "payer")


def inside(state: State, element: str) -> bool:
    """Whether an element is part of the deal, and not a linked deal or something beside it.

    The root and its valuation are, parties and offers are; anything else where a reference ties it
    to one of these (`within`, `set_by`, `payer` …), or where a condition of the deal rests on it.
    """
    ties: dict[str, set[str]] = {}
    for figure in state.figures:
        name = figure.field.partition(".")[2]
        if figure.value is None:
            continue
        if name in _TIES and figure.value["type"] == "refs":
            ties.setdefault(figure.element, set()).update(figure.value["to"])
        elif figure.value["type"] == "condition":
            for leaf in leaves(figure.value):
                ties.setdefault(leaf, set()).add(figure.element)
    return _tied(state, element, ties, set())


def _tied(state: State, element: str, ties: Mapping[str, set[str]], seen: set[str]) -> bool:
    kind = state.view.known.kind_of(element)
    apart = kind == "linked_deal" or element in seen
    if element in fields.RESERVED:
        return True
    to = ties.get(element, set())
    if any(state.view.known.kind_of(each) == "linked_deal" for each in to):
        return False
    if kind in _OF_THE_DEAL:
        return True
    return not apart and any(_tied(state, each, ties, {*seen, element}) for each in to)


# -- as JSON -------------------------------------------------------------------------------------


def value_json(value: Stored | None, names: Mapping[str, str] | None = None) -> Any:
    """A value as answers print it: the stored parts, its text, and its bounds."""
    if value is None:
        return None
    low, high = bounds(value)
    return {**value, "text": text(value, names), "low": low, "high": high}


def figure_json(view: View, figure: Figure) -> dict[str, Any]:
    """A figure as `state --json` prints it."""
    deal, as_of = view.known.deal, view.clocks.true_at
    return {
        "field": figure.field,
        "element": figure.element,
        "label": figure.label,
        "value": value_json(figure.value),
        "standing": figure.standing,
        "stage": figure.stage,
        "since": figure.since,
        "last_word": figure.last_word,
        "origins": figure.origins,
        "events": [f"{deal}#{number}" for number in figure.events],
        "challengers": [
            {
                "value": value_json(each.said.value),
                "report": each.said.claim.report.id,
                "event": f"{deal}#{each.said.claim.number}",
                "why": each.why,
            }
            for each in figure.challengers
        ],
        "scheduled": [
            {
                "value": value_json(said.value),
                "effective": said.effective,
                "event": f"{deal}#{said.claim.number}",
                "due": said.at <= as_of,
            }
            for said in figure.scheduled
        ],
        "rule": figure.rule,
    }


def state_json(state: State) -> dict[str, Any]:
    """`state --json`: the schema `dealtrail.state/1`."""
    deal = state.view.known.deal
    return {
        "schema": "dealtrail.state/1",
        "deal": deal,
        "clocks": state.view.clocks.json(),
        "policy": state.policy,
        "stage": state.stage,
        "stage_implied": state.stage_implied,
        "figures": [figure_json(state.view, figure) for figure in state.figures],
        "derived": [],
        "findings": [
            {
                "kind": finding.kind,
                "field": finding.field,
                "text": finding.text,
                "events": [f"{deal}#{number}" for number in finding.events],
            }
            for finding in state.findings
        ],
    }
