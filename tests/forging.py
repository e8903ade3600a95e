"""Entries put into a ledger past the store: as a newer version would, or somebody who tampers."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from domain import history, seal


def add(path: str | Path, *row: object) -> None:
    """Store a row (stream, number, name, state, recorded_at, logged_by, command_id), sealed."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        edge = seal.frontier(connection)
        seal.seal(connection, history.log_of(connection)[0] or "", edge, [row])
        insert(connection, edge.size, *row)
        connection.execute("COMMIT")


def insert(connection: sqlite3.Connection, rowid: int | None, *row: object) -> None:
    """Store a row under a rowid, as it is."""
    connection.execute(
        f"INSERT INTO stored_events (rowid, {seal.COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (rowid, *row),
    )


@contextmanager
def past_the_guards(path: str | Path) -> Iterator[sqlite3.Connection]:
    """A connection without the triggers, which are put back at the end: what an expert would do."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        triggers = [
            text
            for text in (*history.SCHEMA, *history.SEALS)
            if text.startswith("CREATE TRIGGER")
            and connection.execute(
                "SELECT 1 FROM sqlite_master WHERE name = ?", (text.split()[2],)
            ).fetchone()
        ]
        for text in triggers:
            connection.execute(f"DROP TRIGGER {text.split()[2]}")
        yield connection
        for text in triggers:
            connection.execute(text)
        connection.execute("COMMIT")


def without_seals(path: str | Path) -> None:
    """Make a ledger one of the form before seals."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for text in reversed(history.SEALS):
            kind, name = text.split()[1:3]
            connection.execute(f"DROP {kind} IF EXISTS {name}")
        connection.execute("PRAGMA user_version=1")
