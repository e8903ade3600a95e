"""The verb `check`: its formats and its exit code."""

import json
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.small import AT, run, small_ledger


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_ledger(tmp_path_factory.mktemp("check") / "events.db")


def test_a_contradiction_is_told_first_and_leaves_with_4(ledger: Path) -> None:
    shown = run(ledger, "check", "acme-b", "-t", *AT)
    assert shown.exit_code == 4
    assert shown.stderr == ""
    assert "\nContested  contradiction\n  round.size  Acme (2026-02-01): $450m" in shown.stdout
    quiet = run(ledger, "check", "acme-b", "-t", "--as-of", "2026-01-06")
    assert quiet.stdout.endswith("2 notes more: --notes\n")


def test_before_the_contradiction_there_is_none_and_it_leaves_with_0(ledger: Path) -> None:
    early = run(ledger, "check", "acme-b", "-t", "--as-of", "2026-01-06")
    assert early.exit_code == 0
    assert "contradiction" not in early.stdout


def test_notes_are_listed_when_asked_for(ledger: Path) -> None:
    shown = run(ledger, "check", "acme-b", "-t", "--notes", "--as-of", "2026-01-06")
    assert "Single origin  note\n" in shown.stdout
    assert "north.commitment  at least $100m rests on The Wire alone" in shown.stdout


def _findings(shown: Result) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(shown.stdout)["findings"]
    return found


def test_one_kind_may_be_asked_for(ledger: Path) -> None:
    shown = run(ledger, "check", "acme-b", "--kind", "contested", "--json", *AT)
    assert {each["kind"] for each in _findings(shown)} == {"contested"}
    none = run(ledger, "check", "acme-b", "--kind", "duplicate", "--json", *AT)
    assert (none.exit_code, _findings(none)) == (0, [])


def test_without_a_deal_every_deal_is_checked(ledger: Path) -> None:
    shown = run(ledger, "check", "--json", *AT)
    document = json.loads(shown.stdout)
    assert document["schema"] == "dealtrail.checks/1"
    assert [each["deal"] for each in document["deals"]] == ["acme-b"]
    assert shown.exit_code == 4


def test_rows_name_the_deal_and_the_events(ledger: Path) -> None:
    rows = run(ledger, "check", *AT).stdout.splitlines()
    assert rows[0] == "deal\tseverity\tkind\tfield\ttext\tevents"
    assert all(row.startswith("acme-b\t") and "acme-b#" in row for row in rows[1:])
