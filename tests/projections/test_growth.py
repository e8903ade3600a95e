"""Answers take as many steps as a history has events, not their square.

Counted are calls of functions, not seconds: four times the history may take little more than four
times the calls.
"""

import sys
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from types import FrameType
from typing import Any

import pytest

from domain.history import Item
from domain.known import known
from projections.audit import audit
from projections.clocks import Clocks, View
from projections.figures import state

FEW, MANY = 150, 600
DAYS = [str(date(2020, 1, 1) + timedelta(days=number)) for number in range(2000)]
FIELD = "round.size"
Parts = dict[str, Any]
Told = tuple[Parts, str, Parts]  # a report's header, the name of its claim's event, the claim


def _money(chance: Random, **parts: Any) -> Parts:
    hedge = chance.choice(("exactly", "about", "at_most", "at_least"))
    amount = str(chance.randint(10, 60) * 10**6)
    value = {"type": "money", "qualifier": hedge, "step": "1000000", "amount": amount}
    return {"value": {**value, "currency": "USD"}, **parts}


def _rumours(chance: Random, _number: int) -> Told:
    sourcing = chance.choice(("anonymous_plural", "aggregated", "document_seen"))
    stage = chance.choice(("considering", "in_talks", "agreed"))
    return {"sourcing": sourcing}, "rumor-reported", _money(chance, stage=stage)


def _record(chance: Random, number: int) -> Told:
    if number % 3:
        return _rumours(chance, number)
    return {"sourcing": "company_statement"}, "term-confirmed", _money(chance, stage="agreed")


def _one_value(chance: Random, number: int) -> Told:
    header, name, claim = _record(chance, number)
    return header, name, {**claim, "value": _money(Random(1))["value"]}  # noqa: S311 - made up


def _one_day(chance: Random, number: int) -> Told:
    time = f"T{chance.randint(10, 20)}:00:00Z" if number % 2 else ""
    cites = [f"r{chance.randrange(number)}"] if number % 3 == 1 else []
    return {"published": DAYS[5] + time, "cites": cites}, "rumor-reported", _money(chance)


def _chain(chance: Random, number: int) -> Told:
    cites = [f"r{number - 1}"] if number else []
    return {"sourcing": "aggregated", "cites": cites}, "rumor-reported", _money(chance)


def _chain_of_a_day(chance: Random, number: int) -> Told:
    header, name, claim = _chain(chance, number)
    return {**header, "published": DAYS[5]}, name, claim


def _copies(chance: Random, _number: int) -> Told:
    return {"sourcing": "aggregated", "cites": ["unseen"]}, "rumor-reported", _money(chance)


def _denials(chance: Random, number: int) -> Told:
    value = _money(Random(number % 8))["value"]  # noqa: S311 - made up, not secret
    if number % 10 == 9:
        return {"sourcing": "on_record"}, "term-denied", {"value": value}
    header, name, claim = _record(chance, number)
    return header, name, {**claim, "value": value}


def _increments(chance: Random, number: int) -> Told:
    header, name, claim = _record(chance, number)
    if number % 10 == 9:
        claim |= {"on_top_of": FIELD, "effective": DAYS[number]}
    return header, name, claim


def _vague(chance: Random, number: int) -> Told:
    day = DAYS[number]
    return {}, "rumor-reported", _money(chance, effective=day[:7] if number % 2 else day)


def _former_values(chance: Random, _number: int) -> Told:
    return {}, "term-changed", _money(chance, was=_money(chance)["value"])


def _sightings(chance: Random, number: int) -> Told:
    seen = {"sighting_of": [f"r{number - 1}#1"]} if number % 10 else {}
    return {}, "rumor-reported", _money(chance, **seen)


HISTORIES = (
    _rumours,
    _record,
    _one_value,
    _one_day,
    _chain,
    _chain_of_a_day,
    _copies,
    _denials,
    _increments,
    _vague,
    _former_values,
    _sightings,
)


def _told(tell: Callable[[Random, int], Told], count: int) -> list[Item]:
    chance = Random(3)  # noqa: S311 - made up, not secret
    rows: list[tuple[str, Parts]] = [
        ("deal-opened", {"deal": "deal-x", "name": "X", "type": "funding_round"}),
        ("element-described", {"element": "round", "kind": "round"}),
    ]
    for number in range(count):
        header, name, claim = tell(chance, number)
        published = {"source": f"Source {chance.randrange(40)}", "published": DAYS[number]}
        report = {**published, "sourcing": "anonymous_plural", **header, "report": f"r{number}"}
        rows.append(("report-logged", report))
        rows.append((name, {"field": FIELD, **claim, "report": f"r{number}", "claim": "1"}))
    at = "2026-01-01T00:00:00.000000Z"
    return [Item(place, name, data, at, "", "") for place, (name, data) in enumerate(rows, 1)]


def _calls(ask: Callable[[View], object], items: list[Item]) -> int:
    count = 0

    def note(_frame: FrameType, happened: str, _: object) -> None:
        nonlocal count
        count += happened in ("call", "c_call")

    sys.setprofile(note)
    try:
        ask(View(known("deal-x", items), Clocks.at(as_of="2026-01-01")))
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("tell", HISTORIES)
def test_a_state_takes_steps_in_line_with_its_history(tell: Callable[[Random, int], Told]) -> None:
    few, many = (_calls(state, _told(tell, count)) for count in (FEW, MANY))
    assert many < 5.5 * few


@pytest.mark.parametrize("tell", HISTORIES)
def test_an_audit_takes_steps_in_line_with_its_history(tell: Callable[[Random, int], Told]) -> None:
    few, many = (_calls(lambda view: audit(view, FIELD), _told(tell, n)) for n in (FEW, MANY))
    assert many < 5.5 * few
