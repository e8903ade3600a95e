"""Entries put into a ledger past the store: as a newer version would, or somebody who tampers."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from domain import history, postgres, seal


def add(path: str | Path, *row: object) -> None:
    """Store a row (stream, number, name, state, recorded_at, logged_by, command_id), sealed."""
    if history.is_address(path):
        stream, number, name, state, recorded_at, logged_by, command = row
        with closing(psycopg.connect(str(path), autocommit=True)) as connection:
            connection.execute(
                "SELECT dealtrail.append(ARRAY[%s], ARRAY[%s::bigint], ARRAY[%s], ARRAY[%s],"
                " ARRAY[%s], ARRAY[%s], ARRAY[%s], NULL, NULL, NULL, %s)",
                (stream, number, name, state, logged_by, command, bytes(16), recorded_at),
            )
        return
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


def contents(path: str | Path) -> object:
    """All that a ledger holds, to tell later that nothing was changed."""
    if not history.is_address(path):
        return Path(path).read_bytes()
    tables = ("log_meta", "log_leaf", "log_node", "stored_events")
    with closing(postgres.open_reading(str(path))) as reading:
        return [reading.execute(f"SELECT * FROM {each} ORDER BY 1").fetchall() for each in tables]  # noqa: S608


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
