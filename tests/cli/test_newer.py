"""A ledger that a newer dealtrail wrote in: what can be read is read, nothing else is shown."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests import forging
from tests.cli.desk import HEADER, Desk, report

BEFORE = "2098-12-31T23:59:59.999999Z"


def add_unknown(desk: Desk, stream: str) -> None:
    """Let a newer version write an event of its own at the end of a stream, in 2099."""
    with closing(sqlite3.connect(desk.ledger)) as connection:
        query = "SELECT 1 + count(*) FROM stored_events WHERE originator_id = ?"
        (number,) = connection.execute(query, (stream,)).fetchone()
    recorded = "2099-01-01T00:00:00.000000Z"
    forging.add(desk.ledger, stream, number, "figure-dreamt", "{}", recorded, "x", "x")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A ledger with an unknown event as acme#11; the deal beta is as it was."""
    found = Desk(tmp_path)
    add_unknown(found, "deal/acme")
    return found


@pytest.mark.parametrize(
    "verb",
    [
        ("state", "acme"),
        ("audit", "acme", "amazon.commitment"),
        ("replay", "acme"),
        ("timeline", "acme"),
        ("diff", "acme", "2026-01-01", "2026-02-01"),
        ("check", "acme"),
        ("show", "acme#6"),
        ("show", "r1#1"),
        ("state", "acme", "--known-at", "2099-01-01T00:00:00Z"),
    ],
)
def test_a_deal_with_an_unknown_event_is_not_shown_as_it_is_now(
    desk: Desk, verb: tuple[str, ...]
) -> None:
    done = desk.run(*verb)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "E-TYPE acme#11: a newer dealtrail has written this event" in done.stderr
    assert f"dealtrail state acme --known-at {BEFORE}" in done.stderr


@pytest.mark.parametrize(
    "verb",
    [
        ("state", "acme"),
        ("audit", "acme", "amazon.commitment"),
        ("replay", "acme"),
        ("timeline", "acme"),
        ("diff", "acme", "2026-01-01", "2026-02-01"),
        ("check", "acme"),
        ("show", "acme#6"),
        ("show", "r1#1"),
        ("deals",),
    ],
)
def test_as_it_stood_before_that_event_it_is_shown_in_full(
    desk: Desk, verb: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "plain").mkdir()
    plain = Desk(tmp_path / "plain")
    as_of = () if verb[0] == "diff" else ("--as-of", "2026-12-01")
    clocks = ("--known-at", BEFORE, *as_of, "--json")
    assert desk.ok(*verb, *clocks) == plain.ok(*verb, *clocks)


def test_the_other_deals_are_read_and_written(desk: Desk) -> None:
    assert desk.figure("bid.price_per_share", deal="beta") == "€50 a share (rumored)"
    assert desk.run("log", "beta", *HEADER, "--rumor", "bid.premium = 20%").exit_code == 0


@pytest.mark.parametrize("verb", ["deals", "check"])
def test_where_all_deals_are_asked_for_the_one_that_cannot_be_read_is_named(
    desk: Desk, verb: str
) -> None:
    done = desk.run(verb, "--json")
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert [each["deal"] for each in found["deals"]] == ["beta"]
    assert found["unread"] == [
        {"deal": "acme", "event": "acme#11", "name": "figure-dreamt", "known_at": BEFORE}
    ]
    assert "E-TYPE acme#11" in done.stderr
    plain = desk.run(verb)
    assert (plain.exit_code, "E-TYPE acme#11" in plain.stderr) == (1, True)
    assert "beta" in plain.stdout


@pytest.mark.parametrize(
    "verb", [("search", "bid"), ("search", "bid", "--as-of", "2026-03"), ("sources",)]
)
@pytest.mark.parametrize("made", [False, True])
def test_search_and_sources_answer_from_the_deals_that_can_be_read(
    tmp_path: Path, verb: tuple[str, ...], *, made: bool
) -> None:
    desk = Desk(tmp_path)
    if made:
        desk.ok("tables")
    add_unknown(desk, "deal/acme")
    for _ in range(2):
        done = desk.run(*verb, "--json")
        assert done.exit_code == 1
        assert json.loads(done.stdout)["unread"] == [
            {"deal": "acme", "event": "acme#11", "name": "figure-dreamt", "known_at": BEFORE}
        ]
        assert "E-TYPE acme#11" in done.stderr
        assert "r9" in done.stdout or "The Wire" in done.stdout
        assert "amazon" not in done.stdout
    assert desk.run("search", "bid", "--deal", "beta").exit_code == 0


