"""The writing path of a team's ledger: the library's PostgreSQL recorder over our own tables.

The database seals and stores in one call (`append` in `domain/postgres_schema.py`), so a write is
one round trip, and the lock is held for no longer than that. Where the connection is lost in the
middle of it, nobody knows what came of it: the write is then repeated, which stores nothing twice
since every event has its number in its stream, and what stands there by this very command is the
answer.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC
from threading import RLock
from time import monotonic, sleep
from typing import Any, Self, cast
from uuid import UUID

import psycopg
from eventsourcing.persistence import InfrastructureFactory, Notification, StoredEvent
from eventsourcing.postgres import (
    PostgresApplicationRecorder,
    PostgresDatastore,
    PostgresFactory,
)
from eventsourcing.utils import Environment, EnvType

from domain import heads, history, postgres, seal, tree
from domain.entries import Clock, Entry, Registry, Row, Stored, in_between, instant, utc_now
from domain.errors import Conflict, DealtrailError, HistoryDiffers, Refused
from domain.heads import Head
from domain.store import Store, keep_head, known_head

LOST_FOR = 30.0  # seconds for which a server that went away is asked again

_APPEND = (
    "SELECT * FROM dealtrail.append(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[],"
    " %s::text[], %s::bytea[], %s::text, %s::bigint, %s::bytea, %s::text)"
)
_COLUMNS = f"rowid, {seal.COLUMNS}"


class _Lost(DealtrailError):
    """The connection went away before the server had answered; it was `asked`, or not even that."""

    def __init__(self, plain: DealtrailError, *, asked: bool) -> None:
        super().__init__(plain.message, code=plain.code, place=plain.place, hint=plain.hint)
        self.asked = asked


class _Datastore(PostgresDatastore):
    """One connection, made when it is needed, and made again when it was lost.

    The library's pool would keep threads for several, and wait longer and longer to connect again.
    """

    def __init__(self, address: str) -> None:
        super().__init__("", "", "", "", "", originator_id_type="text")
        self.address = address
        self._turn = RLock()
        self._connection: psycopg.Connection[Any] | None = None

    @contextmanager
    def get_connection(self) -> Iterator[psycopg.Connection[Any]]:
        with self._turn:
            if self._connection is None or self._connection.closed:
                self._connection = postgres.connected(
                    self.address,
                    default_transaction_isolation=r"read\ committed",
                    lock_timeout=f"{history.LOCK_TIMEOUT:.0f}s",
                    # Whoever goes away within his turn does not keep the others from theirs.
                    idle_in_transaction_session_timeout=f"{2 * history.LOCK_TIMEOUT:.0f}s",
                )
                self._connection.execute(_FLUSHED)
            yield self._connection

    def register_type_adapters(self) -> None:
        """The library's own functions and their types are not used."""

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


# What was acknowledged survives a power cut; what waits for replicas too is left as it is.
_FLUSHED = (
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') <> 'remote_apply'"
)


