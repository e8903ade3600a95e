"""A shape that is stored no more is read in today's words, in either store, and keeps its seal."""

from contextlib import closing
from typing import Any

import pytest

from cli.writing import record_of
from domain import history
from domain.errors import NewerVersion
from domain.ledger import Ledger
from domain.values import text
from domain.verify import verify
from tests import forging

STORED = (
    '{"report":"wsj","claim":"1","about":"round.size",'
    '"amount":{"type":"money","amount":"10000000000","currency":"USD","qualifier":"exactly"}}'
)
AT = "2099-01-01T00:00:00.000000Z"


def heard(state: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """`rumor-heard`, as it might once have been, as the shape that followed it."""
    return "rumor-told", {**state, "field": state["about"]}


def told(state: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    parts = {name: part for name, part in state.items() if name not in ("about", "amount")}
    return "rumor-reported", {**parts, "value": state["amount"]}


@pytest.fixture
def old(place: str) -> str:
    """A ledger in which an older version stored a rumour in its own way."""
    with Ledger.create(place, logged_by="ana") as ledger:
        ledger.log({"open": "acme", "name": "A", "type": "funding_round", "currency": "USD"})
        header = {"deal": "acme", "id": "wsj", "source": "WSJ", "published": "2026-01-29"}
        last = ledger.log(header).entries[-1].number
    forging.add(place, "deal/acme", last + 1, "rumor-heard", STORED, AT, "ana", "c")
    return place


def test_an_old_shape_is_read_written_upon_and_verified(
    old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(history.LIFTS, "rumor-heard", heard)
    monkeypatch.setitem(history.LIFTS, "rumor-told", told)
    assert text(record_of(old, "acme").claims["wsj#1"].value) == "$10bn"
    with Ledger.open(old, logged_by="ben") as ledger:
        (entry,) = ledger.stored("c", "deal/acme")
        assert entry.event.stored_name == "rumor-reported"
        ledger.log({"deal": "acme", "withdraw": "wsj#1"})
    assert record_of(old, "acme").claims == {}
    with closing(history.open_ledger(old)) as reading:
        query = "SELECT state FROM stored_events WHERE topic = 'rumor-heard'"
        assert reading.execute(query).fetchall() == [(STORED,)]
    assert verify(old).faults == ()


def test_a_shape_that_nobody_lifts_is_that_of_a_newer_version(old: str) -> None:
    with pytest.raises(NewerVersion, match="rumor-heard"):
        record_of(old, "acme")
