"""Moving a ledger between a file and PostgreSQL: every event, its seal and its salt, with proof.

Nothing is written anew: the id of the log, the positions, the recorded times and the salts are
those of the source, so the tree at the other end has the same root, or the move did not happen.
What is made appears whole or not at all.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any

from domain import heads, history, seal, tree
from domain.checkpoints import anchors
from domain.errors import Conflict, DealtrailError, HistoryDiffers, Refused
from domain.heads import Head
from domain.record import Record
from domain.verify import Anchor, Verified, verify

if TYPE_CHECKING:
    import sqlite3

_AT_ONCE = 1000  # entries

Batch = list[tuple[seal.Row, bytes]]
"""Stored events, each with its salt."""


class Moved(Record):
    """What came of a move: the check of the new place against the old, and how that was left."""

    head: Head
    found: Verified
    closed: str = ""


def move(source: str, target: str, *, keep_open: bool = False) -> Moved:
    """Move a ledger to where there is none yet. The old one is left as it is, closed for writing.

    Raises `Refused` (E-EXISTS) where there is one, or a file of that name; `HistoryDiffers`
    (E-BROKEN) for a source that is not what it was, or a copy that is not the same; `Conflict`
    where somebody wrote meanwhile.
    """
    before = verify(source, anchors(source))
    if before.faults:
        raise HistoryDiffers(
            f"the ledger is not what it was, so it is not moved: {before.faults[0].text}",
            code="E-BROKEN",
            place=_shown(source),
            hint="'dealtrail verify' tells all of it",
        )
    if before.log is None or before.root is None:
        raise Refused(
            "this ledger has no seals yet, so nothing could prove that a copy is the same",
            code="E-UNSEALED",
            place=_shown(source),
            hint="the next write seals all that is in it",
        )
    head = Head(log=before.log, size=before.size, root=before.root)
    with closing(history.open_ledger(source)) as reading:
        reading.execute("BEGIN")
        (created,) = reading.execute("SELECT created FROM log_meta").fetchone()
        copying = _Copying(source, head, created, _batches(reading, head.size))
        if history.is_address(target):
            _to_server(target, copying)
        else:
            _to_file(target, copying)
    found = verify(target, [Anchor(where=_shown(source), head=head)])
    if found.faults:
        raise _no_copy(_shown(target), found.faults[0].text)
    heads.keep(target, head)
    return Moved(head=head, found=found, closed="" if keep_open else _close(source))


def _no_copy(place: str, what: str) -> HistoryDiffers:
    """For a disk or a server that gave back something else than it was given."""
    return HistoryDiffers(
        f"the copy is not the same, so the old ledger stays in use: {what}",
        code="E-BROKEN",
        place=place,
        hint="remove the copy, and look at the disk or the server before you move it again",
    )


def _shown(place: str) -> str:
    if history.is_address(place):
        from domain.postgres import shown

        return shown(place)
    return place


class _Copying:
    """A ledger on its way: what it is, and its entries in order."""

    def __init__(self, source: str, head: Head, created: str, batches: Iterator[Batch]) -> None:
        self.source = source
        self.head = head
        self.created = created
        self.batches = batches

    def check(self, root: bytes) -> None:
        """Refuse to finish where the copy has another root, or the source went on meanwhile."""
        if root != self.head.root:
            raise _no_copy(_shown(self.source), "its entries make another root than their seals")
        with closing(history.open_ledger(self.source)) as again:
            now = history.log_of(again)
        if now != (self.head.log, self.head.size):
            raise Conflict(
                "somebody wrote to the ledger while it was moved; nothing was moved",
                code="E-CONFLICT",
                place=_shown(self.source),
                hint="ask everybody to wait, then move it",
            )


def _batches(reading: "history.Connection", size: int) -> Iterator[Batch]:
    """All entries with their salts, in order."""
    query = (
        f"SELECT {seal.COLUMNS}, salt FROM stored_events"  # noqa: S608
        " JOIN log_leaf ON position = rowid - 1 ORDER BY rowid"
    )
    rows = islice(history.stream(reading, query), size)
    while batch := [(row[:-1], row[-1]) for row in islice(rows, _AT_ONCE)]:
        yield batch


def _to_file(target: str, copying: _Copying) -> None:
    from domain.recorder import insert_rows, new_file

    def fill(connection: "sqlite3.Connection") -> None:
        edge = tree.Frontier()
        for batch in copying.batches:
            first = edge.size + 1
            rows = [row for row, _ in batch]
            seal.seal(connection, copying.head.log, edge, rows, [salt for _, salt in batch])
            insert_rows(connection, [(at, *row) for at, row in enumerate(rows, start=first)])
        copying.check(edge.root)

    new_file(target, copying.head.log, copying.created, fill)


def _to_server(target: str, copying: _Copying) -> None:
    """In one transaction: the tables too, since an empty ledger that is there has another log."""
    import psycopg

    from domain import postgres

    place = postgres.shown(target)
    with closing(postgres.connect(target)) as connection:
        try:
            with connection.transaction():
                _clear(connection, place)
                postgres.set_up_within(connection, place, copying.head.log, copying.created)
                for batch in copying.batches:
                    columns: list[list[Any]] = [
                        list(each) for each in zip(*_flat(batch), strict=True)
                    ]
                    connection.execute(_STORE, columns)
                found = connection.execute(
                    "SELECT dealtrail.joined(dealtrail.peaks(%s))", (copying.head.size,)
                ).fetchone()
                assert found is not None  # noqa: S101 - a question without a FROM has one row
                copying.check(found[0])
        except psycopg.Error as error:
            raise postgres.trouble(error, place) from error


_STORE = (
    "SELECT dealtrail.store(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[],"
    " %s::text[], %s::text[], %s::bytea[])"
)


def _flat(batch: Batch) -> Iterator[tuple[Any, ...]]:
    for row, salt in batch:
        yield (*row, salt)


def _clear(connection: Any, place: str) -> None:
    """Make room in the place of an empty ledger. Raises `Refused` (E-EXISTS) for any other."""
    there = connection.execute("SELECT to_regclass('dealtrail.stored_events') IS NOT NULL")
    if not there.fetchone()[0]:
        return
    connection.execute("LOCK TABLE dealtrail.stored_events IN EXCLUSIVE MODE")
    (some,) = connection.execute("SELECT EXISTS (SELECT 1 FROM dealtrail.log_leaf)").fetchone()
    if some:
        raise Refused(
            "there is a ledger already, and it holds entries",
            code="E-EXISTS",
            place=place,
            hint="name another database; to bring two ledgers together: 'dealtrail merge'",
        )
    connection.execute("DROP SCHEMA dealtrail CASCADE")


def _close(source: str) -> str:
    """Keep people from writing to the old one by mistake; what was done about it."""
    if not history.is_address(source):
        os.chmod(source, stat.S_IMODE(os.stat(source).st_mode) & ~0o222)
        return "is write-protected now"
    from domain.postgres import take_back

    try:
        return f"takes no more: {take_back(source)} may no longer write"
    except DealtrailError as error:
        return f"is open for writing still, which only its owner can change ({error.message})"
