"""The state of a deal: for every field that anyone spoke of, its figure at the clocks.

Which claims belong to a figure is in `groups`, which of them leads in `policies`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from domain import fields
from domain.known import Claim
from domain.record import Record, copied
from domain.values import NUMERIC, Stored, basis, bounds, text
from projections.clocks import View
from projections.denials import after_denials, disagree, hits
from projections.findings import Finding, bases_lost, findings_of
from projections.groups import Group, groups, sightings
from projections.ordering import is_later
from projections.origins import ENDS, NAMES_NO_ORIGINAL, Said, announced, further, signed_at
from projections.policies import DEFAULT, TALKS, Challenger, Outcome
from projections.race import Race

if TYPE_CHECKING:
    from projections.arithmetic import Derived

    Reckoned = tuple[tuple[Derived, ...], tuple[Finding, ...]]


class Figure:
    """A field at the clocks: its value with all that it rests on.

    `value` is None where the field was denied and nothing is left. `since` is the date from which
    the present value has held unbroken, `last_word` the date of the latest report about it, both
    as given. `origins` counts independent origins of this value, `events` are the numbers of the
    claims that carry it, the leading one first. `group` holds all that was claimed of it.
    """

    __slots__ = (  # made by the hundred thousand, so no more than its slots
        "challengers",
        "context",
        "element",
        "events",
        "field",
        "findings",
        "group",
        "headline",
        "label",
        "last_word",
        "leader",
        "origins",
        "rule",
        "scheduled",
        "since",
        "stage",
        "standing",
        "value",
    )

    def __init__(
        self,
        group: Group,
        outcome: Outcome,
        carriers: Sequence[Said],
        since: str | None,
        last_word: str,
    ) -> None:
        self.group = group
        self.field = group.field
        self.element, _, name = group.field.partition(".")
        entry = group.entry
        self.label = entry.label if entry else name.replace("_", " ")
        self.headline = entry is not None and entry.headline
        self.context = entry is not None and entry.context
        leader = outcome.leader
        self.leader = leader
        self.value: Stored | None = leader.value if leader else None
        self.stage = leader.stage if leader else None
        self.standing = outcome.standing
        self.challengers = outcome.challengers
        self.rule = outcome.rule
        self.since = since
        self.last_word = last_word
        if len(carriers) == 1:
            self.origins = 1
            self.events: tuple[int, ...] = (carriers[0].claim.number,)
        else:
            self.origins = _origins(carriers)
            self.events = tuple([said.claim.number for said in carriers])
        self.scheduled: tuple[Said, ...] = ()
        self.findings: tuple[Finding, ...] = ()

    def but(self, **parts: Any) -> "Figure":
        """The same figure with some parts replaced."""
        return copied(self, **parts)

    @property
    def basis(self) -> tuple[str, ...]:
        """The basis of the value; empty for a value without one."""
        return basis(self.value) if self.value else ()


class State(Record):
    """A deal at the clocks: its stage, and every figure of it.

    What the figures imply for each other is reckoned when it is first asked for.
    """

    view: View
    policy: str
    stage: str | None
    stage_implied: bool
    figures: tuple[Figure, ...]
    doubts: tuple[Finding, ...]
    reckoned: "Reckoned | None" = None

    @property
    def derived(self) -> "tuple[Derived, ...]":
        """What the figures imply for each other, beside what was reported."""
        return self._reckoned()[0]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is doubtful about the figures, one by one and together."""
        return (*self.doubts, *self._reckoned()[1])

    def _reckoned(self) -> "Reckoned":
        if self.reckoned is None:
            from projections.arithmetic import arithmetic

            self.__dict__["reckoned"] = found = arithmetic(self)
            return found
        return self.reckoned

    def figure(self, field: str) -> Figure | None:
        """The first figure of a field, `amazon.commitment`; None where it has no live claim."""
        return next((each for each in self.figures if each.field == field), None)


