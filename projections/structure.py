"""The shape of a deal at the clocks: its elements, how they hang together, what happened to them.

A pure fold over the figures. What an element is stands in `elements`, what points to what in
`relations`, and/or trees in `conditions`, the tree of the whole in `placing`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from domain import fields
from domain.dates import span
from domain.record import Record
from projections.belonging import Belonging, inside
from projections.clocks import View
from projections.conditions import Condition, condition_json, conditions
from projections.elements import Element, Ending, Sayings, elements, overtaken, rivals, shown
from projections.figures import State, figure_json
from projections.figures import state as state_of
from projections.placing import placed
from projections.policies import DEFAULT
from projections.relations import Happening, Relation, Ties, relation_json, relations
from projections.runs import ends_and_returns, link_json

__all__ = [
    "Structure",
    "element_json",
    "ending_json",
    "inside",
    "structure",
    "structure_json",
    "structure_of",
]


class Structure(Record):
    """The shape of a deal at the clocks; the elements stand in the order of its tree."""

    state: State
    root: str
    elements: tuple[Element, ...]
    relations: tuple[Relation, ...]
    conditions: tuple[Condition, ...]
    history: tuple[Happening, ...]

    def element(self, name: str) -> Element | None:
        """An element by its id."""
        return next((each for each in self.elements if each.id == name), None)

    def relation(self, field: str, to: str) -> Relation | None:
        """A relation by its field and the element that it names."""
        return next((each for each in self.relations if (each.field, each.to) == (field, to)), None)

    def named(self, field: str) -> list[str]:
        """The elements that a field names at the clocks: `amazon-2.payer`."""
        return [each.to for each in self.relations if each.field == field and each.holds]


def structure(view: View, policy: str = DEFAULT) -> Structure:
    """The shape of a deal at the view's clocks."""
    return structure_of(state_of(view, policy))


def structure_of(state: State) -> Structure:
    """The shape that the figures of a state make."""
    root = fields.root_of(state.view.known.type)
    figures = shown(state)
    every, happened = relations(state.view, figures, state.policy)
    ties = Ties(every)
    sayings = Sayings(state, figures, ties)
    found = elements(sayings)
    for name, ending in overtaken(sayings, found, root).items():
        found[name] = found[name].but(ended=ending)
    for name, others in rivals(sayings, found).items():
        found[name] = found[name].but(rivals=others)
    return Structure(
        state=state,
        root=root,
        elements=tuple(placed(found, ties, Belonging(state), root)),
        relations=tuple(every),
        conditions=tuple(conditions(state.view, sayings.of)),
        history=tuple(_history(sayings, found, happened)),
    )


def _history(
    sayings: Sayings, found: Mapping[str, Element], happened: Sequence[Happening]
) -> list[Happening]:
    """Who joined, left, was replaced, ended, came back, or was found to be another, in order."""
    history = [*happened, *_identities(sayings)]
    known = {(each.act, each.element, each.event) for each in happened}
    for name, element in found.items():
        carrier = sayings.carrier(name)
        for act, said in ends_and_returns(carrier.group, sayings.policy) if carrier else ():
            number = said.claim.number
            history.append(Happening(date=said.effective, act=act, element=name, event=number))
        ended = element.ended
        if ended is None or ended.by is None or ended.event is None:
            continue
        if (ended.how, name, ended.event) not in known:  # replaced not in a list, but as a whole
            date, event = ended.since or "", ended.event
            history.append(
                Happening(date=date, act=ended.how, element=name, by=ended.by, event=event)
            )
    return sorted(
        history,
        key=lambda each: (span(each.date)[1] if each.date else "", each.event, each.element),
    )


