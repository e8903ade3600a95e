"""The options that verbs share: which ledger, which clocks, which policy, which format."""

import functools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.output import say
from domain.errors import Refused
from domain.record import Record

if TYPE_CHECKING:
    from domain.errors import NewerVersion
    from domain.history import Connection
    from domain.known import Known
    from projections.clocks import Clocks, View

_DATABASE = "dealtrail.db"


def _remember(context: click.Context, _parameter: click.Parameter, given: str | None) -> None:
    if given is not None:
        context.meta[_DATABASE] = given


DATABASE = click.Option(
    ["--db"],
    metavar="PATH",
    expose_value=False,
    callback=_remember,
    help="The ledger; else $DEALTRAIL_DB, else ./events.db.",
)
"""Before the verb or after it: `cli.main` gives every verb this option."""


def ledger_path() -> str:
    """The ledger that was asked for: `--db`, else `DEALTRAIL_DB`, else `./events.db`.

    A file, or an address of PostgreSQL without its password.
    """
    return ledger_of(click.get_current_context())


def ledger_of(context: click.Context) -> str:
    """The ledger that a command asks for, as far as it is typed."""
    given: str | None = context.meta.get(_DATABASE)
    return without_password(given or os.environ.get("DEALTRAIL_DB") or "events.db")


def ledger_option() -> str:
    """` --db PATH` as it was typed, quoted for a shell, to end a command that is printed."""
    context = click.get_current_context(silent=True)
    given = context.meta.get(_DATABASE) if context else None
    if given is None:
        return ""
    from shlex import quote

    return f" --db {quote(without_password(given))}"


def ledger_file(hint: str) -> str:
    """The ledger that was asked for, which must be a file; the hint is for one that is not.

    Raises `Refused` (E-NOFILE).
    """
    path = ledger_path()
    if path.startswith(("postgresql:", "postgres:")):
        raise Refused(
            "this is for a ledger in a file, and not for one in PostgreSQL",
            code="E-NOFILE",
            place="--db",
            seen=path,
            hint=hint,
        )
    return path


def without_password(address: str) -> str:
    """A ledger as it may be printed anywhere; a password is left where libpq looks for one."""
    if not address.startswith(("postgresql:", "postgres:")):
        return address
    from domain.postgres import checked, password, shown

    if secret := password(checked(address)):
        os.environ["PGPASSWORD"] = secret
    return shown(address)


def _tell_if_cut(connection: "Connection") -> None:
    """Warn where the ledger is not the one, or less than, what was known of it here."""
    from domain.heads import doubt

    if warning := doubt(ledger_path(), connection):
        say(warning)


class Asked(Record):
    """What a reading verb was asked for, beside its own arguments.

    `ledger` is where a program that is no command reads: '' is the ledger of the command line.
    """

    ledger: str = ""
    as_of: str | None = None
    known_at: str | None = None
    true_at: str | None = None
    policy: str = ""
    without: tuple[str, ...] = ()
    shape: str | None = None

    @property
    def where(self) -> str:
        """The ledger that is read."""
        return self.ledger or ledger_path()

    def clocks(self, as_of: str | None = None) -> "Clocks":
        """The clocks asked for; `as_of` of the verb's own where it takes the date itself."""
        from projections.clocks import Clocks

        return Clocks.at(
            as_of=day(as_of or self.as_of, "--as-of"),
            known_at=day(self.known_at, "--known-at"),
            true_at=day(self.true_at, "--true-at"),
        )

    def known(self, deal: str) -> "Known":
        """The record of a deal, read from the ledger, which is closed again at once."""
        from domain.known import read_record

        at = self.clocks().known_at if self.known_at else None
        return read_record(self.where, deal, at)

    def view(self, deal: str) -> "View":
        """The deal at the clocks."""
        from projections.clocks import View

        clocks = self.clocks()
        return View(self.known(deal), clocks, self.without)

    def views(self, unread: "list[NewerVersion]") -> "Iterator[View]":
        """Every deal of the ledger at the clocks, one after the other.

        Why others cannot be read is said, and added to `unread`.
        """
        from projections.portfolio import views

        clocks = self.clocks()
        at = clocks.known_at if self.known_at else None
        yield from views(self.where, clocks, self.without, known_at=at, unread=unread)
        for error in unread:
            say(str(error))


def unread_json(unread: "Iterable[NewerVersion]") -> list[dict[str, str]]:
    """The deals that this version cannot read, for programs."""
    return [
        {
            "deal": error.place.rpartition("#")[0],
            "event": error.place,
            "name": str(error.seen),
            "known_at": error.known_at,
        }
        for error in unread
    ]


