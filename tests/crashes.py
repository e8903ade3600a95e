"""Writers on a PostgreSQL server that is stopped at once in the middle of their work."""

import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from domain import history, postgres
from domain.postgres_store import set_up
from domain.verify import verify
from tests.server import Server

ROOT = Path(__file__).parents[1]
BATCH = 3  # entries a write

WRITER = textwrap.dedent(
    """
    import sys
    from typing import ClassVar
    from pydantic import BaseModel
    from domain.entries import Write
    from domain.store import Store

    class Said(BaseModel):
        stored_name: ClassVar[str] = "rumor-reported"
        report: str
        note: str = ""

    with Store.open(sys.argv[1], {"rumor-reported": Said}) as ledger:
        number, batch = 0, int(sys.argv[3])
        while True:
            events = [Said(report="r", note=f"{number + at}") for at in range(1, batch + 1)]
            ledger.append(Write(f"deal/{sys.argv[2]}", number, events), logged_by="w",
                          command_id=f"{sys.argv[2]}-{number}")
            number += batch
            print(number, flush=True)  # acknowledged
    """
)


class Found(NamedTuple):
    """What came of it: entries acknowledged, of these lost, writes stored in part, and faults."""

    acknowledged: int
    lost: int
    torn: int
    faults: tuple[object, ...]


def trial(server: Server, rounds: int, writes: int = 20) -> Found:
    """Let two programs write, and stop the server at once so many times, after some writes each.

    They go on where it comes back; none of them may fail.
    """
    address = server.database()
    set_up(address)
    writers = {
        name: subprocess.Popen(
            [sys.executable, "-c", WRITER, address, name, str(BATCH)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("ana", "ben")
    }
    acknowledged = dict.fromkeys(writers, 0)
    try:
        for _ in range(rounds):
            for name, writer in writers.items():
                assert writer.stdout is not None
                for _ in range(writes):
                    acknowledged[name] = int(writer.stdout.readline())
            server.stop("immediate")
            server.go_on()
        for name, writer in writers.items():
            writer.terminate()
            left, trouble = writer.communicate()
            assert trouble == ""
            acknowledged[name] = max([acknowledged[name], *map(int, left.split())])
        return _found(address, acknowledged)
    finally:
        for writer in writers.values():
            writer.kill()
            writer.communicate()
        postgres.close_idle()


def _found(address: str, acknowledged: dict[str, int]) -> Found:
    lost = torn = 0
    with closing(history.open_ledger(address)) as reading:
        for name, count in acknowledged.items():
            notes = [item.data["note"] for item in history.read_deal(reading, name)]
            there = [number for number, note in enumerate(notes, start=1) if note == str(number)]
            lost += count - len(set(there) & set(range(1, count + 1)))
            torn += (len(notes) % BATCH > 0) + (len(there) != len(notes))
    return Found(sum(acknowledged.values()), lost, torn, verify(address).faults)
