"""The ledger against a plain dictionary, whatever is done to it in whatever order.

The dictionary holds what each deal's record says after each command; the ledger has to say the
same, now, at every earlier command, and as of every day. `machine(...)` makes the test.
"""

import os
import shutil
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain import heads
from domain.backup import backup, plan, restore
from domain.documents import Document, shape
from domain.known import read_record
from domain.ledger import Ledger
from domain.values import text
from domain.verify import Anchor, verify
from projections.clocks import Clocks, View
from projections.figures import state

DEALS = ("acme", "beta")
FIELDS = ("round.size", "amazon.commitment", "amzn.commitment")
FIRST = date(2026, 1, 1)
DAYS = 40

Command = dict[str, Any]
"""One thing that was done to a deal: `do`, and what it was done with."""


def day(number: int) -> str:
    return str(FIRST + timedelta(days=number))


def told(commands: list[Command], as_of: int) -> dict[str, str]:
    """The dictionary: each field with what the latest live claim says that was published by a day.

    No two reports have one day, and all are rumours, so the latest is the leader.
    """
    reports: dict[str, Command] = {}
    claims: dict[str, tuple[str, str]] = {}
    same = {}
    for command in commands:
        match command["do"]:
            case "log":
                reports |= {each["id"]: each for each in command["reports"]}
                claims |= _claims(command)
            case "amend":
                claims[command["claim"]] = (claims[command["claim"]][0], command["amount"])
            case "withdraw":
                del claims[command["claim"]]
            case "retract":
                reports[command["id"]] = {**reports[command["id"]], "gone": command["day"]}
            case "identify":
                same = {"amzn.commitment": "amazon.commitment"}
    leading: dict[str, tuple[int, str, str]] = {}
    for name, (field, amount) in claims.items():
        report, _, place = name.partition("#")
        published = reports[report]["day"]
        if published <= as_of < reports[report].get("gone", DAYS + 1):
            field = same.get(field, field)
            claim = (published, place, amount)  # within one report its place decides
            leading[field] = max(leading.get(field, claim), claim)
    return {field: amount for field, (_, _, amount) in leading.items()}


def _claims(command: Command) -> dict[str, tuple[str, str]]:
    """The claims that a command logs by their names: field and amount."""
    return {
        f"{report['id']}#{number}": claim
        for report in command.get("reports", ())
        for number, claim in enumerate(report["claims"], start=1)
    }


