"""Ledgers of made-up deals, for measuring: as large as one likes, the same for the same seed.

    python -m benchmarks.ledgers /tmp/ledger.db --events 100000

Deals of 5 to 50 reports that arrive interleaved over six years: rumours with hedges and stages,
copies along citing chains and of stories that we do not hold, statements on the record, denials,
corrections, retractions, sightings, former values, increments, late and imprecisely dated reports,
and fixes of our own log. A few deals of a large ledger have ten thousand events; `--long` adds one
of any length.

The events are those that the rules would make of such reports (`check` asks the rules themselves),
and go into the ledger's own table past its guards, a hundred thousand to a transaction: one
transaction a report would take hours.
"""

import argparse
import heapq
import json
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.madeup import DAYS, OUTLETS, Deal, Event, State
from domain import history, seal
from domain.events import REGISTRY, HeaderParts
from domain.names import source_stream
from domain.store import Store, seal_for_shipping

PER_REPORT = 7.2  # events; fewer than they have, so that there are enough
AT_ONCE = 100_000  # rows to a transaction
LONG = 10_000  # events of a long deal; one for every so many in the ledger
EVENTS_PER_LONG_DEAL = 250_000
LONG_ONES = 90_000  # where their numbers begin
GRADES = "ABBCCCDF"
START = datetime(2020, 1, 2, tzinfo=UTC)


class Row(NamedTuple):
    """A row of the table, in its order."""

    stream: str
    number: int
    name: str
    state: str
    recorded_at: str
    logged_by: str
    command_id: str


