"""The verb `show`: one event, claim or report with all that it holds, and what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from cli.options import Asked, Reader, reading
from cli.output import Answer, answer
from cli.words import SOURCING, listed, words
from domain.dates import span
from domain.errors import NotFound, Refused
from domain.history import (
    Item,
    deals,
    deals_with_report,
    event_id,
    grades,
    log_of,
    open_ledger,
    read_deal,
    reports,
    unknown_event,
)
from domain.known import FOLD, VERB_OF, Known, known
from domain.names import source_stream
from domain.record import Record
from domain.values import text
from projections.clocks import Clocks

if TYPE_CHECKING:
    from cli.screen import Row, Screen

_LIKE = "an event such as openai-2026#17, a claim such as REPORT#2, or a deal and a report"


class Found(Record):
    """A stored event with what is around it: its deal, its report's header, what came of it."""

    stream: str
    item: Item
    report: Item | None
    claims: tuple[Item, ...]
    later: tuple[Item, ...]
    record: Known | None

    @property
    def names(self) -> Mapping[str, str]:
        """The display names of the deal's elements."""
        return self.record.names() if self.record else {}

    @property
    def undone(self) -> bool:
        """Whether the event was taken back."""
        return self.record is not None and self.item.number in self.record.undone


@click.command(cls=Reader)
@click.argument("name")
@click.argument("report", required=False)
@click.option("--unseal", is_flag=True, help="With what is sealed, where its key is here.")
@reading()
def show(asked: Asked, name: str, report: str | None, *, unseal: bool) -> None:
    """One event, claim or report with all that it holds, and what later became of it.

    NAME is an event (`openai-2026#17`), a REPORT or one of its claims (`REPORT#2`); where several
    deals have such a report, the deal and then that.
    What was undone is shown too: nothing ever leaves the log. The source and notes of a
    confidential report are shown with --unseal alone.

    \b
      dealtrail show openai-2026#579
      dealtrail show openai-2026 2026-02-27-amazon-8k
      …
      recorded   2026-11-25T08:40:11.062147Z by desk
    """
    answer(asked, show_answer(shown(asked, name, report, unseal=unseal)))


def shown(asked: Asked, name: str, report: str | None = None, *, unseal: bool = False) -> Found:
    """An event, claim or report by its name. Raises `NotFound` with near names."""
    with closing(open_ledger(asked.where)) as connection:
        found = _find(_Deals(connection, asked), name, report)
        if unseal:
            found = _unsealed(found, log_of(connection)[0])
    return found.but(later=tuple(_by_then(found.later, asked.clocks(), asked)))


def show_answer(found: Found) -> Answer:
    """A stored event in every format."""
    return Answer(
        columns=("part", "value"),
        rows=lambda: _rows(found),
        whole=lambda: _json(found),
        each=lambda: [_json(found)],
        show=lambda screen: _show(screen, found),
    )


def _unsealed(found: Found, log: str | None) -> Found:
    """The same with the words of confidential reports. Raises `Refused` (E-NOKEY)."""
    from domain.confidential import no_key, opened
    from domain.keys import destroyed

    deal = found.stream.removeprefix("deal/")

    def one(item: Item) -> Item:
        (clear,) = opened([item], log, deal)
        if sealed := clear.data.get("sealed"):
            name = str(item.data.get("report", event_id(found.stream, item.number)))
            raise no_key(name, destroyed=destroyed(log or "", sealed["key"]))
        return clear

    return found.but(
        item=one(found.item),
        report=found.report and one(found.report),
        claims=tuple(map(one, found.claims)),
        later=tuple(map(one, found.later)),
    )


def _by_then(later: Sequence[Item], clocks: Clocks, asked: Asked) -> Iterator[Item]:
    """What had been recorded, and published where it is an act of a publisher, by the clocks."""
    for item in later:
        published = item.data.get("published") if item.name == "report-retracted" else None
        if asked.known_at and item.recorded_at > clocks.known_at:
            continue
        if published is None or span(published)[1] <= clocks.as_of:
            yield item


