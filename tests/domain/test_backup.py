"""Backup and restore: whole or not at all, over nothing, and what would be lost is told."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from domain import backup, heads, history
from domain.backup import Plan, plan, restore
from domain.errors import DealtrailError, HistoryDiffers, NotALedger, Refused
from domain.ledger import Ledger
from domain.verify import Anchor, verify
from tests import forging
from tests.rights import without_rights_to_write
from tests.telling import rumor

ROOT = Path(__file__).parents[2]
OPENING = {"open": "acme", "name": "Acme", "type": "funding_round", "currency": "USD"}


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEALTRAIL_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of a deal and three reports, closed."""
    (tmp_path / "desk").mkdir()
    path = tmp_path / "desk/events.db"
    with Ledger.create(path) as ledger:
        ledger.log(OPENING)
    log(path, 3)
    return path


def log(path: Path, count: int) -> None:
    with Ledger.open(path) as ledger:
        for _ in range(count):
            ledger.log(report(size(path)))


def report(number: int) -> dict[str, object]:
    return {
        "deal": "acme",
        "id": f"r{number}",
        "source": "Reuters",
        "published": "2026-01-29",
        "sourcing": "anonymous_plural",
        "claims": [rumor(f"round.size = ${number}bn")],
    }


def size(path: Path) -> int:
    with closing(history.open_ledger(path)) as connection:
        return history.log_of(connection)[1]


