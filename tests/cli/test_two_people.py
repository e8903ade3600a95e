"""Ana and Ben at one ledger: what the other changed is shown, and asked about, never overruled."""

import sys
from pathlib import Path

import pytest

from domain.ledger import Ledger
from tests import forging
from tests.cli.desk import Desk, report

pytestmark = pytest.mark.usefixtures("either_store")

ANA, BEN = {"DEALTRAIL_USER": "ana"}, {"DEALTRAIL_USER": "ben"}
FORTY = "up to $40bn"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A ledger in which Ben has amended the claim r1#1 (acme#6) as acme#11."""
    found = Desk(tmp_path)
    found.ok("amend", "r1#1", "--value", FORTY, **BEN)
    return found


def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.writing.asks", lambda: True)


@pytest.mark.parametrize(
    ("fix", "yours"),
    [
        (("amend", "r1#1", "--value", "$30bn"), "rumor amazon.commitment = $30bn; stage in talks"),
        (("amend", "acme#6", "--stage", "agreed"), f"= {FORTY}; stage agreed"),
        (("withdraw", "r1#1"), "withdrawn"),
        (("undo", "acme#5"), "taken back"),
    ],
)
def test_off_a_terminal_the_second_is_shown_both_texts_and_nothing_is_stored(
    desk: Desk, fix: tuple[str, ...], yours: str
) -> None:
    before = forging.contents(desk.place)
    done = desk.run(*fix, **ANA)
    assert (done.exit_code, done.stdout, forging.contents(desk.place)) == (5, "", before)
    for words in (
        "E-CONFLICT",
        "ben changed this claim as acme#11",
        f"theirs: rumor amazon.commitment = {FORTY}; stage in talks",
        "yours: ",
        yours,
        "repeat the command with --seen acme#11",
    ):
        assert words in done.stderr
    assert desk.run(*fix, "--seen", "acme#11", **ANA).exit_code == 0


def test_on_a_terminal_the_second_is_asked_and_no_is_the_default(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(monkeypatch)
    count = len(desk.events())
    for answer in ("\n", "n\n"):
        done = desk.run("amend", "r1#1", "--value", "$30bn", stdin=answer, **ANA)
        assert (done.exit_code, len(desk.events())) == (3, count)
        assert f"theirs: rumor amazon.commitment = {FORTY}" in done.stderr
        assert "Is yours to stand all the same? [y/N]" in done.stderr
        assert "nothing was stored" in done.stderr
        assert "--seen" not in done.stderr
    told = desk.ok("amend", "r1#1", "--value", "$30bn", stdin="y\n", **ANA)
    assert f"{FORTY} (rumored, in talks) → $30bn (rumored, in talks), amends" in told


def test_an_amendment_is_amended_by_its_own_name(desk: Desk) -> None:
    assert "amends r1#1" in desk.ok("amend", "acme#11", "--value", "$30bn", **ANA)
    assert desk.run("amend", "acme#11", "--value", "$20bn", **BEN).exit_code == 5
    assert "withdraws r1#1" in desk.ok("withdraw", "acme#12", **BEN)


def test_ones_own_amendment_is_amended_without_ado(desk: Desk) -> None:
    assert "amends r1#1" in desk.ok("amend", "r1#1", "--value", "$30bn", **BEN)
    assert "amends r1#1" in desk.ok("amend", "acme#6", "--value", "$31bn", **BEN)


def test_the_latest_command_of_another_is_shown_before_it_is_undone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = desk.run("undo", "--deal", "acme", **ANA)
    assert done.exit_code == 5
    for words in ("not yours but ben's", "acme#11", "'dealtrail show acme#11'", "--seen acme#11"):
        assert words in done.stderr
    asked(monkeypatch)
    assert desk.run("undo", "--deal", "acme", stdin="n\n", **ANA).exit_code == 3
    assert "takes back #11" in desk.ok("undo", "--deal", "acme", stdin="y\n", **ANA)


def test_a_fix_in_a_file_needs_its_word_too(desk: Desk) -> None:
    fix = {"deal": "acme", "amend": "r1#1", "claim": {"rumor": "amazon.commitment = $30bn"}}
    name = desk.lines(fix)
    assert desk.run("log", "acme", name, **ANA).exit_code == 5
    assert desk.run("import", name, **ANA).exit_code == 5
    both = desk.lines(fix, report("x", "2026-02-02", {"rumor": "round.size = $2bn"}))
    done = desk.run("import", both, **ANA)
    assert (done.exit_code, "1 problem found; nothing was saved" in done.stderr) == (5, True)
    assert "2 new" in desk.ok("import", both, "--seen", "acme#11", **ANA)


def test_an_event_that_is_no_number_is_refused(desk: Desk) -> None:
    done = desk.run("withdraw", "r1#1", "--seen", "r1", **ANA)
    assert (done.exit_code, "E-REF --seen" in done.stderr) == (2, True)


AMEND = """\
deal: acme
amend: r1#2
claim: {rumor: globex.commitment = $3bn}
"""


@pytest.mark.parametrize("answer", ["n", "y"])
def test_what_another_amends_while_the_editor_is_open_is_shown_and_the_text_is_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    def edit(path: str, _line: int) -> str:
        with Ledger.open(desk.place, logged_by="ben") as other:
            other.amend("acme", "r1#2", {"rumor": "globex.commitment = $2bn"})
        Path(path).write_text(AMEND, encoding="utf-8")
        return AMEND

    monkeypatch.setattr("cli.logging._interactive", lambda: True)
    monkeypatch.setattr("cli.editing._edited", edit)
    asked(monkeypatch)
    done = desk.run("log", "acme", stdin=f"{answer}\n", **ANA)
    assert "theirs: rumor globex.commitment = $2bn" in done.stderr
    assert "yours:  rumor globex.commitment = $3bn" in done.stderr
    if answer == "y":
        assert done.exit_code == 0
        assert desk.figure("globex.commitment") == "$3bn (rumored)"
        return
    assert done.exit_code == 3
    assert desk.figure("globex.commitment") == "$2bn (rumored)"
    kept = Path(done.stderr.split()[-1])
    assert kept.read_text(encoding="utf-8") == AMEND
    kept.unlink()


def test_nobody_is_asked_where_nobody_sits(monkeypatch: pytest.MonkeyPatch) -> None:
    from cli.writing import asks

    class Stream:
        def __init__(self, *, terminal: bool) -> None:
            self.isatty = lambda: terminal

    for stdin, stderr, found in ((True, True, True), (True, False, False), (False, True, False)):
        monkeypatch.setattr(sys, "stdin", Stream(terminal=stdin))
        monkeypatch.setattr(sys, "stderr", Stream(terminal=stderr))
        assert asks() is found
