"""The read tables say what the folds say, however they came to be where the ledger is."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import history
from domain.errors import DealtrailError
from domain.history import Item
from domain.known import known
from projections import filling
from projections.audit import audit, audited_fields, step_json
from projections.clocks import Clocks, View
from projections.columns import TABLES
from projections.figures import state, state_json
from projections.portfolio import deal, deal_json
from projections.sources import OUTCOMES, source_json, sources, tracks
from projections.structure import structure, structure_json
from projections.tables import Position, catch_up, temporary
from tests.histories.asking import rows as told_history
from tests.projections.table_rows import LATER, Told, dump, rows_of
from tests.projections.test_always import DAYS, reports
from tests.telling import Story, confirm, rumor

NOON = [f"{day}T12:00:00.000000Z" for day in DAYS]


# -- a ledger without a file ---------------------------------------------------------------------


def empty_ledger() -> sqlite3.Connection:
    """A ledger in memory; its events are put there as they are told."""
    ledger = sqlite3.connect(":memory:", isolation_level=None)
    for statement in history.SCHEMA:
        ledger.execute(statement)
    return ledger


def put(ledger: sqlite3.Connection, stream: str, items: Iterable[Item]) -> None:
    """Store events in a stream, a microsecond after what is there."""
    for item in items:
        row = history.last_row(ledger) + 1
        number = ledger.execute(
            "SELECT count(*) + 1 FROM stored_events WHERE originator_id = ?", (stream,)
        ).fetchone()[0]
        ledger.execute(
            "INSERT INTO stored_events VALUES (?, ?, ?, ?, ?, ?, 'tester', ?)",
            (
                row,
                stream,
                number,
                item.name,
                json.dumps(item.data),
                f"2026-08-01T00:00:00.{row:06}Z",
                item.command_id,
            ),
        )


def grade(source: str, letter: str) -> Item:
    return Item(1, "source-graded", {"source": source, "grade": letter}, "", "", "")


def is_sound(tables: sqlite3.Connection) -> None:
    """Every reference leads somewhere, and the search indexes hold what the tables hold."""
    assert tables.execute("PRAGMA foreign_key_check").fetchall() == []
    for name, table in TABLES.items():
        if table.found_in:
            check = f"{name}_fts ({name}_fts, rank) VALUES ('integrity-check', 1)"
            tables.execute(f"INSERT INTO {check}")


# -- the same as the folds -----------------------------------------------------------------------


def says_what_the_folds_say(tables: sqlite3.Connection, view: View) -> None:
    """Compare every table with the answer that it stands for."""
    deal_id, whole = view.known.deal, state_json(state(view))
    (row,) = rows_of(tables, "deals", f"deal = '{deal_id}'")
    assert json.loads(row["whole"]) == deal_json(deal(view))
    mine = sorted(rows_of(tables, "figures", f"deal = '{deal_id}'"), key=lambda row: row["place"])
    assert [row["field"] for row in mine] == [figure["field"] for figure in whole["figures"]]
    for row, figure in zip(mine, whole["figures"], strict=True):
        value = figure["value"] or {}
        for name in ("standing", "stage", "since", "last_word", "origins", "rule", "label"):
            assert row[name] == figure[name], name
        for name in ("type", "amount", "currency", "low", "high"):
            assert row[name] == value.get(name), name
        assert json.loads(row["events"] or "[]") == figure["events"]
        assert json.loads(row["challengers"] or "[]") == figure["challengers"]
        assert json.loads(row["scheduled"] or "[]") == figure["scheduled"]
    fields = audited_fields(view)
    assert {row["field"] for row in rows_of(tables, "steps", f"deal = '{deal_id}'")} <= set(fields)
    for field in fields:
        steps = [step_json(deal_id, step) for step in audit(view, field).steps]
        rows = rows_of(tables, "steps", f"deal = '{deal_id}' AND field = '{field}'")
        rows.sort(key=lambda row: row["place"])
        for name in ("step", "delta", "event", "leads", "stage", "published", "effective", "note"):
            assert [row[name] for row in rows] == [step[name] for step in steps], name
        assert [bool(row["led"]) for row in rows] == [step["led"] for step in steps]
        assert [row["amount"] for row in rows] == [
            (step["to"] or {}).get("amount") for step in steps
        ]
    claims = rows_of(tables, "claims", f"deal = '{deal_id}'")
    assert [row["claim"] for row in claims] == [
        claim.id for claim in sorted(view.known.claims.values(), key=lambda each: each.number)
    ]
    in_force = {claim.id for claim in view.claims.values() if claim.number not in view.removed}
    assert {row["claim"] for row in claims if row["in_force"]} == in_force
    shape = structure_json(structure(view))
    elements = {row["element"]: row for row in rows_of(tables, "elements")}
    for element in shape["elements"]:
        row = elements.pop(element["id"])
        for name in ("name", "stage", "status", "standing", "since"):
            assert row[name] == element[name], name
        assert bool(row["inside"]) == element["inside"]
        assert row["ended"] == (element["ended"] and element["ended"]["how"])
        assert row["parent_id"] == (element["parent"] and f"{deal_id}/{element['parent']}")
        assert bool(row["alive"]) == (element["ended"] is None and element["only_if"] is None)
        assert json.loads(row["aliases"] or "[]") == element["aliases"]
    assert not any(row["alive"] for row in elements.values())
    relations = {(row["field"], row["to_id"]): row for row in rows_of(tables, "relations")}
    assert len(relations) == len(shape["relations"])
    for relation in shape["relations"]:
        row = relations[relation["field"], f"{deal_id}/{relation['to']}"]
        for name in ("why", "standing", "stage", "since", "only_if"):
            assert row[name] == relation[name], name
        assert bool(row["holds"]) == relation["holds"]
        assert json.loads(row["events"]) == relation["events"]


def sources_say_what_the_fold_says(tables: sqlite3.Connection, views: Iterable[View]) -> None:
    """Compare the sources, added up over deals, with the fold over all of them."""
    views = list(views)
    found = sources([track for view in views for track in tracks(view)])
    rows = rows_of(tables, "sources", "reports > 0")
    assert [row["name"] for row in rows] == [source.name for source in found]
    for row, source in zip(rows, found, strict=True):
        whole = source_json(source)
        for name in ("reports", "copies", "claims", "echoes", "rumors", "first_day", "last_day"):
            assert row[name] == whole[name], name
        for name in (*OUTCOMES, "first_with"):
            assert row[name] == len(whole[name]), name
        assert row["deals"] == len(whole["deals"])


FIXES = (
    lambda report, day: {"retract": report, "published": day},
    lambda report, _: {"amend": f"{report}#1", "claim": {"rumor": "round.size = $77bn"}},
    lambda report, _: {"withdraw": f"{report}#1"},
    lambda report, _: {"undo": [10 + 3 * int(report[1:])]},  # about where that report stands
    lambda *_: {"identify": ["amazon-1", "amazon-2"]},
    lambda *_: {"describe": "amazon-1", "name": "The first tranche", "aliases": ["Tranche one"]},
)

TIES = (  # what makes a structure: references, conditions, who leaves, who is whom
    {"rumor": "round.participant = amazon and others"},
    {"rumor": "amazon-1.payer = amazon"},
    {"rumor": "amazon-2.condition = ipo-leg or agi-leg"},
    {"rumor": "amazon.stage = withdrawn"},
    {"rumor": "amazon-1.within = round", "if_": "it grows"},
    {"deny": "amazon-1.payer"},
)


@st.composite
def items(draw: st.DrawFn) -> list[Item]:
    """The events of a history with fixes of the log and acts of publishers."""
    story = Story()
    for each in draw(reports()):
        story.tell({"deal": story.deal, **each})
    for number, tie in enumerate(draw(st.lists(st.sampled_from(TIES), max_size=3))):
        parties = {"elements": {"amazon": {"kind": "party"}}} if number == 0 else {}
        with suppress(DealtrailError):
            story.report(f"t{number}", draw(st.sampled_from(DAYS)), tie, **parties)
    for fix, report_id, day in draw(
        st.lists(
            st.tuples(st.sampled_from(FIXES), st.sampled_from(("r0", "r1")), st.sampled_from(DAYS)),
            max_size=3,
        )
    ):
        with suppress(DealtrailError):  # not every fix suits every history
            story.fix(**fix(report_id, day))
    return story.items


@settings(max_examples=25, deadline=None)
@given(items(), st.sampled_from(NOON), st.integers(1, 40))
def test_tables_say_what_the_folds_say_at_any_clocks(
    told: list[Item], now: str, count: int
) -> None:
    ledger = empty_ledger()
    put(ledger, "deal/deal-x", told[:count])
    with closing(temporary(ledger, now)) as tables:
        clocks = Clocks.at(as_of=now)
        view = View(known("deal-x", history.read_deal(ledger, "deal-x")), clocks)
        says_what_the_folds_say(tables, view)
        sources_say_what_the_fold_says(tables, [view])
        is_sound(tables)


@pytest.mark.parametrize("name", ["takeover", "merger", "rescue", "openai-2026"])
def test_tables_of_a_whole_negotiation_say_what_the_folds_say(name: str) -> None:
    if name == "openai-2026":
        ledger = history.open_ledger(Path(__file__).parents[2] / "events.db")
    else:
        ledger = empty_ledger()
        put(ledger, f"deal/{name}", told_history(name))
    record = known(name, history.read_deal(ledger, name))
    days = sorted(report.last for report in record.reports.values())
    with closing(ledger), closing(temporary(ledger, days[len(days) // 2])) as tables:
        for now in (days[len(days) // 2], days[-3], LATER):
            assert catch_up(tables, ledger, now) == ""
            view = View(record, Clocks.at(as_of=now))
            says_what_the_folds_say(tables, view)
            sources_say_what_the_fold_says(tables, [view])
            is_sound(tables)


STEPS = st.lists(
    st.tuples(
        st.integers(0, 9),  # events of one deal
        st.integers(0, 9),  # and of another
        st.none() | st.tuples(st.integers(0, 4), st.sampled_from("ABCDEF")),  # a source is graded
        st.sampled_from(NOON),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=15, deadline=None)
@given(items(), items(), STEPS, st.sampled_from(NOON))
def test_event_by_event_and_day_by_day_is_the_same_as_made_anew(
    one: list[Item], other: list[Item], steps: list[Any], now: str
) -> None:
    ledger = empty_ledger()
    with closing(temporary(ledger, now)) as tables:
        for some, more, graded, then in [*steps, (len(one), len(other), None, now)]:
            put(ledger, "deal/deal-x", one[:some])
            put(ledger, "deal/deal-y", other[:more])
            del one[:some], other[:more]
            if graded is not None:
                put(ledger, f"source/source-{graded[0]}", [grade(f"Source {graded[0]}", graded[1])])
            assert catch_up(tables, ledger, then) == ""
            with closing(temporary(ledger, then)) as anew:
                assert dump(tables) == dump(anew)
        is_sound(tables)


def test_a_row_that_changes_by_time_alone_is_refreshed_when_its_time_comes() -> None:
    story = Story()
    story.official("a", "2026-01-01", confirm("round.size = $10bn"))
    story.official(
        "b", "2026-01-02", confirm("round.size = $12bn", effective="2026-01-05", stage="agreed")
    )
    story.report("c", "2026-01-03/2026-01-06", rumor("amazon.commitment = $1bn"))
    ledger = empty_ledger()
    put(ledger, "deal/deal-x", story.items)

    def seen(now: str) -> dict[str, str]:
        assert catch_up(tables, ledger, now) == ""
        return {row["field"]: row["said"] for row in rows_of(tables, "figures")}

    with closing(temporary(ledger, NOON[2])) as tables:
        assert seen(NOON[2]) == {"round.size": "$10bn"}
        assert seen(NOON[5]) == {"round.size": "$12bn"}
        assert seen(NOON[6]) == {"round.size": "$12bn", "amazon.commitment": "$1bn"}
        assert seen(NOON[2]) == {"round.size": "$10bn"}, "also where a clock was set back"


def test_what_a_publisher_took_back_is_not_in_force_and_says_by_what(story: Story) -> None:
    story.report("a", "2026-01-01", rumor("round.size = $10bn"), rumor("amazon.commitment = $1bn"))
    story.report(
        "b",
        "2026-01-03",
        rumor("round.size = $12bn"),
        corrects={"report": "a", "replaces": ["a#1"]},
    )
    ledger = empty_ledger()
    put(ledger, "deal/deal-x", story.items)

    def in_force(now: str) -> list[str]:
        assert catch_up(tables, ledger, now) == ""
        return [row["claim"] for row in rows_of(tables, "claims", "in_force")]

    with closing(temporary(ledger, NOON[1])) as tables:
        assert in_force(NOON[1]) == ["a#1", "a#2"]
        assert in_force(NOON[4]) == ["a#2", "b#1"]
        (row,) = rows_of(tables, "taken_back")
        assert (row["step"], row["counts_from"], row["counts_until"]) == (
            "corrects",
            "2026-01-03T23:59:59.999999Z",
            None,
        )
        told = len(story.items)
        story.fix(retract="b", published="2026-01-05")
        put(ledger, "deal/deal-x", story.items[told:])
        assert in_force(NOON[6]) == ["a#1", "a#2"]
        assert [row["counts_until"] for row in rows_of(tables, "taken_back")] == [
            "2026-01-05T23:59:59.999999Z",
            None,
        ]


def test_a_source_whose_only_report_was_taken_back_is_gone(story: Story) -> None:
    numbers = story.report("a", "2026-01-01", rumor("round.size = $10bn"), source="The Wire")
    ledger = empty_ledger()
    put(ledger, "deal/deal-x", story.items)
    with closing(temporary(ledger, NOON[3])) as tables:
        assert [row["name"] for row in rows_of(tables, "sources")] == ["The Wire"]
        told = len(story.items)
        story.fix(undo=[str(number) for number in numbers])
        put(ledger, "deal/deal-x", story.items[told:])
        assert catch_up(tables, ledger, NOON[3]) == ""
        assert rows_of(tables, "sources") == rows_of(tables, "reports") == []


def test_what_is_written_while_tables_are_made_waits_for_the_next_time(story: Story) -> None:
    story.report("a", "2026-01-01", rumor("round.size = $10bn"))
    ledger = empty_ledger()
    put(ledger, "deal/deal-x", story.items)
    at = Position.of_ledger(ledger)
    with closing(temporary(ledger, NOON[3])) as before:
        told = len(story.items)
        story.report("b", "2026-01-02", rumor("round.size = $11bn"))
        put(ledger, "deal/deal-x", story.items[told:])
        put(ledger, "deal/deal-y", story.items)
        put(ledger, "source/a", [grade("a", "B")])
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as tables:
            filling.make(tables, ledger, at, NOON[3])
            assert dump(tables) == dump(before)
            assert catch_up(tables, ledger, NOON[3]) == ""
            assert [row["deal"] for row in rows_of(tables, "deals")] == ["deal-x", "deal-y"]


def test_nothing_is_written_while_nothing_changes() -> None:
    story = Story()
    story.report("a", "2026-01-01", rumor("round.size = $10bn"))
    ledger = empty_ledger()
    put(ledger, "deal/deal-x", story.items)
    with closing(temporary(ledger, NOON[3])) as tables:
        before = tables.total_changes
        assert catch_up(tables, ledger, NOON[4]) == ""
        assert tables.total_changes == before


def test_only_the_deal_that_grew_is_folded_again() -> None:
    stories = {name: Story() for name in ("deal-x", "deal-y")}
    ledger = empty_ledger()
    for name, story in stories.items():
        story.report("a", "2026-01-01", rumor("round.size = $10bn"), source="Reuters")
        put(ledger, f"deal/{name}", story.items)
    with closing(temporary(ledger, NOON[3])) as tables:
        tables.execute("UPDATE figures SET rule = 'mark'")
        told = len(stories["deal-x"].items)
        stories["deal-x"].report("b", "2026-01-02", rumor("round.size = $11bn"), source="Reuters")
        put(ledger, "deal/deal-x", stories["deal-x"].items[told:])
        assert catch_up(tables, ledger, NOON[3]) == ""
        rules = {row["deal"]: row["rule"] for row in rows_of(tables, "figures")}
        assert rules["deal-y"] == "mark"
        assert rules["deal-x"] != "mark"
        put(ledger, "source/reuters", [grade("Reuters", "B")])
        assert catch_up(tables, ledger, NOON[3]) == ""
        rules = {row["deal"]: row["rule"] for row in rows_of(tables, "figures")}
        assert "mark" not in rules.values(), "a grade touches every deal of its source"
        (reuters,) = rows_of(tables, "sources")
        assert (reuters["grade"], reuters["deals"], reuters["reports"]) == ("B", 2, 3)


def test_a_catch_up_of_many_deals_is_said(monkeypatch: pytest.MonkeyPatch, story: Story) -> None:
    monkeypatch.setattr("projections.tables._MANY", 1)
    ledger = empty_ledger()
    told = Told()
    with closing(temporary(ledger, NOON[3])) as tables:
        put(ledger, "deal/deal-x", story.items)
        catch_up(tables, ledger, NOON[3], told)
        assert told.lines == []
        for name in ("deal-x", "deal-y"):
            put(ledger, f"deal/{name}", story.items)
        catch_up(tables, ledger, NOON[3], told)
    assert told.lines == ["bringing the read tables up to date: 2 deals"]


def test_amounts_are_text_digit_for_digit() -> None:
    story = Story()
    story.report("a", "2026-01-01", rumor("round.size = $123456789012345678.9"))
    ledger = empty_ledger()
    put(ledger, "deal/deal-x", story.items)
    with closing(temporary(ledger, NOON[3])) as tables:
        (row,) = rows_of(tables, "figures")
        assert (row["amount"], row["currency"]) == ("123456789012345678.9", "USD")
        assert row["low"] == row["high"] == "123456789012345678.9"
    for name, table in TABLES.items():
        kinds = {kind for kind, _ in table.columns.values()}
        assert kinds <= {str, int}, name
