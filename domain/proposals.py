"""The file of the inbox: reports that somebody proposed, and what became of them.

Beside a ledger in a file, and in this user's state folder for one in PostgreSQL; docs/design.md
says why. What is done with proposals is in `domain/inbox.py`; to list them loads nothing heavy.
"""

import json
import os
import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

from domain import heads, history
from domain.errors import DealtrailError, NotFound
from domain.names import near_hint
from domain.quotes import Text
from domain.record import Record

APPLICATION_ID = 0x44547269  # "DTri": tells our files from other SQLite files
FORMAT = 1
_WAIT = 30.0  # seconds for whoever decides at the moment

_TABLE = """CREATE TABLE proposals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  deal TEXT NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document)),
  text TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  through TEXT NOT NULL,
  proposed_at TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'approved', 'rejected')),
  decided_by TEXT NOT NULL DEFAULT '',
  decided_at TEXT NOT NULL DEFAULT '',
  why TEXT NOT NULL DEFAULT '',
  events TEXT NOT NULL DEFAULT '[]'
) STRICT"""
_OURS = {_TABLE, "CREATE TABLE sqlite_sequence(name,seq)"}  # the second is of AUTOINCREMENT


_VERBS = ("rumor", "change", "confirm", "deny", "no_comment")


class ProposedClaim(Record):
    """A claim of a proposal: its id (`2`), what it says, and the words of the text it rests on.

    `found` is where these begin and end in the text kept with the proposal, None where they do not
    stand in it, or no words are named.
    """

    id: str
    claim: Mapping[str, Any]
    place: str
    found: tuple[int, int] | None

    def said(self) -> tuple[str, str, Mapping[str, Any]]:
        """Its verb, what it says of which field as it was written, and its further parts."""
        verb = next((verb for verb in _VERBS if verb in self.claim), "")
        said = self.claim.get(verb, "")
        parts = {name: part for name, part in self.claim.items() if name != verb}
        if isinstance(said, Mapping):
            inner = dict(said)
            value = inner.pop("value", None)
            field = inner.pop("field", None) or f"report {inner.pop('of_report', '')}"
            told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            return verb, field if value is None else f"{field} = {told}", {**inner, **parts}
        return verb, str(said), parts


class Proposal(Record):
    """A report that somebody proposed, and what became of it.

    `state` is waiting, approved or rejected; `events` are those that an approval stored.
    """

    id: int
    key: str
    deal: str
    document: Mapping[str, Any]
    text: str
    by: str
    through: str
    at: str
    state: str
    decided_by: str
    decided_at: str
    why: str
    events: Sequence[str]

    @property
    def command(self) -> str:
        """The command id under which it is logged."""
        return f"approve-{self.key}"

    def claims(self) -> list[ProposedClaim]:
        """Its claims, each with its place in the text."""
        text = Text(self.text)
        return [
            ProposedClaim(id=id_, claim=claim, place=place, found=text.find(place))
            for id_, claim in claims_of(self.document)
            for place in [_place_of(claim)]
        ]

    def but_claims(self, ids: Collection[str]) -> dict[str, Any]:
        """Its document with these claims alone. Raises `NotFound` for one that it has not."""
        every = dict(claims_of(self.document))
        for each in ids:
            if each not in every:
                raise NotFound(
                    "the proposal has no such claim",
                    code="E-NOTFOUND",
                    place="claims",
                    seen=each,
                    hint=near_hint(each, list(every)),
                )
        kept = [claim for id_, claim in every.items() if id_ in ids]
        elements = self.document.get("elements") or {}
        return {**self.document, "claims": kept, "elements": needed(elements, kept)}


