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
import hmac
import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, nullcontext
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from domain import history
from domain.batch import Batch, Receipt, stream_of
from domain.documents import AmendDocument, Document, Rejected, UndoDocument, build, shape
from domain.entries import TICK, Entry, Write, instant, utc_now
from domain.errors import Conflict, DealtrailError, Duplicate, Refused
from domain.events import REGISTRY
from domain.known import known
from domain.store import Store

if TYPE_CHECKING:
    from domain.merge import Merged

__all__ = ["TRIES", "Ledger", "Receipt", "latest_command", "user"]

TRIES = 20
UNSURE = frozenset({"E-DISK", "E-STORE"})  # trouble after which a write may be stored or not
SKEW = timedelta(minutes=1)  # by less than that, the clocks of two computers may well differ


class Ledger:
    """A ledger open for writing; reading needs `domain.history` alone."""

    def __init__(self, store: Store, *, logged_by: str | None = None) -> None:
        self._store = store
        self.path = store.path
        self.logged_by = logged_by or user()
        self._last: tuple[str, tuple[str, ...]] = ("", ())  # command and streams of the last write

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        logged_by: str | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> Self:
        """A ledger that is there.

        Raises `NotALedger`, `NewerVersion`, and `HistoryDiffers` where it does not continue what
        this user last saw of it; changes nothing then.
        """
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

    def on_wait(self, tell: Callable[[str], None]) -> None:
        """Have somebody told, after a second of waiting for another writer, who that is.

        As `process 812 (dealtrail)`; with empty words where that cannot be seen.
        """
        self._store.on_wait(tell)

    def take_notes(self) -> tuple[str, ...]:
        """What a person should be told of this ledger once: that it was sealed only now, say."""
        return self._store.take_notes()

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
        seen: int | None = None,
    ) -> Receipt:
        """Log one document, written as in a file; whole or not at all.

        A report; or `{"open": "acme-b", ...}` for a deal, `{"deal": ..., "withdraw": ...}` for a
        log fix, and so on. `seen` is the last entry of its deal that was seen before writing it: a
        fix of what others changed since is a `Conflict`. Raises `Problems` with all that is wrong
        in it, `Duplicate` where its id says something else already.
        """
        content = shape(dict(document), "document")
        documents = [Document(content=content, place="", seen=seen)]
        return self.write(documents, dry_run=dry_run, command_id=command_id)

    def amend(
        self,
        deal: str,
        claim: str,
        becomes: Mapping[str, Any],
        *,
        why: str | None = None,
        seen: int | None = None,
    ) -> Receipt:
        """Put right a claim that we had logged wrongly; named `REPORT-ID#2` or `DEAL#17`.

        `seen` is the last entry of the deal that was seen before; without it, all but what others
        did to that claim. Raises `Conflict` where they amended it unseen, as `log` does otherwise.
        """
        parts = {"deal": deal, "amend": claim, "claim": dict(becomes), "why": why}
        content = build(AmendDocument, parts, "")
        return self.write([Document(content=content, place="", seen=seen)])

    def undo(
        self, deal: str, *numbers: int, why: str | None = None, seen: int | None = None
    ) -> Receipt:
        """Take back entries by number; without any, the latest command that still stands.

        Raises `Conflict` where that is somebody else's and not `seen`.
        """
        if not numbers:
            numbers = latest_command(self.path, deal, by=self.logged_by, seen=seen)
        content = build(UndoDocument, {"deal": deal, "undo": numbers, "why": why}, "")
        return self.write([Document(content=content, place="", seen=seen)])

    def merge(self, other: str, *, dry_run: bool = False) -> "Merged":
        """Add what another ledger has besides, reports and log fixes, under who logged them there.

        Raises `Problems` with all that two people said differently of one thing (E-DIFFERS).
        """
        from domain.merge import merge

        return merge(self._store, other, dry_run=dry_run)

    def stored(self, command_id: str, *streams: str) -> list[Entry]:
        """What a command has stored already in these streams, such as `deal/openai-2026`."""
        return [entry for each in streams for entry in self._store.find_command(each, command_id)]

    def came_of_last(self) -> list[Entry]:
        """What the last write has stored, where it was interrupted and nobody got an answer."""
        command, streams = self._last
        return self.stored(command, *streams)

    def write(
        self,
        documents: Sequence[Document],
        *,
        dry_run: bool = False,
        command_id: str | None = None,
        once: bool = False,
        rejected: Sequence[Rejected] | None = None,
        leaving_out: Callable[[Sequence[Rejected]], None] | None = None,
        progress: Callable[[int], None] | None = None,
        ask: Callable[[Receipt], None] | None = None,
    ) -> Receipt:
        """Decide on documents in order and store all of it in one transaction, or nothing.

        With `dry_run` the entries are what would be stored. With `once` the same documents, written
        again, are the same command: a chain of log fixes could otherwise not be told from new ones.
        `progress` is told how many documents are decided. Raises `Problems` with everything that is
        wrong in any of them.

        With `rejected` (what a reader of files had to leave out, perhaps nothing) documents that
        cannot be taken are left out too, and the others are stored. `leaving_out` is told of all
        that is left out before anything is stored, and may raise. `ask` is shown what would be
        stored, and may raise; not once more where somebody wrote meanwhile.
        """
        self._last = "", ()
        make = not dry_run
        command = command_id or (self._named(documents, make=make) if once else uuid.uuid4().hex)
        streams = dict.fromkeys(stream_of(document.content) for document in documents)
        read: Mapping[str, int] = {}
        for turn in range(TRIES):
            # Whoever met another's write decides again with everybody else kept from writing: of
            # several who log to one deal without a break, somebody would else wait for ever.
            with self._store.alone() if turn else nullcontext():
                if command_id and (stored := self.stored(command, *streams)):
                    self._check_same(command_id, documents, stored)
                    return Receipt(entries=tuple(stored), repeated=True)
                if once and self._imported(command, documents, streams):
                    return _imported(documents, rejected or (), dry_run=dry_run)
                now, doubts = self._time()
                batch = Batch(
                    self._store,
                    command,
                    now,
                    logged_by=self.logged_by,
                    rejected=rejected,
                    read_before=read,
                )
                batch.decide(documents, progress)
                if batch.rejected and leaving_out:
                    leaving_out(batch.rejected)
                if once and batch.rejected and not command_id:
                    batch.command = self._named(batch.taken, make=make)
                    if self._imported(batch.command, batch.taken, streams):
                        return _imported(batch.taken, batch.rejected, dry_run=dry_run)
                writes = batch.writes()
                read = {**batch.read, **read}
                if once:
                    doubts += batch.late()
                if dry_run:
                    return batch.receipt(batch.entries(), doubts, dry_run=True)
                if not writes:
                    return batch.receipt((), dry_run=False)
                if ask and not turn:
                    ask(batch.receipt(batch.entries(), doubts, dry_run=True))
                made = batch.keep_keys()
                try:
                    stored = self._append(writes, batch.command)
                except Conflict:
                    continue  # somebody wrote in between: read again, decide again
                return batch.receipt(stored, doubts, dry_run=False, keys=made)
        raise Conflict(
            f"others kept writing to the same deal through {TRIES} tries; nothing was stored",
            code="E-CONFLICT",
            place=self.path,
            hint="try again",
        )

    def _append(self, writes: Sequence[Write], command: str) -> list[Entry]:
        """Store, and find out what came of it where the disk failed while it was storing."""
        self._last = command, tuple(each.stream for each in writes)
        try:
            return self._store.append(*writes, logged_by=self.logged_by, command_id=command)
        except DealtrailError as error:
            if error.code not in UNSURE:
                raise
            failure = error
        again = f"repeat the command with --command-id {command}: it is never stored twice"
        try:
            with Store.open(self.path, REGISTRY) as store:
                stored = [
                    entry for each in writes for entry in store.find_command(each.stream, command)
                ]
        except DealtrailError as error:
            raise DealtrailError(
                f"nobody can tell now whether this was stored: {failure.message}, and the ledger"
                f" cannot be read again ({error.message})",
                code="E-UNKNOWN",
                place=self.path,
                hint=f"look after the disk, then {again}",
            ) from failure
        if not stored:
            failure.message = f"not stored: {failure.message}"
            failure.hint = f"look after the disk, then {again}"
            raise failure
        return stored

    def _check_same(
        self, command_id: str, documents: Sequence[Document], stored: Sequence[Entry]
    ) -> None:
        """Raise `Duplicate` where a command that was stored said something else than now.

        The documents are decided on the record as it was then.
        """
        first: dict[str, int] = {}
        for entry in stored:
            first.setdefault(entry.stream, entry.number)
        batch = Batch(
            self._store, command_id, self._time()[0], logged_by=self.logged_by, before=first
        )
        try:
            batch.decide(documents, None)
            batch.writes()
        except DealtrailError:
            same = False  # it could not have been stored
        else:
            same = batch.says(stored)
        if not same:
            raise Duplicate(
                "this command id stands for another write already; nothing was stored",
                code="E-DUPLICATE",
                place="--command-id",
                seen=command_id,
                hint=f"'dealtrail show {stored[0].id}' shows what it stored; give each write an id "
                "of its own",
            )

    def _named(self, documents: Sequence[Document], *, make: bool) -> str:
        """What makes two imports the same one: all that their documents say, in order.

        Where confidential reports are among what is imported here, nobody can try words against it.
        """
        secret = self._import_secret(documents, make=make)
        if secret is None:
            return _digest(documents)
        return f"import-{hmac.digest(secret, _said(documents), 'sha256').hex()[:32]}"

    def _import_secret(self, documents: Sequence[Document], *, make: bool) -> bytes | None:
        from domain.keys import import_secret

        with closing(history.open_ledger(self.path)) as connection:
            log = history.log_of(connection)[0]
        asked = any(getattr(each.content, "confidential", False) for each in documents)
        if log is None:
            return None
        found = import_secret(log, make=make and asked)
        return found or (uuid.uuid4().bytes if asked else None)

    def _imported(
        self, command: str, documents: Sequence[Document], streams: Mapping[str, None]
    ) -> bool:
        """Whether these documents were imported, as one command, and any of it still stands.

        Before there were confidential reports here, an import was named by its plain digest.
        """
        names = (command, _digest(documents))
        return any(self._stands(self.stored(name, *streams)) for name in dict.fromkeys(names))

    def _time(self) -> tuple[str, tuple[str, ...]]:
        """The present instant for the rules, and the warning that the clock is behind the ledger.

        It is never before the last entry, which nobody can have logged in the future. Whoever wrote
        with such a clock just before was warned then: that entry stands right after its precursor.
        """
        with self._store.reading() as connection:
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
        with self._store.reading() as connection:
            for stream in {entry.stream for entry in entries if entry.stream.startswith("deal/")}:
                deal = stream.removeprefix("deal/")
                undone[stream] = known(deal, history.read_deal(connection, deal)).undone
        return any(entry.number not in undone.get(entry.stream, ()) for entry in entries)