# -- finding -------------------------------------------------------------------------------------


_GRADES = ("source-graded",)


class _Deals:
    """The entries of the deals in a ledger, as far as was asked for."""

    def __init__(self, connection: Any, asked: Asked) -> None:
        self.connection = connection
        self._known_at = asked.clocks().known_at if asked.known_at else None

    def of(self, deal: str) -> list[Item]:
        """All of a deal. Raises `NewerVersion` for one of an unknown kind, unless it came later."""
        items = []
        for item in read_deal(self.connection, deal):
            if item.name in FOLD:
                items.append(item)
            elif self._known_at is None or item.recorded_at <= self._known_at:
                raise unknown_event(f"deal/{deal}", item.number, item.name, item.recorded_at)
        return items


def _find(deals_: _Deals, name: str, report: str | None) -> Found:
    if report is not None:
        return _found_in(name, deals_.of(name), report)
    left, sign, right = name.rpartition("#")
    if left.startswith("source/"):
        return _found_grade(grades(deals_.connection, _GRADES), left, right, name)
    every = deals(deals_.connection)
    if sign and left in every and right.isdecimal():
        return _found_event(left, deals_.of(left), int(right), name)
    having = deals_with_report(deals_.connection, left if sign else name)
    if len(having) > 1:
        raise Refused(
            f"several deals have it: {listed(having)}",
            code="E-AMBIG",
            seen=name,
            hint=f"say which: dealtrail show {having[0]} {name}",
        )
    if having:
        return _found_in(having[0], deals_.of(having[0]), name)
    hint = f"'dealtrail timeline {name}' lists its reports, 'dealtrail state {name}' the deal"
    if name not in every:
        from domain.names import meant

        ids = [report for _, report, _ in reports(deals_.connection)]
        hint = meant(left if sign else name, [*every, *ids], f"name {_LIKE}")
    raise NotFound(
        "there is no such event, claim or report", code="E-NOTFOUND", seen=name, hint=hint
    )


def _found_in(deal: str, items: Sequence[Item], name: str) -> Found:
    """A report of a deal, or (`REPORT#2`) a claim of one."""
    report, sign, claim = name.rpartition("#")
    return _found_claim(deal, items, report, claim) if sign else _found_report(deal, items, name)


def _found_event(deal: str, items: Sequence[Item], number: int, name: str) -> Found:
    item = next((each for each in items if each.number == number), None)
    if item is None:
        raise NotFound(
            "the deal has no event of that number",
            code="E-NOTFOUND",
            seen=name,
            hint=f"they run from {deal}#1 to {deal}#{items[-1].number}",
        )
    return _around(deal, items, item)


def _found_claim(deal: str, items: Sequence[Item], report: str, claim: str) -> Found:
    claims = [each for each in items if each.name in VERB_OF and each.data["report"] == report]
    same = [each for each in claims if each.data["claim"] == claim]
    if not same:
        names = [f"{report}#{each.data['claim']}" for each in claims]
        raise NotFound(
            "the report has no such claim",
            code="E-NOTFOUND",
            seen=f"{report}#{claim}",
            hint=f"it has {listed(names, 12)}" if names else "it has none",
        )
    return _around(deal, items, _standing(deal, items, same))


def _found_report(deal: str, items: Sequence[Item], report: str) -> Found:
    logged = [each for each in items if each.name == "report-logged"]
    same = [each for each in logged if each.data["report"] == report]
    if not same:
        from domain.names import meant

        raise NotFound(
            "the deal has no such report",
            code="E-NOTFOUND",
            seen=report,
            hint=meant(
                report,
                [each.data["report"] for each in logged],
                f"'dealtrail timeline {deal}' lists them",
            ),
        )
    return _around(deal, items, _standing(deal, items, same))


def _standing(deal: str, items: Sequence[Item], same: Sequence[Item]) -> Item:
    """Of several of one name, logged again after an undo, the one that stands, else the last."""
    undone = known(deal, items).undone
    return next((each for each in reversed(same) if each.number not in undone), same[-1])


