"""A team's ledger in PostgreSQL: who may do what, what is refused, and that nothing is lost."""

import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from threading import Thread
from typing import ClassVar

import psycopg
import pytest
from pydantic import BaseModel

from domain import entries, heads, history, postgres, postgres_store, seal
from domain.entries import Entry, Write
from domain.errors import Conflict, DealtrailError, NewerVersion, NotALedger, Refused
from domain.postgres_schema import TRIGGERS
from domain.postgres_store import TeamStore, set_up
from domain.store import Store
from domain.verify import Anchor, Verified, verify
from tests import crashes
from tests.proxy import Proxy
from tests.server import Server

ROOT = Path(__file__).parents[2]
DEAL = "deal/acme"


class Said(BaseModel):
    stored_name: ClassVar[str] = "rumor-reported"
    report: str
    note: str = ""


REGISTRY: dict[str, type[entries.Event]] = {"rumor-reported": Said}


@pytest.fixture
def address(server: Server) -> str:
    """A ledger of twelve entries: eight of acme, four of beta."""
    address = server.database()
    with Store.create(address, REGISTRY) as ledger:
        for stream, count in ((DEAL, 5), ("deal/beta", 4), (DEAL, 3)):
            log(ledger, count, stream)
    return address


def log(ledger: Store, count: int = 1, stream: str = DEAL) -> list[Entry]:
    after = len(ledger.read(stream))
    events = [Said(report="wsj-1", note=f"à {after + at + 1}") for at in range(count)]
    return ledger.append(
        Write(stream, after, events), logged_by="ana", command_id=f"{stream}-{after}"
    )


def run(address: str, *statements: str) -> None:
    """Run statements, as the role that the address names."""
    with closing(psycopg.connect(address, autocommit=True)) as connection:
        for statement in statements:
            connection.execute(statement.encode())


_numbers = count()


def as_role(server: Server, address: str, grant: str | None) -> str:
    """The address for a person with a role of the ledger, or with none."""
    database = postgres.identity(address)[-1]
    name = f"person_{next(_numbers)}"
    run(address, f"CREATE ROLE {name} LOGIN")
    if grant:
        run(address, f"GRANT {database}_{grant} TO {name}")
    return server.address(database, name)


def checked(address: str) -> Verified:
    """As `dealtrail verify` does it, against the head that was kept."""
    known = heads.kept(address)
    return verify(address, [Anchor(where="the state folder", head=known)] if known else [])


def said(found: Verified) -> list[str]:
    return [f"{fault.kind}: {fault.text}" for fault in found.faults]


# The tree


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 8, 9, 64, 65])
def test_the_database_seals_as_we_do(server: Server, count: int) -> None:
    address = server.database()
    with Store.create(address, REGISTRY) as ledger:
        if count:
            log(ledger, count)
        for more in (1, 2, 3):
            log(ledger, more, "deal/ünï")
    found = checked(address)
    assert (found.status, found.size, found.matching) == ("ok", count + 6, count + 6)
    with closing(history.open_ledger(address)) as reading:
        head = seal.head(reading)
    assert head == heads.kept(address)


def test_numbers_have_no_gap_though_writes_failed(address: str) -> None:
    with Store.open(address, REGISTRY) as ledger:
        for _ in range(3):
            with pytest.raises(Conflict):
                ledger.append(
                    Write("deal/new", 0, [Said(report="x")]),
                    Write(DEAL, 1, [Said(report="x")]),
                    logged_by="ana",
                    command_id="c",
                )
        log(ledger)
    assert (checked(address).size, checked(address).faults) == (13, ())


def test_a_part_that_no_entry_can_hold_is_refused(address: str) -> None:
    with Store.open(address, REGISTRY) as ledger, pytest.raises(Refused, match="E-LENGTH"):
        ledger.append(Write(DEAL, 8, [Said(report="x")]), logged_by="ana", command_id="c" * 65_536)
    assert checked(address).size == 12


