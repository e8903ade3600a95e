"""Documents on their way into one transaction: each is decided on what came before it.

The ledger stores what comes of them and repeats where somebody wrote in between; what a document
becomes is the business of the rules. What lies between is here: the records of the deals as this
batch has made them so far, and the documents that had to be left out of it.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from domain import history
from domain.conflicts import Seen
from domain.dates import span
from domain.deal import decide
from domain.documents import (
    AmendDocument,
    Content,
    DealDocument,
    Document,
    GradeDocument,
    ReadDate,
    Rejected,
    ReportDocument,
    UndoDocument,
    WithdrawDocument,
)
from domain.draft import Decision
from domain.duplicates import Likeness
from domain.entries import Entry, Write
from domain.errors import (
    Conflict,
    DealtrailError,
    Duplicate,
    NewerVersion,
    NotFound,
    Problems,
    Refused,
)
from domain.events import Event, Proposed, ReportLogged
from domain.known import REFOLD, Known, Report, known
from domain.names import source_stream
from domain.record import Record
from domain.reports import report_id
from domain.store import Store

if TYPE_CHECKING:
    from domain.confidential import Sealing

_MISSES = {"E-NOTFOUND", "E-ELEMENT", "E-CORRECT-TARGET"}  # what another document may bring in


class Receipt(Record):
    """What a write did: the entries stored (or, in a dry run, to be stored), and what was known.

    `already` names what was in the ledger before, `warnings` what a person should look at twice,
    `alike` the reports that those among these entries seem to be, or to copy,
    `read` the dates such as 03/04/2026 and how they were read, `rejected` what was left out, `keys`
    the files of keys that were made for confidential reports,
    `repeated` says that this very command had been stored already.
    """

    entries: tuple[Entry, ...] = ()
    already: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    alike: tuple[Likeness, ...] = ()
    read: tuple[ReadDate, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    keys: tuple[str, ...] = ()
    repeated: bool = False
    dry_run: bool = False

    def of(self, name: str) -> list[Entry]:
        """The entries of one stored name, `report-logged`."""
        return [entry for entry in self.entries if entry.event.stored_name == name]


class Batch:
    """Documents on their way into one transaction.

    `rejected` are those that a reader of files had to leave out; what cannot be taken here joins
    them. Where it is None nothing may be left out. `read_before` is the `read` of the batch that
    somebody else's write made void: what a fix is decided on must not have changed since. With
    `before` streams are read as they were before an entry, by its number.
    """

    def __init__(
        self,
        store: Store,
        command: str,
        now: str,
        *,
        logged_by: str,
        rejected: Sequence[Rejected] | None = None,
        read_before: Mapping[str, int] | None = None,
        before: Mapping[str, int] | None = None,
    ) -> None:
        self._store = store
        self.command = command
        self._now = now
        self._logged_by = logged_by
        self._read_before = read_before or {}
        self._before = before or {}
        self._partial = rejected is not None
        self.taken: list[Document] = []
        self.rejected: list[Rejected] = list(rejected or ())
        self._lost = {name: each.place for each in self.rejected for name in each.gives}
        self._known_before: set[str] = set()  # deals of which some report was
        self._records: dict[str, Known | None] = {}
        self._missing: dict[str, NotFound] = {}
        self._items: dict[str, list[history.Item]] = {}
        self.read: dict[str, int] = {}  # the last entry of each stream as it was read
        self._sealings: dict[str, Sealing] = {}  # of the deals with confidential reports
        self._log: str | None = None
        self._stored: dict[str, Sequence[Event]] = {}
        self._latest: dict[str, Report] = {}
        self._events: dict[str, list[Event]] = {}
        self._order: list[tuple[str, int]] = []
        self._already: list[str] = []
        self._warnings: list[str] = []
        self._alike: list[Likeness] = []
        self._dates: list[ReadDate] = []
        self._count = 0  # of confidential reports that were given an id here

    # -- deciding -------------------------------------------------------------------------------

    def decide(self, documents: Sequence[Document], progress: Callable[[int], None] | None) -> None:
        """Collect the events of all documents. Raises `Problems` with all that is wrong.

        Where some may be left out, what is wrong is among the `rejected`.
        """
        for count, document in enumerate(documents, start=1):
            try:
                self._take(document)
            except Problems as found:
                self._reject(document, found.problems)
            except (Refused, Duplicate, Conflict, NewerVersion) as found:
                if not isinstance(found, Refused) and len(documents) == 1 and not self._partial:
                    raise
                self._reject(document, (_as_problem(found, document.place),))
            else:
                self.taken.append(document)
            if progress:
                progress(count)
        if self.rejected and not self._partial:
            raise Problems([problem for each in self.rejected for problem in each.problems])

    def _reject(self, document: Document, problems: Sequence[Refused]) -> None:
        """Leave a document out; a problem that comes of another one left out says so."""
        for problem in problems:
            place = self._lost.get(re.split("[#.]", str(problem.seen))[0])
            if problem.code in _MISSES and place not in (None, document.place):
                problem.hint = f"{place} brings it in: put that right first"
        content = document.content
        report = ""
        gives: tuple[str, ...] = ()
        if isinstance(content, ReportDocument):
            report = content.id or ("" if content.confidential else report_id(content))
            gives = (report, *content.elements)
        elif isinstance(content, DealDocument):
            gives = (content.open, *content.elements)
        self._lost.update(dict.fromkeys(gives, document.place))
        self.rejected.append(
            Rejected(
                place=document.place,
                deal=_deal_of(content),
                report=report,
                gives=gives,
                problems=tuple(problems),
            )
        )

    def _take(self, document: Document) -> None:
        content = document.content
        stream = stream_of(content)
        if isinstance(content, GradeDocument):
            decision = decide(None, content, document.place, self._now)
            former = [
                *(entry.event for entry in self._store.read(stream)[: self._last(stream)]),
                *self._events.get(stream, ()),
            ]
            if former[-1:] == list(decision.events):
                decision = Decision(
                    already=f"no change: {content.grade.source} is graded so already"
                )
            self._add(stream, decision)
            return
        deal = _deal_of(content)
        record = self._record(deal)
        if record is None and not isinstance(content, DealDocument):
            missing = self._missing[deal]
            raise NotFound(
                missing.message,
                code=missing.code,
                seen=deal,
                hint=_or_open(missing.hint, deal)
                if isinstance(content, ReportDocument)
                else missing.hint,
            )
        seen = self._seen(document, f"deal/{deal}")
        if record and isinstance(content, ReportDocument) and content.confidential:
            content = self._confidential(record, document, content, seen)
        decision = decide(
            record,
            content,
            document.place,
            self._now,
            day_first=document.day_first,
            seen=seen,
        )
        if document.proposed:
            decision = decision.but(events=_as_proposed(decision.events, document.proposed))
        if decision.already and isinstance(content, ReportDocument):
            self._known_before.add(deal)
        if record and isinstance(content, ReportDocument) and content.confidential and content.id:
            sealing = self._sealing(deal)
            sealing.begin(content.id)
            sealing.told_by(content.id, decision.events)
            record.confidential.add(content.id)
        if decision.events:
            self._check_number(content)
            self._dates += (*document.read, *decision.read)
            self._fold(deal, decision.events)
        self._add(stream, decision)

    def _confidential(
        self, record: Known, document: Document, content: ReportDocument, seen: Seen
    ) -> ReportDocument:
        """A confidential report under its id: that of the same one in the record, or a new one."""
        from domain.confidential import new_id

        if content.id is None:
            for former in record.reports_like(content.source, content.published, content.url):
                if former.id in record.confidential and not former.sealed:
                    named = content.model_copy(update={"id": former.id})
                    with suppress(Duplicate, Problems):
                        if decide(
                            record,
                            named,
                            document.place,
                            self._now,
                            day_first=document.day_first,
                            seen=seen,
                        ).already:
                            return named
            self._count += 1
            made = new_id(content, self.command, self._count)
            content = content.model_copy(update={"id": made})
        return content

    def _sealing(self, deal: str) -> "Sealing":
        if deal not in self._sealings:
            from domain.confidential import Sealing

            items = self._items[deal]
            with self._store.reading() as connection:
                self._log = history.log_of(connection)[0]
            self._sealings[deal] = Sealing(self._log, deal, items)
        return self._sealings[deal]

    def _seen(self, document: Document, stream: str) -> Seen:
        """What the writer of a document has seen of its deal."""
        upto = self._read_before.get(stream) if document.seen is None else document.seen
        return Seen(upto=upto, by=self._logged_by, last=self.read.get(stream))

    def _last(self, stream: str) -> int | None:
        before = self._before.get(stream)
        return before - 1 if before else None

    def _check_number(self, content: Content) -> None:
        """Refuse an entry that is named by a number which may be another's in this ledger.

        In a file that is imported whole the documents get the numbers that they had where it comes
        from; not so where some are known already, or left out. Raises `Refused` (E-NUMBER).
        """
        deal, numbered = _deal_of(content), _numbered(content)
        left_out = {each.deal for each in self.rejected}
        if numbered and (deal in self._known_before or not left_out.isdisjoint((deal, ""))):
            raise Refused(
                "some documents before it are known already or left out, so that the number may be "
                "another entry's here",
                code="E-NUMBER",
                seen=numbered,
                hint="name a claim as REPORT-ID#NUMBER; an entry, after a look with 'dealtrail "
                "show', is taken back with 'dealtrail undo'",
            )

    def _add(self, stream: str, decision: Decision) -> None:
        if decision.already:
            self._already.append(decision.already)
        self._warnings += decision.warnings
        self._alike += decision.alike
        for event in decision.events:
            events = self._events.setdefault(stream, [])
            events.append(event)
            self._order.append((stream, len(events) - 1))

    # -- the records ----------------------------------------------------------------------------

    def _record(self, deal: str) -> Known | None:
        if deal not in self._records:
            with self._store.reading() as connection:
                try:
                    items = history.read_deal(connection, deal)
                except NotFound as missing:
                    items = []
                    self._missing[deal] = missing
            if before := self._before.get(f"deal/{deal}"):
                items = items[: before - 1]
            self._items[deal] = items
            if any("sealed" in item.data for item in items):
                items = self._items[deal] = self._sealing(deal).items
            record = self._known(deal) if items else None
            self.read[f"deal/{deal}"] = len(items)
            self._records[deal] = record
            if record and record.reports:
                self._latest[deal] = max(record.reports.values(), key=lambda each: each.last)
        return self._records[deal]

    def _known(self, deal: str) -> Known:
        found = known(deal, self._items[deal])
        if deal in self._sealings:
            found.confidential = {*self._sealings[deal].reports} & found.reports.keys()
        return found

    def _fold(self, deal: str, events: Sequence[Event]) -> None:
        """Let the next document see what this one adds."""
        items = self._items[deal]
        record = self._records[deal]
        added = [
            history.Item(
                len(items) + place, event.stored_name, event.state(), "", self._logged_by, ""
            )
            for place, event in enumerate(events, start=1)
        ]
        items += added
        if record is None or any(item.name in REFOLD for item in added):
            self._records[deal] = self._known(deal)
        else:
            for item in added:
                record.add(item)

    # -- what comes of it -----------------------------------------------------------------------

    def late(self) -> tuple[str, ...]:
        """The warning that reports came in which are older than those in the ledger, if any did."""
        older = [
            (deal, event.published)
            for deal, latest in self._latest.items()
            for event in self._events.get(f"deal/{deal}", ())
            if isinstance(event, ReportLogged) and span(event.published)[1] < latest.last
        ]
        if not older:
            return ()
        deals = sorted({deal for deal, _ in older})
        oldest = min((published for _, published in older), key=lambda each: span(each)[1])
        them = "1 report is" if len(older) == 1 else f"{len(older):,} reports are"
        latest = (
            f"{deals[0]}'s latest in the ledger ({self._latest[deals[0]].published})"
            if len(deals) == 1
            else f"the latest in the ledger of their {len(deals)} deals"
        )
        return (
            f"W-ORDER {them} older than {latest}; answers as of {oldest} or after now count "
            f"{'it' if len(older) == 1 else 'them'} too",
        )

    def writes(self) -> list[Write]:
        """What the store is to append, stream by stream."""
        for stream in self._events:
            if stream not in self.read:
                self.read[stream] = len(self._store.read(stream)[: self._last(stream)])
        return [
            Write(stream=stream, after=self.read[stream], events=self._as_stored(stream))
            for stream in self._events
        ]

    def _as_stored(self, stream: str) -> Sequence[Event]:
        """The events of a stream, with the words of confidential reports sealed."""
        if stream not in self._stored:
            events: Sequence[Event] = self._events[stream]
            deal = stream.removeprefix("deal/")
            if sealing := self._sealings.get(deal):
                record = self._records[deal]
                elements = record.elements.values() if record else ()
                names = {
                    name.casefold()
                    for each in elements
                    for name in (each.id, each.name, *each.aliases)
                }
                events = sealing.sealed(events, self.read[stream], names)
            self._stored[stream] = events
        return self._stored[stream]

    def keep_keys(self) -> tuple[str, ...]:
        """Keep the keys of what is about to be stored: first the key, then what it opens.

        Returns the files. Raises `DealtrailError` (E-KEYFILE).
        """
        used = [key for each in self._sealings.values() for key in each.used.values()]
        if not used:
            return ()
        from domain.keys import keep

        return tuple(keep(key) for key in used)

    def says(self, stored: Sequence[Entry]) -> bool:
        """Whether stored entries are what this batch would store, their sealed words too.

        Raises `Refused` (E-NOKEY) where that cannot be told.
        """
        mine = [
            (entry.id, self._events[stream][place].stored_name, self._events[stream][place].state())
            for entry, (stream, place) in zip(self.entries(), self._order, strict=True)
        ]
        return mine == [(each.id, each.event.stored_name, self._clear(each)) for each in stored]

    def _clear(self, entry: Entry) -> Mapping[str, object]:
        state = json.loads(entry.event.model_dump_json(exclude_defaults=True))
        if "sealed" in state:
            from domain.confidential import no_key, opened

            deal = entry.stream.removeprefix("deal/")
            item = history.Item(entry.number, entry.event.stored_name, state, "", "", "")
            (clear,) = opened([item], self._log, deal)
            if "sealed" in clear.data:
                raise no_key(state.get("report", entry.id))
            state = clear.data
        said: Mapping[str, object] = state
        return said

    def entries(self) -> list[Entry]:
        """The entries as they would be stored."""
        return [
            Entry(
                stream=stream,
                number=self.read[stream] + place + 1,
                event=self._as_stored(stream)[place],
                logged_by=self._logged_by,
                command_id=self.command,
            )
            for stream, place in self._order
        ]

    def receipt(
        self,
        entries: Iterable[Entry],
        doubts: Iterable[str] = (),
        *,
        dry_run: bool,
        keys: tuple[str, ...] = (),
    ) -> Receipt:
        """What happened, for the person."""
        return Receipt(
            entries=tuple(entries),
            already=tuple(self._already),
            warnings=(*doubts, *self._warnings),
            alike=tuple(self._alike),
            read=tuple(self._dates),
            rejected=tuple(self.rejected),
            keys=keys,
            dry_run=dry_run,
        )


def _or_open(hint: str, deal: str) -> str:
    return f"{hint}{'' if hint.endswith('?') else ';'} 'dealtrail open {deal}' opens it"


def _as_proposed(events: Sequence[Event], proposed: Proposed) -> tuple[Event, ...]:
    """The events of a report with who proposed it."""
    return tuple(
        each.model_copy(update={"proposed": proposed}) if isinstance(each, ReportLogged) else each
        for each in events
    )


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


def _deal_of(content: Content) -> str:
    """The deal that a document is about; '' for a grade."""
    if isinstance(content, GradeDocument):
        return ""
    return content.open if isinstance(content, DealDocument) else content.deal


def _numbered(content: Content) -> str:
    """The entries that a document names by number; '' where it names none so."""
    match content:
        case UndoDocument():
            return ", ".join(f"{content.deal}#{number}" for number in content.undo)
        case AmendDocument(amend=name) | WithdrawDocument(withdraw=name):
            number = name.removeprefix(f"{content.deal}#")
            return f"{content.deal}#{number}" if number.isdecimal() else ""
    return ""


def stream_of(content: Content) -> str:
    """The stream that a document writes to."""
    if isinstance(content, GradeDocument):
        return source_stream(content.grade.source)
    return f"deal/{_deal_of(content)}"
