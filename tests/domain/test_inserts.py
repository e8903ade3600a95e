"""Rows into a table: all of them in order, however many, and no more than half of a statement."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from domain.inserts import insert


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE shelf (place INTEGER PRIMARY KEY, book TEXT)")
        yield connection


def books(connection: sqlite3.Connection) -> list[tuple[int, str]]:
    return connection.execute("SELECT place, book FROM shelf ORDER BY place").fetchall()


@pytest.mark.parametrize("count", [0, 1, 6, 99, 100, 101, 250])
def test_any_number_of_rows_is_stored_whole(connection: sqlite3.Connection, count: int) -> None:
    rows = [(place, f"book {place}") for place in range(count)]
    insert(connection, "shelf", rows)
    assert books(connection) == rows


def test_the_columns_may_be_named(connection: sqlite3.Connection) -> None:
    insert(connection, "shelf (book, place)", [("a", 2), ("b", 1)])
    assert books(connection) == [(1, "b"), (2, "a")]


def test_a_row_that_is_refused_leaves_the_transaction_open(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    rows = [(place, "new") for place in range(150)]
    rows[120] = (7, "twice")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        insert(connection, "shelf", rows)
    assert connection.in_transaction
    connection.execute("ROLLBACK")
    assert books(connection) == []
