"""The editor: it opens, and opens again at what is wrong, until the text is taken."""

import sys
from pathlib import Path

import pytest

from cli.editing import command_of
from cli.faults import faults, marked, unmarked
from domain.documents import parse
from domain.errors import DealtrailError
from tests.cli.desk import Desk
from tests.cli.terminal import at_terminal

EDITOR = """\
import json, os, sys
from pathlib import Path
*options, path = sys.argv[1:]
here = Path(__file__).parent
turns = json.loads((here / "turns.json").read_text())
seen = here / "seen.jsonl"
done = seen.read_text().count("\\n") if seen.exists() else 0
text = Path(path).read_text()
with seen.open("a") as file:
    file.write(json.dumps([options, text]) + "\\n")
for old, new in turns[done]:
    assert old in text, (old, text)
    text = text.replace(old, new, 1)
if turns[done]:
    Path(path).write_text(text)
"""


class Person:
    """Somebody at a desk with an editor, who changes the text turn by turn."""

    def __init__(self, folder: Path, *turns: list[tuple[str, str]]) -> None:
        import json

        self.desk = Desk(folder)
        self.folder = folder
        (folder / "turns.json").write_text(json.dumps(turns))
        (folder / "vim").write_text(f"#!{sys.executable}\n{EDITOR}")
        (folder / "vim").chmod(0o755)

    def log(self, *answers: tuple[str, str], more: tuple[str, ...] = ()) -> tuple[int, str]:
        """Log a report to acme in the editor; the exit code and what was seen."""
        editor = str(self.folder / "vim")
        return at_terminal(self.folder, "log", "acme", *more, answers=answers, EDITOR=editor)

    def saw(self, turn: int) -> tuple[list[str], list[str]]:
        """The options that the editor got the n-th time, and the lines of the text."""
        import json

        told = (self.folder / "seen.jsonl").read_text().splitlines()[turn]
        options, text = json.loads(told)
        return options, text.splitlines()


CLAIM = "  - rumor: \n    stage: \n"
FILLED = [
    ("source: \n", "source: Reuters\n"),
    ("published: \n", "published: 2026-03-01\n"),
    (CLAIM, "  - rumor: amazon.commitment = 1,234\n    stage: in_talks\n"),
]
AGAIN = "Open it again? [Y/n]"


def test_what_is_wrong_opens_the_editor_again_at_its_line(tmp_path: Path) -> None:
    person = Person(tmp_path, FILLED, [("= 1,234", "= $2bn")])
    code, told = person.log((AGAIN, "\n"))
    assert code == 0
    assert "E-AMOUNT-AMBIG" in told.partition(AGAIN)[0]
    assert "understood: USD 2,000,000,000; stage in talks" in told.partition(AGAIN)[2]
    options, lines = person.saw(1)
    at = lines.index("  - rumor: amazon.commitment = 1,234")
    assert options == [f"+{at + 1}"]
    assert lines[at - 2].startswith("  #! E-AMOUNT-AMBIG '1,234' may be 1,234 or 1.234")
    assert lines[at - 1] == "  #!   write 1234 or 1.2340 for the one you mean"
    assert lines[0].startswith("#! One thing is to be put right")


def test_what_was_told_of_a_fault_does_not_stay_in_the_text(tmp_path: Path) -> None:
    person = Person(tmp_path, FILLED, [("= 1,234", "= 5,678")], [("= 5,678", "= $2bn")])
    assert person.log((AGAIN, "\n"), (AGAIN, "y\n"))[0] == 0
    assert [line for line in person.saw(2)[1] if "1,234" in line] == []


def test_who_does_not_open_it_again_finds_the_text_in_a_file(tmp_path: Path) -> None:
    person = Person(tmp_path, FILLED)
    code, told = person.log((AGAIN, "n\n"))
    kept = Path(told.rpartition("dealtrail log acme ")[2].strip())
    assert code == 2
    assert "amazon.commitment = 1,234" in kept.read_text()
    kept.unlink()


def test_who_closes_it_unchanged_gives_up_and_finds_the_text_in_a_file(tmp_path: Path) -> None:
    person = Person(tmp_path, FILLED, [])
    code, told = person.log((AGAIN, "y\n"))
    kept = Path(told.rpartition("dealtrail log acme ")[2].strip())
    assert (code, "nothing was changed" in told) == (2, True)
    assert "amazon.commitment = 1,234" in kept.read_text()
    assert "#!" not in kept.read_text()
    kept.unlink()