def claims_of(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The claims of a report document with their ids: `2`, `2.2` for the second of one sentence."""
    for place, entry in enumerate(document.get("claims") or (), start=1):
        several = entry if isinstance(entry, list | tuple) else (entry,)
        for count, claim in enumerate(several, start=1):
            if isinstance(claim, Mapping):
                yield (f"{place}.{count}" if count > 1 else str(place)), claim


def _place_of(claim: Mapping[str, Any]) -> str:
    inner = [part for part in claim.values() if isinstance(part, Mapping)]
    found = next((part["place"] for part in (claim, *inner) if "place" in part), "")
    return found if isinstance(found, str) else ""


def needed(elements: Mapping[str, Any], claims: Sequence[Any]) -> dict[str, Any]:
    """The new elements that claims speak of, and those that these refer to."""
    kept: dict[str, Any] = {}
    said = json.dumps(claims)
    while more := {
        element: item
        for element, item in elements.items()
        if element not in kept
        and re.search(rf"(?<![a-z0-9-]){re.escape(element)}(?![a-z0-9-])", said)
    }:
        kept |= more
        said = json.dumps(list(more.values()))
    return {element: item for element, item in elements.items() if element in kept}


# -- looking ---------------------------------------------------------------------------------------


def proposals(path: str, deal: str | None = None, *, decided: bool = False) -> list[Proposal]:
    """The proposals that wait, of one deal or of all, the oldest first; or with those `decided`."""
    with _reading(path) as inbox:
        rows = inbox.execute("SELECT * FROM proposals ORDER BY id").fetchall()
    found = map(as_proposal, rows)
    return [
        each for each in found if (decided or each.state == "waiting") and deal in (None, each.deal)
    ]


def proposal(path: str, number: int) -> Proposal:
    """One proposal. Raises `NotFound`."""
    with _reading(path) as inbox:
        return of_number(inbox, number)


# -- its file --------------------------------------------------------------------------------------


def place_of(path: str) -> str:
    """The file of a ledger's inbox: `events.inbox.db` beside `events.db`."""
    if history.is_address(path):
        of_head = os.path.relpath(heads.place_of(path), os.path.join(heads.folder(), "heads"))
        stem = of_head.removesuffix(".head")
        return os.path.join(heads.folder(), "inbox", f"{stem}.inbox.db")
    return f"{os.path.realpath(path).removesuffix('.db')}.inbox.db"


@contextmanager
def _reading(path: str) -> Iterator[sqlite3.Connection]:
    """The inbox of a ledger; where there is none yet, an empty one that is nowhere."""
    place = place_of(path)
    with _plainly(place), closing(_connected(place)) as inbox:
        inbox.execute("BEGIN")
        _check_ours(inbox, place)
        yield inbox


@contextmanager
def deciding(path: str, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    """The same with everybody else kept from deciding; what is decided is kept at the end."""
    place = place_of(path)
    with _plainly(place), closing(_connected(place, create=create)) as inbox:
        inbox.execute("BEGIN IMMEDIATE")
        _check_ours(inbox, place)
        yield inbox
        inbox.execute("COMMIT")


@contextmanager
def _plainly(place: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise history.trouble(error, place) from error


def _connected(place: str, *, create: bool = False) -> sqlite3.Connection:
    there = create or os.path.lexists(place)
    if create:
        os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
    made = sqlite3.connect(place if there else ":memory:", timeout=_WAIT, isolation_level=None)
    made.row_factory = sqlite3.Row
    made.execute("PRAGMA synchronous=EXTRA")  # what was acknowledged survives a power cut
    return made


def _check_ours(inbox: sqlite3.Connection, place: str) -> None:
    """Refuse a file that is not ours to the letter: it may hold a trigger. An empty one is made."""
    found = {row[0] for row in inbox.execute("SELECT sql FROM sqlite_schema") if row[0]}
    (application,) = inbox.execute("PRAGMA application_id").fetchone()
    (version,) = inbox.execute("PRAGMA user_version").fetchone()
    if not found and not application and not version:
        inbox.execute(_TABLE)
        inbox.execute(f"PRAGMA application_id={APPLICATION_ID}")
        inbox.execute(f"PRAGMA user_version={FORMAT}")
    elif (application, version) != (APPLICATION_ID, FORMAT) or found != _OURS:
        raise DealtrailError(
            "this file is no inbox of ours, or one of a newer dealtrail; it was not touched",
            code="E-INBOX",
            place=place,
            hint="move it away, or update dealtrail",
        )


def of_number(inbox: sqlite3.Connection, number: int) -> Proposal:
    """One proposal of an inbox that is open. Raises `NotFound`."""
    row = inbox.execute("SELECT * FROM proposals WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise NotFound(
            "there is no such proposal",
            code="E-NOTFOUND",
            place="proposal",
            seen=str(number),
            hint="'dealtrail inbox' lists those that wait",
        )
    return as_proposal(row)


def as_proposal(row: sqlite3.Row) -> Proposal:
    """A row of the inbox."""
    return Proposal(
        id=row["id"],
        key=row["key"],
        deal=row["deal"],
        document=json.loads(row["document"]),
        text=row["text"],
        by=row["proposed_by"],
        through=row["through"],
        at=row["proposed_at"],
        state=row["state"],
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
        why=row["why"],
        events=json.loads(row["events"]),
    )
