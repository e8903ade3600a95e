"""The TAB key: the words that come next, in the real shells where they are installed."""

import os
import pty
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from click.shell_completion import ShellComplete

from cli.completing import DEAL_TYPES, QUALITY
from cli.main import dealtrail
from domain.events import DealType, HeaderParts
from tests.cli.desk import Desk, report

SHELLS = ("bash", "zsh", "fish")


def words(desk: Desk, typed: str) -> list[str]:
    """What can come where the line ends, as bash asks for it."""
    from click.shell_completion import split_arg_string

    args = split_arg_string(typed)[1:]
    incomplete = "" if typed.endswith(" ") and "'" not in typed else args.pop()
    before = os.environ.get("DEALTRAIL_DB")
    os.environ["DEALTRAIL_DB"] = desk.place
    try:
        asked = ShellComplete(dealtrail, {}, "dealtrail", "_DEALTRAIL_COMPLETE")
        return [item.value for item in asked.get_completions(args, incomplete)]
    finally:
        if before is None:
            del os.environ["DEALTRAIL_DB"]
        else:
            os.environ["DEALTRAIL_DB"] = before


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("dealtrail au", ["audit"]),
        ("dealtrail state ", ["acme", "beta"]),
        ("dealtrail state b", ["beta"]),
        ("dealtrail audit acme am", ["amazon.commitment"]),
        ("dealtrail audit acme --po", ["--policy"]),
        ("dealtrail audit acme --policy o", ["on-record-first", "official-only"]),
        ("dealtrail state acme --field glo", ["globex.commitment"]),
        ("dealtrail state acme --without ", ["The Wire", "r2", "r1"]),
        ("dealtrail log acme --source ", ["The Wire"]),
        ("dealtrail log acme --source wire", ["The Wire"]),
        ("dealtrail log acme --sourcing anon", ["anonymous_plural", "anonymous_single"]),
        ("dealtrail log acme --claim-sourcing fil", ["filing"]),
        ("dealtrail log acme --quality w", ["wire"]),
        ("dealtrail log acme --stage in_", ["in_talks"]),
        ("dealtrail log acme --cites ", ["r2", "r1"]),
        ("dealtrail log acme --sighting-of r", ["r2#", "r1#"]),
        ("dealtrail log acme --sighting-of r1#", ["r1#1", "r1#2"]),
        ("dealtrail log acme --on-top-of rou", ["round.size"]),
        ("dealtrail log acme --about gl", ["globex"]),
        ("dealtrail log acme --element x", []),
        ("dealtrail log acme --rumor ama", ["amazon."]),
        (
            "dealtrail log acme --rumor 'amazon.commitm",
            ["amazon.commitment = ", "amazon.commitment = up to $50bn"],
        ),
        ("dealtrail log acme --deny 'report r", ["report r2", "report r1"]),
        ("dealtrail log acme --rumor 'amazon.stage = sig", ["amazon.stage = signed"]),
        ("dealtrail log acme --rumor 'round.lead = ama", ["round.lead = amazon"]),
        ("dealtrail describe acme i", ["ipo"]),
        ("dealtrail describe acme ipo --kind proc", ["process"]),
        ("dealtrail identify acme amazon gl", ["globex"]),
        ("dealtrail open gamma --type mer", ["merger"]),
        ("dealtrail open gamma --currency GB", ["GBP"]),
        ("dealtrail open ac", [""]),
        ("dealtrail amend ac", ["acme#"]),
        ("dealtrail amend r", ["r2#", "r1#", "r9#", "r2", "r1", "r9"]),
        ("dealtrail withdraw r1#", ["r1#1", "r1#2"]),
        ("dealtrail undo acme#1", ["acme#10", "acme#1"]),
        ("dealtrail show beta#4", ["beta#4"]),
        ("dealtrail retract r", ["r2", "r1", "r9"]),
        ("dealtrail correct r1 --replaces r1#", ["r1#1", "r1#2"]),
        ("dealtrail grade The", ["The Wire"]),
        ("dealtrail grade 'The Wire' E", ["E"]),
        ("dealtrail sources The", ["The Wire"]),
        ("dealtrail fields commitm", ["commitment"]),
        ("dealtrail help exit", ["exit-codes"]),
        ("dealtrail completion f", ["fish"]),
        ("dealtrail check --kind over", ["overdue"]),
        ("dealtrail audit nosuch ", ["round.size"]),
    ],
)
def test_the_words_that_can_come_next(typed: str, found: list[str], tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = words(desk, typed)
    if typed.startswith(("dealtrail open ac", "dealtrail audit nosuch")):
        assert "acme" not in told
        return
    assert told == found


def test_the_words_that_are_written_down_here_are_those_of_the_events() -> None:
    quality = HeaderParts.model_fields["quality"].annotation
    assert get_args(DealType) == DEAL_TYPES
    assert get_args(get_args(quality)[0]) == QUALITY


@pytest.mark.parametrize("content", [None, b"", b"no ledger", b"SQLite format 3\0 and no more"])
def test_without_a_ledger_nothing_is_said_and_nothing_made(
    content: bytes | None, tmp_path: Path
) -> None:
    desk = Desk(tmp_path, empty=True)
    if content is not None:
        desk.file("events.db", content)
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    assert words(desk, "dealtrail state ") == []
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before


def test_a_database_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "events.db") as other:
        other.execute("CREATE TABLE mail (id)")
    other.close()
    before = (tmp_path / "events.db").read_bytes()
    assert words(Desk(tmp_path, empty=True), "dealtrail state ") == []
    assert (tmp_path / "events.db").read_bytes() == before