# Roles


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dealtrail.stored_events SET state = '{}'",
        "DELETE FROM dealtrail.stored_events",
        "TRUNCATE dealtrail.stored_events",
        "INSERT INTO dealtrail.stored_events SELECT * FROM dealtrail.stored_events",
        "UPDATE dealtrail.log_leaf SET hash = hash",
        "DELETE FROM dealtrail.log_node",
        "INSERT INTO dealtrail.log_leaf VALUES (12, 'x', 'y')",
        "ALTER TABLE dealtrail.stored_events DISABLE TRIGGER ALL",
        "ALTER TABLE dealtrail.stored_events ADD COLUMN mine text",
        "DROP TABLE dealtrail.stored_events CASCADE",
        "DROP SCHEMA dealtrail CASCADE",
        "DROP FUNCTION dealtrail.append",
        "CREATE TABLE dealtrail.mine (a text)",
        "CREATE TRIGGER mine BEFORE INSERT ON dealtrail.stored_events"
        " FOR EACH ROW EXECUTE FUNCTION dealtrail.refuse()",
        "SELECT dealtrail.store('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')",
        "SET session_replication_role = replica",
    ],
)
def test_a_writer_can_add_and_do_nothing_else(server: Server, address: str, statement: str) -> None:
    writer = as_role(server, address, "writer")
    with pytest.raises(psycopg.Error, match=r"permission denied|must be owner"):
        run(writer, statement)
    with Store.open(writer, REGISTRY) as ledger:
        log(ledger)
    assert (checked(address).size, checked(address).faults) == (13, ())


def test_a_reader_reads_and_verifies_and_cannot_add(server: Server, address: str) -> None:
    reader = as_role(server, address, "reader")
    with closing(history.open_ledger(reader)) as reading:
        assert history.deals(reading) == ["acme", "beta"]
    assert checked(reader).faults == ()
    with (
        Store.open(reader, REGISTRY) as ledger,
        pytest.raises(DealtrailError, match=r"(?s)E-ACCESS .*permission denied.*docs/teams.md"),
    ):
        log(ledger)


def test_who_asks_for_the_server_that_takes_writes_reads_there_too(address: str) -> None:
    with closing(history.open_ledger(f"{address}&target_session_attrs=read-write")) as reading:
        assert history.deals(reading) == ["acme", "beta"]
        with pytest.raises(DealtrailError, match="E-READONLY"):
            reading.execute("CREATE TABLE dealtrail.mine (a text)")


def test_who_has_no_role_reads_nothing_and_is_told_why(server: Server, address: str) -> None:
    with pytest.raises(DealtrailError, match="E-ACCESS"):
        history.open_ledger(as_role(server, address, None))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dealtrail.stored_events SET state = '{}'",
        "DELETE FROM dealtrail.stored_events WHERE rowid = 12",
        "TRUNCATE dealtrail.stored_events",
        "UPDATE dealtrail.log_leaf SET hash = hash",
        "DELETE FROM dealtrail.log_node",
        "TRUNCATE dealtrail.log_leaf",
        "UPDATE dealtrail.log_meta SET log_id = 'x'",
        "SET session_replication_role = replica; DELETE FROM dealtrail.stored_events",
        "INSERT INTO dealtrail.stored_events SELECT 13, originator_id, 9, topic, state,"
        " recorded_at, logged_by, command_id FROM dealtrail.stored_events WHERE rowid = 12",
    ],
)
def test_the_owner_cannot_rewrite_the_past_by_accident(address: str, statement: str) -> None:
    with pytest.raises(psycopg.Error, match=r"never changed or deleted|stored with its leaf"):
        run(address, statement)
    assert checked(address).faults == ()


# What the owner can do, and who notices


def past_the_guards(address: str, *statements: str) -> None:
    """Take the guards off and put them back, as an expert would."""
    tables = ("stored_events", "log_leaf", "log_node", "log_meta")
    run(
        address,
        *(f"ALTER TABLE dealtrail.{each} DISABLE TRIGGER USER" for each in tables),
        *statements,
    )
    run(
        address,
        *(
            f"ALTER TABLE dealtrail.{table} ENABLE ALWAYS TRIGGER {name}"
            for name, (table, *_) in TRIGGERS.items()
        ),
    )