def _found_grade(items: Sequence[Item], stream: str, number: str, name: str) -> Found:
    """A grade of a source; its events are named `source/reuters#2`."""
    wanted = source_stream(stream.removeprefix("source/"))
    for item in items:
        if source_stream(item.data["source"]) == wanted and str(item.number) == number:
            return Found(stream=stream, item=item, report=None, claims=(), later=(), record=None)
    sources = dict.fromkeys(item.data["source"] for item in items)
    raise NotFound(
        "there is no such grade",
        code="E-NOTFOUND",
        seen=name,
        hint=f"graded are {listed(sources, 12)}" if sources else "no source was graded yet",
    )


def _around(deal: str, items: Sequence[Item], item: Item) -> Found:
    name = item.data.get("report")
    reports = [
        each
        for each in items
        if each.name == "report-logged" and each.data["report"] == name and each is not item
    ]
    claims = item.name == "report-logged"
    return Found(
        stream=f"deal/{deal}",
        item=item,
        report=_standing(deal, items, reports) if reports else None,
        claims=tuple(
            each
            for each in items
            if claims
            and each.name in VERB_OF
            and each.data["report"] == name
            and each.command_id == item.command_id
        ),
        later=tuple(each for each in items if each.number > item.number and _touches(each, item)),
        record=known(deal, items),
    )


def _touches(later: Item, item: Item) -> bool:
    """Whether a later event did something to this one."""
    data, report, claim = later.data, item.data.get("report"), item.data.get("claim")
    ref = f"{report}#{claim}"
    match later.name:
        case "claim-amended" | "claim-withdrawn":
            return item.name in VERB_OF and data["claim"] == ref
        case "entry-undone":
            return item.number in data["entries"]
        case "report-corrected" if item.name in VERB_OF:
            return ref in data.get("replaces", ())
        case "report-corrected" | "report-retracted" | "report-amended":
            about = item.name == "report-logged" or later.name == "report-retracted"
            return about and report is not None and data["report"] == report
    return False


# -- as JSON and rows ----------------------------------------------------------------------------


def _json(found: Found) -> dict[str, Any]:
    item = found.item
    return {
        "schema": "dealtrail.event/1",
        "event": event_id(found.stream, item.number),
        "name": item.name,
        "number": item.number,
        "recorded": item.recorded_at,
        "logged_by": item.logged_by,
        "command": item.command_id,
        "undone": found.undone,
        "data": dict(item.data),
        "report": dict(found.report.data) if found.report else None,
        "claims": [_brief(found, each) for each in found.claims],
        "later": [_brief(found, each) for each in found.later],
    }


def _brief(found: Found, item: Item) -> dict[str, Any]:
    return {
        "event": event_id(found.stream, item.number),
        "name": item.name,
        "recorded": item.recorded_at,
        "data": dict(item.data),
    }


def _rows(found: Found) -> Iterator[dict[str, Any]]:
    item = found.item
    yield {"part": "event", "value": event_id(found.stream, item.number)}
    yield {"part": "name", "value": item.name}
    yield {"part": "recorded", "value": item.recorded_at}
    yield {"part": "logged_by", "value": item.logged_by}
    yield {"part": "command", "value": item.command_id}
    for part, value in item.data.items():
        yield {"part": part, "value": _words(value, found.names)}
    for part, value in (found.report.data if found.report else {}).items():
        if part != "report":
            yield {"part": f"report.{part}", "value": _words(value, found.names)}
    for each in found.claims:
        yield {"part": "claim", "value": claim_line(found, each)}
    for each in found.later:
        yield {"part": "later", "value": later_line(found, each)}


