"""How entries go into a ledger file: the library's SQLite recorder over our own tables.

It takes its turn, goes on from the end of the log, seals, stores, and sees that the file is still
the one that was opened (`domain/store.py` says what the ledger is, `domain/seal.py` the seals).
"""

import json
import os
import secrets
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic, sleep
from types import TracebackType
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
    SQLiteTransaction,
)
from eventsourcing.utils import Environment

from domain import heads, history, places, seal, tree, turns
from domain.entries import TICK, Row, Stored, in_between, instant
from domain.errors import DealtrailError, Refused
from domain.heads import Head

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


@dataclass
class _End:
    """The end of the log as a connection saw it: the tree's right edge and the last instant."""

    connection: sqlite3.Connection
    version: int
    log: str | None
    edge: tree.Frontier
    recorded_at: datetime | None


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


class Recorder(SQLiteApplicationRecorder):
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


class Factory(SQLiteFactory):
    application_recorder_class = Recorder

    def __init__(self, env: Environment, path: str) -> None:
        super().__init__(env)
        self.datastore = _Datastore(path)


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


def _identity(path: str) -> tuple[int, int] | None:
    """Which file is under a name now; None if there is none."""
    try:
        seen = os.stat(path)
    except OSError:
        return None
    return seen.st_dev, seen.st_ino


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value
