"""The trials of durability in full. Their figures are in docs/durability.md.

pytest -m slow tests/slow -s
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from domain.entries import Write
from domain.store import Store, seal_for_shipping
from tests import powercut, trials
from tests.model import LedgerBesideADictionary

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="programs are forked and killed"),
]

ROOT = Path(__file__).parents[2]
traced = pytest.mark.skipif(not powercut.can_trace(), reason="programs cannot be traced (strace)")


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALTRAIL_STATE", str(tmp_path / "state"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.db"


def told(name: str, figures: Mapping[str, object]) -> None:
    """Print what came of a trial."""
    print(f"\n{name}: " + ", ".join(f"{key} {figure}" for key, figure in figures.items()))  # noqa: T201


def test_what_was_acknowledged_is_there_after_a_kill_at_any_moment(path: Path) -> None:
    told("kill", trials.kill(path, 1000))


@traced
def test_what_was_acknowledged_is_there_after_a_power_cut(tmp_path: Path) -> None:
    found = powercut.cuts(tmp_path, 400)
    told("power cuts", found)
    assert found["losing"] == 0


@traced
def test_the_trial_of_power_cuts_can_fail(tmp_path: Path) -> None:
    found = powercut.cuts(tmp_path, 400, synchronous="NORMAL")
    told("power cuts, synchronous=NORMAL", found)
    assert found["losing"] > 0


def test_no_bit_that_flips_and_changes_what_is_read_goes_unnoticed(path: Path) -> None:
    with Store.create(path, trials.REGISTRY) as ledger:
        events = [trials.Said(report=f"r{number}") for number in range(200)]
        ledger.append(Write("deal/acme", 0, events), logged_by="ana", command_id="c")
    seal_for_shipping(path)
    told("flips", trials.flips(path, 1000))


def test_a_command_that_is_repeated_because_its_reply_was_lost_is_stored_once(path: Path) -> None:
    told("retries", trials.retries(path, 10_000))


def test_backups_under_load_are_whole_and_of_one_history(tmp_path: Path) -> None:
    told("backups", trials.backups(tmp_path, 100))


def test_no_mutated_proof_is_accepted() -> None:
    tests = [sys.executable, "-m", "pytest", "-q", "tests/domain/test_tree.py", "-k", "mutated"]
    environment = {**os.environ, "DEALTRAIL_MUTATIONS": "10000"}
    subprocess.run(tests, cwd=ROOT, env=environment, check=True)


def test_whatever_is_done_the_ledger_says_what_a_dictionary_says() -> None:
    run_state_machine_as_test(
        LedgerBesideADictionary,
        settings=settings(
            max_examples=500,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("one_deal", [True, False])
def test_nobody_waits_long_for_his_turn(path: Path, *, one_deal: bool) -> None:
    found = trials.turns(path, 20, one_deal=one_deal)
    told("four writers on one deal" if one_deal else "four writers on deals of their own", found)
    assert found["longest wait, ms"] < 2000


def test_programs_that_start_at_one_moment_are_all_served(tmp_path: Path) -> None:
    told("starts", trials.starts(tmp_path, 100))