def day(text: str | None, place: str) -> str | None:
    """A date as people type it: EDTF as it is, else "30 Jan 2026", "Q3 2025", "yesterday".

    Raises `Refused` for what could be two dates, or is vaguer than a date can say.
    """
    from domain.dates import moment

    if text is None:
        return None
    try:
        moment(text)
    except Refused as refusal:
        return _read(text, place, refusal)
    return text


def _read(text: str, place: str, refusal: Refused) -> str:
    from datetime import UTC, datetime

    from domain.fields import find
    from domain.reading import Context, read

    refusal.place = place
    field = find("round", "closed_on")
    if field is None or (
        any(sign in text for sign in "/T") and text[:4].isdecimal() and " " not in text.strip()
    ):
        raise refusal
    try:
        value = read(text, field, Context(day=f"{datetime.now(UTC):%Y-%m-%d}"))
    except Refused as unread:
        unread.place = place
        raise
    if (
        value["type"] != "date"
        or value["qualifier"] != "exactly"
        or (
            "as_quoted" in value and "anchor" not in value  # "mid-2026" is more than its date says
        )
    ):
        raise refusal
    edtf: str = value["edtf"]
    return edtf


_FORMATS = (
    (("--json",), "JSON, one document."),
    (("--jsonl",), "JSON Lines, one object a line."),
    (("--csv",), "CSV; a cell that a spreadsheet would run as a formula starts with '."),
    (("--tsv",), "Tabs between cells; what a pipe gets by itself."),
    (("--table", "-t"), "For people; what a terminal gets by itself."),
)
_AS_OF = click.option(
    "--as-of", "--published-by", "as_of", metavar="DATE", help="Only what was published by then."
)
_KNOWN_AT = click.option(
    "--known-at", metavar="DATE", help="Only what this ledger had recorded by then."
)
_SECTIONS = {
    "Dates": ("as_of", "known_at", "true_at"),
    "Rules": ("policy", "without"),
    "Format": ("shape",),
}


class Reader(click.Command):
    """A reading verb: what it has of its own stands first in its help."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its own options, then the shared ones by what they are for."""
        shared = {name for names in _SECTIONS.values() for name in names}
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        parts = [(each.name, each.get_help_record(ctx)) for each in options]
        own = [record for name, record in parts if record and name not in shared]
        sections = {
            "Options": own,
            **{
                title: [record for name, record in parts if record and name in names]
                for title, names in _SECTIONS.items()
            },
        }
        for title, records in sections.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


class OneOf(click.Choice[str]):
    """One word of several, with the one that may be meant where another is typed."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """What click says, and what may be meant."""
        from domain.names import meant

        told = super().get_invalid_choice_message(value, ctx)
        hint = meant(str(value), map(str, self.choices))
        return f"{told} {hint[:1].upper()}{hint[1:]}" if hint else told


Verb = Callable[..., int | None]
"""A verb; what it returns is its exit code, 0 for none."""


def formats(verb: Verb) -> Verb:
    """The one format switch."""
    for names, line in reversed(_FORMATS):
        shape = names[0].removeprefix("--")
        verb = click.option(*names, "shape", flag_value=shape, help=line)(verb)
    return verb


def reading(
    *, as_of: bool = True, rules: bool = True, formats_too: bool = True
) -> Callable[[Verb], Verb]:
    """The options of a reading verb, handed to it as one `Asked`.

    `as_of=False` is for a verb that takes its dates as arguments, `rules=False` for one that asks
    what was said and not what held, `formats_too=False` for one that has a format of its own.
    """
    choices: Sequence[Callable[[Verb], Verb]] = (
        *((_AS_OF,) if as_of else ()),
        _KNOWN_AT,
        *(_rules() if rules else ()),
        *((formats,) if formats_too else ()),
    )

    def decorate(verb: Verb) -> Verb:
        @functools.wraps(verb)
        def run(**given: Any) -> int | None:
            from domain import history

            asked = {name: given.pop(name) for name in Asked.__annotations__ if name in given}
            history.on_open = _tell_if_cut
            try:
                return verb(Asked(**asked), **given)
            finally:
                history.on_open = None

        wrapped: Verb = run
        for choice in reversed(choices):
            wrapped = choice(wrapped)
        return wrapped

    return decorate


def _rules() -> Sequence[Callable[[Verb], Verb]]:
    from projections.policies import DEFAULT, POLICIES

    return (
        click.option("--true-at", metavar="DATE", help="What held then; else the --as-of date."),
        click.option(
            "--policy",
            type=OneOf(list(POLICIES)),
            default=DEFAULT,
            help=f"Which claim leads; {DEFAULT} if not said.",
        ),
        click.option(
            "--without",
            metavar="NAME",
            multiple=True,
            help="As if this source, report or event were not there; may be repeated.",
        ),
    )
