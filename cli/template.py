"""The template that `dealtrail log DEAL` opens in the editor: a report to fill in.

It is made to be filled quickly: what is left empty is not given, the cursor is at the first part
that is missing, and what is known of the deal stands below as claims to take over and change. It is
opened until what comes back can be logged (`cli.editing`).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from cli.editing import edit_until_taken
from cli.options import ledger_option
from cli.writing import How, as_confidential, record_of, write

if TYPE_CHECKING:
    from domain.documents import Document
    from domain.known import Known, Report
    from projections.figures import Figure, State

_WIDTH = 98
_LONG = 60  # what is longer is read in the report, and not taken over from here
_MANY = 30  # elements; of more, the ids alone
_PLAIN = re.compile(r"\w([\w ./?&=%+()$€£~',-]|:(?=\S))*")  # what YAML reads as it stands


def log_by_template(
    how: How, deal: str, typed: Mapping[str, Any], about: str | None = None
) -> None:
    """Open the template, and log what comes back; `about` an element, with all its figures.

    Raises what `edit_until_taken` does, and `NotFound` where the deal has no such element.
    """
    record = record_of(how.path, deal)
    blank = template(record, typed, about)

    log_text(
        how,
        record,
        blank,
        blank=blank,
        line=first_to_fill(blank),
        confidential="confidential" in typed,
    )


def log_text(
    how: How,
    record: "Known",
    text: str,
    *,
    blank: str = "",
    line: int = 1,
    confidential: bool = False,
    ask: bool = False,
) -> None:
    """Open a report in the editor, and log what comes back; with `ask` after a yes.

    Raises what `edit_until_taken` does.
    """
    deal = record.deal

    def take(back: str) -> None:
        def make() -> "list[Document]":
            found = _documents(back, deal, day_first=how.day_first)
            if confidential:  # whoever asked for it gets it, whatever became of that line
                found = [as_confidential(each) for each in found]
            return [
                each.but(seen=record.last_number)
                if getattr(each.content, "deal", None) == deal
                else each
                for each in found
            ]

        if ask:
            click.confirm(f"log it in {deal}?", abort=True, err=True)
        write(how, make)

    edit_until_taken(
        text,
        take,
        later=f"dealtrail log {deal}{ledger_option()}",
        blank=blank,
        line=line,
        keep=how.dry_run,
    )


def _documents(text: str, deal: str, *, day_first: bool | None) -> "list[Document]":
    from domain.documents import parse

    return parse(text, "template", deal=deal, day_first=day_first)


def first_to_fill(text: str) -> int:
    """The line of the first part without which there is no report."""
    lines = text.splitlines()
    wanted = (place for place, line in enumerate(lines, 1) if line in _WANTED)
    return next(wanted, 1)


def template(record: "Known", typed: Mapping[str, Any], about: str | None = None) -> str:
    """A report to fill in, with the parts that were typed, and what is known as comments."""
    state = _state(record)
    figures = _figures(state) if about is None else _figures_about(state, about)
    lines = [
        f"# {_one_line(record.name)}: one report. Save and close to log it; left as it is, it logs "
        "nothing.",
        "# What is left empty is not given. Help: dealtrail help claims, dates, amounts, files",
        f"deal: {record.deal}",
        "",
        *_header(record, typed),
        *_introduced(typed.get("elements", {})),
        "",
        "claims:",
        *_note("rumor, change, confirm, deny or no_comment: ELEMENT.FIELD = as the report has it"),
        _CLAIM,
        "    stage: ",
        "",
        *_known_now(state, figures, about),
        *_elements(record),
    ]
    return "\n".join(lines) + "\n"


# -- what is to be filled in -----------------------------------------------------------------------

_CLAIM = "  - rumor: "
_WANTED = ("source: ", "published: ", _CLAIM)
_HELP = {
    "published": "2026-01-29, 2026-01, 2026-01-29T14:00:00Z, 2026-01-27/2026-01-31",
    "sourcing": "filing, company_statement, on_record, document_seen, anonymous_plural, "
    "anonymous_single, unattributed, aggregated, own_confidential",
    "cites": "the ids of the reports that it credits",
}


def _header(record: "Known", typed: Mapping[str, Any]) -> Iterator[str]:
    """The parts of the header. Nobody's name is put there unasked; who reported before is told."""
    plain = [each for each in reversed(record.reports.values()) if not each.sealed]
    before = _sources(plain)
    last = before.get(str(typed.get("source", "")).casefold())
    parts: dict[str, Any] = {
        "source": "",
        "published": "",
        "url": "",
        "sourcing": last.sourcing if last else "",
        "language": last.language if last else "en",
        "cites": (),
        **{name: part for name, part in typed.items() if name not in ("claims", "elements")},
    }
    help_texts = dict(_HELP)
    if before and not parts["source"]:
        help_texts["source"] = f"before: {', '.join(map(_told_of, list(before.values())[:4]))}"
    if plain and not parts["cites"]:
        help_texts["cites"] += f": [{', '.join(each.id for each in plain[:2])}]"
    for name, part in parts.items():
        if name in help_texts and (not part or name == "sourcing"):
            yield from _note(help_texts[name])
        yield f"{name}: {_written(part)}"


def _sources(latest_first: "Iterable[Report]") -> "dict[str, Report]":
    """The last report of every source."""
    found: dict[str, Report] = {}
    for report in latest_first:
        found.setdefault(report.source.casefold(), report)
    return found