def state(view: View, policy: str = DEFAULT) -> State:
    """Every figure of a deal at the view's clocks, headline figures first."""
    supports = sightings(view)
    every = {field: groups(view, field) for field in view.by_field if field != "."}
    ended = _ended(view, every, policy)
    found: list[Figure] = []
    for members in every.values():
        figures = [figure_of(group, policy, supports, ended) for group in members]
        found += each_once(figures) if len(figures) > 1 else filter(None, figures)
    ranks = {element: _rank(view, element) for element in {figure.element for figure in found}}
    found.sort(key=lambda each: (_shelf(each), ranks[each.element], each.field))
    of = latest_of_each(found)
    stage, implied = stage_of_element(view, fields.root_of(view.known.type), of)
    return State(
        view=view,
        policy=policy,
        stage=stage,
        stage_implied=implied,
        figures=tuple([with_implied_stage(view, figure, of) for figure in found]),
        doubts=(
            *(finding for figure in found for finding in figure.findings),
            *_of_nothing_left(every, found),
            *bases_lost(view, supports),
        ),
    )


def each_once(figures: Iterable[Figure | None]) -> list[Figure]:
    """The figures of one field that there are.

    "None" and "not disclosed" speak of every currency, and are one figure: the contested one where
    they are contested in one. They are over in all once a value leads in any.
    """
    found = [figure for figure in figures if figure is not None]
    if len(found) < 2:
        return found
    everywhere = [figure for figure in found if _is_everywhere(figure)]
    if not everywhere:
        return found
    others = [figure for figure in found if not _is_everywhere(figure)]
    if any(figure.value is not None for figure in others):
        return others
    contested = [figure for figure in everywhere if figure.standing == "contested"]
    return [*(contested or everywhere)[:1], *others]


def _is_everywhere(figure: Figure) -> bool:
    return figure.value is not None and figure.value["type"] in ("none", "undisclosed")


def _of_nothing_left(
    every: Mapping[str, Sequence[Group]], found: Iterable[Figure]
) -> Iterable[Finding]:
    """The findings about fields of which nothing is shown."""
    shown = {figure.field for figure in found}
    for field, members in every.items():
        if field not in shown:
            for group in members:
                yield from findings_of(group, Outcome())


def latest_of_each(figures: Iterable[Figure]) -> dict[str, Figure]:
    """Of every field the figure that was heard of last, where it has one a currency."""
    found: dict[str, Figure] = {}
    for figure in figures:
        other = found.get(figure.field)
        if other is None or _heard(other) < _heard(figure):
            found[figure.field] = figure
    return found


def _heard(figure: Figure) -> tuple[object, ...]:
    leader = figure.leader
    return (leader is not None, leader.day if leader else (), figure.basis)


def figures_of(
    view: View,
    field: str,
    policy: str,
    supports: Mapping[int, Sequence[Claim]],
    ended: Mapping[str, Said],
) -> list[Figure]:
    """The figures of one field, as the state shows them."""

    def found(name: str) -> list[Figure]:
        return each_once(figure_of(group, policy, supports, ended) for group in groups(view, name))

    figures = found(field)
    element, _, name = field.partition(".")
    if name != "stage":
        return figures
    amounts = fields.headline_amounts(view.known.kind_of(element))
    carriers = [figure for amount in amounts for figure in found(f"{element}.{amount}")]
    of = latest_of_each([*figures, *carriers])
    return [with_implied_stage(view, figure, of) for figure in figures]


def with_implied_stage(view: View, figure: Figure, of: Mapping[str, Figure]) -> Figure:
    """The stage of an element as its headline figure carries it, where that is more recent."""
    if not figure.field.endswith(".stage"):
        return figure
    stage, implied = stage_of_element(view, figure.element, of)
    if stage is None or not (implied or stage in ENDS):
        return figure
    carrier = carrier_of_stage(view, figure.element, of)
    if carrier is None:
        return figure
    if not implied:
        return _against_an_end(figure, carrier)
    return carrier.but(
        field=figure.field,
        label=figure.label,
        value={"type": "choice", "choice": stage},
        stage=stage,
        rule=f"implied by {carrier.field}",
        challengers=(),
        scheduled=figure.scheduled,
        findings=figure.findings,
    )