def _identities(sayings: Sayings) -> Iterable[Happening]:
    """What was found to be one thing, or two: on the day of the report that showed it.

    Where no report did, only our record knows, since the day of recording; what it found of an id
    that no report had used by then is hindsight, and left out.
    """
    view, known, spoken_of = sayings.view, sayings.known, sayings.spoken_of()
    for row in known.merging:
        if row.number in known.ignored:
            continue
        first, *others = row.data["same" if "same" in row.data else "different"]
        others = [each for each in others if each in spoken_of]
        report = view.published.get(row.data.get("report", ""))
        if others:
            yield Happening(
                date=report.published if report else row.recorded_at[:10],
                act=row.name.removeprefix("elements-"),
                element=first,
                by=", ".join(others),
                event=row.number,
                recorded=None if report else row.recorded_at,
            )


# -- as JSON -------------------------------------------------------------------------------------


def element_json(found: Structure, element: Element) -> dict[str, Any]:
    """An element as `structure --json` prints it."""
    view = found.state.view
    deal, known = view.known.deal, view.known
    described = known.elements.get(element.id)
    ids = {element.id, *element.same}
    names = [
        name
        for each in view.descriptions
        if each.element in ids
        for name in (each.name, *each.aliases)
        if name and name != element.name
    ]
    terms: dict[str, Any] = {}
    for figure in element.figures:
        name, printed = figure.field.partition(".")[2], figure_json(view, figure)
        if name in terms:
            terms[name]["also"].append(printed)
        else:
            terms[name] = {**printed, "also": []}
    return {
        "id": element.id,
        "kind": element.kind,
        "name": element.name,
        "stage": element.stage,
        "stage_implied": element.stage_implied,
        "status": element.status,
        "standing": element.standing,
        "since": element.since,
        "ended": element.ended and ending_json(deal, element.ended),
        "only_if": element.only_if,
        "first_word": element.first_word,
        "inside": element.inside,
        "parent": element.parent,
        "aliases": list(dict.fromkeys(names)),
        "identifiers": dict(described.identifiers) if described else {},
        "same": list(element.same),
        "rivals": list(element.rivals),
        "terms": terms,
        "chains": [
            {"field": f"{element.id}.{name}", "links": [link_json(deal, link) for link in links]}
            for name, links in element.chains.items()
        ],
    }


def ending_json(deal: str, ending: Ending) -> dict[str, Any]:
    """How an element came to be over, as answers print it."""
    return {
        "how": ending.how,
        "since": ending.since,
        "by": ending.by,
        "event": ending.event and f"{deal}#{ending.event}",
    }


def tranches_json(found: Structure) -> list[dict[str, Any]]:
    """The table of tranches and payers: joint payers are named, their money is not divided."""
    rows = []
    for element in found.elements:
        if element.kind == "tranche":
            amounts = [each for each in element.figures if each.field == f"{element.id}.amount"]
            rows.append(
                {
                    "tranche": element.id,
                    "payers": found.named(f"{element.id}.payer"),
                    "within": found.named(f"{element.id}.within"),
                    "amount": figure_json(found.state.view, amounts[0]) if amounts else None,
                    "stage": element.stage,
                    "ended": element.ended is not None,
                }
            )
    return rows


def structure_json(found: Structure) -> dict[str, Any]:
    """`structure --json`: the schema `dealtrail.structure/1`."""
    state, deal = found.state, found.state.view.known.deal
    return {
        "schema": "dealtrail.structure/1",
        "deal": deal,
        "clocks": state.view.clocks.json(),
        "policy": state.policy,
        "stage": state.stage,
        "stage_implied": state.stage_implied,
        "root": found.root,
        "elements": [element_json(found, each) for each in found.elements],
        "relations": [relation_json(deal, each) for each in found.relations],
        "conditions": [condition_json(state.view, each) for each in found.conditions],
        "tranches": tranches_json(found),
        "history": [happening_json(deal, each) for each in found.history],
    }


def happening_json(deal: str, each: Happening) -> dict[str, Any]:
    """Something that happened to the shape of a deal, as answers print it."""
    return {
        "date": each.date,
        "act": each.act,
        "element": each.element,
        "field": each.field,
        "by": each.by,
        "event": f"{deal}#{each.event}",
        "recorded": each.recorded,
    }
