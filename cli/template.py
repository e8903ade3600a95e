"""The template that `dealtrail log DEAL` opens in $EDITOR: a report to fill in.

It is opened until what comes back can be logged (`cli.editing`).
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cli.editing import edit_until_taken
from cli.writing import How, as_confidential, record_of, write

if TYPE_CHECKING:
    from domain.documents import Document
    from domain.known import Known

_EMPTY = re.compile(r"(id|source|published|url|language|sourcing|cites):\s*(#.*)?")
_LINE = """\
# {name}: one report. Fill in, save and close; an unchanged file logs nothing.
# Lines that begin with # are for you. 'dealtrail help' explains claims, dates and amounts.
"""
_CLAIMS = """\
claims:                  # rumor, change, confirm, deny, no_comment
#  - rumor: amazon.commitment = up to $50bn
#    stage: in_talks
  -
"""


def log_by_template(how: How, deal: str, typed: Mapping[str, Any]) -> None:
    """Open the template, and log what comes back. Raises `Problems`, the text being kept."""
    record = record_of(how.path, deal)
    blank = template(record, typed)

    def take(text: str) -> None:
        def make() -> "list[Document]":
            found = _documents(text, deal, day_first=how.day_first)
            if (
                "confidential" in typed
            ):  # whoever asked for it gets it, whatever became of that line
                found = [as_confidential(each) for each in found]
            return [
                each.but(seen=record.last_number)
                if getattr(each.content, "deal", None) == deal
                else each
                for each in found
            ]

        write(how, make)

    edit_until_taken(blank, take, later=f"dealtrail log {deal}", blank=blank)


def _documents(text: str, deal: str, *, day_first: bool | None) -> "list[Document]":
    """What was filled in; a part of the header that was left empty was not given."""
    from domain.documents import parse

    filled = (  # line by line as it was, since what is wrong is told by its line
        "" if _EMPTY.fullmatch(line) else line for line in text.splitlines()
    )
    return parse("\n".join(filled), "template", deal=deal, day_first=day_first)


def template(record: "Known", typed: Mapping[str, Any]) -> str:
    """A report to fill in, with what the last one suggests and what the deal is about."""
    plain = (each for each in reversed(record.reports.values()) if not each.sealed)
    last = next(plain, None)
    given = {
        "id": "",
        "source": last.source if last else "",
        "published": "",
        "url": "",
        "language": last.language if last else "en",
        "sourcing": last.sourcing if last else "",
        "cites": "[]",
        **{name: str(part) for name, part in typed.items() if name not in ("claims", "elements")},
    }
    lines = [_LINE.format(name=record.name).rstrip(), f"deal: {record.deal}"]
    lines += [_entry(name, text) for name, text in given.items()]
    lines += [_CLAIMS.rstrip(), "#", *_figures(record), *_elements(record)]
    return "\n".join(lines) + "\n"


_HELP = {
    "id": "made from source and date if empty",
    "published": "2026-01-29, 2026-01, 2026-01-29T14:00:00Z",
    "sourcing": "filing, company_statement, on_record, anonymous_plural …",
    "cites": "ids of the reports it credits",
}


def _entry(name: str, text: str) -> str:
    import json

    plain = (
        text
        if text.replace(" ", "").replace("_", "").isalnum() or name == "cites"
        else json.dumps(text)
    )
    line = f"{name}: {plain if text else ''}".rstrip()
    if not text or name == "id":
        line = f"{'# ' if name == 'id' and not text else ''}{line}"
    help_text = _HELP.get(name)
    return f"{line:<24} # {help_text}" if help_text else line


def _figures(record: "Known") -> Iterator[str]:
    """The headline figures as they stand, as comments."""
    from domain.values import text
    from projections.clocks import Clocks, View
    from projections.figures import state

    found = state(View(record, Clocks.at()))
    yield "# Headline figures now:"
    for figure in found.figures:
        if figure.headline and figure.standing != "withdrawn":
            value = text(figure.value, record.names()) if figure.value else "nothing left"
            stage = f", {figure.stage.replace('_', ' ')}" if figure.stage else ""
            yield f"#   {figure.field} = {_one_line(value)} ({figure.standing}{stage})"


def _elements(record: "Known") -> Iterator[str]:
    """The elements of the deal, as comments."""
    yield "# Elements; a new one is introduced so:"
    yield "# elements:"
    yield "#   globex: {kind: party, name: Globex Corporation}"
    for element in record.elements.values():
        yield f"#   {element.id}: {element.kind}, {_one_line(element.name or element.id)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
