"""Logging a report on the page: an article read into rows, each echoed, and nothing saved before.

All buttons of the form send all of it, so that it works without a script, and nothing that was
typed is lost whatever comes of it.
"""

from itertools import pairwise
from typing import TYPE_CHECKING, Any, get_args
from uuid import uuid4

from cli.claims import VERBS
from cli.typed import Row, Typed, document_of, typed_in
from cli.web.checking import Checked, as_problems, check, sort
from cli.web.faces import Page
from cli.web.pages.logged import logged
from cli.words import SOURCING, words
from domain import fields
from domain.documents import Document, shape
from domain.errors import DealtrailError, Refused
from domain.events import Stage
from domain.ledger import Ledger
from domain.quotes import Text
from domain.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cli.web.address import Address
    from cli.web.drafting import Drafted
    from cli.web.forms import File, Form
    from domain.known import Known


EMPTY_ROWS = 3  # of a form that nothing was typed into
VERB_WORDS = {**{verb: verb for verb in VERBS}, "no_comment": "no comment"}


def page(at: "Address", deal: str | None = None) -> Page:
    """An empty form, of a deal where it is named."""
    if deal is not None:
        at.records.known(deal)
    typed = Typed(deal=deal or _only(at), rows=_some_rows(), command=new_command())
    return _form(at, typed, deal, None)


def act(at: "Address", form: "Form", deal: str | None = None) -> Page:
    """What a button of the form asks for: `read`, `add`, `remove N`, `check` or `log`."""
    typed = typed_in(form)
    typed = typed.but(deal=deal or typed.deal)
    asked, _, key = form.get("do").partition(" ")
    if asked == "read":
        return _read(at, typed, form.file("file"), deal)
    if asked == "log":
        return _log(at, typed, deal)
    if asked == "remove":
        return _form(at, typed.without(key), deal, None)
    if asked == "add":
        return _form(at, typed.with_empty(), deal, None)
    return _form(at, typed, deal, check(at.where, typed, _record(at, typed)))


def _read(at: "Address", typed: Typed, file: "File | None", deal: str | None) -> Page:
    """The claims that an article makes as rows to look at, after those that are there."""
    from cli.web.drafting import drafted

    record = _record(at, typed)
    if record is None:
        return _refused(at, typed, deal, [_no_deal(typed)])
    try:
        found = drafted(typed, file, record, fetches=at.records.fetches)
    except Refused as error:
        return _refused(at, typed, deal, as_problems(error))
    checked = check(at.where, found.typed, record)
    return _form(at, found.typed, deal, checked, drafted=found)


def _refused(
    at: "Address", typed: Typed, deal: str | None, problems: "Iterable[DealtrailError]"
) -> Page:
    """The form as it was, with why nothing was read."""
    return _form(at, typed, deal, Checked(problems={"article": list(problems)}), status=422)


def _no_deal(typed: Typed) -> Refused:
    return Refused(
        "say of which deal it is, so that its parties are known",
        code="E-DEAL",
        place="deal",
        seen=typed.deal or None,
        hint="choose one, then read",
    )


def _log(at: "Address", typed: Typed, deal: str | None) -> Page:
    problems: dict[str, list[DealtrailError]] = {}
    try:
        document = Document(content=shape(document_of(typed), ""), place="")
        with Ledger.open(at.where) as ledger:
            receipt = ledger.write([document], command_id=typed.command or None)
    except DealtrailError as error:
        sort(error, typed, problems)
    else:
        return logged(at, receipt, typed.deal)
    checked = check(at.where, typed, _record(at, typed))
    if not checked.problems:  # the form is good: it was sent before, and changed since
        checked = checked.but(problems=problems)
        typed = typed.but(command=new_command())
    return _form(at, typed, deal, checked, status=422)


# -- the form --------------------------------------------------------------------------------------


def _form(
    at: "Address",
    typed: Typed,
    deal: str | None,
    checked: Checked | None,
    status: int = 200,
    drafted: "Drafted | None" = None,
) -> Page:
    record = _record(at, typed)
    if all(row.empty for row in typed.rows):
        typed = typed.but(rows=_some_rows())
    return Page(
        template="log.html",
        status=status,
        parts=lambda: {
            "deal": deal,
            "home": f"/deal/{deal}" if deal else "",
            "name": record.name if record and deal else "",
            "deals": at.records.deals(),
            "fetches": at.records.fetches,
            "drafted": drafted,
            **parts_of(typed, checked, record),
        },
    )


def parts_of(typed: Typed, checked: Checked | None, record: "Known | None") -> "dict[str, Any]":
    """What the rows of a report need, here and where a proposal is looked at."""
    text = Text(typed.text)
    places = {row.key: text.find(row.place) for row in typed.rows if row.place}
    return {
        "typed": typed,
        "checked": checked or Checked(),
        "was_checked": checked is not None,
        "places": places,
        "pieces": list(marked(typed.text, places)),
        "verbs": VERB_WORDS,
        "stages": {"": "", **{word: words(word) for word in get_args(Stage)}},
        "sourcings": {"": "", **SOURCING},
        "fields": _fields(record),
        "reports": _reports(record),
    }


class Piece(Record):
    """A stretch of a text; `marked` where a row rests on it, `begins` the rows whose words do."""

    text: str
    marked: bool
    begins: tuple[str, ...] = ()


def marked(text: str, places: "Mapping[str, tuple[int, int] | None]") -> "Iterator[Piece]":
    """A text in pieces, by the words that rows rest on; where these overlap they are parted."""
    held = {key: place for key, place in places.items() if place is not None}
    edges = sorted({0, len(text), *(edge for place in held.values() for edge in place)})
    for start, end in pairwise(edges):
        yield Piece(
            text=text[start:end],
            marked=any(first <= start and end <= last for first, last in held.values()),
            begins=tuple(key for key, (first, _) in held.items() if first == start),
        )


def _fields(record: "Known | None") -> list[str]:
    """Fields that one may mean: those spoken of so far, and those of the deal itself."""
    if record is None:
        return []
    spoken = {claim.field for claim in record.claims.values() if claim.field}
    root = fields.root_of(record.type)
    own = {f"{root}.{field.name}" for field in fields.fields_of(root)}
    return sorted(spoken | own)


def _reports(record: "Known | None") -> list[str]:
    """The latest reports, which one may cite."""
    return [] if record is None else list(record.reports)[-200:]


def _record(at: "Address", typed: Typed) -> "Known | None":
    return at.records.known(typed.deal) if typed.deal in at.records.deals() else None


def _only(at: "Address") -> str:
    """The deal of a ledger that has one alone."""
    every = at.records.deals()
    return every[0] if len(every) == 1 else ""


def _some_rows() -> tuple[Row, ...]:
    return tuple(Row(key=str(number)) for number in range(1, EMPTY_ROWS + 1))


def new_command() -> str:
    """Makes it safe to send a form twice: it is stored once."""
    return f"page-{uuid4().hex}"
