"""Connections to a ledger file: one that writes, in turn, and a pool of those that read.

One, since only one at a time can write to a file of SQLite; so it knows the end of the log that it
left, and need not read it again where nobody else wrote.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic, sleep
from types import TracebackType

from eventsourcing.persistence import ConnectionPoolClosedError, ConnectionUnavailableError
from eventsourcing.sqlite import (
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteTransaction,
)

from domain import history, places, tree, turns
from domain.errors import DealtrailError

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
class End:
    """The end of the log as it was left: the tree's right edge and the last instant.

    `version` is SQLite's number that changes when another connection changes the file.
    """

    version: int
    log: str | None
    edge: tree.Frontier
    recorded_at: datetime | None


class Writer(SQLiteConnection):
    """The connection that writes, which waits for its turn."""

    tell_waiting: turns.Tell | None = None
    _write_ahead: bool | None = None  # by which journal it writes; not set until it does

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        super().__init__(connection, max_age=None)
        self._path = path

    def begin(self) -> None:
        """Begin to write as soon as nobody else does, unless that has happened already."""
        connection = self._sqlite_conn
        if connection.in_transaction:
            return
        if not self._write_ahead:
            if self._write_ahead is None:
                self._set_journal()
            connection.execute("PRAGMA busy_timeout=0")  # `turns` waits in another way
        turns.begin(connection, self._path, self.tell_waiting)
        if not self._write_ahead:  # else nothing waits for anybody any more
            connection.execute(f"PRAGMA busy_timeout={history.LOCK_TIMEOUT * 1000:.0f}")

    def commit(self) -> None:
        """As `sqlite3` has it, but of a statement that is prepared once."""
        self._sqlite_conn.execute("COMMIT")

    def _set_journal(self) -> None:
        """At the first write only, so that a sealed ledger that is merely read stays sealed."""
        deadline = monotonic() + history.LOCK_TIMEOUT
        write_ahead = places.write_ahead(self._path)
        mode = "WAL" if write_ahead else "DELETE"
        while self._write_ahead is None:
            try:
                self._sqlite_conn.execute(f"PRAGMA journal_mode={mode}").fetchone()
                self._write_ahead = write_ahead
            except sqlite3.OperationalError as error:
                # The one statement for which SQLite does not always wait for its turn.
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                    raise
                sleep(0.01)


class Turn(SQLiteTransaction):
    """A transaction to write in. It takes the lock at once: to upgrade later fails unwaited."""

    connection: Writer

    def __init__(self, datastore: "Datastore") -> None:
        self.commit = True
        self._datastore = datastore

    def __enter__(self) -> SQLiteCursor:
        self.connection = self._datastore.take_writer()
        try:
            self.connection.begin()
            return self.connection.cursor()
        except BaseException:
            self._leave()
            raise

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        try:
            super().__exit__(exc_type, exc_val, exc_tb)
        except BaseException:
            self._datastore.end = None  # what it was is there still, or nobody can tell
            raise
        finally:
            self._leave()

    def _leave(self) -> None:
        try:
            # A COMMIT that failed (disk full) may leave it open, and the connection is used again.
            self.connection.rollback()
        finally:
            self._datastore.give_back_writer()


class Pool(SQLiteConnectionPool):
    """Of connections that read."""

    def _create_connection(self) -> SQLiteConnection:
        connection = _opened(self.db_name)
        connection.row_factory = sqlite3.Row
        return SQLiteConnection(connection, max_age=None)


class Datastore(SQLiteDatastore):
    """A ledger file, and which one it was when it was opened."""

    tell_waiting: turns.Tell | None = None
    end: End | None = None  # of the log, as our last write left it

    def __init__(self, path: str) -> None:
        self._writer: Writer | None = None
        self._writing = threading.RLock()
        super().__init__(path, originator_id_type="text")
        self.pool: Pool = Pool(db_name=path, pool_timeout=history.LOCK_TIMEOUT)
        self.path = path
        self._identity = _identity(path)

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """A transaction to read in, or to write."""
        with Turn(self) if commit else super().transaction(commit=False) as cursor:
            yield cursor

    def take_writer(self) -> Writer:
        """The connection that writes, for this thread alone until it gives it back."""
        if not self._writing.acquire(timeout=history.LOCK_TIMEOUT):
            raise ConnectionUnavailableError("another thread keeps writing")
        try:
            if self._writer is None:
                if self.pool.closed:
                    raise ConnectionPoolClosedError
                self.check_is_there("nothing was stored")
                self._writer = Writer(_opened(self.path), self.path)
            self._writer.tell_waiting = self.tell_waiting
        except BaseException:
            self._writing.release()
            raise
        return self._writer

    def give_back_writer(self) -> None:
        """Let another thread write."""
        self._writing.release()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep everybody else from writing, until this thread has written once or leaves."""
        writer = self.take_writer()
        try:
            writer.begin()
            yield
        finally:
            try:
                writer.rollback()
            finally:
                self.give_back_writer()

    def check_is_there(self, outcome: str) -> None:
        """Refuse to go on where the file that was opened is no longer under its name."""
        if _identity(self.path) != self._identity:
            raise DealtrailError(
                f"the file was moved, deleted or replaced while it was open; {outcome}",
                code="E-MOVED",
                place=self.path,
                hint="repeat the command on the file that is there now",
            )

    def close(self) -> None:
        """Let go of the file."""
        super().close()
        with self._writing:
            if self._writer:
                self._writer.close()
                self._writer = None


def _opened(path: str) -> sqlite3.Connection:
    connection = history.connect(path, "mode=rw")
    try:
        for setting in SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        history.check(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _identity(path: str) -> tuple[int, int] | None:
    """Which file is under a name now; None if there is none."""
    try:
        seen = os.stat(path)
    except OSError:
        return None
    return seen.st_dev, seen.st_ino
