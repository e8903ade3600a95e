"""The read tables filled: made in an empty file, and deal by deal brought up to date."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from operator import itemgetter

from domain import history
from domain.errors import NewerVersion
from domain.known import Known, known
from projections.clocks import Clocks, View
from projections.columns import TABLES, VIEWS, Table
from projections.rows import Row, Rows, rows, said_rows
from projections.tables import APPLICATION_ID, Position, transaction

TOKENIZER = "unicode61 remove_diacritics 2"  # é is found by e, whichever way it is written


def make(
    connection: sqlite3.Connection, source: "history.Connection", to: Position, now: str
) -> None:
    """Make all tables in an empty file and fill them from a ledger, deal by deal."""
    with _made(connection):
        fill(connection, source, history.deals(source), to, now)


def make_said(
    connection: sqlite3.Connection,
    source: "history.Connection",
    deals: Iterable[str],
    clocks: Clocks,
) -> None:
    """Make tables in an empty file that hold what was said of some deals: all that search reads."""
    with _made(connection):
        for deal in deals:
            if record := _record(connection, source, deal, clocks.known_at, ()):
                row_id = history.rowids(source, deal).__getitem__
                _insert_all(connection, said_rows(View(record, clocks), row_id))


def _record(
    tables: sqlite3.Connection,
    source: "history.Connection",
    deal: str,
    known_at: str,
    grades: Iterable[history.Item],
) -> Known | None:
    """A deal's record at an instant; None where it was opened since, or cannot be read here."""
    items = history.read_deal(source, deal, whole=False)
    try:
        record = known(deal, items, known_at, grades)
    except NewerVersion as error:
        owner, _, number = error.place.rpartition("#")
        if owner != deal:
            raise  # it is in what all deals share
        entry = next(item for item in items if item.number == int(number))
        row = {"deal": deal, "number": entry.number, "name": entry.name}
        _insert(tables, "unread", [row | {"recorded_at": entry.recorded_at}])
        return None
    return record if record.last_number else None


@contextmanager
def _made(connection: sqlite3.Connection) -> Iterator[None]:
    """All tables, to be filled meanwhile; then what is quicker to make over full ones."""
    from sqlite_utils import Database

    connection.execute("PRAGMA journal_mode=OFF")
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    database = Database(connection, execute_plugins=False)
    with transaction(connection):
        for name, table in TABLES.items():
            database.table(name).create(
                {column: kind for column, (kind, _) in table.columns.items()},
                pk=table.key,
                foreign_keys=_foreign_keys(table),
                strict=True,
            )
        yield
        for name, table in TABLES.items():
            for columns in table.indexed:
                database.table(name).create_index(columns)
            if table.found_in:
                database.table(name).enable_fts(
                    table.found_in, tokenize=TOKENIZER, create_triggers=True
                )
        for name, view in VIEWS.items():
            database.create_view(name, view.query)


def _foreign_keys(table: Table) -> Iterator[tuple[str, str, str]]:
    for column, to in table.refers.items():
        other, _, key = to.partition(".")
        yield column, other, key


_INSERT = {  # made of the names in `columns` alone
    name: f"INSERT INTO {name} VALUES ({', '.join('?' * len(table.columns))})"  # noqa: S608
    for name, table in TABLES.items()
}
_CELLS = {name: itemgetter(*table.columns) for name, table in TABLES.items()}


def _insert(tables: sqlite3.Connection, name: str, found: Iterable[Row]) -> None:
    """Put rows into a table: a plain statement, which takes a quarter of `insert_all`'s time."""
    tables.executemany(_INSERT[name], map(_CELLS[name], found))


def _insert_all(tables: sqlite3.Connection, found: Rows) -> None:
    for name, each in found:
        _insert(tables, name, each)


def fill(
    tables: sqlite3.Connection,
    source: "history.Connection",
    deals: Iterable[str],
    to: Position,
    now: str,
    graded: set[str] | None = None,
) -> None:
    """Replace the rows of these deals, and what follows from them about their sources.

    `graded` are the sources whose grades are new; None for all. Nothing recorded after the position
    counts, so that an entry written meanwhile waits for the next time.
    """
    until = to.recorded_at
    grades = history.grades(source, ("source-graded",))
    clocks = Clocks(known_at=until, as_of=now, true_at=now, asked=(until, now, now))
    touched = None if graded is None else set(graded)
    for deal in deals:
        if touched is not None:
            touched.update(_forget(tables, deal))
        if record := _record(tables, source, deal, until, grades):
            row_id = history.rowids(source, deal).__getitem__
            _insert_all(tables, rows(View(record, clocks), row_id))
        if touched is not None:
            touched.update(_sources_of(tables, deal))
    names = {item.data["source"].casefold(): item for item in grades if item.recorded_at <= until}
    _add_up(tables, names, touched)
    tables.execute("DELETE FROM position")
    _insert(
        tables,
        "position",
        [
            {
                "rows": to.rows,
                "recorded_at": until,
                "first": to.first,
                "last": to.last,
                "fold": to.fold,
            }
        ],
    )


def _forget(tables: sqlite3.Connection, deal: str) -> list[str]:
    """Take the rows of a deal out; the sources that it had."""
    sources = _sources_of(tables, deal)
    for name, table in reversed(TABLES.items()):
        if "deal" in table.columns:
            tables.execute(f"DELETE FROM {name} WHERE deal = ?", (deal,))  # noqa: S608 -- our names
    return sources


def _sources_of(tables: sqlite3.Connection, deal: str) -> list[str]:
    found = tables.execute("SELECT source_id FROM source_deals WHERE deal = ?", (deal,))
    return [source for (source,) in found]


# -- sources: the rows of all deals added up ----------------------------------------------------

_COUNTED = [
    column
    for column, (kind, _) in TABLES["sources"].columns.items()
    if kind is int and column != "deals"
]
_ADDED = f"""INSERT INTO sources (id, name, deals, {", ".join(_COUNTED)}, first_day, last_day)
SELECT source_id, min(name), sum(reports > 0), {", ".join(f"sum({column})" for column in _COUNTED)},
  min(first_day), max(last_day) FROM source_deals"""  # noqa: S608 -- our own names


def _add_up(
    tables: sqlite3.Connection, grades: dict[str, history.Item], touched: set[str] | None
) -> None:
    """Make the rows of these sources anew, of all where `touched` is None, with their grades."""
    if touched is None:
        tables.execute(f"{_ADDED} GROUP BY source_id")
        touched = set(grades)
    else:
        for source in touched:
            tables.execute("DELETE FROM sources WHERE id = ?", (source,))
            tables.execute(f"{_ADDED} WHERE source_id = ? GROUP BY source_id", (source,))
    for source in touched & grades.keys():
        item = grades[source]
        graded = (item.data["grade"], item.recorded_at, source)
        done = tables.execute("UPDATE sources SET grade = ?, graded_at = ? WHERE id = ?", graded)
        if not done.rowcount:  # it has not published anything that we hold
            nothing = dict.fromkeys(("deals", *_COUNTED), 0)
            row = dict.fromkeys(TABLES["sources"].columns) | nothing
            row |= {"id": source, "name": item.data["source"]}
            _insert(
                tables, "sources", [row | dict(zip(("grade", "graded_at"), graded, strict=False))]
            )