CHANGED = "content does not match its seal; it was changed"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (
            ['UPDATE dealtrail.stored_events SET state = \'{"report":"x"}\' WHERE rowid = 3'],
            [f"changed: acme#3 (entry 3, recorded DAY): {CHANGED}"],
        ),
        (
            ["DELETE FROM dealtrail.stored_events WHERE rowid = 4"],
            ["missing: entry 4 is missing; only its seal is there"],
        ),
        (
            ["DELETE FROM dealtrail.stored_events WHERE rowid > 10"],
            ["cut: the last 2 entries (entries 11 to 12) are missing; only seals are there"],
        ),
        (
            [
                "DELETE FROM dealtrail.stored_events WHERE rowid > 10",
                "DELETE FROM dealtrail.log_leaf WHERE position > 9",
                "DELETE FROM dealtrail.log_node WHERE position > 7",
            ],
            [
                "cut: older than known: 10 entries where 12 were known, so 2 entries are missing."
                " An older copy was put back, or this server is a replica that lags (known from:"
                " the state folder)"
            ],
        ),
        (
            ["UPDATE dealtrail.log_node SET hash = sha256('') WHERE position = 5"],
            [
                "tree: the stored nodes of the tree do not follow from its leaves (level 2, index"
                " 1): somebody changed leaves or nodes"
            ],
        ),
    ],
)
def test_what_the_owner_changes_is_named_by_verify(
    address: str, statements: list[str], expected: list[str]
) -> None:
    (entry, *_) = Store.open(address, REGISTRY).read(DEAL)
    past_the_guards(address, *statements)
    found = [text.replace(entry.recorded_at[:10], "DAY") for text in said(checked(address))]
    assert found == expected


def test_nobody_who_knew_it_writes_to_a_ledger_that_was_cut(address: str) -> None:
    with Store.open(address, REGISTRY) as ledger:
        past_the_guards(
            address,
            "DELETE FROM dealtrail.stored_events WHERE rowid > 10",
            "DELETE FROM dealtrail.log_leaf WHERE position > 9",
            "DELETE FROM dealtrail.log_node WHERE position > 7",
        )
        with pytest.raises(DealtrailError, match=r"E-OLDER .*10 entries where 12 were known"):
            log(ledger, stream="deal/new")
    with pytest.raises(DealtrailError, match="E-OLDER"):
        Store.open(address, REGISTRY)


def test_seals_and_events_that_do_not_end_together_take_no_more(address: str) -> None:
    with Store.open(address, REGISTRY) as ledger:
        past_the_guards(address, "DELETE FROM dealtrail.stored_events WHERE rowid = 12")
        with pytest.raises(DealtrailError, match=r"E-SEAL .*12 entries were sealed, 11 are there"):
            log(ledger, stream="deal/new")


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (
            "CREATE TRIGGER mine BEFORE INSERT ON dealtrail.stored_events"
            " FOR EACH ROW EXECUTE FUNCTION dealtrail.continue_log()",
            "the trigger mine on stored_events is not ours",
        ),
        (
            "ALTER TABLE dealtrail.stored_events DISABLE TRIGGER stored_events_kept",
            "the trigger stored_events_kept on stored_events is missing or off",
        ),
        (
            "DROP TRIGGER log_leaf_kept ON dealtrail.log_leaf",
            "the trigger log_leaf_kept on log_leaf is missing or off",
        ),
        (
            "CREATE OR REPLACE FUNCTION dealtrail.refuse() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN NEW; END'",
            "the function refuse is not ours",
        ),
        (
            "CREATE RULE lost AS ON INSERT TO dealtrail.stored_events DO INSTEAD NOTHING",
            "the rule lost on stored_events is not ours",
        ),
        (
            "ALTER TABLE dealtrail.stored_events ENABLE ROW LEVEL SECURITY",
            "the rule of hidden rows on stored_events is not ours",
        ),
    ],
)
def test_a_ledger_whose_guards_were_changed_is_not_written_to(
    address: str, statement: str, named: str
) -> None:
    run(address, statement)
    with pytest.raises(NotALedger, match="E-SCHEMA") as refusal:
        Store.open(address, REGISTRY)
    assert named in refusal.value.message
    assert said(checked(address))[0] == f"file: not as dealtrail made it: {named}"


