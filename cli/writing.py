"""How every writing verb runs: the options they share, the ledger, the write, the receipt."""

import functools
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from cli.options import ledger_path
from cli.output import say

if TYPE_CHECKING:
    from cli.rejects import Rejects
    from domain.documents import Document
    from domain.known import Known
    from domain.ledger import Ledger, Receipt

_MOST_AT_ONCE = 100_000  # entries that one undo takes back

_FEW = 5  # deals that are named where one has to be

Command = TypeVar("Command", bound=Callable[..., Any])
Make = Callable[[], Sequence["Document"]]


def write_options(command: Command) -> Command:
    """`--dry-run`, `--command-id` and `--json`, the same for every verb that writes."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="The receipt as JSON."),
        click.option(
            "--command-id", metavar="ID", help="Makes the write safe to repeat: stored once."
        ),
        click.option(
            "--dry-run",
            "-n",
            is_flag=True,
            help="Print the exact events, with --json as JSON; store nothing.",
        ),
    ):
        command = option(command)
    return command


def day_order(command: Command) -> Command:
    """`--dayfirst` and `--monthfirst`; what is refused without them is told of them."""

    @functools.wraps(command)
    def run(**given: Any) -> None:
        from domain.errors import DealtrailError, Problems
        from domain.reading.dates import has_slashed

        try:
            command(**given)
        except DealtrailError as error:
            for each in error.problems if isinstance(error, Problems) else (error,):
                if each.code == "E-DATE-AMBIG" and has_slashed(str(each.seen)):
                    each.hint += ", or say --dayfirst or --monthfirst for all"
            raise

    return click.option(
        "--dayfirst/--monthfirst",
        "day_first",
        default=None,
        help="03/04/2026 is 3 April, or March 4; without it such a date is refused.",
    )(cast("Command", run))


def seen_option(command: Command) -> Command:
    """`--seen EVENT`, for the fixes of the log."""
    return click.option(
        "--seen",
        multiple=True,
        metavar="EVENT",
        help="The last entry of a deal that you have seen: what others did up to it, you overrule.",
    )(command)


def entry_number(event: str, place: str) -> int:
    """The number of an entry named `openai-2026#41`, `#41` or `41`. Raises `Refused` (E-REF)."""
    from domain.errors import Refused

    number = event.rpartition("#")[2]
    if not number.isascii() or not number.isdecimal() or len(number) > 12:
        raise Refused(
            "an entry is named by its number",
            code="E-REF",
            place=place,
            seen=event,
            hint="openai-2026#41; to take a claim out of the log: 'dealtrail withdraw REPORT#2'",
        )
    return int(number)


def entry_numbers(events: str, place: str) -> list[int]:
    """The numbers of entries named `openai-2026#41`, or `#41-57`. Raises `Refused` (E-REF)."""
    from domain.errors import Refused

    head, sign, tail = events.rpartition("#")
    first, dash, last = tail.partition("-")
    start = entry_number(f"{head}{sign}{first}", place)
    end = entry_number(last, place) if dash else start
    if not start <= end < start + _MOST_AT_ONCE:
        raise Refused(
            f"entries in a row are named by the first and the last, at most {_MOST_AT_ONCE:,}",
            code="E-REF",
            place=place,
            seen=events,
            hint="openai-2026#41-57",
        )
    return list(range(start, end + 1))


class How:
    """The shared options of one writing verb, taken out of what was given."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.dry_run: bool = given.pop("dry_run")
        self.command_id: str | None = given.pop("command_id")
        self.as_json: bool = given.pop("as_json")
        self.day_first: bool | None = given.pop("day_first", None)
        self._seen: dict[str, int] = {}
        for event in given.pop("seen", ()):
            self.has_seen(event)
        self.path = ledger_path()

    def has_seen(self, event: str) -> None:
        """Note the last entry of a deal that the person has seen."""
        self._seen[event.rpartition("#")[0]] = entry_number(event, "--seen")

    def seen(self, deal: str) -> int | None:
        """The last entry of a deal that the person has seen, where he said so."""
        return self._seen.get(deal, self._seen.get(""))


