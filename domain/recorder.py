"""How entries go into a ledger file: the library's SQLite recorder over our own tables.

It takes its turn, goes on from the end of the log, seals, stores, and sees that the file is still
the one that was opened (`domain/store.py` says what the ledger is, `domain/seal.py` the seals).
"""

import json
import os
import secrets
import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteCursor,
    SQLiteFactory,
)
from eventsourcing.utils import Environment

from domain import heads, history, places, seal, tree
from domain.connections import Datastore, End, Turn
from domain.entries import TICK, Row, Stored, in_between, instant
from domain.errors import Refused
from domain.heads import Head
from domain.inserts import insert


class Recorder(SQLiteApplicationRecorder):
    """Writes and reads our tables instead of the library's."""

    datastore: Datastore
    known: Head | None = None  # the head that the next write has to continue

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        with Turn(self.datastore) as c:
            numbers = self._insert_events(c, stored_events, **kwargs)
        # What went into a file that nobody finds any more is not acknowledged.
        self.datastore.check_is_there("so what was stored just now is not in the one that is there")
        return numbers

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> list[int]:
        path = self.datastore.path
        self.datastore.check_is_there("nothing was stored")
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
            (stream, number, name, state.decode(), receipt.recorded_at, logged_by, command_id)
            for stream, number, name, state, _, logged_by, command_id, _ in cast(
                "Sequence[Row]", stored_events
            )
        ]
        first = edge.size + 1
        seal.seal(connection, log, edge, rows)
        insert_rows(connection, [(rowid, *row) for rowid, row in enumerate(rows, start=first)])
        receipt.head = Head(log=log, size=edge.size, root=edge.root)
        end.recorded_at = now
        self.datastore.end = end
        return list(range(first, first + len(rows)))

    def _end_of(self, connection: sqlite3.Connection) -> End:
        """The end of the log, to go on from.

        Read and checked, unless it is where our own last write left it: SQLite tells by a number of
        its own whether any other connection has changed the file since.
        """
        end = self.datastore.end
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        if end and end.version == version:
            return end
        last = connection.execute(
            "SELECT recorded_at FROM stored_events ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
        log, _ = history.log_of(connection)
        edge = seal.frontier(connection) if log is not None else tree.Frontier()
        if log is not None:
            seal.check_end(connection, edge.size, self.datastore.path)
        self._continues(connection, log, edge)
        recorded_at = datetime.fromisoformat(last[0]) if last else None
        return End(version, log, edge, recorded_at)

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
        rows = self._rows(query + (" DESC LIMIT ?" if desc else " LIMIT ?"), values)
        return cast("list[StoredEvent]", rows)

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
        rows = self._rows(
            "SELECT * FROM stored_events WHERE rowid >= ? AND rowid <= ?"
            " AND (?3 = '[]' OR topic IN (SELECT value FROM json_each(?3))) ORDER BY rowid LIMIT ?",
            (first, _or(stop, sys.maxsize), json.dumps(list(topics)), limit),
        )
        return cast("list[Notification]", rows)

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
    """Store events, each as its rowid and the columns that the seals name.

    Raises `Conflict` where a stream has grown since the writer read it.
    """
    try:
        insert(connection, _EVENTS, rows)
    except sqlite3.IntegrityError as error:
        if str(error) != _GROWN:
            raise  # our own mistake
        raise in_between(_grown(connection, rows)) from error


_EVENTS = f"stored_events (rowid, {seal.COLUMNS})"
_GROWN = "an event continues its stream"


def _grown(connection: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> str:
    """The stream that has grown: that of the first event which is refused alone as well."""
    (stored,) = connection.execute("SELECT coalesce(max(rowid), 0) FROM stored_events").fetchone()
    stream = ""
    with suppress(sqlite3.IntegrityError):
        for row in rows:
            if row[0] > stored:
                stream = str(row[1])
                insert(connection, _EVENTS, [row])
    return stream


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
        self.datastore = Datastore(path)


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


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value
