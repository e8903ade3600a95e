"""The verbs `backup`, `restore` and `doctor`: that there is a second copy, and all is well."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from cli.options import ledger_file, ledger_path
from cli.output import clean, say, write, write_json
from cli.words import count
from cli.writing import asks, progress
from domain.heads import entries

if TYPE_CHECKING:
    from domain.backup import Copied, Plan, Progress
    from domain.doctor import Diagnosis

_ON_A_SERVER = (
    "the server makes backups (pg_dump, base backups); a copy in a file, with proof: dealtrail move"
    " --keep-open ADDRESS FILE"
)
CODES = {"well": 0, "note": 0, "warning": 2, "wrong": 1}


@click.command()
@click.argument("to", metavar="TO", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="The same facts as JSON.")
def backup(to: str, *, as_json: bool) -> None:
    """Copy the ledger to the file TO, whole and checked, also while others write to it.

    The copy is of one moment. It is checked as 'verify' does it before it gets its name, which must
    be free: nothing is ever written over. If TO is a folder, the copy gets a dated name in it.
    Never copy a ledger in use by other means: a part of it may be in the -wal file beside it.

    \b
      dealtrail backup /media/stick/
      dealtrail --db events.db backup before-the-merger.db
    """
    from domain.backup import backup as copy

    path = ledger_file(_ON_A_SERVER)
    with _percent() as tell:
        made = copy(path, to, tell)
    for note in made.notes:
        say(note)
    if as_json:
        write_json({"schema": "dealtrail.backup/1", "ledger": path, **_copied(made)})
    else:
        write(clean(f"{made.path}: {_what(made)}, checked whole") + "\n")


@contextmanager
def _percent() -> "Iterator[Progress | None]":
    """Tells on a terminal how far a copy has come."""
    with progress(100, " %") as tell:
        shown: Callable[[int], None] | None = tell
        yield (lambda done, of: shown(100 * done // max(of, 1))) if shown else None


def _what(made: "Copied") -> str:
    root = f" of log {made.head.short}, root {made.head.root.hex()[:8]}…" if made.head else ""
    return f"{entries(made.events)}{root}, {made.bytes / 1e6:,.1f} MB"


def _copied(made: "Copied") -> dict[str, Any]:
    head = made.head
    return {
        "path": made.path,
        "bytes": made.bytes,
        "events": made.events,
        "log": head.log if head else None,
        "size": head.size if head else None,
        "root": head.root.hex() if head else None,
        "notes": list(made.notes),
    }


# -- restore ---------------------------------------------------------------------------------------


@click.command()
@click.argument("source", metavar="FROM", type=click.Path())
@click.option(
    "--accept-loss", is_flag=True, help="Restore though entries known here are not in the backup."
)
@click.option("--dry-run", "-n", is_flag=True, help="Check, and say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="The same facts as JSON.")
def restore(source: str, *, accept_loss: bool, dry_run: bool, as_json: bool) -> int | None:
    """Put the backup FROM in the place of the ledger, checked, and nothing written over.

    The file that is there, with its -wal, is kept beside it under a dated name. Nothing is done
    while another program has the ledger open. Where the backup is older than what is known here,
    or of another ledger, that is told: on a terminal you are asked, elsewhere --accept-loss has to
    say that it is meant.

    \b
      dealtrail restore /media/stick/events-20261125T080000Z.db
      dealtrail restore before-the-merger.db --dry-run
    """
    from domain.backup import plan
    from domain.backup import restore as put_back

    path = ledger_file(_ON_A_SERVER)
    made = plan(source, path)
    for note in made.notes:
        say(note)
    if dry_run:
        _show_plan(made, as_json=as_json)
        return None
    if made.loss and not accept_loss and asks():
        say(made.loss.text)
        accept_loss = click.confirm("Restore it all the same?", default=False, err=True)
        if not accept_loss:
            say("nothing was changed")
            raise click.Abort
    with _percent() as tell:
        done = put_back(made, accept_loss=accept_loss, progress=tell)
    for note in done.copy.notes[len(made.notes) :]:
        say(note)
    if as_json:
        document = {"schema": "dealtrail.restore/1", "from": made.source, **_copied(done.copy)}
        write_json(document | {"aside": list(done.aside), "loss": _loss(made), "dry_run": False})
        return None
    lines = [f"{done.copy.path}: {_what(done.copy)}, restored and checked whole"]
    if made.loss:
        lines.append(f"lost: {made.loss.text.replace('would be lost', 'are lost')}")
    if done.aside:
        lines.append(f"what was there is kept as {done.aside[0]}")
        more = [each for each in done.aside[1:] if each.endswith("-wal") and os.path.getsize(each)]
        lines += [f"  with {os.path.basename(each)}, which belongs to it" for each in more]
    write("".join(f"{clean(line)}\n" for line in lines))
    return None


def _loss(made: "Plan") -> dict[str, Any] | None:
    if made.loss is None:
        return None
    return {"code": made.loss.code, "text": made.loss.text, "entries": made.loss.entries}


def _show_plan(made: "Plan", *, as_json: bool) -> None:
    found = made.found
    if as_json:
        write_json(
            {
                "schema": "dealtrail.restore/1",
                "from": made.source,
                "path": made.path,
                "bytes": os.path.getsize(made.source),
                "events": found.events,
                "log": found.log,
                "size": found.size if found.log else None,
                "root": found.root.hex() if found.root else None,
                "notes": list(made.notes),
                "aside": [],
                "loss": _loss(made),
                "dry_run": True,
            }
        )
        return
    there = "what is there would be kept beside it" if os.path.lexists(made.path) else "it is free"
    lines = [
        f"{made.source}: {entries(found.events)}, checked whole",
        f"would become {made.path}; {there}",
        made.loss.text if made.loss else "nothing would be lost",
    ]
    write("".join(f"{clean(line)}\n" for line in lines))


# -- doctor ----------------------------------------------------------------------------------------


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The same facts as JSON.")
def doctor(*, as_json: bool) -> int:
    """Whether all is well around the ledger, and what to do where it is not.

    The version of SQLite, how commits reach the disk, the kind of disk and the room on it, rights,
    files that lie beside the ledger, what is known of it outside, and how much of it is in no
    checkpoint. Nothing is changed. 'verify' looks at every entry; this looks at the end of them.

    Exit code 0: all is well, or worth a note. 1: something is wrong. 2: something is doubtful.

    \b
      dealtrail doctor
      dealtrail --db events.db doctor --json
    """
    from domain.doctor import examine

    found = examine(ledger_path())
    if as_json:
        write_json(_diagnosis(found))
    else:
        write("".join(clean(line) + "\n" for line in _lines(found)))
    return CODES[found.worst]


def _lines(found: "Diagnosis") -> Iterator[str]:
    for each in found.findings:
        mark = {"well": "ok", "wrong": "WRONG"}.get(each.level, each.level)
        yield from _wrapped(f"{mark:8} {each.name:11} ", each.text)
        if each.todo:
            yield from _wrapped(f"{'':21}→ ", each.todo)
    bad = [each for each in found.findings if each.level in ("warning", "wrong")]
    if bad:
        yield f"{found.path}: {count(len(bad), 'thing needs', 'things need')} a look"
    else:
        yield f"{found.path}: all is well"


def _wrapped(begin: str, text: str) -> list[str]:
    """A line of its own for a program, as many as it takes on a terminal."""
    if not sys.stdout.isatty():
        return [begin + text]
    from shutil import get_terminal_size
    from textwrap import wrap

    width = max(get_terminal_size().columns, 60)
    return wrap(begin + text, width, subsequent_indent=" " * len(begin), break_long_words=False)


def _diagnosis(found: "Diagnosis") -> dict[str, Any]:
    return {
        "schema": "dealtrail.doctor/1",
        "path": found.path,
        "worst": found.worst,
        "findings": [
            {"name": each.name, "level": each.level, "text": each.text, "todo": each.todo or None}
            for each in found.findings
        ],
    }
