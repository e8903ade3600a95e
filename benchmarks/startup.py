"""How long a reading command takes from a cold start, beside the least that any could take.

    python benchmarks/startup.py

Each command and the floor (`floor.py`: click opens SQLite, reads one row, prints it) run in turn,
15 pairs after three that do not count; the ratio is the median of the pairs'. The promise is 1.6 at
most; the exit status is 1 where it is not kept. Times drift with the machine, ratios hardly.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
LEDGER = HERE.parent / "events.db"
PAIRS = 15
WARM_UP = 3
PROMISE = 1.6
COMMANDS = {
    "state --json": ["state", "openai-2026", "--json"],
    "state --json --as-of": ["state", "openai-2026", "--json", "--as-of", "2026-01-30"],
    "audit --json": ["audit", "openai-2026", "amazon.commitment", "--json"],
    "deals --json": ["deals", "--json"],
    "--help": ["--help"],
}


def seconds(command: list[str]) -> float:
    """The wall time of one run, its output read and thrown away."""
    # Compiled modules are part of an installation; some machines are set never to write them.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["DEALTRAIL_DB"] = str(LEDGER)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    return time.perf_counter() - start


def measure(verb: list[str]) -> tuple[float, float, float]:
    """The medians of the command, of the floor, and of their ratio pair by pair."""
    ours = [str(Path(sys.executable).with_name("dealtrail")), *verb]
    floor = [sys.executable, str(HERE / "floor.py"), str(LEDGER)]
    pairs = [(seconds(ours), seconds(floor)) for _ in range(WARM_UP + PAIRS)][WARM_UP:]
    return (
        statistics.median(one for one, _ in pairs),
        statistics.median(other for _, other in pairs),
        statistics.median(one / other for one, other in pairs),
    )


def main() -> int:
    """Print a row a command; 1 if any is slower than promised."""
    print(f"{'command':24} {'median ms':>10} {'floor ms':>10} {'ratio':>7}   promise: {PROMISE}")
    worst = 0.0
    for name, verb in COMMANDS.items():
        ours, floor, ratio = measure(verb)
        worst = max(worst, ratio)
        print(f"{name:24} {ours * 1e3:10.1f} {floor * 1e3:10.1f} {ratio:7.2f}")
    return int(worst > PROMISE)


if __name__ == "__main__":
    sys.exit(main())