def write(
    how: How,
    make: Make,
    *,
    deal: str | None = None,
    create: bool = False,
    summary: bool = False,
    rejects: "Rejects | None" = None,
) -> None:
    """Make documents, write them, and say what was stored and what it changed.

    `make` is not asked where the command was stored already in that deal. With `create` a ledger
    is made where there is none; with `summary` the receipt counts instead of telling all. With
    `rejects` what is wrong is left out, and the command ends with the exit code of that.

    Where somebody else changed in between what is fixed, a person is asked on a terminal; anywhere
    else that is the end of it (`Conflict`).
    """
    from domain.errors import Conflict

    while True:
        try:
            _write(how, make, deal=deal, create=create, summary=summary, rejects=rejects)
        except Conflict as conflict:
            if not conflict.event or not asks():
                raise
            say(str(conflict).partition("\n  if ")[0])
            if not click.confirm("Is yours to stand all the same?", default=False, err=True):
                say("nothing was stored")
                raise click.Abort from None
            how.has_seen(conflict.event)
        else:
            return


def show_nothing_new(how: How, why: str) -> None:
    """The receipt of a command that had nothing to store."""
    from cli.echo import show_receipt
    from domain.ledger import Receipt

    receipt = Receipt(already=(why,), dry_run=how.dry_run)
    show_receipt(receipt, how.path, as_json=how.as_json)


