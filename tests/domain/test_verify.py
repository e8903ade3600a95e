"""What `verify` says of a ledger: that it is whole, or what was done to it, in plain words."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import BaseModel

from domain import entries, heads, history, seal
from domain.entries import Write
from domain.errors import DealtrailError
from domain.store import Store, seal_for_shipping
from domain.verify import Anchor, Verified, verify
from tests import forging


class Said(BaseModel):
    stored_name: ClassVar[str] = "rumor-reported"
    report: str
    note: str = ""


REGISTRY: dict[str, type[entries.Event]] = {"rumor-reported": Said}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of twelve entries: eight of acme, four of beta, closed."""
    path = tmp_path / "events.db"
    with Store.create(path, REGISTRY) as ledger:
        for deal, count in (("acme", 5), ("beta", 4), ("acme", 3)):
            log(ledger, deal, count)
    return path


def log(ledger: Store, deal: str, count: int) -> None:
    after = len(ledger.read(f"deal/{deal}"))
    events = [Said(report="wsj-1", note=f"{deal} {after + at + 1}") for at in range(count)]
    ledger.append(
        Write(f"deal/{deal}", after, events), logged_by="ana", command_id=f"{deal}-{after}"
    )


def add(path: Path, count: int) -> None:
    with Store.open(path, REGISTRY) as ledger:
        log(ledger, "acme", count)


def checked(path: Path, level: str = "full") -> Verified:
    """As `dealtrail verify` does it, against the head that was kept, and nothing is altered."""
    before = path.read_bytes()
    known = heads.kept(str(path))
    anchors = [Anchor(where="the state folder", head=known)] if known else []
    found = verify(str(path), anchors, level)
    assert path.read_bytes() == before
    return found


def said(found: Verified) -> list[str]:
    assert found.status == ("broken" if found.faults else found.status)
    return [f"{fault.kind}: {fault.text}" for fault in found.faults]


# Whole


@pytest.mark.parametrize("level", ["head", "full"])
def test_a_ledger_that_nobody_touched_is_whole(path: Path, level: str) -> None:
    found = checked(path, level)
    assert (found.status, said(found)) == ("ok", [])
    assert (found.size, found.events, found.deals) == (12, 12, 2)
    with closing(history.open_ledger(path)) as connection:
        head = seal.head(connection)
    assert head is not None
    assert (found.log, found.root) == (head.log, head.root)
    assert found.matching == (12 if level == "full" else 0)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 8, 9, 64, 65])
def test_ledgers_of_every_length_are_whole(tmp_path: Path, count: int) -> None:
    with Store.create(tmp_path / "e.db", REGISTRY) as ledger:
        if count:
            log(ledger, "acme", count)
    found = verify(str(tmp_path / "e.db"))
    assert (said(found), found.size, found.matching) == ([], count, count)


def test_where_nothing_outside_vouches_for_it_we_cannot_tell(path: Path) -> None:
    assert verify(str(path)).status == "cannot tell"


def test_a_ledger_without_seals_cannot_be_told_but_its_gaps_can(path: Path) -> None:
    forging.without_seals(path)
    assert (verify(str(path)).status, verify(str(path)).log) == ("cannot tell", None)
    with forging.past_the_guards(path) as connection:
        connection.execute("DELETE FROM stored_events WHERE rowid = 4")
    assert said(verify(str(path)))[0] == (
        "missing: 1 of 12 entries are missing: the numbers have a gap"
    )


def test_a_ledger_is_verified_while_somebody_writes_to_it(path: Path) -> None:
    with Store.open(path, REGISTRY) as ledger:
        log(ledger, "acme", 3)
        found = checked(path)
    assert (found.status, found.size) == ("ok", 15)


# Rows that were tampered with by somebody who takes the guards off and puts them back


def change_state(connection: sqlite3.Connection) -> None:
    connection.execute(
        "UPDATE stored_events SET state = replace(state, 'acme 3', 'acme 9') WHERE rowid = 3"
    )


def change_time(connection: sqlite3.Connection) -> None:
    connection.execute(
        "UPDATE stored_events SET recorded_at = '2020-01-01' || substr(recorded_at, 11)"
        " WHERE rowid = 3"
    )


