"""Trials of durability: programs killed, power cut, bits flipped, replies lost, backups under load.

Each takes how often, tries that often with the same chance at every run, raises where a promise is
broken, and returns what happened as figures. The quick ones are run with every change
(tests/domain/test_durability.py), all of them at their full number by

    pytest -m slow tests/slow -s
"""

import os
import random
import select
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import perf_counter
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from domain import entries, history, seal, store
from domain.backup import backup, plan, restore
from domain.entries import Entry, Write
from domain.errors import Conflict, DealtrailError
from domain.ledger import Ledger
from domain.store import Store
from domain.verify import verify

BATCH = 6  # events in a transaction: a report and five claims
OPENING = {"type": "funding_round", "currency": "USD", "name": "A deal"}


class Said(BaseModel):
    """An event of the usual size."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    stored_name: ClassVar[str] = "rumor-reported"
    report: str
    note: str = ""


REGISTRY: dict[str, type[entries.Event]] = {"rumor-reported": Said}


def chance(seed: int) -> random.Random:
    """The same chance at every run."""
    return random.Random(seed)  # noqa: S311 - no secret


def sound(path: Path, size: int | None = None) -> int:
    """How many entries a ledger has, which agrees with itself whole. Raises `AssertionError`."""
    found = verify(str(path))
    assert found.faults == (), found.faults
    assert size is None or found.events == size
    return found.events


def commands(path: Path, after: int = 0) -> dict[str, int]:
    """How many events each command has stored, of the entries after one."""
    query = "SELECT command_id, count(*) FROM stored_events WHERE rowid > ? GROUP BY command_id"
    with closing(history.open_ledger(path)) as connection:
        return dict(connection.execute(query, (after,)).fetchall())


@contextmanager
def programs(
    count: int, work: Callable[[int, Callable[[str], None]], None]
) -> Iterator[tuple[list[int], int]]:
    """So many programs that do something, each told its number and how to acknowledge.

    Yields their process ids and where the acknowledged lines can be read. They are forked, so that
    a thousand of them do not spend their time in starting Python.
    """
    reading, writing = os.pipe()
    children = []
    for number in range(count):
        child = os.fork()
        if not child:
            code = 1
            try:
                os.close(reading)
                work(number, lambda line: _write(writing, line))
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    os.close(writing)
    try:
        yield children, reading
    finally:
        os.close(reading)
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        for child in children:
            with suppress(ChildProcessError):
                os.waitpid(child, 0)


def _write(descriptor: int, line: str) -> None:
    os.write(descriptor, f"{line}\n".encode())


def _read(descriptor: int) -> list[str]:
    """All lines until everybody has let go of the other end; a line is written at once."""
    parts = []
    while part := os.read(descriptor, 65536):
        parts.append(part)
    return b"".join(parts).decode().splitlines()


# -- killed at any moment --------------------------------------------------------------------------


def kill(path: Path, rounds: int, *, writers: int = 2, seed: int = 9) -> Mapping[str, float]:
    """Kill programs that write without a break, at any moment; what they acknowledged is there.

    In every other round they write to one deal.
    """
    fate = chance(seed)
    Store.create(path, REGISTRY).close()
    size = acknowledged = silent = 0
    slowest = 0.0
    for turn in range(rounds):

        def write(number: int, acknowledge: Callable[[str], None], turn: int = turn) -> None:
            with Store.open(path, REGISTRY) as ledger:
                _write_on(
                    ledger, f"deal/{turn}{'' if turn % 2 else f'-{number}'}", number, acknowledge
                )

        with programs(writers, write) as (children, reading):
            # Until somebody has written, then for up to 20 ms: several transactions long.
            select.select([reading], [], [], 30)
            select.select([], [], [], fate.uniform(0, 0.02))
            for child in children:
                os.kill(child, signal.SIGKILL)
            lines = _read(reading)
        begun = perf_counter()
        stored = commands(path, size)
        slowest = max(slowest, perf_counter() - begun)
        assert lines, "nobody wrote anything"
        assert set(lines) <= set(stored), "lost"
        assert set(stored.values()) == {BATCH}, "torn"
        acknowledged += len(lines)
        silent += len(stored) - len(lines)
        size += BATCH * len(stored)
        if turn % 50 == 49:
            sound(path, size)
    sound(path, size)
    return {
        "rounds": rounds,
        "acknowledged": acknowledged,
        "stored but not acknowledged": silent,
        "lost": 0,
        "torn": 0,
        "slowest opening, ms": round(1e3 * slowest, 1),
    }


def _write_on(ledger: Store, stream: str, number: int, acknowledge: Callable[[str], None]) -> None:
    after = turn = 0
    while True:
        events = [Said(report=f"r{turn}", note="n" * 300)] * BATCH
        command = f"{stream}/{number}/{turn}"
        try:
            ledger.append(Write(stream, after, events), logged_by=f"w{number}", command_id=command)
        except Conflict:
            after = len(ledger.read(stream))
            continue
        acknowledge(command)
        after, turn = after + BATCH, turn + 1


# -- bits that flip --------------------------------------------------------------------------------


def flips(path: Path, count: int, *, seed: int = 582) -> Mapping[str, float]:
    """Flip single bits of a closed ledger; none that changes what is read goes unnoticed."""
    whole, good, fate = path.read_bytes(), _contents(path), chance(seed)
    harmful = refused = 0
    for _ in range(count):
        damaged = bytearray(whole)
        damaged[fate.randrange(len(whole))] ^= 1 << fate.randrange(8)
        path.write_bytes(damaged)
        if _contents(path) != good:
            harmful += 1
            try:
                assert verify(str(path)).status == "broken", "unnoticed"
            except DealtrailError:  # refused with a code: noticed
                refused += 1
        for left in history.BESIDE:
            Path(f"{path}{left}").unlink(missing_ok=True)
    path.write_bytes(whole)
    return {"flips": count, "harmful": harmful, "refused at once": refused, "unnoticed": 0}


def _contents(path: Path) -> object:
    """All that a reader gets of events, by either index, and of seals; or what it raises."""
    queries = (
        "SELECT * FROM stored_events ORDER BY rowid",
        "SELECT * FROM stored_events WHERE originator_id = 'deal/acme' ORDER BY originator_version",
        "SELECT salt, hash FROM log_leaf ORDER BY position",
    )
    try:
        with closing(history.open_ledger(path)) as connection:
            return [connection.execute(query).fetchall() for query in queries]
    except (DealtrailError, sqlite3.Error) as error:
        return type(error).__name__


# -- replies that are lost -------------------------------------------------------------------------


def retries(path: Path, count: int, *, seed: int = 63) -> Mapping[str, float]:
    """Lose replies, before and after the commit, and repeat; everything is stored exactly once.

    Half of the commands are repeated by a program that was started anew.
    """
    fate = chance(seed)
    append = Store.append
    faults = {"disk": 0, "conflict": 0, "reply": 0, "repeat": 0}
    deals = 0
    ledger = Ledger.create(path, logged_by="ana")
    try:
        for turn in range(count):
            if turn % 25 == 0:
                deals += 1
                ledger.log({"open": f"deal-{deals}", **OPENING})
            deal, command = f"deal-{deals}", f"command-{turn}"
            report = {
                "deal": deal,
                "id": f"r{turn}",
                "source": "Reuters",
                "published": "2026-01-29",
                "sourcing": "anonymous_plural",
                "claims": [{"rumor": f"round.size = ${turn + 1}m"}],
            }
            kind = fate.choice(tuple(faults))
            faults[kind] += 1
            before, after = fate.random() < 0.5, fate.random() < 0.5
            Store.append = _losing(append, kind, stored=before)  # type: ignore[method-assign]
            try:
                receipt = ledger.log(report, command_id=command)
            except (DealtrailError, _ReplyLostError):
                receipt = None
                assert kind == "reply" or not before, "a false error"
            finally:
                Store.append = append  # type: ignore[method-assign]
            if receipt is None or kind == "repeat" or after:
                if after:
                    ledger.close()
                    ledger = Ledger.open(path, logged_by="ana")
                again = ledger.log(report, command_id=command)
                assert receipt is None or again.repeated, "stored twice"
                assert receipt is None or _ids(again.entries) == _ids(receipt.entries)
                receipt = again
            stored = ledger.stored(command, f"deal/{deal}")
            assert _ids(stored) == _ids(receipt.entries)
            assert [each.event.stored_name for each in stored].count("report-logged") == 1
    finally:
        ledger.close()
    sound(path)
    with closing(history.open_ledger(path)) as connection:
        logged = connection.execute(
            "SELECT count(*), count(DISTINCT json_extract(state, '$.report')) FROM stored_events"
            " WHERE topic = 'report-logged'"
        ).fetchone()
    assert logged == (count, count)
    return {"commands": count, **faults, "stored twice": 0, "false errors": 0}


class _ReplyLostError(Exception):
    """The program got no answer at all."""


def _losing(
    append: Callable[..., list[Entry]], kind: str, *, stored: bool
) -> Callable[..., list[Entry]]:
    """An append that fails once, in one of the ways in which it can."""
    failed = False

    def fail(self: Store, *writes: Write, **more: Any) -> list[Entry]:
        nonlocal failed
        if failed or kind == "repeat":
            return append(self, *writes, **more)
        failed = True
        if stored:
            append(self, *writes, **more)
        if kind == "disk":
            raise DealtrailError("the disk failed", code="E-DISK", place=self.path)
        if kind == "conflict":
            raise Conflict("somebody wrote in between", code="E-CONFLICT")
        raise _ReplyLostError

    return fail


def _ids(entries: Sequence[Entry]) -> list[str]:
    return [entry.id for entry in entries]


# -- backups under load ----------------------------------------------------------------------------


def backups(folder: Path, count: int, *, writers: int = 2) -> Mapping[str, float]:
    """Back up a ledger while others write to it; each copy is restored, and of the same root."""
    path = folder / "events.db"
    Store.create(path, REGISTRY).close()
    made = []

    def write(number: int, acknowledge: Callable[[str], None]) -> None:
        with Store.open(path, REGISTRY) as ledger:
            _write_on(ledger, f"deal/{number}", number, acknowledge)

    with programs(writers, write) as (children, reading):
        for number in range(count):
            os.set_blocking(reading, False)
            with suppress(BlockingIOError):
                while os.read(reading, 65536):
                    pass
            os.set_blocking(reading, True)
            waiting = writers + 1  # of which one at least was stored since the last backup
            while waiting > 0:
                waiting -= os.read(reading, 65536).count(b"\n")
            made.append(backup(str(path), str(folder / f"backup-{number}.db")))
        for child in children:
            os.kill(child, signal.SIGKILL)
    sizes = []
    for number, each in enumerate(made):
        target = folder / f"restored-{number}" / "events.db"
        target.parent.mkdir()
        done = restore(plan(each.path, str(target)))
        assert each.head is not None
        assert done.copy.head == each.head
        sound(target, each.head.size)
        with closing(history.open_ledger(path)) as connection:
            assert seal.root_at(connection, each.head.size) == each.head.root, "of another root"
        sizes.append(each.head.size)
        shutil.rmtree(target.parent)
    assert sizes == sorted(sizes)
    assert len(set(sizes)) == len(sizes), "nobody wrote between two backups"
    end = sound(path)
    return {"backups": count, "smallest": sizes[0], "largest": sizes[-1], "entries at the end": end}


# -- fairness --------------------------------------------------------------------------------------


def turns(path: Path, seconds: float, *, one_deal: bool, writers: int = 4) -> Mapping[str, float]:
    """Programs that log reports without a break, to one deal or to deals of their own."""
    with Ledger.create(path) as ledger:
        for number in range(writers):
            ledger.log({"open": f"deal-{number}", **OPENING})

    def work(number: int, acknowledge: Callable[[str], None]) -> None:
        deal = "deal-0" if one_deal else f"deal-{number}"
        with Ledger.open(path, logged_by=f"w{number}") as ledger:
            begun = before = perf_counter()
            turn = 0
            while before - begun < seconds:
                report = {
                    "deal": deal,
                    "id": f"r-{number}-{turn}",
                    "source": "Reuters",
                    "published": "2026-01-29",
                    "sourcing": "anonymous_plural",
                    "claims": [{"rumor": f"round.size = ${turn + 1}m"}],
                }
                ledger.log(report)
                turn += 1
                before, waited = perf_counter(), perf_counter() - before
                acknowledge(f"{number} {waited}")

    with programs(writers, work) as (children, reading):
        lines = _read(reading)
        ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert ended == [0] * writers, "somebody was refused"
    waits = sorted(float(line.split()[1]) for line in lines)
    done = [sum(line.startswith(f"{number} ") for line in lines) for number in range(writers)]
    sound(path)
    return {
        "reports a second": round(len(waits) / seconds),
        "the least of a writer": min(done),
        "the most of a writer": max(done),
        "median wait, ms": round(1e3 * waits[len(waits) // 2]),
        "99 of 100 within, ms": round(1e3 * waits[99 * len(waits) // 100]),
        "longest wait, ms": round(1e3 * waits[-1]),
    }


def starts(folder: Path, rounds: int, *, writers: int = 4) -> Mapping[str, float]:
    """Programs that open a ledger at one moment, which is not in use, and write to it."""
    for turn in range(rounds):
        path = folder / f"{turn}.db"
        Store.create(path, REGISTRY).close()
        store.seal_for_shipping(path)  # so that they also race for the write-ahead log
        gate, opened = os.pipe()

        def work(
            number: int,
            acknowledge: Callable[[str], None],
            path: Path = path,
            gate: int = gate,
            opened: int = opened,
        ) -> None:
            os.close(opened)
            os.read(gate, 1)  # all begin when the other end is closed
            with Store.open(path, REGISTRY) as ledger:
                write = Write(f"deal/{number}", 0, [Said(report="r")] * BATCH)
                ledger.append(write, logged_by="a", command_id=f"c{number}")
            acknowledge(f"c{number}")

        with programs(writers, work) as (_, reading):
            os.close(gate)
            os.close(opened)
            lines = _read(reading)
        assert sorted(lines) == [f"c{number}" for number in range(writers)], "somebody was refused"
        sound(path, writers * BATCH)
    return {"rounds": rounds, "programs": rounds * writers, "refused": 0}
