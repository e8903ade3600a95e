"""What people would pick instead, asked the same of the same history.

Each peer keeps one value a field, the last one said: it answers less than a state does, which is in
its favour. All of them are given the history in their own form beforehand, which is not counted.
"""

import json
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from domain import history
from domain.dates import span
from domain.values import text

Ask = Callable[[str, str], Any]  # a deal and a day: what it was then


class Peer(NamedTuple):
    """A way to keep the same history: asked of one deal, or of all at once."""

    name: str
    one: Ask | None
    every: Callable[[str], Any] | None = None


class Said(NamedTuple):
    """A claim as the peers are given it."""

    deal: str
    field: str
    day: str  # of publication
    value: str


def claims(path: Path, deals: Iterable[str]) -> Iterator[Said]:
    """Every claim of some deals that states a value, in the order of logging within each."""
    with closing(history.open_ledger(path)) as connection:
        for deal in deals:
            day = ""
            for item in history.read_deal(connection, deal, whole=False):
                if item.name == "report-logged":
                    day = span(item.data["published"])[1][:10]
                elif item.data.get("value") and "field" in item.data and item.name != "term-denied":
                    yield Said(deal, item.data["field"], day, text(item.data["value"]))


def missing() -> list[str]:
    """The peers that are not installed here (`pip install --group bench`)."""
    return [name for name in ("pandas", "beancount") if find_spec(name) is None]


# -- the stock aggregate of the eventsourcing library ---------------------------------------------


class Deal(Aggregate):
    """An aggregate as the library's tutorial has it, to which every event of a deal happens."""

    @event("Opened")
    def __init__(self, deal: str) -> None:
        self.deal = deal
        self.values: dict[str, Any] = {}

    @staticmethod
    def create_id(deal: str) -> UUID:
        return uuid5(NAMESPACE_URL, deal)

    @event("Happened")
    def happen(self, name: str, data: dict[str, Any]) -> None:
        if "value" in data and name != "term-denied":
            self.values[data["field"]] = data["value"]


def aggregate(path: Path, deals: Iterable[str], folder: Path) -> Peer:
    """Such aggregates in SQLite."""
    env = {
        "PERSISTENCE_MODULE": "eventsourcing.sqlite",
        "SQLITE_DBNAME": str(folder / "aggregates.db"),
    }
    application: Application[UUID] = Application(env)
    with closing(history.open_ledger(path)) as connection:
        for name in deals:
            deal = Deal(deal=name)
            for item in history.read_deal(connection, name, whole=False):
                deal.happen(name=item.name, data=item.data)
            application.save(deal)

    def one(deal: str, _day: str) -> Any:
        found: Deal = application.repository.get(Deal.create_id(deal))
        return found.values

    return Peer("eventsourcing @event aggregate", one)


# -- pandas --------------------------------------------------------------------------------------


def tables(path: Path, deals: Iterable[str], folder: Path) -> list[Peer]:
    """A flat table of claims, grouped: read from its file each time, and kept in memory."""
    pd: Any = import_module("pandas")

    file = folder / "claims.csv"
    frame = pd.DataFrame(claims(path, deals), columns=list(Said._fields))
    frame.to_csv(file, index=False)

    def read() -> Any:
        return pd.read_csv(file, keep_default_na=False)

    def one_of(table: Any, deal: str, day: str) -> Any:
        seen = table[(table["deal"] == deal) & (table["day"] <= day)]
        return seen.sort_values("day", kind="stable").groupby("field")["value"].last()

    def every_of(table: Any, day: str) -> Any:
        seen = table[table["day"] <= day].sort_values("day", kind="stable")
        return seen.groupby(["deal", "field"])["value"].last()

    return [
        Peer(
            "pandas groupby, from its CSV file",
            lambda deal, day: one_of(read(), deal, day),
            lambda day: every_of(read(), day),
        ),
        Peer(
            "pandas groupby, table in memory",
            lambda deal, day: one_of(frame, deal, day),
            lambda day: every_of(frame, day),
        ),
    ]


