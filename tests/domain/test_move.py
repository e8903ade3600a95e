"""A ledger moved to PostgreSQL and back is the same to the byte, or it was not moved."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from domain import heads, history, postgres, seal
from domain import move as moving
from domain.errors import Conflict, DealtrailError, HistoryDiffers, NotALedger, Refused
from domain.history import is_address, open_ledger
from domain.ledger import Ledger
from domain.move import move
from domain.verify import verify
from tests import forging
from tests.server import Server

DEALS = ("acme", "beta", "gamma")


def log(place: str, *deals: str) -> None:
    with Ledger.open(place, logged_by="ana") as ledger:
        for deal in deals:
            ledger.log({"open": deal, "name": f"{deal} à 50 €", "type": "merger"})
            ledger.log(
                {
                    "deal": deal,
                    "id": "r1",
                    "source": "Reuters",
                    "published": "2026-01-01",
                    "claims": [{"rumor": "bid.premium = 20%"}, {"rumor": "bid.premium = 25%"}],
                    "elements": {"bid": {"kind": "offer"}},
                }
            )


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A ledger in a file."""
    path = str(tmp_path / "events.db")
    Ledger.create(path).close()
    log(path, *DEALS)
    return path


def rows(place: str) -> list[Any]:
    """All rows of all tables, but for what only one kind of store has."""
    with closing(open_ledger(place)) as reading:
        return [
            reading.execute(f"SELECT {columns} FROM {table} ORDER BY 1").fetchall()  # noqa: S608
            for table, columns in (
                ("log_meta", "log_id, created"),
                ("log_leaf", "*"),
                ("log_node", "*"),
                ("stored_events", f"rowid, {seal.COLUMNS}"),
            )
        ]


def nothing_is_at(place: str) -> bool:
    if not is_address(place):
        return os.listdir(os.path.dirname(place)) == []
    with closing(psycopg.connect(place)) as connection:
        found = connection.execute("SELECT to_regnamespace('dealtrail')").fetchone()
    return found == (None,)


def test_a_ledger_moved_there_and_back_is_the_same_to_the_byte(
    file: str, server: Server, tmp_path: Path
) -> None:
    address, back = server.database(), str(tmp_path / "back.db")
    there = move(file, address)
    again = move(address, back)
    assert rows(file) == rows(address) == rows(back)
    assert there.head == again.head == heads.kept(address) == heads.kept(back)
    assert (there.found.matching, again.found.matching) == (15, 15)
    log(back, "delta")
    assert verify(back).faults == ()


def test_people_go_on_in_the_new_place(file: str, server: Server) -> None:
    address = server.database()
    move(file, address)
    log(address, "delta")
    with closing(open_ledger(address)) as reading:
        assert history.deals(reading) == ["acme", "beta", "delta", "gamma"]
    assert verify(address).faults == ()


def test_an_empty_ledger_can_be_moved_and_moved_over(tmp_path: Path, server: Server) -> None:
    address = server.database()
    Ledger.create(address).close()
    Ledger.create(tmp_path / "empty.db").close()
    assert move(str(tmp_path / "empty.db"), address).head.size == 0
    log(address, "acme")
    assert verify(address).faults == ()


# What is refused, and leaves nothing behind


@pytest.mark.parametrize("way", ["file", "postgresql"])
def test_a_ledger_is_not_moved_over_another(
    file: str, server: Server, tmp_path: Path, way: str
) -> None:
    taken = str(tmp_path / "taken.db") if way == "file" else server.database()
    Ledger.create(taken).close()
    log(taken, "acme")
    before = forging.contents(taken)
    with pytest.raises(Refused, match="E-EXISTS"):
        move(file, taken)
    assert forging.contents(taken) == before
    log(file, "delta")  # and the old one was not closed


def targets(server: Server, tmp_path: Path) -> Iterator[str]:
    (tmp_path / "new").mkdir()
    yield str(tmp_path / "new" / "events.db")
    yield server.database()


