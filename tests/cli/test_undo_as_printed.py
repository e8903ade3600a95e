"""After a write its receipt names the command that takes it back; run as it stands, it does."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import HEADER, Desk, report

pytestmark = pytest.mark.usefixtures("either_store")

CLAIM = ("--rumor", "amazon.commitment = up to $60bn")


def answers(desk: Desk) -> list[Any]:
    """All that the deals say now, the numbers of entries and the clocks apart."""
    found = []
    for deal in ("acme", "beta"):
        state = json.loads(desk.ok("state", deal, "--json"))
        del state["clocks"]
        found += [state, json.loads(desk.ok("structure", deal, "--json"))["elements"]]
    return [*found, desk.ok("timeline", "acme"), desk.ok("sources")]


def printed(told: str) -> list[list[str]]:
    """The commands that a receipt offers to take it back, as a shell would read them."""
    lines = [line for line in told.splitlines() if line.startswith("undo: dealtrail ")]
    return [shlex.split(line.removeprefix("undo: dealtrail ")) for line in lines]


REPORTS = [
    report(f"n{number}", "2026-03-01", {"rumor": f"amazon.commitment = ${number}bn"})
    for number in range(2, 20)
]
MANY = [
    *REPORTS,
    report("b1", "2026-03-02", {"rumor": "bid.price_per_share = EUR 51"}, deal="beta"),
]


@pytest.mark.parametrize(
    "words",
    [
        ("log", "acme", *HEADER, *CLAIM),
        ("log", "acme", *HEADER, *CLAIM, "--element", "initech: party, Initech"),
        ("describe", "acme", "amazon", "--name", "Amazon", "--alias", "AMZN.com"),
        ("identify", "acme", "amazon", "globex", "--why", "one"),
        ("amend", "r1#1", "--value", "$3bn"),
        ("amend", "r1", "--published", "2026-01-28"),
        ("withdraw", "r1#1"),
        ("retract", "r1", "--published", "2026-03-01"),
        ("correct", "r1", "--published", "2026-03-01", *CLAIM),
        ("import", "in.jsonl"),
        ("import", "few.jsonl"),
        ("undo", "acme#9"),
    ],
)
def test_a_write_is_taken_back_by_the_command_it_prints(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    desk = Desk(tmp_path)
    desk.lines(*MANY)
    desk.lines(*MANY[-3:], name="few.jsonl")
    before = answers(desk)
    told = desk.ok(*words)
    assert answers(desk) != before
    (command,) = printed(told)
    desk.ok(*command)
    assert answers(desk) == before


def test_many_entries_are_named_as_a_row_for_each_deal(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = desk.ok("import", desk.lines(*MANY))
    assert printed(told) == [["undo", "acme#11-46", "beta#5-6"]]


def test_what_is_imported_with_its_opening_is_undone_up_to_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    opening = {"open": "gamma", "name": "G", "type": "funding_round", "currency": "USD"}
    reports = [{**each, "deal": "gamma"} for each in REPORTS]
    (command,) = printed(desk.ok("import", desk.lines(opening, *reports)))
    assert command == ["undo", "gamma#2-38"]
    desk.ok(*command)
    assert json.loads(desk.ok("state", "gamma", "--json"))["figures"] == []


@pytest.mark.parametrize("former", [(), ("B",), ("B", "C")])
def test_a_grade_is_taken_back_by_the_one_before(former: tuple[str, ...], tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for letter in former:
        desk.ok("grade", "The Wire", letter)
    (command,) = printed(desk.ok("grade", "the wire", "E"))
    assert command == ["grade", "the wire", former[-1] if former else "F"]
    desk.ok(*command)


def test_a_ledger_that_was_named_is_named_in_what_to_do_next(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    if desk.place != str(desk.ledger):
        pytest.skip("a file of an odd name")
    odd = tmp_path / "it's my deals.db"
    desk.ledger.rename(odd)
    told = desk.ok("--db", odd.name, "log", "acme", *HEADER, *CLAIM)
    (command,) = printed(told)
    assert command == ["undo", "acme#11", "--db", odd.name]
    last = told.splitlines()[-1]
    assert shlex.split(last)[-2:] == ["--db", odd.name]
    desk.ok(*command)


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ("acme#9-8", "E-REF"),
        ("acme#1-999999", "E-REF"),
        ("acme#9-x", "E-REF"),
        ("acme#9-99", "E-NOTFOUND"),
    ],
)
def test_a_row_of_entries_that_is_none_is_refused(events: str, code: str, tmp_path: Path) -> None:
    done = Desk(tmp_path).run("undo", events)
    assert (done.exit_code, code in done.stderr) == (2, True)
