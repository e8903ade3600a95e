"""The writing path: the eventsourcing library, kept to a kernel, over one SQLite file.

Over PostgreSQL it is `domain/postgres_store.py`, which takes what is common from here.

Taken from the library: application, event store, mapper and recorder, and optimistic concurrency
by (stream, version). Ours: a closed register of events (a row never names a Python module:
`domain/entries.py`), our own tables (`domain/history.py`), the recorded time, which the ledger
alone sets, and the tree that seals every event in the transaction that stores it
(`domain/recorder.py`, `domain/seal.py`).
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from time import sleep
from typing import Any, Protocol, cast

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, PersistenceError
from eventsourcing.utils import Environment, EnvType

from domain import heads, history, seal, tree, turns
from domain.entries import (
    Clock,
    Entry,
    EntryMapper,
    Registry,
    Row,
    Stored,
    Write,
    instant,
    utc_now,
)
from domain.errors import DealtrailError, NotALedger
from domain.heads import Head
from domain.recorder import Factory, Recorder, new_file

Path = str | os.PathLike[str]


class _LedgerRecorder(Protocol):
    """What the store asks of its recorder beside what the library asks."""

    known: Head | None

    def select_command(self, stream: str, command_id: str) -> Sequence[Row]: ...


class Store(Application[str]):
    """A ledger open for writing. Keep it referenced: the library closes what is dropped."""

    name = "ledger"

    def __init__(
        self, path: Path, registry: Registry, clock: Clock, known: Head | None, *notes: str
    ) -> None:
        self.path = os.fsdecode(path)
        self.registry = registry
        self.clock = clock
        super().__init__()
        self._notes = list(notes)
        self._head_place = heads.place_of(self.path)
        self._recorder.known = known
        with self._plainly():
            self.recorder.max_notification_id()  # opens the file, so that trouble shows here

    @staticmethod
    def open(path: Path, registry: Registry, *, clock: Clock = utc_now) -> "Store":
        """Open a ledger that is there. What is not one is refused before it is touched.

        Raises `HistoryDiffers` where it does not continue the head that was kept of it.
        """
        if history.is_address(path):
            from domain.postgres_store import TeamStore

            return TeamStore.at(os.fsdecode(path), registry, clock)
        place = os.path.abspath(os.fsdecode(path))
        known, notes = known_head(place)
        try:
            history.probe(path)
            _check_head(place, known)
        except NotALedger as error:
            heads.remind(error)
            raise
        except sqlite3.Error as error:
            raise history.trouble(error, place) from error
        return Store(place, registry, clock, known, *notes)

    @staticmethod
    def create(path: Path, registry: Registry, *, clock: Clock = utc_now) -> "Store":
        """Make a ledger where there is none yet: whole, or not at all."""
        if history.is_address(path):
            from domain.postgres_store import TeamStore

            return TeamStore.made(os.fsdecode(path), registry, clock)
        place = os.path.abspath(os.fsdecode(path))
        known, _ = known_head(place)
        log = seal.new_log_id()
        new_file(place, log, instant(utc_now()))
        head = Head(log=log, size=0, root=tree.EMPTY_ROOT)
        # An empty ledger has nothing to lose, so its head is kept only in place of another's.
        notes = keep_head(heads.place_of(place), head) if known else []
        if known and known.size:
            notes.append(
                f"W-NEWLOG a ledger of {known.size:,} entries, log {known.short}, was known under"
                " this name; the one there now is new. If the old one should be here, bring it back"
            )
        return Store(place, registry, clock, head, *notes)

    def read(self, stream: str) -> list[Entry]:
        """All entries of a stream in order; none if nobody has written to it."""
        with self._plainly():
            return cast("list[Entry]", list(self.events.get(stream)))

    def append(self, *writes: Write, logged_by: str, command_id: str) -> list[Entry]:
        """Store all of the events or none, in one transaction at one recorded instant.

        Conflict: a stream has grown since the writer read it. Returns the entries as stored.
        """
        entries = [
            Entry(
                stream=write.stream,
                number=number,
                event=event,
                logged_by=logged_by,
                command_id=command_id,
            )
            for write in writes
            for number, event in enumerate(write.events, start=write.after + 1)
        ]
        return self.store(entries)

    def store(self, entries: "list[Entry]") -> "list[Entry]":
        """The same for entries that each have an envelope of their own."""
        if not entries:
            return []
        receipt = Stored()
        with self._plainly():
            # Not by `events.put`, which makes records for subscribers that we have not.
            rows = list(map(self.mapper.to_stored_event, entries))
            self.recorder.insert_events(rows, clock=self.clock, receipt=receipt)
        if receipt.upgraded is not None:
            self._notes.append(
                f"W-SEALED this ledger had no seals yet; the {receipt.upgraded:,} entries that were"
                " in it are sealed now as they stood ('dealtrail verify')"
            )
        if receipt.head:
            self._recorder.known = receipt.head
            self._notes += keep_head(self._head_place, receipt.head)
        for entry in entries:  # in nobody's hands yet
            entry.__dict__["recorded_at"] = receipt.recorded_at
        return entries

    def on_wait(self, tell: turns.Tell) -> None:
        """Have somebody told, after a second of waiting for another writer, who that is."""
        cast("Recorder", self.recorder).datastore.tell_waiting = tell

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep everybody else from writing while one reads, decides and appends.

        For the next try after a conflict: of several who write to one deal without a break, each
        would else have to be the quickest once. It ends with the first `append`.
        """
        with ExitStack() as stack:
            with self._plainly():
                stack.enter_context(cast("Recorder", self.recorder).datastore.alone())
            yield

    def find_command(self, stream: str, command_id: str) -> list[Entry]:
        """What a command has stored in a stream: the answer when it comes again."""
        with self._plainly():
            rows = self._recorder.select_command(stream, command_id)
        return [cast("EntryMapper", self.mapper).to_domain_event(row) for row in rows]

    @contextmanager
    def reading(self) -> "Iterator[history.Connection]":
        """A connection to read what the rules need, which may be one of several."""
        with closing(history.open_ledger(self.path)) as connection:
            yield connection

    def take_notes(self) -> tuple[str, ...]:
        """What a person should be told of this ledger once; a note taken is gone."""
        notes, self._notes = tuple(self._notes), []
        return notes

    @property
    def _recorder(self) -> "_LedgerRecorder":
        return cast("_LedgerRecorder", self.recorder)

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        """Trouble with the file in plain words; our own mistakes crash."""
        try:
            yield
        except (sqlite3.Error, PersistenceError) as error:
            cause = error.__cause__ if isinstance(error, PersistenceError) else error
            if not isinstance(cause, sqlite3.Error) or isinstance(cause, sqlite3.IntegrityError):
                raise
            raise history.trouble(cause, self.path) from error

    # How the library is put together. By its own way, classes would be named in environment
    # variables, and a CIPHER_KEY meant for another program would encrypt the ledger.

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:  # noqa: ARG002
        return Environment(name, {"CREATE_TABLE": "no", "SQLITE_DBNAME": self.path})

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        return Factory(env, self.path)

    def construct_mapper(self) -> EntryMapper:
        return EntryMapper(self.registry)


