"""Trials of durability, in numbers that every change can afford; tests/slow has them in full."""

import sys
from pathlib import Path

import pytest

from domain.entries import Write
from domain.store import Store, seal_for_shipping
from tests import trials

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="programs are forked and killed")


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALTRAIL_STATE", str(tmp_path / "state"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.db"


def test_what_was_acknowledged_is_there_after_a_kill_at_any_moment(path: Path) -> None:
    found = trials.kill(path, 100)
    assert found["acknowledged"] >= 100


def test_no_bit_that_flips_and_changes_what_is_read_goes_unnoticed(path: Path) -> None:
    with Store.create(path, trials.REGISTRY) as ledger:
        events = [trials.Said(report=f"r{number}") for number in range(60)]
        ledger.append(Write("deal/acme", 0, events), logged_by="ana", command_id="c")
    seal_for_shipping(path)
    assert trials.flips(path, 300)["harmful"] > 20


def test_a_command_that_is_repeated_because_its_reply_was_lost_is_stored_once(path: Path) -> None:
    trials.retries(path, 500)


def test_backups_under_load_are_whole_and_of_one_history(tmp_path: Path) -> None:
    trials.backups(tmp_path, 10)
