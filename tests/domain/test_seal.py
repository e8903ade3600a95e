"""Every event is sealed as it is stored, and a file that is not the one known is not written to."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import BaseModel

from domain import entries, heads, history, seal, store, tree
from domain.entries import Entry, Write
from domain.errors import Conflict, DealtrailError, HistoryDiffers, NotALedger, Refused
from domain.store import Store
from tests import forging


class Said(BaseModel):
    stored_name: ClassVar[str] = "rumor-reported"
    report: str
    note: str = ""


REGISTRY: dict[str, type[entries.Event]] = {"rumor-reported": Said}
DEAL = "deal/acme"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of three entries of one deal, closed."""
    path = tmp_path / "events.db"
    with Store.create(path, REGISTRY) as ledger:
        log(ledger, 3)
    return path


def log(ledger: Store, count: int = 1, stream: str = DEAL) -> list[Entry]:
    events = [Said(report="wsj-1", note="à la hausse")] * count
    after = len(ledger.read(stream))
    return ledger.append(Write(stream, after, events), logged_by="ana", command_id=f"log-{after}")


def reopened(path: Path) -> Store:
    return Store.open(path, REGISTRY)


def head_of(path: Path) -> heads.Head:
    with closing(history.open_ledger(path)) as connection:
        found = seal.head(connection)
    assert found is not None
    return found


def rows_of(path: Path) -> list[tuple[object, ...]]:
    with closing(history.open_ledger(path)) as connection:
        return connection.execute("SELECT * FROM stored_events ORDER BY rowid").fetchall()


# What a seal is


def written_out(log: str, position: int, salt: bytes, row: tuple[object, ...]) -> bytes:
    """The leaf as docs/integrity.md tells it, without our code."""
    _, stream, number, name, state, recorded_at, logged_by, command_id = row
    digest = sha256(salt + str(state).encode()).digest()
    parts = [
        *(str(part).encode() for part in ("dealtrail-event/1", log, position, stream, number)),
        *(str(part).encode() for part in (name, recorded_at, logged_by, command_id)),
        digest,
    ]
    framed = b"".join(bytes([len(part) // 256, len(part) % 256]) + part for part in parts)
    return sha256(b"\0" + framed).digest()


def test_each_event_has_the_leaf_that_the_page_describes(path: Path) -> None:
    head = head_of(path)
    with closing(history.open_ledger(path)) as connection:
        leaves = connection.execute("SELECT * FROM log_leaf ORDER BY position").fetchall()
    assert [position for position, *_ in leaves] == [0, 1, 2]
    for (position, salt, leaf), row in zip(leaves, rows_of(path), strict=True):
        assert row[0] == position + 1
        assert leaf == written_out(head.log, position, salt, row)
    pair = sha256(b"\1" + leaves[0][2] + leaves[1][2]).digest()
    assert head.size == 3
    assert head.root == sha256(b"\1" + pair + leaves[2][2]).digest()


def test_equal_events_have_salts_of_their_own(path: Path) -> None:
    with closing(history.open_ledger(path)) as connection:
        salts = connection.execute("SELECT DISTINCT salt FROM log_leaf").fetchall()
    assert len(salts) == 3


def test_a_longer_log_continues_every_shorter_one(path: Path) -> None:
    seen = [head_of(path)]
    with reopened(path) as ledger:
        for count in (1, 4, 2, 7):
            log(ledger, count)
            seen.append(head_of(path))
    with closing(history.open_ledger(path)) as connection:
        node = seal.nodes(connection)
        for old in seen:
            proof = tree.consistency(old.size, seen[-1].size, node)
            assert tree.verify_consistency(old.size, seen[-1].size, proof, old.root, seen[-1].root)


def test_a_write_that_failed_leaves_no_leaf(path: Path) -> None:
    before = head_of(path)
    with reopened(path) as ledger:
        with pytest.raises(Conflict):
            ledger.append(
                Write("deal/new", 0, [Said(report="x")]),
                Write(DEAL, 1, [Said(report="x")]),
                logged_by="ana",
                command_id="c",
            )
        assert head_of(path) == before
        log(ledger)
    assert head_of(path).size == 4


def test_a_part_that_no_entry_can_hold_is_refused(path: Path) -> None:
    with reopened(path) as ledger, pytest.raises(Refused, match="E-LENGTH"):
        ledger.append(Write(DEAL, 3, [Said(report="x")]), logged_by="ana", command_id="c" * 65_536)
    assert head_of(path).size == 3


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE log_leaf SET hash = zeroblob(32)", "never changed"),
        ("DELETE FROM log_leaf WHERE position = 2", "never deleted"),
        ("INSERT INTO log_leaf VALUES (4, zeroblob(16), zeroblob(32))", "continues the tree"),
        ("INSERT OR REPLACE INTO log_leaf VALUES (1, zeroblob(16), zeroblob(32))", "continues"),
        ("INSERT INTO log_leaf VALUES (3, x'00', zeroblob(32))", "CHECK"),
        ("UPDATE log_meta SET log_id = 'mine'", "keeps its id"),
        ("DELETE FROM log_meta", "keeps its id"),
        ("INSERT INTO log_meta VALUES (2, 'mine', '')", "CHECK"),
    ],
)
def test_another_program_cannot_change_seals_by_accident(
    path: Path, statement: str, reason: str
) -> None:
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as connection,
        pytest.raises(sqlite3.IntegrityError, match=reason),
    ):
        connection.execute(statement)