def seal_for_shipping(path: Path) -> None:
    """Make a ledger one plain file that is read without leaving anything beside it.

    For a ledger under version control. Its next write opens the write-ahead log again.
    """
    history.probe(path)
    place = os.fsdecode(path)
    try:
        with closing(history.connect(path, "mode=rw")) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.Error as error:
        raise history.trouble(error, place) from error


def known_head(path: str) -> tuple[Head | None, list[str]]:
    """The head kept of a ledger, and the note that the one there is cannot be read."""
    try:
        return heads.kept(path), []
    except (OSError, ValueError) as error:
        return None, [
            f"W-KEEP what was known of this ledger cannot be read ({_reason(error)}), so nobody"
            f" can tell whether it was cut or replaced: look into {heads.folder()}"
        ]


def keep_head(place: str, head: Head) -> list[str]:
    """Keep the head of a ledger; the note that it cannot be kept, once it was stored anyway."""
    try:
        heads.keep_at(place, head)
    except OSError as error:
        return [
            f"W-KEEP stored; but what is known of the ledger could not be kept"
            f" ({_reason(error)}): if the file is cut or replaced later, nobody will notice."
            " DEALTRAIL_STATE names another folder"
        ]
    return []


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _check_head(path: str, known: Head | None) -> None:
    """Refuse a ledger that does not continue what was known of it, before anything is written.

    Nor one under an old -wal, which nobody can know of.

    The look takes no locks, so as to leave nothing beside a file that is refused. Another writer
    may then be seen in the middle of its work: what looks wrong is looked at again.
    """
    for _ in range(_LOOKS - 1):
        with suppress(sqlite3.Error, DealtrailError):
            _look_at_head(path, known)
            return
        sleep(0.02)
    _look_at_head(path, known)


_LOOKS = 3


def _look_at_head(path: str, known: Head | None) -> None:
    history.check_wal(path)
    if known is None:
        return
    with closing(history.look(path)) as connection:
        log, size = history.log_of(connection)
        root = None
        if log == known.log and known.size <= size:
            root = seal.root_at(connection, known.size)
    if refusal := heads.differs(known, log, size, root, path):
        raise refusal