def _told_of(report: "Report") -> str:
    language = "" if report.language == "en" else f", {report.language}"
    return f"{_one_line(report.source)} ({report.sourcing}{language})"


def _written(part: Any) -> str:
    """A value as YAML reads it back."""
    if isinstance(part, list | tuple):
        return f"[{', '.join(map(_written, part))}]"
    text = str(part)
    plain = _PLAIN.fullmatch(text) and text == text.strip()
    return text if plain or not text else json.dumps(text, ensure_ascii=False)


def _introduced(elements: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    if elements:
        yield "elements:"
    for element, item in elements.items():
        parts = ", ".join(f"{name}: {json.dumps(part)}" for name, part in item.items())
        yield f"  {element}: {{{parts}}}"


def _note(text: str) -> Iterator[str]:
    from textwrap import wrap

    for line in wrap(text, _WIDTH - 4, break_on_hyphens=False):
        yield f"#   {line}"


# -- what is known ---------------------------------------------------------------------------------


def _state(record: "Known") -> "State":
    from projections.clocks import Clocks, View
    from projections.figures import state

    return state(View(record, Clocks.at()))


def _figures(state: "State") -> "list[Figure]":
    """The main figures of the deal itself, and whatever is in dispute or still to come."""
    from projections.belonging import inside

    return [
        each
        for each in state.figures
        if each.standing != "withdrawn"
        and (
            each.standing in ("contested", "denied")
            or (each.headline and each.leader and inside(state, each.element))
        )
    ]


def _figures_about(state: "State", element: str) -> "list[Figure]":
    """Every figure of an element, and of what names it: its tranches, its conditions.

    Raises `NotFound` where the deal has no such element.
    """
    known = state.view.known
    if element not in known.elements:
        from domain.errors import NotFound
        from domain.names import near_hint

        raise NotFound(
            "the deal has no such element",
            code="E-NOTFOUND",
            place="--about",
            seen=element,
            hint=near_hint(
                element, list(known.elements), f"'dealtrail structure {known.deal}' lists them"
            ),
        )
    tied = {element}
    for figure in state.figures:
        if figure.value and element in figure.value.get("to", ()) and not figure.context:
            tied.add(figure.element)
    tied.discard(_root(state))
    found = [
        each
        for each in state.figures
        if each.element in tied
        and not each.context
        and (each.element == element or each.headline or each.standing == "contested")
    ]
    return sorted(found, key=lambda each: (each.element != element, not each.headline))


def _root(state: "State") -> str:
    from domain.fields import RESERVED

    return next((each.element for each in state.figures if each.element in RESERVED), "")


def _known_now(state: "State", figures: "Iterable[Figure]", about: str | None) -> Iterator[str]:
    """The figures as claims that can be taken over, in columns, as comments."""
    names = state.view.names
    rows = [(_claim(figure, names), _stands(figure, names)) for figure in figures]
    if rows:
        of = f" of {about}" if about else ""
        yield f"# Known now{of}; take the # away to log it again, and change it:"
        width = max(len(claim) for claim, _ in rows)
        yield from (f"#{claim:<{width}}  # {stands}" for claim, stands in rows)
    if about:
        said = {figure.field for figure in figures}
        more = [each for each in _main_fields(state, about) if each not in said]
        if more:
            yield from _note(f"nothing yet on {', '.join(more)}")
    if rows or about:
        yield ""


def _main_fields(state: "State", element: str) -> Iterator[str]:
    from domain.fields import fields_of

    for field in fields_of(state.view.known.kind_of(element)):
        if field.headline:
            yield f"{element}.{field.name}"


def _claim(figure: "Figure", names: Mapping[str, str]) -> str:
    """A figure as a line of a report; a long text is only mentioned."""
    from domain.values import text

    value = _one_line(text(figure.value, names)) if figure.value else ""
    if len(value) > _LONG:
        return f"    {figure.field}: {value[:_LONG]}…"
    claim = f"{figure.field} = {value}".rstrip()
    return f"  - rumor: {_written(claim)}"


def _stands(figure: "Figure", names: Mapping[str, str]) -> str:
    """`contested, signed, 2026-02-27; against it: $35bn (The Wire)`."""
    from cli.words import date, listed, said, words

    stage = words(figure.stage) if not figure.field.endswith(".stage") else ""
    stands = ", ".join(filter(None, (figure.standing, stage, date(figure.since))))
    against = [
        f"{said(each.said.value, names)} ({each.said.claim.report.source})"
        for each in figure.challengers
        if each.said.value
    ]
    return f"{stands}; against it: {listed(against, 1)}" if against else stands


def _elements(record: "Known") -> Iterator[str]:
    """The ids of the deal's elements by kind, as comments."""
    from textwrap import wrap

    few = len(record.elements) <= _MANY
    kinds: dict[str, list[str]] = {}
    for element in record.elements.values():
        name = _one_line(element.name or "")
        told = f"{element.id} ({name})" if few and name else element.id
        kinds.setdefault(element.kind, []).append(told)
    yield "# Elements; a new one is introduced above the claims:"
    yield "# elements:"
    yield "#   globex: {kind: party, name: Globex Corporation}"
    for kind, every in kinds.items():
        lines = wrap(f"{kind}: {', '.join(every)}", _WIDTH - 6, break_on_hyphens=False)
        yield from (f"#   {'  ' if place else ''}{line}" for place, line in enumerate(lines))
    if not few:
        yield f"# 'dealtrail structure {record.deal}' tells what each is called."


def _one_line(text: str) -> str:
    return " ".join(text.split())
