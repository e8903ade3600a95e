"""Which elements of a deal point to which: references and conditions are claims like any other.

A relation holds where the figure that states it leads. What no longer holds is kept, with how it
came to that: somebody left a list, was replaced, was denied.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from domain.known import Claim
from domain.record import Record
from domain.values import Stored, leaves
from projections.clocks import View
from projections.denials import is_in_time, takes_away, touches
from projections.figures import Figure
from projections.origins import Said
from projections.runs import leads


class Relation(Record):
    """One element that a field of another names.

    `why` is None where it holds. Else it says how it stands instead: `left` and `replaced` (the
    deal changed), `withdrawn` (it went with its element), `denied`, `left out` (a full list that
    leads lacks it), `not named` (the list that leads is not a full one), `contests` and `proposed`
    (another report says so), `scheduled`, `only if`. `since` is when it came to stand so.
    """

    of: str
    field: str
    to: str
    why: str | None = None
    by: str | None = None
    standing: str | None = None
    stage: str | None = None
    since: str | None = None
    events: tuple[int, ...] = ()
    only_if: str | None = None

    @property
    def holds(self) -> bool:
        """Whether it is so at the clocks."""
        return self.why is None

    @property
    def name(self) -> str:
        """The field without its element: `payer`."""
        return self.field.partition(".")[2]


class Happening(Record):
    """Something that happened to the shape of a deal.

    `act` is `joined`, `left`, `replaced`, `overtaken`, the word for an end (`withdrawn`),
    `contested` (that it ended), `returned`, `identified` or `distinguished`. `by` is what took its
    place, or the other ids; `recorded` is given for what only our log did.
    """

    date: str
    act: str
    element: str
    field: str | None = None
    by: str | None = None
    event: int
    recorded: str | None = None


NAMING = frozenset(("refs", "condition", "consideration"))
"""The types of value that can name elements."""


def targets(value: Stored | None) -> tuple[str, ...]:
    """The elements that a value names."""
    if value is None:
        return ()
    if value["type"] == "refs":
        return tuple(value["to"])
    if value["type"] == "condition":
        return tuple(dict.fromkeys(leaves(value)))
    if value["type"] == "consideration":
        parts = (part.get(name) for part in value["parts"] for name in ("of", "instrument"))
        return tuple(dict.fromkeys(filter(None, parts)))
    return ()


def ahead(figure: Figure) -> list[Said]:
    """What had been announced for later by the clock of truth; hindsight is left out."""
    true_at = figure.group.view.clocks.true_at
    return [said for said in figure.scheduled if said.origin.claim.report.last <= true_at]


def relations(
    view: View, figures: Iterable[Figure], policy: str
) -> tuple[list[Relation], list[Happening]]:
    """Every relation of a deal, held or not, and what happened to those that changed."""
    found: dict[tuple[str, str], Relation] = {}
    happened: list[Happening] = []
    for figure in figures:
        if any(said.value and said.value["type"] in NAMING for said in figure.group.saids):
            walk = _Walk(figure, policy)
            happened += walk.happened
            for relation in walk.relations():
                _keep(found, relation)
    aside = [
        claim
        for claim in view.claims.values()
        if (claim.if_ or claim.verb == "deny") and claim.number not in view.removed
    ]
    for claim in sorted(aside, key=lambda each: (each.report.last, each.id)):
        for to in targets(claim.value):
            _keep(found, _unled(claim, to))
    elements = view.known.elements
    return [each for each in found.values() if each.to in elements], happened


def _keep(found: dict[tuple[str, str], Relation], relation: Relation) -> None:
    place = (relation.field, relation.to)
    former = found.get(place)
    if former is None or _weight(relation) > _weight(former):
        found[place] = relation


def _weight(relation: Relation) -> int:
    """What holds counts before what somebody says still, and that before what is over."""
    return 2 if relation.holds else int(relation.why in ("contests", "proposed", "scheduled"))


def _unled(claim: Claim, to: str) -> Relation:
    """A relation that no figure has: under a hypothesis, or denied before anybody stated it."""
    return Relation(
        of=claim.element,
        field=claim.field,
        to=to,
        why="only if" if claim.if_ else "denied",
        standing=None if claim.if_ else "denied",
        stage=claim.stage,
        since=claim.effective or claim.report.published,
        events=(claim.number,),
        only_if=claim.if_,
    )


class _Walk:
    """One reference figure followed claim by claim: who is named since when, and who no longer."""

    def __init__(self, figure: Figure, policy: str) -> None:
        self.figure = figure
        self.group = figure.group
        self.held: dict[str, Said] = {}
        self.gone: dict[str, tuple[str, Said, str | None]] = {}
        self.denials: list[Said] = []
        self.happened: list[Happening] = []
        entry = self.group.entry
        self.single = entry is not None and entry.type == "ref"
        stated = False
        for said, leader in leads(self.group, policy):
            if said.claim.verb == "deny":
                self.denials.append(said)
            self._step(said, leader, stated=stated)
            stated = stated or leader is not None

    def _step(self, said: Said, leader: Said | None, *, stated: bool) -> None:
        named = (
            [to for to in targets(leader.value) if not self._struck(to, leader)] if leader else []
        )
        changed = leader is said and said.claim.verb == "change"
        for to in [to for to in self.held if to not in named]:
            why = self._why_gone(to, leader, changed=changed)
            by = named[0] if why == "replaced" and named else None
            self.gone[to] = (why, said, by)
            del self.held[to]
            if why in ("left", "replaced"):
                self._note(why, to, said, by)
        for to in named:
            if to not in self.held and leader is not None:
                former = self.gone.pop(to, None)
                self.held[to] = leader
                if changed and (stated or former) and not self.single:
                    self._note("joined", to, said)

    def _struck(self, to: str, leader: Said) -> bool:
        """Whether one of several elements named is denied, by the rules for a whole figure."""
        return any(takes_away(denial, leader) for denial in self._denying(to, leader))

    def _denying(self, to: str, leader: Said) -> list[Said]:
        return [
            denial
            for denial in self.denials
            if to in targets(denial.value) and is_in_time(denial, leader)
        ]

    def _why_gone(self, to: str, leader: Said | None, *, changed: bool) -> str:
        if leader is None or leader.value is None:
            return "denied"
        if to in targets(leader.value):
            return "denied"  # it alone, of several
        full = leader.value["type"] != "undisclosed" and leader.value.get("qualifier") in (
            None,
            "exactly",
        )
        if not full:
            return "not named"
        if changed:
            return "replaced" if self.single and targets(leader.value) else "left"
        return "left out"

    def _note(self, act: str, element: str, said: Said, by: str | None = None) -> None:
        self.happened.append(
            Happening(
                date=said.effective,
                act=act,
                element=element,
                field=self.group.field,
                by=by,
                event=said.claim.number,
            )
        )

    def relations(self) -> Iterable[Relation]:
        """What the figure names now, then what it named, and what others name."""
        figure = self.figure
        withdrawn = figure.standing == "withdrawn"
        for to, since in self.held.items():
            disputed = figure.leader is not None and self._denying(to, figure.leader)
            yield self._relation(
                to,
                why="withdrawn" if withdrawn else None,
                standing="contested" if disputed else self._standing_of_the_rest(),
                stage=figure.stage,
                since=since.effective,
                events=self._naming(to),
            )
        for to, (why, said, by) in self.gone.items():
            yield self._relation(
                to,
                why=why,
                by=by,
                standing="denied" if why == "denied" else None,
                since=said.effective,
                events=(said.claim.number,),
            )
        beside = [(each.why, each.said) for each in figure.challengers if each.why != "denies"]
        for why, said in (*beside, *(("scheduled", said) for said in ahead(figure))):
            for to in targets(said.value):
                yield self._relation(
                    to,
                    why=why,
                    standing={"contests": "contested", "denied": "denied"}.get(why),
                    stage=said.stage,
                    since=said.effective,
                    events=(said.claim.number,),
                )

    def _standing_of_the_rest(self) -> str:
        """How firmly those hold whom nobody denies, where others of the list are denied."""
        figure, leader = self.figure, self.figure.leader
        against = [each for each in figure.challengers if each.why in ("contests", "denies")]
        if (
            leader is None
            or figure.standing != "contested"
            or not all(each.why == "denies" and touches(each.said, leader) for each in against)
        ):
            return figure.standing
        return "confirmed" if leader.claim.on_record else "rumored"

    def _naming(self, to: str) -> tuple[int, ...]:
        """The claims in force that name it, the leading one first."""
        leader = self.figure.leader
        if leader is not None and len(self.group.saids) == 1:
            return (leader.claim.number,)
        others = (
            said
            for said in self.group.saids
            if self.group.counts(said, self.group.view.removed)
            and said.claim.verb != "deny"
            and to in targets(said.value)
        )
        numbers = [said.claim.number for said in (*((leader,) if leader else ()), *others)]
        return tuple(dict.fromkeys(numbers))

    def _relation(self, to: str, **parts: Any) -> Relation:
        figure = self.figure
        return Relation(of=figure.element, field=figure.field, to=to, **parts)


class Ties:
    """The relations of a deal, found by either end."""

    def __init__(self, every: Sequence[Relation]) -> None:
        self.every = every
        self._of: dict[tuple[str, str], list[Relation]] = {}
        self._to: dict[str, list[Relation]] = {}
        for relation in every:
            self._of.setdefault((relation.of, relation.name), []).append(relation)
            self._to.setdefault(relation.to, []).append(relation)

    def of(self, element: str, field: str) -> Sequence[Relation]:
        """What an element names by one field: `("amazon-2", "payer")`."""
        return self._of.get((element, field), ())

    def to(self, element: str) -> Sequence[Relation]:
        """What names an element."""
        return self._to.get(element, ())


def relation_json(deal: str, relation: Relation) -> dict[str, Any]:
    """A relation as `structure --json` prints it."""
    return {
        "from": relation.of,
        "field": relation.field,
        "to": relation.to,
        "holds": relation.holds,
        "why": relation.why,
        "by": relation.by,
        "standing": relation.standing,
        "stage": relation.stage,
        "since": relation.since,
        "only_if": relation.only_if,
        "events": [f"{deal}#{number}" for number in relation.events],
    }