# -- beancount -----------------------------------------------------------------------------------


def books(path: Path, deals: Iterable[str], folder: Path) -> Peer:
    """A beancount file with an entry a claim, loaded and gone through."""
    loader: Any = import_module("beancount.loader")

    file = folder / "claims.beancount"
    with file.open("w") as out:
        for said in claims(path, deals):
            words = (said.deal, said.field, said.value.replace('"', "'"))
            out.write(f"{said.day} custom {' '.join(map(json.dumps, ('claim', *words)))}\n")

    def every(day: str) -> dict[tuple[str, str], str]:
        entries, errors, _ = loader.load_file(str(file))
        if errors:
            raise ValueError(errors[0])
        found: dict[tuple[str, str], str] = {}
        for entry in entries:
            if str(entry.date) <= day:
                deal, field, value = (each.value for each in entry.values)
                found[deal, field] = value
        return found

    return Peer(
        "beancount file",
        lambda deal, day: {f: v for (d, f), v in every(day).items() if d == deal},
        every,
    )


# -- git -----------------------------------------------------------------------------------------


def repository(path: Path, folder: Path) -> Peer:
    """A repository with a YAML file a deal, a commit a report, and `git log -p` of one file."""
    place = folder / "deals.git"
    subprocess.run(["git", "init", "-q", "--bare", str(place)], check=True)  # noqa: S607
    stream = subprocess.Popen(
        ["git", "-C", str(place), "fast-import", "--quiet"],  # noqa: S607
        stdin=subprocess.PIPE,
    )
    if stream.stdin is None:
        raise RuntimeError("git fast-import takes no input")
    for commit in _commits(path):
        stream.stdin.write(commit)
    stream.stdin.close()
    if stream.wait():
        raise RuntimeError("git fast-import failed")

    def one(deal: str, day: str) -> dict[str, str]:
        words = ["git", "-C", str(place), "log", "-p", "--reverse", f"--until={day}T23:59:59Z"]
        words += ["--format=", "main", "--", _file(deal)]
        log = subprocess.run(words, check=True, capture_output=True, text=True)
        return dict(re.findall(r"^\+([a-z][^:]*): (.*)$", log.stdout, re.M))

    return Peer("git log -p of its YAML file", one)


def _file(deal: str) -> str:
    return f"{deal[-2:]}/{deal}.yaml"


def _commits(path: Path) -> Iterator[bytes]:
    """Every logging of a report, as `git fast-import` takes it: the whole file of its deal anew."""
    values: dict[str, dict[str, str]] = {}
    last = ""
    with closing(history.connect(path, "mode=ro")) as connection:
        rows = connection.execute(
            "SELECT originator_id, topic, state, recorded_at, command_id FROM stored_events"
            " WHERE originator_id GLOB 'deal/*' ORDER BY rowid"
        )
        deal = at = ""
        for stream, name, state, recorded_at, command in rows:
            if command != last and deal:
                yield _commit(deal, at, values[deal])
            last, deal, at = command, stream[len("deal/") :], recorded_at
            held = values.setdefault(deal, {})
            data = json.loads(state)
            if "value" in data and "field" in data and name != "term-denied":
                held[data["field"]] = text(data["value"])
        if deal:
            yield _commit(deal, at, values[deal])


def _commit(deal: str, at: str, values: dict[str, str]) -> bytes:
    content = "".join(f"{field}: {value}\n" for field, value in sorted(values.items())).encode()
    moment = at.replace("T", " ").partition(".")[0]
    return (
        (
            "commit refs/heads/main\n"
            f"committer made-up <made-up@example.org> {_seconds(moment)} +0000\n"
            f"data 1\n.\nM 100644 inline {_file(deal)}\ndata {len(content)}\n"
        ).encode()
        + content
        + b"\n"
    )


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp())
