"""What integrity costs: against the plain library, and against SQLite with the same bytes.

    python benchmarks/integrity.py [EVENTS]

All in one run on one disk, writers in turn, so that the ratios hold though the times drift. EVENTS
is the size of the large ledger, 100,000 if not said. The plain library is an application of it as
it comes (`save`, its own mapper and JSON transcoder) with the same events, SQLite's write-ahead log
and every commit flushed, as here. Beside it stands its event store alone, with less around it than
anybody has who uses the library. The promises: one report a commit within 1.3 times the plain
library, a bulk write at a third of the raw rate or more, 10,000 events verified in half a second
and in linear time, the check before a write in 5 ms; the exit status is 1 where one is not kept.
Then 10,000 mutated proofs, of which none may be accepted.
"""

import gc
import os
import sqlite3
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import ClassVar, cast
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import DomainEvent, DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from pydantic import BaseModel, ConfigDict

from domain import entries, heads, history, seal
from domain.entries import Write
from domain.store import Store
from domain.verify import Anchor, verify

ROOT = Path(__file__).parent.parent
REPORT = 6  # events: the report and five claims
COMMITS = 600
WARM_UP = 40
BULK = 10_000
NOTE = "n" * 450


class Said(BaseModel):
    """An event of the usual size."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    stored_name: ClassVar[str] = "rumor-reported"
    report: str
    note: str = ""


REGISTRY: dict[str, type[entries.Event]] = {"rumor-reported": Said}
EVENTS = [Said(report="wsj-1", note=NOTE)]


class Ours:
    """The store as dealtrail opens it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "ours.db"
        self._store = Store.create(self.path, REGISTRY)
        self._count = 0

    def ready(self, count: int) -> Callable[[], object]:
        """What stores so many events in one transaction."""
        command_id = f"c{self._count}"
        writes = Write("deal/acme", self._count, EVENTS * count)
        self._count += count
        return partial(self._store.append, writes, logged_by="ana", command_id=command_id)

    def read(self) -> list[object]:
        """What it holds."""
        return [entry.event for entry in self._store.read("deal/acme")]

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()


class Library:
    """The plain library as it comes: application, mapper, transcoder, recorder and table."""

    def __init__(self, folder: Path) -> None:
        self._application = Plain(_settings(folder / "library.db"))
        self._count = 0

    def ready(self, count: int) -> Callable[[], object]:
        """What stores so many events in one transaction; the events themselves are there."""
        numbers = range(self._count + 1, self._count + count + 1)
        self._count += count
        events = [
            Reported(
                originator_id=ACME,
                originator_version=number,
                timestamp=DomainEvent.create_timestamp(),
                report=event.report,
                note=event.note,
            )
            for number, event in zip(numbers, EVENTS * count, strict=True)
        ]
        return partial(self._application.save, *events)

    def read(self) -> list[object]:
        """What it holds."""
        found = cast("Iterator[Reported]", self._application.events.get(ACME))
        return [Said(report=event.report, note=event.note) for event in found]

    def close(self) -> None:
        """Let go of the file."""
        self._application.close()


ACME = uuid5(NAMESPACE_URL, "deal/acme")


class Plain(Application[UUID]):
    """An application with nothing of its own."""

    name = "plain"


@dataclass(frozen=True)
class Reported(DomainEvent):
    """The same event as the library has them."""

    report: str
    note: str


def _settings(file: Path) -> dict[str, str]:
    return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(file)}


class Bare:
    """Its event store alone, with a mapper as thin as can be: less than any user of it has."""

    def __init__(self, folder: Path) -> None:
        settings = _settings(folder / "bare.db") | {"ORIGINATOR_ID_TYPE": "text"}
        self._application = Thin(settings)
        self._count = 0

    def ready(self, count: int) -> Callable[[], object]:
        """What stores so many events in one transaction."""
        first = self._count + 1
        self._count += count
        events = [Numbered(at, event) for at, event in enumerate(EVENTS * count, start=first)]
        return partial(self._application.events.put, events)

    def read(self) -> list[object]:
        """What it holds."""
        return [cast("Numbered", each).event for each in self._application.events.get("deal/acme")]

    def close(self) -> None:
        """Let go of the file."""
        self._application.close()


class Thin(Application[str]):
    """An application whose mapper does next to nothing."""

    name = "thin"

    def construct_mapper(self) -> Mapper[str]:
        return PydanticMapper(JSONTranscoder())


class PydanticMapper(Mapper[str]):
    """Between models of pydantic and rows, without topic, time or transcoder."""

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        event = cast("Numbered", domain_event)
        state = event.event.model_dump_json(exclude_defaults=True).encode()
        return StoredEvent(event.originator_id, event.originator_version, "rumor-reported", state)

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        event = Said.model_validate_json(stored_event.state)
        return cast("DomainEventProtocol[str]", Numbered(stored_event.originator_version, event))


class Numbered:
    """An event with its place, as the library wants it."""

    def __init__(self, originator_version: int, event: Said) -> None:
        self.originator_id = "deal/acme"
        self.originator_version = originator_version
        self.event = event