def asks() -> bool:
    """Whether somebody sits there who can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _write(
    how: How,
    make: Make,
    *,
    deal: str | None,
    create: bool,
    summary: bool,
    rejects: "Rejects | None",
) -> None:
    from cli.echo import show_receipt

    question = _Question()
    with (
        rejects or nullcontext(),
        _ledger(how, make, create=create, rejects=rejects) as (ledger, documents),
    ):
        receipt = _stored_before(ledger, how, deal) if deal else None
        if receipt is None:
            documents = list(make()) if documents is None else documents
            documents = [_as_seen(document, how) for document in documents]
            with _told_if_interrupted(ledger), progress(len(documents)) as tell:
                receipt = ledger.write(
                    documents,
                    dry_run=how.dry_run,
                    command_id=how.command_id,
                    once=summary,
                    rejected=rejects.found if rejects else None,
                    leaving_out=rejects.keep if rejects and not how.dry_run else None,
                    progress=tell,
                    ask=question.ask if asks() and not summary else None,
                )
                receipt = question.rest_of(receipt)
        count = len(documents or ()) + len(rejects.found if rejects else ()) if summary else 0
        show_receipt(receipt, ledger.path, as_json=how.as_json, summary_of=count)
    if rejects and receipt.rejected:
        raise click.exceptions.Exit(rejects.tell(receipt))


class _Question:
    """What a person is asked before a write, once; what was asked need not be told again."""

    def __init__(self) -> None:
        self._asked: set[str] = set()

    def ask(self, receipt: "Receipt") -> None:
        """Show a report that seems to be in the ledger, or a name that seems mistyped, and ask."""
        doubts = [each for each in receipt.warnings if each.startswith(("W-DUP", "W-NEAR"))]
        if doubts:
            from cli.likeness import ask_if_meant

            ask_if_meant(receipt, ledger_path())
            self._asked.update(doubts)

    def rest_of(self, receipt: "Receipt") -> "Receipt":
        """The receipt without the warnings that a person has answered."""
        left = [each for each in receipt.warnings if each not in self._asked]
        return receipt.but(warnings=tuple(left))


@contextmanager
def _told_if_interrupted(ledger: "Ledger") -> Iterator[None]:
    """Ctrl-C may come in the middle of storing: then it is said what came of that."""
    try:
        yield
    except KeyboardInterrupt:
        stored = ledger.came_of_last()
        say(
            f"stopped; stored before that as {stored[0].id} to {stored[-1].id}"
            if stored
            else "stopped; nothing was stored"
        )
        raise


def _as_seen(document: "Document", how: How) -> "Document":
    seen = how.seen(str(getattr(document.content, "deal", "")))
    return document if seen is None else document.but(seen=seen)


def _stored_before(ledger: "Ledger", how: How, deal: str) -> "Receipt | None":
    from domain.ledger import Receipt

    entries = ledger.stored(how.command_id, f"deal/{deal}") if how.command_id else ()
    return Receipt(entries=tuple(entries), repeated=True) if entries else None


@contextmanager
def _ledger(
    how: How, make: Make, *, create: bool, rejects: "Rejects | None"
) -> "Iterator[tuple[Ledger, list[Document] | None]]":
    """The ledger; where there is none yet, a new one, once the documents are found to be good.

    The documents are None where nobody needed them so far.
    """
    from domain.history import is_address
    from domain.ledger import Ledger

    if not create or os.path.lexists(how.path) or is_address(how.path):
        with Ledger.open(how.path) as ledger:
            ledger.on_wait(_tell_waiting)
            yield ledger, None
            _tell_notes(ledger)
        return
    from tempfile import TemporaryDirectory

    documents = list(make())
    with (
        TemporaryDirectory() as folder,
        Ledger.create(os.path.join(folder, "trial.db")) as trial,
    ):
        rejected = rejects.found if rejects else None
        if how.dry_run or not trial.write(documents, dry_run=True, rejected=rejected).entries:
            yield trial, documents
            return
    with Ledger.create(how.path) as ledger:
        say(f"made a new ledger: {how.path}")
        yield ledger, documents
        _tell_notes(ledger)


def _tell_waiting(holder: str) -> None:
    from domain.history import LOCK_TIMEOUT

    who = f", {holder}," if holder else ""
    say(f"another program{who} is writing to this ledger; waiting up to {LOCK_TIMEOUT:.0f} seconds")


def _tell_notes(ledger: "Ledger") -> None:
    for note in ledger.take_notes():
        say(note)


@contextmanager
def progress(total: int, unit: str = "") -> Iterator[Callable[[int], None] | None]:
    """Tells on a terminal how many are done, of documents say, if it takes more than a moment."""
    if not sys.stderr.isatty() or total < 2:
        yield None
        return
    from time import monotonic

    begun = monotonic()
    shown = False

    def tell(count: int) -> None:
        nonlocal shown
        if monotonic() - begun > 0.5:
            shown = True
            full = 24 * count // total
            click.echo(f"\r{'#' * full:-<24} {count:,} of {total:,}{unit}", err=True, nl=False)

    yield tell
    if shown:
        click.echo("\r\x1b[K", err=True, nl=False)


def documents(
    *contents: Mapping[str, Any], place: str = "", day_first: bool | None = None
) -> "list[Document]":
    """Documents from plain data, as a file would have them. Raises `Problems`.

    `place` is the argument that is at fault where the rules refuse one, `day_first` says what
    03/04/2026 means in the texts of claims.
    """
    from domain.documents import Document, shape

    return [
        Document(content=shape(dict(content), ""), place=place, day_first=day_first)
        for content in contents
    ]


def as_confidential(document: "Document") -> "Document":
    """A report as a confidential one; other documents as they are."""
    from domain.documents import ReportDocument

    content = document.content
    if not isinstance(content, ReportDocument):
        return document
    return document.but(content=content.model_copy(update={"confidential": True}))


def given_only(**parts: Any) -> dict[str, Any]:
    """The parts that were given."""
    return {name: part for name, part in parts.items() if part}


def record_of(path: str, deal: str, *, opened: bool = False) -> "Known":
    """The record of a deal; `opened` with the words of confidential reports that can be read here.

    Raises `NotFound`, `NotALedger`.
    """
    from domain import history
    from domain.known import known

    with closing(history.open_ledger(path)) as connection:
        items = history.read_deal(connection, deal)
        log = history.log_of(connection)[0]
    if opened and any("sealed" in item.data for item in items):
        from domain.confidential import open_record

        return open_record(items, log, deal)
    return known(deal, items)


def the_deal(path: str, deal: str | None, place: str = "--deal") -> str:
    """The deal named, or the only one of the ledger. Raises `Refused` (E-MISSING)."""
    from domain import history
    from domain.errors import Refused

    if deal:
        return deal
    with closing(history.open_ledger(path)) as connection:
        every = history.deals(connection)
    if len(every) == 1:
        return every[0]
    option = "--deal " if place.startswith("-") else ""
    raise Refused(
        f"the ledger has {len(every)} deals; say which",
        code="E-MISSING",
        place=place,
        hint=f"{option}{' or '.join(every[:_FEW])}{' …' if every[_FEW:] else ''}"
        if every
        else "'dealtrail open DEAL' opens one",
    )