def test_a_move_that_fails_halfway_leaves_nothing(
    file: str, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_AT_ONCE", 4)
    batches = moving._batches

    def stumble(*args: Any) -> Iterator[Any]:
        for number, batch in enumerate(batches(*args)):
            if number == 2:
                raise RuntimeError("stumbled")
            yield batch

    monkeypatch.setattr(moving, "_batches", stumble)
    for target in targets(server, tmp_path):
        with pytest.raises(RuntimeError, match="stumbled"):
            move(file, target)
        assert nothing_is_at(target)
    log(file, "delta")


def test_a_move_during_which_somebody_writes_does_not_happen(
    file: str, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches, more = moving._batches, iter(("delta", "epsilon"))

    def interrupted(*args: Any) -> Iterator[Any]:
        yield from batches(*args)
        log(file, next(more))

    monkeypatch.setattr(moving, "_batches", interrupted)
    for target in targets(server, tmp_path):
        with pytest.raises(Conflict, match="somebody wrote"):
            move(file, target)
        assert nothing_is_at(target)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda path: tamper(path), "E-BROKEN"),
        (lambda path: unseal(path), "E-UNSEALED"),
    ],
)
def test_what_cannot_be_proved_is_not_moved(
    file: str, server: Server, spoil: Callable[[str], None], code: str
) -> None:
    spoil(file)
    address = server.database()
    with pytest.raises((HistoryDiffers, Refused), match=code):
        move(file, address)
    assert nothing_is_at(address)


def tamper(path: str) -> None:
    with forging.past_the_guards(path) as connection:
        connection.execute("UPDATE stored_events SET logged_by = 'eve' WHERE rowid = 3")


def unseal(path: str) -> None:
    heads.forget(path)
    forging.without_seals(path)


def test_there_must_be_a_ledger_to_move(server: Server, tmp_path: Path) -> None:
    with pytest.raises(NotALedger, match="E-NOLEDGER"):
        move(server.database(), str(tmp_path / "new.db"))


# The old one takes no more


def test_the_old_file_is_write_protected_unless_it_is_to_be_a_copy(
    file: str, server: Server
) -> None:
    assert move(file, server.database(), keep_open=True).closed == ""
    assert os.stat(file).st_mode & 0o200
    assert move(file, server.database()).closed == "is write-protected now"
    assert not os.stat(file).st_mode & 0o222


def test_writers_of_the_old_database_are_told_until_it_is_set_up_again(
    server: Server, tmp_path: Path
) -> None:
    address = server.database()
    Ledger.create(address).close()
    log(address, "acme")
    database = postgres.identity(address)[-1]
    with closing(psycopg.connect(address, autocommit=True)) as connection:
        connection.execute("CREATE ROLE mover LOGIN")
        connection.execute(f"GRANT {database}_writer TO mover".encode())
    writer = server.address(database, "mover")
    log(writer, "beta")
    assert "may no longer write" in move(address, str(tmp_path / "new.db")).closed
    with pytest.raises(DealtrailError, match="E-ACCESS"):
        log(writer, "gamma")
    Ledger.open(address).close()
    postgres.setup(address, "", "")
    log(writer, "gamma")


def test_a_copy_that_turns_out_to_be_another_is_told_and_the_old_one_stays_open(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, copy = str(tmp_path / "copy.db"), moving._to_file

    def spoil(place: str, copying: moving._Copying) -> None:
        copy(place, copying)
        with forging.past_the_guards(place) as connection:
            connection.execute("UPDATE stored_events SET logged_by = 'eve' WHERE rowid = 2")

    monkeypatch.setattr(moving, "_to_file", spoil)
    with pytest.raises(HistoryDiffers, match="the copy is not the same") as refusal:
        move(file, target)
    assert (refusal.value.code, refusal.value.place) == ("E-BROKEN", target)
    log(file, "delta")
