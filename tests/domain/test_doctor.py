"""What the doctor finds around a ledger; each test makes one thing bad."""

import os
import shutil
from collections import namedtuple
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain import checkpoints, doctor, heads, history, places
from domain.connections import SETTINGS
from domain.doctor import Diagnosis, examine
from domain.ledger import Ledger
from tests import forging
from tests.rights import without_rights_to_write

OPENING = {"open": "acme", "name": "Acme", "type": "funding_round", "currency": "USD"}
SOUND = (3, 51, 3)


@pytest.fixture(autouse=True)
def _sound_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer on which nothing is to be said of anything but the ledger."""
    (tmp_path / "memory").mkdir()
    monkeypatch.setenv("DEALTRAIL_STATE", str(tmp_path / "memory/state"))
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda / ext4 rw 0 0\n")
    monkeypatch.setattr(places, "MOUNTS", str(mounts))
    monkeypatch.setattr("sqlite3.sqlite_version_info", SOUND)
    free(monkeypatch, 10**12)


def free(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**13, 0, count))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger in a checkpoint, for its user alone."""
    (tmp_path / "desk").mkdir()
    path = tmp_path / "desk/events.db"
    with Ledger.create(path) as ledger:
        ledger.log(OPENING)
    path.chmod(0o600)
    checkpoints.sign(str(path))
    return path


def findings(found: Diagnosis, *levels: str) -> list[str]:
    return [
        f"{each.level} {each.name}: {each.text}" for each in found.findings if each.level in levels
    ]


def bad(path: Path, **more: datetime) -> list[str]:
    return findings(examine(str(path), **more), "note", "warning", "wrong")


def the_only(path: Path, name: str) -> doctor.Finding:
    """The one finding of that name, which is not that all is well."""
    (found,) = (
        each for each in examine(str(path)).findings if each.name == name and each.level != "well"
    )
    return found


def test_a_sound_ledger_is_told_to_be_so(path: Path) -> None:
    found = examine(str(path))
    assert [each for each in bad(path) if "on one disk" not in each] == []
    assert found.worst == "note"
    assert {each.name for each in found.findings} == {
        *("sqlite", "disk", "room", "form", "journal", "flush", "rights", "state", "entries"),
        *("checkpoint", "known"),
    }


def test_nothing_is_changed_by_the_look(path: Path) -> None:
    Path(f"{path}-wal").unlink(missing_ok=True)
    before = path.read_bytes(), heads.kept(str(path))
    examine(str(path))
    assert (path.read_bytes(), heads.kept(str(path))) == before


@pytest.mark.parametrize(
    ("version", "level"),
    [
        ((3, 40, 1), "warning"),
        ((3, 51, 2), "warning"),
        ((3, 50, 6), "warning"),
        ((3, 50, 7), "well"),
        ((3, 44, 6), "well"),
        ((3, 45, 0), "warning"),
        ((3, 51, 3), "well"),
        ((3, 53, 0), "well"),
        ((4, 0, 0), "well"),
    ],
)
def test_a_version_of_sqlite_that_may_damage_ledgers_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...], level: str
) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", version)
    assert examine(str(path)).findings[0].level == level


@pytest.mark.parametrize(
    ("kind", "level", "words"),
    [
        ("nfs4", "wrong", "over a network (nfs4)"),
        ("tmpfs", "warning", "in memory"),
        ("overlay", "warning", "inside of a container"),
    ],
)
def test_a_disk_that_does_not_keep_what_it_is_given_is_told(
    path: Path, kind: str, level: str, words: str
) -> None:
    Path(places.MOUNTS).write_text(f"x / {kind} rw 0 0\n")
    found = the_only(path, "disk")
    assert (found.level, words in found.text) == (level, True)


def test_on_a_network_drive_without_the_write_ahead_log_is_doubtful_only(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(places.MOUNTS).write_text("x / cifs rw 0 0\n")
    monkeypatch.setenv(places.JOURNAL, "delete")
    assert the_only(path, "disk").level == "warning"


@pytest.mark.parametrize(("room", "level"), [(1_000_000, "wrong"), (50_000_000, "warning")])
def test_a_disk_that_is_nearly_full_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch, room: int, level: str
) -> None:
    free(monkeypatch, room)
    assert the_only(path, "room").level == level


def test_a_ledger_from_before_the_seals_is_told(path: Path) -> None:
    heads.forget(str(path))
    forging.without_seals(path)
    assert the_only(path, "form").text == "form 1, from before the seals"