def test_another_program_cannot_store_an_event_without_its_leaf(path: Path) -> None:
    row = (DEAL, 4, "rumor-reported", "{}", "2099-01-01T00:00:00.000000Z", "b", "c")
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="stored with its leaf"),
    ):
        forging.insert(connection, None, *row)


# A ledger of the form before seals


def test_an_older_ledger_is_read_as_it_is_and_sealed_by_the_next_write(path: Path) -> None:
    known = Path(heads.place_of(str(path)))
    known.unlink()
    forging.without_seals(path)
    store.seal_for_shipping(path)
    before, rows = path.read_bytes(), rows_of(path)
    with reopened(path) as ledger:
        assert [entry.number for entry in ledger.read(DEAL)] == [1, 2, 3]
        assert path.read_bytes() == before
        assert not known.exists()
        log(ledger)
        (note,) = ledger.take_notes()
        log(ledger)
        assert ledger.take_notes() == ()
    assert note.startswith("W-SEALED")
    assert "the 3 entries" in note
    assert rows_of(path)[:3] == rows
    head = head_of(path)
    assert head.size == 5
    assert heads.kept(str(path)) == head
    with closing(history.open_ledger(path)) as connection:
        leaves = connection.execute("SELECT * FROM log_leaf ORDER BY position").fetchall()
    for (position, salt, leaf), row in zip(leaves, rows_of(path), strict=True):
        assert leaf == written_out(head.log, position, salt, row)


def test_a_ledger_whose_first_seals_are_still_in_its_wal_is_opened_by_another(path: Path) -> None:
    forging.without_seals(path)
    store.seal_for_shipping(path)
    Path(heads.place_of(str(path))).unlink()
    with reopened(path) as ledger:
        log(ledger)
        with reopened(path) as other:
            log(other)
    assert head_of(path).size == 5


def test_a_failed_first_write_leaves_an_older_ledger_as_it_was(path: Path) -> None:
    Path(heads.place_of(str(path))).unlink()
    forging.without_seals(path)
    with reopened(path) as ledger, pytest.raises(Conflict):
        ledger.append(Write(DEAL, 7, [Said(report="x")]), logged_by="ana", command_id="c")
    with closing(history.open_ledger(path)) as connection:
        assert history.log_of(connection) == (None, 0)