def _words(value: Any, names: Mapping[str, str]) -> str:
    """A stored part in words: a value as it is read, a list with commas."""
    if isinstance(value, Mapping):
        if "nonce" in value:
            return f"shown by --unseal, with key {value['key']}"
        if "type" in value:
            return text(value, names)
        return ", ".join(f"{part} {_words(each, names)}" for part, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_words(each, names) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


# -- for people ----------------------------------------------------------------------------------

_VERBS = {
    "rumor-reported": "Rumour",
    "term-changed": "Change of the deal",
    "term-confirmed": "Confirmation",
    "term-denied": "Denial",
    "comment-declined": "No comment",
}


def kind_of(item: Item) -> str:
    """What kind of event it is, in words: `Rumour`, `Report logged`."""
    return _VERBS.get(item.name, words(item.name.replace("-", " ")).capitalize())


def _show(screen: "Screen", found: Found) -> None:
    item, names = found.item, found.names
    screen.line(
        (event_id(found.stream, item.number), "bold"),
        f"  {kind_of(item)}",
        (f"  {item.data['report']}#{item.data['claim']}" if item.name in VERB_OF else "", "dim"),
        ("  undone" if found.undone else "", "red"),
    )
    screen.line((f"recorded {item.recorded_at} by {item.logged_by} · {item.command_id}", "dim"))
    screen.line()
    _parts(screen, item.data, names, leave=("report", "claim") if item.name in VERB_OF else ())
    if found.report:
        screen.line()
        screen.line(("From the report", "bold"))
        _parts(screen, found.report.data, names, leave=("report",))
    if found.claims:
        screen.line()
        screen.line(("It says", "bold"))
        for each in found.claims:
            screen.line(claim_line(found, each), indent=2, hang=2)
    if found.later:
        screen.line()
        screen.line(("What became of it", "bold"))
        for each in found.later:
            screen.line(later_line(found, each), indent=2, hang=2)


def _parts(
    screen: "Screen", data: Mapping[str, Any], names: Mapping[str, str], leave: Sequence[str]
) -> None:
    from cli.screen import Col

    rows: list[Row] = []
    for part, told, quoted in told_parts(data, names, leave):
        asides = [(f'  "{quoted}"', "dim")] if quoted else []
        rows.append([(f"  {part}", "dim"), [told, *asides]])
    screen.table([Col(title=""), Col(title="", least=20)], rows)


def told_parts(
    data: Mapping[str, Any], names: Mapping[str, str], leave: Sequence[str]
) -> Iterator[tuple[str, str, str]]:
    """The stored parts of an event: name, value in words, and the words quoted where others."""
    for part, value in data.items():
        if part in leave:
            continue
        plain = SOURCING.get(value, str(value)) if part == "sourcing" else _words(value, names)
        quoted = value.get("as_quoted") if isinstance(value, Mapping) else None
        told = words(plain) if part in ("stage", "published_how", "type") else plain
        yield words(part).rstrip(), told, quoted if quoted and quoted != plain else ""


def claim_line(found: Found, item: Item) -> str:
    """A claim of a report on one line."""
    data = item.data
    ref = f"{data['report']}#{data['claim']}"
    value = f" = {_words(data['value'], found.names)}" if "value" in data else ""
    about = data.get("field") or f"all of {data.get('of_report')}"
    number = event_id(found.stream, item.number)
    stage = f" ({words(data['stage'])})" if "stage" in data else ""
    return f"{number}  {item.name}: {about}{value}{stage}  {ref}"


def later_line(found: Found, item: Item) -> str:
    """What a later event did, on one line."""
    data, names = item.data, found.names
    number = event_id(found.stream, item.number)
    becomes = data.get("becomes")
    now = ""
    if becomes:
        value = f" = {_words(becomes['value'], names)}" if "value" in becomes else ""
        now = f", now {becomes['verb']} {becomes.get('field', '')}{value}"
    by = f" by {data['by']}" if "by" in data else ""
    why = data.get("why") or data.get("note")
    undone = " (itself undone)" if found.record and item.number in found.record.undone else ""
    return (
        f"{number}  {item.name}{by}{now}, recorded {item.recorded_at[:10]}"
        f"{f': {why}' if why else ''}{undone}"
    )
