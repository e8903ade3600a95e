"""Where an event stands in the tree of seals, and the way from its leaf to the root."""

from contextlib import closing
from typing import Any

from domain import history, seal, tree
from domain.errors import HistoryDiffers
from domain.record import Record


class Proof(Record):
    """The seal of one event: its leaf, counted from 0, of `size`; the root, and the hashes between.

    All hashes are in hexadecimal.
    """

    event: str
    position: int
    size: int
    leaf: str
    root: str
    path: tuple[str, ...]


def proof_of(where: str, event: str) -> Proof | None:
    """The proof of `openai-2026#17`; None where the entry has no seal.

    Raises `HistoryDiffers` (E-BROKEN) where the entry is not the one that was sealed.
    """
    stream, _, number = event.rpartition("#")
    with closing(history.open_ledger(where)) as ledger:
        log, size = history.log_of(ledger)
        row = _row(
            ledger, stream if stream.startswith("source/") else f"deal/{stream}", int(number)
        )
        if log is None or row is None or row[0] >= size:
            return None
        position, *rest = row
        (salt,) = ledger.execute(
            "SELECT salt FROM log_leaf WHERE position = ?", (position,)
        ).fetchone()
        node = seal.nodes(ledger)
        root = tree.root(size, node)
        leaf = seal.leaf(log, position, salt, tuple(rest))
        path = tree.inclusion(position, size, node)
    if not tree.verify_inclusion(leaf, position, size, path, root):
        raise HistoryDiffers(
            "this entry is not the one that was sealed",
            code="E-BROKEN",
            place=event,
            hint="'dealtrail verify' tells what was changed",
        )
    return Proof(
        event=event,
        position=position,
        size=size,
        leaf=leaf.hex(),
        root=root.hex(),
        path=tuple(each.hex() for each in path),
    )


def _row(ledger: Any, stream: str, number: int) -> Any:
    return ledger.execute(
        f"SELECT rowid - 1, {seal.COLUMNS} FROM stored_events"  # noqa: S608 -- our own names
        " WHERE originator_id = ? AND originator_version = ?",
        (stream, number),
    ).fetchone()
