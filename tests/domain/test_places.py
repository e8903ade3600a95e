"""Where a ledger may lie, and where it is not written with a write-ahead log."""

from pathlib import Path

import pytest

from domain import places
from domain.errors import Refused
from domain.ledger import Ledger
from domain.store import seal_for_shipping
from tests.telling import rumor

OPENING = {"open": "acme", "name": "Acme", "type": "funding_round", "currency": "USD"}
REPORT = {
    "deal": "acme",
    "id": "r1",
    "source": "Reuters",
    "published": "2026-01-29",
    "sourcing": "anonymous_plural",
    "claims": [rumor("round.size = $1bn")],
}


def mount(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *lines: str) -> None:
    """Have the list of mounts say this."""
    table = tmp_path / "mounts"
    table.write_text("".join(f"{line} rw 0 0\n" for line in ("/dev/sda / ext4", *lines)))
    monkeypatch.setattr(places, "MOUNTS", str(table))


def test_the_kind_is_that_of_the_innermost_mount(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mount(
        monkeypatch,
        tmp_path,
        "server:/x /team nfs4",
        "/dev/sdb /team/local xfs",
        r"//nas/y /a\040b cifs",
        "tmpfs /a\\040b tmpfs",
    )
    found = {place: places.kind_of(place) for place in ("/x", "/team/e.db", "/teams", "/a b/e.db")}
    assert found == {"/x": "ext4", "/team/e.db": "nfs4", "/teams": "ext4", "/a b/e.db": "tmpfs"}
    assert places.kind_of("/team/local/e.db") == "xfs"


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "9p", "fuse.sshfs"])
def test_a_ledger_on_a_network_drive_takes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "share/events.db"
    path.parent.mkdir()
    with Ledger.create(path) as ledger:
        ledger.log(OPENING)
    before = path.read_bytes()
    mount(monkeypatch, tmp_path, f"server:/x {path.parent} {kind}")
    with Ledger.open(path) as ledger, pytest.raises(Refused, match=rf"E-PLACE .*\({kind}\)"):
        ledger.log(REPORT)
    assert path.read_bytes() == before
    with pytest.raises(Refused, match="E-PLACE"):
        Ledger.create(path.with_name("new.db"))
    assert [each.name for each in path.parent.iterdir()] == ["events.db"]


def test_the_disk_of_a_sandbox_is_no_network_drive(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mount(monkeypatch, tmp_path, "none / 9p", r"C:\134 /mnt/c 9p")
    assert not places.is_network(str(tmp_path))
    assert places.is_network("/mnt/c/events.db")


def test_without_the_write_ahead_log_it_may_lie_anywhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mount(monkeypatch, tmp_path, f"server:/x {tmp_path} nfs")
    monkeypatch.setenv(places.JOURNAL, "delete")
    path = tmp_path / "events.db"
    with Ledger.create(path) as ledger:
        ledger.log(OPENING)
        ledger.log(REPORT)
        assert not Path(f"{path}-wal").exists()
    assert path.read_bytes()[18:20] == b"\x01\x01"  # as SQLite marks a rollback journal
    monkeypatch.delenv(places.JOURNAL)
    monkeypatch.undo()
    with Ledger.open(path) as ledger:
        assert ledger.log(REPORT).already
    seal_for_shipping(path)


@pytest.mark.parametrize("folder", ["Dropbox", "OneDrive - Acme", "Dropbox (Acme)", "notes"])
def test_a_folder_that_is_kept_in_sync_is_told(tmp_path: Path, folder: str) -> None:
    inner = tmp_path / folder / "deals"
    inner.mkdir(parents=True)
    if folder == "notes":
        (tmp_path / folder / ".stfolder").mkdir()  # Syncthing
    assert places.synced_by(str(inner / "events.db")) == str(tmp_path / folder)
    with pytest.raises(Refused, match=r"E-PLACE .*in sync"):
        Ledger.create(inner / "events.db")


def test_a_name_that_only_begins_like_such_a_folder_is_none(tmp_path: Path) -> None:
    (tmp_path / "Dropboxes").mkdir()
    (tmp_path / "MEGAdeal").mkdir()
    for name in ("Dropboxes", "MEGAdeal"):
        assert places.synced_by(str(tmp_path / name / "events.db")) == ""