def test_an_older_ledger_that_lost_an_entry_is_not_sealed_over_the_gap(path: Path) -> None:
    Path(heads.place_of(str(path))).unlink()
    forging.without_seals(path)
    with forging.past_the_guards(path) as connection:
        connection.execute("DELETE FROM stored_events WHERE rowid = 2")
    with reopened(path) as ledger, pytest.raises(HistoryDiffers, match="E-SEAL"):
        log(ledger, stream="deal/other")


# The file is the one that was known, or nothing is written


def test_the_head_is_kept_after_every_write_for_its_user_alone(path: Path) -> None:
    assert heads.kept(str(path)) == head_of(path)
    with reopened(path) as ledger:
        log(ledger)
        assert heads.kept(str(path)) == head_of(path)
    place = Path(heads.place_of(str(path)))
    assert place.stat().st_mode & 0o077 == 0
    assert [each.name for each in place.parent.iterdir()] == ["events.db.head"]


def test_what_another_writer_added_is_taken_for_a_continuation(path: Path) -> None:
    with reopened(path) as ana, reopened(path) as ben:
        log(ana)
        log(ben, stream="deal/other")
        log(ana, 3)
        log(ben)
    assert head_of(path).size == 9


def refused(path: Path, code: str, *words: str) -> None:
    """Opening for writing is refused in these words, with the way out, and changes nothing."""
    before = {each.name: each.read_bytes() for each in path.parent.iterdir() if each.is_file()}
    with pytest.raises(DealtrailError) as refusal:
        reopened(path)
    assert refusal.value.code == code
    for word in words:
        assert word in str(refusal.value)
    after = {each.name: each.read_bytes() for each in path.parent.iterdir() if each.is_file()}
    assert after == before


def test_an_emptied_file_is_refused_with_what_was_known(path: Path) -> None:
    os.truncate(path, 0)
    refused(path, "E-EMPTYFILE", "the file is empty", "3 entries of log")


def test_a_ledger_emptied_by_making_a_new_one_elsewhere_is_refused(
    path: Path, tmp_path: Path
) -> None:
    Store.create(tmp_path / "new.db", REGISTRY).close()
    shutil.copy(tmp_path / "new.db", path)
    refused(path, "E-REPLACED", "another log", "with 3 entries", "--accept-head")


def test_a_copy_without_its_wal_is_refused(path: Path, tmp_path: Path) -> None:
    with reopened(path) as ledger:
        log(ledger, 5)
        shutil.copy(path, tmp_path / "copy.db")
    shutil.copy(tmp_path / "copy.db", path)
    refused(path, "E-OLDER", "3 entries where 8 were known", "-wal", "5 entries are missing")


def test_an_older_backup_is_refused(path: Path, tmp_path: Path) -> None:
    shutil.copy(path, tmp_path / "backup.db")
    with reopened(path) as ledger:
        log(ledger, 5)
    shutil.copy(tmp_path / "backup.db", path)
    refused(path, "E-OLDER", "older than known: 3 entries where 8 were known", "--accept-head")


def test_an_older_backup_from_before_the_seals_is_refused(path: Path) -> None:
    forging.without_seals(path)
    refused(path, "E-REPLACED", "has no seals", "3 entries")


def test_a_log_that_grew_differently_is_refused(path: Path, tmp_path: Path) -> None:
    shutil.copy(path, tmp_path / "fork.db")
    with reopened(tmp_path / "fork.db") as fork:
        log(fork, 6, stream="deal/other")
    with reopened(path) as ledger:
        log(ledger, 2)
    shutil.copy(tmp_path / "fork.db", path)
    refused(path, "E-REWRITTEN", "entries up to 5")


def test_a_file_that_is_cut_while_it_is_open_takes_no_event(path: Path, tmp_path: Path) -> None:
    shutil.copy(path, tmp_path / "backup.db")
    with reopened(path) as ledger:
        log(ledger, 5)
        with (
            closing(sqlite3.connect(tmp_path / "backup.db")) as backup,
            closing(sqlite3.connect(path)) as live,
        ):
            backup.backup(live)  # restored in place, under the writer's hands
        with pytest.raises(HistoryDiffers, match="E-OLDER"):
            log(ledger)