def _against_an_end(figure: Figure, carrier: Figure) -> Figure:
    """The end of an element with what a later rumour of its headline figure says of its stage.

    It counts as if it had spoken of the stage: talks stand beside the end, more contests it.
    """
    end, rumour = figure.leader, carrier.leader
    if (
        end is None
        or rumour is None
        or carrier.stage is None
        or carrier.stage in ENDS
        or not is_later(rumour, end)
        or rumour.claim.sourcing in NAMES_NO_ORIGINAL
    ):
        return figure
    said = copied(rumour, value={"type": "choice", "choice": carrier.stage})
    why = "proposed" if carrier.stage in TALKS else "contests"
    beside = figure.but(challengers=(*figure.challengers, Challenger(said=said, why=why)))
    if why == "proposed" or figure.standing == "contested":
        return beside
    rule = f"{figure.rule}; a later report says otherwise"
    return beside.but(standing="contested", rule=rule)


_KIND_ORDER = {
    kind: place
    for place, kind in enumerate(
        ("round", "deal", "valuation", "offer", "party", "tranche", "instrument")
    )
}


def _shelf(figure: Figure) -> int:
    """The headline figures first, context last."""
    return 0 if figure.headline else 2 if figure.context else 1


def _rank(view: View, element: str) -> int:
    """On each shelf the root and its price first, then the parties."""
    if element in fields.RESERVED:
        return -1
    return _KIND_ORDER.get(view.known.kind_of(element), len(_KIND_ORDER))


def ended_elements(view: View, policy: str, fields: Iterable[str] | None = None) -> dict[str, Said]:
    """The elements that have ended, with the claim that says so; of all fields or of some."""
    among = view.by_field if fields is None else fields
    ending = [field for field in among if field.endswith(ENDING)]
    return _ended(view, {field: groups(view, field) for field in ending}, policy)


ENDING = (".stage", ".replaced_by")
"""The names of the fields by which an element ends of itself."""


def _ended(view: View, every: Mapping[str, Sequence[Group]], policy: str) -> dict[str, Said]:
    ended: dict[str, Said] = {}
    replaced: dict[str, Said] = {}
    for field, members in every.items():
        element, _, name = field.partition(".")
        if name == "stage":
            for group in members:
                outcome = group.outcome(policy)
                leader = outcome.leader
                if leader and leader.stage in ENDS and not is_refused(outcome.challengers):
                    _note_end(ended, element, leader)
        elif name == "replaced_by":
            for group in members:
                outcome = group.outcome(policy)
                leader = outcome.leader
                if leader and _names(leader) and outcome.standing != "contested":
                    _note_end(replaced, element, leader)
    for element, end in replaced.items():
        stages = every.get(f"{element}.stage", ())
        if not any(end_is_disputed(group.outcome(policy)) for group in stages):
            _note_end(ended, element, end)
    if f"{fields.root_of(view.known.type)}.accepted_offer" in view.by_field:
        from projections.overtaken import overtaken

        for element, closing in overtaken(view, policy).items():
            _note_end(ended, element, closing)
    return ended


def _names(said: Said) -> bool:
    return said.value is not None and bool(said.value.get("to"))


def end_is_disputed(stage: Outcome | Figure) -> bool:
    """Whether one says on the record that an element has ended, and another that it has not."""
    leader = stage.leader
    if leader is None or not is_refused(stage.challengers):
        return False
    against = [each.said.stage for each in stage.challengers if each.why == "contests"]
    return leader.stage in ENDS or not ENDS.isdisjoint(against)


def _note_end(ended: dict[str, Said], element: str, end: Said) -> None:
    """Keep the end of an element that reaches furthest."""
    former = ended.get(element)
    if former is None or (former.claim.on_record, former.day) < (end.claim.on_record, end.day):
        ended[element] = end


def is_refused(challengers: Iterable[Challenger]) -> bool:
    """Whether an end is held against on the record; an unnamed voice brings nothing back."""
    return any(
        each.said.claim.on_record and each.why in ("contests", "denies") for each in challengers
    )


def _ends(end: Said | None, leader: Said) -> bool:
    """Whether the end of an element reaches a figure of it: no earlier, and no less firm."""
    return (
        end is not None
        and not is_later(leader, end)
        and (end.claim.on_record or not leader.claim.on_record)
    )


