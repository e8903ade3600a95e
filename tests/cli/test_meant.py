"""A mistyped name is answered with the one that is meant, and never with one far off."""

from pathlib import Path

import pytest

from domain.names import near
from tests.cli.desk import HEADER, Desk
from tests.cli.terminal import at_terminal

CLAIM = ("--rumor", "amazon.commitment = $5bn")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("lgo", "acme"), "Did you mean 'log'?"),
        (("state", "acme", "--asof", "2026-01-01"), "Did you mean '--as-of'?"),
        (("log", "acme", "--rumour", "x"), "Did you mean '--rumor'?"),
        (("state", "acm"), "did you mean acme?"),
        (("state", "acme", "--policy", "on-record"), "Did you mean on-record-first?"),
        (("state", "acme", "--field", "amazn"), "did you mean amazon?"),
        (("state", "acme", "--without", "The Wir"), "did you mean The Wire?"),
        (("audit", "acme", "amazon.comitment"), "did you mean amazon.commitment?"),
        (("audit", "acme", "amzon"), "did you mean amazon?"),
        (("replay", "acme", "--field", "globx"), "did you mean globex?"),
        (("check", "acme", "--kind", "overdu"), "Did you mean overdue?"),
        (("sources", "The Wir"), "did you mean The Wire?"),
        (("search", "amazon", "--deal", "acm"), "did you mean acme?"),
        (("show", "acm#3"), "did you mean acme?"),
        (("fields", "comitment"), "did you mean commitment?"),
        (("help", "amount"), "did you mean amounts?"),
        (("completion", "fsh"), "Did you mean fish?"),
        (("verify", "--level", "ful"), "Did you mean full?"),
        (("log", "acm", *HEADER, *CLAIM), "did you mean acme? 'dealtrail open acm' opens it"),
        (("log", "acme", *HEADER, *CLAIM, "--stage", "in_talk"), "did you mean in_talks? write"),
        (("log", "acme", *HEADER[:4], "--sourcing", "filling", *CLAIM), "did you mean filing?"),
        (("log", "acme", *HEADER, "--quality", "wir", *CLAIM), "did you mean wire?"),
        (("log", "acme", *HEADER, "--rumor", "amazon.comitment = $5bn"), "did you mean commitment"),
        (("log", "acme", *HEADER, "--rumor", "round.lead = amazn"), "did you mean amazon?"),
        (("log", "acme", *HEADER, *CLAIM, "--on-top-of", "round.siz"), "did you mean size?"),
        (("open", "gamma", "--name", "G", "--type", "mergr"), "did you mean merger?"),
        (("identify", "acme", "amazon", "globx"), "did you mean globex?"),
        (("describe", "acme", "amazon", "--kind", "prty"), "did you mean party?"),
        (("undo", "acm#3"), "did you mean acme?\n"),
        (("amend", "acm#3", "--value", "5"), "did you mean acme?"),
    ],
)
def test_a_mistyped_name_brings_the_one_that_is_meant(
    words: tuple[str, ...], hint: str, tmp_path: Path
) -> None:
    desk = Desk(tmp_path)
    before = desk.events()
    done = desk.run(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert hint in done.stderr
    assert desk.events() == before


@pytest.mark.parametrize("verb", ["amend", "withdraw", "retract", "correct", "show"])
def test_a_mistyped_report_is_looked_for_in_all_deals(verb: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.log("round.size = $7bn", "--id", "2026-03-01-reuters-size")
    name = "2026-03-01-reuter-size"
    claim = f"{name}#1" if verb in ("amend", "withdraw") else name
    more = {"amend": ("--value", "$8bn"), "withdraw": (), "show": ()}
    done = desk.run(verb, claim, *more.get(verb, ("--published", "2026-03-02")))
    assert done.exit_code == 2
    assert "did you mean 2026-03-01-reuters-size?" in done.stderr


@pytest.mark.parametrize(
    ("parts", "warning"),
    [
        (("--source", "The Wir", *CLAIM), "the source 'The Wir' is new to this deal; is it 'The"),
        (("--source", "Wire", *CLAIM), ""),
        (("--source", "Reuters", "--rumor", "amazn.commitment = $5bn"), "is it amazon?"),
        (("--source", "Reuters", "--rumor", "initech.commitment = $5bn"), ""),
        (("--source", "Reuters", "--rumor", "amazon-3.commitment = $5bn"), ""),
        (
            ("--source", "A", "--element", "amazn: party, A", "--rumor", "amazn.commitment = $5bn"),
            "",
        ),
        (
            ("--source", "Reuters", "--cites", "2026-03-01-wires-x", *CLAIM),
            "is it 2026-03-01-wire",
        ),
        (("--source", "Reuters", "--cites", "2026-02-11-ft-y", *CLAIM), ""),
    ],
)
def test_a_new_name_that_is_almost_a_known_one_is_pointed_out(
    parts: tuple[str, ...], warning: str, tmp_path: Path
) -> None:
    desk = Desk(tmp_path)
    desk.ok("log", "acme", "--source", "The Wire", "--published", "2026-03-01", *CLAIM, "--id", _ID)
    told = desk.ok("log", "acme", "--published", "2026-03-02", *parts)
    lines = [line for line in told.splitlines() if line.startswith("warning: W-NEAR")]
    assert len(lines) == bool(warning)
    assert warning in "".join(lines)


_ID = "2026-03-01-wire-x"


def test_a_name_once_used_is_not_pointed_out_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for day in ("2026-03-01", "2026-03-02"):
        told = desk.ok("log", "acme", "--source", "The Wir", "--published", day, *CLAIM)
    assert "W-NEAR" not in told


def test_at_a_terminal_a_mistyped_name_is_asked_about(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = desk.events()
    args = ("log", "acme", "--source", "The Wir", "--published", "2026-03-01", *CLAIM)
    seen = at_terminal(tmp_path, *args, answers=(("Log it all the same? [y/N]", "n\n"),))
    assert (seen.code, "is it 'The Wire'?" in seen.text) == (3, True)
    assert desk.events() == before


def test_a_grade_of_a_source_that_almost_has_reports_is_doubted(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    done = desk.run("grade", "The Wir", "B")
    assert (done.exit_code, "is it 'The Wire'?" in done.stderr) == (0, True)
    assert desk.run("grade", "The Wire", "B").stderr == ""
    question = (("Grade it all the same? [y/N]", "\n"),)
    assert at_terminal(tmp_path, "grade", "Te Wire", "B", answers=question).code == 3


def test_only_what_is_about_as_near_is_named() -> None:
    known = ["amazon-2", "amazon-1", "amazon", "aon"]
    assert near("amzon", known) == ["amazon"]
    assert set(near("amazon-3", known)) == {"amazon-2", "amazon-1", "amazon"}
    assert near("xyz", known) == []
