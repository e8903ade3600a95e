"""The writing path: the eventsourcing library, kept to a kernel, over one SQLite file.

Over PostgreSQL it is `domain/postgres_store.py`, which takes what is common from here.

Taken from the library: application, event store, mapper and recorder, and optimistic concurrency
by (stream, version). Ours: a closed register of events (a row never names a Python module), our
own tables (`domain/history.py`), the recorded time, which the ledger alone sets, and the tree that
seals every event in the transaction that stores it (`domain/seal.py`).
"""

import json
import os
import secrets
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from types import TracebackType
from typing import Any, ClassVar, NamedTuple, Protocol, Self, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    InfrastructureFactory,
    Mapper,
    Notification,
    PersistenceError,
    StoredEvent,
)
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
    SQLiteTransaction,
)
from eventsourcing.utils import Environment, EnvType

from domain import heads, history, places, seal, tree, turns
from domain.errors import Conflict, DealtrailError, NotALedger, Refused
from domain.heads import Head
from domain.record import Record

Clock = Callable[[], datetime]
Path = str | os.PathLike[str]
SETTINGS = (  # of every connection that may write
    "synchronous=FULL",  # what was acknowledged survives a power cut
    "fullfsync=ON",  # the same on macOS, no effect elsewhere
    "checkpoint_fullfsync=ON",
    "recursive_triggers=ON",  # else INSERT OR REPLACE slips past the delete guard
    # Not trusted_schema=OFF: SQLite 3.40 would refuse json_valid in our own CHECK; the schema is
    # trusted because it equals ours to the letter.
    "foreign_keys=ON",
    "cell_size_check=ON",
    "mmap_size=0",
)
TICK = timedelta(microseconds=1)  # by so much an entry is later than the one before it, at least


class Event(Protocol):
    """What the store asks of an event: a pydantic model with a stored name of its own."""

    stored_name: ClassVar[str]

    def model_dump_json(self, *, exclude_defaults: bool = ...) -> str: ...
    @classmethod
    def model_validate_json(cls, json_data: bytes, /) -> Self: ...


Registry = Mapping[str, type[Event]]


class Write(NamedTuple):
    """Events for the end of a stream, by someone who has read it up to number `after`."""

    stream: str
    after: int
    events: Sequence[Event]


class Entry(Record):
    """The envelope: an event, where it stands, when the ledger learnt it and who logged it."""

    stream: str
    number: int
    event: Event
    recorded_at: str = ""  # set by the ledger when it is stored
    logged_by: str
    command_id: str

    @property
    def originator_id(self) -> str:
        """The library's word for the stream."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """The library's word for the number."""
        return self.number

    @property
    def id(self) -> str:
        """How people name it: `openai-2026#17`."""
        return history.event_id(self.stream, self.number)


@dataclass
class _End:
    """The end of the log as a connection saw it: the tree's right edge and the last instant."""

    connection: sqlite3.Connection
    version: int
    log: str | None
    edge: tree.Frontier
    recorded_at: datetime | None


@dataclass
class Stored:
    """What came of a write, filled in within the transaction."""

    recorded_at: str = ""
    head: Head | None = None
    upgraded: int | None = None  # how many entries an older ledger had, if it was sealed now


@dataclass(frozen=True)
class Row(Notification):
    """A row of the table; the library's own record lacks the parts of the envelope."""

    recorded_at: str
    logged_by: str
    command_id: str


