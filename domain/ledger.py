"""The ledger: open it, log into it, put right what was mis-logged.

    with Ledger.open("events.db") as ledger:
        receipt = ledger.log({"deal": "acme-b", "source": "Reuters", ...})
        for entry in receipt.entries:
            print(entry.id, entry.event)

One report is one transaction. Every write carries a command id, so that a write can be repeated
without being stored twice, and somebody else's write in between is met by reading again.
"""

import getpass
import hashlib
import os
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from domain import history
from domain.deal import decide
from domain.documents import (
    AmendDocument,
    Content,
    DealDocument,
    Document,
    GradeDocument,
    ReadDate,
    UndoDocument,
    build,
    shape,
)
from domain.draft import Decision
from domain.errors import Conflict, DealtrailError, NotFound, Problems, Refused
from domain.events import REGISTRY, Event
from domain.known import REFOLD, Known, known
from domain.names import source_stream
from domain.record import Record
from domain.store import TICK, Entry, Store, Write, instant, utc_now

TRIES = 20
SKEW = timedelta(minutes=1)  # by less than that, the clocks of two computers may well differ


class Receipt(Record):
    """What a write did: the entries stored (or, in a dry run, to be stored), and what was known.

    `already` names what was in the ledger before, `warnings` what a person should look at twice,
    `read` the dates such as 03/04/2026 and how they were read, `repeated` says that this very
    command had been stored already.
    """

    entries: tuple[Entry, ...] = ()
    already: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    read: tuple[ReadDate, ...] = ()
    repeated: bool = False
    dry_run: bool = False

    def of(self, name: str) -> list[Entry]:
        """The entries of one stored name, `report-logged`."""
        return [entry for entry in self.entries if entry.event.stored_name == name]


