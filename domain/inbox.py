"""The inbox: reports that somebody proposed, an assistant or a colleague, until a person decides.

    one = propose("events.db", document, text=article, by="ana's assistant", through="mcp")
    receipt = approve("events.db", one.id, by="ana")

Nothing of it is in the ledger, and nothing gets there without a person's yes. Approving logs the
report by the way of every report, in one transaction, under a command id of the proposal: who was
interrupted in between approves again, and it is stored once. The file of the inbox is locked while
somebody decides, so that of two who do so at once one is told of the other.

Its file is `domain/proposals.py`.
"""

import json
import sqlite3
import uuid
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from typing import Any

from domain import dates, history
from domain.documents import Document, ReportDocument, build, shape
from domain.errors import Conflict, NotFound, Refused
from domain.events import Proposed
from domain.ledger import Ledger, Receipt
from domain.names import near_hint
from domain.proposals import Proposal, as_proposal, deciding, of_number

MAX_TEXT = 500_000
MAX_DOCUMENT = 256_000
MOST_WAITING = 500


def propose(
    path: str,
    document: Mapping[str, Any],
    *,
    by: str,
    through: str = "",
    text: str = "",
    command_id: str | None = None,
) -> Proposal:
    """Leave a report for approval; nothing of it is logged.

    `text` is what it was read from, in which the `place` of each claim is looked up. With a
    `command_id` it is left once, however often it is sent. Raises `Problems` where it is no report
    document, `NotFound` where the deal is not there, `Refused` beyond what an inbox holds.
    """
    content = shape(dict(document), "")
    said, now = json.dumps(document), dates.now()
    _check(content, said, text)
    build(Proposed, {"by": by, "through": through or None, "at": now}, "")
    _check_deal(path, str(document["deal"]))
    key = uuid.uuid5(_KEYS, command_id).hex if command_id else uuid.uuid4().hex
    values = (key, document["deal"], said, text, by, through, now)
    with deciding(path, create=True) as inbox:
        former = inbox.execute("SELECT * FROM proposals WHERE key = ?", (key,)).fetchone()
        if former is not None:
            return _same(as_proposal(former), said, text)
        (waiting,) = inbox.execute(
            "SELECT count(*) FROM proposals WHERE state = 'waiting'"
        ).fetchone()
        if waiting >= MOST_WAITING:
            raise Refused(
                f"{MOST_WAITING} proposals wait already",
                code="E-INBOX",
                place="inbox",
                hint="approve or reject some of them: 'dealtrail inbox'",
            )
        inbox.execute(
            "INSERT INTO proposals (key, deal, document, text, proposed_by, through, proposed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            values,
        )
        row = inbox.execute("SELECT * FROM proposals WHERE key = ?", (key,)).fetchone()
    return as_proposal(row)


_KEYS = uuid.UUID("5f6d8f0a-6a53-4b0e-9a58-3b0b5c3c9d11")


def _same(former: Proposal, said: str, text: str) -> Proposal:
    if (json.dumps(former.document), former.text) == (said, text):
        return former
    raise Conflict(
        "this command id stands for another proposal already; nothing was left",
        code="E-DUPLICATE",
        place="command id",
        seen=str(former.id),
        hint=f"'dealtrail inbox show {former.id}' shows it; give each proposal an id of its own",
    )


def approve(
    path: str,
    number: int,
    *,
    by: str,
    claims: Collection[str] | None = None,
    document: Mapping[str, Any] | None = None,
    changed: bool | None = None,
    dry_run: bool = False,
) -> Receipt:
    """Log what was proposed: all of it, these `claims` alone, or the `document` it was made into.

    The entry of the report says who proposed it, and `by` whom it was approved. `changed` says
    whether it was approved otherwise than proposed, where the documents do not tell. Raises what
    logging raises, and `Conflict` where somebody has decided already.
    """
    with deciding(path) as inbox, Ledger.open(path, logged_by=by) as ledger:
        one = of_number(inbox, number)
        _check_waits(one)
        if stored := ledger.stored(one.command, f"deal/{one.deal}"):
            receipt = Receipt(entries=tuple(stored), repeated=True)
            by = stored[0].logged_by
        else:
            content = dict(document if document is not None else one.document)
            if claims is not None:
                content = one.but_claims(claims)
            proposed = Proposed(
                by=one.by,
                through=one.through or None,
                at=one.at,
                changed=_differs(content, one.document) if changed is None else changed,
            )
            _check_about(one, content)
            made = Document(content=shape(content, ""), place="", proposed=proposed)
            receipt = ledger.write([made], command_id=one.command, dry_run=dry_run)
        if not dry_run:
            events = [entry.id for entry in receipt.entries]
            _decide(inbox, one, "approved", by, "; ".join(receipt.already), events)
    return receipt