def figure_of(
    group: Group,
    policy: str,
    supports: Mapping[int, Sequence[Claim]],
    ended: Mapping[str, Said],
) -> Figure | None:
    """One figure at the clocks; None where nothing about it is live."""
    outcome = group.outcome(policy)
    leader, saids = outcome.leader, group.saids
    if leader and len(saids) == 1:  # as most figures are
        last_word = leader.claim.report.published
        found = Figure(group, outcome, (leader,), leader.effective, last_word)
    else:
        scheduled = _scheduled(group) if group.looks_ahead else []
        if not outcome.standing:
            outcome = _denied_ahead(group, scheduled)
            if not outcome.standing:
                return None
        since = _since(group, policy, leader).effective if leader else None
        reports = [said.claim.report for said in saids]
        *_, last_word = max([(each.last, each.id, each.published) for each in reports])
        found = Figure(group, outcome, _carriers(group, outcome), since, last_word)
        found.scheduled = tuple(scheduled)
        found.findings = tuple(findings_of(group, outcome))
    if (
        leader
        and (leader.stage in ENDS or _ends(ended.get(found.element), leader))
        and _is_term(group)
    ):
        found.standing, found.scheduled = "withdrawn", ()
    if not supports.keys().isdisjoint(found.events):
        seen_again = [supports.get(number, ()) for number in found.events]
        found.events += tuple([claim.number for claims in seen_again for claim in claims])
    return found


def _is_term(group: Group) -> bool:
    """Whether a field ends with its element: a figure or a negotiated term, and no mere fact."""
    entry = group.entry
    if entry is None:
        return group.field.partition(".")[2] != "stage"
    return entry.type in NUMERIC or (bool(entry.stages) and entry.compare != "tx")


def _scheduled(group: Group) -> list[Said]:
    """What is announced and has neither happened, nor been denied or announced anew, since."""
    standing = [said for said in group.saids if said.stands]
    denials = [said for said in standing if said.claim.verb == "deny"]
    ahead = [said for said in standing if said.later]
    live, _ = after_denials(ahead, denials)
    signed = signed_at(standing)
    latest_first = standing[::-1]
    return [
        said for said in live if not any(_overtakes(each, said, signed) for each in latest_first)
    ]


def _denied_ahead(group: Group, scheduled: Sequence[Said]) -> Outcome:
    """What was announced for later, where nothing was said of now, with who has denied it since."""
    standing = [said for said in group.saids if said.stands]
    denials = [said for said in standing if said.claim.verb == "deny"]
    if scheduled:
        against = [
            denial
            for denial in denials
            if denial.claim.sourcing not in NAMES_NO_ORIGINAL
            and any(hits(denial, said) for said in scheduled)
        ]
        return Outcome(
            standing="scheduled",
            rule="takes effect later" + ("; denied by another since" if against else ""),
            challengers=tuple(Challenger(said=said, why="denies") for said in against),
        )
    _, denied = after_denials([said for said in standing if said.later], denials)
    if not denied:
        return Outcome()
    return Outcome(
        standing="denied",
        rule="denied on the record before it took effect",
        challengers=tuple(Challenger(said=said, why="denied") for said in denied),
    )


def _overtakes(said: Said, scheduled: Said, signed: str) -> bool:
    """Whether a later report says that what was scheduled has happened, or sets another day."""
    if (
        said is scheduled
        or said.claim.verb == "deny"
        or said.claim.report.last <= scheduled.claim.report.last
        or (scheduled.claim.on_record and not said.claim.on_record)
        or disagree(said, scheduled)
    ):
        return False
    if said.later:
        return said.key == scheduled.key and said.stage == scheduled.stage
    if not announced(scheduled, signed):
        return False  # it takes effect by itself
    return said.stage == scheduled.stage or further(said.stage, scheduled.stage) > 0


def _origins(carriers: Sequence[Said]) -> int:
    """How many sources stand at the start of what carries a figure, each counted once."""
    return len({said.claim.report.source.casefold() for said in carriers if said.echo_of is None})


