"""Run the commands that the pages show, and compare or renew what is printed.

A block that begins with ```console holds commands, each after `$ ` (it goes on in the next line
after a `\\`, behind `> `), followed by what it prints. A block that begins with ```yaml and
`# NAME.yaml` is a file of that name; one that begins with ```text and `# NAME.txt` is one from its
next line on. The commands of a page run in order in one folder, as on a
terminal of 100 columns, by somebody called ana: the first at the page's own instant, each next one
a minute later. A line `…` stands for lines that the page leaves out. The id of a command, 32
hexadecimal digits, is not compared.
"""

import re
import shlex
import shutil
from collections.abc import Iterator, Sequence
from contextlib import chdir
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import click
from click.testing import CliRunner

from cli.main import dealtrail
from domain.record import Record

ROOT = Path(__file__).parent.parent
LEFT_OUT = "…"


class Page(Record):
    """A page with commands: on the shipped ledger or in an empty folder, and from when on."""

    path: str
    begins: str
    shipped: bool


PAGES = (
    Page(path="README.md", begins="2026-12-01T09:00", shipped=True),
    Page(path="docs/tutorial.md", begins="2026-03-02T09:00", shipped=False),
    Page(path="examples/openai-2026/README.md", begins="2026-12-01T09:00", shipped=True),
)


class File(Record):
    """A file that a page tells its reader to make."""

    name: str
    text: str


class Command(Record):
    """A command of a page, and the lines from `starts` to `ends` that it is shown to print."""

    words: tuple[str, ...]
    starts: int
    ends: int


class Done(Record):
    """A command that was run: what the page shows, and what it printed."""

    command: Command
    shown: tuple[str, ...]
    printed: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether the page shows what the command prints."""
        return _agree([_same(line) for line in self.shown], [_same(line) for line in self.printed])


def run(page: Page) -> list[Done]:
    """Run every command of a page in order."""
    lines = (ROOT / page.path).read_text(encoding="utf-8").splitlines()
    now = datetime.fromisoformat(page.begins).replace(tzinfo=UTC)
    done: list[Done] = []
    with TemporaryDirectory() as folder, chdir(folder):
        if page.shipped:
            shutil.copy(ROOT / "events.db", "events.db")
            Path("examples").symlink_to(ROOT / "examples")
        for step in _steps(lines):
            if isinstance(step, File):
                Path(step.name).parent.mkdir(parents=True, exist_ok=True)
                Path(step.name).write_text(step.text, encoding="utf-8")
                continue
            shown = tuple(line.rstrip() for line in lines[step.starts : step.ends])
            done.append(Done(command=step, shown=shown, printed=_printed(step.words, now)))
            now += timedelta(minutes=1)
    return done


def renew(page: Page) -> list[str]:
    """Write what the commands print into the page; those left as they are, being cut and wrong."""
    path = ROOT / page.path
    lines = path.read_text(encoding="utf-8").splitlines()
    wrong = []
    for done in reversed(run(page)):
        if done.agrees:
            continue
        if LEFT_OUT not in done.shown:
            lines[done.command.starts : done.command.ends] = done.printed
        else:
            wrong.append(f"{page.path}: {shlex.join(done.command.words)}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return wrong[::-1]


def _steps(lines: Sequence[str]) -> Iterator[File | Command]:
    """The files and commands of a page, in order."""
    place = 0
    while place < len(lines):
        fence = lines[place]
        place += 1
        if fence not in ("```console", "```yaml", "```text"):
            continue
        end = lines.index("```", place)
        if fence == "```yaml":
            named = re.fullmatch(r"# (\S+\.yaml)", lines[place])
            if named:
                yield File(name=named[1], text="\n".join(lines[place:end]) + "\n")
        elif fence == "```text":
            named = re.fullmatch(r"# (\S+\.txt)", lines[place])
            if named:
                yield File(name=named[1], text="\n".join(lines[place + 1 : end]) + "\n")
        else:
            yield from _commands(lines, place, end)
        place = end


def _commands(lines: Sequence[str], place: int, end: int) -> Iterator[Command]:
    while place < end:
        if not lines[place].startswith("$ "):
            raise ValueError(f"line {place + 1}: a console block begins with a command")
        text = lines[place][2:]
        place += 1
        while text.endswith("\\"):
            text = text[:-1] + lines[place].removeprefix("> ")
            place += 1
        starts = place
        while place < end and not lines[place].startswith("$ "):
            place += 1
        last = place - 1 if place < end and not lines[place - 1] else place
        yield Command(words=tuple(shlex.split(text)), starts=starts, ends=last)


class _Then(datetime):
    """The clock of the ledger, standing at `instant`."""

    instant = datetime(2026, 1, 1, tzinfo=UTC)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "_Then":
        return cls.fromisoformat(cls.instant.astimezone(tz).isoformat())


def _printed(words: Sequence[str], now: datetime) -> tuple[str, ...]:
    """What a command prints on a terminal, at an instant."""
    program, verb, *rest = words
    if program != "dealtrail":
        raise ValueError(f"only dealtrail is run here, not {program}")
    instant = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    state = str(Path(".state").absolute())
    user = {
        "DEALTRAIL_USER": "ana",
        "DEALTRAIL_DB": "",
        "DEALTRAIL_STATE": state,
        "COLUMNS": "100",
    }
    _Then.instant = now
    with (
        patch("domain.dates.now", lambda: instant),
        patch("domain.entries.datetime", _Then),
    ):
        found = CliRunner(env=user).invoke(dealtrail, [verb, *rest, *_as_on_a_terminal(verb, rest)])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    lines = [*found.stderr.splitlines(), *found.stdout.splitlines()]
    return tuple(line.rstrip() for line in lines)


def _as_on_a_terminal(verb: str, rest: Sequence[str]) -> list[str]:
    """`--table` for a verb that answers in several formats, where none is asked for."""
    command = dealtrail.get_command(click.Context(dealtrail), verb)
    formats = {
        option
        for part in (command.params if command else ())
        if part.name == "shape"
        for option in part.opts
    }
    return ["--table"] if formats and not formats & set(rest) else []


def _same(line: str) -> str:
    return re.sub(r"\b[0-9a-f]{32}\b", "<id>", line)


def _agree(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether the lines are the same, those apart that `…` stands for."""
    if not shown:
        return not printed
    if shown[0] != LEFT_OUT:
        return bool(printed) and shown[0] == printed[0] and _agree(shown[1:], printed[1:])
    return any(_agree(shown[1:], printed[skip:]) for skip in range(len(printed) + 1))
