"""The elements of a deal at the clocks: how far each has come, or how it ended.

An element is there because a claim in force speaks of it or points to it. One that ended, left or
was denied is kept and says so; one of which every claim was taken back is not there.
"""

from collections.abc import Iterable, Mapping, Sequence

from domain.dates import span
from domain.known import Claim, Report
from domain.record import Record
from projections.figures import (
    Figure,
    State,
    carrier_of_stage,
    end_is_disputed,
    is_refused,
    latest_of_each,
)
from projections.origins import ENDS
from projections.overtaken import are_apart
from projections.relations import NAMING, Relation, Ties, ahead, targets
from projections.runs import Link, chain, stage_since

_OVER = {  # the status words that end an element; those of an approval or a vote are outcomes
    "clause": frozenset(("ended",)),
    "lawsuit": frozenset(("settled", "dismissed", "withdrawn", "averted")),
}
_AWAY = frozenset(("left", "replaced", "left out", "denied", "withdrawn"))
_DONE = frozenset(("closed", "paid"))
# What is told as a chain of revisions, beside every date: prices, and the form of a deal.
_IN_CHAINS = frozenset(
    (
        *("price_per_share", "consideration", "equity_value", "enterprise_value"),
        *("type", "structure", "form"),
    )
)


class Ending(Record):
    """How an element came to be over: the word, since when, what took its place, the event."""

    how: str
    since: str | None = None
    by: str | None = None
    event: int | None = None


class Element(Record):
    """An element at the clocks.

    `since` is when it came to its `stage`, or to its `status` where its kind has one, `standing`
    how firmly that holds; `first_word` the date of the first report that spoke of it. `parent` is
    the element that it hangs under, `same` are other ids that were found to be it, `figures` all
    that is known of it save its relations and conditions. `chains` holds, for dates, prices and
    forms that changed, each value in turn; `rivals` are, for an offer, the others that stand at the
    same time. `only_if` is the hypothesis under which alone it was named.
    """

    id: str
    kind: str
    name: str
    stage: str | None = None
    stage_implied: bool = False
    status: str | None = None
    standing: str | None = None
    since: str | None = None
    ended: Ending | None = None
    first_word: str | None = None
    inside: bool = False
    parent: str | None = None
    same: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    chains: Mapping[str, tuple[Link, ...]] = {}
    rivals: tuple[str, ...] = ()
    only_if: str | None = None

    @property
    def alive(self) -> bool:
        """Whether it is part of the picture at the clocks, and not only of its past."""
        return self.ended is None and self.only_if is None

    @property
    def terms(self) -> tuple[Figure, ...]:
        """Its figures apart from stage and status."""
        apart = (f"{self.id}.stage", f"{self.id}.status")
        return tuple([each for each in self.figures if each.field not in apart])


class Sayings:
    """What is said of each element: its figures, what it names and what names it, the denials."""

    def __init__(self, state: State, figures: Sequence[Figure], ties: Ties) -> None:
        self.policy = state.policy
        self.view = state.view
        self.known = state.view.known
        self.ties = ties
        self.of = latest_of_each(figures)
        self.figures: dict[str, list[Figure]] = {}
        for figure in figures:
            self.figures.setdefault(figure.element, []).append(figure)
        self.first_word: dict[str, Report] = {}
        self.denials: dict[str, list[Claim]] = {}
        for claim in self.view.claims.values():
            if claim.number not in self.view.removed:
                self._note(claim)

    def _note(self, claim: Claim) -> None:
        report, value = claim.report, claim.value
        self._heard_of(claim.element, report)
        if value is not None and value["type"] in NAMING:
            for name in targets(value):
                self._heard_of(name, report)
        if claim.was is not None:
            for name in targets(claim.was):
                self._heard_of(name, report)
        if claim.verb == "deny":
            denied = self.view.reports.get(claim.of_report or "")
            hit = {claim.element} if denied is None else {each.element for each in denied.claims}
            for name in hit - {""}:
                self.denials.setdefault(name, []).append(claim)

    def _heard_of(self, name: str, report: Report) -> None:
        first = self.first_word.get(name)
        if first is None or (report.last, report.id) < (first.last, first.id):
            self.first_word[name] = report

    def spoken_of(self) -> set[str]:
        """The ids that reports use, before any of them is read as another."""
        found: set[str] = set()
        for claim in self.view.claims.values() if self.known.merging else ():
            if claim.number not in self.view.removed:
                found.add(claim.body.get("field", ".").partition(".")[0])
                found.update(targets(claim.body.get("value")), targets(claim.was))
        return found

    def names(self) -> list[str]:
        """The elements that are there, or were."""
        found = dict.fromkeys(self.figures)
        for relation in self.ties.every:
            found[relation.of] = found[relation.to] = None
        found.update(dict.fromkeys(self.denials))
        return list(found)

    def carrier(self, name: str) -> Figure | None:
        """The figure that says how far an element has come: of its stage, else a headline one."""
        own = self.of.get(f"{name}.stage")
        if own is not None and own.leader is not None:
            return own
        return carrier_of_stage(self.view, name, self.of)

    def apart(self, one: str, other: str) -> bool:
        """Whether two offers are for different things: other targets, or other perimeters."""
        mine, others = (
            {each.to for each in self.ties.of(offer, "target") if each.holds}
            for offer in (one, other)
        )
        perimeters = self.of.get(f"{one}.perimeter"), self.of.get(f"{other}.perimeter")
        return are_apart((mine, others), perimeters)


def shown(state: State) -> list[Figure]:
    """The figures that count for the shape of a deal.

    What was said later of a later time is hindsight and does not count, but who is known only by
    leaving later was there before.
    """
    return [
        each
        for each in state.figures
        if each.leader is not None
        or each.standing == "denied"
        or ahead(each)
        or any(said.stage in ENDS for said in each.scheduled)
    ]


