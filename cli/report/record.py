"""The integrity of the record: what it is, how it is sealed, how anyone can check that.

Also the entries that are no report and no claim: descriptions, and fixes of our own log.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from shlex import join
from typing import TYPE_CHECKING, Any

from cli.report import anchors
from cli.report.markup import Part, Tag, tag
from cli.report.words import facts, folded, of, section, table
from cli.show import kind_of, told_parts
from domain import history, seal, tree
from domain.checkpoints import Checkpoint, public_key, signed_here, verifier_key
from domain.dates import span
from domain.heads import Head, doubt, entries
from domain.record import Record

if TYPE_CHECKING:
    from domain.history import Item
    from projections.figures import State


class Sealed(Record):
    """The state of a ledger: its head, the last checkpoint signed of it here, and what is wrong.

    `of_deal` counts all entries of the deal; `key` is the public key that signs here.
    """

    head: Head | None
    of_deal: int
    checkpoint: Checkpoint | None
    key: str
    doubt: str


def sealed(where: str, deal: str) -> Sealed:
    """The seals of a ledger as they stand now."""
    with closing(history.open_ledger(where)) as ledger:
        log, size = history.log_of(ledger)
        head = None
        if log is not None:
            head = Head(log=log, size=size, root=tree.root(size, seal.nodes(ledger)))
        number = history.last_number(ledger, deal)
        warning = doubt(where, ledger)
    signed = signed_here(log) if log is not None else []
    public = public_key() if signed else None
    return Sealed(
        head=head,
        of_deal=number,
        checkpoint=signed[-1] if signed else None,
        key=verifier_key(f"dealtrail/{log}", public) if public is not None else "",
        doubt=warning,
    )


def record(found: "State", at: Sealed, again: Iterable[str]) -> Tag:
    """What the report was made of, and how to check it; `again` is the command that makes it."""
    return section(
        "record",
        "The record",
        tag("p", at.doubt, class_="banner grave") if at.doubt else None,
        facts(_facts(found, at)),
        _checkpoint(at),
        tag("h3", "To verify"),
        tag("ul", [tag("li", each) for each in _verify(found, at, again)], class_="lines"),
        _entries(found),
    )


def _facts(found: "State", at: Sealed) -> Iterator[tuple[Part, Part]]:
    known = found.view.known
    yield "deal", [known.name, " ", tag("code", known.deal)]
    told = f"{entries(at.of_deal)} about this deal"
    if known.last_number < at.of_deal:
        told += f", of which the first {known.last_number:,} are read here"
    yield "entries", told
    if at.head is None:
        yield "log", "no seals yet: the ledger is of an older form, and the next write seals it"
        return
    yield "log", tag("code", at.head.log)
    yield "size", entries(at.head.size)
    yield "root", tag("code", at.head.root.hex())


def _checkpoint(at: Sealed) -> list[Part]:
    """The last checkpoint, and what came after it."""
    if at.head is None:
        return []
    if at.checkpoint is None:
        return [tag("p", of("No checkpoint of this log was signed here: nothing outside of the file"
                            " vouches for it yet."))]  # fmt: skip
    later = at.head.size - at.checkpoint.head.size
    after = f"{entries(later)} came after it" if later > 0 else "it covers all of the log"
    size = entries(at.checkpoint.head.size)
    return [
        tag("h3", "Checkpoint"),
        tag("p", f"Signed {at.checkpoint.signed} over {size}; {after}."),
        tag("pre", at.checkpoint.note),
        tag("p", "Key ", tag("code", at.key)) if at.key else None,
    ]


def _verify(found: "State", at: Sealed, again: Iterable[str]) -> Iterator[Part]:
    deal = found.view.known.deal
    leading = [figure.events[0] for figure in found.figures if figure.events]
    yield [tag("code", "dealtrail verify"), of(" with the ledger: nothing in it was changed")]
    if at.head is not None and leading:
        proof = f"dealtrail export --proof {deal}#{leading[0]} > proof.json"
        yield [tag("code", proof), of(" a proof of one event, such as this")]
    yield [tag("code", join(again)), of(" this report again")]


# -- the other entries ---------------------------------------------------------------------------


def _entries(found: "State") -> Tag | None:
    """Descriptions, log fixes and entries taken back, as far as they may be known at the clocks."""
    shown = list(_other(found))
    if not shown:
        return None
    deal, names = found.view.known.deal, found.view.names
    rows = [
        tag(
            "tr",
            tag("td", f"#{item.number}"),
            tag("td", f"{item.recorded_at[:16].replace('T', ' ')}Z", class_="when"),
            tag("th", kind_of(item), of(" undone") if undone else None, scope="row"),
            tag("td", _told(item, names)),
            id=anchors.of_event(deal, item.number),
        )
        for item, undone in shown
    ]
    heads = (("Event", ""), ("Recorded", ""), ("Kind", ""), ("What it says", ""))
    return folded(
        "Every other entry: descriptions of elements, and fixes of our own log",
        table(heads, tag("tbody", rows), "Other entries", "plain"),
    )


def _other(found: "State") -> "Iterator[tuple[Item, bool]]":
    """The entries that stand nowhere else in the report, and whether they were taken back."""
    view = found.view
    told = {report.number for report in view.reports.values()}
    told.update(claim.number for claim in view.claims.values())
    told.update(act.number for act in view.acts if act.step == "retracts")
    told.update(claim.number for some in view.left_out.values() for claim in some)  # by a what-if
    told |= view.hidden
    rows = {item.number: item for item in view.known.rows}
    published = {
        item.data["report"]: item.data["published"]
        for item in view.known.rows
        if item.name == "report-logged"
    }

    def is_out(item: "Item") -> bool:
        if item.name == "entry-undone":
            return any(is_out(rows[number]) for number in item.data["entries"] if number in rows)
        report = _report_of(item.data)
        if item.name == "report-retracted" and span(item.data["published"])[1] > view.clocks.as_of:
            return False
        if report is None:
            return True
        if report in view.known.reports and report not in view.reports:
            return False
        day = published.get(report)
        return day is None or span(day)[1] <= view.clocks.as_of

    for item in view.known.rows:
        undone = item.number in view.known.undone
        if item.number not in told and is_out(item):
            yield item, undone


def _report_of(data: Mapping[str, Any]) -> str | None:
    """The report that an entry is about, or came from."""
    claim = data.get("claim", "")
    found = data.get("by") or data.get("report")
    return found or (claim.partition("#")[0] if "#" in claim else None)


def _told(item: "Item", names: Mapping[str, str]) -> str:
    parts = told_parts(item.data, names, ("sealed",))
    return "; ".join(f"{name} {value}" for name, value, _ in parts)
