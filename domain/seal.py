"""The seals of a ledger: one leaf an entry in one Merkle tree, in the file of the entries.

What a leaf is made of, byte by byte, is in docs/integrity.md; it is a format that other programs
verify, and never changes under its name. What the state of an entry says is in its leaf only as a
digest with a salt of its own, so that an entry can be shown without the others, and one can be
withheld, without anybody guessing a figure from its leaf.
"""

import os
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

from domain import history, tree
from domain.errors import HistoryDiffers, Refused
from domain.heads import Head
from domain.inserts import insert

FORMAT = "dealtrail-event/1"
SALT_SIZE = 16
LOG_ID_SIZE = 8

Row = Sequence[Any]
"""A stored event: stream, number, name, state, recorded_at, logged_by, command_id."""

COLUMNS = "originator_id, originator_version, topic, state, recorded_at, logged_by, command_id"


def state_digest(salt: bytes, state: bytes) -> bytes:
    """The salted digest of what an entry says: of the very bytes that are stored."""
    return sha256(salt + state).digest()


def entry(log: str, position: int, row: Row, digest: bytes) -> bytes:
    """The bytes that a leaf is the hash of: each part after its length in two bytes.

    Raises `Refused` (E-LENGTH) where a part is longer than that can say.
    """
    stream, number, name, _, recorded_at, logged_by, command_id = row
    return b"".join(
        (
            _words(FORMAT, log),
            _number(position),
            _words(stream),
            _number(number),
            _words(name, recorded_at, logged_by, command_id),
            _DIGEST_LENGTH,
            digest,
        )
    )


_DIGEST_LENGTH = tree.HASH_SIZE.to_bytes(2, "big")


@lru_cache(maxsize=256)  # most words are those of the entry before
def _words(*words: str) -> bytes:
    return b"".join([_with_length(word.encode()) for word in words])


def _number(value: int) -> bytes:
    digits = b"%d" % value
    return b"\0%c%b" % (len(digits), digits)


def _with_length(raw: bytes) -> bytes:
    try:
        return len(raw).to_bytes(2, "big") + raw
    except OverflowError:
        raise Refused(
            "the name of who logs, or the id of the command, is longer than 65,535 bytes",
            code="E-LENGTH",
            place="--command-id",
        ) from None


def leaf(log: str, position: int, salt: bytes, row: Row) -> bytes:
    """The leaf of a stored event."""
    return tree.leaf_hash(entry(log, position, row, state_digest(salt, row[3].encode())))


# -- reading ---------------------------------------------------------------------------------------


def inner_nodes(size: int) -> int:
    """How many inner nodes the leaves of a tree have completed."""
    return size - size.bit_count()


def node_place(level: int, index: int) -> int:
    """The position at which an inner node is stored: nodes stand in the order of completion.

    So they are only ever added at the end of their table, like leaves, and touch one page of it.
    """
    return inner_nodes(((index + 1) << level) - 1) + level - 1


def nodes(connection: "history.Connection") -> tree.Node:
    """The nodes of the tree as they are stored. Raises `LookupError` for one that is missing."""

    def node(level: int, index: int) -> bytes:
        if level:
            query = "SELECT hash FROM log_node WHERE position = ?"
            found = connection.execute(query, (node_place(level, index),)).fetchone()
        else:
            query = "SELECT hash FROM log_leaf WHERE position = ?"
            found = connection.execute(query, (index,)).fetchone()
        if not found or not isinstance(found[0], bytes):  # gone, or a bit flipped in its type
            raise LookupError(f"node {level}/{index}")
        return found[0]

    return node


def frontier(connection: "history.Connection") -> tree.Frontier:
    """The right edge of the tree, to go on from. Raises `HistoryDiffers` where it is damaged."""
    node, (_, count) = nodes(connection), history.log_of(connection)
    try:
        return tree.Frontier(count, [node(*place) for place in tree.peaks(count)])
    except LookupError as error:
        raise HistoryDiffers(
            f"seals are missing or damaged ({error}); nothing was stored",
            code="E-SEAL",
            hint="'dealtrail verify' tells what was changed; restore a backup",
        ) from error


def root_at(connection: "history.Connection", count: int) -> bytes:
    """The root at a size no larger than the present one; nothing where nodes are missing."""
    try:
        return tree.root(count, nodes(connection))
    except LookupError:
        return b""


def head(connection: "history.Connection") -> Head | None:
    """The head as the stored nodes have it; None in a ledger without seals."""
    log, _ = history.log_of(connection)
    if log is None:
        return None
    edge = frontier(connection)
    return Head(log=log, size=edge.size, root=edge.root)


# -- writing ---------------------------------------------------------------------------------------


def new_log_id() -> str:
    """An id for a new log, 16 hexadecimal digits by chance."""
    return os.urandom(LOG_ID_SIZE).hex()


def new_salts(count: int) -> list[bytes]:
    """So many salts by chance, asked of the system at once."""
    drawn = os.urandom(SALT_SIZE * count)
    return [drawn[at : at + SALT_SIZE] for at in range(0, len(drawn), SALT_SIZE)]


def seal(
    connection: sqlite3.Connection,
    log: str,
    edge: tree.Frontier,
    rows: Sequence[Row],
    salts: Sequence[bytes] = (),
) -> None:
    """Seal events that are about to be stored after those that are there; `edge` grows.

    With salts of their own where they come from another place, else with new ones.
    """
    leaves: list[tuple[int, bytes, bytes]] = []
    inner: list[bytes] = []
    first = inner_nodes(edge.size)
    for row, salt in zip(rows, salts or new_salts(len(rows)), strict=True):
        position = edge.size
        hashed = leaf(log, position, salt, row)
        leaves.append((position, salt, hashed))
        inner += [node for _, _, node in edge.add(hashed)]
    insert(connection, "log_leaf", leaves)
    insert(connection, "log_node", list(enumerate(inner, start=first)))


def given(connection: "history.Connection") -> int | None:
    """The highest number that a file ever gave to an entry; a database does not remember it."""
    if not history.in_file(connection):
        return None
    query = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'stored_events'"
    highest: int = connection.execute(query).fetchone()[0]
    return highest


def check_end(connection: "history.Connection", sealed: int, place: str) -> None:
    """Refuse to go on where the last event and the last leaf do not go together.

    Raises `HistoryDiffers`. The file itself remembers the highest number that it ever gave.
    """
    last = connection.execute("SELECT coalesce(max(rowid), 0) FROM stored_events").fetchone()[0]
    remembered = given(connection)
    once = last if remembered is None else remembered
    if not last == sealed == once:
        raise HistoryDiffers(
            f"{sealed:,} entries were sealed, {last:,} are there, {once:,} were once:"
            " somebody changed this file past its guards; nothing was stored",
            code="E-SEAL",
            place=place,
            hint="'dealtrail verify' tells what was changed; restore a backup",
        )