def elements(sayings: Sayings) -> dict[str, Element]:
    """Every element, how it stands or how it ended; not yet where it hangs."""
    same: dict[str, list[str]] = {}
    for other in sayings.spoken_of() & sayings.known.same_as.keys():
        same.setdefault(sayings.known.same_as[other], []).append(other)
    return {name: _element(sayings, name, same.get(name, ())) for name in sayings.names()}


def _element(sayings: Sayings, name: str, same: Iterable[str]) -> Element:
    figures = sayings.figures.get(name, [])
    carrier = sayings.carrier(name)
    status = sayings.of.get(f"{name}.status")
    word = status.value.get("choice") if status and status.value else None
    since = None
    if status is not None and word is not None:
        since = status.since
    elif carrier is not None:
        since = stage_since(carrier.group, sayings.policy)
    told = status if word is not None else carrier
    first = sayings.first_word.get(name)
    return Element(
        id=name,
        kind=sayings.known.kind_of(name),
        name=sayings.view.names.get(name, name),
        stage=carrier.stage if carrier else None,
        stage_implied=carrier is not None and carrier.group.field != f"{name}.stage",
        status=word,
        standing=told.standing if told else None,
        since=since,
        ended=_ending(sayings, name, carrier),
        first_word=first.published if first else None,
        same=tuple(sorted(same)),
        figures=tuple([each for each in figures if not _is_relation(each)]),
        chains=_chains(figures, sayings.policy),
        only_if=_only_if(sayings, name),
    )


def _is_relation(figure: Figure) -> bool:
    return figure.value is not None and figure.value["type"] in ("refs", "condition")


def _chains(figures: Iterable[Figure], policy: str) -> dict[str, tuple[Link, ...]]:
    found: dict[str, tuple[Link, ...]] = {}
    for figure in figures:
        name = figure.field.partition(".")[2]
        entry = figure.group.entry
        told = entry is not None and (entry.type == "date" or name in _IN_CHAINS)
        if told and len(figure.group.saids) > 1 and name not in found:
            links = chain(figure.group, policy)
            if len(links) > 1:
                found[name] = links
    return found


def _only_if(sayings: Sayings, name: str) -> str | None:
    """The hypothesis, where an element was named under one and nowhere else."""
    naming = sayings.ties.to(name)
    if sayings.figures.get(name) or not naming or any(each.only_if is None for each in naming):
        return None
    return naming[0].only_if


# -- ends ----------------------------------------------------------------------------------------


def _ending(sayings: Sayings, name: str, carrier: Figure | None) -> Ending | None:
    if carrier is not None and carrier.stage in ENDS and not is_refused(carrier.challengers):
        since = stage_since(carrier.group, sayings.policy)
        return Ending(how=str(carrier.stage), since=since, event=carrier.events[0])
    status = sayings.of.get(f"{name}.status")
    if status is not None and status.value is not None and status.standing != "contested":
        word = str(status.value.get("choice"))
        if word in _OVER.get(sayings.known.kind_of(name), ()):
            return Ending(how=word, since=status.since, event=status.events[0])
    disputed = carrier is not None and end_is_disputed(carrier)
    for relation in () if disputed else sayings.ties.of(name, "replaced_by"):
        if relation.holds and relation.standing != "contested":
            return _ending_of(relation.but(why="replaced", by=relation.to))
    return _gone(sayings, name)


def _gone(sayings: Sayings, name: str) -> Ending | None:
    """How an element went of which nothing is left but what was denied or left out."""
    figures = [each for each in sayings.figures.get(name, ()) if each.standing != "denied"]
    naming = [each for each in sayings.ties.to(name) if each.only_if is None]
    # What is said of a leaf describes it; whether it is one is up to the trees that name it.
    is_leaf = sayings.known.kind_of(name) == "condition" and naming
    if any(not each.context for each in figures) and not is_leaf:
        return None
    if any(each.why not in _AWAY for each in naming):
        return None
    if naming:
        return _ending_of(max(naming, key=lambda each: (_instant(each.since), each.field)))
    denials = sayings.denials.get(name)
    if figures or sayings.ties.to(name) or not denials:
        return None
    denial = max(denials, key=lambda each: (each.report.last, each.id))
    since = denial.effective or denial.report.published
    return Ending(how="denied", since=since, event=denial.number)


def _ending_of(relation: Relation) -> Ending:
    return Ending(
        how=str(relation.why), since=relation.since, by=relation.by, event=relation.events[0]
    )


def _instant(date: str | None) -> str:
    return span(date)[1] if date else ""


def overtaken(sayings: Sayings, found: Mapping[str, Element], root: str) -> dict[str, Ending]:
    """The offers that are over since the deal closed on another one for the same thing."""
    deal, carrier = found.get(root), sayings.carrier(root)
    accepted = [
        each
        for each in sayings.ties.of(root, "accepted_offer")
        if each.holds and each.standing != "contested"
    ]
    if deal is None or carrier is None or deal.stage not in _DONE or len(accepted) != 1:
        return {}
    taken = accepted[0].to
    ending = Ending(how="overtaken", since=deal.since, by=taken, event=carrier.events[0])
    return {
        name: ending
        for name, each in found.items()
        if each.kind == "offer" and each.alive and name != taken and not sayings.apart(name, taken)
    }


def rivals(sayings: Sayings, found: Mapping[str, Element]) -> dict[str, tuple[str, ...]]:
    """For each offer, the others for the same thing that stand at the same time."""
    offers = [each.id for each in found.values() if each.kind == "offer" and each.alive]
    return {
        one: tuple([other for other in offers if other != one and not sayings.apart(one, other)])
        for one in offers
    }