def test_deals_are_not_taken_from_tables_that_lack_one(desk: Desk) -> None:
    folded = json.loads(desk.run("deals", "--json").stdout)
    desk.ok("tables")
    done = desk.run("deals", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["unread"] == folded["unread"]
    assert "E-TYPE acme#11" in done.stderr


def test_the_record_before_that_event_is_searched(desk: Desk) -> None:
    found = json.loads(desk.ok("search", "amazon", "--known-at", BEFORE, "--json"))
    assert [hit["claim"] for hit in found["hits"]] == ["r1#1"]
    assert found["unread"] == []


@pytest.mark.parametrize(
    "verb",
    [
        ("log", "acme", *HEADER, "--rumor", "amazon.commitment = $1bn"),
        ("withdraw", "acme#6"),
        ("undo", "acme#5"),
        ("amend", "r1#1", "--value", "$1bn"),
        ("describe", "acme", "amazon", "--name", "A"),
    ],
)
def test_nothing_is_written_after_what_cannot_be_read(desk: Desk, verb: tuple[str, ...]) -> None:
    before = desk.ledger.read_bytes()
    done = desk.run(*verb)
    assert (done.exit_code, desk.ledger.read_bytes()) == (1, before)
    assert "E-TYPE acme#11" in done.stderr
    assert "install the newer dealtrail" in done.stderr


def test_a_partial_import_leaves_out_what_goes_to_such_a_deal(desk: Desk) -> None:
    one = {"rumor": "bid.premium = 20%"}
    name = desk.lines(
        report("x", "2026-02-02", {"rumor": "round.size = $1bn"}),
        report("y", "2026-02-02", one, deal="beta"),
    )
    done = desk.run("import", "--partial", name)
    assert (done.exit_code, "1 new, 0 known, 1 left out" in done.stdout) == (2, True)


def test_an_unknown_event_about_a_source_is_none_to_skip_either(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.ok("grade", "Reuters", "A")
    add_unknown(desk, "source/reuters")
    for verb in (
        ("state", "acme"),
        ("deals",),
        ("show", "source/reuters#1"),
        ("search", "amazon"),
        ("sources",),
        ("tables",),
    ):
        done = desk.run(*verb)
        assert (done.exit_code, done.stdout) == (1, "")
        assert "E-TYPE source/" in done.stderr
    assert desk.figure("round.size", "--known-at", BEFORE) == "$100bn (rumored)"


def test_a_ledger_of_a_newer_format_is_read_with_a_warning_and_not_written_to(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    answer = desk.ok("state", "acme", "--json", "--as-of", "2026-06-01")
    with closing(sqlite3.connect(desk.ledger)) as connection:
        connection.execute("PRAGMA user_version=7")
    done = desk.run("state", "acme", "--json", "--as-of", "2026-06-01")
    assert (done.exit_code, done.stdout) == (0, answer)
    assert done.stderr.startswith("W-NEWER a newer dealtrail has made this ledger (format 7)")
    before = desk.ledger.read_bytes()
    for verb in (("log", "acme", *HEADER, "--rumor", "round.size = $1bn"), ("verify",)):
        done = desk.run(*verb)
        assert (done.exit_code, desk.ledger.read_bytes()) == (1, before)
        assert "E-NEWER" in done.stderr
        assert "it has format 7, and format 2 is written here" in done.stderr
        assert "install the newer dealtrail" in done.stderr


def test_a_deal_that_a_newer_version_opened_has_no_earlier_state_to_offer(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    add_unknown(desk, "deal/gamma")
    done = desk.run("state", "gamma")
    assert (done.exit_code, "E-TYPE gamma#1" in done.stderr) == (1, True)
    assert "--known-at" not in done.stderr
