"""The reading path: what is refused, what is read, and that reading leaves no trace."""

import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import BaseModel, ConfigDict

from domain import entries, history
from domain.entries import Write
from domain.errors import DealtrailError, NewerVersion, NotALedger, NotFound
from domain.history import open_ledger
from domain.store import Store, seal_for_shipping
from domain.verify import verify
from tests import forging
from tests.rights import without_rights_to_write

ROOT = Path(__file__).parents[2]


class Said(BaseModel):
    model_config = ConfigDict(frozen=True)
    stored_name: ClassVar[str] = "rumor-reported"
    report: str
    note: str = ""


REGISTRY: dict[str, type[entries.Event]] = {"rumor-reported": Said}


def open_for_writing(path: Path) -> Store:
    return Store.open(path, REGISTRY)


OPENERS: list[Callable[[Path], object]] = [open_ledger, open_for_writing]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of two deals and a source, closed."""
    path = tmp_path / "events.db"
    with Store.create(path, REGISTRY) as ledger:
        for stream in ("deal/openai-2026", "source/wsj", "deal/acme"):
            events = [Said(report="wsj-1", note="à"), Said(report=stream)]
            ledger.append(Write(stream, 0, events), logged_by="ana", command_id="c1")
    return path


@contextmanager
def another_program(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def folder_of(path: Path) -> dict[str, bytes]:
    return {
        file.name: file.read_bytes() if file.is_file() else b"" for file in path.parent.iterdir()
    }


# What is not a ledger


def make_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", "b")


def make_other(path: Path, *statements: str) -> None:
    with another_program(path) as connection:
        for statement in ("CREATE TABLE notes (note)", *statements):
            connection.execute(statement)


def make_other_in_use(path: Path) -> None:
    """A file of another program whose -wal has been left behind by a crash."""
    make_other(path.with_name("other.db"), "PRAGMA journal_mode=WAL")
    with another_program(path.with_name("other.db")) as connection:
        connection.execute("INSERT INTO notes VALUES ('theirs')")
        shutil.copy(path.with_name("other.db"), path)
        shutil.copy(path.with_name("other.db-wal"), path.with_name(f"{path.name}-wal"))


@pytest.mark.parametrize("opener", OPENERS)
@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda _: None, "E-NOLEDGER"),
        (Path.mkdir, "E-NOTOURS"),
        (os.mkfifo, "E-NOTOURS"),
        (lambda path: path.symlink_to(path), "E-ACCESS"),
        (Path.touch, "E-EMPTYFILE"),
        (lambda path: path.write_text("SQLite"), "E-NOTOURS"),
        (lambda path: path.write_text("deal: acme\n" * 1000), "E-NOTOURS"),
        (lambda path: path.write_bytes(b"SQLite format 3\0" + b"\0" * 4080), "E-NOTOURS"),
        (make_zip, "E-NOTOURS"),
        (make_other, "E-NOTOURS"),
        (lambda path: make_other(path, "PRAGMA user_version=1"), "E-NOTOURS"),
        (lambda path: make_other(path, "PRAGMA journal_mode=WAL"), "E-NOTOURS"),
        (make_other_in_use, "E-NOTOURS"),
        (
            lambda path: make_other(path, f"PRAGMA application_id={history.APPLICATION_ID}"),
            "E-SCHEMA",
        ),
    ],
)
def test_what_is_not_a_ledger_is_refused_and_left_as_it_was(
    tmp_path: Path, make: Callable[[Path], object], code: str, opener: Callable[[Path], object]
) -> None:
    path = tmp_path / "events.db"
    make(path)
    before = folder_of(path)
    with pytest.raises(NotALedger) as refusal:
        opener(path)
    assert (refusal.value.code, refusal.value.place) == (code, str(path))
    assert folder_of(path) == before


def test_a_missing_ledger_comes_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(NotALedger, match="dealtrail open DEAL"):
        open_ledger(tmp_path / "events.db")


@pytest.mark.parametrize("opener", OPENERS)
def test_a_name_that_no_file_can_have_is_refused(opener: Callable[[Path], object]) -> None:
    for name in ("a\0b", "a" * 300):
        with pytest.raises(NotALedger, match="E-ACCESS"):
            opener(Path(name))


REWRITE = (
    "CREATE TRIGGER rewrite AFTER INSERT ON stored_events BEGIN"
    " INSERT INTO stored_events VALUES (NULL, 'deal/x', 1, 'x', '{}', '', '', ''); END"
)


@pytest.mark.parametrize("opener", OPENERS)
@pytest.mark.parametrize("write_ahead", [True, False])
@pytest.mark.parametrize(
    ("statements", "named"),
    [
        ([REWRITE], "the trigger 'rewrite'"),
        (["CREATE VIEW deals AS SELECT 1"], "the view 'deals'"),
        (["CREATE TABLE notes (note)"], "the table 'notes'"),
        (["CREATE INDEX by_topic ON stored_events (topic)"], "the index 'by_topic'"),
        (["DROP TRIGGER stored_events_delete"], "lacks stored_events_delete"),
        (
            [
                "DROP TRIGGER stored_events_update",
                REWRITE.replace("rewrite", "stored_events_update"),
            ],
            "the trigger 'stored_events_update'",
        ),
        # Another table in the place of ours, which takes the same number of a deal twice.
        (
            [
                "DROP VIEW events",
                "DROP TABLE stored_events",
                history.SCHEMA[0].replace(",\n  UNIQUE (originator_id, originator_version)", ""),
                *history.SCHEMA[1:],
            ],
            "the table 'stored_events'",
        ),
    ],
)
def test_a_ledger_that_somebody_has_rebuilt_is_refused_by_the_name_of_the_object(
    path: Path,
    statements: list[str],
    named: str,
    opener: Callable[[Path], object],
    *,
    write_ahead: bool,
) -> None:
    if not write_ahead:
        seal_for_shipping(path)
    with another_program(path) as connection:
        for statement in statements:
            connection.execute(statement)
    before = folder_of(path)
    with pytest.raises(NotALedger, match=f"E-SCHEMA .*{named}"):
        opener(path)
    assert folder_of(path) == before


@pytest.mark.parametrize("opener", OPENERS)
def test_a_trigger_that_is_still_in_the_write_ahead_log_is_found(
    path: Path, opener: Callable[[Path], object]
) -> None:
    with another_program(path) as connection:
        connection.execute(REWRITE)
        with pytest.raises(NotALedger, match="the trigger 'rewrite'"):
            opener(path)


def test_a_ledger_of_a_newer_dealtrail_is_read_and_not_written_to(path: Path) -> None:
    with another_program(path) as connection:
        connection.execute("ALTER TABLE stored_events ADD COLUMN mood TEXT")
        connection.execute("CREATE TABLE log_mood (mood TEXT)")
        connection.execute("PRAGMA user_version=3")
    seal_for_shipping_of_a_newer(path)
    before = folder_of(path)
    with closing(open_ledger(path)) as reading:
        assert history.newer_format(reading) == 3
        assert [item.number for item in history.read_deal(reading, "acme")] == [1, 2]
        assert history.deals(reading) == ["acme", "openai-2026"]
    for refused in (open_for_writing, lambda path: verify(str(path))):
        with pytest.raises(NewerVersion, match=r"E-NEWER .*newer dealtrail.*seen: 3"):
            refused(path)
    assert folder_of(path) == before


def seal_for_shipping_of_a_newer(path: Path) -> None:
    with another_program(path) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


@pytest.mark.parametrize("opener", OPENERS)
@pytest.mark.parametrize(
    "statements",
    [
        ("DROP VIEW events", "ALTER TABLE stored_events RENAME COLUMN topic TO kind"),
        ("DROP VIEW events", "DROP TABLE stored_events"),
        (
            "DROP VIEW events",
            "ALTER TABLE stored_events RENAME TO moved",
            "CREATE VIEW stored_events AS SELECT * FROM moved",
        ),
    ],
)
def test_a_newer_ledger_whose_events_stand_otherwise_is_left_alone(
    path: Path, statements: tuple[str, ...], opener: Callable[[Path], object]
) -> None:
    with another_program(path) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.execute("PRAGMA user_version=3")
    seal_for_shipping_of_a_newer(path)
    before = folder_of(path)
    with pytest.raises(NewerVersion, match="E-NEWER"):
        opener(path)
    assert folder_of(path) == before


def test_statistics_of_sqlite_do_not_make_a_ledger_foreign(path: Path) -> None:
    with another_program(path) as connection:
        connection.execute("ANALYZE")
    open_ledger(path).close()


def test_a_copied_ledger_that_was_cut_short_is_damaged_and_said_so(path: Path) -> None:
    with Store.open(path, REGISTRY) as ledger:
        events = [Said(report="wsj-1", note="n" * 2000)] * 100
        ledger.append(Write("deal/long", 0, events), logged_by="ana", command_id="c1")
    os.truncate(path, path.stat().st_size // 2 - 100)
    with pytest.raises(NotALedger, match="E-CORRUPT"), closing(open_ledger(path)) as ledger_file:
        history.read_deal(ledger_file, "long")


def test_state_that_is_not_json_is_damage(path: Path) -> None:
    with forging.past_the_guards(path) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        recorded = "2099-01-01T00:00:00.000000Z"
        forging.insert(connection, None, "deal/bad", 1, "x", "{", recorded, "", "")
    with (
        closing(open_ledger(path)) as ledger,
        pytest.raises(NotALedger, match="E-CORRUPT deal/bad"),
    ):
        history.read_deal(ledger, "bad")


# Where and how it may lie


def test_reading_a_sealed_ledger_leaves_no_trace(path: Path) -> None:
    seal_for_shipping(path)
    before = folder_of(path)
    with closing(open_ledger(path)) as ledger:
        assert len(history.read_deal(ledger, "acme")) == len(history.grades(ledger))
        assert folder_of(path) == before
    assert folder_of(path) == before


def test_a_ledger_is_read_while_somebody_writes_to_it(path: Path) -> None:
    before = path.read_bytes()
    with Store.open(path, REGISTRY) as writer, closing(open_ledger(path)) as ledger:
        writer.append(Write("deal/acme", 2, [Said(report="x")]), logged_by="b", command_id="c")
        assert [item.number for item in history.read_deal(ledger, "acme")] == [1, 2, 3]
        open_ledger(path).close()
        writer.append(Write("deal/acme", 3, [Said(report="y")]), logged_by="b", command_id="d")
        assert path.read_bytes() == before
        assert len(history.read_deal(ledger, "acme")) == 4


def test_a_ledger_is_not_written_through_the_reading_path(path: Path) -> None:
    with (
        closing(open_ledger(path)) as ledger,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        ledger.execute("CREATE TABLE t (a)")


@pytest.mark.parametrize("sealed", [True, False])
def test_a_ledger_in_a_read_only_folder_is_read(path: Path, *, sealed: bool) -> None:
    if sealed:
        seal_for_shipping(path)
    before = folder_of(path)
    with without_rights_to_write(path.parent), closing(open_ledger(path)) as ledger:
        assert history.deals(ledger) == ["acme", "openai-2026"]
    assert folder_of(path) == before


def test_events_that_only_the_wal_holds_are_not_silently_left_out_in_a_read_only_folder(
    path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy" / "events.db"
    copy.parent.mkdir()
    with Store.open(path, REGISTRY) as ledger:
        ledger.append(Write("deal/new", 0, [Said(report="x")]), logged_by="b", command_id="c")
        shutil.copy(path, copy)
        shutil.copy(f"{path}-wal", f"{copy}-wal")
    with without_rights_to_write(copy.parent), pytest.raises(DealtrailError, match="E-ACCESS"):
        open_ledger(copy)
    with closing(open_ledger(copy)) as recovered:
        assert "new" in history.deals(recovered)


def test_a_file_that_may_not_be_read_is_refused_plainly(path: Path) -> None:
    path.chmod(0)
    with without_rights_to_write(path.parent), pytest.raises(DealtrailError, match="E-ACCESS"):
        open_ledger(path)


def test_a_ledger_that_may_only_be_read_takes_no_events_and_says_so(path: Path) -> None:
    seal_for_shipping(path)
    before = folder_of(path)
    with without_rights_to_write(path.parent):
        with (
            Store.open(path, REGISTRY) as ledger,
            pytest.raises(DealtrailError, match="E-READONLY"),
        ):
            ledger.append(Write("deal/acme", 2, [Said(report="x")]), logged_by="b", command_id="c")
        with pytest.raises(DealtrailError, match="E-ACCESS"):
            Store.create(path.with_name("new.db"), REGISTRY)
    assert folder_of(path) == before


# What is read


def test_a_deal_is_read_in_order_as_plain_data(path: Path) -> None:
    with closing(open_ledger(path)) as ledger:
        first, second = history.read_deal(ledger, "openai-2026", known=("rumor-reported",))
    assert (first.number, first.name, first.data) == (
        1,
        "rumor-reported",
        {"report": "wsj-1", "note": "à"},
    )
    assert (first.logged_by, first.command_id) == ("ana", "c1")
    assert (second.number, second.recorded_at) == (2, first.recorded_at)
    assert len(second.recorded_at) == len("2026-11-25T08:00:00.000000Z")


def test_deals_and_sources_are_kept_apart(path: Path) -> None:
    with closing(open_ledger(path)) as ledger:
        assert history.deals(ledger) == ["acme", "openai-2026"]
        assert [item.data["report"] for item in history.grades(ledger)] == ["wsj-1", "source/wsj"]


def test_an_empty_ledger_has_no_deals_and_no_grades(tmp_path: Path) -> None:
    Store.create(tmp_path / "new.db", REGISTRY).close()
    with closing(open_ledger(tmp_path / "new.db")) as ledger:
        assert (history.deals(ledger), history.grades(ledger)) == ([], [])
        with pytest.raises(NotFound, match="dealtrail deals"):
            history.read_deal(ledger, "acme")


@pytest.mark.parametrize("deal", ["open-ai-2026", "openai-2062", "openai"])
def test_a_mistyped_deal_is_answered_with_near_names(path: Path, deal: str) -> None:
    with closing(open_ledger(path)) as ledger, pytest.raises(NotFound) as refusal:
        history.read_deal(ledger, deal)
    assert (refusal.value.code, refusal.value.seen) == ("E-NOTFOUND", deal)
    assert refusal.value.hint == "did you mean openai-2026?"


def test_an_event_of_a_kind_that_this_version_does_not_know_is_never_skipped(path: Path) -> None:
    with closing(open_ledger(path)) as ledger:
        refused = pytest.raises(NewerVersion, match=r"E-TYPE .*#1: .*rumor-reported")
        with refused:
            history.read_deal(ledger, "acme", known=("term-changed",))
        with refused:
            history.grades(ledger, known=())


def test_the_reading_path_loads_no_heavy_library() -> None:
    script = "import sys, domain.history; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert "domain.history" in loaded
    assert not {"pydantic", "eventsourcing", "sqlite_utils", "difflib", "pathlib"} & set(loaded)