def test_a_ledger_of_a_newer_dealtrail_is_read_and_not_written_to(address: str) -> None:
    past_the_guards(address, "UPDATE dealtrail.log_meta SET format = 9")
    with closing(history.open_ledger(address)) as reading:
        assert history.newer_format(reading) == 9
        assert history.deals(reading) == ["acme", "beta"]
    for refused in (lambda: Store.open(address, REGISTRY), lambda: verify(address)):
        with pytest.raises(NewerVersion, match="E-NEWER"):
            refused()


# What is refused


def test_a_database_without_a_ledger_says_how_to_make_one(server: Server) -> None:
    for opened in (history.open_ledger, lambda place: Store.open(place, REGISTRY)):
        with pytest.raises(NotALedger, match=r"(?s)E-NOLEDGER .*'dealtrail setup'"):
            opened(server.database())


def test_a_schema_of_somebody_else_is_left_alone(server: Server) -> None:
    address = server.database()
    run(address, "CREATE SCHEMA dealtrail", "CREATE TABLE dealtrail.log (a text)")
    with pytest.raises(NotALedger, match="E-NOTOURS"):
        set_up(address)


def test_a_database_in_another_encoding_is_refused(server: Server) -> None:
    server.run(
        "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    )
    with pytest.raises(Refused, match="E-ENCODING"):
        set_up(server.address("latin"))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("postgresql://nobody@/nothing?host={folder}", "E-SERVER"),
        ("postgresql://owner@/postgres?host=/nowhere", "E-SERVER"),
        ("postgresql://owner@/postgres?hostess={folder}", "E-ADDRESS"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_plainly(
    server: Server, given: str, code: str
) -> None:
    address = given.format(folder=server.folder)
    for opened in (history.open_ledger, lambda place: Store.open(place, REGISTRY)):
        with pytest.raises(DealtrailError) as refusal:
            opened(address)
        assert refusal.value.code == code


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("postgresql://ana:secret@h/d", "postgresql://ana@h/d"),
        ("postgres://ana:secret@h:1/d?sslmode=require", "postgres://ana@h:1/d?sslmode=require"),
        ("postgresql:///d?password=secret&host=h", "postgresql:///d?host=h"),
        ("postgresql:///d?host=h&password=secret", "postgresql:///d?host=h"),
        ("postgresql://:secret@h/d", "postgresql://@h/d"),
        ("postgresql://h/d", "postgresql://h/d"),
    ],
)
def test_a_password_is_never_shown(given: str, seen: str) -> None:
    assert postgres.shown(given) == seen


# Several at once


@pytest.mark.parametrize("made", [True, False])
def test_an_owner_without_the_right_to_make_roles_needs_them_made(
    server: Server, address: str, *, made: bool
) -> None:
    name = f"modest_{next(_numbers)}"
    run(address, f"CREATE ROLE {name} LOGIN", f"CREATE DATABASE {name} OWNER {name}")
    if made:
        roles = f"{name}_writer", f"{name}_reader"
        run(address, *(f"CREATE ROLE {each}" for each in roles), "GRANT {1} TO {0}".format(*roles))
    owned = server.address(name, name)
    if not made:
        with pytest.raises(DealtrailError, match=r"E-ACCESS .*permission denied to create role"):
            set_up(owned)
        with pytest.raises(NotALedger, match="E-NOLEDGER"):
            history.open_ledger(owned)
        return
    assert set_up(owned) == postgres.SetUp(name, *roles, made=True)
    writer = as_role(server, owned.replace(f"{name}@", "owner@"), "writer")
    with Store.open(writer, REGISTRY) as ledger:
        log(ledger)
    assert verify(writer).faults == ()


