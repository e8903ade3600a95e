"""The verbs `verify` and `checkpoint`: that the record is what it was."""

import os
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from cli.options import OneOf, ledger_path
from cli.output import clean, say, write, write_json
from cli.words import count
from domain.errors import DealtrailError
from domain.heads import entries
from domain.history import folder_of

if TYPE_CHECKING:
    from domain.checkpoints import Checkpoint
    from domain.verify import Checked, Verified

CODES = {"ok": 0, "broken": 1, "cannot tell": 2}


@click.command()
@click.option(
    "--level",
    type=OneOf(["head", "full"]),
    default="full",
    show_default=True,
    help="head: the end of the log alone, in no time. full: every byte.",
)
@click.option(
    "--against",
    metavar="FILE",
    multiple=True,
    help="Checkpoints that somebody else held: a file, such as a mail; may be repeated.",
)
@click.option(
    "--key", metavar="KEY", multiple=True, help="The public key that signed them, if not yours."
)
@click.option(
    "--accept-head",
    is_flag=True,
    help="Take the file as it is, though it is not the one known here, from now on.",
)
@click.option("--json", "as_json", is_flag=True, help="The same facts as JSON.")
def verify(
    level: str, against: tuple[str, ...], key: tuple[str, ...], *, accept_head: bool, as_json: bool
) -> int:
    """Whether the ledger is what it was: nothing changed, removed, reordered or slipped in.

    Every entry is held against its seal, and the seals against what is known outside of the file:
    the head that was kept in your state folder, checkpoints signed here, a file CHECKPOINTS beside
    the ledger, and those you name. Nothing is altered.

    Exit code 0: it is. 1: it is broken, and how. 2: it agrees with itself, but nothing outside
    vouches for it. docs/integrity.md says what that proves, and what not.

    \b
      dealtrail verify
      dealtrail verify --against checkpoint-from-ana.txt --key dealtrail/…
    """
    from domain import checkpoints
    from domain.verify import verify as check

    path = ledger_path()
    begun = perf_counter()
    known = checkpoints.anchors(path, against, key, with_kept=not accept_head)
    found = check(path, known, level)
    took = perf_counter() - begun
    if accept_head:
        found = _accept(path, found)
    if as_json:
        write_json(_json(found, took))
    else:
        write("".join(clean(line) + "\n" for line in _lines(found, took)))
    return CODES[found.status]


def _accept(path: str, found: "Verified") -> "Verified":
    """Put the head of the file in place of the one that was kept, if the file agrees with itself.

    A file without seals has no head: then the one that was kept is forgotten.
    """
    from domain import heads
    from domain.checkpoints import KEPT
    from domain.verify import Anchor, Checked

    if not found.sound:
        say("W-HEAD not accepted: the file does not agree with itself")
        return found
    try:
        before = heads.kept(path)
        was = f"log {before.short} with {entries(before.size)}" if before else "nothing"
    except (OSError, ValueError) as error:
        was = f"what cannot be read ({error})"
    if found.log is None or found.root is None:
        heads.forget(path)
        say(f"W-HEAD accepted: a file without seals, in place of {was}")
        return found
    head = heads.Head(log=found.log, size=found.size, root=found.root)
    heads.keep(path, head)
    say(f"W-HEAD accepted: log {head.short} with {entries(head.size)}, in place of {was}")
    if found.faults:
        say("A checkpoint says otherwise, so this log can be written to, but never signed again")
    return found.but(checked=(*found.checked, Checked(anchor=Anchor(where=KEPT, head=head))))


# -- what verify prints ----------------------------------------------------------------------------


def _lines(found: "Verified", took: float) -> list[str]:
    lines = [_first(found, took)]
    if found.log is None and not found.faults:
        lines.append(
            "seals      none yet: this ledger is of an older form; the next write seals it"
        )
    elif found.level == "full" and not found.faults:
        lines.append(
            f"entries    {found.matching:,} of {found.events:,} match their seals;"
            f" {count(found.deals, 'deal')}, numbers without gap"
        )
    lines += _known(found)
    if found.faults:
        wrong = count(len(found.faults), "thing is wrong", "things are wrong")
        lines += ["", f"BROKEN: {wrong}", *(f"  {fault.text}" for fault in found.faults), ""]
        lines += _next(found)
    elif not found.checked:
        lines.append(
            "CANNOT TELL: the file agrees with itself, but nothing outside of it vouches for it."
            " Hold it against a checkpoint (--against), or make one: dealtrail checkpoint"
        )
    elif found.open_from < found.size:
        lines.append(
            f"not in a checkpoint yet: {_range(found.open_from, found.size)}. Run: dealtrail"
            " checkpoint"
        )
    return lines


def _first(found: "Verified", took: float) -> str:
    if found.log is None or found.root is None:
        return f"{found.path}  {entries(found.events)}  {took:.2f} s"
    return (
        f"log {found.log[:8]}  {entries(found.events)}  root {found.root.hex()[:8]}…"
        f"  level {found.level}  {took:.2f} s"
    )