def change_name(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE stored_events SET topic = 'term-confirmed' WHERE rowid = 3")


def change_who(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE stored_events SET logged_by = 'ben' WHERE rowid = 3")


def delete_tail(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM stored_events WHERE rowid > 10")


def delete_tail_with_seals(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM stored_events WHERE rowid > 10")
    connection.execute("DELETE FROM log_leaf WHERE position > 9")
    connection.execute("DELETE FROM log_node WHERE position > 7")


def delete_middle(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM stored_events WHERE rowid IN (3, 4)")


def delete_middle_and_close_the_gap(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM stored_events WHERE rowid = 7")
    for row in connection.execute("SELECT * FROM stored_events WHERE rowid > 7").fetchall():
        connection.execute(
            "UPDATE stored_events SET rowid = ? WHERE rowid = ?", (row[0] - 1, row[0])
        )


def delete_first(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM stored_events WHERE rowid = 1")


def delete_deal(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM stored_events WHERE originator_id = 'deal/beta'")


FORGED = ("rumor-reported", "{}", "2099-01-01T00:00:00.000000Z", "eve", "c")


def add_at_the_end(connection: sqlite3.Connection) -> None:
    forging.insert(connection, 13, "deal/acme", 9, *FORGED)


def slip_in(connection: sqlite3.Connection) -> None:
    rows = connection.execute("SELECT * FROM stored_events WHERE rowid > 5 ORDER BY rowid DESC")
    for row in rows.fetchall():
        connection.execute(
            "UPDATE stored_events SET rowid = ? WHERE rowid = ?", (row[0] + 1, row[0])
        )
    forging.insert(connection, 6, "deal/forged", 1, *FORGED)


def slip_in_first(connection: sqlite3.Connection) -> None:
    rows = connection.execute("SELECT rowid FROM stored_events ORDER BY rowid DESC").fetchall()
    for (rowid,) in rows:
        connection.execute("UPDATE stored_events SET rowid = ? WHERE rowid = ?", (rowid + 1, rowid))
    forging.insert(connection, 1, "deal/forged", 1, *FORGED)


def delete_first_and_close_the_gap(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM stored_events WHERE rowid = 1")
    for rowid in range(2, 13):
        connection.execute("UPDATE stored_events SET rowid = ? WHERE rowid = ?", (rowid - 1, rowid))


def exchange(connection: sqlite3.Connection, one: int, other: int) -> None:
    for old, new in ((one, 99), (other, one), (99, other)):
        connection.execute("UPDATE stored_events SET rowid = ? WHERE rowid = ?", (new, old))


def exchange_order(connection: sqlite3.Connection) -> None:
    exchange(connection, 3, 8)


def exchange_neighbours(connection: sqlite3.Connection) -> None:
    exchange(connection, 3, 4)


def exchange_contents(connection: sqlite3.Connection) -> None:
    states = dict(connection.execute("SELECT rowid, state FROM stored_events").fetchall())
    for at, other in ((2, 5), (5, 2)):
        connection.execute(
            "UPDATE stored_events SET state = ? WHERE rowid = ?", (states[other], at)
        )


def exchange_numbers(connection: sqlite3.Connection) -> None:
    exchange(connection, 2, 5)
    for number, rowid in ((99, 2), (5, 5), (2, 2)):
        connection.execute(
            "UPDATE stored_events SET originator_version = ? WHERE rowid = ?", (number, rowid)
        )


def change_seal(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE log_leaf SET hash = zeroblob(32) WHERE position = 2")


def change_node(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE log_node SET hash = zeroblob(32) WHERE position = 5")


def drop_node(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM log_node WHERE position = 6")


def add_node(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO log_node SELECT 1 + max(position), hash FROM log_node")


def change_log(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE log_meta SET log_id = '0123456789abcdef'")


CHANGED = "content does not match its seal; it was changed"


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (change_state, [f"changed: acme#3 (entry 3, recorded DAY): {CHANGED}"]),
        (change_time, [f"changed: acme#3 (entry 3, recorded 2020-01-01): {CHANGED}"]),
        (change_name, [f"changed: acme#3 (entry 3, recorded DAY): {CHANGED}"]),
        (change_who, [f"changed: acme#3 (entry 3, recorded DAY): {CHANGED}"]),
        (
            delete_tail,
            ["cut: the last 2 entries (entries 11 to 12) are missing; only seals are there"],
        ),
        (
            delete_tail_with_seals,
            [
                "cut: the last 2 entries are missing with their seals: the file remembers 12, and"
                " 10 are there",
                "cut: older than known: 10 entries where 12 were known, so 2 entries are missing."
                " An older copy was put back, or the -wal file was left behind when it was copied"
                " (known from: the state folder)",
            ],
        ),
        (delete_middle, ["missing: entries 3 to 4 are missing; only seals are there"]),
        (
            delete_middle_and_close_the_gap,
            ["missing: entry 7 is missing; only its seal is there"],
        ),
        (delete_first, ["missing: entry 1 is missing; only its seal is there"]),
        (delete_deal, ["missing: entries 6 to 9 are missing; only seals are there"]),
        (
            add_at_the_end,
            [
                "added: acme#9 (entry 13, recorded 2099-01-01) was added at the end: it has no"
                " seal, so dealtrail did not store it"
            ],
        ),
        (
            slip_in,
            [
                "added: forged#1 (entry 6, recorded 2099-01-01) was slipped in: it has no seal, so"
                " dealtrail did not store it"
            ],
        ),
        (
            slip_in_first,
            [
                "added: forged#1 (entry 1, recorded 2099-01-01) was slipped in: it has no seal, so"
                " dealtrail did not store it"
            ],
        ),
        (
            delete_first_and_close_the_gap,
            ["missing: entry 1 is missing; only its seal is there"],
        ),
        (
            exchange_order,
            [
                "exchanged: beta#3 (entry 3, recorded DAY) and acme#3 (entry 8, recorded DAY) were"
                " exchanged"
            ],
        ),
        (
            exchange_neighbours,
            [
                "exchanged: acme#4 (entry 3, recorded DAY) and acme#3 (entry 4, recorded DAY) were"
                " exchanged"
            ],
        ),
        (
            exchange_contents,
            [
                "exchanged: acme#2 (entry 2, recorded DAY) and acme#5 (entry 5, recorded DAY) were"
                " exchanged"
            ],
        ),
        (
            exchange_numbers,
            [
                "exchanged: acme#2 (entry 2, recorded DAY) and acme#5 (entry 5, recorded DAY) were"
                " exchanged"
            ],
        ),
        (
            change_seal,
            [
                f"changed: acme#3 (entry 3, recorded DAY): {CHANGED}",
                "tree: the stored nodes of the tree do not follow from its leaves (level 1, index"
                " 1): somebody changed leaves or nodes",
                "rewritten: rewritten: the entries up to 12 and their seals are no longer those"
                " that were known (known from: the state folder)",
            ],
        ),
        (
            change_node,
            [
                "tree: the stored nodes of the tree do not follow from its leaves (level 2, index"
                " 1): somebody changed leaves or nodes"
            ],
        ),
        (
            drop_node,
            [
                "tree: the stored nodes of the tree do not follow from its leaves (level 3, index"
                " 0): somebody changed leaves or nodes"
            ],
        ),
        (
            add_node,
            [
                "tree: the stored nodes of the tree do not follow from its leaves (more than there"
                " should be): somebody changed leaves or nodes"
            ],
        ),
        (
            change_log,
            [
                "log: no entry matches its seal: the id of the log was changed, or its seals are"
                " those of another log",
                "log: another log: the ledger known here was log LOG with 12 entries, this file is"
                " log 01234567 (known from: the state folder)",
            ],
        ),
    ],
)
def test_each_kind_of_tampering_with_rows_is_named(
    path: Path, tamper: Callable[[sqlite3.Connection], None], expected: list[str]
) -> None:
    known = heads.kept(str(path))
    assert known is not None
    with forging.past_the_guards(path) as connection:
        tamper(connection)
        (day,) = connection.execute(
            "SELECT max(substr(recorded_at, 1, 10)) FROM stored_events WHERE logged_by = 'ana'"
        ).fetchone()
    told = [text.replace(f"recorded {day}", "recorded DAY") for text in said(checked(path))]
    assert [text.replace(known.short, "LOG") for text in told] == expected


def test_whoever_rewrites_entries_and_seals_is_found_by_the_head_that_was_kept(path: Path) -> None:
    with forging.past_the_guards(path) as connection:
        change_state(connection)
        rows = connection.execute(f"SELECT {seal.COLUMNS} FROM stored_events").fetchall()  # noqa: S608
        log_id, _ = history.log_of(connection)
        connection.execute("DELETE FROM log_leaf")
        connection.execute("DELETE FROM log_node")
        seal.seal(connection, log_id or "", seal.frontier(connection), rows)
    assert verify(str(path)).faults == ()  # the file agrees with itself
    assert said(checked(path)) == [
        "rewritten: rewritten: the entries up to 12 and their seals are no longer those that were"
        " known (known from: the state folder)"
    ]
    assert said(checked(path, "head")) == said(checked(path))


def test_the_last_good_anchor_ends_before_the_first_entry_that_is_wrong(path: Path) -> None:
    anchors = []
    for count in (1, 1):
        known = heads.kept(str(path))
        assert known is not None
        anchors.append(Anchor(where=f"{known.size}", head=known))
        add(path, count)
    with forging.past_the_guards(path) as connection:
        connection.execute("UPDATE stored_events SET logged_by = 'x' WHERE rowid = 13")
    found = verify(str(path), anchors)
    assert [each.difference for each in found.checked] == ["", ""]
    assert found.last_good is not None
    assert found.last_good.anchor.where == "12"


# Files that were tampered with


def test_a_ledger_put_in_place_of_another_is_told(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with Store.create(other, REGISTRY) as ledger:
        log(ledger, "acme", 20)
    shutil.copy(other, path)
    (text,) = said(checked(path))
    assert text.startswith("log: another log: the ledger known here was log")


def test_an_older_backup_is_told(path: Path, tmp_path: Path) -> None:
    shutil.copy(path, tmp_path / "backup.db")
    add(path, 5)
    shutil.copy(tmp_path / "backup.db", path)
    (text,) = said(checked(path))
    assert text.startswith("cut: older than known: 12 entries where 17 were known")


def test_a_copy_without_its_wal_is_told(path: Path, tmp_path: Path) -> None:
    with Store.open(path, REGISTRY) as ledger:
        log(ledger, "acme", 5)
        shutil.copy(path, tmp_path / "copy.db")
    shutil.copy(tmp_path / "copy.db", path)
    (text,) = said(checked(path))
    assert "the -wal file was left behind" in text


def test_a_stale_wal_is_told_first_and_the_file_without_it_found_sound(path: Path) -> None:
    with Store.open(path, REGISTRY) as ledger:
        log(ledger, "beta", 5)
        stale = Path(f"{path}-wal").read_bytes()
    add(path, 400)
    seal_for_shipping(path)
    Path(f"{path}-wal").write_bytes(stale)
    found = checked(path)
    first, *_ = said(found)
    assert first == (
        "wal: the file events.db-wal beside the ledger is of another state of it (stale): without"
        " it all 417 entries match their seals. Move it away, keep it, and verify again"
    )
    os.unlink(f"{path}-wal")
    assert checked(path).status == "ok"


def test_an_emptied_file_is_refused(path: Path) -> None:
    os.truncate(path, 0)
    with pytest.raises(DealtrailError, match="E-EMPTYFILE"):
        checked(path)


def test_a_file_that_was_cut_short_is_damaged(path: Path) -> None:
    add(path, 500)
    os.truncate(path, path.stat().st_size // 2 - 100)
    assert said(checked(path))[0].startswith("file: the file is damaged")


def test_no_bit_that_flips_in_an_entry_or_its_seal_goes_unnoticed(path: Path) -> None:
    whole = path.read_bytes()
    with closing(history.open_ledger(path)) as connection:
        states = connection.execute("SELECT state FROM stored_events").fetchall()
        leaves = connection.execute("SELECT salt, hash FROM log_leaf").fetchall()
        nodes = connection.execute("SELECT hash FROM log_node").fetchall()
    parts = [states[4][0].encode(), *leaves[7], nodes[0][0], b"rumor-reported", b"ana"]
    for part in parts:
        at = whole.index(part)
        for bit in (0, 3, 7):
            damaged = bytearray(whole)
            damaged[at] ^= 1 << bit
            path.write_bytes(damaged)
            assert checked(path).status == "broken", (part, bit)


@pytest.mark.parametrize("bit", range(8))
def test_a_seal_that_a_flipped_bit_made_nothing_at_all_is_told(path: Path, bit: int) -> None:
    with closing(history.open_ledger(path)) as connection:
        salt = connection.execute("SELECT salt FROM log_leaf WHERE position = 7").fetchone()[0]
    whole = bytearray(path.read_bytes())
    at = whole.index(salt)
    # Before the values of a row SQLite keeps how long its header is, and their types.
    assert whole[at - 4 : at] == bytes([4, 0, 12 + 2 * 16, 12 + 2 * 32])
    whole[at - 4] ^= 1 << bit
    path.write_bytes(whole)
    assert checked(path).status == "broken"
