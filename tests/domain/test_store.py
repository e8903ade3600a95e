"""The writing path: what is stored, in which order and when, and what cannot happen to it."""

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, cast

import pytest
import sqlite_utils
from pydantic import BaseModel, ConfigDict, field_validator

from domain import connections, entries, history, turns
from domain.entries import Entry, Write
from domain.errors import Conflict, DealtrailError, NewerVersion, Refused
from domain.recorder import Recorder
from domain.store import Store, seal_for_shipping
from domain.verify import verify
from tests import forging
from tests.conftest import file_only

ROOT = Path(__file__).parents[2]


class Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    stored_name: ClassVar[str] = "rumor-reported"
    report: str
    field: str | None = None
    value: dict[str, str] | None = None
    note: str = ""


class Graded(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    stored_name: ClassVar[str] = "source-graded"
    source: str
    grade: str


REGISTRY: dict[str, type[entries.Event]] = {"rumor-reported": Said, "source-graded": Graded}
RUMOR = Said(report="wsj-1", field="round.size", value={"amount": "50000000000", "currency": "USD"})
DEAL = "deal/openai-2026"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the ledger is made, if it is a file."""
    return tmp_path / "events.db"


@pytest.fixture
def ledger(place: str) -> Iterator[Store]:
    with Store.create(place, REGISTRY) as ledger:
        yield ledger


def log(ledger: Store, *notes: str, after: int = 0, stream: str = DEAL) -> list[Entry]:
    events = [Said(report="wsj-1", note=note) for note in notes]
    return ledger.append(Write(stream, after, events), logged_by="ana", command_id=f"log-{after}")


def notes(entries: list[Entry]) -> list[str]:
    return [entry.event.note for entry in entries if isinstance(entry.event, Said)]


def clock(*instants: str) -> Callable[[], datetime]:
    times = iter(instants)
    return lambda: datetime.fromisoformat(next(times))


@contextmanager
def another_program(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


# What is stored


def test_what_was_logged_is_read_back_in_order_with_its_envelope(place: str) -> None:
    with Store.create(place, REGISTRY, clock=clock("2026-11-25T09:00:00+01:00")) as ledger:
        stored = ledger.append(
            Write(DEAL, 0, [RUMOR, Said(report="wsj-1")]), logged_by="ana", command_id="c1"
        )
        assert ledger.read(DEAL) == stored
    assert stored[0] == Entry(
        stream=DEAL,
        number=1,
        event=RUMOR,
        recorded_at="2026-11-25T08:00:00.000000Z",
        logged_by="ana",
        command_id="c1",
    )
    assert [entry.id for entry in stored] == ["openai-2026#1", "openai-2026#2"]


def test_a_stream_that_nobody_wrote_to_is_empty(ledger: Store) -> None:
    assert ledger.read("deal/none") == []
    assert ledger.append(logged_by="ana", command_id="c1") == []


def test_events_of_several_streams_are_stored_together_at_one_instant(ledger: Store) -> None:
    grade = Graded(source="WSJ", grade="B")
    stored = ledger.append(
        Write(DEAL, 0, [RUMOR]),
        Write("source/wsj", 0, [grade]),
        Write("deal/other", 0, [RUMOR]),
        logged_by="ana",
        command_id="c1",
    )
    assert [entry.id for entry in stored] == ["openai-2026#1", "source/wsj#1", "other#1"]
    assert len({entry.recorded_at for entry in stored}) == 1
    assert ledger.read("source/wsj")[0].event == grade


@file_only
def test_the_state_is_plain_json_of_what_was_given_in_the_declared_order(
    ledger: Store, path: Path
) -> None:
    event = Said(note="jusqu'à 50 milliards", report="wsj-1")
    ledger.append(Write(DEAL, 0, [event]), logged_by="ana", command_id="c1")
    with another_program(path) as connection:
        row = connection.execute("SELECT topic, state, typeof(state) FROM stored_events").fetchone()
    assert row == ("rumor-reported", '{"report":"wsj-1","note":"jusqu\'à 50 milliards"}', "text")


def test_the_library_reads_its_own_notification_log(ledger: Store) -> None:
    log(ledger, "a", "b")
    ledger.append(
        Write("source/wsj", 0, [Graded(source="WSJ", grade="B")]), logged_by="a", command_id="c"
    )
    notifications = ledger.recorder.select_notifications(1, 10, inclusive_of_start=False)
    assert [(n.id, n.topic) for n in notifications] == [(2, "rumor-reported"), (3, "source-graded")]
    graded = ledger.recorder.select_notifications(None, 10, topics=["source-graded"])
    assert [n.state for n in graded] == [b'{"source":"WSJ","grade":"B"}']
    newest = next(ledger.events.get(DEAL, desc=True, limit=1))
    assert newest.originator_version == 2


def test_a_command_that_comes_again_is_answered_with_what_it_stored(ledger: Store) -> None:
    first = log(ledger, "a", "b")
    log(ledger, "c", after=2)
    assert ledger.find_command(DEAL, "log-0") == first
    assert ledger.find_command(DEAL, "log-9") == []
    assert ledger.find_command("deal/other", "log-0") == []


def test_an_event_that_could_not_be_read_back_is_not_stored(ledger: Store) -> None:
    class Stranger(Said):
        stored_name: ClassVar[str] = "stranger"

    class Forgetful(Said):
        @field_validator("note")
        @classmethod
        def shorten(cls, note: str) -> str:
            return note[1:]

    with pytest.raises(TypeError, match="not registered"):
        ledger.append(Write(DEAL, 0, [Stranger(report="x")]), logged_by="a", command_id="c")
    forgetful: dict[str, type[entries.Event]] = {"rumor-reported": Forgetful}
    with Store.open(ledger.path, forgetful) as other, pytest.raises(ValueError, match="reads back"):
        other.append(
            Write(DEAL, 0, [Forgetful(report="x", note="ab")]), logged_by="a", command_id="c"
        )
    assert ledger.read(DEAL) == []


@file_only
def test_sqlite_utils_reads_the_events_as_a_table(ledger: Store, path: Path) -> None:
    ledger.append(
        Write(DEAL, 0, [RUMOR]),
        Write("source/the-wsj", 0, [Graded(source="The WSJ", grade="B")]),
        logged_by="ana",
        command_id="c1",
    )
    database = sqlite_utils.Database(path)
    rumor, grade = database["events"].rows
    database.close()
    assert (rumor["deal"], rumor["number"], rumor["name"]) == ("openai-2026", 1, "rumor-reported")
    assert (rumor["report"], rumor["field"], rumor["logged_by"]) == ("wsj-1", "round.size", "ana")
    assert json.loads(rumor["state"])["value"]["amount"] == "50000000000"
    assert json.loads(rumor["value"]) == RUMOR.value
    assert (grade["deal"], grade["source"]) == (None, "the-wsj")
    shown = subprocess.run(
        [sys.executable, "-m", "sqlite_utils", "rows", path, "events", "--csv"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.startswith("deal,source,number,name,recorded_at,")


# When it was recorded


def test_recorded_time_increases_even_when_the_clock_goes_back_400_days(place: str) -> None:
    now = datetime(2026, 11, 25, 8, tzinfo=UTC)
    times = iter([now, now - timedelta(days=400), now, now + timedelta(microseconds=5)])
    with Store.create(place, REGISTRY, clock=lambda: next(times)) as ledger:
        stored = [log(ledger, "x", after=number)[0].recorded_at for number in range(4)]
    assert stored == [f"2026-11-25T08:00:00.00000{digit}Z" for digit in (0, 1, 2, 5)]


def test_recorded_time_is_taken_after_the_lock_so_that_it_follows_every_earlier_write(
    place: str,
) -> None:
    with Store.create(place, REGISTRY) as first, Store.open(place, REGISTRY) as second:
        stored = [
            log(writer, "x", stream=f"deal/d{number}")[0].recorded_at
            for number, writer in enumerate([first, second] * 5)
        ]
    assert stored == sorted(set(stored))


# Writers beside each other


def test_of_two_writers_who_read_the_same_state_one_is_told_and_nothing_is_lost(
    place: str,
) -> None:
    with Store.create(place, REGISTRY) as ana, Store.open(place, REGISTRY) as ben:
        log(ana, "ana")
        with pytest.raises(Conflict) as refusal:
            log(ben, "ben")
        assert (refusal.value.code, refusal.value.place) == ("E-CONFLICT", DEAL)
        log(ben, "ben", after=1)
        assert notes(ana.read(DEAL)) == ["ana", "ben"]


def test_a_conflict_in_one_stream_stores_nothing_in_the_others(ledger: Store) -> None:
    log(ledger, "a")
    with pytest.raises(Conflict):
        ledger.append(
            Write("deal/other", 0, [RUMOR]),
            Write(DEAL, 0, [RUMOR]),
            logged_by="ben",
            command_id="c2",
        )
    assert ledger.read("deal/other") == []
    assert notes(ledger.read(DEAL)) == ["a"]


def test_a_gap_in_a_stream_is_a_conflict_too(ledger: Store) -> None:
    with pytest.raises(Conflict):
        log(ledger, "a", after=7)


WRITER = textwrap.dedent(
    """
    import os, signal, sys
    from typing import ClassVar
    from pydantic import BaseModel
    from domain import store
    from domain.entries import Write
    from domain.errors import Conflict
    from domain.recorder import Recorder

    class Said(BaseModel):
        stored_name: ClassVar[str] = "rumor-reported"
        report: str
        note: str = ""

    def open_store():
        return store.Store.open(sys.argv[1], {"rumor-reported": Said})
    """
)


def start(script: str, path: Path | str, *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER + textwrap.dedent(script), path, *args],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_four_programs_writing_one_deal_lose_nothing(ledger: Store, place: str) -> None:
    if not history.is_address(place):
        # So that they also race for the write-ahead log.
        seal_for_shipping_after_close(ledger, Path(place))
    script = """
        with open_store() as ledger:
            for turn in range(25):
                while True:
                    seen = len(ledger.read("deal/d"))
                    event = Said(report="wsj", note=f"{sys.argv[2]}-{turn}")
                    try:
                        ledger.append(Write("deal/d", seen, [event]),
                                      logged_by=sys.argv[2], command_id=event.note)
                        break
                    except Conflict:
                        pass
        """
    writers = [start(script, place, str(number)) for number in range(4)]
    for writer in writers:
        assert writer.communicate()[1] == ""
        assert writer.returncode == 0
    with Store.open(place, REGISTRY) as after:
        entries = after.read("deal/d")
    assert [entry.number for entry in entries] == list(range(1, 101))
    assert sorted(notes(entries)) == sorted(f"{n}-{turn}" for n in range(4) for turn in range(25))
    instants = [entry.recorded_at for entry in entries]
    assert instants == sorted(set(instants))
    checked = verify(place)
    assert (checked.faults, checked.matching) == ((), 100)


def seal_for_shipping_after_close(ledger: Store, path: Path) -> None:
    ledger.close()
    seal_for_shipping(path)


# Nothing half-made


@file_only
def test_a_failure_within_the_write_stores_nothing(
    ledger: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = Recorder._insert_events

    def stumble(*args: Any, **kwargs: Any) -> None:
        insert(*args, **kwargs)
        raise RuntimeError("stumbled")

    with monkeypatch.context() as patch:
        patch.setattr(Recorder, "_insert_events", stumble)
        with pytest.raises(RuntimeError, match="stumbled"):
            log(ledger, "a", "b")
    assert ledger.read(DEAL) == []
    assert [entry.number for entry in log(ledger, "c")] == [1]


@file_only
def test_a_program_killed_within_the_write_leaves_nothing_of_it(ledger: Store, path: Path) -> None:
    log(ledger, "before")
    script = """
        insert = Recorder._insert_events
        def die(*args, **kwargs):
            insert(*args, **kwargs)
            os.kill(os.getpid(), signal.SIGKILL)
        Recorder._insert_events = die
        ledger = open_store()
        ledger.append(Write("deal/openai-2026", 1, [Said(report="x", note="y" * 100_000)]),
                      logged_by="b", command_id="c")
        """
    killed = start(script, path)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert notes(ledger.read(DEAL)) == ["before"]
    assert notes(log(ledger, "after", after=1)) == ["after"]
    with another_program(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    checked = verify(str(path))
    assert (checked.faults, checked.matching) == ((), 2)


@file_only
def test_every_commit_waits_for_the_disk(ledger: Store) -> None:
    recorder = ledger.recorder
    assert isinstance(recorder, Recorder)
    log(ledger, "a")
    with recorder.datastore.transaction(commit=False) as cursor:
        settings = {}
        for name in ("synchronous", "journal_mode", "recursive_triggers", "mmap_size"):
            cursor.execute(f"PRAGMA {name}")
            settings[name] = cursor.fetchone()[0]
    full = 2
    assert settings == {
        "synchronous": full,
        "journal_mode": "wal",
        "recursive_triggers": 1,
        "mmap_size": 0,
    }


def test_making_a_ledger_never_touches_a_file_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "a file").write_bytes(b"mine")
    (tmp_path / "a folder").mkdir()
    (tmp_path / "a link to nothing").symlink_to(tmp_path / "nothing")
    for name in ("a file", "a folder", "a link to nothing"):
        with pytest.raises(Refused, match="E-EXISTS"):
            Store.create(tmp_path / name, REGISTRY)
    assert (tmp_path / "a file").read_bytes() == b"mine"
    assert sorted(os.listdir(tmp_path)) == ["a file", "a folder", "a link to nothing"]


def test_a_ledger_that_cannot_be_finished_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused, match="E-FOLDER"):
        Store.create(tmp_path / "missing" / "events.db", REGISTRY)
    monkeypatch.setattr(history, "SCHEMA", (*history.SCHEMA, "CREATE NONSENSE"))
    with pytest.raises(DealtrailError, match="E-STORE"):
        Store.create(tmp_path / "events.db", REGISTRY)
    assert os.listdir(tmp_path) == []


def test_a_ledger_is_made_where_the_file_system_has_no_hard_links(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    Store.create(path, REGISTRY).close()
    with pytest.raises(Refused, match="E-EXISTS"):
        Store.create(path, REGISTRY)
    assert os.listdir(path.parent) == ["events.db"]


@file_only
def test_a_closed_ledger_is_one_file_and_its_copy_is_whole(
    ledger: Store, path: Path, tmp_path: Path
) -> None:
    log(ledger, "a", "b")
    ledger.close()
    assert os.listdir(tmp_path) == ["events.db"]
    shutil.copy(path, tmp_path / "copy.db")
    with Store.open(tmp_path / "copy.db", REGISTRY) as copy:
        assert notes(copy.read(DEAL)) == ["a", "b"]


@pytest.mark.parametrize(
    "name",
    [":memory:", "x?mode=memory", "file:x?mode=memory", "100%41", "a#b", "à la carte", b"\xff.db"],
)
def test_a_name_is_a_file_name_whatever_sqlite_would_read_into_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str | bytes
) -> None:
    monkeypatch.chdir(tmp_path)
    with Store.create(os.fsdecode(name), REGISTRY) as ledger:
        log(ledger, "a")
    assert os.listdir(os.fsencode(tmp_path)) == [os.fsencode(name)]
    with Store.open(os.fsdecode(name), REGISTRY) as ledger:
        assert notes(ledger.read(DEAL)) == ["a"]


# Sealed for shipping


@file_only
def test_a_sealed_ledger_is_read_without_a_trace_and_still_takes_events(
    ledger: Store, path: Path, tmp_path: Path
) -> None:
    log(ledger, "a")
    seal_for_shipping_after_close(ledger, path)
    before = path.read_bytes()
    with Store.open(path, REGISTRY) as sealed:
        assert notes(sealed.read(DEAL)) == ["a"]
        assert os.listdir(tmp_path) == ["events.db"]
        assert path.read_bytes() == before
        log(sealed, "b", after=1)
    with Store.open(path, REGISTRY) as again:
        assert notes(again.read(DEAL)) == ["a", "b"]
    assert os.listdir(tmp_path) == ["events.db"]


@file_only
def test_a_ledger_in_use_is_not_sealed(
    ledger: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(ledger, "a")
    monkeypatch.setattr(history, "LOCK_TIMEOUT", 0.01)
    with pytest.raises(DealtrailError, match="E-LOCKED"):
        seal_for_shipping(path)
    assert notes(ledger.read(DEAL)) == ["a"]


# Guards


@file_only
@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE stored_events SET state = '{{}}'", "never changed"),
        ("UPDATE OR REPLACE stored_events SET rowid = 2 WHERE rowid = 1", "never changed"),
        ("DELETE FROM stored_events WHERE rowid = 2", "never deleted"),
        ("INSERT OR REPLACE {row} VALUES (2, 'deal/openai-2026', 3, {rest})", "written over"),
        ("INSERT OR IGNORE {row} VALUES (2, 'deal/openai-2026', 3, {rest})", "written over"),
        ("REPLACE {row} VALUES (NULL, 'deal/openai-2026', 2, {rest})", "continues its stream"),
        ("REPLACE {row} VALUES (2, 'deal/openai-2026', 2, {rest})", "written over"),
        (
            "INSERT {row} VALUES (NULL, 'deal/openai-2026', 2, {rest})"
            " ON CONFLICT DO UPDATE SET state = '{{}}'",
            "continues its stream",
        ),
        ("INSERT {row} VALUES (NULL, 'deal/openai-2026', 4, {rest})", "continues its stream"),
        ("INSERT {row} VALUES (NULL, 'deal/new', 0, {rest})", "continues its stream"),
        (
            "INSERT {row} VALUES (NULL, 'deal/new', 1, 'x', '{{}}',"
            " '2020-01-01T00:00:00.000000Z', 'b', 'c')",
            "never goes back",
        ),
        (
            "INSERT {row} VALUES (NULL, 'deal/new', 1, 'x', 'not json',"
            " '2099-01-01T00:00:00.000000Z', 'b', 'c')",
            "CHECK",
        ),
        ("INSERT {row} VALUES (NULL, 'deal/new', 1, 'x', '{{}}', '2099', 'b', 'c')", "CHECK"),
    ],
)
def test_another_program_cannot_rewrite_the_past_by_accident(
    ledger: Store, path: Path, statement: str, reason: str
) -> None:
    before = log(ledger, "a", "b")
    row = (
        "INTO stored_events (rowid, originator_id, originator_version, topic, state, recorded_at,"
        " logged_by, command_id)"
    )
    rest = "'rumor-reported', '{}', '2099-01-01T00:00:00.000000Z', 'b', 'c'"
    with (
        another_program(path) as connection,
        pytest.raises(sqlite3.IntegrityError, match=reason),
    ):
        connection.execute(statement.format(row=row, rest=rest))
    assert ledger.read(DEAL) == before


def forge(place: str, topic: str, state: str) -> None:
    forging.add(place, DEAL, 1, topic, state, "2099-01-01T00:00:00.000000Z", "eve", "c")


@pytest.mark.parametrize("topic", ["os:system", "this:s", "this", "domain.errors:Conflict", ""])
def test_a_name_in_a_row_is_never_imported(ledger: Store, place: str, topic: str) -> None:
    forge(place, topic, '{"command": "true"}')
    with pytest.raises(NewerVersion) as refusal:
        ledger.read(DEAL)
    assert (refusal.value.code, refusal.value.seen) == ("E-TYPE", topic)
    assert refusal.value.place == "openai-2026#1"
    assert "this" not in sys.modules


def test_a_known_event_with_parts_we_do_not_know_is_refused_plainly(
    ledger: Store, place: str
) -> None:
    forge(place, "rumor-reported", '{"report": "x", "mood": "newer"}')
    with pytest.raises(DealtrailError, match=r"E-EVENT openai-2026#1:.*newer dealtrail"):
        ledger.read(DEAL)


def test_the_environment_does_not_change_how_events_are_stored(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERSISTENCE_MODULE", "this")
    monkeypatch.setenv("MAPPER_TOPIC", "this:Mapper")
    monkeypatch.setenv("CIPHER_KEY", "secret of another program")
    monkeypatch.setenv("IS_SNAPSHOTTING_ENABLED", "yes")
    monkeypatch.setenv("LEDGER_CREATE_TABLE", "yes")
    with Store.create(place, REGISTRY) as ledger:
        log(ledger, "a")
        assert notes(ledger.read(DEAL)) == ["a"]
    history.open_ledger(place).close()
    assert "this" not in sys.modules


# Trouble


@file_only
def test_a_full_disk_is_told_and_writing_goes_on_when_there_is_room(ledger: Store) -> None:
    recorder = ledger.recorder
    assert isinstance(recorder, Recorder)

    def limit(pages: int) -> None:
        with recorder.datastore.transaction(commit=True) as cursor:
            cursor.execute(f"PRAGMA max_page_count={pages}")

    log(ledger, "a")
    limit(1)
    with pytest.raises(DealtrailError, match=r"E-DISKFULL .*the disk is full \(.* MB free\)"):
        log(ledger, "b" * 100_000, after=1)
    limit(100_000)
    log(ledger, "c", after=1)
    assert notes(ledger.read(DEAL)) == ["a", "c"]


@file_only
def test_a_write_that_the_disk_refuses_is_told_and_the_next_one_goes_on(ledger: Store) -> None:
    log(ledger, "a")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        with pytest.raises(DealtrailError, match=r"(?s)E-DISK .*recognised and not stored twice"):
            log(ledger, "b" * 100_000, after=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    log(ledger, "c", after=1)
    assert notes(ledger.read(DEAL)) == ["a", "c"]


@file_only
def test_a_write_after_one_that_failed_in_its_commit_goes_on_from_what_is_stored(
    ledger: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(ledger, "a")

    def fail(_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(connections.Writer, "commit", fail)
        with pytest.raises(DealtrailError):
            log(ledger, "lost", after=1)
    with Store.open(path, REGISTRY) as ben:
        log(ben, "b", after=1)  # as many entries as the one that failed
    log(ledger, "c", after=2)
    assert notes(ledger.read(DEAL)) == ["a", "b", "c"]
    assert verify(str(path)).faults == ()


@pytest.mark.parametrize(("before", "stale"), [(0, 1), (3, 2), (150, 120), (230, 1), (1, 230)])
def test_a_large_write_that_met_another_names_the_stream_that_grew(
    ledger: Store, before: int, stale: int
) -> None:
    log(ledger, "somebody else")
    new = [Said(report="wsj-1", note="new")]
    writes = [Write("deal/acme", 0, new * before), Write(DEAL, 0, new * stale)]
    with pytest.raises(Conflict) as refusal:
        ledger.append(*writes, logged_by="ben", command_id="c")
    assert refusal.value.place == DEAL
    assert (ledger.read("deal/acme"), notes(ledger.read(DEAL))) == ([], ["somebody else"])


def test_the_recorded_time_is_that_of_utc_wherever_the_computer_is(
    ledger: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        before = entries.instant(datetime.now(UTC))
        (entry,) = log(ledger, "a")
        after = entries.instant(datetime.now(UTC))
    time.tzset()
    assert before <= entry.recorded_at <= after


@file_only
def test_threads_that_share_a_store_take_turns(ledger: Store, path: Path) -> None:
    def write(thread: int) -> None:
        for number in range(20):
            log(ledger, "x", after=number, stream=f"deal/{thread}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    checked = verify(str(path))
    assert (checked.faults, checked.matching) == ((), 80)


@file_only
def test_a_commit_that_failed_leaves_nothing_open(
    ledger: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(connections.Writer, "commit", fail)
        with pytest.raises(DealtrailError, match=r"E-STORE .*disk is full"):
            log(ledger, "a")
    assert [entry.number for entry in log(ledger, "b")] == [1]


def test_the_switch_to_the_write_ahead_log_waits_for_its_turn() -> None:
    class Crowded:
        """SQLite answers 'database is locked' here at once when others do the same."""

        turns = 3

        def execute(self, _: str) -> "Crowded":
            self.turns -= 1
            if self.turns:
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = sqlite3.SQLITE_BUSY
                raise error
            return self

        def fetchone(self) -> tuple[str]:
            return ("wal",)

    crowded = Crowded()
    connections.Writer(cast("sqlite3.Connection", crowded), "x")._set_journal()
    assert crowded.turns == 0


def test_a_ledger_that_stays_locked_is_told_in_plain_words(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "LOCK_TIMEOUT", 0.01)
    with Store.create(path, REGISTRY) as ledger:
        with another_program(path) as connection:
            connection.execute("BEGIN IMMEDIATE")
            with pytest.raises(DealtrailError, match="E-LOCKED"):
                log(ledger, "a")
        assert notes(log(ledger, "a")) == ["a"]


@file_only
def test_whoever_waits_for_another_writer_is_told_for_whom_and_goes_on(
    ledger: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(ledger, "a")
    monkeypatch.setattr(turns, "TOLD_AFTER", 0)
    told: list[str] = []
    with another_program(path) as connection:
        connection.execute("BEGIN IMMEDIATE")

        def tell(holder: str) -> None:
            told.append(holder)
            connection.execute("ROLLBACK")

        ledger.on_wait(tell)
        log(ledger, "b", after=1)
    assert notes(ledger.read(DEAL)) == ["a", "b"]
    (holder,) = told
    if sys.platform == "linux":
        assert holder.startswith(f"process {os.getpid()} (")


@file_only
def test_nobody_is_named_where_nobody_writes(ledger: Store, path: Path) -> None:
    log(ledger, "a")
    assert turns.holder(str(path)) == ""
    assert turns.holder(str(path.parent / "no such file")) == ""


@file_only
def test_whoever_writes_alone_is_not_written_between(ledger: Store, path: Path) -> None:
    with Store.open(path, REGISTRY) as ben:
        with ledger.alone(), another_program(path) as connection:
            connection.execute("PRAGMA busy_timeout=0")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                connection.execute("BEGIN IMMEDIATE")
            log(ledger, "ana", after=len(ledger.read(DEAL)))
            log(ben, "ben", after=1)  # one write, and it is the next one's turn
        with ledger.alone():
            pass  # who changed his mind keeps nobody waiting
        log(ben, "ben again", after=2)
        assert notes(ledger.read(DEAL)) == ["ana", "ben", "ben again"]


@file_only
@pytest.mark.parametrize("replace", [False, True])
def test_nothing_is_acknowledged_for_a_file_that_is_no_longer_there(
    ledger: Store, path: Path, tmp_path: Path, *, replace: bool
) -> None:
    log(ledger, "a")
    path.rename(tmp_path / "moved.db")
    if replace:
        shutil.copy(tmp_path / "moved.db", path)
    with pytest.raises(DealtrailError, match="E-MOVED"):
        log(ledger, "b", after=1)
    assert notes(ledger.read(DEAL)) == ["a"]


@file_only
def test_the_first_write_after_a_file_was_moved_tells_that_it_was(
    ledger: Store, path: Path, tmp_path: Path
) -> None:
    path.rename(tmp_path / "moved.db")
    with pytest.raises(DealtrailError, match=r"E-MOVED .*nothing was stored"):
        log(ledger, "a")


@file_only
def test_nothing_is_acknowledged_for_a_file_that_goes_while_it_is_written(
    ledger: Store, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(ledger, "a")
    insert = Recorder._insert_events

    def move(*args: Any, **kwargs: Any) -> list[int]:
        numbers = insert(*args, **kwargs)
        path.rename(tmp_path / "moved.db")
        return numbers

    monkeypatch.setattr(Recorder, "_insert_events", move)
    with pytest.raises(DealtrailError, match=r"E-MOVED .*not in the one that is there"):
        log(ledger, "b", after=1)
