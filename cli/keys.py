"""The verb `key`: the keys of confidential reports, which are kept outside of the ledger."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from cli.options import OneOf, ledger_path
from cli.output import say, write
from domain.errors import NotFound, Refused
from domain.history import Item, deals, log_of, open_ledger, read_deal
from domain.record import Record

if TYPE_CHECKING:
    from domain.keys import Key

_LOST = """\
The source and notes of {report} in {deal} will be lost for ever: {count} with words sealed by this
key. Dates, values and stages stay, every answer stays the same, and 'dealtrail verify' proves what
it did before. Copies of the key that were handed to others, or are in a backup of the state folder,
are not reached from here.\
"""


class _Locked(Record):
    """A key that sealed words of a ledger: its report, and the entries whose words it sealed."""

    log: str
    deal: str
    report: str
    id: str
    entries: tuple[Item, ...]

    @property
    def sources(self) -> set[str]:
        """What stands for its source."""
        return {item.data["source"] for item in self.entries if "source" in item.data}

    def shares_source_with(self, other: "_Locked") -> bool:
        """Whether another report of the deal is of the same source."""
        same_deal = self.deal == other.deal and self.report != other.report
        return same_deal and not self.sources.isdisjoint(other.sources)


@click.command()
@click.argument("action", type=OneOf(["list", "export", "import", "destroy"]))
@click.argument("name", metavar="[REPORT|FILE]", required=False)
@click.argument("file", required=False)
@click.option("--yes", "-y", is_flag=True, help="Destroy without asking.")
@click.option("--deal", metavar="DEAL", help="The deal of the report, where several have it.")
def key(action: str, name: str | None, file: str | None, *, yes: bool, deal: str | None) -> None:
    """The keys of confidential reports, one a report, kept in your state folder.

    \b
      dealtrail key list                     which there are, and where they are
      dealtrail key export REPORT FILE       a copy for a colleague, or for a safe
      dealtrail key import FILE              take one over; - reads standard input
      dealtrail key destroy REPORT           the source and notes are lost for ever

    Whoever has the key and the ledger reads the source. A key is in no ledger, backup or proof:
    keep a copy where you keep secrets.
    """
    wanted = {"list": 0, "export": 2, "import": 1, "destroy": 1}[action]
    given = [each for each in (name, file) if each is not None]
    if len(given) != wanted:
        raise Refused(
            f"'key {action}' takes {wanted or 'no'} name{'s' * (wanted != 1)}",
            code="E-USAGE",
            place=f"key {action}",
            seen=" ".join(given),
            hint="dealtrail key --help",
        )
    with closing(open_ledger(ledger_path())) as connection:
        log = log_of(connection)[0] or ""
        locked = list(_locked(connection, log, deal))
    if action == "list":
        _list(locked)
    elif action == "export":
        _export(_of(locked, given[0]), given[1])
    elif action == "import":
        _import(locked, log, given[0])
    else:
        _destroy(_of(locked, given[0]), locked, yes=yes)


def _locked(connection: Any, log: str, deal: str | None) -> Iterator[_Locked]:
    for each in [deal] if deal else deals(connection):
        by_key: dict[str, list[Item]] = {}
        for item in read_deal(connection, each):
            if sealed := item.data.get("sealed"):
                by_key.setdefault(sealed["key"], []).append(item)
        for name, items in by_key.items():
            report = next(item.data["report"] for item in items if item.name == "report-logged")
            yield _Locked(log=log, deal=each, report=report, id=name, entries=tuple(items))


def _of(locked: Sequence[_Locked], report: str) -> list[_Locked]:
    """The keys of a report: several where it was logged once more after an undo."""
    found = [each for each in locked if each.report == report]
    if not found:
        from domain.names import near_hint

        raise NotFound(
            "there is no confidential report of that id",
            code="E-NOTFOUND",
            place="REPORT",
            seen=report,
            hint=near_hint(report, [each.report for each in locked]) or "dealtrail key list",
        )
    if len({each.deal for each in found}) > 1:
        raise Refused(
            "several deals have it",
            code="E-AMBIG",
            place="REPORT",
            seen=report,
            hint=f"say which with --deal {found[0].deal}",
        )
    return found


def _list(locked: Sequence[_Locked]) -> None:
    from domain.keys import destroyed, find, place_of

    rows: list[tuple[str, ...]] = []
    for each in locked:
        day = destroyed(each.log, each.id)
        where = f"destroyed {day}" if day else "not here"
        if find(each.log, each.id):
            where = place_of(each.log, each.id)
        rows.append((each.deal, each.report, each.id, where))
    if sys.stdout.isatty():
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        rows = [
            tuple(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            for row in rows
        ]
    for row in rows:
        write(("  " if sys.stdout.isatty() else "\t").join(row).rstrip() + "\n")
    if not locked:
        say("no report of this ledger is confidential")


def _export(locked: Sequence[_Locked], file: str) -> None:
    from domain.confidential import no_key
    from domain.keys import destroyed, find

    one = locked[-1]
    found = find(one.log, one.id)
    if found is None:
        raise no_key(one.report, destroyed=destroyed(one.log, one.id))
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as copy:
            copy.write(found.text)
    except FileExistsError:
        raise Refused("there is such a file", code="E-EXISTS", place="FILE", seen=file) from None
    except OSError as error:
        raise Refused(
            f"the file cannot be written ({error.strerror})", code="E-NOFILE", place=file
        ) from error
    say(f"{file}: the key of {one.report}. Whoever has it reads the source: hand it over in secret")


def _import(locked: Sequence[_Locked], log: str, file: str) -> None:
    from domain.keys import keep, parse

    try:
        if file == "-":
            text = sys.stdin.read()
        else:
            with open(file, encoding="utf-8") as copy:
                text = copy.read()
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            f"the file cannot be read ({getattr(error, 'strerror', None) or error})",
            code="E-NOFILE",
            place=file,
        ) from error
    found = parse(text, file)
    one = next((each for each in locked if each.id == found.id), None)
    if one is None or found.log != log:
        raise NotFound(
            "no report of this ledger was sealed with this key",
            code="E-NOTFOUND",
            place=file,
            seen=found.id,
            hint="--db names another ledger",
        )
    _try(found, one)
    say(f"{keep(found)}: the key of {one.report}; 'dealtrail show {one.report} --unseal' uses it")


def _try(key_: "Key", one: _Locked) -> None:
    """Raise `HistoryDiffers` (E-BROKEN) where it does not open what it should."""
    from domain.confidential import unseal

    for item in one.entries:
        unseal(item.data["sealed"], key_, f"deal/{one.deal}", item.number, item.name)


def _destroy(locked: Sequence[_Locked], every: Sequence[_Locked], *, yes: bool) -> None:
    from domain.keys import destroy, destroyed, forget_imports

    first = locked[0]
    days = [destroyed(each.log, each.id) for each in locked]
    if all(days):
        say(f"the key of {first.report} was destroyed here on {days[-1]} already")
        return
    entries = sum(len(each.entries) for each in locked)
    count = "1 entry" if entries == 1 else f"{entries} entries"
    say(_LOST.format(report=first.report, deal=first.deal, count=count))
    if others := sorted(each.report for each in every if first.shares_source_with(each)):
        say(f"The same source is named under keys of their own in {', '.join(others)}.")
    if not yes:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise Refused(
                "nobody can be asked here, and it cannot be taken back",
                code="E-USAGE",
                place="key destroy",
                hint="say --yes",
            )
        if not click.confirm("Destroy the key?", default=False, err=True):
            say("nothing was destroyed")
            raise click.Abort
    here = [destroy(each.log, each.id) for each in locked]
    forget_imports(first.log)
    say(
        f"destroyed: the key of {first.report}"
        if any(here)
        else f"the key of {first.report} was not here; it will not be taken over here any more"
    )