def test_who_takes_it_for_the_same_report_can_change_it(tmp_path: Path) -> None:
    again = [
        ("source: \n", "source: The Wire\n"),
        ("published: \n", "published: 2026-02-01\n"),
        (CLAIM, "  - rumor: round.size = $100bn\n"),
    ]
    person = Person(tmp_path, again, [("= $100bn", "= $101bn")])
    code, told = person.log(("Log it all the same? [y/N]", "n\n"), (AGAIN, "y\n"))
    assert (code, "understood: USD 101,000,000,000" in told) == (0, True)


def test_a_dry_run_keeps_the_text(tmp_path: Path) -> None:
    fine = [*FILLED[:2], (CLAIM, "  - rumor: round.size = $1bn\n")]
    person = Person(tmp_path, fine)
    before = person.desk.events()
    code, told = person.log(more=("--dry-run",))
    kept = Path(told.rpartition("your text is kept: dealtrail log acme ")[2].split()[0])
    assert (code, "round.size = $1bn" in kept.read_text()) == (0, True)
    assert person.desk.events() == before
    kept.unlink()


def test_an_editor_that_fails_logs_nothing_and_keeps_what_was_typed(tmp_path: Path) -> None:
    person = Person(tmp_path, [("no such text", "")])
    code, told = person.log()
    assert (code, "E-EDITOR $EDITOR: the editor ended with exit code 1" in told) == (2, True)
    assert "your text is kept" not in told


def test_an_editor_that_is_not_there_is_named(tmp_path: Path) -> None:
    Desk(tmp_path)
    seen = at_terminal(tmp_path, "log", "acme", EDITOR="no-such-editor --wait")
    assert seen.code == 2
    assert "E-EDITOR $EDITOR: the editor could not be run" in seen.text
    assert "your text is kept" not in seen.text


@pytest.mark.parametrize(
    ("editor", "command"),
    [
        ("vim", ["vim", "+7", "f"]),
        ("/usr/bin/emacsclient -t", ["/usr/bin/emacsclient", "-t", "+7", "f"]),
        ("hx", ["hx", "f:7"]),
        ("code --wait", ["code", "--wait", "--goto", "f:7"]),
        ("ed", ["ed", "f"]),
    ],
)
def test_an_editor_is_told_the_line_as_it_knows_it(editor: str, command: list[str]) -> None:
    assert command_of(editor, "f", 7) == command


TEXT = """\
deal: acme
source: WSJ
published: 2026-03-04

claims:
  - rumor: amazon.commitment = 1,234
    stage: in_talk
  -
    - rumor: amazon.paid = $1bn
    - rumor: {field: globex.commitment, value: soon}
"""


@pytest.mark.parametrize(
    ("place", "seen", "line"),
    [
        ("template: published", "2026-03-04", 3),
        ("template: claim 1 amazon.commitment", "1,234", 6),
        ("template: claim 1", "in_talk", 7),
        ("template: claim 2", "$1bn", 9),
        ("template: claim 2.2 globex.commitment", "soon", 10),
        ("template: claims.0.rumor", None, 6),
        ("template, line 5 column 2", None, 5),
        ("template: sourcing", None, 0),
        ("template", "acme", 1),
        ("", None, 0),
    ],
)
def test_a_fault_is_told_where_it_stands(place: str, seen: str | None, line: int) -> None:
    error = DealtrailError("no", code="E-X", place=place, seen=seen)
    assert [fault.line for fault in faults(TEXT, error)] == [line]


def test_a_fault_of_a_later_document_is_told_there() -> None:
    error = DealtrailError("no", code="E-X", place="t, document 2: published", seen=None)
    assert [fault.line for fault in faults(f"{TEXT}---\n{TEXT}", error)] == [14]


def test_a_text_with_its_faults_told_reads_as_before() -> None:
    text = TEXT.replace("in_talk", "in_talks")
    error = DealtrailError("no", code="E-X", place="t: claim 2.1", seen="$1bn", hint="one\ntwo")
    shown, line = marked(text, faults(text, error))
    assert shown.splitlines()[line - 1] == "    - rumor: amazon.paid = $1bn"
    assert unmarked(shown) == text
    assert parse(shown, "t") == parse(text, "t")