def commands(count: int, *, seed: int = 1, long: Sequence[int] = ()) -> Iterator[list[Row]]:
    """The rows of a ledger of so many events, a command at a time, in the order of logging.

    A deal of one number is the same in a ledger of any size, as far as it is told.
    """
    chance = random.Random(seed)  # noqa: S311 - made up, not secret
    lengths = [*long, *([LONG] * (count // EVENTS_PER_LONG_DEAL))]
    plans = [_plan(LONG_ONES + n, seed, round(each / PER_REPORT)) for n, each in enumerate(lengths)]
    left = (count - sum(lengths)) / PER_REPORT
    while left > 0:
        plans.append(_plan(len(plans) - len(lengths) + 1, seed))
        left -= plans[-1].reports
    agenda: list[tuple[float, int, _Plan | Deal]] = [(p.begins, p.number, p) for p in plans]
    heapq.heapify(agenda)
    yield from _graded(chance)
    done = len(OUTLETS)
    clock = START
    while agenda and done < count:
        when, number, each = heapq.heappop(agenda)
        today = int(when) + 1
        if isinstance(each, _Plan):
            deal = Deal(number, seed, each.reports, each.ends)
            events = deal.opening()
        else:
            deal = each
            events = deal.next(today)
        clock = max(clock + timedelta(microseconds=1), START + timedelta(days=when + 0.9))
        yield _rows(deal, events, clock, chance)
        done += len(events)
        if deal.told < deal.reports:
            pace = (deal.ends - when) / (deal.reports - deal.told)
            following = when + deal.chance.uniform(0.1, 1.9) * pace
            heapq.heappush(agenda, (following, number, deal))


class _Plan(NamedTuple):
    """How much will be told of a deal, and when."""

    number: int
    reports: int
    begins: float
    ends: float


def _plan(number: int, seed: int, reports: int | None = None) -> _Plan:
    chance = random.Random(f"{seed}/{number}/plan")  # noqa: S311 - made up, not secret
    lasts = DAYS * 0.9 if reports else chance.uniform(60, 360)
    begins = chance.uniform(0, DAYS - lasts)
    few = min(50, 5 + int(chance.expovariate(1 / 16)))
    return _Plan(number, reports or few, begins, begins + lasts)


def _graded(chance: random.Random) -> Iterator[list[Row]]:
    for source in OUTLETS:
        state = json.dumps(
            {"source": source, "grade": chance.choice(GRADES)}, separators=(",", ":")
        )
        yield [
            Row(
                source_stream(source),
                1,
                "source-graded",
                state,
                _instant(START - timedelta(days=1)),
                "made-up",
                f"{chance.getrandbits(128):032x}",
            )
        ]


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _rows(deal: Deal, events: list[Event], clock: datetime, chance: random.Random) -> list[Row]:
    recorded_at, command = _instant(clock), f"{chance.getrandbits(128):032x}"
    rows = [
        Row(
            f"deal/{deal.id}",
            deal.number + place,
            name,
            json.dumps(state, separators=(",", ":")),
            recorded_at,
            "made-up",
            command,
        )
        for place, (name, state) in enumerate(events, start=1)
    ]
    deal.number += len(events)
    return rows


def write(path: Path, count: int, *, seed: int = 1, long: Sequence[int] = ()) -> int:
    """Make a ledger of so many events where there is no file; how many it holds."""
    Store.create(path, REGISTRY).close()
    stored = 0
    with closing(history.connect(path, "mode=rw")) as connection:
        connection.execute("PRAGMA journal_mode=OFF")  # it is thrown away
        connection.execute("PRAGMA synchronous=OFF")
        batch: list[Row] = []
        for rows in commands(count, seed=seed, long=long):
            batch += rows
            if len(batch) >= AT_ONCE:
                stored += _store(connection, batch)
                batch = []
        stored += _store(connection, batch)
    seal_for_shipping(path)
    return stored


def _store(connection: Any, rows: list[Row]) -> int:
    connection.execute("BEGIN")
    log, size = history.log_of(connection)
    seal.seal(connection, log or "", seal.frontier(connection), rows)
    connection.executemany(
        f"INSERT INTO stored_events (rowid, {seal.COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        [(rowid, *row) for rowid, row in enumerate(rows, start=size + 1)],
    )
    connection.execute("COMMIT")
    return len(rows)


# -- whether the rules would have it so ----------------------------------------------------------


def check(path: Path, deals: Sequence[str]) -> int:
    """Ask the rules about every command of these deals; how many there are.

    Raises `ValueError` where the rules make other events of it, and `Problems` where they refuse.
    """
    from domain.deal import decide
    from domain.documents import shape
    from domain.known import REFOLD, Known, known

    now = _instant(datetime.now(UTC))
    asked = 0
    for deal in deals:
        with closing(history.open_ledger(path)) as connection:
            items = history.read_deal(connection, deal, REGISTRY)
        record: Known | None = None
        done = 0
        while done < len(items):
            command = items[done].command_id
            rows = [item for item in items[done:] if item.command_id == command]
            said = [(row.name, row.data) for row in rows]
            decision = decide(record, shape(_document(deal, said), deal), deal, now)
            made = [(event.stored_name, event.state()) for event in decision.events]
            if made != said:
                raise ValueError(f"{deal}#{rows[0].number}: stored {said}, the rules say {made}")
            done += len(rows)
            asked += 1
            if record is None or any(row.name in REFOLD for row in rows):
                record = known(deal, items[:done])
            else:
                for row in rows:
                    record.add(row)
    return asked


_VERBS = {
    "rumor-reported": "rumor",
    "term-changed": "change",
    "term-confirmed": "confirm",
    "term-denied": "deny",
    "comment-declined": "no_comment",
}


def _document(deal: str, events: Sequence[Event]) -> State:
    """The document that becomes these events."""
    name, state = events[0]
    elements = {
        each["element"]: {"kind": each["kind"], "name": each["name"]}
        for name, each in events
        if name == "element-described"
    }
    match name:
        case "deal-opened":
            return {"open": deal, **_but(state, "deal"), "elements": elements}
        case "report-retracted":
            return {"deal": deal, "retract": state["report"], **_but(state, "report")}
        case "claim-amended":
            becomes = state["becomes"]
            claim = {becomes["verb"]: _but(becomes, "verb")}
            return {"deal": deal, "amend": state["claim"], "claim": claim, "why": state["why"]}
        case "report-amended":
            header = {
                part: given for part, given in state.items() if part in HeaderParts.model_fields
            }
            return {
                "deal": deal,
                "amend_report": state["report"],
                "header": header,
                "why": state["why"],
            }
        case "entry-undone":
            return {"deal": deal, "undo": state["entries"], "why": state["why"]}
        case "elements-identified":
            return {"deal": deal, "identify": state["same"], "why": state["why"]}
    claims = [
        {_VERBS[name]: _but(each, "report", "claim")} for name, each in events if name in _VERBS
    ]
    acts = [each for name, each in events if name == "report-corrected"]
    corrects = {"corrects": _but(acts[0], "by")} if acts else {}
    return {
        "deal": deal,
        "id": state["report"],
        **_but(state, "report"),
        "elements": elements,
        "claims": claims,
        **corrects,
    }


def _but(state: State, *parts: str) -> State:
    return {part: given for part, given in state.items() if part not in parts}


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a ledger and say how large it is."""
    parser = argparse.ArgumentParser(description="Make a ledger of made-up deals.")
    parser.add_argument("path", type=Path)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--long",
        type=int,
        action="append",
        default=[],
        metavar="EVENTS",
        help="one deal more of so many events",
    )
    parser.add_argument("--check", action="store_true", help="ask the rules about ten of its deals")
    given = parser.parse_args(arguments)
    count = write(given.path, given.events, seed=given.seed, long=given.long)
    print(f"{count:,} events, {given.path.stat().st_size / 2**20:,.0f} MB")
    if given.check:
        with closing(history.open_ledger(given.path)) as connection:
            names = history.deals(connection)
        some = names[:: max(1, len(names) // 10)]
        print(f"{check(given.path, some):,} commands of {len(some)} deals are as the rules have it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
