"""The verbs over all deals: `tables`, `deals` from them, and `sources`."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import Desk, report

TRACK = (
    report(
        "w1",
        "2026-02-10",
        {"rumor": "round.size = up to $100bn"},
        {"rumor": "amazon.commitment = up to $40bn"},
        source="The Paper",
    ),
    report(
        "w2",
        "2026-03-01",
        {"confirm": "round.size = $100bn"},
        {"deny": "amazon.commitment"},
        source="Acme",
        sourcing="company_statement",
    ),
    {"grade": {"source": "The Paper", "grade": "B", "why": "mostly right"}},
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with two deals."""
    return Desk(tmp_path)


def rows(text: str) -> list[dict[str, str]]:
    """TSV as objects."""
    head, *lines = (line.split("\t") for line in text.splitlines())
    return [dict(zip(head, line, strict=True)) for line in lines]


# -- tables --------------------------------------------------------------------------------------


def test_tables_says_where_they_are_how_far_and_how_much(desk: Desk) -> None:
    found = json.loads(desk.ok("tables", "--json"))
    assert found["schema"] == "dealtrail.tables/1"
    assert found["path"] == str(desk.folder / "events.tables.db")
    assert found["position"] == len(desk.events())
    counts = {each["name"]: each["rows"] for each in found["tables"]}
    assert (counts["deals"], counts["reports"], counts["claims"]) == (2, 3, 4)
    table = desk.ok("tables", "--table")
    assert str(desk.folder / "events.tables.db") in table
    assert f"{len(desk.events())} events of the ledger" in table


def test_tables_are_brought_up_to_date_and_rebuilt_by_one_command(desk: Desk) -> None:
    desk.ok("tables")
    desk.ok("import", desk.lines(report("r3", "2026-02-02", {"rumor": "round.size = $90bn"})))
    counts = {row["name"]: row["rows"] for row in rows(desk.ok("tables"))}
    assert counts["reports"] == "4"
    path = desk.folder / "events.tables.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as tables:
        tables.execute("DELETE FROM claims")
    assert desk.run("tables").stderr.count("making") == 0
    done = desk.run("tables", "--rebuild")
    assert "making events.tables.db" in done.stderr
    assert {row["name"]: row["rows"] for row in rows(done.stdout)}["claims"] == "5"


def test_a_rebuild_that_cannot_be_written_fails(desk: Desk) -> None:
    (desk.folder / "events.tables.db").write_text("precious")
    done = desk.run("tables", "--rebuild")
    assert done.exit_code == 1
    assert "E-TABLES" in done.stderr
    assert "move it away" in done.stderr
    done = desk.run("tables", "--table")
    assert done.exit_code == 0
    assert "not kept" in done.stdout


# -- deals ---------------------------------------------------------------------------------------


def test_deals_are_the_same_from_tables_and_from_the_ledger(desk: Desk) -> None:
    def answers() -> list[Any]:
        whole = json.loads(desk.ok("deals", "--json"))
        return [
            whole["deals"],
            desk.ok("deals"),
            desk.ok("deals", "--csv"),
            desk.ok("deals", "--jsonl"),
            desk.ok("deals", "--table").splitlines()[1:],
        ]

    folded = answers()
    assert os.listdir(desk.folder) == ["events.db"], "deals makes no tables"
    desk.ok("tables")
    assert answers() == folded
    desk.ok("import", desk.lines(*TRACK))
    from_tables = answers()
    assert from_tables != folded
    (desk.folder / "events.tables.db").unlink()
    assert answers() == from_tables


def test_deals_at_other_clocks_or_without_a_source_are_folded(desk: Desk) -> None:
    desk.ok("tables")
    assert [row["reports"] for row in rows(desk.ok("deals", "--as-of", "2026-01-30"))] == ["1", "0"]
    assert [row["reports"] for row in rows(desk.ok("deals", "--without", "r1"))] == ["1", "1"]
    assert rows(desk.ok("deals", "--known-at", "2020")) == [], "nobody had opened them"
    done = desk.run("deals", "--without", "nobody")
    assert done.exit_code == 2
    assert "no source, report or event of any deal" in done.stderr


