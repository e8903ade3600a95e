"""What answers cost in ledgers of different sizes, beside the floors and beside what else one has.

    python -m benchmarks.answers                            # 10,000 events: half a minute
    python -m benchmarks.answers 10000 100000 1000000       # some minutes
    python -m benchmarks.answers 10000 --long 100000        # and a deal of 100,000 events

Made-up ledgers of one seed (`ledgers.py`), in a folder that is removed. In a warm process nothing
is loaded any more, and nothing is kept from one question to the next: each opens the file. All
figures are ratios of things measured in the same run, one after the other; the floors are the plain
SELECT of the same rows, and the same rows through `json.loads`. The peers (`peers.py`) are asked
the same of the same history; pandas and beancount need `pip install --group bench`.

The exit status is 1 where a target is missed.
"""

import argparse
import gc
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import peers
from benchmarks.ledgers import LONG_ONES, write
from domain import history
from domain.known import known
from projections.clocks import Clocks, View
from projections.figures import state

SAME = 1.3  # an ordinary deal in the largest ledger, beside the smallest
FOLD = 3.0  # select and fold, beside the rows through json.loads
REBUILD = 4.0  # the read tables, beside all rows through json.loads: a quarter of its rate
COLD = 1.6  # a command, beside a click program that reads the same rows
MEMORY = 300  # megabytes for all deals of the largest ledger, one after the other
ORDINARY = 24  # deals asked
TIMES = 5
ENOUGH = 100_000  # events from which on beancount and git are not asked any more
PAST = "2023-06-30"

ROWS = (
    "SELECT originator_version, topic, state, recorded_at FROM stored_events"
    " WHERE originator_id = ? ORDER BY originator_version"
)
ALL_ROWS = (
    "SELECT originator_version, topic, state, recorded_at FROM stored_events"
    " WHERE originator_id GLOB 'deal/*' ORDER BY originator_id, originator_version"
)


class Report:
    """Prints rows, and remembers whether a target was missed."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def head(self, text: str) -> None:
        print(f"\n{text}")

    def row(self, what: str, ours: float, other: float, than: str, target: float = 0) -> None:
        """How many times as long ours takes; `target` is the most that it may be."""
        ratio = ours / other if other else 0.0
        self._say(f"  {what:44} {_time(ours)} {ratio:8.2f} x {_time(other)} {than}", ratio, target)

    def value(self, what: str, value: float, unit: str, target: float = 0) -> None:
        self._say(f"  {what:44} {value:9,.2f} {unit}", value, target)

    def ahead(self, ours: float, peer: str, theirs: float) -> None:
        """How many times as long a peer takes, which is to be more than once."""
        kept = theirs > ours
        print(f"  {peer:44} {_time(theirs)} {theirs / ours:8.1f} times ours: "
              f"{'ahead' if kept else 'BEHIND'}")  # fmt: skip
        if not kept:
            self.missed.append(f"behind {peer}")

    def _say(self, line: str, value: float, target: float) -> None:
        if target:
            kept = value <= target
            line += f"   target {target:g}: {'kept' if kept else 'MISSED'}"
            if not kept:
                self.missed.append(line.strip())
        print(line, flush=True)


def _time(seconds: float) -> str:
    return f"{seconds * 1e3:8.2f} ms" if seconds < 10 else f"{seconds:8.1f} s "


def least(times: int, ask: Callable[[], Any]) -> float:
    """The shortest of some runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        ask()
        found.append(time.perf_counter() - start)
    return min(found)


# -- one deal ------------------------------------------------------------------------------------


def fold(path: Path, deal: str, day: str) -> Any:
    """The state of a deal by the end of a day, opened, read and folded anew."""
    return state(View.of(path, deal, Clocks.at(as_of=day)))


def select(path: Path, deal: str) -> list[Any]:
    """The first floor: the rows, from a connection of their own."""
    with closing(history.connect(path, "mode=ro")) as connection:
        return connection.execute(ROWS, (f"deal/{deal}",)).fetchall()


def parse(path: Path, deal: str) -> list[Any]:
    """The second floor: each row through `json.loads`."""
    return [json.loads(row[2]) for row in select(path, deal)]


