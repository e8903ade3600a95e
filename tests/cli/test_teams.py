"""The verbs for a team's ledger, and those of integrity on it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.desk import HEADER, Desk
from tests.server import Server

VERIFY_PROOF = Path(__file__).parents[2] / "docs" / "verify_proof.py"


@pytest.fixture
def desk(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk whose ledger is a team's."""
    monkeypatch.setattr(Desk, "server", server)
    return Desk(tmp_path)


# -- setup ---------------------------------------------------------------------------------------


def test_a_ledger_is_set_up_once_and_then_taken_by_every_verb(
    tmp_path: Path, server: Server
) -> None:
    desk = Desk(tmp_path, empty=True)
    desk.place = server.database()
    refused = desk.run("open", "acme", "--name", "Acme", "--type", "merger")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "'dealtrail setup' makes one" in refused.stderr
    first, again = desk.run("setup"), desk.run("setup")
    assert first.stderr.startswith("made an empty ledger in the database deals")
    assert "who may write: GRANT deals" in first.stderr
    assert again.stderr.startswith("the ledger was there already: roles given anew")
    desk.ok("open", "acme", "--name", "Acme", "--type", "merger")
    assert desk.names() == ["deal-opened"]
    found = json.loads(desk.ok("setup", "--json"))
    assert (found["schema"], found["made"]) == ("dealtrail.setup/1", False)
    assert os.listdir(tmp_path) == []


def test_a_file_needs_no_setup(tmp_path: Path) -> None:
    refused = Desk(tmp_path).run("setup")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "E-USAGE" in refused.stderr


# -- move ----------------------------------------------------------------------------------------


def test_a_ledger_is_moved_with_the_proof_that_it_is_the_same(
    tmp_path: Path, server: Server
) -> None:
    desk = Desk(tmp_path)
    address = server.database()
    done = desk.run("move", "events.db", address)
    assert done.exit_code == 0
    assert f"{address}: all entries match their seals, and the root is that of events.db" in (
        done.stdout
    )
    assert done.stderr == (
        f"events.db is write-protected now\nnext: export DEALTRAIL_DB='{address}'\n"
    )
    before = desk.ok("state", "acme", "--json", "--as-of", "2026-06-01")
    desk.place = address
    assert desk.ok("state", "acme", "--json", "--as-of", "2026-06-01") == before
    found = json.loads(desk.ok("move", address, "back.db", "--keep-open", "--json"))
    assert (found["schema"], found["size"], found["matching"]) == ("dealtrail.move/1", 14, 14)
    assert desk.run("move", address, "back.db").exit_code == 2


# -- merge ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("either_store")
def test_two_ledgers_that_went_on_apart_are_merged(tmp_path: Path) -> None:
    ana = Desk(tmp_path)
    ana.ok("move", ana.place, "ben.db", "--keep-open")
    ben = Desk(tmp_path, empty=True)
    ben.place = str(tmp_path / "ben.db")
    ben.ok(
        "log", "acme", *HEADER, "--rumor", "amazon.commitment = up to $60bn", DEALTRAIL_USER="ben"
    )
    ben.ok("grade", "Reuters", "B")
    ana.ok("withdraw", "r1#2")
    trial = ana.ok("merge", "ben.db", "--dry-run")
    assert trial.startswith("3 entries new, 14 known (nothing was stored)\n")
    assert ana.ok("merge", "ben.db") == (
        "3 entries new, 14 known\n  1 report, 1 rumor, 1 grade\n  acme#12 to acme#13\n"
        "  source/reuters#1\nnext: dealtrail state acme\n"
    )
    assert ana.ok("merge", "ben.db") == "0 entries new, 17 known\n"
    found = json.loads(ben.ok("merge", ana.place, "--json"))
    assert ([each["name"] for each in found["events"]], found["known"]) == (["claim-withdrawn"], 17)
    for field in ("amazon.commitment", "globex.commitment", "round.size"):
        assert ana.figure(field) == ben.figure(field)