def _carriers(group: Group, outcome: Outcome) -> list[Said]:
    """The live claims that state the leading value, the leader first, echoes too."""
    leader, removed = outcome.leader, group.view.removed
    if leader is None:
        return []
    denied = {id(each.said) for each in outcome.challengers if each.why == "denied"}
    same = [
        said
        for said in group.saids
        if said.key == leader.key
        and said is not leader
        and said.origin.stands
        and said.claim.number not in removed
        and said.claim.if_ is None
        and said.claim.verb != "deny"
        and not said.later
        and id(said.origin) not in denied
    ]
    return [leader, *same]


def _since(group: Group, policy: str, leader: Said) -> Said:
    """The claim that began the unbroken run of the present value."""
    first = leader
    place = group.saids.index(leader)
    before = group.saids[:place]
    if leader.key not in [said.key for said in before]:
        return leader
    denied = max((each for each, said in enumerate(before) if said.claim.verb == "deny"), default=0)
    race = Race(group, policy)
    led: dict[int, Said | None] = {}  # who led after so many claims, where that is simple to tell
    for each, said in enumerate(before, start=1):
        race.add(said)
        if each > denied and race.is_simple:
            led[each] = race.leader
    places = {id(said): each for each, said in enumerate(before)}
    while place > 0:
        if place not in led:
            led[place] = group.outcome(policy, before[:place]).leader
        former = led[place]
        if former is None or former.key != leader.key:
            break
        first = former
        place = places[id(former)]
    return first


def stage_of_element(view: View, element: str, of: Mapping[str, Figure]) -> tuple[str | None, bool]:
    """The stage of an element, and whether it is implied by the stage of its headline figure."""
    own = of.get(f"{element}.stage")
    figure = carrier_of_stage(view, element, of)
    if figure is None or figure.leader is None:
        return (own.stage, False) if own and own.leader else (None, False)
    if own is None or own.leader is None:
        return figure.stage, True
    if own.standing == "contested" and _about_an_end(own):
        return own.stage, False
    firmer = figure.leader.claim.on_record or not own.leader.claim.on_record
    talk = figure.stage in TALKS and own.stage not in TALKS
    if is_later(figure.leader, own.leader) and firmer and not talk:
        return figure.stage, True
    return own.stage, False


def _about_an_end(stage: Figure) -> bool:
    """Whether it is disputed that an element has ended: no amount settles that."""
    against = [each.said.stage for each in stage.challengers if each.why in ("contests", "denies")]
    return stage.stage in ENDS or not ENDS.isdisjoint(against)


def carrier_of_stage(view: View, element: str, of: Mapping[str, Figure]) -> Figure | None:
    """The latest of the headline amounts of an element: a size, a commitment, an offer's price."""
    latest: Figure | None = None
    for name in fields.headline_amounts(view.known.kind_of(element)):
        figure = of.get(f"{element}.{name}")
        if (
            figure is not None
            and figure.leader is not None
            and figure.stage is not None
            and (latest is None or latest.leader is None or latest.leader.day < figure.leader.day)
        ):
            latest = figure
    return latest


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


def finding_json(deal: str, finding: Finding) -> dict[str, Any]:
    """A finding as every answer prints it."""
    return {
        "kind": finding.kind,
        "severity": finding.severity,
        "field": finding.field,
        "text": finding.text,
        "events": [f"{deal}#{number}" for number in finding.events],
    }


def state_json(state: State) -> dict[str, Any]:
    """`state --json`: the schema `dealtrail.state/1`."""
    from projections.arithmetic import derived_json

    deal = state.view.known.deal
    figures = [figure_json(state.view, figure) for figure in state.figures]
    shown = {id(figure): each["value"] for figure, each in zip(state.figures, figures, strict=True)}

    def value(figure: Figure) -> Any:
        return shown.get(id(figure)) or value_json(
            figure.value
        )  # of a field that was not asked for

    return {
        "schema": "dealtrail.state/1",
        "deal": deal,
        "clocks": state.view.clocks.json(),
        "policy": state.policy,
        "stage": state.stage,
        "stage_implied": state.stage_implied,
        "figures": figures,
        "derived": derived_json(state, value),
        "findings": [finding_json(deal, finding) for finding in state.findings],
    }