class EntryMapper(Mapper[str]):
    """Between entries and rows. A stored name is looked up in the register and nowhere else."""

    def __init__(self, registry: Registry) -> None:
        # The library's transcoder, cipher and compressor are not used, so not made.
        self.registry = registry

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        entry = cast("Entry", domain_event)
        name = type(entry.event).stored_name
        state = entry.event.model_dump_json(exclude_defaults=True).encode()
        # What is acknowledged must be readable for ever: this is the last moment to notice.
        if self.registry.get(name) is not type(entry.event):
            raise TypeError(f"{type(entry.event)} is not registered as {name!r}")
        if type(entry.event).model_validate_json(state) != entry.event:
            raise ValueError(f"{entry.id} ({name}) reads back as something else: {state!r}")
        return Row(
            originator_id=entry.stream,
            originator_version=entry.number,
            topic=name,
            state=state,
            id=0,  # the ledger gives it
            recorded_at="",
            logged_by=entry.logged_by,
            command_id=entry.command_id,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Entry:
        row = cast("Row", stored_event)
        stream, number = str(row.originator_id), row.originator_version
        name, state = row.topic, row.state
        if name in history.LIFTS:
            name, parts = history.lifted(name, json.loads(state))
            state = json.dumps(parts).encode()
        if (kind := self.registry.get(name)) is None:
            raise history.unknown_event(stream, number, name, row.recorded_at)
        try:
            event = kind.model_validate_json(state)
        except ValueError as error:
            raise DealtrailError(
                f"this {row.topic} cannot be read: written by a newer dealtrail, or changed by hand"
                f" ({error})",
                code="E-EVENT",
                place=history.event_id(stream, number),
            ) from error
        return Entry(
            stream=stream,
            number=number,
            event=event,
            recorded_at=row.recorded_at,
            logged_by=row.logged_by,
            command_id=row.command_id,
        )


class _Transaction(SQLiteTransaction):
    """Takes the lock for writing at once: to read first and upgrade later fails without waiting."""

    connection: "_Connection"

    def __enter__(self) -> SQLiteCursor:
        cursor = self.connection.cursor()
        if not self.commit:
            cursor.execute("BEGIN")
        elif not self.connection.in_turn:
            self.connection.take_turn()
        return cursor

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        try:
            super().__exit__(exc_type, exc_val, exc_tb)
        finally:
            # A COMMIT that failed (disk full) may leave it open, and the connection is used again.
            self.connection.rollback()


class _Connection(SQLiteConnection):
    _journal_set = False

    def __init__(self, connection: sqlite3.Connection, pool: "_Pool") -> None:
        super().__init__(connection, max_age=None)
        self._pool = pool

    @property
    def in_turn(self) -> bool:
        """Whether this connection has begun to write already, and nobody else can."""
        return self._sqlite_conn.in_transaction

    def take_turn(self) -> None:
        """Begin to write, as soon as nobody else does."""
        if not self._journal_set:
            self._set_journal()
        turns.begin(self._sqlite_conn, self._pool.db_name, self._pool.tell_waiting)

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        with _Transaction(self, commit=commit) as cursor, cursor:
            yield cursor

    def _set_journal(self) -> None:
        """At the first write only, so that a sealed ledger that is merely read stays sealed."""
        deadline = monotonic() + history.LOCK_TIMEOUT
        mode = "WAL" if places.write_ahead(self._pool.db_name) else "DELETE"
        while not self._journal_set:
            try:
                self._sqlite_conn.execute(f"PRAGMA journal_mode={mode}").fetchone()
                self._journal_set = True
            except sqlite3.OperationalError as error:
                # The one statement for which SQLite does not always wait for its turn.
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                    raise
                sleep(0.01)


class _Pool(SQLiteConnectionPool):
    tell_waiting: turns.Tell | None = None

    def _create_connection(self) -> SQLiteConnection:
        connection = history.connect(self.db_name, "mode=rw")
        try:
            for setting in SETTINGS:
                connection.execute(f"PRAGMA {setting}")
            history.check(connection, self.db_name)
        except BaseException:
            connection.close()
            raise
        connection.row_factory = sqlite3.Row
        return _Connection(connection, self)


class _Datastore(SQLiteDatastore):
    def __init__(self, path: str) -> None:
        super().__init__(path, originator_id_type="text")
        self.pool: _Pool = _Pool(db_name=path, pool_timeout=history.LOCK_TIMEOUT)
        self.path = path
        self.identity = _identity(path)
        self._own = threading.local()  # of the thread that keeps others from writing

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep everybody else from writing, until this thread has written once or leaves."""
        with self.get_connection(commit=True) as connection:
            cast("_Connection", connection).take_turn()
            self._own.connection = connection
            try:
                yield
            finally:
                del self._own.connection
                connection.rollback()

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        own = getattr(self._own, "connection", None) if commit else None
        with (
            nullcontext(own) if own else self.get_connection(commit=commit) as connection,
            connection.transaction(commit=commit) as cursor,
        ):
            yield cursor


class _Recorder(SQLiteApplicationRecorder):
    """Writes and reads our tables instead of the library's."""

    datastore: _Datastore
    known: Head | None = None  # the head that the next write has to continue
    _end: "_End | None" = None  # of the log, as our own last write left it

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        numbers = super().insert_events(stored_events, **kwargs)
        # What went into a file that nobody finds any more is not acknowledged.
        self._check_same_file("so what was stored just now is not in the one that is there")
        return numbers

    def _check_same_file(self, outcome: str) -> None:
        path = self.datastore.path
        if _identity(path) != self.datastore.identity:
            raise DealtrailError(
                f"the file was moved, deleted or replaced while it was open; {outcome}",
                code="E-MOVED",
                place=path,
                hint="repeat the command on the file that is there now",
            )

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> list[int]:
        path = self.datastore.path
        self._check_same_file("nothing was stored")
        connection, receipt = c.sqlite_cursor.connection, cast("Stored", kwargs["receipt"])
        # Under the lock for writing, so nobody can come between the last instant and ours.
        end = self._end_of(connection)
        now = kwargs["clock"]().astimezone(UTC)
        if end.recorded_at:
            now = max(now, end.recorded_at + TICK)
        receipt.recorded_at = instant(now)
        if end.log is None:
            end.log, receipt.upgraded = _upgrade(connection, receipt.recorded_at, path)
            end.edge = seal.frontier(connection)
        log, edge = end.log, end.edge
        rows = [
            (
                each.originator_id,
                each.originator_version,
                each.topic,
                each.state.decode(),
                receipt.recorded_at,
                each.logged_by,
                each.command_id,
            )
            for each in cast("Sequence[Row]", stored_events)
        ]
        first = edge.size + 1
        seal.seal(connection, log, edge, rows)
        insert_rows(connection, [(rowid, *row) for rowid, row in enumerate(rows, start=first)])
        receipt.head = Head(log=log, size=edge.size, root=edge.root)
        end.recorded_at = now
        self._end = end  # if it is committed
        return list(range(first, first + len(rows)))

    def _end_of(self, connection: sqlite3.Connection) -> "_End":
        """The end of the log, to go on from.

        Read and checked, unless it is where our own last write left it: SQLite tells by a number
        of its own whether any other connection has changed the file since, and the file's count of
        entries whether that write was committed.
        """
        end, self._end = self._end, None
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        if (
            end
            and end.connection is connection
            and end.version == version
            and end.edge.size == seal.given(connection)
        ):
            return end
        last = connection.execute(
            "SELECT recorded_at FROM stored_events ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
        log, _ = history.log_of(connection)
        edge = seal.frontier(connection) if log is not None else tree.Frontier()
        if log is not None:
            seal.check_end(connection, edge.size, self.datastore.path)
        self._continues(connection, log, edge)
        return _End(
            connection, version, log, edge, datetime.fromisoformat(last[0]) if last else None
        )

    def _continues(
        self, connection: sqlite3.Connection, log: str | None, edge: tree.Frontier
    ) -> None:
        """Refuse a file that was cut, replaced or rewritten since it was last seen."""
        known = self.known
        if known is None:
            return
        root = None
        if log == known.log and known.size <= edge.size:
            same = known.size == edge.size
            root = edge.root if same else seal.root_at(connection, known.size)
        if refusal := heads.differs(known, log, edge.size, root, self.datastore.path):
            raise refusal

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        query = (
            "SELECT * FROM stored_events WHERE originator_id = ? AND originator_version > ?"
            " AND originator_version <= ? ORDER BY originator_version"
        )
        values = (originator_id, gt or 0, _or(lte, sys.maxsize), _or(limit, -1))
        return self._rows(query + (" DESC LIMIT ?" if desc else " LIMIT ?"), values)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        first = (start or 0) + (not inclusive_of_start)
        return self._rows(
            "SELECT * FROM stored_events WHERE rowid >= ? AND rowid <= ?"
            " AND (?3 = '[]' OR topic IN (SELECT value FROM json_each(?3))) ORDER BY rowid LIMIT ?",
            (first, _or(stop, sys.maxsize), json.dumps(list(topics)), limit),
        )

    def select_command(self, stream: str, command_id: str) -> Sequence[Row]:
        return self._rows(
            "SELECT * FROM stored_events WHERE originator_id = ? AND command_id = ?"
            " ORDER BY originator_version",
            (stream, command_id),
        )

    def _rows(self, query: str, values: tuple[object, ...]) -> list[Row]:
        with self.datastore.transaction(commit=False) as c:
            c.execute(query, values)
            return [
                Row(
                    id=row["rowid"],
                    originator_id=row["originator_id"],
                    originator_version=row["originator_version"],
                    topic=row["topic"],
                    state=row["state"].encode(),
                    recorded_at=row["recorded_at"],
                    logged_by=row["logged_by"],
                    command_id=row["command_id"],
                )
                for row in c.fetchall()
            ]


def insert_rows(connection: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    query = f"INSERT INTO stored_events (rowid, {seal.COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
    current: tuple[Any, ...] = ()

    def one_by_one() -> Iterator[tuple[Any, ...]]:
        nonlocal current
        for current in rows:  # noqa: UP028 - so that it is known which one was refused
            yield current

    try:
        connection.executemany(query, one_by_one())
    except sqlite3.IntegrityError as error:
        if str(error) != "an event continues its stream":
            raise  # our own mistake
        raise in_between(str(current[1])) from error


def in_between(stream: str) -> Conflict:
    """For a stream that has grown since the writer read it."""
    return Conflict(
        "somebody else wrote in between; nothing was stored",
        code="E-CONFLICT",
        place=stream,
        hint="look at what was added, then repeat the command",
    )


def _upgrade(connection: sqlite3.Connection, now: str, path: str) -> tuple[str, int]:
    """Seal a ledger of the form before seals, all that it holds; the id of its log, and how many.

    In the transaction of the write that asks for it: all of it happens, or nothing.
    """
    for statement in history.SEALS:
        connection.execute(statement)
    log = seal.new_log_id()
    _name_log(connection, log, now)
    edge = tree.Frontier()
    cursor = connection.execute(
        f"SELECT {seal.COLUMNS} FROM stored_events ORDER BY rowid"  # noqa: S608
    )
    while rows := cursor.fetchmany(_AT_ONCE):
        seal.seal(connection, log, edge, rows)
    connection.execute(f"PRAGMA user_version={history.USER_VERSION}")
    seal.check_end(connection, edge.size, path)
    return log, edge.size


def _name_log(connection: sqlite3.Connection, log: str, now: str) -> None:
    connection.execute("INSERT INTO log_meta VALUES (1, ?, ?)", (log, now))


_AT_ONCE = 1000  # entries sealed together


class _Factory(SQLiteFactory):
    application_recorder_class = _Recorder

    def __init__(self, env: Environment, path: str) -> None:
        super().__init__(env)
        self.datastore = _Datastore(path)


def utc_now() -> datetime:
    return datetime.now(UTC)


def instant(moment: datetime) -> str:
    """A moment in UTC as it is stored: of one width, so that comparing text compares time."""
    return f"{moment.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


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
            self.events.put(entries, clock=self.clock, receipt=receipt)
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
        cast("_Recorder", self.recorder).datastore.pool.tell_waiting = tell

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep everybody else from writing while one reads, decides and appends.

        For the next try after a conflict: of several who write to one deal without a break, each
        would else have to be the quickest once. It ends with the first `append`.
        """
        with ExitStack() as stack:
            with self._plainly():
                stack.enter_context(cast("_Recorder", self.recorder).datastore.alone())
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
        return _Factory(env, self.path)

    def construct_mapper(self) -> EntryMapper:
        return EntryMapper(self.registry)


def new_file(
    path: str,
    log: str,
    created: str,
    fill: Callable[[sqlite3.Connection], None] = lambda _: None,
) -> None:
    """Make the file of a ledger: whole, with what fills it, or not at all. Raises `Refused`."""
    place = os.path.abspath(path)
    folder = os.path.dirname(place)
    draft = os.path.join(folder, f".dealtrail-{secrets.token_hex(6)}.new")
    if not os.path.isdir(folder):
        raise Refused("there is no such folder", code="E-FOLDER", place=folder)
    history.refuse_taken(place)
    mode = "WAL" if places.write_ahead(place) else "DELETE"
    try:
        with closing(history.connect(draft, "mode=rwc")) as connection:
            connection.executescript(
                f"BEGIN; {'; '.join((*history.SCHEMA, *history.SEALS))};"
                f"PRAGMA application_id={history.APPLICATION_ID};"
                f"PRAGMA user_version={history.USER_VERSION}; COMMIT;"
                f"PRAGMA journal_mode={mode};"
            )
            connection.execute("BEGIN")
            _name_log(connection, log, created)
            fill(connection)
            connection.execute("COMMIT")
        try:
            os.link(draft, place)  # unlike a rename, never over a file that is there
        except OSError:  # nor on a file system without hard links
            history.refuse_taken(place)
            os.rename(draft, place)
    except sqlite3.Error as error:
        raise history.trouble(error, place) from error
    finally:
        for leftover in (draft, *(draft + ending for ending in history.BESIDE)):
            with suppress(FileNotFoundError):
                os.unlink(leftover)


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


def _identity(path: str) -> tuple[int, int] | None:
    """Which file is under a name now; None if there is none."""
    try:
        seen = os.stat(path)
    except OSError:
        return None
    return seen.st_dev, seen.st_ino


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value