def test_what_two_said_differently_is_named_and_nothing_is_stored(tmp_path: Path) -> None:
    ana = Desk(tmp_path)
    ana.ok("move", "events.db", "ben.db", "--keep-open")
    ben = Desk(tmp_path, empty=True)
    ben.place = str(tmp_path / "ben.db")
    ana.ok("amend", "r1#1", "--value", "up to $40bn")
    ben.ok("amend", "r1#1", "--value", "up to $60bn")
    before = ana.ledger.read_bytes()
    done = ana.run("merge", "ben.db")
    assert (done.exit_code, done.stdout, ana.ledger.read_bytes()) == (2, "", before)
    assert "E-DIFFERS acme: claim r1#1: both put it right or took it back" in done.stderr
    assert "nothing was saved" in done.stderr


# -- integrity -----------------------------------------------------------------------------------


def test_a_teams_ledger_is_verified_signed_and_proved(desk: Desk, tmp_path: Path) -> None:
    desk.log("amazon.commitment = up to $40bn")
    assert "16 of 16 match their seals" in desk.ok("verify")
    (tmp_path / "checkpoint.txt").write_text(desk.ok("checkpoint"))
    desk.log("globex.commitment = $2bn", "--source", "The FT")
    found = json.loads(desk.ok("verify", "--against", "checkpoint.txt", "--json"))
    assert (found["status"], found["in_checkpoint"], found["size"]) == ("ok", 16, 18)
    proof = tmp_path / "proof.json"
    proof.write_text(desk.ok("export", "--proof", "acme#6", "--proof", "acme#5"))
    key = json.loads(proof.read_text())["key"]
    shown = subprocess.run(
        [sys.executable, VERIFY_PROOF, proof, key], capture_output=True, text=True, check=False
    )
    assert shown.returncode == 0, shown.stderr


def test_checkpoints_are_committed_where_one_stands(desk: Desk, tmp_path: Path) -> None:
    for words in (("init", "-q"), ("config", "user.name", "a"), ("config", "user.email", "a@b.c")):
        subprocess.run(["git", "-C", tmp_path, *words], check=True)
    assert "committed as" in desk.run("checkpoint", "--git").stderr
    assert "CHECKPOINTS" in json.loads(desk.ok("verify", "--json"))["known"][-1]["where"]


# -- upkeep --------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", [("backup", "copy.db"), ("restore", "copy.db")])
def test_a_teams_ledger_is_backed_up_by_its_server(desk: Desk, verb: tuple[str, ...]) -> None:
    refused = desk.run(*verb)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "E-NOFILE --db" in refused.stderr
    assert "pg_dump" in refused.stderr


def test_the_doctor_looks_at_the_server(desk: Desk) -> None:
    done = desk.run("doctor", "--json")
    found = {each["name"]: each for each in json.loads(done.stdout)["findings"]}
    assert (done.exit_code, found["flush"]["level"]) == (1, "wrong")  # that of the tests is hasty
    assert (found["checksums"]["level"], found["guards"]["level"]) == ("warning", "well")
    assert found["role"]["text"] == "owner owns the ledger"
    assert found["entries"]["text"] == "14 entries; the end of the log fits"
    told = desk.run("doctor").stdout
    assert "PostgreSQL" in told
    assert "2 things need a look" not in told


# -- read tables ---------------------------------------------------------------------------------


def test_the_read_tables_of_a_teams_ledger_are_each_users_own(desk: Desk) -> None:
    path = Path(json.loads(desk.ok("tables", "--json"))["path"])
    assert path.is_relative_to(os.environ["DEALTRAIL_STATE"])
    assert path.stat().st_mode & 0o077 == 0
    assert "amazon" in desk.ok("search", "amazon")
    assert json.loads(desk.ok("deals", "--json"))["deals"]
