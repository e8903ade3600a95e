"""A new report beside one of the ledger that it seems to be, and the question whether it is not.

W-DUP is this in the ledger already? It has the same address; …
                     in the ledger                  yours
  report             2026-01-29-wsj-amazon          2026-01-29-wsj-3f2a10
  source             The Wall Street Journal        WSJ
  published          2026-01-29                     2026-01-29
  amazon.commitment  up to $50bn, in talks          up to $50bn
"""

import shutil
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from cli.output import say
from cli.words import count, words
from domain.values import text

if TYPE_CHECKING:
    from domain.batch import Receipt
    from domain.duplicates import Likeness
    from domain.known import Known

_HEADER = ("source", "published", "url", "sourcing", "cites")
_BOTH, _ONE = 12, 3  # of so many fields that both speak of, and that one does, is told


def ask_if_meant(receipt: "Receipt", path: str) -> None:
    """Show names that may be mistyped and each likeness of a receipt, and ask.

    Raises `click.Abort` unless the answer is yes.
    """
    for warning in receipt.warnings:
        if warning.startswith("W-NEAR"):
            say(warning)
    for each, lines in side_by_side(receipt, path):
        say(f"W-DUP is this in the ledger already? {each.like} {each.why}")
        for line in lines:
            say(line)
    if not click.confirm("Log it all the same?", default=False, err=True):
        say("nothing was stored")
        raise click.Abort


def side_by_side(receipt: "Receipt", path: str) -> "Iterator[tuple[Likeness, list[str]]]":
    """Each report that seems to be in the ledger beside the one that is, in columns.

    Not one that seems to be another of the same documents.
    """
    from cli.writing import record_of

    for each in receipt.alike:
        record = record_of(path, each.deal)  # sealed words stay sealed
        if each.like in record.reports:
            held = {"report": each.like, **_held(record, each.like)}
            new = {"report": each.report, **_new(receipt, each.report, record)}
            yield each, list(_columns(held, new))


def _held(record: "Known", report: str) -> dict[str, str]:
    found = record.reports[report]
    parts = {name: _plain(getattr(found, name)) for name in _HEADER}
    for claim in found.claims:
        _put(parts, claim.verb, claim.body, record)
    return parts


def _new(receipt: "Receipt", report: str, record: "Known") -> dict[str, str]:
    from cli.changes import state_of
    from domain.known import VERB_OF

    parts: dict[str, str] = {}
    for entry in receipt.entries:
        state = state_of(entry)
        if state.get("report") != report:
            continue
        name = entry.event.stored_name
        if name == "report-logged":
            parts |= {each: _plain(getattr(entry.event, each)) for each in _HEADER}
        elif name in VERB_OF:
            _put(parts, VERB_OF[name], state, record)
    return parts


def _put(parts: dict[str, str], verb: str, body: Mapping[str, Any], record: "Known") -> None:
    value = body.get("value")
    said = " ".join(text(value, record.names()).split()) if value else ""
    verb = "" if verb in ("rumor", "confirm", "change") else words(verb)
    told = ", ".join(filter(None, (verb, said, words(body.get("stage")))))
    field = str(body.get("field") or f"report {body.get('of_report')}")
    parts[field] = f"{parts[field]}; {told}" if field in parts else told


def _plain(part: Any) -> str:
    if isinstance(part, list | tuple):
        return ", ".join(part)
    return str(part or "")


def _columns(held: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    """Two reports, part by part; what both say first, and of long lists not all."""
    from textwrap import wrap

    names = [name for name in dict.fromkeys((*new, *held)) if held.get(name) or new.get(name)]
    head = [name for name in names if name in ("report", *_HEADER)]
    both = [name for name in names if name in new and name in held and name not in head]
    one = [name for name in names if name not in both and name not in head]
    shown = [*head, *both[:_BOTH], *one[:_ONE]]
    width = max(map(len, shown), default=0)
    room = max((shutil.get_terminal_size().columns - width - 6) // 2, 20)
    yield f"  {'':<{width}}  {'in the ledger':<{room}}  yours"
    for name in shown:
        cells = [wrap(each.get(name, ""), room) or ["—"] for each in (held, new)]
        for at in range(max(map(len, cells))):
            left, right = (cell[at] if at < len(cell) else "" for cell in cells)
            yield f"  {'' if at else name:<{width}}  {left:<{room}}  {right}".rstrip()
    if rest := len(names) - len(shown):
        yield f"  … and {count(rest, 'more field')}"
