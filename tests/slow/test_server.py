"""The trials of a team's ledger in full: pytest -m slow tests/slow -s."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from time import perf_counter

import pytest

from domain import history, postgres
from domain.errors import DealtrailError
from domain.ledger import Ledger
from domain.postgres_store import set_up
from domain.verify import verify
from tests import crashes
from tests.server import Server

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


def test_twenty_immediate_stops_lose_nothing(
    durable_server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    found = crashes.trial(durable_server, rounds=20)
    with capsys.disabled():
        print(f"\n20 immediate stops: {found}")  # noqa: T201
    assert (found.lost, found.torn, found.faults) == (0, 0, ())


@pytest.fixture
def address(server: Server) -> str:
    address = server.database()
    set_up(address)
    return address


LOGGER = """
import sys
from time import perf_counter
from domain.ledger import Ledger
with Ledger.open(sys.argv[1]) as ledger:
    deal, who, until = sys.argv[2], sys.argv[3], perf_counter() + float(sys.argv[4])
    print("ready", flush=True)
    sys.stdin.readline()
    number, longest, begun = 0, 0.0, perf_counter()
    while perf_counter() < until:
        ledger.log({"deal": deal, "id": f"{who}-{number}", "source": who,
                    "published": "2026-01-01", "claims": [{"rumor": "round.size = $1bn"}]})
        number, now = number + 1, perf_counter()
        longest, begun = max(longest, now - begun), now
    print(number, longest, flush=True)
"""


@pytest.mark.parametrize("deals", [1, 4])
def test_four_who_log_at_once_wait_their_turn(
    address: str, deals: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with Ledger.open(address) as ledger:
        for number in range(deals):
            opening = {"open": f"d{number}", "name": "D", "type": "funding_round"}
            ledger.log({**opening, "currency": "USD"})
    seconds = 10
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", LOGGER, address, f"d{at % deals}", f"w{at}", str(seconds)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for at in range(4)
    ]
    for each in writers:
        assert each.stdout is not None
        assert each.stdin is not None
        assert each.stdout.readline() == "ready\n"
        each.stdin.write("go\n")
        each.stdin.flush()
    begun = perf_counter()
    told = [each.communicate()[0].split() for each in writers]
    took = perf_counter() - begun
    counts, waits = [int(each[0]) for each in told], [float(each[1]) for each in told]
    with capsys.disabled():
        print(  # noqa: T201
            f"\n4 writers on {deals} deal(s): {sum(counts) / took:.0f} reports/s {counts},"
            f" longest wait {max(waits):.2f} s"
        )
    assert max(waits) < 2
    with closing(history.open_ledger(address)) as reading:
        logged = [
            item.data["report"]
            for at in range(deals)
            for item in history.read_deal(reading, f"d{at}")
            if item.name == "report-logged"
        ]
    assert len(logged) == len(set(logged)) == sum(counts)
    assert verify(address).faults == ()


def test_a_replica_is_read_and_takes_over(durable_server: Server) -> None:
    primary = durable_server
    address = primary.database()
    set_up(address)
    opening = {"open": "acme", "name": "A", "type": "funding_round", "currency": "USD"}
    replica = primary.replica()
    try:
        there = address.replace(primary.folder, replica.folder)
        either = address.replace(primary.folder, f"{primary.folder},{replica.folder}")
        with Ledger.open(f"{either}&target_session_attrs=read-write") as ledger:
            ledger.log(opening)
            until = perf_counter() + 30
            while verify(there).size < 1 and perf_counter() < until:
                pass  # it lags for a moment
            with Ledger.open(there) as other, pytest.raises(DealtrailError, match="E-READONLY"):
                other.log({**opening, "open": "beta"})
            primary.stop("immediate")
            replica.promote()
            ledger.log({**opening, "open": "gamma"})  # over a connection to the other server
        assert (verify(there).size, verify(there).faults) == (2, ())
    finally:
        postgres.close_idle()
        replica.remove()
