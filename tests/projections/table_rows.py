"""What read tables hold, for the tests of them."""

import sqlite3
from typing import Any

from projections.columns import TABLES, VIEWS

LATER = "2027-01-01T00:00:00.000000Z"


def dump(tables: sqlite3.Connection) -> dict[str, list[Any]]:
    """All rows of all tables and views, in the order of their keys."""
    return {
        name: sorted(tables.execute(f"SELECT * FROM {name}").fetchall(), key=repr)  # noqa: S608
        for name in (*TABLES, *VIEWS)
    }


def rows_of(tables: sqlite3.Connection, name: str, where: str = "1") -> list[dict[str, Any]]:
    """Rows of a table as objects, in the order of its key."""
    key = TABLES[name].key
    found = tables.execute(f"SELECT * FROM {name} WHERE {where} ORDER BY {key}")  # noqa: S608
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


class Told:
    """What a person was told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, line: str) -> None:
        self.lines.append(line)
