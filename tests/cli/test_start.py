"""How the program starts: its verbs, its ledger, its exit codes, and what it does not load."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli.main import SECTIONS, VERBS, dealtrail
from domain.errors import Conflict, Refused
from tests.cli.small import AT, run, small_ledger

HEAVY = ("pydantic", "eventsourcing", "sqlite_utils", "rich", "yaml", "psycopg")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_ledger(tmp_path_factory.mktemp("start") / "events.db")


@pytest.mark.parametrize(
    "words",
    [
        ("state", "acme-b", "--json"),
        ("audit", "acme-b", "round.size"),
        ("replay", "acme-b"),
        ("diff", "acme-b", "2026-01-10", "2026-02-05"),
        ("timeline", "acme-b", "--csv"),
        ("show", "acme-b#7"),
        ("deals",),
        ("sources",),
        ("fields", "round"),
        ("help", "dates"),
        ("--help",),
    ],
)
def test_reading_loads_nothing_heavy(ledger: Path, words: tuple[str, ...]) -> None:
    program = "from cli.main import main; main()"
    command = [sys.executable, "-X", "importtime", "-c", program, "--db", str(ledger), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "click" in loaded
    assert not [name for name in loaded if name.partition(".")[0] in HEAVY]
    if words == ("--help",):
        assert not [name for name in loaded if name.startswith(("projections", "domain.fields"))]


def test_every_verb_is_there_and_explains_itself_with_an_example() -> None:
    for name, (_, _, line) in VERBS.items():
        shown = CliRunner().invoke(dealtrail, [name, "--help"])
        assert shown.exit_code == 0, name
        assert f"dealtrail {name}" in shown.stdout.partition("\n\n")[2], name
        assert "--db PATH" in shown.stdout
        assert line.endswith(".")


def test_help_lists_the_verbs_by_what_they_are_for() -> None:
    shown = CliRunner().invoke(dealtrail, ["--help"]).stdout
    places = [shown.index(f"\n{title}:") for title in SECTIONS]
    assert places == sorted(places)
    assert "\n  audit        How a figure came to be what it is, step by step.\n" in shown


def test_alone_it_shows_its_help() -> None:
    alone = CliRunner().invoke(dealtrail, [])
    assert alone.exit_code == 0
    assert alone.stdout == CliRunner().invoke(dealtrail, ["--help"]).stdout


def test_a_mistyped_verb_is_answered_with_a_near_one() -> None:
    refused = CliRunner().invoke(dealtrail, ["stat", "acme-b"])
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "Did you mean 'state'?" in refused.stderr


def test_the_ledger_may_be_named_before_the_verb_or_after_it(ledger: Path) -> None:
    before = CliRunner().invoke(dealtrail, ["--db", str(ledger), "state", "acme-b", *AT])
    after = CliRunner().invoke(dealtrail, ["state", "acme-b", "--db", str(ledger), *AT])
    named = {"DEALTRAIL_DB": str(ledger)}
    by_name = CliRunner().invoke(dealtrail, ["state", "acme-b", *AT], env=named)
    assert before.stdout == after.stdout == by_name.stdout != ""


def test_the_option_goes_before_the_environment(ledger: Path, tmp_path: Path) -> None:
    elsewhere = {"DEALTRAIL_DB": str(tmp_path / "nothing.db")}
    words = ["--db", str(ledger), "state", "acme-b"]
    assert CliRunner().invoke(dealtrail, words, env=elsewhere).exit_code == 0


def test_a_missing_ledger_is_a_failure_that_says_where(tmp_path: Path) -> None:
    failed = run(tmp_path / "nothing.db", "state", "acme-b")
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert "E-NOLEDGER" in failed.stderr
    assert "nothing.db" in failed.stderr


def test_a_server_that_is_not_there_is_told_and_no_password_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PGPASSWORD", raising=False)
    address = "postgresql://me:secret@localhost:1/x"
    failed = CliRunner().invoke(dealtrail, ["--db", address, "deals"])
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert failed.stderr.startswith("E-SERVER postgresql://me@localhost:1/x: the server cannot be")
    assert "secret" not in failed.stderr
    assert os.environ.pop("PGPASSWORD") == "secret"


def test_without_psycopg_an_address_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "domain.postgres", raising=False)
    refused = CliRunner().invoke(dealtrail, ["--db", "postgresql://host/x", "deals"])
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith("E-EXTRA")
    assert "pip install 'dealtrail[postgres]'" in refused.stderr


def test_an_address_that_is_none_is_refused() -> None:
    refused = CliRunner().invoke(dealtrail, ["--db", "postgres:x", "deals"])
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith("E-ADDRESS --db")


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (Refused("no", code="E-X"), 2),
        (Conflict("no", code="E-X"), 5),
        (click.Abort(), 3),
        (KeyboardInterrupt(), 130),
        (click.UsageError("no"), 2),
    ],
)
def test_a_failure_has_its_exit_code(
    raised: BaseException, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    @click.command()
    def failing() -> None:
        raise raised

    monkeypatch.setattr("cli.catalogue.schema", failing)
    done = CliRunner().invoke(dealtrail, ["schema"])
    assert (done.exit_code, done.stdout) == (code, "")


def test_a_reader_that_stops_reading_is_no_trouble(ledger: Path) -> None:
    program = "from cli.main import main; main()"
    command = [sys.executable, "-c", program, "--db", str(ledger), "fields"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(1)
        running.stdout.close()
        assert running.stderr.read() == b""


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(dealtrail, ["--version"]).stdout.startswith("dealtrail 0.")
