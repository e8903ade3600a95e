"""A proof of single events that can be handed out: verified offline, without us and our ledger.

The bundle holds what the events say, their salts, the way from each to the root of one checkpoint,
and the checkpoint. Nothing of any other event is in it. `docs/verify_proof.py` verifies one.
"""

from collections.abc import Sequence
from contextlib import closing
from typing import Any

from domain import history, seal, tree
from domain.checkpoints import ORIGIN, Checkpoint, public_key, signed_here, verifier_key
from domain.errors import HistoryDiffers, NotFound, Refused

SCHEMA = "dealtrail.proof/1"
REDACTED = "dealtrail.proof/2"  # what an event says may be withheld


def bundle(path: str, events: Sequence[str], *, redacted: bool = False) -> dict[str, Any]:
    """The proof of events named as `openai-2026#17`, by the last checkpoint that was signed here.

    With `redacted` what they say is withheld: their salted digests stand in its place.
    Raises `NotFound`, `Refused` (E-UNSIGNED) where no checkpoint covers one of them yet, and
    `HistoryDiffers` where the ledger is not the one that was signed.
    """
    with closing(history.open_ledger(path)) as connection:
        connection.execute("BEGIN")
        log, size = history.log_of(connection)
        found = [_row(connection, name) for name in events]
        checkpoint, key = _covering(log, 1 + max(position for position, _ in found), path)
        proved = checkpoint.head.size
        node = seal.nodes(connection)
        bundled = []
        for name, (position, row) in zip(events, found, strict=True):
            query = "SELECT salt FROM log_leaf WHERE position = ?"
            sealed = connection.execute(query, (position,)).fetchone()
            proof = tree.inclusion(position, proved, node) if sealed and proved <= size else []
            leaf = seal.leaf(checkpoint.head.log, position, sealed[0], row) if sealed else b""
            if not tree.verify_inclusion(leaf, position, proved, proof, checkpoint.head.root):
                raise HistoryDiffers(
                    "this entry is not the one that was signed",
                    code="E-BROKEN",
                    place=name,
                    hint="'dealtrail verify' tells what was changed",
                )
            bundled.append(_event(name, position, row, sealed[0], proof, redacted=redacted))
    schema = REDACTED if redacted else SCHEMA
    return {"schema": schema, "events": bundled, "checkpoint": checkpoint.note, "key": key}


def _event(
    name: str,
    position: int,
    row: seal.Row,
    salt: bytes,
    proof: Sequence[bytes],
    *,
    redacted: bool,
) -> dict[str, Any]:
    stream, number, kind, state, recorded_at, logged_by, command_id = row
    says = {"state": state, "salt": salt.hex()}
    if redacted:  # without the salt, by which anybody could try what it says
        says = {"digest": seal.state_digest(salt, state.encode()).hex()}
    return {
        "event": name,
        "position": position,
        "stream": stream,
        "number": number,
        "name": kind,
        "recorded_at": recorded_at,
        "logged_by": logged_by,
        "command_id": command_id,
        **says,
        "proof": [each.hex() for each in proof],
    }


def _row(connection: Any, name: str) -> tuple[int, seal.Row]:
    stream, _, number = name.rpartition("#")
    stream = stream if stream.startswith("source/") else f"deal/{stream}"
    found = connection.execute(
        f"SELECT rowid - 1, {seal.COLUMNS} FROM stored_events"  # noqa: S608
        " WHERE originator_id = ? AND originator_version = ?",
        (stream, int(number) if number.isdecimal() and len(number) < 10 else 0),
    ).fetchone()
    if not found:
        raise NotFound(
            "there is no such event",
            code="E-NOTFOUND",
            place="--proof",
            seen=name,
            hint="an event is named as openai-2026#17; 'dealtrail timeline DEAL' lists reports",
        )
    return found[0], found[1:]


def _covering(log: str | None, size: int, path: str) -> tuple[Checkpoint, str]:
    signed = [each for each in signed_here(log) if each.head.size >= size] if log else []
    public = public_key() if signed else None
    if not signed or public is None:
        raise Refused(
            "no checkpoint that was signed here covers it yet",
            code="E-UNSIGNED",
            place=path,
            hint="dealtrail checkpoint",
        )
    return signed[-1], verifier_key(f"{ORIGIN}{log}", public)
