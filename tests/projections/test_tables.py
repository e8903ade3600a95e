"""The read tables say what the folds say, however they came to be where the ledger is."""

import json
import os
import sqlite3
import threading
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import heads, history
from domain.documents import Document, shape
from domain.errors import DealtrailError, NotALedger
from domain.history import Item
from domain.known import known
from domain.ledger import Ledger
from domain.store import seal_for_shipping
from projections import filling
from projections.audit import audit, audited_fields, step_json
from projections.clocks import Clocks, View
from projections.columns import TABLES, VIEWS
from projections.figures import state, state_json
from projections.portfolio import deal, deal_json
from projections.sources import OUTCOMES, source_json, sources, tracks
from projections.structure import structure, structure_json
from projections.tables import (
    APPLICATION_ID,
    Position,
    ask,
    catch_up,
    current,
    kept,
    path_of,
    temporary,
)
from tests.cli.desk import DOCUMENTS, report
from tests.histories.asking import rows as told_history
from tests.projections.test_always import DAYS, reports
from tests.rights import without_rights_to_write
from tests.telling import Story, confirm, rumor

NOON = [f"{day}T12:00:00.000000Z" for day in DAYS]
LATER = "2027-01-01T00:00:00.000000Z"


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


def dump(tables: sqlite3.Connection) -> dict[str, list[Any]]:
    """All rows of all tables and views, in the order of their keys."""
    return {
        name: sorted(tables.execute(f"SELECT * FROM {name}").fetchall(), key=repr)  # noqa: S608
        for name in (*TABLES, *VIEWS)
    }


def rows_of(tables: sqlite3.Connection, name: str, where: str = "1") -> list[dict[str, Any]]:
    """Rows of a table as objects, in the order of its key."""
    key = TABLES[name].key
    found = tables.execute(f"SELECT * FROM {name} WHERE {where} ORDER BY {key}")  # noqa: S608
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


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


# -- the file beside the ledger ------------------------------------------------------------------


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger file with the deals `acme` and `beta`."""
    path = tmp_path / "events.db"
    with Ledger.create(path) as opened:
        write(opened, *DOCUMENTS)
    return path


def write(opened: Ledger, *documents: dict[str, Any]) -> None:
    opened.write([Document(content=shape(dict(each), ""), place="") for each in documents])


def log(path: Path, *documents: dict[str, Any]) -> None:
    with Ledger.open(path) as opened:
        write(opened, *documents)


def beside(ledger: Path) -> list[str]:
    """What is in the folder of a ledger, its own files apart."""
    return sorted(name for name in os.listdir(ledger.parent) if not name.startswith("events.db"))


class Told:
    """What a person was told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, line: str) -> None:
        self.lines.append(line)


def is_current(path: Path) -> bool:
    """Whether tables on disk are at the end of their ledger."""
    with (
        closing(sqlite3.connect(path_of(path))) as tables,
        closing(history.open_ledger(path)) as source,
    ):
        at = Position.of_tables(tables)
        return at.rows == history.last_row(source) and not at.lost(source)


def test_the_file_is_made_beside_the_ledger_and_that_is_said(ledger: Path) -> None:
    told = Told()
    with current(ledger, tell=told) as tables:
        assert tables.path == str(ledger.with_name("events.tables.db"))
    assert told.lines == [
        "making events.tables.db: read tables for search and SQL, which you may delete"
    ]
    assert is_current(ledger)
    with current(ledger, tell=told):
        pass
    assert len(told.lines) == 1
    assert beside(ledger) == ["events.tables.db"]


def test_the_file_is_no_more_open_to_others_than_the_ledger(ledger: Path) -> None:
    ledger.chmod(0o600)
    with current(ledger):
        pass
    assert Path(path_of(ledger)).stat().st_mode & 0o777 == 0o600


def test_a_report_logged_since_is_in_the_tables_once(ledger: Path) -> None:
    with current(ledger):
        pass
    log(ledger, report("r3", "2026-02-02", {"rumor": "round.size = $90bn"}))
    for _ in range(2):
        with current(ledger) as tables:
            rows = rows_of(tables.connection, "reports", "deal = 'acme'")
            assert [row["report"] for row in rows] == ["r1", "r2", "r3"]
            assert tables.connection.execute("SELECT count(*) FROM position").fetchone() == (1,)