class Raw:
    """SQLite alone: the same tables, bytes and durability, all of it made beforehand, no guards."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL").fetchone()
        self._connection.execute("PRAGMA synchronous=FULL")
        for statement in (*history.SCHEMA, *history.SEALS):
            if not statement.startswith(("CREATE TRIGGER", "CREATE VIEW")):
                self._connection.execute(statement)
        state = EVENTS[0].model_dump_json(exclude_defaults=True)
        self._rest = ("rumor-reported", state, "2026-11-25T08:00:00.000000Z", "ana", "c" * 32)
        self._count = 0

    def ready(self, count: int) -> Callable[[], object]:
        """What stores so many events in one transaction."""
        places = range(self._count, self._count + count)
        self._count += count
        return partial(self._write, places)

    def _write(self, places: range) -> None:
        leaf, salt, execute = bytes(32), bytes(16), self._connection.executemany
        self._connection.execute("BEGIN IMMEDIATE")
        execute("INSERT INTO log_leaf VALUES (?, ?, ?)", [(at, salt, leaf) for at in places])
        execute("INSERT INTO log_node VALUES (?, ?)", [(at, leaf) for at in places])
        execute(
            f"INSERT INTO stored_events (rowid, {seal.COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            [(at + 1, "deal/acme", at + 1, *self._rest) for at in places],
        )
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


Writer = Ours | Library | Bare | Raw


def took(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def commits(writers: Sequence[Writer]) -> list[float]:
    """The median time of a commit of one report, a writer each.

    In turn, in every order as often: what one has used last is in the processor's caches for the
    next, and two that share much would help each other.
    """
    times: list[list[float]] = [[] for _ in writers]
    orders = list(permutations(zip(writers, times, strict=True)))
    for at in range(WARM_UP + COMMITS):
        for writer, found in orders[at % len(orders)]:
            once = took(writer.ready(REPORT))
            if at >= WARM_UP:
                found.append(once)
    return [statistics.median(found) for found in times]


def bulks(writers: Sequence[Writer]) -> list[float]:
    """The best time for an event of a large transaction, a writer each."""
    best = [float("inf")] * len(writers)
    for _ in range(7):
        for at, writer in enumerate(writers):
            best[at] = min(best[at], took(writer.ready(BULK)) / BULK)
    return best


class Sealed:
    """A closed ledger of so many events, and the head that is known of it."""

    def __init__(self, folder: Path, count: int) -> None:
        self.path = folder / f"{count}.db"
        with Store.create(self.path, REGISTRY) as ledger:
            for after in range(0, count, BULK):
                writes = Write("deal/acme", after, EVENTS * min(BULK, count - after))
                ledger.append(writes, logged_by="ana", command_id=f"c{after}")
        known = heads.kept(str(self.path))
        if known is None:
            raise LookupError("no head was kept")
        self.known = known

    def verify(self) -> None:
        """All that `dealtrail verify` does."""
        anchor = Anchor(where="here", head=self.known)
        if verify(str(self.path), [anchor]).status != "ok":
            raise ValueError("not verified")

    def look(self) -> None:
        """The check before a write, of a head that is not the last one."""
        with closing(history.look(self.path)) as connection:
            log, size = history.log_of(connection)
            root = seal.root_at(connection, size - 1), seal.root_at(connection, size)
        if heads.differs(self.known, log, size, root[1], str(self.path)):
            raise ValueError("not the head")


def main() -> int:
    """Print the figures; 1 where a promise is not kept."""
    gc.set_threshold(200_000, 50, 50)  # as the command has it (cli/start.py)
    large = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    kept = []

    def say(name: str, figure: str, promise: str = "", *, holds: bool = True) -> None:
        kept.append(holds)
        print(f"{name:44} {figure:>24}   {promise}{'' if holds else '   NOT KEPT'}")

    with TemporaryDirectory(dir=os.environ.get("DEALTRAIL_BENCH_DIR")) as place:
        folder = Path(place)
        os.environ["DEALTRAIL_STATE"] = str(folder / "state")
        writers = (Ours(folder), Library(folder), Bare(folder), Raw(folder))
        ours, library, bare, raw = commits(writers)
        if not writers[0].read() == writers[1].read() == writers[2].read():
            raise ValueError("not the same events in all")
        ratio = ours / library
        say(
            "a report a commit, ours and the library",
            f"{ours * 1e6:.0f} and {library * 1e6:.0f} µs",
        )
        say("  to the library", f"{ratio:.2f}", "1.3 at most", holds=ratio <= 1.3)
        say("  to its event store alone", f"{ours / bare:.2f}")
        say("  to raw SQLite", f"{ours / raw:.2f}")
        ours, library, bare, raw = bulks(writers)
        say("in bulk, an event", f"{ours * 1e6:.0f} µs, {1 / ours:,.0f}/s")
        say("  rate to the library", f"{library / ours:.2f}")
        say("  rate to its event store alone", f"{bare / ours:.2f}")
        say("  rate to raw SQLite", f"{raw / ours:.2f}", "0.33 at least", holds=raw / ours >= 1 / 3)
        for writer in writers:
            writer.close()
        small = Sealed(folder, BULK)
        big = small if large == BULK else Sealed(folder, large)
        several = large // BULK
        one = min(took(small.verify) for _ in range(5))
        say("verify 10,000 events", f"{one:.2f} s", "0.5 s at most", holds=one <= 0.5)
        pairs = [(took(big.verify), sum(took(small.verify) for _ in range(several))) for _ in "ab"]
        say(f"verify {large:,} events", f"{min(seconds for seconds, _ in pairs):.2f} s")
        growth = min(seconds / others for seconds, others in pairs)
        say("  to as many in small ledgers", f"{growth:.2f}", "1.3 at most", holds=growth <= 1.3)
        look = 1e3 * min(took(big.look) for _ in range(20))
        name = f"check before a write, {large:,} events"
        say(name, f"{look:.2f} ms", "5 ms at most", holds=look <= 5)
    tests = [sys.executable, "-m", "pytest", "-q", "tests/domain/test_tree.py", "-k", "mutated"]
    environment = {**os.environ, "DEALTRAIL_MUTATIONS": "10000"}
    done = subprocess.run(tests, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=False)
    say("10,000 mutated proofs", "none accepted" * (not done.returncode), holds=not done.returncode)
    return int(not all(kept))


if __name__ == "__main__":
    sys.exit(main())
