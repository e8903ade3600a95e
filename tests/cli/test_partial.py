"""`import --partial`: the good is saved, the rest is listed in a file, and neither is mixed up."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from domain.errors import DealtrailError
from domain.store import Store
from tests.cli.desk import Desk, report

ONE = {"rumor": "amazon.commitment = $1bn"}
GOOD, BAD = report("x1", "2026-02-02", ONE), report("x2", "2026-02-03", {"rumor": "round.size = x"})


def rejects(desk: Desk, name: str = "rejects.csv") -> list[dict[str, str]]:
    """The file of what was left out, row by row."""
    with (desk.folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_good_is_saved_and_the_bad_is_listed_with_what_to_do(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    broken = report("x3", "2026-02-30", {"rumor": "amazon.commitment = 1,234"}, sorcing="filing")
    name = desk.file("in.jsonl", "\n".join([*map(json.dumps, (GOOD, broken, BAD)), "{oops"]))
    done = desk.run("import", "--partial", name)
    assert done.exit_code == 2
    assert "1 new, 0 known, 3 left out" in done.stdout
    assert "3 documents are left out (listed in rejects.csv)" in done.stderr
    assert [state["report"] for name, state in desk.events()[-2:]] == ["x1", "x1"]
    rows = rejects(desk)
    assert list(rows[0]) == [
        *("file", "document", "report", "code", "place", "seen", "message", "hint")
    ]
    assert [(row["document"], row["report"], row["code"], row["place"]) for row in rows] == [
        ("line 2", "x3", "E-DATE", "published"),
        ("line 2", "x3", "E-KEY", "sorcing"),
        ("line 3", "x2", "E-AMOUNT", "claim 1 round.size"),
        ("line 4", "", "E-PARSE", "line 1 column 2"),
    ]
    assert {row["file"] for row in rows} == {"in.jsonl"}
    assert all(row["message"] and row["hint"] for row in rows)
    for row in rows:
        assert row["code"] in done.stderr


def test_what_speaks_of_a_document_left_out_is_left_out_with_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    opening = {"open": "gamma", "name": "G", "type": "mergr"}
    follows: tuple[dict[str, Any], ...] = (
        report("y", "2026-02-04", ONE, corrects={"report": "x2"}),
        report("z", "2026-02-04", {**ONE, "sighting_of": "x2#1"}),
        report("g", "2026-02-04", ONE, deal="gamma"),
        {"deal": "acme", "amend": "x2#1", "claim": ONE},
        {"deal": "acme", "withdraw": "x2#1"},
        {"deal": "acme", "retract": "x2", "published": "2026-02-05"},
    )
    name = desk.lines(BAD, opening, GOOD, *follows)
    before = desk.names()
    assert desk.run("import", "--partial", name).exit_code == 2
    assert desk.names()[len(before) :] == ["report-logged", "rumor-reported"]
    hints = {row["document"]: row["hint"] for row in rejects(desk)}
    assert len(hints) == 2 + len(follows)
    for line in (4, 5, 7, 8, 9):
        assert hints[f"line {line}"] == "in.jsonl, line 1 brings it in: put that right first"
    assert hints["line 6"] == "in.jsonl, line 2 brings it in: put that right first"


def test_an_element_of_a_report_left_out_is_not_there_for_others(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    bad = BAD | {"elements": {"mgx": {"kind": "party", "name": "MGX"}}}
    other = report("y", "2026-02-04", {"rumor": "round.lead = mgx"})
    assert desk.run("import", "--partial", desk.lines(bad, other)).exit_code == 2
    (_, row) = rejects(desk)
    assert (row["report"], row["seen"]) == ("y", "mgx")
    assert "line 1 brings it in" in row["hint"]


def test_a_file_of_rejects_is_never_written_over(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    name = desk.lines(GOOD, BAD)
    kept = desk.file("rejects.csv", "mine")
    before = len(desk.events())
    done = desk.run("import", "--partial", name)
    assert done.exit_code == 2
    assert "E-EXISTS --rejects" in done.stderr
    assert "--rejects rejects-2.csv" in done.stderr
    assert ((desk.folder / kept).read_text(), len(desk.events())) == ("mine", before)
    assert desk.run("import", "--partial", "--rejects", "two.csv", name).exit_code == 2
    assert len(rejects(desk, "two.csv")) == 1
    assert "1 new" in desk.ok("import", "--partial", desk.lines(report("x4", "2026-02-02", ONE)))


def test_where_the_rest_cannot_be_stored_no_file_of_rejects_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise DealtrailError("the disk is full", code="E-DISKFULL")

    desk = Desk(tmp_path)
    monkeypatch.setattr(Store, "append", full)
    assert desk.run("import", "--partial", desk.lines(GOOD, BAD)).exit_code == 1
    assert not (desk.folder / "rejects.csv").exists()


def test_a_dry_run_tells_what_would_be_left_out_and_writes_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    done = desk.run("import", "--partial", "--dry-run", "--json", desk.lines(GOOD, BAD))
    assert done.exit_code == 2
    told = json.loads(done.stdout)
    assert [each["name"] for each in told["events"]] == ["report-logged", "rumor-reported"]
    (left_out,) = told["rejected"]
    assert (left_out["place"], left_out["report"]) == ("in.jsonl, line 2", "x2")
    assert left_out["problems"][0]["code"] == "E-AMOUNT"
    assert "a dry run writes no list" in done.stderr
    shown = desk.run("import", "--partial", "--dry-run", desk.lines(GOOD, BAD)).stdout
    assert "left out: in.jsonl, line 2\n  E-AMOUNT in.jsonl, line 2: " in shown
    assert not (desk.folder / "rejects.csv").exists()
    assert len(desk.events("acme")) == 10


def test_what_was_put_right_comes_in_later_and_the_rest_is_known(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    fix = {"deal": "acme", "amend": "x1#1", "claim": {"rumor": "amazon.commitment = $2bn"}}
    name = desk.lines(GOOD, BAD, fix)
    desk.run("import", "--partial", name)
    count = len(desk.events())
    again = desk.run("import", "--partial", "--rejects", "again.csv", name)
    assert (again.exit_code, len(desk.events())) == (2, count)
    assert "0 new, 2 known, 1 left out" in again.stdout
    assert rejects(desk) == rejects(desk, "again.csv")
    right = BAD | {"claims": [{"rumor": "round.size = $3bn"}]}
    assert "1 new, 2 known" in desk.ok("import", desk.lines(GOOD, right, fix))


def test_with_nothing_wrong_it_is_an_import_like_any_other(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert "1 new" in desk.ok("import", "--partial", desk.lines(GOOD))
    assert "0 new, 1 known" in desk.ok("import", desk.lines(GOOD))
    assert not (desk.folder / "rejects.csv").exists()


def test_where_all_is_wrong_nothing_is_made(tmp_path: Path) -> None:
    desk = Desk(tmp_path, empty=True)
    done = desk.run("import", "--partial", desk.lines(BAD))
    assert done.exit_code == 2
    assert "0 new, 0 known, 1 left out" in done.stdout
    assert not desk.ledger.exists()
    assert rejects(desk)[0]["code"] == "E-NOTFOUND"
    done = desk.run("import", "--partial", "--rejects", "two.csv", "-", stdin="{oops")
    assert (done.exit_code, desk.ledger.exists()) == (2, False)
    assert rejects(desk, "two.csv")[0]["file"] == "standard input"


def test_all_left_out_as_duplicates_is_told_by_the_exit_code(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    other = report("r1", "2026-01-29", ONE)
    assert desk.run("import", "--partial", desk.lines(GOOD, other)).exit_code == 5


def test_a_name_that_is_mistyped_is_no_document_to_leave_out(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.lines(GOOD)
    done = desk.run("import", "--partial", "in.jsonl", "missing.jsonl")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "E-NOFILE missing.jsonl" in done.stderr
    assert not (desk.folder / "rejects.csv").exists()


def test_a_file_that_is_none_of_ours_is_left_out_whole(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.file("a.yaml", b"PK\x03\x04")
    desk.lines(GOOD)
    assert desk.run("import", "--partial", ".").exit_code == 2
    (row,) = rejects(desk)
    assert (row["file"], row["document"], row["code"]) == ("./a.yaml", "", "E-FORMAT")


def test_no_cell_is_taken_for_a_formula(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.run("import", "--partial", desk.lines(report("x", "=HYPERLINK(1)", ONE)))
    assert "'=HYPERLINK(1)" in (desk.folder / "rejects.csv").read_text()


def test_many_are_counted_on_the_terminal_and_all_in_the_file(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    bad = [report(f"b{count}", "2026-02-30", ONE) for count in range(500)]
    done = desk.run("import", "--partial", desk.lines(GOOD, *bad))
    assert "… and 490 problems more" in done.stderr
    assert len(rejects(desk)) == 500


def test_a_list_of_what_is_left_out_needs_something_to_be_left_out(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    done = desk.run("import", "--rejects", "x.csv", desk.lines(GOOD))
    assert done.exit_code == 2
    assert "E-USAGE --rejects" in done.stderr


@pytest.mark.parametrize(
    "fix",
    [
        {"deal": "acme", "undo": 12},
        {"deal": "acme", "withdraw": "acme#12"},
        {"deal": "acme", "amend": "12", "claim": {"rumor": "amazon.commitment = $3bn"}},
    ],
)
def test_a_number_of_an_entry_is_not_trusted_where_entries_are_missing(
    tmp_path: Path, fix: dict[str, Any]
) -> None:
    desk = Desk(tmp_path)
    before = desk.names()
    other = report("x3", "2026-02-04", {"rumor": "globex.commitment = $5bn"})
    assert desk.run("import", "--partial", desk.lines(BAD, GOOD, other, fix)).exit_code == 2
    assert "E-NUMBER" in [row["code"] for row in rejects(desk)]
    assert desk.names()[len(before) :] == ["report-logged", "rumor-reported"] * 2


def test_a_number_of_an_entry_is_not_trusted_where_some_of_its_file_is_known(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    desk.ok("import", desk.lines(GOOD))
    count = len(desk.events())
    done = desk.run("import", desk.lines(GOOD, {"deal": "acme", "undo": 9}))
    assert done.exit_code == 2
    assert "E-NUMBER in.jsonl, line 2" in done.stderr
    assert "'dealtrail undo'" in done.stderr
    assert len(desk.events()) == count
    desk.ok("undo", "acme#9")
    assert "0 new, 2 known" in desk.ok("import", desk.lines(GOOD, {"deal": "acme", "undo": 9}))