class Ledger:
    """A ledger open for writing; reading needs `domain.history` alone."""

    def __init__(self, store: Store, *, logged_by: str | None = None) -> None:
        self._store = store
        self.path = store.path
        self.logged_by = logged_by or _user()

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        logged_by: str | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> Self:
        """A ledger that is there. Raises `NotALedger`, `NewerVersion`; changes nothing then."""
        return cls(Store.open(path, REGISTRY, clock=clock), logged_by=logged_by)

    @classmethod
    def create(
        cls,
        path: str | os.PathLike[str],
        *,
        logged_by: str | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> Self:
        """A new, empty ledger. Raises `Refused` (E-EXISTS) where there is a file."""
        return cls(Store.create(path, REGISTRY, clock=clock), logged_by=logged_by)

    def close(self) -> None:
        """Let go of the file; a ledger that is closed is one file again."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- logging --------------------------------------------------------------------------------

    def log(
        self,
        document: Mapping[str, Any],
        *,
        dry_run: bool = False,
        command_id: str | None = None,
    ) -> Receipt:
        """Log one document, written as in a file; whole or not at all.

        A report; or `{"open": "acme-b", ...}` for a deal, `{"deal": ..., "withdraw": ...}` for a
        log fix, and so on. Raises `Problems` with all that is wrong in it, `Duplicate` where its id
        says something else already.
        """
        content = shape(dict(document), "document")
        documents = [Document(content=content, place="")]
        return self.write(documents, dry_run=dry_run, command_id=command_id)

    def amend(
        self, deal: str, claim: str, becomes: Mapping[str, Any], *, why: str | None = None
    ) -> Receipt:
        """Put right a claim that we had logged wrongly; named `REPORT-ID#2` or `DEAL#17`."""
        parts = {"deal": deal, "amend": claim, "claim": dict(becomes), "why": why}
        content = build(AmendDocument, parts, "")
        return self.write([Document(content=content, place="")])

    def undo(self, deal: str, *numbers: int, why: str | None = None) -> Receipt:
        """Take back entries by number; without any, the latest command that still stands."""
        if not numbers:
            numbers = latest_command(self.path, deal)
        content = build(UndoDocument, {"deal": deal, "undo": numbers, "why": why}, "")
        return self.write([Document(content=content, place="")])

    def stored(self, command_id: str, *streams: str) -> list[Entry]:
        """What a command has stored already in these streams, such as `deal/openai-2026`."""
        return [entry for each in streams for entry in self._store.find_command(each, command_id)]

    def write(
        self,
        documents: Sequence[Document],
        *,
        dry_run: bool = False,
        command_id: str | None = None,
        once: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Receipt:
        """Decide on documents in order and store all of it in one transaction, or nothing.

        With `dry_run` the entries are what would be stored. With `once` the same documents, written
        again, are the same command: a chain of log fixes could otherwise not be told from new ones.
        `progress` is told how many documents are decided. Raises `Problems` with everything that is
        wrong in any of them.
        """
        command = command_id or (_digest(documents) if once else uuid.uuid4().hex)
        streams = dict.fromkeys(_stream(document.content) for document in documents)
        for _ in range(TRIES):
            if command_id and (stored := self.stored(command, *streams)):
                return Receipt(entries=tuple(stored), repeated=True)
            if once and self._stands(self.stored(command, *streams)):
                imported = (f"{document.place}: imported already" for document in documents)
                return Receipt(already=tuple(imported))
            now, doubt = self._time()
            batch = _Batch(self._store, command, now)
            batch.decide(documents, progress)
            writes = batch.writes()
            if not writes:
                return batch.receipt((), dry_run=dry_run)
            if dry_run:
                return batch.receipt(batch.entries(self.logged_by), doubt, dry_run=True)
            try:
                stored = self._store.append(*writes, logged_by=self.logged_by, command_id=command)
            except Conflict:
                continue  # somebody wrote in between: read again, decide again
            return batch.receipt(stored, doubt, dry_run=False)
        raise Conflict(
            f"others kept writing to the same deal through {TRIES} tries; nothing was stored",
            code="E-CONFLICT",
            place=self.path,
            hint="try again",
        )

    def _time(self) -> tuple[str, tuple[str, ...]]:
        """The present instant for the rules, and the warning that the clock is behind the ledger.

        It is never before the last entry, which nobody can have logged in the future. Whoever wrote
        with such a clock just before was warned then: that entry stands right after its precursor.
        """
        with closing(history.open_ledger(self.path)) as connection:
            last, logged_by, before = history.last_writes(connection)
        clock = self._store.clock().astimezone(UTC)
        reading = instant(clock)
        if last <= instant(clock + SKEW):
            return max(reading, last), ()
        told = bool(before) and (
            logged_by == self.logged_by
            and datetime.fromisoformat(last) - datetime.fromisoformat(before) == TICK
        )
        doubt = (
            f"W-CLOCK the clock of this computer says {_minute(reading)}, and the last entry of "
            f"the ledger was recorded at {_minute(last)}; what is logged now is recorded right "
            "after it. If the clock is wrong, set it, and check dates given in words such as "
            "'yesterday'; if it is right, that of an earlier writer was ahead"
        )
        return last, () if told else (doubt,)

    def _stands(self, entries: Sequence[Entry]) -> bool:
        """Whether there are such entries, and any of them was not taken back since."""
        undone: dict[str, set[int]] = {}
        with closing(history.open_ledger(self.path)) as connection:
            for stream in {entry.stream for entry in entries if entry.stream.startswith("deal/")}:
                deal = stream.removeprefix("deal/")
                undone[stream] = known(deal, history.read_deal(connection, deal)).undone
        return any(entry.number not in undone.get(entry.stream, ()) for entry in entries)


class _Batch:
    """Documents on their way into one transaction, each decided on what came before it."""

    def __init__(self, store: Store, command: str, now: str) -> None:
        self._store = store
        self._command = command
        self._now = now
        self._records: dict[str, Known | None] = {}
        self._missing: dict[str, NotFound] = {}
        self._items: dict[str, list[history.Item]] = {}
        self._after: dict[str, int] = {}
        self._events: dict[str, list[Event]] = {}
        self._order: list[tuple[str, int]] = []
        self._already: list[str] = []
        self._warnings: list[str] = []
        self._read: list[ReadDate] = []

    def decide(self, documents: Sequence[Document], progress: Callable[[int], None] | None) -> None:
        """Collect the events of all documents. Raises `Problems` with all that is wrong."""
        problems: list[Refused] = []
        for count, document in enumerate(documents, start=1):
            try:
                self._take(document)
            except Problems as found:
                problems += found.problems
            except DealtrailError as found:
                if not isinstance(found, Refused) and len(documents) == 1:
                    raise
                problems.append(_as_problem(found, document.place))
            if progress:
                progress(count)
        if problems:
            raise Problems(problems)

    def _take(self, document: Document) -> None:
        content = document.content
        stream = _stream(content)
        if isinstance(content, GradeDocument):
            decision = decide(None, content, document.place, self._now)
            former = [
                *(entry.event for entry in self._store.read(stream)),
                *self._events.get(stream, ()),
            ]
            if former[-1:] == list(decision.events):
                decision = Decision(
                    already=f"no change: {content.grade.source} is graded so already"
                )
            self._add(stream, decision)
            return
        deal = content.open if isinstance(content, DealDocument) else content.deal
        record = self._record(deal)
        if record is None and not isinstance(content, DealDocument):
            missing = self._missing[deal]
            raise NotFound(
                missing.message,
                code=missing.code,
                seen=deal,
                hint=f"{missing.hint}; 'dealtrail open {deal}' opens it",
            )
        decision = decide(record, content, document.place, self._now, day_first=document.day_first)
        if decision.events:
            self._read += (*document.read, *decision.read)
            self._fold(deal, decision.events)
        self._add(stream, decision)

    def _add(self, stream: str, decision: Decision) -> None:
        if decision.already:
            self._already.append(decision.already)
        self._warnings += decision.warnings
        for event in decision.events:
            events = self._events.setdefault(stream, [])
            events.append(event)
            self._order.append((stream, len(events) - 1))

    def _record(self, deal: str) -> Known | None:
        if deal not in self._records:
            with closing(history.open_ledger(self._store.path)) as connection:
                try:
                    items = history.read_deal(connection, deal)
                except NotFound as missing:
                    items = []
                    self._missing[deal] = missing
            self._items[deal] = items
            self._after[f"deal/{deal}"] = len(items)
            self._records[deal] = known(deal, items) if items else None
        return self._records[deal]

    def _fold(self, deal: str, events: Sequence[Event]) -> None:
        """Let the next document see what this one adds."""
        items = self._items[deal]
        record = self._records[deal]
        added = [
            history.Item(len(items) + place, event.stored_name, event.state(), "", "", "")
            for place, event in enumerate(events, start=1)
        ]
        items += added
        if record is None or any(item.name in REFOLD for item in added):
            self._records[deal] = known(deal, items)
        else:
            for item in added:
                record.add(item)

    def writes(self) -> list[Write]:
        """What the store is to append, stream by stream."""
        for stream in self._events:
            if stream not in self._after:
                self._after[stream] = len(self._store.read(stream))
        return [
            Write(stream=stream, after=self._after[stream], events=events)
            for stream, events in self._events.items()
        ]

    def entries(self, logged_by: str) -> list[Entry]:
        """The entries as they would be stored."""
        return [
            Entry(
                stream=stream,
                number=self._after[stream] + place + 1,
                event=self._events[stream][place],
                logged_by=logged_by,
                command_id=self._command,
            )
            for stream, place in self._order
        ]

    def receipt(
        self, entries: Iterable[Entry], doubts: Iterable[str] = (), *, dry_run: bool
    ) -> Receipt:
        """What happened, for the person."""
        return Receipt(
            entries=tuple(entries),
            already=tuple(self._already),
            warnings=(*doubts, *self._warnings),
            read=tuple(self._read),
            dry_run=dry_run,
        )


def latest_command(path: str | os.PathLike[str], deal: str) -> tuple[int, ...]:
    """The numbers of the latest command in a deal that is no undo and was not undone.

    Raises `Refused` (E-STATE) where nothing is left to undo.
    """
    with closing(history.open_ledger(path)) as connection:
        items = history.read_deal(connection, deal)
    record = known(deal, items)
    for item in reversed(items):
        if item.name in ("entry-undone", "deal-opened") or item.number in record.undone:
            continue
        numbers = [each.number for each in items if each.command_id == item.command_id]
        if record.openings.isdisjoint(numbers):
            return tuple(number for number in numbers if number not in record.undone)
    raise Refused(
        "nothing is left to undo in this deal",
        code="E-STATE",
        seen=deal,
        hint="name an entry to undo, such as an undo that you want taken back",
    )


def _minute(instant: str) -> str:
    return f"{instant[:16].replace('T', ' ')} UTC"


def _digest(documents: Sequence[Document]) -> str:
    """What makes two imports the same one: all that their documents say, in order."""
    said = "\n".join(
        document.content.model_dump_json()
        + ("" if document.day_first is None else f" day first: {document.day_first}")
        for document in documents
    )
    return f"import-{hashlib.sha256(said.encode()).hexdigest()[:32]}"


def _as_problem(error: DealtrailError, place: str) -> Refused:
    if isinstance(error, Refused):
        error.place = error.place or place
        return error
    return Refused(
        error.message,
        code=error.code,
        place=error.place or place,
        seen=error.seen,
        hint=error.hint,
    )


def _stream(content: Content) -> str:
    """The stream that a document writes to."""
    if isinstance(content, GradeDocument):
        return source_stream(content.grade.source)
    return f"deal/{content.open if isinstance(content, DealDocument) else content.deal}"


def _user() -> str:
    try:
        return os.environ.get("DEALTRAIL_USER") or getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