def questions(path: Path) -> list[tuple[str, str]]:
    """Ordinary deals, the same in every ledger, each with a day while it is told."""
    chance = random.Random(7)  # noqa: S311 - made up, not secret
    with closing(history.open_ledger(path)) as connection:
        names = [name for name in history.deals(connection) if int(name[5:]) < LONG_ONES]
        few = names[: min(len(names), 2 * ORDINARY)]
        found = []
        for name in chance.sample(few, min(len(few), ORDINARY)):
            days = [item.recorded_at[:10] for item in history.read_deal(connection, name)]
            found.append((name, chance.choice(days[len(days) // 3 :])))
    return found


def ordinary(report: Report, paths: dict[int, Path], asked: list[tuple[str, str]]) -> None:
    """The same deals in every ledger."""
    taken: dict[int, list[float]] = {size: [] for size in paths}
    for deal, day in asked:  # ledger by ledger for each deal, so that all meet the same machine
        for size, path in paths.items():
            taken[size].append(least(TIMES, partial(fold, path, deal, day)))
    for size, path in paths.items():
        report.head(f"state of an ordinary deal, {size:,} events, warm ({len(asked)} deals)")
        ours = sum(taken[size]) / len(asked)
        first = sum(least(TIMES, partial(select, path, deal)) for deal, _ in asked) / len(asked)
        second = sum(least(TIMES, partial(parse, path, deal)) for deal, _ in asked) / len(asked)
        report.row("beside its rows, selected", ours, first, "SELECT")
        report.row("beside its rows through json.loads", ours, second, "json.loads", FOLD)
    smallest, largest = min(paths), max(paths)
    if smallest < largest:
        pairs = zip(taken[largest], taken[smallest], strict=True)
        report.value(
            f"in {largest:,} events beside {smallest:,}",
            statistics.median(one / other for one, other in pairs),
            "x",
            SAME,
        )


def long(report: Report, path: Path, deal: str) -> None:
    """A deal of very many events."""
    rows = len(select(path, deal))
    report.head(f"state of a deal of {rows:,} events, warm")
    times = 3 if rows < 50_000 else 1
    ours = least(times, partial(fold, path, deal, PAST))
    whole = least(times, partial(fold, path, deal, "2026-12-31"))
    report.row("at the end, beside its rows, selected", whole,
               least(times, partial(select, path, deal)), "SELECT")  # fmt: skip
    second = least(times, partial(parse, path, deal))
    report.row("at the end, beside its rows through json.loads", whole, second, "json.loads", FOLD)
    report.row(f"at {PAST}, beside the same", ours, second, "json.loads", FOLD)


# -- a command -----------------------------------------------------------------------------------


def cold(report: Report, path: Path, deal: str, day: str) -> None:
    """The same as a command from a cold start, beside the least that any could take."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["DEALTRAIL_DB"] = str(path)
    command = [str(Path(sys.executable).with_name("dealtrail")), "state", deal, "--json",
               "--as-of", day]  # fmt: skip
    floor = [sys.executable, str(Path(__file__).with_name("floor.py")), str(path), deal]

    def run(words: Sequence[str]) -> None:
        subprocess.run(words, check=True, stdout=subprocess.PIPE, env=environment)

    pairs = [(least(1, partial(run, command)), least(1, partial(run, floor))) for _ in range(9)][2:]
    ours, other = (statistics.median(part) for part in zip(*pairs, strict=True))
    report.row("as a command, cold", ours, other, "click + SELECT", COLD)


# -- all deals -----------------------------------------------------------------------------------


def every_state(path: Path, day: str) -> int:
    """The states of all deals at a past date, one after the other; how many."""
    clocks = Clocks.at(as_of=day)
    count = 0
    with closing(history.open_ledger(path)) as connection:
        grades = history.grades(connection)
        for name in history.deals(connection):
            items = history.read_deal(connection, name, whole=False)
            state(View(known(name, items, None, grades), clocks))
            count += 1
    return count


def every_row(path: Path, *, parsed: bool = True) -> int:
    """The floor of it: all rows, streamed."""
    count = 0
    with closing(history.connect(path, "mode=ro")) as connection:
        for row in connection.execute(ALL_ROWS):
            if parsed:
                json.loads(row[2])
            count += 1
    return count


def apart(path: Path, what: str) -> tuple[float, float]:
    """Seconds and megabytes of a task in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.answers", "--task", what, str(path)]
    found = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    seconds, peak = found.stdout.split()
    return float(seconds), float(peak)


def task(what: str, path: Path) -> None:
    """Do one task; print its seconds and the most memory that the process had."""
    start = time.perf_counter()
    match what:
        case "states":
            every_state(path, PAST)
        case "rows":
            every_row(path)
        case "select":
            every_row(path, parsed=False)
        case "rebuild":
            rebuild(path)
        case deal:
            fold(path, deal, "2026-12-31")
    print(time.perf_counter() - start, _most_memory())


def _most_memory() -> float:
    """The most megabytes that this process had since it began its program."""
    with suppress(OSError), open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    # Elsewhere than on Linux; there, this would hold what the parent had as well.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def every(report: Report, path: Path, size: int, *, largest: bool) -> None:
    """All deals at a past date, and the memory that it takes."""
    report.head(f"state of every deal at {PAST}, {size:,} events")
    ours, peak = apart(path, "states")
    report.row("beside all rows, selected", ours, apart(path, "select")[0], "SELECT")
    report.row("beside all rows through json.loads", ours, apart(path, "rows")[0], "json.loads",
               FOLD)  # fmt: skip
    report.value("most memory", peak, "MB", MEMORY if largest else 0)


# -- the read tables -----------------------------------------------------------------------------


def rebuild(path: Path) -> None:
    """Make the read tables anew."""
    from projections.tables import current

    with current(path, rebuild=True):
        pass


def read_tables(report: Report, path: Path, size: int, *, largest: bool) -> None:
    """Rebuilding them, catching up after one report, and searching."""
    from domain.ledger import Ledger
    from projections.search import Found, find
    from projections.tables import current

    report.head(f"the read tables, {size:,} events")
    ours, peak = apart(path, "rebuild")
    floor, _ = apart(path, "rows")
    report.row("rebuilt, beside all rows through json.loads", ours, floor, "json.loads", REBUILD)
    report.value("most memory", peak, "MB", MEMORY if largest else 0)
    with Ledger.open(path, logged_by="benchmark") as ledger:
        for number in range(3):
            ledger.log(
                {
                    "deal": "deal-00001",
                    "id": f"one-more-{number}",
                    "source": "Granite Wire",
                    "published": "2026-01-05",
                    "sourcing": "anonymous_plural",
                    "claims": [{"rumor": "harbour-fund.commitment = USD 77m"}],
                }
            )
            start = time.perf_counter()
            with current(path):
                caught = time.perf_counter() - start
    report.row("caught up after one report, beside its deal folded", caught,
               least(3, partial(fold, path, "deal-00001", "2026-12-31")), "state")  # fmt: skip

    def search() -> int:
        def first(found: Found) -> int:
            return len(list(found.hits(20)))

        return find(path, "data centres", first, as_of="2026-12-31T23:59:59Z")

    like = "SELECT count(*) FROM stored_events WHERE state LIKE '%data centres%'"
    with closing(history.connect(path, "mode=ro")) as connection:
        scan = least(1, lambda: connection.execute(like).fetchone())
    report.row("searched, beside LIKE over all rows", least(TIMES, search), scan, "scan", 1.0)


# -- what else one has ---------------------------------------------------------------------------


def compare(report: Report, path: Path, asked: list[tuple[str, str]], folder: Path,
            size: int) -> None:  # fmt: skip
    """An ordinary deal, and all of them, asked of every peer."""
    with closing(history.open_ledger(path)) as connection:
        names = history.deals(connection)
    few = asked[:8]
    ours = sum(least(TIMES, partial(fold, path, *each)) for each in few) / len(few)
    report.head(f"beside what else one has, {size:,} events: one ordinary deal ({_time(ours)})")
    every_peer: list[peers.Peer] = []
    for peer in _peers(path, names, [deal for deal, _ in few], folder, size):
        every_peer.append(peer)
        if peer.one is not None:
            times = 1 if "file" in peer.name else TIMES
            asked_now = few[:2] if "file" in peer.name else few
            theirs = sum(least(times, partial(peer.one, *each)) for each in asked_now)
            report.ahead(ours, peer.name, theirs / len(asked_now))
    for peer in every_peer:
        if peer.every is not None:
            whole = least(1, partial(every_state, path, PAST))
            break
    else:
        return
    report.head(f"beside what else one has, {size:,} events: every deal ({_time(whole)})")
    for peer in every_peer:
        if peer.every is not None:
            report.ahead(whole, peer.name, least(1, partial(peer.every, PAST)))


def _peers(
    path: Path, names: Sequence[str], few: Sequence[str], folder: Path, size: int
) -> Iterator[peers.Peer]:
    lacking = peers.missing()
    yield peers.aggregate(path, few, folder)
    if "pandas" not in lacking:
        yield from peers.tables(path, names, folder)
    if size <= ENOUGH:
        if "beancount" not in lacking:
            yield peers.books(path, names, folder)
        yield peers.repository(path, folder)
    else:
        print(f"  (beancount and git are asked up to {ENOUGH:,} events: they grow with the ledger)")
    for name in lacking:
        print(f"  ({name} is not installed and is left out: pip install --group bench)")


def compare_long(report: Report, path: Path, deal: str, folder: Path) -> None:
    """A very long deal, asked of the peers that hold it alone."""
    ours = least(1, partial(fold, path, deal, "2026-12-31"))
    report.head(f"beside what else one has: the long deal ({_time(ours)})")
    lacking = peers.missing()
    found = [peers.aggregate(path, [deal], folder)]
    if "pandas" not in lacking:
        found += peers.tables(path, [deal], folder)
    if "beancount" not in lacking:
        found.append(peers.books(path, [deal], folder))
    for peer in found:
        if peer.one is not None:
            report.ahead(ours, peer.name, least(1, partial(peer.one, deal, "2026-12-31")))


def main() -> int:
    """Print a table; 1 if a target is missed."""
    parser = argparse.ArgumentParser(description="Measure answers in ledgers of made-up deals.")
    parser.add_argument("sizes", type=int, nargs="*", metavar="EVENTS")
    parser.add_argument("--long", type=int, metavar="EVENTS", help="one deal of so many events")
    parser.add_argument("--task", nargs=2, metavar=("TASK", "PATH"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    gc.set_threshold(200_000, 50, 50)  # as the command does; floors and peers alike
    if given.task:
        task(given.task[0], Path(given.task[1]))
        return 0
    report = Report()
    with TemporaryDirectory(prefix="dealtrail-") as name:
        folder = Path(name)
        paths: dict[int, Path] = {}
        for size in sorted(given.sizes or [10_000]):
            paths[size] = folder / f"{size}.db"
            took = least(1, partial(write, paths[size], size))
            print(f"made {size:,} events in {took:.1f} s", flush=True)
        asked = questions(paths[min(paths)])
        ordinary(report, paths, asked)
        for size, path in paths.items():
            report.head(f"one ordinary deal of {size:,} events as a command")
            cold(report, path, *asked[0])
            every(report, path, size, largest=size == max(paths))
            inner = folder / f"peers-{size}"
            inner.mkdir()
            compare(report, path, asked, inner, size)
            read_tables(report, path, size, largest=size == max(paths))
        if given.long:
            path = folder / "long.db"
            write(path, given.long, long=(given.long,))
            deal = f"deal-{LONG_ONES}"
            long(report, path, deal)
            report.value("most memory", apart(path, deal)[1], "MB")
            inner = folder / "peers-long"
            inner.mkdir()
            compare_long(report, path, deal, inner)
    print(f"\n{len(report.missed)} missed" if report.missed else "\nall targets kept")
    for line in report.missed:
        print(f"  {line}")
    return int(bool(report.missed))


if __name__ == "__main__":
    sys.exit(main())