def reject(path: str, number: int, *, by: str, why: str) -> Proposal:
    """Say no to a proposal, and why. Raises `Conflict` where somebody has decided already."""
    if not why.strip():
        raise Refused(
            "say why it is rejected",
            code="E-MISSING",
            place="why",
            hint="--why 'the text says otherwise'",
        )
    with deciding(path) as inbox:
        one = of_number(inbox, number)
        _check_waits(one)
        with Ledger.open(path) as ledger:
            stored = ledger.stored(one.command, f"deal/{one.deal}")
        if not stored:
            _decide(inbox, one, "rejected", by, why.strip()[:2000], [])
            return of_number(inbox, number)
        # Whoever approved it was cut off before the inbox knew.
        events = [entry.id for entry in stored]
        _decide(inbox, one, "approved", stored[0].logged_by, "", events)
        one = of_number(inbox, number)
    _check_waits(one)
    return one


def _check_waits(one: Proposal) -> None:
    """Raise `Conflict` where somebody has decided already: who, and what came of it."""
    if one.state == "waiting":
        return
    logged = f", logged as {one.events[0]}" if one.events else ""
    raise Conflict(
        f"{one.decided_by} {one.state} it already, {one.decided_at[:16].replace('T', ' ')} UTC"
        f"{logged}",
        code="E-DECIDED",
        place=f"proposal {one.id}",
        hint=f"'dealtrail undo {one.events[0]}' takes it back" if one.events else "",
    )


def _check_about(one: Proposal, content: Mapping[str, Any]) -> None:
    if content.get("deal") != one.deal:
        raise Refused(
            f"it was proposed for {one.deal}",
            code="E-DEAL",
            place="deal",
            seen=content.get("deal"),
            hint="reject it, and log it there",
        )


def _differs(document: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two documents say something else, empty parts apart."""
    empty: tuple[Any, ...] = ("", [], {}, None)
    said, meant = (
        {name: part for name, part in each.items() if part not in empty}
        for each in (document, other)
    )
    return said != meant


def _decide(
    inbox: sqlite3.Connection,
    one: Proposal,
    state: str,
    by: str,
    why: str,
    events: Sequence[str],
) -> None:
    inbox.execute(
        "UPDATE proposals SET state = ?, decided_by = ?, decided_at = ?, why = ?, events = ?"
        " WHERE id = ?",
        (state, by, dates.now(), why, json.dumps(events), one.id),
    )


# -- what an inbox takes ---------------------------------------------------------------------------


def _check(content: Any, said: str, text: str) -> None:
    """Whether this is a report that may wait here, within limits."""
    if not isinstance(content, ReportDocument):
        raise Refused(
            "only reports are proposed",
            code="E-PROPOSAL",
            place="document",
            hint="begin with 'deal:', 'source:' and 'published:'",
        )
    if content.confidential:
        raise Refused(
            "what is confidential does not wait where it could be read",
            code="E-CONFIDENTIAL",
            place="confidential",
            hint="log it: 'dealtrail log DEAL FILE'",
        )
    sizes = (
        ("document", len(said), MAX_DOCUMENT),
        ("text", len(text), MAX_TEXT),
    )
    for name, size, most in sizes:
        if size > most:
            raise Refused(
                f"longer than {most:,} characters",
                code="E-LENGTH",
                place=name,
                seen=f"{size:,} characters",
                hint="send less of it",
            )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Refused(
            "half a character: the text was decoded wrongly",
            code="E-ENCODING",
            place="text",
            seen=f"at character {error.start}",
            hint="send it as UTF-8",
        ) from error


def _check_deal(path: str, deal: str) -> None:
    with closing(history.open_ledger(path)) as ledger:
        every = history.deals(ledger)
    if deal not in every:
        raise NotFound(
            "there is no such deal",
            code="E-NOTFOUND",
            place="deal",
            seen=deal,
            hint=near_hint(deal, every),
        )
