"""Rows into a table of a ledger file: a hundred with one statement, where there are so many.

SQLite prepares for the refusal of each statement, page by page, so that it can be taken back. For a
hundred rows of one table that is the same pages over and over; for a few it is quicker than all
that a statement of many rows needs.
"""

import sqlite3
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

_AT_ONCE = 100  # rows in a statement, whose 800 values at most any SQLite takes


def insert(connection: sqlite3.Connection, into: str, rows: Sequence[Sequence[Any]]) -> None:
    """Add rows in order to a table, named with or without its columns (`log_node`).

    Raises `sqlite3.IntegrityError` where one is refused; then those of its statement are not there,
    and the transaction goes on.
    """
    whole = len(rows) - len(rows) % _AT_ONCE
    for first in range(0, whole, _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        query = _query(into, _AT_ONCE, len(some[0]))
        connection.execute(query, tuple(chain.from_iterable(some)))
    if rest := rows[whole:]:
        connection.executemany(_query(into, 1, len(rest[0])), rest)


@cache
def _query(into: str, rows: int, columns: int) -> str:
    row = f"({', '.join('?' * columns)})"
    return f"INSERT INTO {into} VALUES {', '.join([row] * rows)}"  # noqa: S608