def contents(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
        return connection.execute("SELECT * FROM stored_events ORDER BY rowid").fetchall()


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def remove(path: Path) -> None:
    for ending in ("", *history.BESIDE):
        Path(f"{path}{ending}").unlink(missing_ok=True)


def planned(source: Path, path: Path) -> Plan:
    return plan(str(source), str(path))


# Backup


def test_a_backup_is_one_whole_file_of_the_same_root(path: Path, tmp_path: Path) -> None:
    path.chmod(0o640)
    with Ledger.open(path) as ledger:
        ledger.log(report(90))
        assert Path(f"{path}-wal").stat().st_size  # what was logged last is not in the file yet
        made = backup.backup(str(path), str(tmp_path / "copy.db"))
        assert made.head == heads.kept(str(path))
    copy = Path(made.path)
    assert (made.events, made.bytes, made.notes) == (size(path), copy.stat().st_size, ())
    assert contents(copy) == contents(path)
    assert copy.stat().st_mode & 0o777 == 0o640
    assert copy.read_bytes()[18:20] == b"\x01\x01"  # needs nothing beside it
    assert names(tmp_path) == ["copy.db", "desk", "state"]


def test_what_is_logged_while_a_backup_is_made_neither_disturbs_it_nor_is_in_it(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_PAGES", 1)
    before, begun = size(path), contents(path)
    told: list[tuple[int, int]] = []
    with Ledger.open(path) as ledger:

        def tell(done: int, of: int) -> None:
            if len(told) in (2, 5):
                ledger.log(report(100 + len(told)))
            told.append((done, of))

        made = backup.backup(str(path), str(tmp_path / "copy.db"), tell)
    assert size(path) == before + 4
    assert made.head is not None
    assert made.head.size == before
    assert contents(tmp_path / "copy.db") == begun
    assert [done for done, _ in told] == list(range(1, told[0][1] + 1))  # begun once, not anew


def test_a_folder_gets_a_dated_copy(path: Path, tmp_path: Path) -> None:
    made = backup.backup(str(path), str(tmp_path))
    name = os.path.basename(made.path)
    assert name.startswith("events-20")
    assert name.endswith("Z.db")


@pytest.mark.parametrize("taken", ["copy.db", "copy.db-wal", "copy.db-journal"])
def test_a_backup_takes_no_name_that_is_taken(path: Path, tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).write_bytes(b"mine")
    with pytest.raises(Refused, match=rf"E-EXISTS .*{taken}"):
        backup.backup(str(path), str(tmp_path / "copy.db"))
    assert (tmp_path / taken).read_bytes() == b"mine"
    assert names(tmp_path) == sorted([taken, "desk", "state"])


def test_a_new_ledger_is_not_made_beside_the_wal_of_another(tmp_path: Path) -> None:
    (tmp_path / "new.db-wal").write_bytes(b"of another")
    with pytest.raises(Refused, match="E-EXISTS"):
        Ledger.create(tmp_path / "new.db")
    assert names(tmp_path) == ["new.db-wal"]
    (tmp_path / "new.db-wal").write_bytes(b"")  # as readers leave it
    Ledger.create(tmp_path / "new.db").close()


def test_there_is_no_backup_of_a_ledger_that_is_not_what_it_was(path: Path, tmp_path: Path) -> None:
    with forging.past_the_guards(path) as connection:
        connection.execute("UPDATE stored_events SET logged_by = 'eve' WHERE rowid = 3")
    with pytest.raises(HistoryDiffers, match=r"E-BROKEN .*it was changed"):
        backup.backup(str(path), str(tmp_path / "copy.db"))
    assert names(tmp_path) == ["desk", "state"]


def test_there_is_no_backup_of_a_ledger_that_was_put_back(path: Path, tmp_path: Path) -> None:
    shutil.copy(path, tmp_path / "old.db")
    log(path, 1)
    shutil.copy(tmp_path / "old.db", path)
    with pytest.raises(HistoryDiffers, match=r"E-BROKEN .*older than known"):
        backup.backup(str(path), str(tmp_path / "copy.db"))


def test_a_head_that_cannot_be_read_is_told_and_no_reason_to_have_no_backup(
    path: Path, tmp_path: Path
) -> None:
    Path(heads.place_of(str(path))).write_text("torn")
    made = backup.backup(str(path), str(tmp_path / "copy.db"))
    assert "not held against" in made.notes[0]
    assert contents(tmp_path / "copy.db") == contents(path)


def test_a_ledger_without_seals_is_copied_too(path: Path, tmp_path: Path) -> None:
    heads.forget(str(path))
    forging.without_seals(path)
    made = backup.backup(str(path), str(tmp_path / "copy.db"))
    assert (made.head, made.events) == (None, len(contents(path)))


def test_a_backup_into_a_closed_folder_is_refused_plainly(path: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    path.chmod(0o644)
    with without_rights_to_write(closed), pytest.raises(DealtrailError, match="E-ACCESS"):
        backup.backup(str(path), str(closed / "copy.db"))
    assert names(closed) == []
    with pytest.raises(Refused, match="E-FOLDER"):
        backup.backup(str(path), str(tmp_path / "nowhere/copy.db"))


def test_a_backup_that_the_disk_has_no_room_for_leaves_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = history.connect

    def tight(place: str, how: str) -> sqlite3.Connection:
        connection = connect(place, how)
        if place.endswith(".new") and how == "mode=rw":
            connection.execute("PRAGMA max_page_count=3")
        return connection

    monkeypatch.setattr(history, "connect", tight)
    with pytest.raises(DealtrailError, match="E-DISKFULL"):
        backup.backup(str(path), str(tmp_path / "copy.db"))
    assert names(tmp_path) == ["desk", "state"]


# Restore


def test_a_ledger_that_is_gone_is_brought_back_whole(path: Path, tmp_path: Path) -> None:
    before = contents(path)
    copy = backup.backup(str(path), str(tmp_path / "copy.db")).path
    remove(path)
    made = planned(Path(copy), path)
    assert made.loss is None
    done = restore(made)
    assert (done.aside, contents(path)) == ((), before)
    known = heads.kept(str(path))
    assert known is not None
    assert verify(str(path), [Anchor(where="here", head=known)]).status == "ok"
    log(path, 1)
    assert names(path.parent) == ["events.db"]


def test_what_is_there_is_kept_with_its_wal_and_can_be_read(path: Path, tmp_path: Path) -> None:
    copy = backup.backup(str(path), str(tmp_path / "copy.db")).path
    kept = path.with_name("live")
    with Ledger.open(path) as ledger:  # as a program leaves it that is killed
        ledger.log(report(90))
        for ending in ("", "-wal"):
            shutil.copy(f"{path}{ending}", f"{kept}{ending}")
    for ending in ("", "-wal"):
        os.replace(f"{kept}{ending}", f"{path}{ending}")
    live = size(path)
    made = planned(Path(copy), path)
    assert made.loss is not None
    assert (made.loss.code, made.loss.entries) == ("E-OLDER", 2)
    with pytest.raises(HistoryDiffers, match=r"E-OLDER .*last 2 would be lost"):
        restore(made)
    assert size(path) == live
    done = restore(made, accept_loss=True)
    assert contents(path) == contents(Path(copy))
    assert not Path(f"{path}-wal").exists()
    assert size(Path(done.aside[0])) == live
    log(path, 1)


def test_a_stale_wal_of_another_state_is_moved_away_and_not_read(
    path: Path, tmp_path: Path
) -> None:
    copy = backup.backup(str(path), str(tmp_path / "copy.db")).path
    remove(path)
    Path(f"{path}-wal").write_bytes(b"a -wal that was left behind")
    done = restore(planned(Path(copy), path))
    assert [each.rpartition(".old")[2] for each in done.aside] == ["-wal"]
    assert Path(done.aside[0]).read_bytes() == b"a -wal that was left behind"
    assert contents(path) == contents(Path(copy))


def test_a_backup_that_is_not_sound_replaces_nothing(path: Path, tmp_path: Path) -> None:
    copy = Path(backup.backup(str(path), str(tmp_path / "copy.db")).path)
    before = path.read_bytes()
    whole = copy.read_bytes()
    for spoilt in (whole[: len(whole) // 2], whole.replace(b"Reuters", b"Reutres"), b"a text"):
        copy.write_bytes(spoilt)
        with pytest.raises((HistoryDiffers, NotALedger)):
            planned(copy, path)
    assert path.read_bytes() == before


def test_a_backup_that_is_not_the_one_last_made_under_its_name_is_told(
    path: Path, tmp_path: Path
) -> None:
    older = backup.backup(str(path), str(tmp_path / "older.db")).path
    log(path, 1)
    newer = backup.backup(str(path), str(tmp_path / "newer.db")).path
    assert planned(Path(newer), path).notes == ()
    shutil.copy(older, newer)  # two disks that are used in turn
    made = planned(Path(newer), path)
    assert made.notes[0].startswith("not the backup that was last made under this name: older")
    assert made.loss is not None
    restore(made, accept_loss=True)


def test_another_ledger_and_one_that_went_another_way_are_told(path: Path, tmp_path: Path) -> None:
    copy = Path(backup.backup(str(path), str(tmp_path / "copy.db")).path)
    other = tmp_path / "other.db"
    Ledger.create(other).close()
    loss = planned(other, path).loss
    assert loss is not None
    assert loss.code == "E-REPLACED"
    assert "another ledger" in loss.text
    log(path, 1)
    log(copy, 2)
    loss = planned(copy, path).loss
    assert loss is not None
    assert loss.code == "E-REWRITTEN"


def test_where_the_file_there_cannot_be_read_nobody_can_tell_what_is_lost(
    path: Path, tmp_path: Path
) -> None:
    copy = Path(backup.backup(str(path), str(tmp_path / "copy.db")).path)
    path.write_bytes(b"damaged")
    assert planned(copy, path).loss is None  # the backup has all that was known
    heads.forget(str(path))
    loss = planned(copy, path).loss
    assert loss is not None
    assert (loss.code, loss.entries) == ("E-CORRUPT", None)
    done = restore(planned(copy, path), accept_loss=True)
    assert Path(done.aside[0]).read_bytes() == b"damaged"


def test_what_a_ledger_without_seals_holds_beyond_a_backup_nobody_can_tell(
    path: Path, tmp_path: Path
) -> None:
    copy = Path(backup.backup(str(path), str(tmp_path / "copy.db")).path)
    heads.forget(str(path))
    forging.without_seals(path)
    loss = planned(copy, path).loss
    assert loss is not None
    assert "has no seals" in loss.text


def test_what_was_logged_since_one_looked_is_not_lost_unseen(path: Path, tmp_path: Path) -> None:
    copy = backup.backup(str(path), str(tmp_path / "copy.db")).path
    log(path, 1)
    made = planned(Path(copy), path)
    log(path, 1)
    with pytest.raises(HistoryDiffers, match="last 4 would be lost"):
        restore(made, accept_loss=True)


def test_a_ledger_is_no_backup_of_itself(path: Path) -> None:
    with pytest.raises(Refused, match="E-NOFILE"):
        planned(path.parent / "nothing.db", path)
    (path.parent / "link.db").symlink_to(path)
    with pytest.raises(Refused, match="the ledger itself"):
        planned(path.parent / "link.db", path)


HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode=" + sys.argv[2]).fetchone()
connection.execute("BEGIN")
connection.execute("SELECT count(*) FROM stored_events").fetchone()
print("open", flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_a_ledger_that_another_program_has_open_is_left_alone(
    path: Path, tmp_path: Path, mode: str
) -> None:
    copy = backup.backup(str(path), str(tmp_path / "copy.db")).path
    made = planned(Path(copy), path)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDER, path, mode],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    other.stdout.readline()
    before = sorted(name for name in names(path.parent) if name.endswith(".db"))
    try:
        with pytest.raises(DealtrailError, match="E-INUSE") as refusal:
            restore(made)
    finally:
        other.communicate("\n")
    if sys.platform == "linux":
        assert f"process {other.pid} (" in refusal.value.message
    assert sorted(name for name in names(path.parent) if name.endswith(".db")) == before
    restore(made)


def test_whoever_had_the_ledger_open_is_told_that_it_was_replaced(
    path: Path, tmp_path: Path
) -> None:
    copy = backup.backup(str(path), str(tmp_path / "copy.db")).path
    with Ledger.open(path) as ledger:
        restore(planned(Path(copy), path))  # locks of one's own process are not seen
        with pytest.raises(DealtrailError, match="E-MOVED"):
            ledger.log(report(99))
    assert contents(path) == contents(Path(copy))
