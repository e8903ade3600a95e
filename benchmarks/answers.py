"""What a state costs in ledgers of different sizes, beside reading the same rows.

    python -m benchmarks.answers            # ledgers of 10,000 and 100,000 events
    python -m benchmarks.answers 1000000    # and one of a million

Made-up ledgers of one seed (`ledgers.py`), in a warm process: the states of some ordinary deals at
a random clock, and of one of 10,000 events; the floors are selecting the deal's rows, and putting
them through `json.loads`. Promises: beside its own rows an ordinary deal costs the same in every
ledger (within 1.3), and select and fold take at most 3 times the second floor. The exit status is 1
where one is not kept.
"""

import json
import random
import statistics
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.ledgers import write
from domain import history
from projections.clocks import Clocks, View
from projections.figures import state

SIZES = (10_000, 100_000)
ORDINARY = 30
LONG = 10_000
SAME, FOLD = 1.3, 3.0
HEAD = ("events", "deal", "state ms", "select ms", "json ms", "ratio")


class Taken(NamedTuple):
    """Seconds for the state of a deal, for selecting its rows, and with them through JSON."""

    folded: float
    selected: float
    floor: float


def measure(path: Path, deal: str, as_of: str) -> Taken:
    """One deal at one clock."""
    start = time.perf_counter()
    state(View.of(path, deal, Clocks.at(as_of=as_of)))
    folded = time.perf_counter() - start
    with closing(history.open_ledger(path)) as connection:
        start = time.perf_counter()
        rows = connection.execute(
            "SELECT originator_version, topic, state, recorded_at FROM stored_events"
            " WHERE originator_id = ? ORDER BY originator_version",
            (f"deal/{deal}",),
        ).fetchall()
        selected = time.perf_counter() - start
        for row in rows:
            json.loads(row[2])
        return Taken(folded, selected, time.perf_counter() - start)


def show(size: int, which: str, taken: list[Taken]) -> float:
    """Print the medians of some deals; the ratio of the state to its floor."""
    ratio = statistics.median(each.folded / each.floor for each in taken)
    folded, selected, floor = (statistics.median(part) * 1e3 for part in zip(*taken, strict=True))
    print(f"{size:10,} {which:12} {folded:9.2f} {selected:10.2f} {floor:8.2f} {ratio:6.2f}")
    return ratio


def main() -> int:
    """Print two rows a ledger; 1 if a promise is not kept."""
    print("{:>10} {:12} {:>9} {:>10} {:>8} {:>6}".format(*HEAD))
    costs: list[float] = []
    ratios: list[float] = []
    chance = random.Random(2)  # noqa: S311 - made up, not secret
    with TemporaryDirectory() as folder:
        for size in (*SIZES, *map(int, sys.argv[1:])):
            path = Path(folder) / f"{size}.db"
            write(path, size + LONG, long=(LONG,))
            with closing(history.open_ledger(path)) as connection:
                names = history.deals(connection)
                length = {
                    each: len(history.read_deal(connection, each, whole=False)) for each in names
                }
            longest = max(names, key=lambda each: length[each])
            few = [each for each in names if length[each] < LONG // 10]
            some = [
                measure(path, each, f"{chance.randint(2021, 2026)}-06-30")
                for each in chance.sample(few, min(ORDINARY, len(few)))
            ]
            ratio = show(size, "ordinary", some)
            costs.append(ratio)
            one = [measure(path, longest, "2026")]
            ratios += [ratio, show(size, f"of {length[longest]:,}", one)]
    same = max(costs) / min(costs)
    print(f"the same in every ledger: {same:.2f} (promise {SAME})")
    print(f"select and fold beside the rows as JSON: up to {max(ratios):.2f} (promise {FOLD})")
    return int(same > SAME or max(ratios) > FOLD)


if __name__ == "__main__":
    sys.exit(main())