def test_several_who_set_up_at_once_make_one_ledger(server: Server) -> None:
    address = server.database()
    made: list[bool] = []
    threads = [Thread(target=lambda: made.append(set_up(address).made)) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(made) == [False] * 7 + [True]


def test_programs_that_start_together_all_start(server: Server, address: str) -> None:
    code = textwrap.dedent(
        """
        import sys
        from domain.ledger import Ledger
        with Ledger.open(sys.argv[1]) as ledger:
            ledger.log({"open": sys.argv[2], "name": "x", "type": "merger"})
        """
    )
    words = [sys.executable, "-c", code, as_role(server, address, "writer")]
    running = [
        subprocess.Popen([*words, f"d{at}"], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for at in range(6)
    ]
    assert [each.communicate()[1] for each in running] == [""] * 6
    with closing(history.open_ledger(address)) as reading:
        assert history.deals(reading) == ["acme", "beta", *(f"d{at}" for at in range(6))]


def test_who_has_the_turn_is_alone_until_he_has_written(server: Server, address: str) -> None:
    writer = as_role(server, address, "writer")
    with TeamStore.at(writer, REGISTRY) as ana, Store.open(writer, REGISTRY) as ben:
        waiting = Thread(target=lambda: log(ben, stream="deal/new"))
        with ana.alone():
            waiting.start()
            after = len(ana.read(DEAL))
            assert not ana.read("deal/new")
            ana.append(Write(DEAL, after, [Said(report="x")]), logged_by="a", command_id="c")
            waiting.join(10)
            assert len(ana.read("deal/new")) == 1
        with ana.alone():
            pass
        log(ben)
        with pytest.raises(Conflict), ana.alone():
            ana.append(Write(DEAL, 1, [Said(report="x")]), logged_by="a", command_id="c")
        log(ben)
    assert (checked(address).size, checked(address).faults) == (16, ())


# A server that goes away


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    with Proxy(server.folder) as proxy:
        yield proxy


def through(proxy: Proxy, address: str) -> str:
    return address.replace(proxy.server, proxy.folder)


@pytest.mark.parametrize("lose", [Proxy.lose_the_question, Proxy.lose_the_answer])
def test_a_write_whose_reply_was_lost_is_stored_once_and_answered(
    address: str, proxy: Proxy, lose: Callable[[Proxy, bytes], None]
) -> None:
    with Store.open(through(proxy, address), REGISTRY) as ledger:
        lose(proxy, b"dealtrail.append")
        stored = log(ledger, 2)
        assert proxy.lost == 1
        assert [entry.number for entry in stored] == [9, 10]
        assert ledger.read(DEAL)[-2:] == stored
        assert [entry.number for entry in log(ledger)] == [11]
    assert (checked(address).size, checked(address).faults) == (15, ())


def test_of_a_reply_lost_to_somebody_elses_write_we_are_told(address: str, proxy: Proxy) -> None:
    with (
        Store.open(address, REGISTRY) as other,
        Store.open(through(proxy, address), REGISTRY) as ledger,
    ):
        proxy.lose_the_question(b"dealtrail.append", then=lambda: log(other))
        with pytest.raises(Conflict):
            ledger.append(Write(DEAL, 8, [Said(report="x")]), logged_by="ben", command_id="c")
    assert (checked(address).size, checked(address).faults) == (13, ())


def test_where_the_server_stays_away_nobody_claims_to_know(
    address: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_store, "LOST_FOR", 0.0)
    with Store.open(through(proxy, address), REGISTRY) as ledger:
        proxy.lose_the_answer(b"dealtrail.append")
        with pytest.raises(DealtrailError, match=r"(?s)E-UNKNOWN .*--command-id deal/acme-8"):
            log(ledger)
        assert [entry.number for entry in ledger.find_command(DEAL, "deal/acme-8")] == [9]
    assert checked(address).size == 13


def test_a_reader_goes_on_after_its_connection_was_cut(address: str) -> None:
    with closing(history.open_ledger(address)) as reading:
        run(
            address,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        assert history.deals(reading) == ["acme", "beta"]


def test_a_server_that_does_not_flush_is_warned_of(address: str) -> None:
    with Store.open(address, REGISTRY) as ledger:  # of the tests, which is in a hurry
        notes = ledger.take_notes()
        assert [note.split()[0] for note in notes] == ["W-FLUSH", "W-FLUSH"]
        assert "fsync=off" in notes[0] + notes[1]


def test_nothing_acknowledged_is_lost_when_the_server_is_stopped_at_once(
    durable_server: Server,
) -> None:
    found = crashes.trial(durable_server, rounds=3)
    assert (found.lost, found.torn, found.faults) == (0, 0, ())
    assert found.acknowledged > 100