class _Recorder(PostgresApplicationRecorder):
    """Writes and reads our tables instead of the library's."""

    datastore: _Datastore
    known: Head | None = None  # the head that the next write has to continue

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        rows, receipt = cast("Sequence[Row]", stored_events), cast("Stored", kwargs["receipt"])
        known = self.known
        values = (
            [row.originator_id for row in rows],
            [row.originator_version for row in rows],
            [row.topic for row in rows],
            [row.state.decode() for row in rows],
            [row.logged_by for row in rows],
            [row.command_id for row in rows],
            seal.new_salts(len(rows)),
            known and known.log,
            known and known.size,
            known and known.root,
            instant(kwargs["clock"]().astimezone(UTC)),
        )
        found = self._ask(_APPEND, values)[0]
        receipt.recorded_at, log, size, root = found
        receipt.head = Head(log=log, size=size, root=root)
        return list(range(size - len(rows) + 1, size + 1))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        rows = self._rows(
            "originator_id = %s AND originator_version > %s AND originator_version <= %s"
            f" ORDER BY originator_version{' DESC' if desc else ''} LIMIT %s",
            (str(originator_id), gt or 0, sys.maxsize if lte is None else lte, limit),
        )
        return cast("list[StoredEvent]", rows)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        first = (start or 0) + (not inclusive_of_start)
        rows = self._rows(
            "rowid >= %s AND rowid <= %s AND (%s OR topic = ANY(%s::text[])) ORDER BY rowid"
            " LIMIT %s",
            (first, sys.maxsize if stop is None else stop, not topics, list(topics), limit),
        )
        return cast("list[Notification]", rows)

    def max_notification_id(self) -> int | None:
        last: int | None = self._ask("SELECT max(rowid) FROM dealtrail.stored_events")[0][0]
        return last

    def select_command(self, stream: str, command_id: str) -> Sequence[Row]:
        return self._rows(
            "originator_id = %s AND command_id = %s ORDER BY originator_version",
            (stream, command_id),
        )

    def _rows(self, where: str, values: Sequence[object]) -> list[Row]:
        query = f"SELECT {_COLUMNS} FROM dealtrail.stored_events WHERE {where}"  # noqa: S608
        return [
            Row(
                id=rowid,
                originator_id=stream,
                originator_version=number,
                topic=name,
                state=state.encode(),
                recorded_at=recorded_at,
                logged_by=logged_by,
                command_id=command_id,
            )
            for (
                rowid,
                stream,
                number,
                name,
                state,
                recorded_at,
                logged_by,
                command_id,
            ) in self._ask(query, values)
        ]

    def _ask(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of an answer. Raises `DealtrailError`, and `_Lost` where none came."""
        place = postgres.shown(self.datastore.address)
        asked = False
        try:
            with self.datastore.get_connection() as connection:
                asked = True
                found = connection.execute(query.encode(), values).fetchall()
                if query is _APPEND:
                    connection.commit()  # of the turn that was taken for it, if there is one
                return found
        except psycopg.Error as error:
            if error.sqlstate == "DT001":
                raise self._refusal() from error
            if error.sqlstate == "DT002":
                raise in_between(str(error.diag.message_detail)) from error
            if error.sqlstate == "DT004":
                raise HistoryDiffers(
                    f"{error.diag.message_primary}: somebody changed this ledger past its guards;"
                    " nothing was stored",
                    code="E-SEAL",
                    place=place,
                    hint="'dealtrail verify' tells what was changed; restore a backup",
                ) from error
            plain = postgres.trouble(error, place)
            raise _Lost(plain, asked=asked) if postgres.is_lost(error) else plain from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep everybody else from writing, until this thread has written once or leaves."""
        with self.datastore.get_connection() as connection:
            try:
                connection.execute("BEGIN")
                connection.execute("SELECT dealtrail.alone()")
                yield
            except psycopg.Error as error:
                raise postgres.trouble(error, postgres.shown(self.datastore.address)) from error
            finally:
                with suppress(psycopg.Error):
                    connection.rollback()  # of nothing, if it was written

    def _refusal(self) -> DealtrailError:
        """In which way the ledger does not continue what was known."""
        with closing(postgres.open_reading(self.datastore.address)) as reading:
            reading.execute("BEGIN")
            assert self.known is not None  # noqa: S101 - else nothing is compared
            if refusal := differs(reading, self.known):
                return refusal
        raise AssertionError("the database says that the ledger differs, and it does not")


def differs(reading: postgres.Reading, known: Head) -> HistoryDiffers | None:
    """In which way a ledger does not continue a known head; None if it does."""
    log, size = history.log_of(reading)
    same = log == known.log and known.size <= size
    root = seal.root_at(reading, known.size) if same else None
    return heads.differs(known, log, size, root, reading.place)


def set_up(address: str) -> postgres.SetUp:
    """Make an empty ledger in a database that has none. Raises what `postgres.setup` raises."""
    return postgres.setup(address, seal.new_log_id(), instant(utc_now()))


class _Factory(PostgresFactory):
    application_recorder_class = _Recorder

    def __init__(self, env: Environment, address: str) -> None:
        InfrastructureFactory.__init__(self, env)  # not the one between, which wants host and user
        self.datastore = _Datastore(address)


class TeamStore(Store):
    """A ledger in PostgreSQL, open for writing."""

    @classmethod
    def at(cls, address: str, registry: Registry, clock: Clock = utc_now) -> Self:
        """A ledger that is there. Raises what `Store.open` raises."""
        known, notes = known_head(address)
        with closing(postgres.open_reading(address)) as reading:
            postgres.check(reading)
            if known and (refusal := differs(reading, known)):
                raise refusal
            notes += _doubts(reading)
        return cls(address, registry, clock, known, *notes)

    @classmethod
    def made(cls, address: str, registry: Registry, clock: Clock = utc_now) -> Self:
        """A new, empty ledger in a database that has none. Raises `Refused` (E-EXISTS)."""
        known, _ = known_head(address)
        log = seal.new_log_id()
        if not postgres.setup(address, log, instant(utc_now())).made:
            raise Refused(
                "there is a ledger already", code="E-EXISTS", place=postgres.shown(address)
            )
        head = Head(log=log, size=0, root=tree.EMPTY_ROOT)
        notes = keep_head(heads.place_of(address), head) if known else []
        return cls(address, registry, clock, head, *notes)

    def store(self, entries: list[Entry]) -> list[Entry]:
        """Store entries in one transaction; a lost reply is looked up, and never a failure.

        Where the server stays away, raises `DealtrailError`: E-UNKNOWN if it may have stored them.
        """
        deadline = monotonic() + LOST_FOR
        lost = asked = False
        while True:
            try:
                try:
                    return super().store(entries)
                except Conflict:
                    if lost and (stored := self._stands(entries)):
                        return stored
                    raise
            except _Lost as error:
                lost, asked = True, asked or error.asked
                if monotonic() < deadline:
                    sleep(_AGAIN)
                    continue
                if not asked:
                    raise DealtrailError(
                        f"{error.message}; nothing was stored", code=error.code, place=error.place
                    ) from error
                raise DealtrailError(
                    f"the connection was lost before the server answered ({error.message}), so"
                    " nobody knows yet whether it was stored",
                    code="E-UNKNOWN",
                    place=error.place,
                    hint="repeat the command when the server is back, with --command-id"
                    f" {entries[0].command_id}: what was stored is recognised",
                ) from error

    def on_wait(self, tell: Callable[[str], None]) -> None:
        """Nobody is told: the server has the writers queue, each for a moment."""

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep everybody else from writing while one reads, decides and appends.

        It ends with the first `append`.
        """
        with cast("_Recorder", self.recorder).alone():
            yield

    def _stands(self, entries: Sequence[Entry]) -> list[Entry]:
        """These very entries as they are stored; none where others stand in their place."""
        stored = [
            entry
            for stream, command in dict.fromkeys((each.stream, each.command_id) for each in entries)
            for entry in self.find_command(stream, command)
        ]
        found = {(each.stream, each.number): each for each in stored}
        same = [found.get((each.stream, each.number), each) for each in entries]
        whole = all(
            now is not each and now.event == each.event
            for now, each in zip(same, entries, strict=True)
        )
        return same if whole else []

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        yield  # said plainly where it happens

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:  # noqa: ARG002
        return Environment(name, {"CREATE_TABLE": "no"})

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        return _Factory(env, self.path)


_AGAIN = 0.1  # seconds between two attempts to reach a server


def _doubts(reading: postgres.Reading) -> list[str]:
    """Settings of a server under which what was acknowledged can be lost."""
    found = reading.execute(
        "SELECT name, setting FROM pg_settings"
        " WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off'"
    )
    return [
        f"W-FLUSH the server runs with {name}={value}: what was acknowledged can be lost when it"
        " loses power"
        for name, value in found
    ]