def test_what_commits_wait_for_is_what_sqlite_makes_of_our_settings(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = ("synchronous=NORMAL", *SETTINGS[1:])
    monkeypatch.setattr("domain.connections.SETTINGS", changed)
    assert the_only(path, "flush").level == "wrong"


def test_what_others_can_do_to_the_file_is_told(path: Path) -> None:
    path.chmod(0o644)
    assert the_only(path, "rights").level == "note"
    path.chmod(0o666)
    assert the_only(path, "rights").level == "wrong"
    path.chmod(0o600)
    os.link(path, path.with_name("second.db"))
    assert "2 names" in the_only(path, "rights").text


def test_a_folder_that_cannot_be_written_is_told(path: Path) -> None:
    path.chmod(0o644)
    heads.forget(str(path))
    with without_rights_to_write(path.parent):
        texts = [each for each in bad(path) if "the folder cannot be written by you" in each]
    assert len(texts) == 1


def test_a_wal_that_nobody_has_open_is_told(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.log(OPENING | {"open": "beta"})
        for ending in ("", "-wal"):
            shutil.copy(f"{path}{ending}", f"{path}.copy{ending}")
        users = [
            each.text for each in examine(str(path)).findings if each.name == "beside"
        ]  # our own process is not counted, so that it is not told to end itself
        assert users == [each for each in users if "no program" in each]
    for ending in ("", "-wal"):
        os.replace(f"{path}.copy{ending}", f"{path}{ending}")
    found = the_only(path, "beside")
    assert (found.level, "holds what is not in the file yet" in found.text) == ("note", True)
    path.unlink()
    found = the_only(path, "beside")
    assert (found.level, "without its ledger" in found.text) == ("wrong", True)


def test_what_commands_that_were_cut_off_left_behind_is_told(path: Path) -> None:
    (path.parent / ".dealtrail-0123456789ab.new").touch()
    (path.parent / ".dealtrail-0123456789ab.new-journal").touch()
    assert "2 unfinished files" in the_only(path, "beside").text


def test_a_ledger_that_is_not_what_it_was_is_wrong(path: Path) -> None:
    shutil.copy(path, path.with_name("old"))
    with Ledger.open(path) as ledger:
        ledger.log(OPENING | {"open": "beta"})
    shutil.copy(path.with_name("old"), path)
    found = examine(str(path))
    assert found.worst == "wrong"
    assert "older than known" in findings(found, "wrong")[0]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: os.truncate(path, 5000),
    ],
)
def test_a_file_that_is_no_ledger_any_more_is_wrong(
    path: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(path)
    (found,) = (each for each in examine(str(path)).findings if each.name == "file")
    assert found.level == "wrong"
    assert "1 entry of log" in found.todo or "damaged" in found.text


def test_entries_that_are_in_no_checkpoint_are_counted(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.log(OPENING | {"open": "beta"})
    assert the_only(path, "checkpoint").text == "1 of 2 entries is in no checkpoint"
    with Ledger.open(path) as ledger:
        for number in range(100):
            ledger.log(OPENING | {"open": f"deal-{number}"})
    assert the_only(path, "checkpoint").level == "warning"


def test_a_ledger_of_which_nothing_is_known_is_told(path: Path) -> None:
    heads.forget(str(path))
    assert the_only(path, "known").level == "warning"
    Path(heads.place_of(str(path))).write_text("torn")
    assert the_only(path, "known").level == "wrong"


def test_a_state_folder_beside_the_ledger_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEALTRAIL_STATE", str(path.parent / "state"))
    assert "no state folder yet" in the_only(path, "state").text
    (path.parent / "state").mkdir()
    assert "lie in one folder" in the_only(path, "state").text


def test_a_key_that_others_can_read_is_told(path: Path) -> None:
    os.chmod(checkpoints.key_place(), 0o644)
    found = examine(str(path))
    assert [each.level for each in found.findings if each.name == "key"] == ["wrong"]


def test_an_entry_from_the_future_is_told(path: Path) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    (found,) = (each for each in bad(path, now=yesterday) if "clock" in each)
    assert found.startswith("warning clock: the last entry was recorded at 20")


def test_a_journal_that_was_left_is_told(path: Path) -> None:
    history.open_ledger(path).close()
    Path(f"{path}-journal").touch()
    assert "a write was cut off" in the_only(path, "beside").text