def test_deals_from_damaged_tables_are_folded(desk: Desk) -> None:
    folded = desk.ok("deals")
    desk.ok("tables")
    path = desk.folder / "events.tables.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as tables:
        (page,) = tables.execute("SELECT rootpage FROM sqlite_master WHERE name='deals'").fetchone()
    whole = bytearray(path.read_bytes())
    whole[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(whole)
    assert desk.ok("deals") == folded


# -- sources -------------------------------------------------------------------------------------


def test_sources_count_what_each_did_and_name_the_events(desk: Desk) -> None:
    desk.ok("import", desk.lines(*TRACK))
    found = {row["source"]: row for row in rows(desk.ok("sources"))}
    paper = found["The Paper"]
    assert (paper["grade"], paper["reports"], paper["deals"]) == ("B", "1", "acme")
    assert (paper["rumors"], paper["confirmed"], paper["denied"]) == ("2", "1", "1")
    assert found["The Wire"]["deals"] == "acme beta"
    whole = json.loads(desk.ok("sources", "The Paper", "--json"))
    assert whole["schema"] == "dealtrail.sources/1"
    (source,) = whole["sources"]
    numbers = [number for number, (name, _) in enumerate(desk.events("acme"), 1)]
    confirmed, denied = source["confirmed"][0], source["denied"][0]
    assert (confirmed["field"], confirmed["value"]["text"]) == ("round.size", "up to $100bn")
    assert confirmed["by"] == f"acme#{numbers[-2]}"
    assert denied["by"] == f"acme#{numbers[-1]}"
    assert source["grades"][0]["why"] == "mostly right"


def test_sources_are_those_of_the_clocks(desk: Desk) -> None:
    desk.ok("import", desk.lines(*TRACK))
    then = {row["source"]: row for row in rows(desk.ok("sources", "--as-of", "2026-02-28"))}
    assert "Acme" not in then
    assert (then["The Paper"]["confirmed"], then["The Paper"]["open"]) == ("0", "2")
    assert rows(desk.ok("sources", "--known-at", "2020")) == []
    without = {row["source"]: row for row in rows(desk.ok("sources", "--without", "w2"))}
    assert without["The Paper"]["open"] == "2"


def test_sources_of_one_deal_or_one_source(desk: Desk) -> None:
    desk.ok("import", desk.lines(*TRACK))
    assert [row["source"] for row in rows(desk.ok("sources", "--deal", "beta"))] == ["The Wire"]
    table = desk.ok("sources", "the paper", "--table", COLUMNS="100")
    assert "graded B on" in table
    assert "Rumours that were denied on the record\n  amazon.commitment up to $40bn" in table
    done = desk.run("sources", "The Papers")
    assert done.exit_code == 2
    assert "did you mean The Paper?" in done.stderr


@pytest.mark.parametrize("width", [80, 100, 140])
def test_sources_fit_the_screen(desk: Desk, width: int) -> None:
    desk.ok("import", desk.lines(*TRACK))
    table = desk.ok("sources", "--table", COLUMNS=str(width))
    assert max(map(len, table.splitlines())) <= width
    assert ("copies" in table) == (width > 80)
    assert "B" in next(line for line in table.splitlines() if line.startswith("The Paper"))


# -- what is loaded, and what is left ------------------------------------------------------------


def _loaded(desk: Desk, *words: str) -> set[str]:
    code = (
        "import sys; from cli.main import dealtrail\n"
        "try: dealtrail.main(prog_name='dealtrail')\n"
        "except SystemExit: pass\n"
        "print(' '.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--db", str(desk.ledger), *words],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in done.stderr.splitlines()[-1].split()}


def test_sqlite_utils_is_loaded_to_make_tables_and_never_to_read_them(desk: Desk) -> None:
    assert "sqlite_utils" in _loaded(desk, "search", "amazon")
    heavy = {"sqlite_utils", "pydantic", "eventsourcing", "rich"}
    for words in (["search", "amazon"], ["deals"], ["sources"], ["tables"], ["state", "acme"]):
        assert not heavy & _loaded(desk, *words), words
    desk.ok("import", desk.lines(*TRACK))
    assert not heavy & _loaded(desk, "search", "amazon"), "nor to bring them up to date"
