"""A report that seems to be in the ledger already is shown beside it, and asked about."""

from pathlib import Path

from tests.cli.desk import HEADER, Desk
from tests.cli.terminal import Seen, at_terminal

AGAIN = ("log", "acme", "--source", "The Wire", "--published", "2026-02-01", "--id", "again")
CLAIM = ("--sourcing", "anonymous_plural", "--rumor", "round.size = $100bn")
QUESTION = "Log it all the same? [y/N]"


def answered(desk: Desk, answer: str) -> Seen:
    """Log r2 once more, under another id, at a terminal."""
    return at_terminal(desk.folder, *AGAIN, *CLAIM, answers=((QUESTION, answer),))


def test_at_a_terminal_both_are_shown_side_by_side_and_no_is_the_answer(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = desk.events()
    seen = answered(desk, "\n")
    lines = [line.split() for line in seen.text.splitlines()]
    assert seen.code == 3
    assert ["report", "r2", "again"] in lines
    assert ["source", "The", "Wire", "The", "Wire"] in lines
    assert ["round.size", "$100bn", "$100bn"] in lines
    assert "nothing was stored" in seen.text
    assert desk.events() == before


def test_whoever_says_that_it_is_another_has_it_logged(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    seen = answered(desk, "y\n")
    assert (seen.code, "undo: dealtrail undo acme#11" in seen.text) == (0, True)
    assert "warning: " not in seen.text
    assert desk.names()[10:] == ["report-logged", "rumor-reported"]


def test_a_script_is_not_asked_but_warned(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = desk.ok(*AGAIN, *CLAIM)
    assert "warning: W-DUP again: r2 is of the same source and day" in told
    assert desk.names()[10:] == ["report-logged", "rumor-reported"]


def test_a_dry_run_shows_both_and_asks_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = desk.ok(*AGAIN, *CLAIM, "--dry-run")
    assert "warning: W-DUP again: r2 is of the same source and day" in told
    assert ["report", "r2", "again"] in [line.split() for line in told.splitlines()]


def test_what_is_like_nothing_is_not_asked_about(tmp_path: Path) -> None:
    Desk(tmp_path)
    seen = at_terminal(tmp_path, "log", "acme", *HEADER, "--rumor", "round.size = $7bn")
    assert (seen.code, QUESTION in seen.text) == (0, False)
