"""What stands behind the TAB key: the words that can come next, looked up as the shell asks.

A shell waits for it while somebody types, so it loads no more than reading verbs do, changes
nothing, and says nothing where there is no ledger or one that cannot be read: whoever runs the
command then is told why.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from cli.options import ledger_of
from domain.errors import DealtrailError

if TYPE_CHECKING:
    from domain.fields import Field
    from domain.known import Known

Word = tuple[str, str]
"""A word, and what it is in a few others ('' where it says that itself)."""

DEAL_TYPES = (
    *("funding_round", "acquisition", "merger", "tender_offer", "take_private", "asset_sale"),
    *("minority_stake", "secondary_sale", "joint_venture", "debt_financing"),
    "commercial_agreement",
)
QUALITY = ("primary", "wire", "secondary", "aggregator", "unreliable")
_LATEST = 40  # entries that are offered; an older one is found with `show` and `timeline`


class Asked:
    """One press of the TAB key: the command as far as it is typed, and its ledger."""

    def __init__(self, context: click.Context, incomplete: str) -> None:
        self.context = context
        self.incomplete = incomplete

    def deals(self) -> list[str]:
        """The deals of the ledger."""
        from domain import history

        with closing(history.open_ledger(ledger_of(self.context))) as connection:
            return history.deals(connection)

    def records(self) -> "Iterator[Known]":
        """The record of the deal that was named, else those of all deals."""
        params = self.context.params
        named = [params.get(each) for each in ("deal", "event", "name")]
        # Where the last word is an option that lacks its value, arguments are not told apart yet.
        typed = (*named, *self.context.args[:1], self.incomplete)
        every = self.deals()
        heads = (str(each or "").partition("#")[0] for each in typed)
        deals = [head for head in heads if head in every][:1] or every
        for deal in deals:
            yield self.record(deal)

    def record(self, deal: str) -> "Known":
        """The record of a deal."""
        from domain.known import read_record

        return read_record(ledger_of(self.context), deal)


def _plain(words: Iterable[str]) -> Iterator[Word]:
    return ((word, "") for word in words)


# -- words of the ledger ---------------------------------------------------------------------------


def _deals(asked: Asked) -> Iterator[Word]:
    return _plain(asked.deals())


def _elements(asked: Asked) -> Iterator[Word]:
    for record in asked.records():
        for element in record.elements.values():
            yield element.id, f"{element.kind}, {element.name}" if element.name else element.kind


def _fields(asked: Asked) -> Iterator[Word]:
    """The fields that something was said of."""
    for record in asked.records():
        fields = dict.fromkeys(claim.field for claim in record.claims.values() if claim.field)
        yield from ((field, _label(record, field)) for field in fields if field != ".")


def _claims(asked: Asked) -> Iterator[Word]:
    """A claim as it is begun: an element, its fields, and what a field can say."""
    field, equals, _ = asked.incomplete.partition("=")
    element, point, _ = field.strip().partition(".")
    for record in asked.records():
        if equals:
            yield from _values(record, field.strip())
        elif point:
            found = [each for each in _fields_of(record, element) if each[0].startswith(field)]
            yield from _begun(record, *found[0]) if len(found) == 1 else found
        else:
            for each in record.elements.values():
                yield f"{each.id}.", f"{each.kind}, {each.name}" if each.name else each.kind


def _fields_of(record: "Known", element: str) -> Iterator[Word]:
    """The fields that an element of that kind has, those already spoken of first."""
    from domain.fields import RESERVED, fields_of

    kind = record.kind_of(element) or RESERVED.get(element, "")
    spoken = {claim.field for claim in record.claims.values()}
    if kind:
        every = sorted(fields_of(kind), key=lambda each: f"{element}.{each.name}" not in spoken)
        yield from ((f"{element}.{each.name}", each.label) for each in every)


def _begun(record: "Known", name: str, label: str) -> Iterator[Word]:
    """A claim up to its value, and with what the figure is now, or an example.

    Two words, since a shell closes the quotes after the only one.
    """
    from domain.values import text
    from projections.clocks import Clocks, View
    from projections.figures import ended_elements, figures_of
    from projections.groups import sightings
    from projections.policies import DEFAULT

    yield f"{name} = ", label
    view = View(record, Clocks.at())
    found = figures_of(view, name, DEFAULT, sightings(view), ended_elements(view, DEFAULT))
    now = [(figure, figure.value) for figure in found if figure.value]
    for figure, value in now:
        said = " ".join(text(value, view.names).split())
        yield f"{name} = {said}", f"{figure.standing}, {figure.since or figure.last_word}"
    field = _field(record, name)
    if field and not now:
        yield f"{name} = {field.examples[0].partition('=')[2].strip()}", "for example"


def _values(record: "Known", name: str) -> Iterator[Word]:
    """What a field of words or of references can say; an amount is typed."""
    field = _field(record, name)
    if field is None:
        return
    if field.targets:
        for each in record.elements.values():
            if each.kind in field.targets or "any" in field.targets:
                yield f"{name} = {each.id}", each.name or ""
    else:
        yield from _plain(f"{name} = {word}" for word in field.words)


def _denied(asked: Asked) -> Iterator[Word]:
    yield from _claims(asked)
    if asked.incomplete.startswith("report "):
        yield from ((f"report {name}", said) for name, said in _reports(asked))


def _reports(asked: Asked) -> Iterator[Word]:
    """The reports, the latest first."""
    for record in asked.records():
        for report in reversed(record.reports.values()):
            yield report.id, f"{report.source}, {report.published}"


def _claims_by_name(asked: Asked) -> Iterator[Word]:
    """`REPORT#1` of the report that was typed, else the reports."""
    report, sign, _ = asked.incomplete.partition("#")
    if not sign:
        yield from ((f"{name}#", said) for name, said in _reports(asked))
        return
    for record in asked.records():
        if report in record.reports:
            for claim in record.reports[report].claims:
                yield claim.id, f"{claim.verb} {claim.field}"


def _replaced(asked: Asked) -> Iterator[Word]:
    """The claims of the report that is corrected."""
    for record in asked.records():
        named = asked.context.params.get("report") or next(iter(asked.context.args), "")
        found = record.reports.get(named)
        yield from ((claim.id, claim.field) for claim in (found.claims if found else ()))


def _events(asked: Asked) -> Iterator[Word]:
    """`DEAL#17` of the deal that was typed, the latest first, else the deals."""
    deal, sign, _ = asked.incomplete.partition("#")
    named = asked.context.params.get("deal")
    for each in asked.deals():
        if not sign and each != named:
            yield f"{each}#", ""
        elif each == (deal or named):
            rows = reversed(asked.record(each).rows)
            begun = (row for row in rows if f"{each}#{row.number}".startswith(asked.incomplete))
            for row in islice(begun, _LATEST):
                yield f"{each}#{row.number}", _of_row(row.name, row.data)


def _of_row(name: str, data: dict[str, Any]) -> str:
    parts = ("field", "source", "element", "claim", "report")
    about = next((str(data[part]) for part in parts if data.get(part)), "")
    return f"{name.replace('-', ' ')} {about}".rstrip()


def _events_and_claims(asked: Asked) -> Iterator[Word]:
    yield from _events(asked)
    yield from _claims_by_name(asked)


def _events_and_reports(asked: Asked) -> Iterator[Word]:
    yield from _events(asked)
    if "#" in asked.incomplete:
        yield from _claims_by_name(asked)
    else:
        yield from _reports(asked)


def _fixed(asked: Asked) -> Iterator[Word]:
    """What `amend` takes: an event, a claim, or a report for its header."""
    yield from _events_and_claims(asked)
    if "#" not in asked.incomplete:
        yield from _reports(asked)


def _sources(asked: Asked) -> Iterator[Word]:
    for record in asked.records():
        found: dict[str, str] = {}
        for report in reversed(record.reports.values()):
            if not report.sealed:
                found.setdefault(report.source, f"last {report.published}, {report.sourcing}")
        yield from found.items()


def _left_out(asked: Asked) -> Iterator[Word]:
    yield from _sources(asked)
    yield from _reports(asked)


def _languages(asked: Asked) -> Iterator[Word]:
    used = (report.language for record in asked.records() for report in record.reports.values())
    return _plain(dict.fromkeys((*used, "en", "fr")))


def _label(record: "Known", name: str) -> str:
    field = _field(record, name)
    return field.label if field else ""


def _field(record: "Known", name: str) -> "Field | None":
    from domain.fields import RESERVED, find

    element, _, short = name.partition(".")
    return find(record.kind_of(element) or RESERVED.get(element, ""), short)


# -- words of the program --------------------------------------------------------------------------


def _stages(_: Asked) -> Iterator[Word]:
    from domain.fields import STAGE_GROUPS

    return _plain(dict.fromkeys(stage for group in STAGE_GROUPS.values() for stage in group))


def _sourcings(_: Asked) -> Iterator[Word]:
    from cli.words import SOURCING

    return iter(SOURCING.items())


def _kinds(_: Asked) -> Iterator[Word]:
    from domain.fields import KINDS

    return ((kind.name, kind.meaning) for kind in KINDS.values())


def _introduced(asked: Asked) -> Iterator[Word]:
    """`ID: KIND`, once the id is typed."""
    element, colon, _ = asked.incomplete.partition(":")
    if colon:
        yield from ((f"{element}: {kind}, ", meaning) for kind, meaning in _kinds(asked))


def _catalogue(_: Asked) -> Iterator[Word]:
    from domain.fields import CATALOGUE, KINDS

    yield from ((kind.name, kind.meaning) for kind in KINDS.values())
    names = {name: field.label for (_, name), field in CATALOGUE.items()}
    yield from names.items()


def _currencies(_: Asked) -> Iterator[Word]:
    from domain.currencies import MINOR_DIGITS

    return _plain(MINOR_DIGITS)


def _topics(_: Asked) -> Iterator[Word]:
    from cli.catalogue import TOPICS
    from cli.main import VERBS

    yield from _plain(TOPICS)
    yield from ((name, line) for name, (_, _, line) in VERBS.items())


def _deal_types(_: Asked) -> Iterator[Word]:
    return _plain(DEAL_TYPES)


def _qualities(_: Asked) -> Iterator[Word]:
    return _plain(QUALITY)


def _grades(_: Asked) -> Iterator[Word]:
    return iter((("A", "completely reliable"), *_plain("BCD"), ("E", "not"), ("F", "cannot tell")))


FILES = "file"

# Which words a parameter takes, by its name, or by verb and name where a verb means another thing.
_TAKES: dict[str, Callable[[Asked], Iterator[Word]] | str] = {
    "deal": _deals,
    "open deal": FILES,
    "field": _fields,
    "prefix": _fields,
    "element": _elements,
    "elements": _elements,
    "about": _elements,
    "log elements": _introduced,
    "source": _sources,
    "sources name": _sources,
    "grade letter": _grades,
    "language": _languages,
    "sourcing": _sourcings,
    "of_claim_claim_sourcing": _sourcings,
    "quality": _qualities,
    "cites": _reports,
    "report": _reports,
    "without": _left_out,
    "claim_rumor": _claims,
    "claim_change": _claims,
    "claim_confirm": _claims,
    "claim_deny": _denied,
    "claim_no_comment": _claims,
    "of_claim_stage": _stages,
    "of_claim_sighting_of": _claims_by_name,
    "of_claim_on_top_of": _fields,
    "of_claim_part_of": _fields,
    "replaces": _replaced,
    "seen": _events,
    "event": _fixed,
    "withdraw event": _events_and_claims,
    "events": _events,
    "show name": _events_and_reports,
    "kind": _kinds,
    "open kind": _deal_types,
    "currency": _currencies,
    "fields name": _catalogue,
    "topic": _topics,
    "file": FILES,
    "files": FILES,
    "rejects": FILES,
    "db": FILES,
    "move source": FILES,
    "target": FILES,
    "other": FILES,
}
_NOT = frozenset(("open deal", "log report", "move source"))


class _Words(click.types.StringParamType):
    """A text, with the words that it can be."""

    def __init__(self, find: Callable[[Asked], Iterator[Word]] | str) -> None:
        self._find = find

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 -- click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        """The words that begin as typed; none where the ledger cannot be read."""
        if isinstance(self._find, str):
            return [CompletionItem(incomplete, type=self._find)]
        try:
            found = dict(self._find(Asked(ctx, incomplete)))
        except (DealtrailError, OSError, sqlite3.Error):
            return []
        begun = incomplete.casefold()
        words = [word for word in found if word.casefold().startswith(begun)]
        if not words:  # `Wall` for The Wall Street Journal, where nothing else can be meant
            inside = [word for word in found if f" {begun}" in word.casefold()]
            words = inside if len(inside) == 1 else []
        return [CompletionItem(word, help=found[word] or None) for word in words]


def teach(verb: str, command: click.Command) -> None:
    """Let the parameters of a verb know their words."""
    for param in command.params:
        if isinstance(param.type, click.Choice | click.Path):
            continue
        name = f"{verb} {param.name}"
        find = _TAKES.get(name) or _TAKES.get(param.name or "")
        if find and name not in _NOT:
            param.type = _Words(find)