def test_an_entry_slipped_in_without_a_seal_stops_the_next_write(path: Path) -> None:
    with forging.past_the_guards(path) as connection:
        row = (DEAL, 4, "rumor-reported", "{}", "2099-01-01T00:00:00.000000Z", "b", "c")
        forging.insert(connection, None, *row)
    with reopened(path) as ledger, pytest.raises(HistoryDiffers, match="3 entries were sealed, 4"):
        log(ledger, stream="deal/other")


def test_a_tail_cut_off_stops_the_next_write_even_where_nothing_is_known(path: Path) -> None:
    Path(heads.place_of(str(path))).unlink()
    with forging.past_the_guards(path) as connection:
        connection.execute("DELETE FROM stored_events WHERE rowid = 3")
        connection.execute("DELETE FROM log_leaf WHERE position = 2")
    with reopened(path) as ledger, pytest.raises(HistoryDiffers, match="3 were once"):
        log(ledger, stream="deal/other")


def test_a_node_that_is_gone_stops_the_next_write(path: Path) -> None:
    with forging.past_the_guards(path) as connection:
        connection.execute("DELETE FROM log_node")
    Path(heads.place_of(str(path))).unlink()
    with reopened(path) as ledger, pytest.raises(HistoryDiffers, match="E-SEAL"):
        log(ledger, stream="deal/other")


def test_a_ledger_of_a_name_that_was_known_is_told_to_be_new(path: Path) -> None:
    path.unlink()
    with Store.create(path, REGISTRY) as ledger:
        (note,) = ledger.take_notes()
        assert note.startswith("W-NEWLOG a ledger of 3 entries")
        log(ledger)


def test_a_head_that_cannot_be_read_is_told(path: Path) -> None:
    Path(heads.place_of(str(path))).write_text("{}", encoding="ascii")
    with reopened(path) as ledger:
        (note,) = ledger.take_notes()
    assert note.startswith("W-KEEP what was known of this ledger cannot be read")


def test_an_event_is_stored_though_the_head_cannot_be_kept(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DEALTRAIL_STATE", str(tmp_path / "file" / "state"))
    with reopened(path) as ledger:
        log(ledger)
        assert ledger.take_notes()[0].startswith("W-KEEP stored; but")
    assert head_of(path).size == 4


def test_a_damaged_file_is_refused_with_what_was_known(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + bytes(4080))
    with pytest.raises(NotALedger, match="3 entries of log"):
        reopened(path)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"DEALTRAIL_STATE": "/a/b", "XDG_STATE_HOME": "/c"}, "/a/b"),
        ({"XDG_STATE_HOME": "/c"}, "/c/dealtrail"),
        ({"XDG_STATE_HOME": "relative"}, "/home/ana/.local/state/dealtrail"),
        ({}, "/home/ana/.local/state/dealtrail"),
    ],
)
def test_the_state_folder_is_where_the_platform_has_it(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], expected: str
) -> None:
    for name in ("DEALTRAIL_STATE", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/home/ana", **given}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", "linux")
    assert heads.folder() == expected


def test_the_kept_head_is_plain_json(path: Path) -> None:
    text = Path(heads.place_of(str(path))).read_text(encoding="ascii")
    assert len(text) == 256
    found = json.loads(text)
    assert found.pop("check")
    assert found == {"log": head_of(path).log, "size": 3, "root": head_of(path).root.hex()}


def test_a_head_that_was_half_written_is_not_taken_for_one(path: Path) -> None:
    place = Path(heads.place_of(str(path)))
    text = place.read_text(encoding="ascii")
    place.write_text(text.replace('"size": 3', '"size": 4'), encoding="ascii")
    with pytest.raises(ValueError, match="torn"):
        heads.kept(str(path))