def latest_command(
    path: str | os.PathLike[str], deal: str, *, by: str, seen: int | None = None
) -> tuple[int, ...]:
    """The numbers of the latest command in a deal that is no undo and was not undone.

    Raises `Refused` (E-STATE) where nothing is left to undo, and `Conflict` where that command is
    not `by` who asks, and he has not `seen` its last entry.
    """
    with closing(history.open_ledger(path)) as connection:
        items = history.read_deal(connection, deal)
    record = known(deal, items)
    for item in reversed(items):
        if item.name in ("entry-undone", "deal-opened") or item.number in record.undone:
            continue
        numbers = [each.number for each in items if each.command_id == item.command_id]
        if record.openings.isdisjoint(numbers):
            if item.logged_by != by and numbers[-1] > (seen or 0):
                raise _not_yours(deal, item, numbers)
            return tuple(number for number in numbers if number not in record.undone)
    raise Refused(
        "nothing is left to undo in this deal",
        code="E-STATE",
        seen=deal,
        hint="name an entry to undo, such as an undo that you want taken back",
    )


def _not_yours(deal: str, item: history.Item, numbers: Sequence[int]) -> Conflict:
    event = f"{deal}#{numbers[-1]}"
    one = len(numbers) == 1
    return Conflict(
        f"the latest command in this deal is not yours but {item.logged_by}'s, of "
        f"{_minute(item.recorded_at)}; nothing was stored",
        code="E-CONFLICT",
        seen=event if one else f"{deal}#{numbers[0]} to {event}",
        hint=f"'dealtrail show {event}' shows it; if it is to be taken back, say --seen {event}; "
        "to take back something of yours, name it",
        event=event,
    )


def _minute(instant: str) -> str:
    return f"{instant[:16].replace('T', ' ')} UTC"


def _imported(
    documents: Sequence[Document], rejected: Sequence[Rejected], *, dry_run: bool
) -> Receipt:
    """For documents that were imported before, by the same command."""
    return Receipt(
        already=tuple(f"{document.place}: imported already" for document in documents),
        rejected=tuple(rejected),
        dry_run=dry_run,
    )


def _digest(documents: Sequence[Document]) -> str:
    """What makes two imports the same one, where nothing in them is confidential."""
    return f"import-{hashlib.sha256(_said(documents)).hexdigest()[:32]}"


def _said(documents: Sequence[Document]) -> bytes:
    """All that documents say, in order; as ever for those that are not confidential."""
    return "\n".join(
        document.content.model_dump_json(
            exclude=None if getattr(document.content, "confidential", False) else {"confidential"}
        )
        + ("" if document.day_first is None else f" day first: {document.day_first}")
        for document in documents
    ).encode()


def user() -> str:
    """Under which name this person logs: `DEALTRAIL_USER`, else the name of the account."""
    try:
        return os.environ.get("DEALTRAIL_USER") or getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
