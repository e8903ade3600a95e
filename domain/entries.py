"""Entries: events with their place and envelope, and how each stands in a row.

What both stores share, whichever database they write to.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar, NamedTuple, Protocol, Self, cast

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, StoredEvent
from pydantic import TypeAdapter

from domain import history
from domain.errors import Conflict, DealtrailError
from domain.heads import Head
from domain.record import Record

Clock = Callable[[], datetime]
TICK = timedelta(microseconds=1)  # by so much an entry is later than the one before it, at least


class Event(Protocol):
    """What the store asks of an event: a pydantic model with a stored name of its own."""

    stored_name: ClassVar[str]

    def model_dump_json(self, *, exclude_defaults: bool = ...) -> str: ...
    @classmethod
    def model_validate_json(cls, json_data: bytes, /) -> Self: ...


Registry = Mapping[str, type[Event]]


class Write(NamedTuple):
    """Events for the end of a stream, by someone who has read it up to number `after`."""

    stream: str
    after: int
    events: Sequence[Event]


class Entry(Record):
    """The envelope: an event, where it stands, when the ledger learnt it and who logged it."""

    stream: str
    number: int
    event: Event
    recorded_at: str = ""  # set by the ledger when it is stored
    logged_by: str
    command_id: str

    @property
    def originator_id(self) -> str:
        """The library's word for the stream."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """The library's word for the number."""
        return self.number

    @property
    def id(self) -> str:
        """How people name it: `openai-2026#17`."""
        return history.event_id(self.stream, self.number)


@dataclass
class Stored:
    """What came of a write, filled in within the transaction."""

    recorded_at: str = ""
    head: Head | None = None
    upgraded: int | None = None  # how many entries an older ledger had, if it was sealed now


class Row(NamedTuple):
    """A row of the table, as the library takes it: its own record lacks the envelope.

    A tuple, which takes a third of the time of the frozen dataclass that it stands for.
    """

    originator_id: str
    originator_version: int
    topic: str
    state: bytes
    recorded_at: str
    logged_by: str
    command_id: str
    id: int = 0  # the ledger gives it


class _Form(NamedTuple):
    """How events of one kind are written and read: as by their methods, without the way there."""

    name: str
    write: Callable[..., bytes]
    read: Callable[[bytes], Event]


class EntryMapper(Mapper[str]):
    """Between entries and rows. A stored name is looked up in the register and nowhere else."""

    def __init__(self, registry: Registry) -> None:
        # The library's transcoder, cipher and compressor are not used, so not made.
        self.registry = registry
        self._forms: dict[type[Event], _Form] = {}

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        entry = cast("Entry", domain_event)
        event = entry.event
        # What is acknowledged must be readable for ever: this is the last moment to notice.
        name, write, read = self._forms.get(type(event)) or self._form(type(event))
        state = write(event, exclude_defaults=True)
        if read(state) != event:
            raise ValueError(f"{entry.id} ({name}) reads back as something else: {state!r}")
        row = Row(entry.stream, entry.number, name, state, "", entry.logged_by, entry.command_id)
        return cast("StoredEvent", row)

    def _form(self, kind: type[Event]) -> _Form:
        name = kind.stored_name
        if self.registry.get(name) is not kind:
            raise TypeError(f"{kind} is not registered as {name!r}")
        adapter = TypeAdapter(kind)
        form = _Form(name, adapter.serializer.to_json, adapter.validator.validate_json)
        self._forms[kind] = form
        return form

    def to_domain_event(self, stored_event: StoredEvent | Row) -> Entry:
        row = cast("Row", stored_event)
        stream, number = row.originator_id, row.originator_version
        name, state = row.topic, row.state
        if name in history.LIFTS:
            name, parts = history.lifted(name, json.loads(state))
            state = json.dumps(parts).encode()
        if (kind := self.registry.get(name)) is None:
            raise history.unknown_event(stream, number, name, row.recorded_at)
        try:
            event = kind.model_validate_json(state)
        except ValueError as error:
            raise DealtrailError(
                f"this {row.topic} cannot be read: written by a newer dealtrail, or changed by hand"
                f" ({error})",
                code="E-EVENT",
                place=history.event_id(stream, number),
            ) from error
        return Entry(
            stream=stream,
            number=number,
            event=event,
            recorded_at=row.recorded_at,
            logged_by=row.logged_by,
            command_id=row.command_id,
        )


def utc_now() -> datetime:
    return datetime.now(UTC)


def instant(moment: datetime) -> str:
    """A moment in UTC as it is stored: of one width, so that comparing text compares time."""
    return f"{moment.isoformat(timespec='microseconds')[:_INSTANT]}Z"  # without the +00:00


_INSTANT = len("2026-11-25T08:00:00.000000")


def in_between(stream: str) -> Conflict:
    """For a stream that has grown since the writer read it."""
    return Conflict(
        "somebody else wrote in between; nothing was stored",
        code="E-CONFLICT",
        place=stream,
        hint="look at what was added, then repeat the command",
    )
