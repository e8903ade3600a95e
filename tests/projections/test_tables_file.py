"""The file of read tables beside a ledger: made, kept, lost, damaged, read by others."""

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from domain import heads, history
from domain.documents import Document, shape
from domain.errors import DealtrailError, NotALedger
from domain.ledger import Ledger
from domain.store import seal_for_shipping
from projections import filling
from projections.columns import TABLES, VIEWS
from projections.tables import APPLICATION_ID, Position, ask, current, kept, path_of, temporary
from tests.cli.desk import DOCUMENTS, report
from tests.projections.table_rows import LATER, Told, dump, rows_of
from tests.rights import without_rights_to_write

# -- the file beside the ledger ------------------------------------------------------------------


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger file with the deals `acme` and `beta`."""
    path = tmp_path / "events.db"
    with Ledger.create(path) as opened:
        write(opened, *DOCUMENTS)
    return path


def write(opened: Ledger, *documents: dict[str, Any]) -> None:
    opened.write([Document(content=shape(dict(each), ""), place="") for each in documents])


def log(path: Path, *documents: dict[str, Any]) -> None:
    with Ledger.open(path) as opened:
        write(opened, *documents)


def beside(ledger: Path) -> list[str]:
    """What is in the folder of a ledger, its own files apart."""
    return sorted(name for name in os.listdir(ledger.parent) if not name.startswith("events.db"))


def is_current(path: Path) -> bool:
    """Whether tables on disk are at the end of their ledger."""
    with (
        closing(sqlite3.connect(path_of(path))) as tables,
        closing(history.open_ledger(path)) as source,
    ):
        at = Position.of_tables(tables)
        return at.rows == history.last_row(source) and not at.lost(source)


def test_the_file_is_made_beside_the_ledger_and_that_is_said(ledger: Path) -> None:
    told = Told()
    with current(ledger, tell=told) as tables:
        assert tables.path == str(ledger.with_name("events.tables.db"))
    assert told.lines == [
        "making events.tables.db: read tables for search and SQL, which you may delete"
    ]
    assert is_current(ledger)
    with current(ledger, tell=told):
        pass
    assert len(told.lines) == 1
    assert beside(ledger) == ["events.tables.db"]


def test_the_file_is_no_more_open_to_others_than_the_ledger(ledger: Path) -> None:
    ledger.chmod(0o600)
    with current(ledger):
        pass
    assert Path(path_of(ledger)).stat().st_mode & 0o777 == 0o600


def test_a_report_logged_since_is_in_the_tables_once(ledger: Path) -> None:
    with current(ledger):
        pass
    log(ledger, report("r3", "2026-02-02", {"rumor": "round.size = $90bn"}))
    for _ in range(2):
        with current(ledger) as tables:
            rows = rows_of(tables.connection, "reports", "deal = 'acme'")
            assert [row["report"] for row in rows] == ["r1", "r2", "r3"]
            assert tables.connection.execute("SELECT count(*) FROM position").fetchone() == (1,)


def _other_ledger(ledger: Path) -> None:
    ledger.unlink()
    with Ledger.create(ledger) as opened:
        write(opened, DOCUMENTS[3], DOCUMENTS[4])


def _older_backup(ledger: Path) -> None:
    copy = ledger.read_bytes()
    log(ledger, report("r3", "2026-02-02", {"rumor": "round.size = $90bn"}))
    with current(ledger):
        pass
    ledger.write_bytes(copy)


def _another_course(ledger: Path) -> None:
    _older_backup(ledger)
    heads.forget(str(ledger))  # as for somebody else, to whom the backup is not older
    log(ledger, report("other", "2026-02-02", {"rumor": "round.size = $91bn"}))


def _older_program(ledger: Path) -> None:
    _change(ledger, "UPDATE position SET fold = 'older'")


def _a_table_gone(ledger: Path) -> None:
    _change(ledger, "DROP TABLE figures")
    log(ledger, report("r3", "2026-02-02", {"rumor": "round.size = $90bn"}))


def _no_position(ledger: Path) -> None:
    _change(ledger, "DELETE FROM position")


def _a_page_lost(ledger: Path) -> None:
    path = Path(path_of(ledger))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * 4096 + whole[8192:])


def _cut_short(ledger: Path) -> None:
    path = Path(path_of(ledger))
    path.write_bytes(path.read_bytes()[:6000])


def _change(ledger: Path, statement: str) -> None:
    with closing(sqlite3.connect(path_of(ledger), isolation_level=None)) as tables:
        tables.execute(statement)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (_other_ledger, "events.tables.db is of another ledger: making it anew"),
        (_older_backup, "events.tables.db is ahead of the ledger, which may be a backup"),
        (_another_course, "events.tables.db is of another course of this ledger"),
        (_older_program, "events.tables.db is made by another version of dealtrail"),
        (_a_table_gone, "events.tables.db is damaged (no such table: figures)"),
        (_no_position, "events.tables.db is damaged (no position)"),
        (_a_page_lost, "events.tables.db is damaged"),
        (_cut_short, "events.tables.db is damaged"),
    ],
)
def test_tables_that_cannot_be_continued_are_made_anew_and_that_is_said(
    ledger: Path, what: Any, said: str
) -> None:
    with current(ledger):
        pass
    what(ledger)
    told = Told()
    with current(ledger, tell=told) as tables, closing(history.open_ledger(ledger)) as source:
        assert [line[: len(said)] for line in told.lines] == [said]
        with closing(temporary(source, LATER)) as anew:
            assert dump(tables.connection)["claims"] == dump(anew)["claims"]
    assert is_current(ledger)


def test_an_empty_file_is_filled(ledger: Path) -> None:
    Path(path_of(ledger)).touch()
    with current(ledger) as tables:
        assert len(rows_of(tables.connection, "deals")) == 2


def test_tables_that_prove_damaged_when_read_are_made_anew_and_asked_again(ledger: Path) -> None:
    with current(ledger):
        pass
    with closing(sqlite3.connect(path_of(ledger), isolation_level=None)) as tables:
        page = tables.execute("SELECT rootpage FROM sqlite_master WHERE name = 'claims'").fetchone()
    path = Path(path_of(ledger))
    whole = bytearray(path.read_bytes())
    whole[(page[0] - 1) * 4096 : page[0] * 4096] = b"\xff" * 4096
    path.write_bytes(whole)
    told = Told()
    count = ask(
        ledger,
        lambda tables: tables.connection.execute("SELECT sum(length(said)) FROM claims").fetchone(),
        told,
    )
    assert count[0] > 0
    assert "is damaged" in told.lines[0]


@pytest.mark.parametrize("content", [b"not a database, and precious", "sqlite"])
def test_a_file_of_somebody_else_is_left_alone(ledger: Path, content: bytes | str) -> None:
    path = Path(path_of(ledger))
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE mine (x)")
    before = path.read_bytes()
    told = Told()
    with current(ledger, tell=told) as tables:
        assert tables.path is None
        assert len(rows_of(tables.connection, "deals")) == 2
    assert told.lines == [
        "events.tables.db is no file of read tables and was not touched: "
        "making read tables for this command only"
    ]
    assert kept(ledger) is None
    with pytest.raises(DealtrailError, match="is no file of read tables") as refused:
        current(ledger, rebuild=True)
    assert refused.value.code == "E-TABLES"
    assert path.read_bytes() == before


def test_in_a_folder_that_cannot_be_written_the_tables_are_made_for_one_command(
    ledger: Path,
) -> None:
    seal_for_shipping(ledger)
    told = Told()
    with without_rights_to_write(ledger.parent):
        with current(ledger, tell=told) as tables:
            assert tables.path is None
            assert len(rows_of(tables.connection, "deals")) == 2
        assert told.lines[-1] == (
            "events.tables.db cannot be written (Permission denied): "
            "making read tables for this command only"
        )
        with pytest.raises(DealtrailError, match="cannot be written"):
            current(ledger, rebuild=True)
    assert beside(ledger) == []


def test_tables_that_are_current_are_read_where_nothing_can_be_written(ledger: Path) -> None:
    with current(ledger):
        pass
    seal_for_shipping(ledger)
    told = Told()
    with without_rights_to_write(ledger.parent), current(ledger, tell=told) as tables:
        assert tables.path == path_of(ledger)
    log(ledger, report("r3", "2026-02-02", {"rumor": "round.size = $90bn"}))
    seal_for_shipping(ledger)
    with without_rights_to_write(ledger.parent), current(ledger, tell=told) as tables:
        assert tables.path is None
        assert len(rows_of(tables.connection, "reports", "deal = 'acme'")) == 3
    assert "cannot be brought up to date" in told.lines[0]


def test_a_disk_that_refuses_the_file_does_not_refuse_the_answer(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("projections.tables.os.open", full)
    told = Told()
    with current(ledger, tell=told) as tables:
        assert tables.path is None
        assert len(rows_of(tables.connection, "deals")) == 2
    assert told.lines[-1] == (
        "events.tables.db cannot be written (No space left on device): "
        "making read tables for this command only"
    )


def test_a_build_that_breaks_off_leaves_nothing_behind(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(filling, "fill", stop)
    with pytest.raises(KeyboardInterrupt):
        current(ledger)
    assert beside(ledger) == []


def test_a_catch_up_that_breaks_off_changes_nothing(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with current(ledger) as tables:
        before = dump(tables.connection)
    log(ledger, report("r3", "2026-02-02", {"rumor": "round.size = $90bn"}))

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(filling, "_add_up", stop)
        with pytest.raises(KeyboardInterrupt):
            current(ledger)
    with closing(sqlite3.connect(path_of(ledger))) as left:
        assert dump(left) == before
    with current(ledger) as tables:
        assert len(rows_of(tables.connection, "reports", "deal = 'acme'")) == 3


def test_two_that_catch_up_at_once_do_no_harm(ledger: Path) -> None:
    with current(ledger):
        pass
    log(ledger, report("r3", "2026-02-02", {"rumor": "round.size = $90bn"}))
    found: list[int] = []

    def catch() -> None:
        with current(ledger) as tables:
            found.append(len(rows_of(tables.connection, "reports", "deal = 'acme'")))

    threads = [threading.Thread(target=catch) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3, 3, 3, 3]
    assert is_current(ledger)


def test_the_tables_are_not_made_by_those_who_only_use_them_where_they_are_kept(
    ledger: Path,
) -> None:
    assert kept(ledger) is None
    assert beside(ledger) == []
    with current(ledger):
        pass
    log(ledger, report("r3", "2026-02-02", {"rumor": "round.size = $90bn"}))
    tables = kept(ledger)
    assert tables is not None
    with tables:
        assert len(rows_of(tables.connection, "reports", "deal = 'acme'")) == 3


def test_a_ledger_that_is_none_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(NotALedger):
        current(tmp_path / "events.db")
    assert os.listdir(tmp_path) == []


# -- for others ----------------------------------------------------------------------------------


def test_others_read_them_as_they_are(ledger: Path) -> None:
    with current(ledger):
        pass
    path = path_of(ledger)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as plain:
        assert plain.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        assert plain.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
    database = sqlite_utils.Database(path)
    try:
        assert set(TABLES) | set(VIEWS) <= {*database.table_names(), *database.view_names()}
        found = list(database.table("claims").search("amazon"))
        assert [row["field"] for row in found] == ["amazon.commitment"]
        assert database.table("claims").detect_fts() == "claims_fts"
        for name, table in TABLES.items():
            keys = {key.column: key.other_table for key in database.table(name).foreign_keys}
            assert keys == {own: to.partition(".")[0] for own, to in table.refers.items()}
    finally:
        database.close()
