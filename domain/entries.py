"""Entries: events with their place and envelope, and how each stands in a row.

What both stores share, whichever database they write to.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar, NamedTuple, Protocol, Self, cast

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, Notification, StoredEvent

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


@dataclass(frozen=True)
class Row(Notification):
    """A row of the table; the library's own record lacks the parts of the envelope."""

    recorded_at: str
    logged_by: str
    command_id: str


class EntryMapper(Mapper[str]):
    """Between entries and rows. A stored name is looked up in the register and nowhere else."""

    def __init__(self, registry: Registry) -> None:
        # The library's transcoder, cipher and compressor are not used, so not made.
        self.registry = registry

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        entry = cast("Entry", domain_event)
        name = type(entry.event).stored_name
        state = entry.event.model_dump_json(exclude_defaults=True).encode()
        # What is acknowledged must be readable for ever: this is the last moment to notice.
        if self.registry.get(name) is not type(entry.event):
            raise TypeError(f"{type(entry.event)} is not registered as {name!r}")
        if type(entry.event).model_validate_json(state) != entry.event:
            raise ValueError(f"{entry.id} ({name}) reads back as something else: {state!r}")
        return Row(
            originator_id=entry.stream,
            originator_version=entry.number,
            topic=name,
            state=state,
            id=0,  # the ledger gives it
            recorded_at="",
            logged_by=entry.logged_by,
            command_id=entry.command_id,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Entry:
        row = cast("Row", stored_event)
        stream, number = str(row.originator_id), row.originator_version
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
    return f"{moment.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def in_between(stream: str) -> Conflict:
    """For a stream that has grown since the writer read it."""
    return Conflict(
        "somebody else wrote in between; nothing was stored",
        code="E-CONFLICT",
        place=stream,
        hint="look at what was added, then repeat the command",
    )
