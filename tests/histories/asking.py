"""How a history is read, and what can be asked about it.

    ask("Was it rejected?", "figure bid-a.response", "as-of 2025-03-13", value="rejected")

A question names what it asks about and the clocks; its answer is the parts that were asked for.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from domain.dates import span
from domain.deal import decide
from domain.documents import DealDocument, GradeDocument, ReportDocument, RetractDocument, parse
from domain.history import Item
from domain.known import known
from domain.values import text
from projections.audit import Step, audit
from projections.check import check
from projections.clocks import Clocks, View
from projections.diff import diff
from projections.figures import Figure, State, latest_of_each, stage_of_element, state
from projections.origins import Said
from projections.policies import DEFAULT
from projections.timeline import Entry, timeline

FILES = Path(__file__).parent
NOW = "2026-01-01T00:00:00.000000Z"


class Question(NamedTuple):
    """What is asked of which history, at which clocks, and the parts of the answer."""

    asks: str
    about: str
    clocks: Mapping[str, Any]
    answer: Mapping[str, Any]
    fault: str = ""


def ask(asks: str, about: str, clocks: str = "", fault: str = "", **answer: Any) -> Question:
    """A question; `clocks` is written as the options are: `as-of 2025-03-06, policy latest`."""
    options: dict[str, Any] = {}
    for option in filter(None, clocks.split(", ")):
        name, _, value = option.partition(" ")
        if name == "without":
            options["without"] = (*options.get("without", ()), value)
        else:
            options[name.replace("-", "_")] = value
    return Question(asks, about, options, answer, fault)


# -- how a history is read ------------------------------------------------------------------------


@cache
def rows(name: str) -> tuple[Item, ...]:
    """The events of a history, logged in the order of its file.

    A document is recorded at 18:00 UTC of the day of its publication, or of the latest publication
    before it: a report that stands behind younger ones was logged late, and so is a fix of the log.
    """
    items: list[Item] = []
    day = "2000-01-01"
    for number, document in enumerate(parse((FILES / f"{name}.yaml").read_text(), name)):
        content = document.content
        assert not isinstance(content, GradeDocument)
        if isinstance(content, ReportDocument | RetractDocument):
            day = max(day, span(content.published)[1][:10])
        deal = content.open if isinstance(content, DealDocument) else content.deal
        record = known(deal, items) if items else None
        events = decide(record, content, document.place, NOW).events
        recorded_at = f"{day}T18:{number // 60:02}:{number % 60:02}.000000Z"
        items += [
            Item(place, event.stored_name, event.state(), recorded_at, "desk", str(number))
            for place, event in enumerate(events, start=len(items) + 1)
        ]
    return tuple(items)


@cache
def seen(
    name: str,
    as_of: str | None = None,
    known_at: str | None = None,
    true_at: str | None = None,
    without: tuple[str, ...] = (),
    policy: str = DEFAULT,
) -> State:
    """All figures of a history at the clocks."""
    clocks = Clocks.at(as_of=as_of, known_at=known_at, true_at=true_at)
    items = rows(name)
    return state(
        View(known(items[0].data["deal"], items, clocks.known_at), clocks, without), policy
    )


# -- what can be asked ----------------------------------------------------------------------------


def figure(found: State, field: str) -> dict[str, Any]:
    """`figure bid-a.price_per_share`: the figure, what stands beside it, and what is doubtful."""
    it = found.figure(field)
    if it is None:
        return {"value": None, "standing": None, "findings": []}
    return {
        **told(it),
        "bases": sorted(text(each.value) for each in found.figures if each.field == field),
        "findings": [each.kind for each in found.findings if each.field == field],
    }


def told(it: Figure) -> dict[str, Any]:
    """A figure in words."""
    return {
        "field": it.field,
        "value": text(it.value) if it.value else None,
        "standing": it.standing,
        "stage": it.stage,
        "origins": it.origins,
        "since": it.since,
        "last_word": it.last_word,
        "rests_on": it.leader.claim.id if it.leader else None,
        "rule": it.rule,
        "against": [f"{each.why}: {text(each.said.value)}" for each in it.challengers],
        "who": sorted(_who(said) for said in _sides(it)),
        "scheduled": [
            f"{said.effective} {text(said.value)}{f', {said.stage}' if said.stage else ''}"
            for said in it.scheduled
        ],
    }


def _sides(it: Figure) -> list[Said]:
    """What leads, and what stands against it."""
    against = [each.said for each in it.challengers if each.why in ("contests", "denies")]
    return [it.leader, *against] if it.leader else against


def _who(said: Said) -> str:
    claim = said.claim
    denies = "denies " if claim.verb == "deny" else ""
    return f"{claim.said_by or claim.report.source}: {denies}{text(said.value)}"


def steps(found: State, field: str) -> dict[str, Any]:
    """`steps bid-a.price_per_share`: its audit, `*` where a step took the lead."""
    history = audit(found.view, field, found.policy)
    return {
        "words": " ".join(step.step + "*" * step.led for step in history.steps),
        "way": [_way(step) for step in history.steps],
        "moves": history.moves,
        "notes": [step.note for step in history.steps],
        "beside": [f"{text(claim.value)} if {claim.if_}" for claim in history.beside],
    }


def _way(step: Step) -> str:
    return f"{text(step.before)} → {text(step.to)}"


def element(found: State, name: str) -> dict[str, Any]:
    """`element bid-a`: its stage, and whether a figure implies it."""
    stage, implied = stage_of_element(found.view, name, latest_of_each(found.figures))
    return {"stage": stage, "implied": implied}


def ahead(found: State, _nothing: str) -> dict[str, Any]:
    """`ahead`: the dates still to come."""
    coming = timeline(found.view).ahead
    return {"dates": [f"{each.date} {each.field}" for each in coming]}


def doubtful(found: State, _nothing: str) -> dict[str, Any]:
    """`check`: what cannot be true as it stands, and what may well be a mistake."""
    findings = check(found.view, found.policy).findings
    return {
        severity: sorted(
            f"{each.kind} {each.field}" for each in findings if each.severity == severity
        )
        for severity in ("contradiction", "doubt")
    }


def reports(found: State, _nothing: str) -> dict[str, Any]:
    """`reports`: the timeline, copies under what they copy, and what became of a report."""
    entries = timeline(found.view).entries
    return {
        "ids": [each.report.id for each in entries],
        "copies": {each.report.id: _copies(each) for each in entries if each.copies},
        "fates": {each.report.id: each.fate for each in entries if each.fate},
    }


def _copies(entry: Entry) -> list[str]:
    return [each.report.id for each in entry.copies]


KINDS: dict[str, Callable[[State, str], dict[str, Any]]] = {
    "figure": figure,
    "steps": steps,
    "element": element,
    "ahead": ahead,
    "check": doubtful,
    "reports": reports,
}


def answered(name: str, question: Question) -> dict[str, Any]:
    """The parts of the answer that the question asks for."""
    kind, _, thing = question.about.partition(" ")
    if kind == "diff":
        found = changes(name, thing)
    else:
        found = KINDS[kind](seen(name, **question.clocks), thing)
    return {part: found[part] for part in question.answer}


def changes(name: str, dates: str) -> dict[str, Any]:
    """`diff 2025-04-22 2025-04-30`: what changed between two dates."""
    before, after = dates.split()
    found = diff(seen(name, as_of=before), seen(name, as_of=after))
    return {
        "added": sorted(each.field for each in found.added),
        "removed": sorted(each.field for each in found.removed),
        "changed": {new.field: _change(old, new) for old, new in found.changed},
        "joined": sorted(found.joined),
        "left": sorted(found.left),
    }


def _change(old: Figure, new: Figure) -> str:
    return " → ".join(
        ", ".join(filter(None, (text(each.value), each.standing, each.stage)))
        for each in (old, new)
    )