def _other_ledger(ledger: Path) -> None:
    ledger.unlink()
    with Ledger.create(ledger) as opened:
        write(opened, DOCUMENTS[3], DOCUMENTS[4])


def _older_backup(ledger: Path) -> None:
    copy = ledger.read_bytes()
    log(ledger, report("r3", "2026-02-02", {"rumor": "round.size = $90bn"}))
    with current(ledger):
        pass
    ledger.write_bytes(copy)


def _another_course(ledger: Path) -> None:
    _older_backup(ledger)
    heads.forget(str(ledger))  # as for somebody else, to whom the backup is not older
    log(ledger, report("other", "2026-02-02", {"rumor": "round.size = $91bn"}))


def _older_program(ledger: Path) -> None:
    _change(ledger, "UPDATE position SET fold = 'older'")


def _a_table_gone(ledger: Path) -> None:
    _change(ledger, "DROP TABLE figures")
    log(ledger, report("r3", "2026-02-02", {"rumor": "round.size = $90bn"}))


def _no_position(ledger: Path) -> None:
    _change(ledger, "DELETE FROM position")


def _a_page_lost(ledger: Path) -> None:
    path = Path(path_of(ledger))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * 4096 + whole[8192:])


def _cut_short(ledger: Path) -> None:
    path = Path(path_of(ledger))
    path.write_bytes(path.read_bytes()[:6000])


def _change(ledger: Path, statement: str) -> None:
    with closing(sqlite3.connect(path_of(ledger), isolation_level=None)) as tables:
        tables.execute(statement)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (_other_ledger, "events.tables.db is of another ledger: making it anew"),
        (_older_backup, "events.tables.db is ahead of the ledger, which may be a backup"),
        (_another_course, "events.tables.db is of another course of this ledger"),
        (_older_program, "events.tables.db is made by another version of dealtrail"),
        (_a_table_gone, "events.tables.db is damaged (no such table: figures)"),
        (_no_position, "events.tables.db is damaged (no position)"),
        (_a_page_lost, "events.tables.db is damaged"),
        (_cut_short, "events.tables.db is damaged"),
    ],
)
def test_tables_that_cannot_be_continued_are_made_anew_and_that_is_said(
    ledger: Path, what: Any, said: str
) -> None:
    with current(ledger):
        pass
    what(ledger)
    told = Told()
    with current(ledger, tell=told) as tables, closing(history.open_ledger(ledger)) as source:
        assert [line[: len(said)] for line in told.lines] == [said]
        with closing(temporary(source, LATER)) as anew:
            assert dump(tables.connection)["claims"] == dump(anew)["claims"]
    assert is_current(ledger)


def test_an_empty_file_is_filled(ledger: Path) -> None:
    Path(path_of(ledger)).touch()
    with current(ledger) as tables:
        assert len(rows_of(tables.connection, "deals")) == 2


def test_tables_that_prove_damaged_when_read_are_made_anew_and_asked_again(ledger: Path) -> None:
    with current(ledger):
        pass
    with closing(sqlite3.connect(path_of(ledger), isolation_level=None)) as tables:
        page = tables.execute("SELECT rootpage FROM sqlite_master WHERE name = 'claims'").fetchone()
    path = Path(path_of(ledger))
    whole = bytearray(path.read_bytes())
    whole[(page[0] - 1) * 4096 : page[0] * 4096] = b"\xff" * 4096
    path.write_bytes(whole)
    told = Told()
    count = ask(
        ledger,
        lambda tables: tables.connection.execute("SELECT sum(length(said)) FROM claims").fetchone(),
        told,
    )
    assert count[0] > 0
    assert "is damaged" in told.lines[0]


@pytest.mark.parametrize("content", [b"not a database, and precious", "sqlite"])
def test_a_file_of_somebody_else_is_left_alone(ledger: Path, content: bytes | str) -> None:
    path = Path(path_of(ledger))
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE mine (x)")
    before = path.read_bytes()
    told = Told()
    with current(ledger, tell=told) as tables:
        assert tables.path is None
        assert len(rows_of(tables.connection, "deals")) == 2
    assert told.lines == [
        "events.tables.db is no file of read tables and was not touched: "
        "making read tables for this command only"
    ]
    assert kept(ledger) is None
    with pytest.raises(DealtrailError, match="is no file of read tables") as refused:
        current(ledger, rebuild=True)
    assert refused.value.code == "E-TABLES"
    assert path.read_bytes() == before