class LedgerBesideADictionary(RuleBasedStateMachine):
    """Open, log, amend, withdraw, retract, identify, undo, import, restart, kill, restore."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="dealtrail-model-"))
        self.before = os.environ.get("DEALTRAIL_STATE")
        os.environ["DEALTRAIL_STATE"] = str(self.folder / "state")
        self.path = self.folder / "events.db"
        self.ledger = Ledger.create(self.path, logged_by="ana")
        self.book: dict[str, list[Command]] = {}
        self.moments: list[tuple[str, dict[str, list[Command]]]] = []
        self.free = list(range(DAYS))
        self.count = 0
        self.entries = 0

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.ledger.close()
        shutil.rmtree(self.folder)
        if self.before is None:
            del os.environ["DEALTRAIL_STATE"]
        else:
            os.environ["DEALTRAIL_STATE"] = self.before

    # -- what is done ------------------------------------------------------------------------------

    def done(self, recorded_at: str, entries: int) -> None:
        self.moments.append((recorded_at, deepcopy(self.book)))
        self.entries += entries

    def tell(self, deal: str, document: Mapping[str, Any], command: Command) -> None:
        receipt = self.ledger.log({"deal": deal, **document})
        assert receipt.entries, (document, receipt)
        self.book[deal].append(command)
        self.done(receipt.entries[-1].recorded_at, len(receipt.entries))

    def new_report(self, draw: st.DataObject, deal: str) -> tuple[dict[str, Any], Command]:
        self.count += 1
        published = self.free.pop(draw.draw(st.integers(0, len(self.free) - 1), "day"))
        fields = draw.draw(st.lists(st.sampled_from(FIELDS), min_size=1, unique=True), "fields")
        claims = [(field, f"${self.count}.{at}bn") for at, field in enumerate(fields, start=1)]
        report = {
            "deal": deal,
            "id": f"r{self.count}",
            "source": f"Source {self.count}",
            "published": day(published),
            "sourcing": "anonymous_single",
            "claims": [{"rumor": f"{field} = {amount}"} for field, amount in claims],
        }
        return report, {"id": f"r{self.count}", "day": published, "claims": claims}

    def report(self, deal: str, report: str) -> Command:
        return next(
            each
            for command in self.book[deal]
            for each in command.get("reports", ())
            if each["id"] == report
        )

    def live(self, deal: str) -> list[str]:
        """The claims that can be amended or withdrawn."""
        claims: list[str] = []
        for command in self.book[deal]:
            claims += _claims(command)
            if command["do"] == "withdraw":
                claims.remove(command["claim"])
            elif command["do"] == "retract":
                claims = [name for name in claims if name.partition("#")[0] != command["id"]]
        return claims

    def pick(self, draw: st.DataObject, of: Callable[[str], list[Any]]) -> tuple[str, Any] | None:
        found = [(deal, each) for deal in self.book for each in of(deal)]
        return draw.draw(st.sampled_from(found), "which") if found else None

    @initialize()
    def open_the_first(self) -> None:
        """A ledger has a deal."""
        self.open()

    @precondition(lambda self: len(self.book) < len(DEALS))
    @rule()
    def open(self) -> None:
        """Begin to follow a deal."""
        deal = DEALS[len(self.book)]
        parties = {each: {"kind": "party"} for each in ("amazon", "amzn")}
        opening = {"name": deal, "type": "funding_round", "currency": "USD", "elements": parties}
        receipt = self.ledger.log({"open": deal, **opening})
        self.book[deal] = []
        self.done(receipt.entries[-1].recorded_at, len(receipt.entries))

    @precondition(lambda self: self.free)
    @rule(draw=st.data())
    def log(self, draw: st.DataObject) -> None:
        """A report is logged; a second time it is nothing new."""
        deal = draw.draw(st.sampled_from(list(self.book)), "deal")
        report, made = self.new_report(draw, deal)
        self.tell(deal, report, {"do": "log", "reports": [made]})
        assert self.ledger.log(report).already

    @rule(draw=st.data())
    def amend(self, draw: st.DataObject) -> None:
        """A claim is put right."""
        if found := self.pick(draw, self.live):
            deal, claim = found
            self.count += 1
            amount = f"${self.count}bn"
            report, _, number = claim.partition("#")
            field = self.report(deal, report)["claims"][int(number) - 1][0]
            document = {"amend": claim, "claim": {"rumor": f"{field} = {amount}"}}
            self.tell(deal, document, {"do": "amend", "claim": claim, "amount": amount})

    @rule(draw=st.data())
    def withdraw(self, draw: st.DataObject) -> None:
        """A claim is taken back."""
        if found := self.pick(draw, self.live):
            deal, claim = found
            self.tell(deal, {"withdraw": claim}, {"do": "withdraw", "claim": claim})

    @rule(draw=st.data())
    def retract(self, draw: st.DataObject) -> None:
        """A publisher takes its report back, on some later day."""
        live = {deal: self.live(deal) for deal in self.book}
        found = self.pick(
            draw, lambda deal: sorted({claim.partition("#")[0] for claim in live[deal]})
        )
        if found:
            deal, report = found
            gone = draw.draw(st.integers(self.report(deal, report)["day"], DAYS), "gone")
            document = {"retract": report, "published": day(gone)}
            self.tell(deal, document, {"do": "retract", "id": report, "day": gone})

    @rule(draw=st.data())
    def identify(self, draw: st.DataObject) -> None:
        """Two ids turn out to be one party."""
        found = self.pick(
            draw, lambda deal: [0] * all(each["do"] != "identify" for each in self.book[deal])
        )
        if found:
            self.tell(found[0], {"identify": ["amazon", "amzn"]}, {"do": "identify"})

    @rule(draw=st.data())
    def undo(self, draw: st.DataObject) -> None:
        """The latest command that still stands is taken back."""
        if found := self.pick(draw, lambda deal: self.book[deal][-1:]):
            receipt = self.ledger.undo(found[0])
            command = self.book[found[0]].pop()
            self.free += [each["day"] for each in command.get("reports", ())]
            self.done(receipt.entries[-1].recorded_at, len(receipt.entries))

    @precondition(lambda self: len(self.free) > 1)
    @rule(draw=st.data())
    def import_(self, draw: st.DataObject) -> None:
        """Several reports in one transaction; a second time they are nothing new."""
        documents = []
        made: dict[str, list[Command]] = {}
        for place in range(2):
            deal = draw.draw(st.sampled_from(list(self.book)), "deal")
            report, logged = self.new_report(draw, deal)
            documents.append(Document(content=shape(report, ""), place=f"file, document {place}"))
            made.setdefault(deal, []).append(logged)
        for deal, reports in made.items():
            self.book[deal].append({"do": "log", "reports": reports})
        receipt = self.ledger.write(documents, once=True)
        self.done(receipt.entries[-1].recorded_at, len(receipt.entries))
        assert not self.ledger.write(documents, once=True).entries

    # -- what happens to it ------------------------------------------------------------------------

    @rule()
    def restart(self) -> None:
        """The program ends, and another begins."""
        self.ledger.close()
        self.ledger = Ledger.open(self.path, logged_by="ana")

    @precondition(lambda self: self.free)
    @rule(draw=st.data(), soon=st.floats(0, 0.01))
    def kill(self, draw: st.DataObject, soon: float) -> None:
        """The program is killed while it logs; what is repeated then is stored once and whole."""
        deal = draw.draw(st.sampled_from(list(self.book)), "deal")
        report, made = self.new_report(draw, deal)
        self.ledger.close()  # SQLite must not be carried over into another program
        child = os.fork()
        if not child:
            with suppress(BaseException):
                signal.setitimer(signal.ITIMER_REAL, soon + 1e-6)
                signal.signal(signal.SIGALRM, signal.SIG_DFL)  # which ends it at once
                Ledger.open(self.path, logged_by="ana").log(report, command_id=f"c{self.count}")
            os._exit(0)
        os.waitpid(child, 0)
        self.ledger = Ledger.open(self.path, logged_by="ana")
        stored = self.ledger.stored(f"c{self.count}", f"deal/{deal}")
        again = self.ledger.log(report, command_id=f"c{self.count}")
        assert again.repeated is bool(stored)
        assert again.entries == tuple(stored or again.entries)
        self.book[deal].append({"do": "log", "reports": [made]})
        self.done(again.entries[-1].recorded_at, len(again.entries))

    @rule()
    def lose_the_disk(self) -> None:
        """The ledger is backed up, lost, and restored."""
        copy = backup(str(self.path), str(self.folder / "copy.db")).path
        self.ledger.close()
        for each in self.folder.glob("events.db*"):
            each.unlink()
        restore(plan(copy, str(self.path)))
        os.unlink(copy)
        self.ledger = Ledger.open(self.path, logged_by="ana")

    # -- what holds --------------------------------------------------------------------------------

    def check(self, recorded_at: str | None, book: Mapping[str, list[Command]], as_of: int) -> None:
        for deal, commands in book.items():
            clocks = Clocks.at(as_of=day(as_of), known_at=recorded_at, true_at=None)
            record = read_record(str(self.path), deal, clocks.known_at if recorded_at else None)
            found = {
                figure.field: text(figure.value)
                for figure in state(View(record, clocks, ())).figures
                if figure.value and figure.field in FIELDS
            }
            assert found == told(commands, as_of), (deal, recorded_at, as_of)

    @invariant()
    def the_answers_are_those_of_the_dictionary(self) -> None:
        """Now, and after all days."""
        if self.moments:
            self.check(None, self.book, DAYS)

    @precondition(lambda self: self.moments)
    @rule(draw=st.data(), as_of=st.integers(0, DAYS))
    def look_back(self, draw: st.DataObject, as_of: int) -> None:
        """What was known at an earlier moment stays what it was, as of any day."""
        recorded_at, book = draw.draw(st.sampled_from(self.moments), "moment")
        self.check(recorded_at, book, as_of)

    @rule()
    def verify(self) -> None:
        """Nothing was changed, and everything is there."""
        known = heads.kept(str(self.path))
        found = verify(str(self.path), [Anchor(where="here", head=known)] if known else [])
        assert (found.faults, found.events) == ((), self.entries)