def _known(found: "Verified") -> list[str]:
    lines = []
    shown = _shown(found.checked)
    for at, each in enumerate(shown):
        word = "known     " if not at else "          "
        held = "differs" if each.difference else "consistent"
        lines.append(f"{word} size {each.anchor.head.size:,}  {each.anchor.where}  {held}")
    return lines


def _shown(checked: "tuple[Checked, ...]") -> "list[Checked]":
    """Of each place the largest head, and every one that differs."""
    largest = {each.anchor.where: each for each in checked if not each.difference}
    return [each for each in checked if each.difference or largest[each.anchor.where] is each]


def _next(found: "Verified") -> list[str]:
    good = found.last_good
    lines = []
    if good:
        lines.append(f"Last good anchor: size {good.anchor.head.size:,}, {good.anchor.where}.")
    lines.append(
        "Nothing was altered by this check. Keep this file, and bring back a backup beside it."
    )
    if found.sound:
        lines.append(
            "The file agrees with itself. If it is meant to be here: dealtrail verify --accept-head"
        )
    return lines


def _range(low: int, high: int) -> str:
    which = f"{low + 1:,}" if high == low + 1 else f"{low + 1:,} to {high:,}"
    return f"{entries(high - low)} ({which})"


def _json(found: "Verified", took: float) -> dict[str, Any]:
    good = found.last_good
    return {
        "schema": "dealtrail.verify/1",
        "status": found.status,
        "level": found.level,
        "path": found.path,
        "log": found.log,
        "size": found.size,
        "root": found.root.hex() if found.root is not None else None,
        "events": found.events,
        "matching": found.matching if found.level == "full" else None,
        "deals": found.deals,
        "faults": [
            {"kind": fault.kind, "text": fault.text, "entries": list(fault.entries)}
            for fault in found.faults
        ],
        "known": [
            {
                "where": each.anchor.where,
                "checkpoint": each.anchor.checkpoint,
                "log": each.anchor.head.log,
                "size": each.anchor.head.size,
                "root": each.anchor.head.root.hex(),
                "consistent": not each.difference,
            }
            for each in found.checked
        ],
        "in_checkpoint": found.open_from,
        "last_good": good.anchor.head.size if good else None,
        "seconds": round(took, 3),
    }


# -- checkpoint ------------------------------------------------------------------------------------


@click.command()
@click.option(
    "--git", is_flag=True, help="Add it to the file CHECKPOINTS beside the ledger, and commit that."
)
@click.option("--json", "as_json", is_flag=True, help="The note, its parts and the key as JSON.")
def checkpoint(*, git: bool, as_json: bool) -> None:
    """Sign the head of the ledger: a note of a few lines that others can hold.

    Whoever holds it can tell later whether anything up to it was changed: hand it to somebody, mail
    it, print it, push it. The ledger is checked whole first, and what does not continue the last
    checkpoint is never signed. The key is made at the first time, in your state folder.

    \b
      dealtrail checkpoint > checkpoint.txt
      dealtrail checkpoint --git
    """
    from domain.checkpoints import sign

    path = ledger_path()
    signed, key = sign(path)
    if as_json:
        head = signed.head
        parts = {"log": head.log, "size": head.size, "root": head.root.hex()}
        document = {"schema": "dealtrail.checkpoint/1", **parts, "signed": signed.signed}
        write_json({**document, "key": key, "note": signed.note})
    else:
        write(signed.note)
        say(f"{entries(signed.head.size)}; whoever gets it checks it with the key {key}")
    if git:
        say(_commit(path, signed))


def _commit(path: str, signed: "Checkpoint") -> str:
    from subprocess import run

    folder = folder_of(path)
    place = os.path.join(folder, "CHECKPOINTS")

    def call(*words: str) -> str:
        try:
            done = run(  # noqa: S603 - the user's own git, words of our own
                ["git", "-C", folder, *words],  # noqa: S607
                capture_output=True,
                text=True,
                check=False,
            )
        except FileNotFoundError:
            raise DealtrailError("git is not installed", code="E-GIT", place="--git") from None
        if done.returncode:
            raise DealtrailError(
                f"git {words[0]} failed: {done.stderr.strip() or done.stdout.strip()}",
                code="E-GIT",
                place=folder,
                hint="the checkpoint was signed, and is above; it is in no commit yet",
            )
        return done.stdout.strip()

    call("rev-parse", "--is-inside-work-tree")
    before = ""
    if os.path.exists(place):
        with open(place, encoding="utf-8") as file:
            before = file.read()
    if signed.note not in before:
        with open(place, "a", encoding="utf-8") as file:
            file.write(f"{signed.note}\n")
    call("add", "--", "CHECKPOINTS")
    if not call("status", "--porcelain", "--", "CHECKPOINTS"):
        return "CHECKPOINTS: it was committed before"
    subject = f"Checkpoint of log {signed.head.short} at {signed.head.size} entries"
    call("commit", "-q", "-m", subject, "--only", "--", "CHECKPOINTS")
    commit = call("rev-parse", "--short", "HEAD")
    return f"CHECKPOINTS: committed as {commit}; push it, so that others hold it"