def test_in_a_folder_that_cannot_be_written_the_tables_are_made_for_one_command(
    ledger: Path,
) -> None:
    seal_for_shipping(ledger)
    told = Told()
    with without_rights_to_write(ledger.parent):
        with current(ledger, tell=told) as tables:
            assert tables.path is None
            assert len(rows_of(tables.connection, "deals")) == 2
        assert told.lines[-1] == (
            "events.tables.db cannot be written (Permission denied): "
            "making read tables for this command only"
        )
        with pytest.raises(DealtrailError, match="cannot be written"):
            current(ledger, rebuild=True)
    assert beside(ledger) == []


def test_tables_that_are_current_are_read_where_nothing_can_be_written(ledger: Path) -> None:
    with current(ledger):
        pass
    seal_for_shipping(ledger)
    told = Told()
    with without_rights_to_write(ledger.parent), current(ledger, tell=told) as tables:
        assert tables.path == path_of(ledger)
    log(ledger, report("r3", "2026-02-02", {"rumor": "round.size = $90bn"}))
    seal_for_shipping(ledger)
    with without_rights_to_write(ledger.parent), current(ledger, tell=told) as tables:
        assert tables.path is None
        assert len(rows_of(tables.connection, "reports", "deal = 'acme'")) == 3
    assert "cannot be brought up to date" in told.lines[0]


def test_a_disk_that_refuses_the_file_does_not_refuse_the_answer(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("projections.tables.os.open", full)
    told = Told()
    with current(ledger, tell=told) as tables:
        assert tables.path is None
        assert len(rows_of(tables.connection, "deals")) == 2
    assert told.lines[-1] == (
        "events.tables.db cannot be written (No space left on device): "
        "making read tables for this command only"
    )


def test_a_build_that_breaks_off_leaves_nothing_behind(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(filling, "fill", stop)
    with pytest.raises(KeyboardInterrupt):
        current(ledger)
    assert beside(ledger) == []


def test_a_catch_up_that_breaks_off_changes_nothing(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with current(ledger) as tables:
        before = dump(tables.connection)
    log(ledger, report("r3", "2026-02-02", {"rumor": "round.size = $90bn"}))

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(filling, "_add_up", stop)
        with pytest.raises(KeyboardInterrupt):
            current(ledger)
    with closing(sqlite3.connect(path_of(ledger))) as left:
        assert dump(left) == before
    with current(ledger) as tables:
        assert len(rows_of(tables.connection, "reports", "deal = 'acme'")) == 3


def test_two_that_catch_up_at_once_do_no_harm(ledger: Path) -> None:
    with current(ledger):
        pass
    log(ledger, report("r3", "2026-02-02", {"rumor": "round.size = $90bn"}))
    found: list[int] = []

    def catch() -> None:
        with current(ledger) as tables:
            found.append(len(rows_of(tables.connection, "reports", "deal = 'acme'")))

    threads = [threading.Thread(target=catch) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3, 3, 3, 3]
    assert is_current(ledger)


def test_the_tables_are_not_made_by_those_who_only_use_them_where_they_are_kept(
    ledger: Path,
) -> None:
    assert kept(ledger) is None
    assert beside(ledger) == []
    with current(ledger):
        pass
    log(ledger, report("r3", "2026-02-02", {"rumor": "round.size = $90bn"}))
    tables = kept(ledger)
    assert tables is not None
    with tables:
        assert len(rows_of(tables.connection, "reports", "deal = 'acme'")) == 3


def test_a_ledger_that_is_none_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(NotALedger):
        current(tmp_path / "events.db")
    assert os.listdir(tmp_path) == []


# -- for others ----------------------------------------------------------------------------------


def test_others_read_them_as_they_are(ledger: Path) -> None:
    with current(ledger):
        pass
    path = path_of(ledger)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as plain:
        assert plain.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        assert plain.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
    database = sqlite_utils.Database(path)
    try:
        assert set(TABLES) | set(VIEWS) <= {*database.table_names(), *database.view_names()}
        found = list(database.table("claims").search("amazon"))
        assert [row["field"] for row in found] == ["amazon.commitment"]
        assert database.table("claims").detect_fts() == "claims_fts"
        for name, table in TABLES.items():
            keys = {key.column: key.other_table for key in database.table(name).foreign_keys}
            assert keys == {own: to.partition(".")[0] for own, to in table.refers.items()}
    finally:
        database.close()
