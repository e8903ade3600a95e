"""A ledger in a folder, and the command run against it, for the tests of what writes.

    desk = Desk(tmp_path)
    done = desk.log("amazon.commitment = up to $50bn")
    assert done.exit_code == 0

The ledger holds two deals: `acme` (a round in US dollars, reports r1 and r2) and `beta` (an
acquisition without a currency, report r9).
"""

import atexit
import json
import os
import shutil
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, ClassVar

from click.testing import CliRunner, Result

from cli.main import dealtrail
from domain.documents import Document, shape
from domain.history import open_ledger
from domain.ledger import Ledger
from domain.store import seal_for_shipping
from tests.server import Server

HEADER = ("--source", "Reuters", "--published", "2026-03-01", "--sourcing", "anonymous_plural")


def report(report_id: str, published: str, *claims: Any, **header: Any) -> dict[str, Any]:
    """A report about acme as a document."""
    return {
        "deal": header.pop("deal", "acme"),
        "id": report_id,
        "source": header.pop("source", "The Wire"),
        "published": published,
        "sourcing": header.pop("sourcing", "anonymous_plural"),
        **header,
        "claims": list(claims),
    }


PARTIES = {"amazon": "Amazon.com", "globex": "Globex"}
DOCUMENTS: tuple[dict[str, Any], ...] = (
    {
        "open": "acme",
        "name": "Acme series B",
        "type": "funding_round",
        "currency": "USD",
        "elements": {
            **{each: {"kind": "party", "name": name} for each, name in PARTIES.items()},
            "ipo": {"kind": "process", "name": "The listing"},
        },
    },
    report(
        "r1",
        "2026-01-29",
        {"rumor": "amazon.commitment = up to $50bn", "stage": "in_talks"},
        {"rumor": "globex.commitment = $1bn"},
    ),
    report("r2", "2026-02-01", {"rumor": "round.size = $100bn"}),
    {"open": "beta", "name": "Beta", "type": "acquisition"},
    report("r9", "2026-02-03", {"rumor": "bid.price_per_share = EUR 50"}, deal="beta")
    | {"elements": {"bid": {"kind": "offer", "name": "The bid"}}},
)


@cache
def _ready_made() -> Path:
    folder = mkdtemp(prefix="dealtrail-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "events.db"
    _fill(path)
    seal_for_shipping(path)
    return path


def _fill(place: str | Path) -> None:
    with Ledger.create(place) as ledger:
        ledger.write([Document(content=shape(dict(each), ""), place="") for each in DOCUMENTS])


class Desk:
    """Somebody's folder with a ledger in it; or with none, where a `server` holds a team's.

    `place` is either; `ledger` is the file.
    """

    server: ClassVar[Server | None] = None

    def __init__(self, folder: Path, *, empty: bool = False) -> None:
        self.folder = folder
        self.ledger = folder / "events.db"
        self.place = str(self.ledger)
        if empty:
            return
        if self.server is None:
            shutil.copy(_ready_made(), self.ledger)
        else:
            self.place = self.server.database()
            _fill(self.place)

    def run(self, *args: str, stdin: str | bytes | None = None, **env: str) -> Result:
        """Run the command in this folder; our own mistakes are raised."""
        before = os.getcwd()
        os.chdir(self.folder)
        try:
            done = CliRunner(env={"DEALTRAIL_DB": self.place, **env}).invoke(
                dealtrail, args, input=stdin
            )
        finally:
            os.chdir(before)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    def ok(self, *args: str, stdin: str | bytes | None = None, **env: str) -> str:
        """Run what must succeed; its output."""
        done = self.run(*args, stdin=stdin, **env)
        assert done.exit_code == 0, done.stderr
        return done.stdout

    def log(self, claim: str, *more: str, deal: str = "acme") -> Result:
        """Log a report of 2026-03-01 with one rumour."""
        return self.run("log", deal, *HEADER, "--rumor", claim, *more)

    def file(self, name: str, content: str | bytes) -> str:
        """A file in the folder; its name."""
        raw = content if isinstance(content, bytes) else content.encode("utf-8")
        (self.folder / name).write_bytes(raw)
        return name

    def lines(self, *documents: dict[str, Any], name: str = "in.jsonl") -> str:
        """A JSON Lines file of documents; its name."""
        return self.file(name, "\n".join(map(json.dumps, documents)))

    def events(self, deal: str = "%") -> list[tuple[str, dict[str, Any]]]:
        """The stored names and states of a deal, or of all, in order."""
        query = "SELECT topic, state FROM stored_events WHERE originator_id LIKE ? ORDER BY rowid"
        with closing(open_ledger(self.place)) as connection:
            rows = connection.execute(query, (deal if deal == "%" else f"deal/{deal}",))
            return [(name, json.loads(state)) for name, state in rows]

    def names(self, deal: str = "acme") -> list[str]:
        """The stored names of a deal's events, in order."""
        return [name for name, _ in self.events(deal)]

    def last(self, deal: str = "acme") -> dict[str, Any]:
        """What the last event of a deal says."""
        return self.events(deal)[-1][1]

    def figure(self, field: str, *clocks: str, deal: str = "acme") -> str:
        """A figure as `state` has it: `up to $50bn (rumored)`; absent where there is none."""
        found = json.loads(self.ok("state", deal, "--json", *clocks))
        for figure in found["figures"]:
            if figure["field"] == field:
                value = figure["value"]["text"] if figure["value"] else "nothing"
                return f"{value} ({figure['standing']})"
        return "absent"
