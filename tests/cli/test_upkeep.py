"""The verbs `backup`, `restore` and `doctor`, as somebody uses them at a desk."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cli import upkeep, writing
from domain import history, turns
from domain.entries import Entry, Write
from domain.store import Store
from tests.cli.desk import Desk

DOCTOR_KEYS = {"schema", "path", "worst", "findings"}


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALTRAIL_STATE", str(tmp_path / "memory/state"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "desk").mkdir()
    desk = Desk(tmp_path / "desk")
    assert desk.log("amazon.commitment = $1bn", "--id", "mine").exit_code == 0
    return desk


@pytest.fixture
def other_writer(desk: Desk) -> Iterator[sqlite3.Connection]:
    """Another program that is in the middle of a write."""
    with closing(sqlite3.connect(desk.ledger, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


def test_whoever_has_to_wait_is_told_for_whom_and_then_served(
    desk: Desk, other_writer: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def say(text: str) -> None:
        told.append(text)
        other_writer.execute("ROLLBACK")

    monkeypatch.setattr(turns, "TOLD_AFTER", 0)
    monkeypatch.setattr(writing, "say", say)
    assert desk.log("amazon.commitment = $2bn", "--id", "next").exit_code == 0
    assert told[0].startswith("another program")
    assert told[0].endswith("is writing to this ledger; waiting up to 30 seconds")


@pytest.mark.usefixtures("other_writer")
def test_a_ledger_that_stays_locked_stores_nothing_and_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "LOCK_TIMEOUT", 0.01)
    before = desk.events()
    done = desk.log("amazon.commitment = $2bn", "--id", "next")
    assert done.exit_code == 1
    assert "E-LOCKED" in done.stderr
    assert "nothing was stored; try again" in done.stderr
    assert desk.events() == before


@pytest.mark.parametrize(
    ("stored", "words"),
    [(True, "stopped; stored before that as acme#13 to acme#14"), (False, "nothing was stored")],
)
def test_whoever_stops_a_command_is_told_what_came_of_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, *, stored: bool, words: str
) -> None:
    append = Store.append

    def stop(self: Store, *writes: Write, **more: str) -> list[Entry]:
        if stored:
            append(self, *writes, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "append", stop)
    before = len(desk.events())
    done = desk.log("amazon.commitment = $2bn", "--id", "next")
    assert done.exit_code == 130
    assert words in done.stderr
    assert len(desk.events()) == before + (2 if stored else 0)


def test_a_backup_is_made_checked_and_put_back(desk: Desk) -> None:
    before = desk.events()
    made = desk.ok("backup", "copy.db")
    assert "copy.db: 16 entries of log" in made
    assert made.endswith("checked whole\n")
    desk.ledger.unlink()
    done = desk.run("restore", "copy.db")
    assert done.exit_code == 0, done.stderr
    assert "events.db: 16 entries of log" in done.stdout
    assert desk.events() == before
    assert desk.log("amazon.commitment = $2bn", "--id", "next").exit_code == 0


def test_a_backup_tells_the_same_facts_as_json(desk: Desk) -> None:
    found = json.loads(desk.ok("backup", "copy.db", "--json"))
    assert found["schema"] == "dealtrail.backup/1"
    assert (found["events"], found["size"], found["notes"]) == (16, 16, [])
    verified = json.loads(desk.ok("--db", "copy.db", "verify", "--json"))
    assert (verified["root"], verified["status"]) == (found["root"], "ok")


def test_a_backup_over_a_file_is_refused(desk: Desk) -> None:
    desk.file("copy.db", "mine")
    done = desk.run("backup", "copy.db")
    assert (done.exit_code, "E-EXISTS" in done.stderr) == (2, True)


def test_a_name_that_ends_like_a_folder_is_not_taken_for_a_file(desk: Desk) -> None:
    told = desk.run("backup", f"{desk.folder}/stick/")
    assert told.exit_code == 2
    assert "E-FOLDER" in told.stderr
    assert not (desk.folder / "stick").exists()


def test_an_older_backup_is_restored_only_if_that_is_meant(desk: Desk) -> None:
    desk.ok("backup", "copy.db")
    desk.ok("withdraw", "r1#2", "--why", "a slip")
    tried = desk.ok("restore", "copy.db", "--dry-run")
    assert "so the last 1 would be lost" in tried
    done = desk.run("restore", "copy.db")
    assert (done.exit_code, "--accept-loss" in done.stderr) == (1, True)
    assert len(desk.events()) == 17
    done = desk.run("restore", "copy.db", "--accept-loss")
    assert done.exit_code == 0, done.stderr
    assert "lost: the backup is older: it has 16 entries, and 17 were known" in done.stdout
    assert "what was there is kept as" in done.stdout
    assert len(desk.events()) == 16
    assert desk.run("verify").exit_code == 0


def test_a_restore_tells_the_same_facts_as_json(desk: Desk) -> None:
    desk.ok("backup", "copy.db")
    desk.ok("withdraw", "r1#2", "--why", "a slip")
    tried = json.loads(desk.ok("restore", "copy.db", "-n", "--json"))
    done = json.loads(desk.ok("restore", "copy.db", "--accept-loss", "--json"))
    assert tried.keys() == done.keys()
    assert (tried["dry_run"], done["dry_run"]) == (True, False)
    assert tried["loss"] == done["loss"] == {**done["loss"], "code": "E-OLDER", "entries": 1}
    assert Path(done["aside"][0]).exists()


@pytest.mark.parametrize(("answer", "code", "left"), [("y\n", 0, 16), ("\n", 3, 17)])
def test_on_a_terminal_one_is_asked_and_no_is_the_default(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, left: int
) -> None:
    desk.ok("backup", "copy.db")
    desk.ok("withdraw", "r1#2", "--why", "a slip")
    monkeypatch.setattr(upkeep, "asks", lambda: True)
    done = desk.run("restore", "copy.db", stdin=answer)
    assert (done.exit_code, len(desk.events())) == (code, left)
    assert "Restore it all the same?" in done.stderr


def test_a_checkpoint_beyond_the_backup_is_told(desk: Desk) -> None:
    desk.ok("backup", "copy.db")
    desk.ok("withdraw", "r1#2", "--why", "a slip")
    desk.ok("checkpoint")
    done = desk.run("restore", "copy.db", "--accept-loss")
    assert "never signed again" in done.stderr
    assert "E-BROKEN" in desk.run("checkpoint").stderr


def test_the_doctor_tells_each_thing_on_a_line_and_what_to_do(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 51, 2))
    done = desk.run("doctor")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("warning  sqlite      SQLite 3.51.2: ")
    assert lines[1].startswith(f"{'':21}→ keep backups")
    assert "ok       entries     16 entries; the end of the log fits" in lines
    assert done.exit_code == 2


def test_the_doctor_ends_with_1_where_something_is_wrong(desk: Desk) -> None:
    desk.ledger.unlink()
    done = desk.run("doctor")
    assert done.exit_code == 1
    assert "WRONG    file        there is no ledger here" in done.stdout


def test_the_doctor_tells_the_same_facts_as_json(desk: Desk) -> None:
    done = desk.run("doctor", "--json")
    found = json.loads(done.stdout)
    assert found.keys() == DOCTOR_KEYS
    assert found["schema"] == "dealtrail.doctor/1"
    assert upkeep.CODES[found["worst"]] == done.exit_code
    assert all({"name", "level", "text", "todo"} == each.keys() for each in found["findings"])
