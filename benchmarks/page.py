"""How quick the page is: started, first asked, and stepped through report by report.

    python -m benchmarks.page [LEDGER]

Each start is measured beside a bare Starlette program, in pairs. First pages are those of a server
that was asked for nothing before. A step is one whole request of the figures at another date, as
the slider sends it. Without a LEDGER the shipped one is asked. The exit status is 1 where a promise
is missed.
"""

import http.client
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "events.db"
STARTS = 7
READY, FIRST, STEP, WEIGHT = 3.0, 300.0, 100.0, 150_000
BARE = """
import socket, uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
made = socket.socket()
made.bind(("127.0.0.1", 0))
made.listen()
app = Starlette(routes=[Route("/static/0/none.css", lambda _: PlainTextResponse("x"))])
print(f"http://127.0.0.1:{made.getsockname()[1]}/", flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[made])
"""


class Server:
    """A server in a process of its own; `ready` is the seconds until it first answered anything."""

    def __init__(self, command: list[str]) -> None:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        start = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
        )
        assert self.process.stdout is not None  # noqa: S101
        self.port = int(self.process.stdout.readline().split(":")[2].partition("/")[0])
        self.get("/static/0/none.css")
        self.ready = time.perf_counter() - start

    def get(self, path: str) -> tuple[float, bytes]:
        """The milliseconds of a request on a connection of its own, and what it brought."""
        start = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers={"accept": "text/html"})
        body = connection.getresponse().read()
        connection.close()
        return (time.perf_counter() - start) * 1e3, body

    def stop(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()


def serve(ledger: str) -> Server:
    """The page of a ledger."""
    return Server([sys.executable, "-m", "cli", "serve", "--port", "0", "--db", ledger])


def readiness(ledger: str) -> float:
    """How many times as long as a bare Starlette program the page takes to its first answer."""
    ratios = []
    for _ in range(STARTS):
        bare, ours = Server([sys.executable, "-c", BARE]), serve(ledger)
        ratios.append(ours.ready / bare.ready)
        bare.stop()
        ours.stop()
    return statistics.median(ratios)


def main() -> int:
    """Print a row a promise; 1 if one is missed."""
    ledger = sys.argv[1] if len(sys.argv) > 1 else str(SHIPPED)
    from domain.history import deals, open_ledger
    from domain.known import read_record

    connection = open_ledger(ledger)
    records = [read_record(ledger, each) for each in deals(connection)]
    connection.close()
    known = max(records, key=lambda each: len(each.reports))
    home = f"/deal/{quote(known.deal)}"
    days = sorted({report.last[:10] for report in known.reports.values()})
    print(f"{known.deal}: {len(known.reports)} reports on {len(days)} days")
    rows = [("ready, beside bare Starlette", readiness(ledger), READY, "x")]
    for name, path in (("deals", "/"), ("figures", home), ("timeline", f"{home}/timeline")):
        server = serve(ledger)
        rows.append((f"first page: {name}", server.get(path)[0], FIRST, "ms"))
        server.stop()
    server = serve(ledger)
    _, page = server.get(home)
    steps = [server.get(f"{home}?as_of={day}")[0] for day in days]
    rows.append(("a step of the slider, median", statistics.median(steps), STEP, "ms"))
    rows.append(("a step of the slider, longest", max(steps), 0, "ms"))
    server.stop()
    files = sum(each.stat().st_size for each in (ROOT / "cli/web/static").iterdir())
    rows.append(("weight of the figures", len(page) + files, WEIGHT, "bytes"))
    for name, found, promise, unit in rows:
        told = f"promise: {promise:,.0f}" if promise else ""
        missed = "  missed" if promise and found > promise else ""
        print(f"{name:32} {found:10,.1f} {unit:6} {told}{missed}")
    return int(any(promise and found > promise for _, found, promise, _ in rows))


if __name__ == "__main__":
    sys.exit(main())