def test_it_loads_no_more_than_an_answer_does(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    code = "import sys; from cli.main import main\ntry: main()\nexcept SystemExit: pass\n"
    heavy = "{'pydantic', 'rich', 'eventsourcing', 'sqlite_utils', 'yaml'} & sys.modules.keys()"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}print('loaded', {heavy})"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={
            **os.environ,
            "DEALTRAIL_DB": desk.place,
            "COMP_WORDS": "dealtrail log acme --rumor 'amazon.commitm",
            "COMP_CWORD": "4",
            "_DEALTRAIL_COMPLETE": "bash_complete",
        },
    )
    assert done.stdout.splitlines()[0] == "plain,amazon.commitment = "
    assert done.stdout.splitlines()[-1] == "loaded set()"


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_says_where_to_put_it(shell: str, tmp_path: Path) -> None:
    told = Desk(tmp_path).ok("completion", shell)
    assert "Put it" in "\n".join(told.splitlines()[:4])


# -- in the real shells ----------------------------------------------------------------------------

_ARGS = {
    "bash": "args() { printf '<%s>\\n' \"$@\"; }",
    "zsh": "args() { printf '<%s>\\n' \"$@\" }",
    "fish": "function args; printf '<%s>\\n' $argv; end",
}
_START = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
_READ = {
    "bash": "source <(dealtrail completion bash)",
    "zsh": "autoload -Uz compinit; compinit -u -D; source <(dealtrail completion zsh)",
    "fish": "dealtrail completion fish | source",
}


def pressed(shell: str, desk: Desk, keys: str) -> list[str]:
    """What the shell has on its line after these keys, as the words that a command would get."""
    if shutil.which(shell) is None and not os.environ.get("CI"):
        pytest.skip(f"{shell} is not installed")
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "DEALTRAIL_DB": desk.place,
        "HOME": str(desk.folder),
        "TERM": "xterm" if shell == "fish" else "dumb",
        "LC_ALL": "C.UTF-8",
        "PS1": "> ",
    }
    child, ours = pty.fork()
    if not child:
        os.execvpe(_START[shell][0], _START[shell], environment)  # noqa: S606 -- the shell is meant
    seen = ""

    def until(mark: str) -> None:
        nonlocal seen
        while mark not in seen:
            ready, _, _ = select.select([ours], [], [], 60)
            assert ready, f"nothing more came of {shell}:\n{seen}"
            seen += os.read(ours, 4096).decode("utf-8", "replace")

    try:
        os.write(ours, f"{_ARGS[shell]}\r{_READ[shell]}\rargs re''ady\r".encode())
        until("<ready>")
        os.write(ours, f"{keys}\x01args \x05 'the e''nd'\r".encode())
        until("<the end>")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ours)
    told = seen.rpartition("<dealtrail>")[2].partition("<the end>")[0]
    return [line.strip()[1:-1] for line in told.splitlines() if line.strip().startswith("<")]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ("dealtrail aud\tac\tama\t", ["audit", "acme", "amazon.commitment"]),
        ("dealtrail log acme --source The\\ \t", ["log", "acme", "--source", "The Wire"]),
        ("dealtrail log acme --source 'The W\t", ["log", "acme", "--source", "The Wire"]),
        (
            "dealtrail log acme --rumor 'amazon.commitm\t$60bn'",
            ["log", "acme", "--rumor", "amazon.commitment = $60bn"],
        ),
        ("dealtrail log acme --source='The W\t", ["log", "acme", "--source=The Wire"]),
        ("dealtrail log acme --stage=in_\t", ["log", "acme", "--stage=in_talks"]),
        ("dealtrail show beta#\t", ["show", "beta#"]),
        ('dealtrail grade "Kin\t', ["grade", "King's Own, Ltd: $1"]),
        ("dealtrail grade Kin\t", ["grade", "King's Own, Ltd: $1"]),
    ],
)
def test_a_shell_completes(shell: str, keys: str, line: list[str], tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.ok("import", desk.lines(report("k", "2026-02-03", source="King's Own, Ltd: $1")))
    found = pressed(shell, desk, keys)
    assert [word.strip() for word in found] == [word.strip() for word in line]
